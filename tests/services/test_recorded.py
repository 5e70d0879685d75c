"""A long window read summed up says what the single events say, and what is left of those."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tracker.analysis.liquidations import Total, bars, total
from tracker.analysis.windows import sums
from tracker.domain.derivatives import FeedKind, Liquidation, Side
from tracker.domain.health import Channel, Observed
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M5, MINUTE_MS, SECOND_MS, Interval, parse_iso
from tracker.services.recorded import grain_of, read_flow
from tracker.store.market_reader import MarketReader
from tracker.store.market_writer import MarketWriter

AT = parse_iso("2026-02-04T15:00:00Z")
PERP = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
SPAN_MS = 5 * DAY_MS
#: On no edge of anything.
WINDOW = (AT + 1_234_567, AT + SPAN_MS - 7_654_321)


def some_events() -> list[Liquidation]:
    """Whole dollars over five days, with an hour in which something is told in every other second."""
    dice = random.Random(4)
    times = [AT + dice.randrange(SPAN_MS) for _ in range(3_000)]
    times += [AT + DAY_MS + second * SECOND_MS for second in range(0, 3_600, 2)]
    return [
        Liquidation(PERP, at_ms, dice.choice(list(Side)), 75_000, dice.random(), number % 977 + 1.0)
        for number, at_ms in enumerate(times)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "market.db"


@pytest.fixture
def reader(path: Path) -> Iterator[MarketReader]:
    with closing(MarketWriter.open(path)) as writer:
        observed = Observed(PERP.venue, Channel.LIQUIDATIONS, AT, AT + SPAN_MS)
        writer.write(some_events(), [observed])
        yield writer.reader()


def seal_all(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO liquidation_sealed "
            "SELECT DISTINCT market_id, at_ms / 86400000 FROM liquidation"
        )
        connection.execute("DELETE FROM liquidation")


def read(
    reader: MarketReader, feed: FeedKind, window: tuple[int, int], grain_ms: int | None
) -> Total:
    return total([read_flow(reader, PERP, feed, window, grain_ms)], *window)


@pytest.mark.parametrize("feed", [FeedKind.COMPLETE, FeedKind.SAMPLED])
@pytest.mark.parametrize("grain_ms", [MINUTE_MS, HOUR_MS])
def test_a_total_is_the_same_with_its_count_its_largest_and_its_bursts(
    reader: MarketReader, feed: FeedKind, grain_ms: int
) -> None:
    assert read(reader, feed, WINDOW, grain_ms) == read(reader, feed, WINDOW, None)
    capped = read(reader, feed, WINDOW, grain_ms).coverage.parts[0].capped_share
    assert (capped == 0) == (feed is FeedKind.COMPLETE)


def test_it_has_far_fewer_rows(reader: MarketReader) -> None:
    whole = read_flow(reader, PERP, FeedKind.COMPLETE, WINDOW, HOUR_MS).events
    single = read_flow(reader, PERP, FeedKind.COMPLETE, WINDOW).events
    assert len(whole.at_ms) < len(single.at_ms) / 10
    assert (np.diff(whole.at_ms) >= 0).all()


@pytest.mark.parametrize("interval", [M5, H1])
def test_bars_are_the_same(reader: MarketReader, interval: Interval) -> None:
    window = (AT, AT + SPAN_MS - 90_001)
    grain_ms = grain_of(interval.ms)
    flows = [read_flow(reader, PERP, FeedKind.COMPLETE, window, one) for one in (grain_ms, None)]
    summed, single = (bars([flow], interval.ms, *window) for flow in flows)
    assert summed.long_usd.tolist() == single.long_usd.tolist()
    assert summed.short_usd.tolist() == single.short_usd.tolist()
    assert summed.share.tolist() == single.share.tolist()


def test_trailing_windows_on_whole_minutes_are_the_same(reader: MarketReader) -> None:
    moments = np.arange(AT + DAY_MS, AT + SPAN_MS, 5 * MINUTE_MS, dtype=np.int64)
    window = (AT, AT + SPAN_MS)
    flows = [read_flow(reader, PERP, FeedKind.SAMPLED, window, one) for one in (MINUTE_MS, None)]
    summed, single = (sums([flow], moments, 15 * MINUTE_MS) for flow in flows)
    assert summed.long_usd.tolist() == single.long_usd.tolist()
    assert summed.short_usd.tolist() == single.short_usd.tolist()


@pytest.mark.parametrize("grain_ms", [None, MINUTE_MS, HOUR_MS])
def test_days_whose_events_are_not_kept_are_read_summed_up(
    reader: MarketReader, path: Path, grain_ms: int | None
) -> None:
    window = (AT, AT + SPAN_MS)
    before = read(reader, FeedKind.SAMPLED, window, None)
    seal_all(path)
    assert read(reader, FeedKind.SAMPLED, window, grain_ms) == before
    # Within a minute nobody knows any more where it was; a window takes what begins in it.
    part = (AT + 30_000, AT + HOUR_MS + 30_000)
    minutes = reader.rolls.minutes(PERP, *part)
    found = read(reader, FeedKind.SAMPLED, part, grain_ms)
    assert found.usd == float((minutes.long_usd + minutes.short_usd).sum()) > 0


def test_a_short_window_has_its_single_events(reader: MarketReader) -> None:
    window = (AT + DAY_MS, AT + DAY_MS + 6 * HOUR_MS)
    flow = read_flow(reader, PERP, FeedKind.COMPLETE, window, HOUR_MS)
    assert int(flow.events.count.max()) == 1
