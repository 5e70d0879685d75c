"""What the book says of a channel, told by feeds and judged by a clock of the test's own."""

from __future__ import annotations

import logging
from typing import ClassVar

import pytest

from services.samples import ALPHA, NOW_MS, Alpha
from tracker.domain.derivatives import FeedKind, Liquidation, Side
from tracker.domain.health import Channel, Health, Observed, State
from tracker.domain.market import Contract, Market
from tracker.services.health import HealthBook
from tracker.sources.base import ChannelSpec
from tracker.sources.errors import BadAnswer, Blocked, HostPaused, Unreachable

TICKERS, LIQUIDATIONS = (Channel.TICKERS,), (Channel.LIQUIDATIONS,)
DOWN = Unreachable("It cannot be reached.")


@pytest.fixture
def book() -> HealthBook:
    book = HealthBook()
    book.expect(Alpha())
    return book


def row(book: HealthBook, channel: Channel, now_ms: int) -> Health:
    book.assess(now_ms)
    return next(one for one in book.rows() if one.channel is channel)


def test_every_declared_channel_is_off_until_something_is_asked(book: HealthBook) -> None:
    rows = book.assess(NOW_MS)
    assert {one.channel for one in rows} == set(Alpha.channels)
    assert {(one.state, one.reason) for one in rows} == {
        (State.OFF, "Asked, and not answered yet.")
    }
    tickers = row(book, Channel.TICKERS, NOW_MS)
    assert (tickers.venue, tickers.expected_cadence_s) == ("alpha", 5.0)
    assert tickers.last_event_at_ms is None


def test_a_poll_that_answered_is_live_until_three_rounds_are_missing(book: HealthBook) -> None:
    book.polled("alpha", TICKERS, 5.0, NOW_MS)
    book.event("alpha", Channel.TICKERS, NOW_MS)
    assert row(book, Channel.TICKERS, NOW_MS + 15_000).state is State.LIVE
    stale = row(book, Channel.TICKERS, NOW_MS + 15_001)
    assert stale.state is State.STALE
    assert stale.reason == "Nothing has arrived since 16:00:00 UTC; expected every 5 s."
    assert stale.last_event_at_ms == NOW_MS
    # The sentence names a moment and no age: nothing new happens, so no new row is told.
    assert book.assess(NOW_MS + 3_600_000) == []


def test_long_distances_are_said_in_minutes(book: HealthBook) -> None:
    book.polled("alpha", (Channel.RATIOS,), 300.0, NOW_MS)
    reason = row(book, Channel.RATIOS, NOW_MS + 901_000).reason
    assert reason == "Nothing has arrived since 16:00:00 UTC; expected every 5 min."


def test_a_failure_is_down_with_its_sentence_and_next_try_until_it_answers(
    book: HealthBook,
) -> None:
    book.failed("alpha", TICKERS, DOWN, NOW_MS + 10_000)
    down = row(book, Channel.TICKERS, NOW_MS)
    assert (down.state, down.reason) == (State.DOWN, "It cannot be reached.")
    assert down.retry_at_ms == NOW_MS + 10_000
    book.polled("alpha", TICKERS, 5.0, NOW_MS + 10_000)
    good = row(book, Channel.TICKERS, NOW_MS + 10_000)
    assert (good.state, good.reason, good.retry_at_ms) == (State.LIVE, None, None)


def test_a_region_that_is_not_served_is_blocked(book: HealthBook) -> None:
    book.failed("alpha", TICKERS, Blocked("Not available here."), NOW_MS + 86_400_000)
    blocked = row(book, Channel.TICKERS, NOW_MS)
    assert (blocked.state, blocked.reason) == (State.BLOCKED, "Not available here.")


