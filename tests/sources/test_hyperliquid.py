from __future__ import annotations

import json
from typing import Any

import pytest

from documented import DOCUMENTED
from tracker.domain.candle import Candle
from tracker.domain.derivatives import Funding, Mark, OpenInterest, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, INTERVALS, M5, M15, parse_iso
from tracker.sources.base import Page, Parsed
from tracker.sources.errors import BadAnswer
from tracker.sources.hyperliquid import (
    URL,
    Hyperliquid,
    parse_candles,
    parse_contexts,
    parse_funding,
    parse_meta,
)

EXAMPLES = DOCUMENTED["hyperliquid"]
BTC, ETH, SOL, PEPE = (Hyperliquid().market(asset) for asset in ("BTC", "ETH", "SOL", "PEPE"))
KNOWN = {market.symbol: market for market in (BTC, ETH, SOL, PEPE)}
NOW_MS = parse_iso("2026-11-22T00:20:00Z")


def contexts(*rows: tuple[str, dict[str, Any]]) -> Parsed:
    """The documented context under other names, with fields replaced; `...` takes one away."""
    _, (given,) = json.loads(EXAMPLES["contexts"])
    changed = [
        {key: value for key, value in {**given, **fields}.items() if value is not ...}
        for _, fields in rows
    ]
    body = json.dumps([{"universe": [{"name": name} for name, _ in rows]}, changed])
    return parse_contexts(body.encode(), NOW_MS, known=KNOWN)


def test_the_documented_context_is_price_mark_interest_and_the_rate_of_the_hour() -> None:
    parsed = parse_contexts(EXAMPLES["contexts"], NOW_MS, known=KNOWN)
    assert parsed.values == [
        Ticker(SOL, NOW_MS, 108.05, 111.81, None, None, None, 9450588.2273),
        Mark(SOL, NOW_MS, 108.04, 107.99),
        OpenInterest(SOL, NOW_MS, 10764.48, 10764.48 * 108.04),
        Funding(SOL, parse_iso("2026-11-22T01:00:00Z"), 0.0000198, 1, settled=False),
    ]
    assert not parsed.faults


def test_the_second_list_belongs_to_the_first_place_by_place() -> None:
    parsed = contexts(
        ("BTC", {"openInterest": "1"}), ("HYPE", {"openInterest": "2"}), ("ETH", {"markPx": ...})
    )
    interest = [one for one in parsed.values if isinstance(one, OpenInterest)]
    assert interest == [
        OpenInterest(BTC, NOW_MS, 1.0, 108.04),
        OpenInterest(ETH, NOW_MS, 10764.48, None),
    ]
    body = b'[{"universe":[{"name":"BTC"},{"name":"ETH"}]},[{"openInterest":"1"}]]'
    with pytest.raises(BadAnswer, match="do not belong together"):
        parse_contexts(body, NOW_MS, known=KNOWN)


def test_an_empty_book_has_no_price_but_its_positions_are_known() -> None:
    (mark, interest, _) = contexts(("BTC", {"midPx": None, "premium": None})).values
    assert mark == Mark(BTC, NOW_MS, 108.04, 107.99)
    assert interest == OpenInterest(BTC, NOW_MS, 10764.48, 10764.48 * 108.04)


def test_one_broken_context_costs_one_coin_and_nothing_but_broken_ones_is_no_answer() -> None:
    parsed = contexts(("BTC", {"openInterest": "-1"}), ("ETH", {}))
    assert {value.market for value in parsed.values if not isinstance(value, Candle)} == {ETH}
    assert parsed.faults == ["openInterest is -1.0"]
    with pytest.raises(BadAnswer, match="nothing that can be true"):
        contexts(("BTC", {"openInterest": ...}))


def test_a_coin_by_the_thousand_is_brought_to_one_coin() -> None:
    assert (
        Market("hyperliquid", "kPEPE", "PEPE", Contract.LINEAR, factor=1_000, funding_h=1) == PEPE
    )
    ticker, mark, interest, _ = contexts(("kPEPE", {"dayBaseVlm": "5"})).values
    assert ticker == Ticker(PEPE, NOW_MS, 0.10805, 0.11181, None, None, 5_000.0, 9450588.2273)
    assert mark == Mark(PEPE, NOW_MS, 108.04 / 1_000, 107.99 / 1_000)
    assert isinstance(interest, OpenInterest)
    assert interest.coin == 10_764_480.0
    assert interest.usd == pytest.approx(10764.48 * 108.04)


