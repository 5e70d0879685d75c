"""What every value must satisfy, whoever sent it; the sweep and the fuzzing both hold to it."""

from __future__ import annotations

import math
from typing import NamedTuple

from tracker.domain.candle import Candle, candle_fault
from tracker.domain.context import Holding, Reading
from tracker.domain.derivatives import (
    Funding,
    Liquidation,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Ticker,
)
from tracker.domain.market import Market
from tracker.domain.times import iso
from tracker.sources.base import Parsed, Value


class Fields(NamedTuple):
    """Which fields of a value are times, above zero, and not below zero; None is always allowed."""

    times: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    not_negative: tuple[str, ...] = ()


FIELDS: dict[type, Fields] = {
    Candle: Fields(("open_ms",), ("open", "high", "low", "close"), ("volume",)),
    Ticker: Fields(
        ("at_ms",),
        ("last", "open_24h", "high_24h", "low_24h"),
        ("volume_24h", "volume_24h_usd"),
    ),
    Mark: Fields(("at_ms",), ("price", "index")),
    OpenInterest: Fields(("at_ms",), (), ("coin", "usd")),
    Funding: Fields(("settles_ms",), ("interval_h",)),
    LongShortRatio: Fields(("at_ms",), (), ("long_share",)),
    Liquidation: Fields(("at_ms",), ("price", "quantity", "notional_usd")),
    LiquidationBucket: Fields(("start_ms",), ("width_ms",), ("long_usd", "short_usd")),
    Market: Fields((), ("multiplier", "funding_h", "factor")),
    Reading: Fields(("slot_ms", "at_ms"), ()),
    Holding: Fields(("at_ms",), ("coins", "cost_usd")),
}


def check_parsed(parsed: Parsed) -> None:
    """All that came out of one answer."""
    for value in parsed.values:
        check_value(value)
    assert parsed.dropped >= 0
    assert all(parsed.faults), "a refused row without a reason"
    assert parsed.error is None or parsed.error.endswith(".")
    assert parsed.venue_ms is None or iso(parsed.venue_ms)


def check_value(value: Value) -> None:
    """One value; `iso` fails on a time outside of the calendar."""
    fields = FIELDS[type(value)]
    for name in fields.times:
        assert iso(getattr(value, name))
    for name in (*fields.positive, *fields.not_negative):
        number = getattr(value, name)
        if number is not None:
            assert math.isfinite(number), f"{name} is {number}"
            assert number > 0 or (number == 0 and name in fields.not_negative), (
                f"{name} is {number}"
            )
    _check_whole(value)


def _check_whole(value: Value) -> None:
    """What the fields say together."""
    match value:
        case Candle():
            prices = (value.open, value.high, value.low, value.close)
            assert candle_fault(value.interval, value.open_ms, prices, value.volume) is None
        case OpenInterest():
            assert value.coin is not None or value.usd is not None
        case Funding():
            assert math.isfinite(value.rate)
        case LongShortRatio():
            assert value.long_share <= 1
        case Liquidation():
            assert math.isclose(value.notional_usd, value.price * value.quantity, rel_tol=1e-9)
        case LiquidationBucket():
            assert value.start_ms % value.width_ms == 0
        case Market():
            assert value.symbol
            assert value.asset
            assert value.multiplier is not None
        case Reading():
            assert math.isfinite(value.value)
            assert value.slot_ms <= value.at_ms
