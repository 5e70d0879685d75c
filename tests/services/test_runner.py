"""One venue at work over a network of the test's own: what it asks, hears, believes and tells."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from services.conftest import until
from services.samples import ALPHA, NOW_MS, Alpha, HandClock, Needy, Network
from tracker.domain.derivatives import Liquidation, Mark, Side, Ticker
from tracker.domain.health import Channel, Health, State
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, HOUR_MS
from tracker.services import nudge as nudge_module
from tracker.services import runner as runner_module
from tracker.services.feed import Feed, Stored
from tracker.services.gate import Gate
from tracker.services.health import HealthBook
from tracker.services.nudge import Nudge
from tracker.services.runner import Bench, SourceRunner
from tracker.services.storage import Storage
from tracker.sources.base import Job, Parsed, Poll, Request, Source, Stream
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)
from tracker.store.paths import Home

ETH = Market("alpha", "ETH-PERP", "ETH", Contract.LINEAR)
TICKERS = (Channel.TICKERS,)


def ticker(market: Market = ALPHA, at_ms: int = NOW_MS, last: float = 70_000.0) -> Ticker:
    return Ticker(market, at_ms, last, None, None, None, None, None)


def answering(url: str, *values: object, **parts: object) -> Job:
    """A job whose answer says this, whatever the body is."""
    return Job(Request(url), lambda _body, _now: Parsed(values=list(values), **parts))


def failing(url: str, error: Exception) -> Job:
    def parse(_body: bytes, _now: int) -> Parsed:
        raise error

    return Job(Request(url), parse)


def poll(*jobs: Job, channels: tuple[Channel, ...] = TICKERS, every_s: float = 5.0) -> Poll:
    return Poll(channels, every_s, lambda _now, _since: jobs)


def by_word(frame: bytes | str, now_ms: int) -> Parsed:
    """A stream of words: a ticker, a proof of life, a liquidation, or nonsense."""
    word = json.loads(frame)
    if word == "ticker":
        return Parsed(values=[ticker(at_ms=now_ms)])
    if word == "mark":
        return Parsed(values=[Mark(ALPHA, now_ms, 70_000.0)], heard=(Channel.LIQUIDATIONS,))
    if word == "liquidation":
        event = Liquidation(ALPHA, now_ms, Side.LONG, 70_000.0, 1.0, 70_000.0)
        return Parsed(values=[event])
    if word == "refused":
        return Parsed(error="It refused the subscription.")
    if word == "are you there":
        return Parsed(reply="yes")
    if word == "bug":
        raise KeyError(word)
    raise BadAnswer("It sent something unexpected.", str(word))


def stream(**changes: object) -> Stream:
    given = {
        "name": "all",
        "url": "wss://alpha/ws",
        "channels": (Channel.TICKERS, Channel.LIQUIDATIONS),
        "proof_s": 1.0,
        "parse": by_word,
        **changes,
    }
    return Stream(**given)


@dataclass
class Work:
    """A runner that runs, and what it is surrounded by."""

    runner: SourceRunner
    network: Network
    clock: HandClock
    health: HealthBook
    feed: Feed
    stored: list[object] = field(default_factory=list)
    reopened: list[tuple[str, tuple[Channel, ...]]] = field(default_factory=list)
    nudge: Nudge = field(default_factory=Nudge)
    gate: Gate = field(default_factory=Gate)

    def row(self, channel: Channel) -> Health:
        self.health.assess(self.clock.now_ms())
        return next(one for one in self.health.rows() if one.channel is channel)

    async def values(self) -> list[object]:
        await self.feed.flush()
        return self.stored


def bench_of(home: Path, source: Source, network: Network, clock: HandClock) -> Work:
    stored: list[object] = []

    async def keep(batch: Stored) -> None:
        stored.extend(batch.values)

    storage = Storage(Home.under(home))
    feed, health = Feed(storage, keep), HealthBook()
    health.expect(source)
    reopened: list[tuple[str, tuple[Channel, ...]]] = []
    bench = Bench(network, feed, health, clock, on_reopened=lambda *what: reopened.append(what))
    runner = SourceRunner(source, ["BTC", "ETH"], bench, [])
    return Work(runner, network, clock, health, feed, stored, reopened, bench.nudge, bench.gate)


@pytest.fixture
def network() -> Network:
    return Network()


Working = Callable[..., AbstractAsyncContextManager[Work]]


@pytest.fixture
def working(tmp_path: Path, network: Network) -> Working:
    """Runs a runner for as long as the block lasts."""

    @asynccontextmanager
    async def run(source: Source, answers: dict[str, object] | None = None) -> AsyncIterator[Work]:
        network.answers.update(answers or {})
        work = bench_of(tmp_path, source, network, HandClock())
        storage = work.feed._storage
        await storage.open("now")
        task = asyncio.create_task(work.runner.run())
        try:
            yield work
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await storage.close()

    return run


# --- polls -----------------------------------------------------------------------------------------


async def test_what_a_poll_said_is_taken_and_its_channel_is_live(working: Working) -> None:
    source = Alpha(polls=[poll(answering("alpha/tickers", ticker(), ticker(ETH)))])
    async with working(source, {"alpha/tickers": b""}) as work:
        await until(lambda: work.clock.slept_s)
        assert await work.values() == [ticker(), ticker(ETH)]
        row = work.row(Channel.TICKERS)
        assert (row.state, row.last_event_at_ms) == (State.LIVE, NOW_MS)
        assert work.clock.slept_s == [5.0]
        work.clock.wake()
        await until(lambda: len(work.network.asked) == 2)
        assert Channel.TICKERS in work.runner.fed_channels


async def test_a_poll_is_told_when_it_last_succeeded(working: Working) -> None:
    asked: list[tuple[int, int | None]] = []

    def jobs(now_ms: int, since_ms: int | None) -> list[Job]:
        asked.append((now_ms, since_ms))
        return [answering("alpha/events")]

    events = Poll((Channel.LIQUIDATIONS,), 60.0, jobs)
    async with working(Alpha(polls=[events]), {"alpha/events": b""}) as work:
        await until(lambda: len(asked) == 1)
        await until(lambda: work.clock.slept_s)
        assert asked == [(NOW_MS, None)]
        # The first round read back as far as the venue's list goes.
        (seen,) = work.health.stretches()
        assert (seen.from_ms, seen.to_ms) == (NOW_MS - DAY_MS, NOW_MS)
        work.clock.wake()
        await until(lambda: len(work.clock.slept_s) == 2)
        assert asked[1] == (NOW_MS + 60_000, NOW_MS)
        (seen,) = work.health.stretches()
        assert (seen.from_ms, seen.to_ms) == (NOW_MS - DAY_MS, NOW_MS + 60_000)
        # Nothing happened, and that is known.
        assert work.row(Channel.LIQUIDATIONS).state is State.QUIET


async def test_a_failed_poll_is_down_and_read_again_in_ten_seconds(working: Working) -> None:
    source = Alpha(polls=[poll(answering("alpha/tickers", ticker()))])
    async with working(source) as work:
        await until(lambda: work.clock.slept_s)
        row = work.row(Channel.TICKERS)
        assert (row.state, row.reason) == (State.DOWN, "It cannot be reached.")
        assert work.clock.slept_s[0] == pytest.approx(10.0, abs=1.0)
        assert row.retry_at_ms == pytest.approx(NOW_MS + 10_000, abs=1_000)
        work.network.answers["alpha/tickers"] = b""
        work.clock.wake()
        await until(lambda: work.row(Channel.TICKERS).state is State.LIVE)


async def test_one_refused_coin_does_not_cost_the_others(working: Working) -> None:
    jobs = failing("alpha/odd", Refused("Unknown symbol.")), answering("alpha/btc", ticker())
    answers = {"alpha/odd": b"", "alpha/btc": b""}
    async with working(Alpha(polls=[poll(*jobs)]), answers) as work:
        await until(lambda: work.clock.slept_s)
        assert work.row(Channel.TICKERS).state is State.LIVE
        assert await work.values() == [ticker()]


async def test_where_every_coin_is_refused_the_channel_says_so_and_is_asked_seldom(
    working: Working,
) -> None:
    jobs = failing("alpha/a", Refused("Unknown symbol.")), failing("alpha/b", Refused("No."))
    async with working(Alpha(polls=[poll(*jobs)]), {"alpha/a": b"", "alpha/b": b""}) as work:
        await until(lambda: work.clock.slept_s)
        assert work.row(Channel.TICKERS).reason == "Unknown symbol."
        assert work.clock.slept_s == [300.0]


async def test_a_passing_fault_of_one_coin_is_told_and_weighs_more_than_a_refusal(
    working: Working,
) -> None:
    jobs = (
        failing("alpha/a", Refused("Unknown symbol.")),
        failing("alpha/b", BadAnswer("A web page.")),
        answering("alpha/c", ticker()),
    )
    answers = {"alpha/a": b"", "alpha/b": b"", "alpha/c": b""}
    async with working(Alpha(polls=[poll(*jobs)]), answers) as work:
        await until(lambda: work.clock.slept_s)
        assert work.row(Channel.TICKERS).reason == "A web page."
        # What the others said is kept all the same.
        assert await work.values() == [ticker()]


async def test_a_pause_of_the_host_ends_the_round_and_is_handed_to_the_transport(
    working: Working,
) -> None:
    limited = RateLimited("It asks to wait.", retry_after_s=3.0)
    jobs = failing("alpha/a", limited), answering("alpha/b", ticker())
    async with working(Alpha(polls=[poll(*jobs)]), {"alpha/a": b"", "alpha/b": b""}) as work:
        await until(lambda: work.clock.slept_s)
        assert work.network.urls() == ["alpha/a"]
        assert work.network.rested == [("alpha/a", limited)]
        assert work.clock.slept_s == [3.05]


async def test_an_answer_without_a_word_about_the_watched_coins_is_no_answer(
    working: Working,
) -> None:
    async with working(Alpha(polls=[poll(answering("alpha/a"))]), {"alpha/a": b""}) as work:
        await until(lambda: work.clock.slept_s)
        reason = work.row(Channel.TICKERS).reason
        assert reason == "It answered without a word about the watched coins."


# --- asking ----------------------------------------------------------------------------------------


async def test_a_mistake_of_ours_is_one_bad_answer_and_does_not_end_the_engine(
    working: Working, caplog: pytest.LogCaptureFixture
) -> None:
    source = Alpha(polls=[poll(failing("alpha/a", KeyError("oops")))])
    async with working(source, {"alpha/a": b""}) as work:
        await until(lambda: work.clock.slept_s)
        assert work.row(Channel.TICKERS).reason == "Tracker made a mistake reading its answer."
    assert "reading alpha/a failed" in caplog.text


async def test_pages_are_followed_to_their_end_but_not_for_ever(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = answering("alpha/3", ticker(ETH))
    first = answering("alpha/1", ticker(), next=answering("alpha/2", next=last))
    circle = Job(Request("alpha/o"), lambda _b, _n: Parsed(values=[ticker()], next=circle))
    answers = dict.fromkeys(("alpha/1", "alpha/2", "alpha/3", "alpha/o"), b"")
    async with working(Alpha(), answers) as work:
        assert await work.runner.ask_all(first) == [ticker(), ticker(ETH)]
        monkeypatch.setattr("tracker.services.asking._MOST_PAGES", 7)
        assert len(await work.runner.ask_all(circle)) == 7


async def test_refused_rows_are_logged_once_an_answer(
    working: Working, caplog: pytest.LogCaptureFixture
) -> None:
    job = answering("alpha/a", faults=["a price is not above zero", "another"])
    with caplog.at_level(logging.INFO, "tracker.services.asking"):
        async with working(Alpha(), {"alpha/a": b""}) as work:
            await work.runner.ask(job)
    assert caplog.messages == ["Alpha refused 2 rows: a price is not above zero"]


# --- the venue's time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead_ms", "believed_ms"),
    [(-3_600_000, -3_600_000), (26 * HOUR_MS, 26 * HOUR_MS), (27 * HOUR_MS, 0)],
)
async def test_the_venues_time_is_believed_within_a_day(
    working: Working, ahead_ms: int, believed_ms: int
) -> None:
    source = Alpha(clock=answering("alpha/time", venue_ms=NOW_MS + ahead_ms))
    async with working(source, {"alpha/time": b""}) as work:
        await until(work.runner.ready.is_set)
        assert work.runner.skew_ms == believed_ms
        assert work.runner.now_ms == NOW_MS + believed_ms
        # What it told is said as it is, believed or not.
        work.health.assess(NOW_MS)
        assert {one.skew_ms for one in work.health.rows()} == {ahead_ms}
        assert work.clock.slept_s == [600.0]


async def test_nothing_of_the_past_is_asked_before_the_venue_has_told_its_time(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Alpha(clock=answering("alpha/time", venue_ms=NOW_MS - HOUR_MS))
    asked = asyncio.Event()
    answer = asyncio.Event()
    async with working(source, {"alpha/time": b""}) as work:
        get = work.network.get

        async def slowly(source: Source, request: Request) -> object:
            asked.set()
            await answer.wait()
            return await get(source, request)

        monkeypatch.setattr(work.network, "get", slowly)
        await asked.wait()
        assert not work.runner.ready.is_set()
        answer.set()
        await until(work.runner.ready.is_set)
        assert work.runner.skew_ms == -HOUR_MS


async def test_a_venue_that_does_not_tell_its_time_is_not_waited_for(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Alpha(clock=answering("alpha/time", venue_ms=NOW_MS))
    async with working(silent) as work:
        await until(work.runner.ready.is_set)
        assert work.runner.skew_ms == 0
    monkeypatch.setattr(runner_module, "_CLOCK_PATIENCE_S", 0.05)
    async with working(silent) as work:

        async def never(_source: Source, _request: Request) -> object:
            return await asyncio.Event().wait()

        monkeypatch.setattr(work.network, "get", never)
        await until(work.runner.ready.is_set)


@pytest.mark.parametrize(
    ("date", "believed_ms"),
    [
        ("Wed, 04 Feb 2026 15:00:00 GMT", -HOUR_MS + 500),
        ("Wed, 04 Feb 2026 16:00:01 GMT", 0),  # the seconds of a header are no news
        ("at tea time", 0),
    ],
)
async def test_a_venue_that_is_not_asked_for_its_time_tells_it_with_its_answers(
    working: Working, network: Network, date: str, believed_ms: int
) -> None:
    network.headers = {"date": date}
    source = Alpha(listing=answering("alpha/markets", ALPHA))
    async with working(source, {"alpha/markets": b""}) as work:
        await until(work.runner.ready.is_set)
        assert work.runner.skew_ms == believed_ms


async def test_a_venue_whose_answers_name_the_time_is_not_waited_for(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "_CLOCK_PATIENCE_S", HOUR_MS)
    source = Alpha(listing=answering("alpha/markets", ALPHA, venue_ms=NOW_MS + HOUR_MS))
    async with working(source, {"alpha/markets": b""}) as work:
        await until(work.runner.ready.is_set)
        assert work.runner.skew_ms == HOUR_MS


# --- the list of markets ---------------------------------------------------------------------------


async def test_the_list_of_markets_is_kept_and_says_what_is_watched(working: Working) -> None:
    source = Alpha(listing=answering("alpha/markets", ALPHA))
    async with working(source, {"alpha/markets": b""}) as work:
        # Before the list is read, the naming rule must do.
        assert [one.asset for one in work.runner.markets()] == ["BTC", "ETH"]
        await until(lambda: work.runner.known)
        assert work.runner.markets() == [ALPHA]
        assert await work.values() == [ALPHA]
        row = work.row(Channel.INSTRUMENTS)
        assert row.state is State.LIVE
        assert work.clock.slept_s == [86_400.0]


async def test_waking_alone_is_no_reason_to_read_the_list_again_but_a_day_of_sleep_is(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudge_module, "EARLY_S", 0.0)
    source = Alpha(listing=answering("alpha/markets", ALPHA))
    async with working(source, {"alpha/markets": b""}) as work:
        await until(lambda: work.clock.slept_s)
        work.clock.ms += 2 * HOUR_MS
        work.nudge.call()
        await until(lambda: work.clock.slept_s == [86_400.0, 79_200.0])
        assert work.network.urls() == ["alpha/markets"]
        work.clock.ms += DAY_MS
        work.nudge.call()
        await until(lambda: len(work.clock.slept_s) == 3)
        assert work.network.urls() == ["alpha/markets", "alpha/markets"]
        # Of a clock that was set back nobody knows how old the list is.
        work.clock.ms -= HOUR_MS
        work.nudge.call()
        await until(lambda: len(work.network.asked) == 3)


async def test_the_venues_time_is_asked_anew_at_once_after_sleep(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudge_module, "EARLY_S", 0.0)
    source = Alpha(clock=answering("alpha/time", venue_ms=NOW_MS))
    async with working(source, {"alpha/time": b""}) as work:
        await until(lambda: work.clock.slept_s)
        work.clock.ms += HOUR_MS  # it was set forward by mistake
        work.nudge.call()
        await until(lambda: work.runner.skew_ms == -HOUR_MS)


async def test_what_was_to_be_polled_while_nobody_is_asked_is_asked_for_as_of_later(
    working: Working,
) -> None:
    asked: list[int] = []

    def jobs(now_ms: int, _since_ms: int | None) -> list[Job]:
        asked.append(now_ms)
        return [answering("alpha/events")]

    events = Poll((Channel.LIQUIDATIONS,), 60.0, jobs)
    async with working(Alpha(polls=[events]), {"alpha/events": b""}) as work:
        await until(lambda: work.clock.slept_s)
        work.gate.close()
        work.clock.wake()
        await asyncio.sleep(0.05)
        assert asked == [NOW_MS]
        work.clock.ms = NOW_MS + HOUR_MS
        work.gate.open()
        await until(lambda: asked == [NOW_MS, NOW_MS + HOUR_MS])


async def test_an_empty_list_of_markets_is_no_list(working: Working) -> None:
    source = Alpha(listing=answering("alpha/markets"))
    async with working(source, {"alpha/markets": b""}) as work:
        await until(lambda: work.clock.slept_s)
        reason = work.row(Channel.INSTRUMENTS).reason
        assert reason == "It answered without a single market."


async def test_a_venue_with_unknown_contracts_waits_for_its_list(working: Working) -> None:
    source = Needy(
        listing=answering("alpha/markets", ALPHA),
        polls=[poll(answering("alpha/tickers", ticker()))],
    )
    async with working(source, {"alpha/tickers": b""}) as work:
        await until(lambda: work.clock.slept_s)
        assert work.network.urls() == ["alpha/markets"]
        assert not work.runner.ready.is_set()
        work.network.answers["alpha/markets"] = b""
        work.clock.wake()
        await until(work.runner.ready.is_set)
        await until(lambda: "alpha/tickers" in work.network.urls())


# --- streams ---------------------------------------------------------------------------------------


async def test_frames_prove_their_own_channels_alive_and_no_others(working: Working) -> None:
    async with working(Alpha(streams=[stream(hello=("subscribe",))])) as work:
        await until(lambda: work.network.pipes)
        pipe = work.network.pipes[0]
        await until(lambda: pipe.sent == ["subscribe"])
        pipe.frames.put_nowait('"mark"')
        await until(lambda: work.row(Channel.LIQUIDATIONS).state is State.QUIET)
        assert work.row(Channel.TICKERS).state is State.STALE
        pipe.frames.put_nowait('"liquidation"')
        await until(lambda: work.row(Channel.LIQUIDATIONS).state is State.LIVE)
        pipe.frames.put_nowait('"ticker"')
        await until(lambda: work.row(Channel.TICKERS).state is State.LIVE)
        assert [type(one) for one in await work.values()] == [Mark, Liquidation, Ticker]


async def test_a_frame_that_cannot_be_read_costs_itself_alone(
    working: Working, caplog: pytest.LogCaptureFixture
) -> None:
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.network.pipes)
        pipe = work.network.pipes[0]
        for frame, reason in (
            ('"odd"', "It sent something unexpected."),
            ('"bug"', "Tracker made a mistake reading its stream."),
        ):
            pipe.frames.put_nowait(frame)
            await until(lambda reason=reason: work.row(Channel.TICKERS).reason == reason)
            assert work.row(Channel.TICKERS).state is State.DOWN
        pipe.frames.put_nowait('"ticker"')
        await until(lambda: work.row(Channel.TICKERS).state is State.LIVE)
        assert work.network.pipes == [pipe]
    assert "reading a frame failed" in caplog.text


async def test_a_refused_subscription_is_logged_and_proves_nothing(
    working: Working, caplog: pytest.LogCaptureFixture
) -> None:
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.network.pipes)
        work.network.pipes[0].frames.put_nowait('"refused"')
        await until(lambda: "It refused the subscription." in caplog.text)
        assert work.row(Channel.TICKERS).state is State.STALE


async def test_a_broken_connection_is_down_and_opened_again(working: Working) -> None:
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.network.pipes)
        work.network.pipes[0].frames.put_nowait(Unreachable("The connection was closed."))
        await until(lambda: work.clock.slept_s)
        assert work.row(Channel.TICKERS).reason == "The connection was closed."
        work.clock.wake()
        await until(lambda: len(work.network.pipes) == 2)
        assert not work.network.pipes[0].is_open
        work.network.pipes[1].frames.put_nowait('"ticker"')
        await until(lambda: work.row(Channel.TICKERS).state is State.LIVE)


async def test_a_stream_that_is_back_is_told_of_once_it_brings_something(
    working: Working,
) -> None:
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.network.pipes)
        work.network.pipes[0].frames.put_nowait('"ticker"')
        work.network.pipes[0].frames.put_nowait(Unreachable("The connection was closed."))
        await until(lambda: work.clock.slept_s)
        work.clock.wake()
        await until(lambda: len(work.network.pipes) == 2)
        work.network.pipes[1].frames.put_nowait('"are you there"')
        await until(lambda: work.network.pipes[1].sent)
        assert work.reopened == []
        for _ in range(2):
            work.network.pipes[1].frames.put_nowait('"ticker"')
        await until(lambda: len(work.feed._batch) == 3)
        assert work.reopened == [("alpha", (Channel.TICKERS, Channel.LIQUIDATIONS))]


@pytest.mark.parametrize(
    ("error", "state", "wait_s"),
    [
        (Blocked("Not available here."), State.BLOCKED, 86_400.0),
        (SourceError("It refused the connection."), State.DOWN, 10.0),
    ],
)
async def test_a_connection_that_cannot_be_opened_says_why(
    working: Working, network: Network, error: SourceError, state: State, wait_s: float
) -> None:
    network.refusal = error
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.clock.slept_s)
        row = work.row(Channel.LIQUIDATIONS)
        assert (row.state, row.reason) == (state, error.sentence)
        assert work.clock.slept_s[0] == pytest.approx(wait_s, abs=1.0)


async def test_a_stream_that_never_proves_itself_is_given_up(
    working: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "_SHORTEST_REOPEN_S", 0.05)
    async with working(Alpha(streams=[stream(proof_s=0.001)])) as work:
        await until(lambda: work.network.pipes)
        await until(lambda: work.clock.slept_s)
        reason = work.row(Channel.TICKERS).reason
        assert reason == "Connected, but nothing arrives; it is connected anew."
        assert not work.network.pipes[0].is_open


async def test_the_venues_own_ping_is_sent_in_time_and_again(working: Working) -> None:
    async with working(Alpha(streams=[stream(ping=("ping", 0.03))])) as work:
        await until(lambda: work.network.pipes)
        await until(lambda: work.network.pipes[0].sent[:2] == ["ping", "ping"])


async def test_a_ping_of_the_venues_is_answered_and_proves_nothing_of_the_channels(
    working: Working,
) -> None:
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.network.pipes)
        work.network.pipes[0].frames.put_nowait('"are you there"')
        await until(lambda: work.network.pipes[0].sent == ["yes"])
        assert work.row(Channel.TICKERS).state is not State.LIVE


async def test_after_sleep_every_connection_is_opened_anew_at_once(working: Working) -> None:
    async with working(Alpha(streams=[stream()])) as work:
        await until(lambda: work.network.pipes)
        work.runner.reopen_streams()
        # The next frame of the old connection, or a second of silence, lets it go.
        await until(lambda: len(work.network.pipes) == 2)
        assert not work.network.pipes[0].is_open
        assert work.clock.slept_s == []
