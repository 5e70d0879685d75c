from __future__ import annotations

import math

import pytest

from tracker.domain.candle import Candle, candle_fault
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, iso, parse_iso

OPEN_MS = parse_iso("2026-02-04T15:00:00Z")
BTC = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)


def test_a_candle_ends_where_the_next_begins() -> None:
    candle = Candle(BTC, H1, OPEN_MS, 76_000, 76_500, 74_000, 74_136, 1_200.5, closed=True)
    assert iso(candle.close_ms) == "2026-02-04T16:00:00Z"


def test_a_sound_candle_has_no_fault() -> None:
    assert candle_fault(H1, OPEN_MS, (76_000, 76_500, 74_000, 74_136), 0) is None
    assert candle_fault(H1, OPEN_MS, (1, 1, 1, 1), 5) is None


@pytest.mark.parametrize(
    ("prices", "volume", "open_ms", "fault"),
    [
        ((math.nan, 2, 1, 1), 0, OPEN_MS, "not a number"),
        ((1, math.inf, 1, 1), 0, OPEN_MS, "not a number"),
        ((1, 2, 1, 1), math.nan, OPEN_MS, "not a number"),
        ((0, 2, 0, 1), 0, OPEN_MS, "not above zero"),
        ((1, 2, -1, 1), 0, OPEN_MS, "not above zero"),
        ((1.5, 1, 2, 1.5), 0, OPEN_MS, "do not enclose"),
        ((3, 2, 1, 1), 0, OPEN_MS, "do not enclose"),
        ((1, 2, 1.5, 1.7), 0, OPEN_MS, "do not enclose"),
        ((1, 2, 1, 1), -0.1, OPEN_MS, "volume is negative"),
        ((1, 2, 1, 1), 0, -3_600_000, "before 1970"),
        ((1, 2, 1, 1), 0, OPEN_MS + 1, "does not open on a 1h boundary"),
    ],
)
def test_what_is_not_a_candle_is_told_in_words(
    prices: tuple[float, float, float, float], volume: float, open_ms: int, fault: str
) -> None:
    assert fault in str(candle_fault(H1, open_ms, prices, volume))
