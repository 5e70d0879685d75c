"""A window's life: wanted, answered, empty, or failed with longer and longer waits, then a known hole."""

from __future__ import annotations

import pytest

from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, parse_iso
from tracker.store.market_reader import MarketReader
from tracker.store.market_writer import MarketWriter
from tracker.store.request_windows import RETRY_MS, SeriesKey

AT = parse_iso("2026-02-04T15:00:00Z")
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
HOURS = SeriesKey(PERP, Channel.CANDLES, H1)
FUNDING = SeriesKey(PERP, Channel.FUNDING, None)
WINDOW = (AT, AT + 100 * HOUR_MS)


def test_what_is_wanted_is_remembered_until_it_is_answered(
    writer: MarketWriter, reader: MarketReader
) -> None:
    older = (AT - 50 * HOUR_MS, AT)
    writer.windows.note_pending(HOURS, [older, WINDOW], AT)
    writer.windows.note_pending(FUNDING, [WINDOW], AT)
    found = reader.windows.pending(PERP)
    assert sorted(found[:2], key=lambda one: str(one[0].channel)) == [
        (HOURS, *WINDOW),
        (FUNDING, *WINDOW),
    ]
    assert found[2:] == [(HOURS, *older)]
    assert reader.windows.settled(HOURS, AT) == []
    writer.windows.note(HOURS, WINDOW, state="complete", asked_ms=AT)
    writer.windows.note(HOURS, older, state="empty", asked_ms=AT)
    assert reader.windows.pending(PERP) == [(FUNDING, *WINDOW)]
    assert reader.windows.settled(HOURS, AT) == [older, WINDOW]


def test_what_was_answered_is_not_wanted_again(writer: MarketWriter, reader: MarketReader) -> None:
    writer.windows.note(HOURS, WINDOW, state="complete", asked_ms=AT)
    writer.windows.note_pending(HOURS, [(AT, AT + HOUR_MS)], AT)
    assert reader.windows.pending(PERP) == []
    assert reader.windows.settled(HOURS, AT) == [WINDOW]


def test_a_window_that_fails_waits_longer_each_time_and_in_the_end_a_month(
    writer: MarketWriter, reader: MarketReader
) -> None:
    now_ms = AT
    for wait_ms in (*RETRY_MS, RETRY_MS[-1]):
        writer.windows.note(HOURS, WINDOW, state="failed", asked_ms=now_ms)
        assert reader.windows.settled(HOURS, now_ms + wait_ms - 1) == [WINDOW]
        assert reader.windows.settled(HOURS, now_ms + wait_ms) == []
        now_ms += wait_ms
        # The way it is taken up again; where it was cut otherwise its failures count all the same.
        writer.windows.note_pending(HOURS, [WINDOW], now_ms)
    part = (AT - HOUR_MS, AT + 101 * HOUR_MS)
    writer.windows.note(HOURS, part, state="failed", asked_ms=now_ms)
    assert reader.windows.settled(HOURS, now_ms + RETRY_MS[-1] - 1) == [part]
    assert reader.windows.in_states(HOURS, ("failed",)) == [part]
    writer.windows.note(HOURS, part, state="complete", asked_ms=now_ms)
    assert reader.windows.in_states(HOURS, ("failed",)) == []


def test_a_venue_that_cannot_be_reached_costs_no_attempt(
    writer: MarketWriter, reader: MarketReader
) -> None:
    for at in range(9):
        writer.windows.note(HOURS, WINDOW, state="failed", asked_ms=AT + at, is_counted=False)
    assert reader.windows.settled(HOURS, AT + 9) == []
    writer.windows.note(HOURS, WINDOW, state="failed", asked_ms=AT)
    assert reader.windows.settled(HOURS, AT + RETRY_MS[0] - 1) == [WINDOW]
    assert reader.windows.settled(HOURS, AT + RETRY_MS[0]) == []


@pytest.mark.parametrize("state", ["complete", "empty"])
def test_a_later_failure_does_not_undo_an_answer(
    writer: MarketWriter, reader: MarketReader, state: str
) -> None:
    writer.windows.note(HOURS, WINDOW, state=state, asked_ms=AT)
    writer.windows.note(HOURS, WINDOW, state="failed", asked_ms=AT + 1)
    assert reader.windows.in_states(HOURS, (state,)) == [WINDOW]