def test_a_connection_alone_proves_nothing(book: HealthBook) -> None:
    book.connected("alpha", LIQUIDATIONS, 2.0, NOW_MS)
    waiting = row(book, Channel.LIQUIDATIONS, NOW_MS + 1_000)
    assert waiting.state is State.STALE
    assert waiting.reason == "Connected, and waiting for the first message."
    dead = row(book, Channel.LIQUIDATIONS, NOW_MS + 6_001)
    assert dead.state is State.STALE
    assert dead.reason == ("Connected, but nothing arrives since 16:00:00 UTC; expected every 2 s.")
    assert book.stretches() == []


def test_a_proven_stream_is_quiet_without_events_and_live_for_a_minute_after_one(
    book: HealthBook,
) -> None:
    book.connected("alpha", LIQUIDATIONS, 2.0, NOW_MS)
    book.heard("alpha", LIQUIDATIONS, NOW_MS + 500)
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 1_000).state is State.QUIET
    book.event("alpha", Channel.LIQUIDATIONS, NOW_MS + 2_000)
    for second in range(1, 63):
        book.heard("alpha", LIQUIDATIONS, NOW_MS + second * 1_000)
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 62_000).state is State.LIVE
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 62_001).state is State.QUIET


def test_a_stream_that_was_proven_once_and_fell_silent_is_stale(book: HealthBook) -> None:
    book.connected("alpha", LIQUIDATIONS, 2.0, NOW_MS)
    book.heard("alpha", LIQUIDATIONS, NOW_MS + 1_000)
    reason = row(book, Channel.LIQUIDATIONS, NOW_MS + 7_001).reason
    assert reason == "Nothing has arrived since 16:00:01 UTC; expected every 2 s."


def test_a_lost_stream_is_off_while_it_connects_anew(book: HealthBook) -> None:
    book.connected("alpha", LIQUIDATIONS, 2.0, NOW_MS)
    book.failed("alpha", LIQUIDATIONS, DOWN, NOW_MS + 5_000)
    assert row(book, Channel.LIQUIDATIONS, NOW_MS).state is State.DOWN
    # Another stream of the same channel may have said that all is well; this one is not there yet.
    book.heard("alpha", LIQUIDATIONS, NOW_MS + 1_000)
    connecting = row(book, Channel.LIQUIDATIONS, NOW_MS + 1_000)
    assert (connecting.state, connecting.reason) == (State.OFF, "Connecting.")


def test_a_poll_beside_a_stream_does_not_prove_the_stream(book: HealthBook) -> None:
    book.connected("alpha", TICKERS, 2.0, NOW_MS)
    book.polled("alpha", TICKERS, 5.0, NOW_MS + 100)
    assert row(book, Channel.TICKERS, NOW_MS + 200).state is State.STALE


def test_a_garbled_frame_is_down_until_one_makes_sense_again(book: HealthBook) -> None:
    book.connected("alpha", TICKERS, 2.0, NOW_MS)
    book.heard("alpha", TICKERS, NOW_MS)
    book.garbled("alpha", TICKERS, BadAnswer("It sent something unexpected."))
    assert row(book, Channel.TICKERS, NOW_MS).state is State.DOWN
    book.heard("alpha", TICKERS, NOW_MS + 100)
    assert row(book, Channel.TICKERS, NOW_MS + 100).state is State.LIVE


def test_an_event_of_a_channel_that_nobody_declared_is_passed_over(book: HealthBook) -> None:
    before = book.assess(NOW_MS)
    book.event("beta", Channel.TICKERS, NOW_MS)
    assert book.assess(NOW_MS) == []
    assert len(book.rows()) == len(before)


# --- what was observed ---------------------------------------------------------------------------


