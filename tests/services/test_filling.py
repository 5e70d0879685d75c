"""The past fills further while a venue is idle: by value, newest first, within what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest

from services.conftest import until
from services.samples import ALPHA, NOW_MS, Alpha, HandClock, Network, every_close
from tracker.domain.health import Channel, Filled
from tracker.domain.retention import Kind, Retention
from tracker.domain.times import D1, DAY_MS, H1, M1
from tracker.services import filling as module
from tracker.services.feed import Feed
from tracker.services.filling import STAGES, Filling, Stage
from tracker.services.health import HealthBook
from tracker.services.history import History, Want
from tracker.services.runner import Bench, SourceRunner
from tracker.services.storage import Storage
from tracker.sources.base import History as Served
from tracker.sources.base import Request
from tracker.store.pruning import Cut

CANDLES = "alpha/candles"
FIRST, DEEPER = (stage.words for stage in STAGES)


class Candled(Alpha):
    """Serves candles alone."""

    histories: ClassVar = {Channel.CANDLES: Served(1_000, intervals=(M1, H1, D1))}


Candled.venue = "alpha"


class Past:
    """A history and its filling at work for one venue."""

    def __init__(self, storage: Storage, retention: Retention, *, deepens: bool = True) -> None:
        self.network, self.storage = Network(), storage
        self.network.answers[CANDLES] = every_close
        self.told: list[Filled] = []
        health, clock = HealthBook(), HandClock()
        source = Candled()
        health.expect(source)
        feed = Feed(storage, _nothing)
        self.history = History(
            storage,
            feed,
            health,
            clock,
            on_grown=_nothing,
            on_progress=lambda _: None,
            retention=retention,
        )
        self.runner = SourceRunner(source, ["BTC"], Bench(self.network, feed, health, clock), [])
        self.filling = Filling(
            storage,
            self.history,
            retention,
            leads=lambda _: frozenset({"BTC"}),
            tell=self.told.append,
            deepens=deepens,
        )

    def asked(self) -> list[tuple[str, int, int]]:
        """Interval and window, in days before now, of each request."""
        return [
            (
                str(one.params["step"]),
                (NOW_MS - int(one.params["from"])) // DAY_MS,
                (NOW_MS - int(one.params["to"])) // DAY_MS,
            )
            for one in self.network.asked
        ]


async def _nothing(_: object) -> None:
    pass


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_S", 0.0)
    monkeypatch.setattr(module, "_PACE_S", 0.0)
    monkeypatch.setattr(module, "_BUSY_S", 0.0)
    # The same in fewer rows.
    deeper = (
        (Channel.CANDLES, D1, 3_650 * DAY_MS),
        (Channel.CANDLES, H1, 200 * DAY_MS),
        (Channel.CANDLES, M1, 8 * DAY_MS),
    )
    monkeypatch.setattr(module, "STAGES", (STAGES[0], Stage(DEEPER, deeper)))


@asynccontextmanager
async def filling(past: Past) -> AsyncIterator[None]:
    serving = asyncio.create_task(past.history.serve(past.runner))
    await until(lambda: past.history._runners)
    work = asyncio.create_task(past.filling.fill(past.runner, _nothing))
    try:
        yield
    finally:
        for task in (work, serving):
            task.cancel()
        await asyncio.gather(work, serving, return_exceptions=True)


async def stored(past: Past, interval: object) -> int:
    columns = await past.storage.read(lambda reader, _: reader.candles(ALPHA, interval))
    return len(columns)


async def test_hours_of_a_month_come_first_then_days_then_years_then_minutes(
    storage: Storage,
) -> None:
    past = Past(storage, Retention())
    async with filling(past):
        await until(lambda: past.told and past.told[-1] == Filled("alpha", DEEPER, 1.0))
    asked = past.asked()
    assert asked[0][0] == "1h"
    assert asked[0][1] == 30
    steps = [step for step, *_ in asked]
    assert steps.index("1d") < steps.index("1m")
    days = [start for step, start, _ in asked if step == "1d"]
    assert days == sorted(days)  # the newest page first
    assert max(days) >= 3_649
    assert await stored(past, H1) > 200 * 24 - 24
    assert await stored(past, M1) >= 8 * 1_440 - 300
    assert past.told[0] == Filled("alpha", FIRST, 0.0)
    shares = [one.share for one in past.told if one.stage == DEEPER]
    assert shares == sorted(shares)
    noted = await storage.read(lambda reader, _: reader.filled())
    assert noted == [Filled("alpha", DEEPER, 1.0)]


async def test_before_a_page_without_anything_nothing_is_looked_for(storage: Storage) -> None:
    """The coin was listed forty days ago."""
    past = Past(storage, Retention())
    listed_ms = NOW_MS - 40 * DAY_MS

    def young(request: Request) -> bytes:
        if int(request.params["to"]) <= listed_ms:
            return b"{}"
        first = max(listed_ms, int(request.params["from"]))
        params = {**request.params, "from": first}
        return every_close(Request(request.url, params))

    past.network.answers[CANDLES] = young
    async with filling(past):
        await until(lambda: past.told and past.told[-1] == Filled("alpha", DEEPER, 1.0))
    hours = [one for one in past.asked() if one[0] == "1h"]
    assert len(hours) <= 5
    assert max(start for _, start, _ in hours) < 150


async def test_what_is_not_kept_is_not_asked_again(storage: Storage) -> None:
    past = Past(storage, Retention.parse({"candles_1m": "1w"}))
    async with filling(past):
        await until(lambda: past.told and past.told[-1].share == 1.0)
        assert max(start for step, start, _ in past.asked() if step == "1m") == 7
        cut = Cut(Kind.CANDLES_1M, NOW_MS - 2 * DAY_MS, by_size=True)

        def prune_all(market: object) -> None:
            while market.prune(cut):
                pass

        await storage.market(prune_all)
        past.network.asked.clear()
        want = Want(0, Channel.CANDLES, ALPHA, M1, NOW_MS - 9 * DAY_MS, NOW_MS)
        await past.history.want(want)
        await past.history.settle(want.series)
    assert past.asked() == []


async def test_switched_off_it_says_how_far_the_past_is_and_asks_nothing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_IDLE_S", 0.0)
    looks: list[object] = []
    look = Filling.look

    async def watched(self: Filling, runner: SourceRunner, after: Want | None = None) -> object:
        looks.append(await look(self, runner, after))
        return looks[-1]

    monkeypatch.setattr(Filling, "look", watched)
    past = Past(storage, Retention(), deepens=False)
    async with filling(past):
        await until(lambda: len(looks) > 3)
    assert all(looks)
    assert past.asked() == []
    assert past.told == [Filled("alpha", FIRST, 0.0)]


@pytest.mark.parametrize("why", ["full", "busy"])
async def test_nothing_is_asked_while_the_cache_is_full_or_the_venue_busy(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    bound = 1 if why == "full" else 10**9
    past = Past(storage, Retention(bound_bytes=bound))
    looks: list[bool] = []
    may_ask = Filling._may_ask

    async def watched(self: Filling, runner: SourceRunner) -> bool:
        looks.append(await may_ask(self, runner))
        return looks[-1]

    monkeypatch.setattr(Filling, "_may_ask", watched)
    if why == "busy":
        monkeypatch.setattr(History, "is_idle", lambda *_: False)
    async with filling(past):
        await until(lambda: len(looks) > 3)
    assert not any(looks)
    assert past.asked() == []
    assert past.told == [Filled("alpha", FIRST, 0.0)]


async def test_what_was_wanted_when_the_program_ended_is_asked_by_the_next_one(
    storage: Storage,
) -> None:
    first = Past(storage, Retention())
    window = (NOW_MS - 90 * DAY_MS, NOW_MS - 60 * DAY_MS)

    async def never(*_: object) -> object:
        return await asyncio.Event().wait()

    first.network.get = never  # type: ignore[method-assign, assignment]
    serving = asyncio.create_task(first.history.serve(first.runner))
    await until(lambda: first.history._runners)
    await first.history.want(Want(-5, Channel.CANDLES, ALPHA, H1, *window))
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)

    second = Past(storage, Retention(), deepens=False)
    async with filling(second):
        await second.history.resume(second.runner)
        await second.history.resume(second.runner)  # what is queued already is not queued twice
        await second.history.settle((Channel.CANDLES, ALPHA, H1))
    assert second.asked() == [("1h", 90, 60)]
    assert await stored(second, H1) == 30 * 24
    pending = await storage.read(lambda reader, _: reader.windows.pending(ALPHA))
    assert pending == []
