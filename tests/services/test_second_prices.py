"""Prices and liquidations by the second: what stands, what is unknown, and whose prices they are."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import EventColumns
from tracker.domain.derivatives import Side
from tracker.services.second_prices import Seconds

AT_S = 1_770_000_000


def _told(seconds: Seconds, venue: str, *offsets: int) -> None:
    for offset in offsets:
        seconds.take_price(venue, (AT_S + offset) * 1_000 + 500, 100.0 + offset)


def test_a_price_stands_for_three_seconds_and_then_is_unknown() -> None:
    seconds = Seconds()
    _told(seconds, "x", 0, 1, 7)
    prices, venue = seconds.prices(AT_S, AT_S + 9)
    assert venue == "x"
    expected = [100, 101, 101, 101, 101, np.nan, np.nan, 107, 107]
    assert np.array_equal(prices, expected, equal_nan=True)


def test_what_comes_late_does_not_take_the_place_of_what_is_newer() -> None:
    seconds = Seconds()
    _told(seconds, "x", 9_000)
    _told(seconds, "x", 9_000 - (1 << 13))
    prices, _ = seconds.prices(AT_S + 9_000, AT_S + 9_001)
    assert prices[0] == 9_100


def test_prices_of_one_venue_alone_make_the_line() -> None:
    seconds = Seconds()
    _told(seconds, "slow", *range(0, 60, 2))
    assert seconds.prices(AT_S, AT_S + 60)[1] == "slow"
    _told(seconds, "fast", *range(60))
    assert seconds.prices(AT_S, AT_S + 60)[1] == "fast"
    _told(seconds, "slow", *range(60, 75))
    assert seconds.prices(AT_S, AT_S + 75)[1] == "fast", "little more is no reason to change"


def test_liquidations_are_summed_by_second_and_side() -> None:
    seconds = Seconds()
    seconds.take_liquidation(AT_S * 1_000, Side.LONG, 5.0)
    seconds.take_liquidation(AT_S * 1_000 + 999, Side.LONG, 7.0)
    seconds.take_events(
        EventColumns(np.array([(AT_S + 1) * 1_000]), np.array([3.0]), np.array([False]))
    )
    found = seconds.window(AT_S + 2, 2)
    assert found.longs.tolist() == [12, 0]
    assert found.shorts.tolist() == [0, 3]
    assert found.events == (2, 1)
    assert found.venue is None
    assert np.isnan(found.prices).all()
