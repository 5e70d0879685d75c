from __future__ import annotations

import math

import pytest

from tracker.domain.candle import Candle
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, HOUR_MS, Interval, parse_iso
from tracker.sources.candles import Row, make_candle, settle
from tracker.sources.errors import BadAnswer

BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
PEPE = Market("binance", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1_000)
THREE = parse_iso("2026-02-04T15:00:00Z")
FOUR = THREE + HOUR_MS


def row(open_ms: int = THREE, *, closed: bool | None = None) -> Row:
    return (open_ms, 76_000.0, 76_500.0, 74_000.0, 74_136.0, 12.5, closed)


def candle(open_ms: int, now_ms: int, *, closed: bool | None = None) -> Candle:
    return make_candle(BTC, H1, now_ms, row(open_ms, closed=closed))


def test_a_row_becomes_a_candle() -> None:
    made = candle(THREE, FOUR + 5)
    assert made == Candle(BTC, H1, THREE, 76_000, 76_500, 74_000, 74_136, 12.5, closed=True)


@pytest.mark.parametrize(("now_ms", "closed"), [(FOUR - 1, False), (FOUR, True), (FOUR + 1, True)])
def test_the_venues_clock_says_whether_a_candle_is_over(now_ms: int, closed: bool) -> None:
    assert candle(THREE, now_ms).closed is closed


@pytest.mark.parametrize("said", [True, False])
def test_what_the_venue_says_itself_counts_more_than_the_clock(said: bool) -> None:
    assert candle(THREE, FOUR + 10 * HOUR_MS, closed=said).closed is said
    assert candle(THREE, THREE + 1, closed=said).closed is said


def test_prices_are_per_coin_and_volume_in_coins() -> None:
    made = make_candle(PEPE, H1, FOUR, (THREE, 0.008, 0.009, 0.007, 0.0085, 2_000.0, None))
    prices = (made.open, made.high, made.low, made.close)
    assert prices == pytest.approx((8e-6, 9e-6, 7e-6, 8.5e-6))
    assert made.volume == 2_000_000


def test_a_candle_may_open_one_interval_ahead_of_our_clock_but_not_more() -> None:
    ahead = candle(FOUR, THREE)
    assert not ahead.closed
    with pytest.raises(BadAnswer) as caught:
        candle(FOUR, THREE - 1)
    assert "future" in caught.value.detail


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ((THREE + 1, 1.0, 1.0, 1.0, 1.0, 0.0, None), "boundary"),
        ((THREE, 1.0, 2.0, 3.0, 1.5, 0.0, None), "enclose"),
        ((THREE, math.nan, 2.0, 1.0, 1.5, 0.0, None), "not a number"),
        ((THREE, 1.0, math.inf, 1.0, 1.5, 0.0, None), "not a number"),
        ((THREE, -1.0, 2.0, -1.0, 1.5, 0.0, None), "above zero"),
        ((THREE, 1.0, 2.0, 1.0, 1.5, -1.0, None), "negative"),
        ((-HOUR_MS, 1.0, 2.0, 1.0, 1.5, 1.0, None), "before 1970"),
        ((10**4_000, 1.0, 2.0, 1.0, 1.5, 1.0, None), "boundary"),
        ((10**4_000 * HOUR_MS, 1.0, 2.0, 1.0, 1.5, 1.0, None), "future"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_time_and_reason(bad: Row, why: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        make_candle(BTC, H1, FOUR, bad)
    assert caught.value.sentence == "It sent a candle that cannot be true."
    assert caught.value.detail.startswith(f"{bad[0]}: ")
    assert why in caught.value.detail


def test_factored_numbers_that_overflow_are_refused() -> None:
    with pytest.raises(BadAnswer):
        make_candle(PEPE, H1, FOUR, (THREE, 1.0, 1.0, 1.0, 1.0, 1e308, None))


def test_a_page_comes_out_oldest_first() -> None:
    opened = [THREE, THREE - HOUR_MS, THREE - 2 * HOUR_MS]
    page = settle([candle(at, FOUR) for at in opened], [])
    assert [value.open_ms for value in page.values if isinstance(value, Candle)] == opened[::-1]


def test_the_newest_candle_of_a_page_runs_unless_the_clock_says_that_it_is_over() -> None:
    def closed(now_ms: int) -> list[bool]:
        page = settle([candle(FOUR, now_ms), candle(THREE, now_ms)], [])
        return [value.closed for value in page.values if isinstance(value, Candle)]

    assert closed(FOUR + 1) == [True, False]
    assert closed(FOUR + HOUR_MS) == [True, True]
    # Our idea of the venue's time is behind: what has a successor is over all the same.
    assert closed(THREE + 1) == [True, False]


def test_a_page_of_a_venue_that_marks_the_running_candle_itself() -> None:
    rows = [candle(FOUR, FOUR + 1, closed=False), candle(THREE, FOUR + 1, closed=True)]
    page = settle(rows, ["one was off its grid"])
    assert [value.closed for value in page.values if isinstance(value, Candle)] == [True, False]
    assert page.faults == ["one was off its grid"]


def test_an_empty_page_is_empty() -> None:
    page = settle([], [])
    assert (page.values, page.faults) == ([], [])


@pytest.mark.parametrize("interval", [H1, D1, Interval.parse("1w")])
def test_the_grid_is_that_of_the_interval(interval: Interval) -> None:
    opened = interval.floor(THREE)
    made = make_candle(BTC, interval, THREE, (opened, 1.0, 1.0, 1.0, 1.0, 0.0, None))
    assert made.close_ms == opened + interval.ms
    assert not made.closed
