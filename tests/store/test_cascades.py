"""References, seconds and feedback in the cache; episodes in the journal."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from tracker.analysis.cascade import MAIN_MS, Reference
from tracker.analysis.episodes import SpanFold
from tracker.analysis.feedback import Feedback
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS, MINUTE_MS, parse_iso
from tracker.store.cascades import MinuteOfSeconds
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.market_writer import MarketWriter

AT = parse_iso("2026-02-05T00:00:00Z")


def test_the_newest_reference_is_kept_with_what_it_does_not_know(
    writer: MarketWriter, reader: MarketReader
) -> None:
    assert reader.cascades.reference("BTC", MAIN_MS) is None
    old = Reference(MAIN_MS, AT, 6.0, 7.0, 0.01, None, 12.5, ("a", "b"))
    writer.cascades.keep_reference("BTC", old)
    assert reader.cascades.reference("BTC", MAIN_MS) == old
    new = Reference(MAIN_MS, AT + 1)
    writer.cascades.keep_reference("BTC", new)
    assert reader.cascades.reference("BTC", MAIN_MS) == new


def _minute(offset: int, venue: str = "x", *, first: float = 0.0) -> MinuteOfSeconds:
    prices = np.arange(60.0) + first
    prices[5] = np.nan
    return MinuteOfSeconds("BTC", AT + offset * MINUTE_MS, venue, prices)


def test_seconds_are_read_over_any_window_and_of_one_venue(
    writer: MarketWriter, reader: MarketReader
) -> None:
    writer.cascades.keep_seconds([_minute(0, "other", first=500), _minute(1), _minute(3)])
    line, venue = reader.cascades.seconds("BTC", AT + 30_000, AT + 200_000)
    assert venue == "x"
    assert len(line) == 170
    assert np.isnan(line[:30]).all(), "the prices of another venue"
    assert line[30] == 0
    assert np.isnan(line[35])
    assert line[89] == 59
    assert np.isnan(line[90:150]).all(), "a minute that is missing"
    assert line[169] == 19
    nothing, nobody = reader.cascades.seconds("ETH", AT, AT + 60_000)
    assert np.isnan(nothing).all()
    assert nobody is None


def test_seconds_live_for_a_day(writer: MarketWriter, reader: MarketReader) -> None:
    writer.cascades.keep_seconds([_minute(0)])
    writer.cascades.keep_seconds([_minute(DAY_MS // MINUTE_MS)])
    assert reader.cascades.seconds("BTC", AT, AT + 60_000)[1] == "x"
    writer.cascades.keep_seconds([_minute(DAY_MS // MINUTE_MS + 1)])
    assert reader.cascades.seconds("BTC", AT, AT + 60_000)[1] is None


def test_feedback_is_kept_once_a_moment(writer: MarketWriter, reader: MarketReader) -> None:
    unknown = Feedback(Side.LONG, None, None, None, 12, 0.001, 40, "Only 12 liquidations.")
    known = Feedback(Side.SHORT, 0.5, 0.4, 0.6, 400, 0.02, 7_000)
    writer.cascades.keep_feedback(AT, [("BTC", unknown), ("ETH", known)])
    writer.cascades.keep_feedback(AT, [("BTC", known)])
    assert reader.cascades.feedback("BTC", AT, AT + 1) == [(AT, known)]
    writer.cascades.keep_feedback(AT + 61 * DAY_MS, [("ETH", unknown)])
    assert reader.cascades.feedback("ETH", 0, AT + 62 * DAY_MS) == [(AT + 61 * DAY_MS, unknown)]


def test_an_episode_is_one_row_however_often_it_is_known_better(journal: Journal) -> None:
    one = Episode(
        "BTC", MAIN_MS, AT, None, AT - 5, AT + 5, AT, 70.0, 9.0, 1.0, Side.LONG, -0.1, None,
        ("a",), 0.5, True,
    )  # fmt: skip
    fold = SpanFold(AT, AT - 5, AT, AT, None, 70.0)
    journal.episodes.keep("BTC", MAIN_MS, fold, [one])
    assert journal.episodes.listed("BTC") == [one]
    assert journal.episodes.fold("BTC", MAIN_MS) == fold
    over = replace(one, off_ms=AT + 9, feedback=0.7)
    journal.episodes.keep("BTC", MAIN_MS, SpanFold(AT + 9), [over])
    assert journal.episodes.listed() == [over]
    assert journal.episodes.listed("ETH") == []
    assert journal.episodes.fold("ETH", MAIN_MS) == SpanFold()
