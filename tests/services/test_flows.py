"""What stands under a chart: what is read of the newest time alone equals what is read whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec import Struct
from msgspec.structs import fields

from services.samples import calm
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    OpenInterest,
    Side,
)
from tracker.domain.health import Channel, Observed
from tracker.domain.times import D1, H1, HOUR_MS, M1, M5, MINUTE_MS, Interval, parse_iso
from tracker.services.flows import Flows, read_flows, read_newer
from tracker.services.pane_views import Asked, Topic
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.sources.base import Source

SOURCES = [Source.registry[name]() for name in ("binance-spot", "binance", "bybit", "okx", "gate")]
BINANCE, BYBIT, OKX, GATE = (SOURCES[at].market("BTC") for at in (1, 2, 3, 4))
BEGIN_MS = parse_iso("2026-02-02T00:00:00Z")
#: What positions did and the cascade index are read anew each time; the map knows no beginning.
EVERYTHING = frozenset(Topic) - {Topic.POSITIONS, Topic.CASCADE, Topic.LIQUIDATION_MAP}
SECOND_MS = 1_000
W1 = Interval.parse("1w")


def same(one: object, other: object, where: str = "") -> None:
    """Every figure of two readings; sums may differ by how they were added up."""
    assert type(one) is type(other), where
    if isinstance(one, np.ndarray):
        np.testing.assert_allclose(one, other, rtol=1e-9, err_msg=where)  # type: ignore[arg-type]
    elif isinstance(one, tuple):
        assert len(one) == len(other), where  # type: ignore[arg-type]
        for at, (mine, yours) in enumerate(zip(one, other, strict=True)):  # type: ignore[call-overload]
            same(mine, yours, f"{where}[{at}]")
    elif isinstance(one, float):
        assert one == pytest.approx(other), where
    elif isinstance(one, Struct):
        for part in fields(one):
            if part.name not in ("tally", "since_ms"):
                same(getattr(one, part.name), getattr(other, part.name), f"{where}.{part.name}")
    else:
        assert one == other, where


def past(hours: int) -> tuple[list[Any], list[Observed]]:
    """What happened from the beginning on, the same each time."""
    dice = random.Random(7)
    values: list[Any] = [BINANCE, BYBIT, OKX, GATE]
    end_ms = BEGIN_MS + hours * HOUR_MS
    values += calm(end_ms, 70_000.0, count=hours)
    for at_ms in range(BEGIN_MS, end_ms, 5 * MINUTE_MS):
        values += newest(at_ms, dice)
    seen = [Observed(one, Channel.LIQUIDATIONS, BEGIN_MS, end_ms) for one in ("binance", "bybit")]
    return values, seen


def newest(at_ms: int, dice: random.Random) -> list[Any]:
    """Five minutes of all there is."""
    usd = dice.uniform(1e3, 1e6)
    side = dice.choice([Side.LONG, Side.SHORT])
    values: list[Any] = [
        Liquidation(one, at_ms + dice.randrange(300_000), side, 70_000.0, size / 70_000, size)
        for one, size in ((BINANCE, usd), (BYBIT, usd * 1.1))
    ]
    if dice.random() < 0.1:  # a burst, which a sampled feed shows by a print in each second
        values += [
            Liquidation(BINANCE, at_ms + n * SECOND_MS, side, 70_000.0, 0.01, 700.0 + dice.random())
            for n in range(45)
        ]
    values += [
        LiquidationBucket(GATE, at_ms, M5.ms, usd / 2, usd / 3, closed=True),
        OpenInterest(BINANCE, at_ms, 1e5 + usd / 1e3, None),
        OpenInterest(BYBIT, at_ms + MINUTE_MS, None, usd * 1e3),
        LongShortRatio(BINANCE, at_ms, dice.uniform(0.3, 0.7)),
        LongShortRatio(GATE, at_ms, dice.uniform(0.3, 0.7)),
    ]
    if at_ms % HOUR_MS == 0:
        values.append(LiquidationBucket(GATE, at_ms, HOUR_MS, usd * 6, usd * 4, closed=False))
    if at_ms % (8 * HOUR_MS) == 0:
        values.append(Funding(BINANCE, at_ms, dice.uniform(-1e-4, 1e-4), 8.0, settled=True))
        values.append(Funding(BYBIT, at_ms, dice.uniform(-1e-4, 1e-4), 4.0, settled=True))
    return values


class Desk:
    """Reads as a chart does: on from what it has, and beside it all anew."""

    def __init__(self, storage: Storage, interval: Interval, topics: frozenset[Topic]) -> None:
        self._storage, self._interval, self._topics = storage, interval, topics
        self.flows: Flows | None = None
        self.anew = 0

    def _asked(self, end_ms: int) -> Asked:
        start_ms = (
            self._interval.floor(BEGIN_MS) - 3 * self._interval.ms
        )  # of which nothing is known
        return Asked("BTC", self._interval.ms, start_ms, end_ms, self._topics)

    async def read(self, end_ms: int, changed_ms: int) -> None:
        asked, before = self._asked(end_ms), self.flows

        def both(views: Views) -> tuple[Flows | None, Flows]:
            newer = read_newer(views, asked, before, changed_ms) if before is not None else None
            return newer, read_flows(views, asked)

        newer, whole = await self._storage.read(
            lambda reader, journal: both(Views(reader, journal, SOURCES))
        )
        self.anew += newer is None
        self.flows = newer if newer is not None else whole
        same(self.flows, whole, "flows")


@pytest.mark.parametrize("interval", [M1, M5, H1, D1, W1])
async def test_reading_on_for_hours_equals_reading_anew(
    storage: Storage, interval: Interval
) -> None:
    values, seen = past(36)
    await storage.write(values, seen)
    desk, dice = Desk(storage, interval, EVERYTHING), random.Random(3)
    now_ms = BEGIN_MS + 36 * HOUR_MS
    await desk.read(now_ms, now_ms)
    for step in range(18):
        changed_ms, now_ms = now_ms, now_ms + dice.choice([2_000, 61_000, 5 * MINUTE_MS, HOUR_MS])
        floor_ms = M5.floor(changed_ms)
        some = newest(floor_ms, dice)
        coming_ms = (now_ms // (8 * HOUR_MS) + 1) * 8 * HOUR_MS
        some.append(Funding(BINANCE, coming_ms, dice.uniform(-1e-4, 1e-4), 8.0, settled=False))
        stretches = [
            Observed(one, Channel.LIQUIDATIONS, changed_ms, now_ms)
            for one in ("binance", "bybit")
            if (step // 4) % 2  # now and then nobody looks
        ]
        await storage.write(some, stretches)
        await desk.read(now_ms, floor_ms)
    # The first time; and on a chart of few candles where a venue passed the share it must be there.
    assert desk.anew == 1 if interval.ms <= HOUR_MS else desk.anew <= 4


def at(hours: float) -> int:
    """So many hours after the beginning."""
    return BEGIN_MS + round(hours * HOUR_MS)


NOW_MS = at(30)
NOTHING: tuple[Any, ...] = ()


def forced(market: Any, at_ms: int, usd: float = 5_000.0) -> Liquidation:
    return Liquidation(market, at_ms, Side.LONG, 70_000.0, usd / 70_000, usd)


@pytest.mark.parametrize(
    ("name", "values", "changed_ms", "anew"),
    [
        ("nothing", NOTHING, NOW_MS, 1),
        ("late by nine minutes", [forced(BYBIT, NOW_MS - 9 * MINUTE_MS)], NOW_MS - 540_000, 1),
        ("late by fifty minutes", [forced(BYBIT, at(29.2))], at(29.2), 1),
        ("twice", [forced(BYBIT, at(29.9)), forced(BYBIT, at(29.9))], at(29.9), 1),
        ("later by hours", [forced(BYBIT, at(4.5))], at(4.5), 2),
        ("filled history", [OpenInterest(BYBIT, at(10.05), 9e4, None)], 0, 2),
        (
            "a bucket that grew",
            [LiquidationBucket(GATE, at(29.5), M5.ms, 9e6, 1.0, closed=True)],
            at(29.5),
            1,
        ),
        (
            "its own hour at last",
            [LiquidationBucket(GATE, at(29), HOUR_MS, 9e7, 1e7, closed=True)],
            at(29),
            1,
        ),
        ("a venue comes", [OKX, forced(OKX, NOW_MS), OpenInterest(OKX, NOW_MS, 1e4, None)], 0, 2),
        ("a prediction", [Funding(BYBIT, at(32), 3e-4, 8.0, settled=False)], at(32), 1),
        ("a venue's first rate", [Funding(OKX, at(32), 3e-4, 8.0, settled=False)], at(32), 2),
        ("a venue's first share", [LongShortRatio(OKX, NOW_MS, 0.4)], NOW_MS, 2),
    ],
)
async def test_whatever_comes_the_figures_are_those_of_all_of_it(
    storage: Storage, name: str, values: list[Any], changed_ms: int, anew: int
) -> None:
    await storage.write(*past(30))
    desk = Desk(storage, M5, EVERYTHING)
    await desk.read(NOW_MS, NOW_MS)
    await storage.write(values)
    await desk.read(NOW_MS + 90_000, changed_ms)
    assert desk.anew == anew, name


@pytest.mark.parametrize("interval", [M1, H1, Interval.parse("2h"), Interval.parse("4h"), D1, W1])
async def test_of_open_interest_no_more_is_read_than_its_line_needs(
    storage: Storage, interval: Interval
) -> None:
    values, seen = past(30 if interval is M1 else 200)
    dice = random.Random(11)
    # A venue with holes of hours, and one that is known at no point of a long grid.
    holes = {
        at_ms // (6 * HOUR_MS) for at_ms in range(BEGIN_MS, at(200), HOUR_MS) if dice.random() < 0.1
    }
    values = [
        one
        for one in values
        if not (isinstance(one, OpenInterest) and one.market == BYBIT)
        or one.at_ms // (6 * HOUR_MS) not in holes
    ]
    values.append(OpenInterest(OKX, at(7) + MINUTE_MS, 5e4, None))
    await storage.write(values, seen)
    end_ms = at(30) if interval is M1 else at(199) + 17 * MINUTE_MS

    def both(reader: Any, journal: Any) -> tuple[Flows, Flows, int, int]:
        start_ms = interval.floor(BEGIN_MS) - 3 * interval.ms
        asked = Asked("BTC", interval.ms, start_ms, end_ms, frozenset())
        some, every = (
            Counting(Views(reader, journal, SOURCES)),
            Whole(Views(reader, journal, SOURCES)),
        )
        return read_flows(some, asked), read_flows(every, asked), some.rows, every.rows

    mine, yours, some, every = await storage.read(both)
    same(mine, yours)
    assert mine.interest.excluded == yours.interest.excluded
    assert np.isfinite(mine.interest.columns.value).any()
    assert some < every if interval.ms > HOUR_MS else some == every


async def test_another_beginning_or_other_wishes_are_read_anew(storage: Storage) -> None:
    await storage.write(*past(30))
    desk = Desk(storage, M5, frozenset())
    await desk.read(NOW_MS, NOW_MS)
    desk._topics = EVERYTHING
    await desk.read(NOW_MS, NOW_MS)
    assert desk.anew == 2
    desk._interval = H1
    await desk.read(NOW_MS, NOW_MS)
    assert desk.anew == 2 + 1


class Counting:
    """Views that count the rows that are read, and how far back."""

    def __init__(self, views: Views) -> None:
        self._views, self.rows, self.oldest_ms = views, 0, at(10_000)

    @property
    def reader(self) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        part = self._views if hasattr(self._views, name) else self._views.reader
        return getattr(part, name)

    def flows(self, asset: str, start_ms: int, end_ms: int, *, grain_ms: int | None = None) -> Any:
        found = self._views.flows(asset, start_ms, end_ms, grain_ms=grain_ms)
        self._count(sum(len(one.events.at_ms) for one in found), start_ms)
        self._count(sum(len(part.start_ms) for one in found for part in one.buckets), start_ms)
        return found

    def interest(
        self, asset: str, start_ms: int, end_ms: int, *, grid_ms: int | None = None
    ) -> Any:
        found = self._views.interest(asset, start_ms, end_ms, grid_ms=grid_ms)
        self._count(sum(len(one.columns.at_ms) for one in found), start_ms)
        return found

    def funding(self, market: Any, start_ms: int, end_ms: int) -> Any:
        assert self._views.reader is not None
        found = self._views.reader.funding(market, start_ms, end_ms)
        self._count(len(found.settles_ms), start_ms)
        return found

    def ratios(self, market: Any, start_ms: int, end_ms: int) -> Any:
        assert self._views.reader is not None
        found = self._views.reader.ratios(market, start_ms, end_ms)
        self._count(len(found.at_ms), start_ms)
        return found

    def largest_by_bar(
        self, market: Any, start_ms: int, end_ms: int, width_ms: int, most: int
    ) -> Any:
        assert self._views.reader is not None
        found = self._views.reader.largest_by_bar(market, start_ms, end_ms, width_ms, most)
        self._count(len(found.at_ms), start_ms)
        return found

    def _count(self, rows: int, start_ms: int) -> None:
        self.rows += rows
        self.oldest_ms = min(self.oldest_ms, start_ms)


class Whole(Counting):
    """Reads all open interest, whatever its line needs."""

    def interest(
        self, asset: str, start_ms: int, end_ms: int, *, grid_ms: int | None = None
    ) -> Any:
        del grid_ms
        return super().interest(asset, start_ms, end_ms)


async def test_what_is_read_does_not_grow_with_how_far_back_the_chart_goes(
    storage: Storage,
) -> None:
    await storage.write(*past(240))
    end_ms = at(240)

    def rows(start_ms: int) -> Callable[[Any, Any], tuple[int, int, int]]:
        def read(reader: Any, journal: Any) -> tuple[int, int, int]:
            topics = EVERYTHING - {Topic.BESIDE}  # hourly sums, read whole each time
            asked = Asked("BTC", M5.ms, start_ms, end_ms, topics)
            whole, newer = (Counting(Views(reader, journal, SOURCES)) for _ in range(2))
            before = read_flows(whole, asked)
            assert read_newer(newer, asked, before, end_ms) is not None
            return whole.rows, newer.rows, newer.oldest_ms

        return read

    two = await storage.read(rows(end_ms - 48 * HOUR_MS))
    ten = await storage.read(rows(BEGIN_MS))
    assert ten[0] > 2 * two[0]
    assert ten[1] == two[1] < two[0] / 5
    # Funding is paid for a day before its settlement, and is read a day before that.
    assert ten[2] == two[2] > end_ms - 52 * HOUR_MS
