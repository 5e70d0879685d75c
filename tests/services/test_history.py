"""The past: what is wanted, what is asked and not asked again, how far it is, and how it is left."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.conftest import until
from services.samples import (
    ALPHA,
    NOW_MS,
    Alpha,
    HandClock,
    Network,
    candle,
    candles,
    every_close,
)
from tracker.domain.derivatives import Funding, OpenInterest
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import D1, DAY_MS, H1, H4, HOUR_MS, M1, M5, M15, Interval
from tracker.services import history as history_module
from tracker.services.feed import Feed
from tracker.services.health import HealthBook
from tracker.services.history import History, Want, cut, stretches, wants, without
from tracker.services.runner import Bench, SourceRunner
from tracker.services.storage import Storage
from tracker.services.update import Grown, Progress
from tracker.sources.base import History as Served
from tracker.sources.base import Page, Parsed, Request, Source
from tracker.sources.errors import BadAnswer, RateLimited, Refused, SourceError

CANDLES = "alpha/candles"


def page_of(page: Page, body: bytes) -> Parsed:
    """Candles as in the samples; one value of the other channels."""
    rows = json.loads(body)
    if page.channel is Channel.OI:
        return Parsed(values=[OpenInterest(page.market, int(at), 1.0, 2.0) for at in rows])
    if page.channel is Channel.FUNDING:
        return Parsed(
            values=[Funding(page.market, int(at), 0.0001, 8.0, settled=True) for at in rows]
        )
    return Parsed(
        values=[
            candle(int(at), close, interval=page.interval or H1, market=page.market)
            for at, close in rows.items()
        ]
    )


@dataclass
class Past:
    """A history at work for one venue."""

    history: History
    runner: SourceRunner
    network: Network
    clock: HandClock
    health: HealthBook
    storage: Storage
    grown: list[Grown] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    async def want(
        self,
        start_ms: int,
        end_ms: int,
        *,
        channel: Channel = Channel.CANDLES,
        interval: Interval | None = H1,
        again: bool = False,
    ) -> None:
        """Queue a stretch and wait until nothing of it is being fetched."""
        want = Want(0, channel, ALPHA, interval, start_ms, end_ms, again)
        await self.history.want(want)
        await self.history.settle(want.series)

    def windows(self) -> list[tuple[int, int]]:
        """What was asked since the last look, in hours before now."""
        found = [
            (
                (int(one.params["from"]) - NOW_MS) // HOUR_MS,
                (int(one.params["to"]) - NOW_MS) // HOUR_MS,
            )
            for one in self.network.asked
        ]
        self.network.asked.clear()
        return found

    async def stored(self, interval: Interval = H1) -> int:
        columns = await self.storage.read(lambda reader, _: reader.candles(ALPHA, interval))
        return len(columns)

    def row(self, channel: Channel) -> Health:
        self.health.assess(self.clock.now_ms())
        return next(one for one in self.health.rows() if one.channel is channel)


@pytest.fixture
async def past(storage: Storage) -> AsyncIterator[Past]:
    network, clock, health = Network(), HandClock(), HealthBook()
    source = Alpha(parse_page=page_of)
    health.expect(source)

    async def nothing(_: object) -> None:
        pass

    async def grew(one: Grown) -> None:
        work.grown.append(one)

    progress: list[Progress] = []
    feed = Feed(storage, nothing)
    history = History(
        storage,
        feed,
        health,
        clock,
        on_grown=grew,
        on_progress=progress.append,
    )
    runner = SourceRunner(source, ["BTC"], Bench(network, feed, health, clock), [])
    work = Past(history, runner, network, clock, health, storage, progress=progress)
    serving = asyncio.create_task(history.serve(runner))
    await until(lambda: history._runners)
    network.answers[CANDLES] = every_close
    yield work
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


def hours(count: int) -> int:
    return NOW_MS + count * HOUR_MS


# --- windows ---------------------------------------------------------------------------------------


async def test_a_stretch_is_asked_in_pages_newest_first(past: Past) -> None:
    await past.want(hours(-250), hours(-5))
    assert past.windows() == [(-105, -5), (-205, -105), (-250, -205)]
    assert await past.stored() == 245
    ends_ms = [hours(-5), hours(-105), hours(-205)]
    assert past.grown == [Grown(Channel.CANDLES, ALPHA, H1, end_ms) for end_ms in ends_ms]


async def test_what_is_in_the_cache_is_not_asked(past: Past) -> None:
    for first, count in ((-50, 10), (-30, 5)):
        await past.storage.write(candles(hours(first), [1.0] * count, market=ALPHA))
    await past.want(hours(-60), hours(-20))
    assert past.windows() == [(-25, -20), (-40, -30), (-60, -50)]
    await past.want(hours(-60), hours(-20))
    assert past.windows() == []


async def test_a_hole_that_the_venue_does_not_fill_is_asked_once_and_again_only_on_demand(
    past: Past,
) -> None:
    past.network.answers[CANDLES] = b"{}"
    await past.want(hours(-60), hours(-20))
    assert past.windows() == [(-60, -20)]
    await past.want(hours(-60), hours(-20))
    assert past.windows() == []
    await past.want(hours(-60), hours(-20), again=True)
    assert past.windows() == [(-60, -20)]


async def test_the_newest_hours_are_never_taken_for_asked(past: Past) -> None:
    # A venue may publish what just ended a little later.
    past.network.answers[CANDLES] = b"{}"
    await past.want(hours(-10), hours(1))
    assert past.windows() == [(-10, 0)]
    await past.want(hours(-10), hours(1))
    assert past.windows() == [(-3, 0)]


async def test_nobody_asks_further_back_than_a_venue_goes_nor_into_the_future(past: Past) -> None:
    past.network.answers["alpha/oi"] = b"[]"
    await past.want(hours(-24 * 30), hours(24), channel=Channel.OI)
    (asked,) = past.network.asked
    assert asked.params["from"] == NOW_MS - 7 * DAY_MS
    assert asked.params["to"] == NOW_MS + 1


async def test_a_channel_without_intervals_is_asked_by_the_hour(past: Past) -> None:
    past.network.answers["alpha/funding"] = json.dumps([NOW_MS - DAY_MS]).encode()
    for _ in range(2):
        await past.want(hours(-150), hours(0), channel=Channel.FUNDING, interval=None)
    # The last hour may still get its settlement and is asked again.
    assert past.windows() == [(-100, 0), (-150, -100), (-1, 0)]
    assert past.grown[0] == Grown(Channel.FUNDING, ALPHA, None, hours(0))


async def test_what_a_venue_does_not_have_is_not_asked(past: Past) -> None:
    await past.want(hours(-9), hours(0), channel=Channel.RATIOS)
    nobody = Want(0, Channel.CANDLES, Alpha().market("BTC"), H1, hours(-9), hours(0))
    fresh = History(
        past.storage,
        past.history._feed,
        past.health,
        past.clock,
        on_grown=past.history._on_grown,
        on_progress=past.progress.append,
    )
    # Nobody serves that venue here.
    await fresh.want(nobody)
    assert past.windows() == []
    assert past.history.progress() == fresh.progress() == Progress(0, 0)


async def test_a_large_page_is_stored_in_several_commits(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_module, "_ROWS_A_COMMIT", 30)
    sizes: list[int] = []
    store = past.history._feed.store_history

    async def counted(values: list[object]) -> object:
        sizes.append(len(values))
        return await store(values)

    monkeypatch.setattr(past.history._feed, "store_history", counted)
    await past.want(hours(-100), hours(-10))
    assert sizes == [30, 30, 30]


# --- failures --------------------------------------------------------------------------------------


def faulty(*errors: SourceError) -> Callable[[Request], bytes]:
    """Fails so many times, then answers."""
    rest = list(errors)

    def answer(request: Request) -> bytes:
        if rest:
            raise rest.pop(0)
        return every_close(request)

    return answer


async def test_a_passing_fault_is_tried_again(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "_RETRY_S", 0.0)
    limited = RateLimited("It asks to wait.", retry_after_s=0.0)
    past.network.answers[CANDLES] = faulty(BadAnswer("A web page."), limited)
    await past.want(hours(-20), hours(-10))
    assert past.windows() == [(-20, -10)] * 3
    assert await past.stored() == 10


@pytest.mark.parametrize(
    ("error", "attempts"), [(BadAnswer("A web page."), 3), (Refused("Unknown symbol."), 1)]
)
async def test_a_window_that_failed_is_down_with_its_reason_and_asked_again_later(
    past: Past, monkeypatch: pytest.MonkeyPatch, error: SourceError, attempts: int
) -> None:
    monkeypatch.setattr(history_module, "_RETRY_S", 0.0)
    past.network.answers[CANDLES] = faulty(*[error] * attempts)
    await past.want(hours(-20), hours(-10))
    assert past.windows() == [(-20, -10)] * attempts
    # Nothing else feeds this channel, so its health is that of the last window.
    row = past.row(Channel.CANDLES)
    assert (row.state, row.reason) == (State.DOWN, error.sentence)
    assert row.retry_at_ms == NOW_MS + 900_000
    assert past.history.progress().finished
    await past.want(hours(-20), hours(-10))
    assert past.windows() == []
    past.clock.ms += 900_000
    await past.want(hours(-20), hours(-10))
    assert past.windows() == [(-20, -10)]
    assert past.row(Channel.CANDLES).state is State.LIVE


async def test_the_past_of_a_channel_with_a_stream_does_not_speak_for_it(past: Past) -> None:
    past.runner.fed_channels.add(Channel.CANDLES)
    past.network.answers[CANDLES] = Refused("Unknown symbol.")
    await past.want(hours(-20), hours(-10))
    assert past.row(Channel.CANDLES).state is State.OFF


# --- progress --------------------------------------------------------------------------------------


async def test_progress_counts_windows_and_ends(past: Past) -> None:
    await past.want(hours(-250), hours(-5))
    assert past.progress[0] == Progress(0, 3)
    assert not past.progress[0].finished
    assert past.progress[-1] == past.history.progress() == Progress(3, 3)
    assert past.history.progress().finished
    done = [one.done for one in past.progress]
    assert done == sorted(done)


async def test_what_is_not_being_fetched_yet_can_be_dropped(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = asyncio.Event()
    get = past.network.get

    async def slowly(source: Source, request: Request) -> object:
        answer = await get(source, request)
        await may_answer.wait()
        return answer

    monkeypatch.setattr(past.network, "get", slowly)
    want = Want(0, Channel.CANDLES, ALPHA, H1, hours(-1000), hours(-5))
    await past.history.want(want)
    await until(lambda: len(past.network.asked) == 2)
    assert past.history.progress() == Progress(0, 10)
    past.history.drop_pending()
    assert past.history.progress() == Progress(8, 10)
    # What is on its way still arrives.
    assert not past.history.is_settled(want.series)
    may_answer.set()
    await past.history.settle(want.series)
    assert past.history.progress().finished
    assert past.progress[-1].finished
    assert await past.stored() == 200


async def test_who_waits_for_dropped_windows_is_let_go(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> object:
        return await asyncio.Event().wait()

    # Both hands of this channel are busy with another series.
    monkeypatch.setattr(past.network, "get", never)
    await past.history.want(Want(0, Channel.CANDLES, ALPHA, M5, hours(-30), hours(-5)))
    await until(lambda: past.history._queues["alpha", Channel.CANDLES].qsize() <= 1)
    want = Want(9, Channel.CANDLES, ALPHA, H1, hours(-50), hours(-5))
    await past.history.want(want)
    waiting = asyncio.create_task(past.history.settle(want.series))
    await asyncio.sleep(0)
    past.history.drop_pending()
    async with asyncio.timeout(30):
        await waiting


async def test_what_nobody_watches_any_more_is_not_fetched(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> object:
        return await asyncio.Event().wait()

    monkeypatch.setattr(past.network, "get", never)
    await past.history.want(Want(0, Channel.CANDLES, ALPHA, M5, hours(-30), hours(-5)))
    queue = past.history._queues["alpha", Channel.CANDLES]
    await until(lambda: queue.qsize() <= 1)
    left = queue.qsize()
    ether = replace(ALPHA, symbol="ETH-PERP", asset="ETH")
    want = Want(9, Channel.CANDLES, ether, H1, hours(-50), hours(-5))
    await past.history.want(want)
    waiting = asyncio.create_task(past.history.settle(want.series))
    await asyncio.sleep(0)
    past.history.forget("another venue", {"BTC"})
    assert queue.qsize() > left
    past.history.forget("alpha", {"BTC"})
    assert queue.qsize() == left
    async with asyncio.timeout(30):
        await waiting
    assert not past.history.is_settled((Channel.CANDLES, ALPHA, M5))


async def test_a_slow_channel_does_not_hold_up_the_others(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = past.network.get

    async def stuck(source: Source, request: Request) -> object:
        if request.url == CANDLES:
            await asyncio.Event().wait()
        return await get(source, request)

    monkeypatch.setattr(past.network, "get", stuck)
    past.network.answers["alpha/oi"] = json.dumps([NOW_MS - HOUR_MS]).encode()
    await past.history.want(Want(0, Channel.CANDLES, ALPHA, H1, hours(-900), hours(-5)))
    await past.want(hours(-24), hours(0), channel=Channel.OI)
    assert not past.history.progress().finished


# --- planning --------------------------------------------------------------------------------------


async def test_a_venue_catches_up_with_all_that_it_has(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    past.network.answers.update({"alpha/oi": b"[]", "alpha/funding": b"[]"})
    may_answer = asyncio.Event()
    get = past.network.get

    async def later(source: Source, request: Request) -> object:
        await may_answer.wait()
        return await get(source, request)

    monkeypatch.setattr(past.network, "get", later)
    await past.history.catch_up(past.runner, leads=frozenset({"BTC", "ETH"}), since={})
    # Asked once more while the first is on its way: nothing is queued twice.
    total = past.history.progress().total
    await past.history.catch_up(past.runner, leads=frozenset({"BTC", "ETH"}), since={})
    assert past.history.progress() == Progress(0, total)
    may_answer.set()
    await until(lambda: past.history.progress().finished)
    for interval in (M1, M5, M15, H1, H4, D1):
        assert await past.stored(interval) >= 1_000, interval


def test_the_hour_comes_first_then_days_and_derivatives_then_the_rest() -> None:
    source = Alpha()
    bench = Bench(Network(), None, None, HandClock())  # type: ignore[arg-type]
    runner = SourceRunner(source, ["BTC", "ETH"], bench, [])
    found = sorted(
        wants(runner, leads=frozenset({"BTC", "ETH"}), since={}), key=lambda one: one.rank
    )
    order = [(str(one.channel), str(one.interval), one.market.asset) for one in found]
    assert order[:6] == [
        ("candles", "1h", "BTC"),
        ("candles", "1h", "ETH"),
        ("candles", "1d", "BTC"),
        ("candles", "1d", "ETH"),
        ("candles", "4h", "BTC"),
        ("candles", "4h", "ETH"),
    ]
    assert {one[0] for one in order} == {"candles", "oi", "funding"}
    other = list(wants(runner, leads=frozenset(), since={}))
    assert {one.interval for one in other if one.channel is Channel.CANDLES} == {H1}
    assert min(one.rank for one in other if one.channel is Channel.CANDLES) > max(
        one.rank for one in other if one.channel is not Channel.CANDLES
    )


@pytest.mark.parametrize("first", [True, False])
def test_a_venue_is_asked_for_the_intervals_it_declares_alone(
    monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    def asked(*served: Interval) -> set[Interval | None]:
        monkeypatch.setattr(Alpha, "histories", {Channel.CANDLES: Served(100, intervals=served)})
        return {
            one.interval
            for one in wants(runner, leads=frozenset({"BTC"} if first else ()), since={})
        }

    bench = Bench(Network(), None, None, HandClock())  # type: ignore[arg-type]
    runner = SourceRunner(Alpha(), ["BTC"], bench, [])
    assert asked(M5, H1) == ({M5, H1} if first else {H1})
    assert asked(M5) == ({M5} if first else set())


def test_candles_that_a_level_is_judged_on_reach_back_as_far_as_it_needs() -> None:
    bench = Bench(Network(), None, None, HandClock())  # type: ignore[arg-type]
    runner = SourceRunner(Alpha(), ["BTC"], bench, [])
    since = {(ALPHA, H1): NOW_MS - 90 * DAY_MS, (ALPHA, D1): NOW_MS - DAY_MS}
    starts = {
        one.interval: one.start_ms
        for one in wants(runner, leads=frozenset({"BTC", "ETH"}), since=since)
        if one.channel is Channel.CANDLES
    }
    assert starts[H1] == NOW_MS - 90 * DAY_MS
    assert starts[D1] == NOW_MS - 1000 * DAY_MS


# --- stretches of time -----------------------------------------------------------------------------

PIECES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


def covered(pieces: list[tuple[int, int]]) -> set[int]:
    return {at for start, end in pieces for at in range(start, end)}


@given(st.tuples(st.integers(0, 60), st.integers(0, 60)), PIECES)
def test_what_is_wanted_less_what_is_there(
    wanted: tuple[int, int], have: list[tuple[int, int]]
) -> None:
    rest = without(wanted, have)
    assert covered(rest) == covered([wanted]) - covered(have)
    assert rest == sorted(rest)
    assert all(start < end for start, end in rest)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 40))
def test_pages_cover_a_window_once_newest_first(start: int, end: int, width: int) -> None:
    pages = cut(start, end, width)
    assert [at for page in reversed(pages) for at in range(*page)] == list(range(start, end))
    assert all(0 < stop - begin <= width for begin, stop in pages)


@given(st.sets(st.integers(0, 40)))
def test_opening_times_become_stretches_without_holes(steps: set[int]) -> None:
    times = np.array(sorted(steps), np.int64) * 5
    found = stretches(times, 5)
    assert covered([(start // 5, end // 5) for start, end in found]) == steps
    assert all(a[1] < b[0] for a, b in itertools.pairwise(found))
