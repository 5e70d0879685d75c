"""Which of a venue's markets is a coin's own, once its list is known; contracts on many coins among them."""

from __future__ import annotations

import json

import pytest

from tracker.domain.candle import Candle
from tracker.domain.derivatives import Ticker
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import H1, parse_iso
from tracker.sources.base import Source
from tracker.sources.binance import Binance
from tracker.sources.binance_shared import parse_klines, parse_tickers
from tracker.sources.binance_spot import BinanceSpot, parse_symbols
from tracker.sources.bybit import Bybit
from tracker.sources.errors import BadAnswer
from tracker.sources.gate import Gate
from tracker.sources.hyperliquid import Hyperliquid

NOW_MS = parse_iso("2026-02-04T16:00:00Z")


def listed(source: Source, symbol: str, asset: str, factor: int = 1) -> Market:
    return Market(source.venue, symbol, asset, Contract.LINEAR, factor=factor)


@pytest.mark.parametrize(
    ("source", "symbol", "other"),
    [
        (Binance(), "1000PEPEUSDT", "1000PEPEUSDC"),
        (Bybit(), "1000PEPEUSDT", "1000PEPEPERP"),
        (Gate(), "1000PEPE_USDT", "1000PEPE_USD"),
    ],
)
def test_a_coin_sold_by_the_thousand_is_found(source: Source, symbol: str, other: str) -> None:
    by_many = listed(source, symbol, "PEPE", 1000)
    markets = [listed(source, other, "PEPE", 1000), by_many, listed(source, "BTCUSDT", "BTC")]
    assert source.find("PEPE", markets) == by_many
    assert source.find("DOGE", markets) is None


def test_the_coin_itself_comes_before_the_contract_on_many_and_the_smallest_of_these() -> None:
    source = Binance()
    million = listed(source, "1000000PEPEUSDT", "PEPE", 1_000_000)
    thousand = listed(source, "1000PEPEUSDT", "PEPE", 1000)
    one = source.market("PEPE")
    assert source.find("PEPE", [million, thousand]) == thousand
    assert source.find("PEPE", [million, thousand, one]) == one
    coinm = Market(source.venue, "1000PEPEUSDT", "PEPE", Contract.INVERSE, factor=1000)
    assert source.find("PEPE", [coinm]) is None
    assert source.find("PEPE", [listed(Bybit(), "1000PEPEUSDT", "PEPE", 1000)]) is None


def test_a_coin_by_the_thousand_that_hyperliquid_lists_anew_is_found() -> None:
    fresh = listed(Hyperliquid(), "kNEWCOIN", "NEWCOIN", 1000)
    assert Hyperliquid().find("NEWCOIN", [fresh]) == fresh


@pytest.mark.parametrize(
    ("base", "coin", "factor"),
    [
        ("BTC", "BTC", 1),
        ("1INCH", "1INCH", 1),
        ("1000PEPE", "PEPE", 1000),
        ("1000000MOG", "MOG", 1_000_000),
        ("1MBABYDOGE", "BABYDOGE", 1_000_000),
        ("SHIB1000", "SHIB", 1000),
        ("1000", "1000", 1),
        ("X100", "X100", 1),
    ],
)
def test_what_a_base_is_made_of(base: str, coin: str, factor: int) -> None:
    assert coin_and_factor(base) == (coin, factor)


def test_prices_of_a_contract_on_many_are_those_of_one_coin() -> None:
    market = listed(Binance(), "1000PEPEUSDT", "PEPE", 1000)
    row = {"symbol": market.symbol, "lastPrice": "0.012", "openPrice": "0.010", "volume": "5"}
    body = json.dumps([{**row, "quoteVolume": "0.06", "closeTime": NOW_MS}]).encode()
    (ticker,) = parse_tickers(body, NOW_MS, known={market.symbol: market}).values
    assert isinstance(ticker, Ticker)
    assert ticker.last == pytest.approx(0.000012)
    assert ticker.open_24h == pytest.approx(0.00001)
    assert (ticker.volume_24h, ticker.volume_24h_usd) == (5_000.0, 0.06)
    open_ms = H1.floor(NOW_MS) - H1.ms
    kline = [open_ms, "0.01", "0.02", "0.005", "0.012", "7", open_ms + H1.ms - 1, "0", 1, "3"]
    klines = json.dumps([kline]).encode()
    (candle,) = parse_klines(klines, NOW_MS, market=market, interval=H1).values
    assert isinstance(candle, Candle)
    assert candle.close == pytest.approx(0.000012)
    assert (candle.volume, candle.taker_buy) == (7_000.0, 3_000.0)


def test_the_list_of_the_spot_market_is_what_is_traded_for_usdt() -> None:
    rows = [
        {"symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "quoteAsset": "USDT"},
        {
            "symbol": "1000SATSUSDT",
            "status": "TRADING",
            "baseAsset": "1000SATS",
            "quoteAsset": "USDT",
        },
        {"symbol": "ETHBTC", "status": "TRADING", "baseAsset": "ETH", "quoteAsset": "BTC"},
        {"symbol": "OLDUSDT", "status": "BREAK", "baseAsset": "OLD", "quoteAsset": "USDT"},
        {"symbol": 7},
    ]
    parsed = parse_symbols(json.dumps({"symbols": rows}).encode(), NOW_MS)
    sats = Market("binance-spot", "1000SATSUSDT", "SATS", Contract.SPOT, factor=1000)
    assert parsed.values == [BinanceSpot().market("BTC"), sats]
    assert len(parsed.faults) == 1
    assert BinanceSpot().find("SATS", [sats]) == sats
    with pytest.raises(BadAnswer):
        parse_symbols(b"[]", NOW_MS)