def test_a_stretch_grows_while_proofs_follow_each_other_and_begins_anew_after_silence(
    book: HealthBook,
) -> None:
    book.connected("alpha", LIQUIDATIONS, 2.0, NOW_MS)
    book.heard("alpha", LIQUIDATIONS, NOW_MS)
    # A single proof is a moment, not a stretch.
    assert book.stretches() == []
    book.heard("alpha", LIQUIDATIONS, NOW_MS + 6_000)
    assert book.stretches() == [Observed("alpha", Channel.LIQUIDATIONS, NOW_MS, NOW_MS + 6_000)]
    book.heard("alpha", LIQUIDATIONS, NOW_MS + 12_001)
    book.heard("alpha", LIQUIDATIONS, NOW_MS + 13_000)
    assert book.stretches() == [
        Observed("alpha", Channel.LIQUIDATIONS, NOW_MS + 12_001, NOW_MS + 13_000)
    ]


def test_polls_that_read_back_to_each_other_are_one_stretch(book: HealthBook) -> None:
    book.read_back("alpha", Channel.LIQUIDATIONS, 1_000, 5_000)
    book.read_back("alpha", Channel.LIQUIDATIONS, 5_000, 9_000)
    assert book.stretches() == [Observed("alpha", Channel.LIQUIDATIONS, 1_000, 9_000)]
    book.read_back("alpha", Channel.LIQUIDATIONS, 9_001, 12_000)
    assert book.stretches() == [Observed("alpha", Channel.LIQUIDATIONS, 9_001, 12_000)]


def test_a_stretch_that_ends_before_its_end_was_told_is_told_once_more(book: HealthBook) -> None:
    book.read_back("alpha", Channel.LIQUIDATIONS, 0, 60_000)
    assert book.stretches() == [Observed("alpha", Channel.LIQUIDATIONS, 0, 60_000)]
    # A read that waited for its turn reaches up to an outage; within the second the stream is back.
    book.read_back("alpha", Channel.LIQUIDATIONS, 60_000, 85_000)
    book.read_back("alpha", Channel.LIQUIDATIONS, 140_000, 150_000)
    assert book.stretches() == [
        Observed("alpha", Channel.LIQUIDATIONS, 0, 85_000),
        Observed("alpha", Channel.LIQUIDATIONS, 140_000, 150_000),
    ]
    assert book.stretches() == [Observed("alpha", Channel.LIQUIDATIONS, 140_000, 150_000)]


# --- the cap of a sampled feed -------------------------------------------------------------------


def printed(book: HealthBook, market: Market, seconds: range, times: int = 1) -> None:
    for second in seconds:
        for _ in range(times):
            at_ms = NOW_MS + second * 1_000
            book.printed(Liquidation(market, at_ms, Side.LONG, 70_000.0, 1.0, 70_000.0))


def heard_until(book: HealthBook, now_ms: int) -> None:
    book.connected("alpha", LIQUIDATIONS, 2.0, now_ms)
    book.heard("alpha", LIQUIDATIONS, now_ms)


def test_a_sampled_feed_that_prints_in_a_third_of_all_seconds_is_capped(book: HealthBook) -> None:
    now_ms = NOW_MS + 60_000
    heard_until(book, now_ms)
    # Two prints in one second count once.
    printed(book, ALPHA, range(18), times=2)
    assert row(book, Channel.LIQUIDATIONS, now_ms).state is State.QUIET
    printed(book, ALPHA, range(18, 20))
    capped = row(book, Channel.LIQUIDATIONS, now_ms)
    assert capped.state is State.CAPPED
    assert capped.reason is not None
    assert capped.reason.startswith("BTC-PERP prints in more than 30% of all seconds")
    heard_until(book, now_ms + 60_000)
    assert row(book, Channel.LIQUIDATIONS, now_ms + 60_000).state is State.QUIET


def test_a_feed_returns_from_its_cap_as_the_burst_runs_out_of_the_last_minute(
    book: HealthBook,
) -> None:
    printed(book, ALPHA, range(30))
    states = []
    for second in range(100):
        heard_until(book, NOW_MS + second * 1_000)
        states.append(row(book, Channel.LIQUIDATIONS, NOW_MS + second * 1_000).state)
    # From the nineteenth second on, until fewer than nineteen are left of it.
    assert [second for second, state in enumerate(states) if state is State.CAPPED] == [
        *range(18, 71)
    ]
    printed(book, ALPHA, range(200, 230))
    heard_until(book, NOW_MS + 229_000)
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 229_000).state is State.CAPPED