def test_the_list_leaves_out_what_is_delisted_and_the_books_of_others() -> None:
    markets = {one.symbol: one for one in parse_meta(EXAMPLES["meta"], NOW_MS).values}  # type: ignore[union-attr]
    assert list(markets) == ["BTC", "HPOS"]
    assert markets["BTC"] == BTC
    names = ["kPEPE", "KAS", "kava", "k", "xyz:GOLD", "BTC"]
    body = json.dumps({"universe": [{"name": name, "isDelisted": None} for name in names]})
    found = [(one.symbol, one.asset, one.factor) for one in parse_meta(body.encode(), 0).values]  # type: ignore[union-attr]
    assert found == [
        ("kPEPE", "PEPE", 1_000),
        ("KAS", "KAS", 1),
        ("kava", "kava", 1),
        ("k", "k", 1),
        ("BTC", "BTC", 1),
    ]


def test_settled_rates_are_taken_to_the_hour_and_are_an_hour_s() -> None:
    parsed = parse_funding(EXAMPLES["funding"], NOW_MS, market=ETH)
    assert parsed.values == [Funding(ETH, 1_704_290_400_000, 0.0000125, 1, settled=True)]
    assert parse_funding(EXAMPLES["funding"], NOW_MS, market=BTC).values == []


def test_the_newest_candle_runs_until_its_end() -> None:
    def closed(now_ms: int) -> bool:
        (candle,) = parse_candles(EXAMPLES["candles"], now_ms, market=ETH, interval=M15).values
        assert isinstance(candle, Candle)
        assert (candle.open, candle.high, candle.low) == (2247.9, 2247.9, 2224.6)
        assert (candle.close, candle.volume) == (2226.4, 591.6427)
        return candle.closed

    start_ms = 1_704_286_800_000
    assert not closed(start_ms + M15.ms - 1)
    assert closed(start_ms + M15.ms)


def test_every_question_is_json_by_post_and_costs_what_is_documented() -> None:
    source = Hyperliquid()
    (poll,) = source.polls([BTC, ETH])
    (job,) = poll.jobs(NOW_MS, None)
    assert (job.request.url, job.request.body) == (URL, '{"type":"metaAndAssetCtxs"}')
    assert job.request.weight == 20
    listing = source.instruments()
    assert listing is not None
    assert listing.request.body == '{"type":"meta"}'
    page = Page(Channel.CANDLES, PEPE, M5, 0, 500 * M5.ms, NOW_MS)
    asked = source.history(page).request
    assert json.loads(asked.body or "") == {
        "type": "candleSnapshot",
        "req": {"coin": "kPEPE", "interval": "5m", "startTime": 0, "endTime": 500 * M5.ms - 1},
    }
    assert asked.weight == pytest.approx(20 + 500 / 60)
    page = Page(Channel.FUNDING, BTC, None, HOUR_MS, 3 * HOUR_MS, NOW_MS)
    asked = source.history(page).request
    assert json.loads(asked.body or "") == {
        "type": "fundingHistory",
        "coin": "BTC",
        "startTime": HOUR_MS,
        "endTime": 3 * HOUR_MS - 1,
    }
    assert asked.weight == 20 + 480 / 20


def test_what_it_does_not_publish_is_not_declared() -> None:
    assert Channel.LIQUIDATIONS not in Hyperliquid.channels
    assert Channel.RATIOS not in Hyperliquid.channels
    assert Channel.OI not in Hyperliquid.histories
    assert not Hyperliquid().streams([BTC], KNOWN)
    assert Hyperliquid.histories[Channel.CANDLES].intervals == INTERVALS
    earliest_ms = Hyperliquid.histories[Channel.CANDLES].earliest_ms(H1, NOW_MS)
    assert earliest_ms == NOW_MS - 5_000 * HOUR_MS
