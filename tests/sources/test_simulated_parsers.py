"""The parsers of the simulated venues alone: a bad row costs one row."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from sources.simulating import NOW_MS
from tracker.domain.derivatives import (
    Liquidation,
    Mark,
    Side,
)
from tracker.domain.times import (
    DAY_MS,
    M5,
)
from tracker.sources.errors import BadAnswer
from tracker.sources.simulated import (
    SimulatedA,
)
from tracker.sources.simulation.answers import (
    LIQUIDATION_PAGE,
    parse_candle_frame,
    parse_candles,
    parse_funding,
    parse_instruments,
    parse_interest,
    parse_liquidations,
    parse_market_frame,
    parse_positions,
    parse_statistics,
    parse_tickers,
)

BTC = SimulatedA().market("BTC")
KNOWN = {"BTC-PERP": BTC}


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("parse", "good", "bad"),
    [
        (
            partial(parse_tickers, known=KNOWN),
            {"symbol": "BTC-PERP", "at": NOW_MS, "last": 1, "open": 1, "high": 1, "low": 1}
            | {"volume": 1, "volume_usd": 1},
            {"last": 0},
        ),
        (
            partial(parse_statistics, market=BTC, interval=M5),
            {"at": NOW_MS, "long_usd": 1, "short_usd": 1, "coins": 1, "usd": 1}
            | {"long_share": 0.5, "done": True},
            {"at": NOW_MS + 1},
        ),
        (
            partial(parse_statistics, market=BTC, interval=M5),
            {"at": NOW_MS, "long_usd": 1, "short_usd": 1, "coins": 1, "usd": 1}
            | {"long_share": 0.5, "done": True},
            {"short_usd": -1},
        ),
        (
            partial(parse_positions, known=KNOWN),
            {"symbol": "BTC-PERP", "at": NOW_MS, "coins": 1, "usd": 1, "mark": 1, "index": 1}
            | {"rate": 0.1, "settles": NOW_MS},
            {"mark": -1},
        ),
        (partial(parse_interest, market=BTC), {"at": NOW_MS, "coins": 1, "usd": 1}, {"coins": -1}),
        (partial(parse_funding, market=BTC), {"at": NOW_MS, "rate": 0.1}, {"rate": "high"}),
        (
            partial(parse_liquidations, market=BTC, since_ms=0),
            {"at": NOW_MS, "position": "long", "price": 1, "quantity": 1},
            {"quantity": 0},
        ),
        (
            partial(parse_instruments, venue="sim-a"),
            {"symbol": "BTC-PERP", "asset": "BTC", "funding_h": 8},
            {"funding_h": None},
        ),
    ],
)
def test_a_bad_row_costs_one_row(parse: Any, good: dict[str, Any], bad: dict[str, Any]) -> None:
    parsed = parse(dumped([good, good | bad]), NOW_MS)
    assert len(parsed.faults) == 1
    assert parsed.values == parse(dumped([good]), NOW_MS).values != []
    with pytest.raises(BadAnswer):
        parse(b"<html>", NOW_MS)


@pytest.mark.parametrize(
    ("parse", "row"),
    [
        (
            parse_tickers,
            {"at": NOW_MS, "last": 1, "open": 1, "high": 1, "low": 1, "volume": 1, "volume_usd": 1},
        ),
        (
            parse_positions,
            {"at": NOW_MS, "coins": 1, "usd": 1, "mark": 1, "index": 1, "rate": 0.1}
            | {"settles": NOW_MS},
        ),
    ],
)
def test_markets_that_are_not_watched_are_left_out(parse: Any, row: dict[str, Any]) -> None:
    parsed = parse(dumped([row | {"symbol": "DOGE-PERP"}]), NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.faults) == ([], [])


def test_candles_that_cannot_be_true_are_refused() -> None:
    with pytest.raises(BadAnswer):
        parse_candles(dumped([[NOW_MS, 2, 1, 1, 1, 1, True]]), NOW_MS, market=BTC, interval=M5)


def test_frames_drop_what_is_unknown_and_report_what_is_wrong() -> None:
    row = [NOW_MS, 1, 2, 1, 1, 1, False]
    bars = [
        {"symbol": "BTC-PERP", "interval": "1m", "row": row},
        {"symbol": "DOGE-PERP", "interval": "1m", "row": row},
        {"symbol": "BTC-PERP", "interval": "7m", "row": row},
        {"symbol": "BTC-PERP", "interval": "1m", "row": [NOW_MS, 1, 0, 1, 1, 1, False]},
    ]
    parsed = parse_candle_frame(dumped({"candles": bars}), NOW_MS, known=KNOWN)
    assert (len(parsed.values), len(parsed.faults), parsed.dropped) == (1, 1, 2)
    order = {"symbol": "BTC-PERP", "at": NOW_MS, "side": "buy", "price": 2, "quantity": 3}
    frame = {
        "at": NOW_MS,
        "marks": [
            {"symbol": "BTC-PERP", "mark": 1, "index": 1},
            {"symbol": "BTC-PERP", "mark": 0, "index": 1},
            {"symbol": "DOGE-PERP", "mark": 1, "index": 1},
        ],
        "orders": [order, order | {"symbol": "DOGE-PERP"}, order | {"side": "up"}],
    }
    parsed = parse_market_frame(dumped(frame), NOW_MS, known=KNOWN)
    assert parsed.values == [
        Mark(BTC, NOW_MS, 1.0, 1.0),
        Liquidation(BTC, NOW_MS, Side.SHORT, 2.0, 3.0, 6.0),
    ]
    assert (len(parsed.faults), parsed.dropped) == (2, 1)


def test_a_full_page_of_orders_has_a_next_one() -> None:
    rows = [
        {"at": NOW_MS - n, "position": "short", "price": 1, "quantity": 1}
        for n in range(LIQUIDATION_PAGE)
    ]
    parse = partial(parse_liquidations, market=BTC)
    full = parse(dumped(rows), NOW_MS, since_ms=NOW_MS - DAY_MS)
    assert full.next is not None
    assert full.next.request.params["before"] == NOW_MS - LIQUIDATION_PAGE + 1
    assert parse(dumped(rows), NOW_MS, since_ms=NOW_MS).next is None
    assert parse(dumped(rows[1:]), NOW_MS, since_ms=0).next is None