def test_prints_are_counted_by_the_venues_clock_in_any_order(book: HealthBook) -> None:
    book.told_time("alpha", 600_000)
    printed(book, ALPHA, range(619, 599, -1))
    heard_until(book, NOW_MS + 19_000)
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 19_000).state is State.CAPPED


def test_twenty_symbols_that_print_once_each_are_no_burst(book: HealthBook) -> None:
    for number in range(20):
        other = Market("alpha", f"C{number}-PERP", f"C{number}", Contract.LINEAR)
        printed(book, other, range(number, number + 1))
    heard_until(book, NOW_MS + 20_000)
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 20_000).state is State.QUIET


# --- what else is known --------------------------------------------------------------------------


def test_a_row_says_the_status_and_how_often_it_failed_until_it_works(book: HealthBook) -> None:
    refused = BadAnswer("It reports a fault of its own (HTTP 503).")
    refused.http = 503
    for _ in range(3):
        book.failed("alpha", TICKERS, refused, NOW_MS + 10_000)
    down = row(book, Channel.TICKERS, NOW_MS)
    assert (down.http, down.failures) == (503, 3)
    # A host that wants a pause is not asked: what it answered still stands.
    paused = HostPaused("It asks to wait.", retry_after_s=60)
    book.failed("alpha", TICKERS, paused, NOW_MS + 60_000)
    assert (row(book, Channel.TICKERS, NOW_MS).http, paused.http) == (503, None)
    book.polled("alpha", TICKERS, 5.0, NOW_MS)
    good = row(book, Channel.TICKERS, NOW_MS)
    assert (good.http, good.failures) == (None, 0)


def test_clock_and_budget_stand_in_every_row_and_small_changes_are_no_news(
    book: HealthBook,
) -> None:
    before = row(book, Channel.OI, NOW_MS)
    assert (before.skew_ms, before.budget_used) == (None, None)
    book.told_time("alpha", -1_300)
    book.spent("alpha", 0.314)
    assert len(book.assess(NOW_MS)) == len(Alpha.channels)
    assert {(one.skew_ms, one.budget_used) for one in book.rows()} == {(-1_300, 0.31)}
    book.told_time("alpha", -1_200)
    book.spent("alpha", 0.33)
    book.spent("alpha", None)
    assert book.assess(NOW_MS) == []


def test_prints_of_a_complete_feed_or_of_nobody_are_not_counted() -> None:
    class Whole(Alpha):
        channels: ClassVar = {Channel.LIQUIDATIONS: ChannelSpec(None, FeedKind.COMPLETE)}

    book = HealthBook()
    book.expect(Whole())
    heard_until(book, NOW_MS + 60_000)
    printed(book, ALPHA, range(60))
    printed(book, Market("beta", "BTC", "BTC", Contract.LINEAR), range(60))
    assert row(book, Channel.LIQUIDATIONS, NOW_MS + 60_000).state is State.QUIET


# --- the log -------------------------------------------------------------------------------------


def test_ups_and_downs_are_logged_once_each(
    book: HealthBook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "tracker.services.health"):
        book.assess(NOW_MS)
        book.polled("alpha", TICKERS, 5.0, NOW_MS)
        book.assess(NOW_MS)
        for _ in range(3):
            book.failed("alpha", TICKERS, DOWN, NOW_MS + 10_000)
            book.assess(NOW_MS)
        book.polled("alpha", TICKERS, 5.0, NOW_MS + 20_000)
        book.assess(NOW_MS + 20_000)
    assert caplog.messages == [
        "Alpha tickers is live",
        "Alpha tickers is down: It cannot be reached.",
        "Alpha tickers is live",
    ]
