"""From the candle that closes to the notice in one job of the store, and what comes of it afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field

import pytest

from services.conftest import until
from services.samples import NOW_MS, SPOT, HandClock, add, calm, candle
from tracker.domain.alert import Alert
from tracker.domain.level import Transition
from tracker.domain.market import Market
from tracker.domain.times import H1, HOUR_MS, Interval
from tracker.services import watch as watching
from tracker.services.alerts import Alerts
from tracker.services.closing import Closing
from tracker.services.feed import Feed, Stored
from tracker.services.health import HealthBook
from tracker.services.history import History
from tracker.services.notices import Notice
from tracker.services.storage import Storage
from tracker.services.watch import Watch

CALM = 70_000.0
LEVEL = 69_000.0


@dataclass
class Bench:
    """An intake whose closed candles are judged and told of at once; `heard` says what came when."""

    storage: Storage
    judged: set[tuple[Market, Interval]] = field(default_factory=lambda: {(SPOT, H1)})
    may_deliver: bool = True
    heard: list[str] = field(default_factory=list)
    shown: list[Notice] = field(default_factory=list)
    spawned: list[asyncio.Task[object]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        clock = HandClock(NOW_MS + HOUR_MS)
        self.gate.set()
        history = History(
            self.storage,
            Feed(self.storage, self._stored),
            HealthBook(),
            clock,
            on_grown=self._nothing,
            on_progress=lambda _progress: None,
        )
        self.watch = Watch(
            self.storage,
            history,
            venue_now_ms=lambda _venue: clock.now_ms(),
            on_events=self._found_later,
        )
        self.alerts = Alerts(self.storage, now_ms=clock.now_ms, show=self._show, tell=self._tell)
        closing = Closing(
            self.watch,
            self.alerts,
            judged=lambda: self.judged,
            may_deliver=lambda: self.may_deliver,
            on_events=lambda: self.heard.append("levels"),
            spawn=self._spawn,
        )
        self.feed = Feed(self.storage, self._stored, closing.along)

    async def _nothing(self, _: object) -> None: ...

    async def _stored(self, _stored: Stored) -> None:
        self.heard.append("stored")

    async def _found_later(self) -> None:
        self.heard.append("later")
        await self.alerts.deliver()

    async def _show(self, notices: Sequence[Notice]) -> None:
        await self.gate.wait()
        self.heard.append("shown")
        self.shown += notices

    async def _tell(self, found: Transition | Alert) -> None:
        assert isinstance(found, Transition)
        self.heard.append(found.event)

    def _spawn(self, work: Coroutine[object, object, object]) -> None:
        self.spawned.append(asyncio.create_task(work))

    async def close_at(self, price: float, open_ms: int = NOW_MS) -> None:
        self.feed.take([candle(open_ms, price, opened=CALM)])
        await self.feed.flush_closed()

    async def settle(self) -> None:
        await asyncio.gather(*self.spawned)

    async def waiting(self) -> list[str]:
        """What is not stamped yet."""
        return await self.storage.journal(
            lambda journal: [one.transition.event.value for one in journal.undelivered()]
        )


@pytest.fixture
async def bench(storage: Storage) -> Bench:
    await storage.write(calm(NOW_MS, CALM))
    await add(storage, LEVEL)
    return Bench(storage)


async def test_a_break_is_told_before_anything_else_is_done_with_the_candle(bench: Bench) -> None:
    await bench.close_at(68_000.0)
    assert bench.heard == ["levels", "pierced", "broken", "shown", "stored"]
    (notice,) = bench.shown
    assert notice.title == "BTC 69,000 broken (hourly)"
    await bench.settle()
    # The notice is stamped by whoever showed it.
    assert await bench.waiting() == ["broken"]


async def test_a_candle_that_breaks_nothing_is_judged_and_nothing_is_told(bench: Bench) -> None:
    await bench.close_at(CALM)
    assert bench.heard[-1] == "stored"
    assert bench.shown == []


async def test_no_level_stands_on_the_series(bench: Bench) -> None:
    bench.judged.clear()
    await bench.close_at(68_000.0)
    assert bench.heard == ["stored"]
    assert bench.spawned == []
    assert await bench.waiting() == []


async def test_what_must_not_be_told_yet_is_kept(bench: Bench) -> None:
    bench.may_deliver = False
    await bench.close_at(68_000.0)
    assert bench.heard == ["levels", "stored"]
    await bench.settle()
    assert await bench.waiting() == ["pierced", "broken"]
    bench.may_deliver = True
    await bench.alerts.deliver()
    assert len(bench.shown) == 1


@pytest.mark.parametrize("along", [False, True], ids=["delivery", "candle"])
async def test_what_is_found_while_something_is_being_told_follows_it(
    bench: Bench, along: bool
) -> None:
    await add(bench.storage, 60_000.0)
    bench.gate.clear()
    if along:  # its series is being judged until it was told
        telling = asyncio.create_task(bench.close_at(68_000.0))
    else:
        bench.may_deliver = False
        await bench.close_at(68_000.0)
        bench.may_deliver = True
        telling = asyncio.create_task(bench.alerts.deliver())
    await until(lambda: "broken" in bench.heard)
    assert bench.alerts.is_busy
    await bench.close_at(50_000.0, NOW_MS + HOUR_MS)
    assert bench.shown == []
    bench.gate.set()
    await telling
    await bench.settle()
    assert [notice.title for notice in bench.shown] == [
        "BTC 69,000 broken (hourly)",
        "BTC 60,000 broken (hourly)",
    ]


async def test_beyond_a_hole_it_is_judged_once_the_hole_is_known_to_stay(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_PATIENCE_S", 0)
    await bench.close_at(CALM)
    await bench.close_at(60_000.0, NOW_MS + 3 * HOUR_MS)
    assert bench.shown == []
    await bench.settle()
    (notice,) = bench.shown
    assert notice.body.endswith("A hole in the candles came before it.")
    assert "later" in bench.heard
