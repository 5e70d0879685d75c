"""Cascades over a real store: measured, found once, told once, and gone on with after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest

from services.conftest import until
from services.samples import NOW_MS, HandClock
from services.stormy import GATE, PRICE, SOURCES, calm, crash, fill, still
from tracker.analysis.cascade import MAIN_MS, WINDOWS_MS
from tracker.analysis.conditions import parse_condition
from tracker.analysis.triggers import Memory
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Liquidation, Mark, Side
from tracker.domain.times import HOUR_MS, M1, M5, MINUTE_MS
from tracker.services.cascade_json import cascade_json, episode_row
from tracker.services.cascade_lines import cascade_lines, read_map
from tracker.services.cascade_reading import CascadeView, cascade_view, history
from tracker.services.cascades import CascadeWatch, give_rules
from tracker.services.probe import Look
from tracker.services.ripple import read_ripple
from tracker.services.rules import measure
from tracker.services.storage import Storage
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

END_MS = NOW_MS + 40 * MINUTE_MS


def _views(reader: MarketReader, journal: Journal) -> Views:
    return Views(reader, journal, SOURCES)


async def _view(storage: Storage, at_ms: int) -> CascadeView:
    return await storage.read(lambda *store: cascade_view(_views(*store), "BTC", at_ms))


async def test_a_calm_coin_is_measured_and_a_crash_stands_out(storage: Storage) -> None:
    await fill(storage, *calm())
    before = await _view(storage, NOW_MS)
    assert [one.window_ms for one in before.readings] == list(WINDOWS_MS)
    assert before.main.index is not None
    assert before.main.index < 20
    assert before.readings[0].index is None, "a quarter of an hour has no ten days of past"
    assert before.learnt_days > 29
    await fill(storage, *crash())
    after = (await _view(storage, END_MS)).main
    assert after.index is not None
    assert after.index > 80
    assert after.side is Side.LONG
    assert after.change == pytest.approx(-0.1, abs=0.01)
    assert after.move == pytest.approx(-0.12, abs=0.01)


async def test_what_is_not_known_makes_no_index(storage: Storage) -> None:
    rows = [one for one in [*calm(), *crash()] if type(one).__name__ != "OpenInterest"]
    await fill(storage, *rows)
    view = await _view(storage, END_MS)
    assert view.main.index is None
    said = cascade_json(view)
    assert said["windows"]["4h"]["index"] is None  # type: ignore[index]
    assert said["feedback"] is None


async def test_without_ten_days_nothing_is_normal(storage: Storage) -> None:
    await fill(storage, *calm(days=9), *crash())
    view = await _view(storage, END_MS)
    assert view.main.pressure is None
    assert view.learnt_days < 10


# --- alerts ------------------------------------------------------------------------------------


async def test_the_rule_tells_the_three_numbers_once(storage: Storage) -> None:
    await fill(storage, *calm(), *crash(), *still(END_MS, 60))
    moments = np.arange(NOW_MS, END_MS + HOUR_MS + 1, MINUTE_MS, dtype=np.int64)
    condition = parse_condition("cascade")

    def look(reader: MarketReader, journal: Journal) -> list[tuple[str, str]]:
        views = _views(reader, journal)
        one = Look(reader, views, SOURCES, END_MS + HOUR_MS)
        found = measure(one, "BTC", condition, Memory(), moments, cooldown_ms=30 * MINUTE_MS)
        return [(told.title, told.body) for _, told in found.found]

    told = await storage.read(look)
    assert 1 <= len(told) <= 2, "once, and once more where it rose by fifteen points"
    title, body = told[0]
    assert title.startswith("BTC cascade index ")
    assert title.endswith("forced selling, deleveraging")
    for words in ("Longs foremost", "(P\u202f", "contracts −", "(F\u202f", "price −", "(I\u202f"):
        assert words in body
    assert "feedback not measured" in body


async def test_every_coin_is_given_the_rule_once_and_who_removes_it_is_heeded(
    storage: Storage,
) -> None:
    def rules(journal: Journal) -> list[tuple[str, str]]:
        return [(one.asset, one.condition) for one in journal.alerts.rules()]

    def remove(journal: Journal) -> None:
        journal.alerts.remove(journal.alerts.rules()[0].id, NOW_MS)

    assert await storage.journal(lambda one: give_rules(one, ["BTC", "ETH"], NOW_MS))
    assert await storage.journal(rules) == [("BTC", "cascade"), ("ETH", "cascade")]
    await storage.journal(remove)
    assert not await storage.journal(lambda one: give_rules(one, ["BTC", "ETH"], NOW_MS))
    assert await storage.journal(lambda one: give_rules(one, ["SOL", "BTC"], NOW_MS))
    assert await storage.journal(rules) == [("ETH", "cascade"), ("SOL", "cascade")]


# --- episodes ----------------------------------------------------------------------------------


class Watching:
    """A watch over the store that runs until it has found what the test waits for."""

    def __init__(self, storage: Storage, now_ms: int) -> None:
        self.storage, self.clock, self.changes = storage, HandClock(now_ms), 0
        self.watch = CascadeWatch(
            storage,
            SOURCES,
            now_ms=self.clock.now_ms,
            on_rules=self._rules,
            on_episodes=self._episodes,
        )
        self.watch.watch(["BTC"])

    async def _rules(self) -> None:
        pass

    def _episodes(self) -> None:
        self.changes += 1

    async def run(self, found: Callable[[], object]) -> None:
        await self.watch.begin()
        task = asyncio.create_task(self.watch.run())
        try:
            await until(found)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _episodes(storage: Storage) -> list[Episode]:
    return await storage.journal(lambda journal: journal.episodes.listed("BTC"))


async def test_an_episode_is_found_while_it_lasts_and_ends_after_a_restart(
    storage: Storage,
) -> None:
    await fill(storage, *calm(), *crash())
    watching = Watching(storage, END_MS + 10_000)
    await watching.run(lambda: watching.changes)
    (one,) = await _episodes(storage)
    assert one.is_running
    assert NOW_MS - M5.ms <= one.start_ms <= NOW_MS + M5.ms
    assert END_MS - M5.ms <= one.end_ms <= END_MS
    assert one.long_usd > 3 * one.short_usd > 0
    assert one.usd > 400e6
    assert one.move == pytest.approx(-0.12, abs=0.01)
    assert one.change == pytest.approx(-0.1, abs=0.01)
    assert one.venues == ("gate",)
    # Another process goes on, fourteen calm hours later.
    await fill(storage, *still(END_MS, 14 * 60))
    later = Watching(storage, END_MS + 14 * HOUR_MS + 10_000)
    await later.run(lambda: later.changes)
    (same,) = await _episodes(storage)
    assert same.on_ms == one.on_ms
    assert not same.is_running
    assert (same.start_ms, same.end_ms, same.peak_ms) == (one.start_ms, one.end_ms, one.peak_ms)
    row = episode_row(same, [same])
    assert row["off_at"] is not None
    assert row["market_wide"] == []


async def test_what_is_normal_and_feedback_are_kept(storage: Storage) -> None:
    await fill(storage, *calm())
    watching = Watching(storage, NOW_MS + 10_000)
    kept: list[object] = []

    async def look() -> None:
        kept.append(
            await storage.read(
                lambda reader, _: (
                    reader.cascades.reference("BTC", MAIN_MS),
                    reader.cascades.feedback("BTC", NOW_MS - HOUR_MS, NOW_MS + HOUR_MS),
                )
            )
        )

    def both() -> bool:
        asyncio.get_running_loop().create_task(look())
        return bool(kept) and all(kept[-1])  # type: ignore[arg-type]

    await watching.run(both)
    reference, rows = kept[-1]  # type: ignore[misc]
    assert reference.known
    assert reference.venues == ("gate",)
    assert [one.word for _, one in rows] == ["unknown"]


async def test_feedback_is_measured_from_what_comes_in_and_survives_a_restart(
    storage: Storage,
) -> None:
    """Two hours of a world whose ratio is 0.8, told as marks and liquidations."""
    from mechanism import worlds

    made = worlds(0.8, count=1)
    now_ms = NOW_MS + 1_000
    start_ms = NOW_MS - 7_200_000
    await fill(storage, GATE)
    values: list[Mark | Liquidation] = []
    for second in range(7_200):
        at_ms = start_ms + second * 1_000
        values.append(Mark(GATE, at_ms, float(made.prices[0, second])))
        units = float(made.flow[0, second])
        for part in range(int(made.events[0, second])):
            size = units / made.events[0, second]
            values.append(Liquidation(GATE, at_ms + part, Side.LONG, PRICE, size, size))
    watching = Watching(storage, now_ms)
    first = watching.watch
    first.take(values)
    assert await _ratio(first, storage) == pytest.approx(0.8, abs=0.2)
    ratio = await _ratio(first, storage)
    for minute_ms in range(start_ms + MINUTE_MS, NOW_MS + 1, MINUTE_MS):
        await first._keep_seconds(minute_ms)
    await fill(storage, *(one for one in values if isinstance(one, Liquidation)))
    second = Watching(storage, now_ms).watch
    assert await _ratio(second, storage) is None, "it knows nothing yet"
    await second.begin()
    assert await _ratio(second, storage) == pytest.approx(ratio, abs=0.05)


async def _ratio(watch: CascadeWatch, storage: Storage) -> float | None:
    await watch._measure_feedback()
    rows = await storage.read(
        lambda reader, _: reader.cascades.feedback("BTC", NOW_MS - HOUR_MS, NOW_MS + HOUR_MS)
    )
    return rows[-1][1].ratio


# --- what charts and pages show ----------------------------------------------------------------


async def test_lines_follow_the_candles_of_a_chart(storage: Storage) -> None:
    await fill(storage, *calm(), *crash())
    start_ms = NOW_MS - 6 * HOUR_MS
    hourly = await storage.read(
        lambda *store: cascade_lines(_views(*store), "BTC", HOUR_MS, (start_ms, END_MS))
    )
    assert hourly.index.at_ms.tolist() == list(range(start_ms, END_MS, HOUR_MS))
    assert hourly.index.value[-1] > 80, "the candle that runs has the newest minute"
    assert (hourly.index.value[:-1] < 30).all()
    minutes = await storage.read(
        lambda *store: history(_views(*store), "BTC", (NOW_MS, END_MS), M1)
    )
    assert minutes.index[-1] == pytest.approx(hourly.index.value[-1], abs=3)


async def test_the_map_lies_on_both_sides_of_the_price(storage: Storage) -> None:
    rows = calm()
    growing = [
        type(one)(one.market, one.at_ms, one.coin * (1 + at * 1e-4), one.usd)
        if type(one).__name__ == "OpenInterest"
        else one
        for at, one in enumerate(rows)
    ]
    await fill(storage, *growing)
    made = await storage.read(lambda *store: read_map(_views(*store), "BTC", NOW_MS))
    assert made.longs.sum() > 0
    assert made.shorts.sum() > 0
    assert not made.longs[made.price > 1.2 * PRICE].any()
    assert not made.shorts[made.price < 0.8 * PRICE].any()


async def test_a_ripple_says_what_it_does_not_know(storage: Storage) -> None:
    await fill(storage, *calm(), *crash())
    found = await storage.read(
        lambda *store: read_ripple(_views(*store), ["BTC", "ETH"], (NOW_MS, END_MS))
    )
    assert [row.asset for row in found.rows] == ["ETH"]
    assert found.rows[0].beta is None
    assert found.liquidations_share is None, "a coin that is not known would raise the others"
