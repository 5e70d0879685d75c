"""A candle that grows while its parts come in: what a chart draws is what all parts together make."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from series import columns
from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.growing import GrowingCandles
from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, M1, W1, Interval, iso, parse_iso

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
AT = parse_iso("2026-02-04T00:00:00Z")
M3 = Interval.parse("3m")


def minute(at: int, price: float = 100.0, *, closed: bool = True) -> Candle:
    prices = (price, price + 2, price - 2, price + 1)
    return Candle(BTC, M1, AT + at * M1.ms, *prices, 10, closed, 4)


def minutes(rows: Sequence[Candle]) -> CandleColumns:
    return columns(rows) if rows else CandleColumns.empty(M1.ms)


def seen(found: CandleColumns) -> list[tuple[str, float, float, bool]]:
    """When each opened, its close, its volume and whether it is over."""
    times = [iso(at)[14:16] for at in found.open_ms.tolist()]
    return list(
        zip(times, found.close.tolist(), found.volume.tolist(), found.closed.tolist(), strict=True)
    )


def test_parts_make_the_running_candle_and_end_it() -> None:
    growing = GrowingCandles(M3, minutes([minute(0)]))
    assert seen(growing.take(minutes([minute(1, 105, closed=False)]))) == [("00", 106, 20, False)]
    assert seen(growing.take(minutes([minute(1, 107)]))) == [("00", 108, 20, False)]
    # The end of one and the beginning of the next arrive together.
    last = growing.take(minutes([minute(2, 101), minute(3, 99, closed=False)]))
    assert seen(last) == [("00", 102, 30, True), ("03", 100, 10, False)]
    assert not growing.lost


def test_the_last_word_on_a_part_may_come_after_the_next_candle_opened() -> None:
    growing = GrowingCandles(M3, minutes([minute(0), minute(1), minute(2, 100, closed=False)]))
    assert seen(growing.take(minutes([minute(3, 50, closed=False)]))) == [("03", 51, 10, False)]
    found = growing.take(minutes([minute(2, 103)]))
    assert seen(found) == [("00", 104, 30, True), ("03", 51, 10, False)]


def test_a_part_that_is_over_does_not_run_again() -> None:
    growing = GrowingCandles(M3, minutes([minute(0), minute(1, 105)]))
    assert seen(growing.take(minutes([minute(1, 90, closed=False)]))) == [("00", 106, 20, False)]


def test_a_candle_with_a_hole_is_no_longer_drawn_and_whoever_drew_it_is_told() -> None:
    growing = GrowingCandles(M3, minutes([minute(0)]))
    assert len(growing.take(minutes([minute(2)]))) == 0
    assert growing.lost
    # Read anew it has the hole from the beginning, and the next candle goes on.
    growing = GrowingCandles(M3, minutes([minute(0), minute(2)]))
    assert seen(growing.take(minutes([minute(3, closed=False)]))) == [("03", 101, 10, False)]
    assert not growing.lost


def test_a_part_that_is_older_than_what_is_at_hand_makes_it_read_anew() -> None:
    growing = GrowingCandles(M3, minutes([minute(6), minute(7)]))
    assert seen(growing.take(minutes([minute(1), minute(8)]))) == [("06", 101, 30, True)]
    assert growing.lost


def test_without_parts_the_next_candle_that_begins_is_the_first() -> None:
    growing = GrowingCandles(M3, CandleColumns.empty(M1.ms))
    assert len(growing.take(CandleColumns.empty(M1.ms))) == 0
    assert len(growing.take(minutes([minute(1)]))) == 0
    assert seen(growing.take(minutes([minute(3)]))) == [("03", 101, 10, False)]


def test_weeks_grow_from_monday_on() -> None:
    monday = parse_iso("2026-02-02T00:00:00Z")
    days = [
        Candle(BTC, D1, monday + at * D1.ms, 100, 110, 90, 100 + at, 5, closed=at < 2)
        for at in range(3)
    ]
    growing = GrowingCandles(W1, columns(days[:2]))
    found = growing.take(columns(days[2:]))
    assert (iso(int(found.open_ms[0])), found.close.tolist()) == ("2026-02-02T00:00:00Z", [102])


@given(
    st.lists(st.booleans(), min_size=1, max_size=15),
    st.lists(st.integers(1, 5), min_size=1, max_size=15),
    st.integers(0, 4),
)
def test_what_was_drawn_is_what_all_parts_make(
    there: list[bool], sizes: list[int], begun: int
) -> None:
    stream = [
        minute(at, 100 + at, closed=closed)
        for at, is_there in enumerate(there)
        if is_there
        for closed in (False, True)
    ]
    before, rest = stream[:begun], stream[begun:]
    known = _last_words(before)
    growing = GrowingCandles(M3, minutes(known))
    drawn = {row[0]: row for row in seen(aggregate(minutes(known), M3, running=True))}
    for size in sizes * 15:
        batch, rest = rest[:size], rest[size:]
        if batch:
            drawn |= {row[0]: row for row in seen(growing.take(minutes(_last_words(batch))))}
    expected = seen(aggregate(minutes(_last_words(stream)), M3, running=True))
    if not growing.lost:
        assert sorted(drawn.values()) == expected
    assert set(expected) <= set(drawn.values())


def _last_words(rows: Sequence[Candle]) -> list[Candle]:
    last = {one.open_ms: one for one in rows}
    return [last[at] for at in sorted(last)]
