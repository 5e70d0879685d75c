"""Every recorded answer and frame of the venues we parse, driven by the index of the recordings."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from parsers import NOW_MS, READERS, Context, EveryMarket, attempt
from recorded import Recording, recordings
from sanity import check_parsed
from tracker.domain.market import Market
from tracker.domain.times import INTERVALS, M1, Interval
from tracker.sources import binance, binance_shared
from tracker.sources.errors import SourceError
from venues import CASES

WEEK = Interval.parse("1w")
BTCUSDT = EveryMarket("binance")["BTCUSDT"]

# (source, pattern of "host/path", or of the file's name where no address is known, parser)
ENDPOINTS: tuple[tuple[str, str, str], ...] = (
    ("binance", r"(api|fapi)\.binance\.com/(api/v3|fapi/v1)/klines$", "klines"),
    ("binance", r"(api|fapi)\.binance\.com/(api/v3|fapi/v1)/ticker/24hr$", "tickers"),
    ("binance", r"(api|fapi)\.binance\.com/(api/v3|fapi/v1)/time$", "time"),
    ("binance", r"fapi\.binance\.com/fapi/v1/exchangeInfo$", "exchange_info"),
    ("binance", r"fapi\.binance\.com/fapi/v1/fundingInfo$", "funding_info"),
    ("binance", r"fapi\.binance\.com/fapi/v1/premiumIndex$", "premium"),
    ("binance", r"fapi\.binance\.com/fapi/v1/fundingRate$", "funding"),
    ("binance", r"fapi\.binance\.com/fapi/v1/openInterest\b", "open_interest"),
    ("binance", r"fapi\.binance\.com/futures/data/openInterestHist$", "open_interest_history"),
    ("binance", r"fapi\.binance\.com/futures/data/globalLongShortAccountRatio$", "ratios"),
    ("binance", r"naut_.*(futures_market|spot_market|spot)_klines", "klines"),
    ("binance", r"naut_(http|spot)_.*ticker_24hr", "tickers"),
    ("binance", r"naut_.*(market|server)_time", "time"),
    ("binance", r"naut_http_futures_market_exchange_info", "exchange_info"),
    ("binance", r"doc_ccxt_fetch_funding_intervals", "funding_info"),
    ("binance", r"naut_http_futures_market_premium_index", "premium"),
    ("binance", r"doc_ccxt_(fetch|parse)_funding_rate_1", "premium"),
    ("binance", r"naut_http_futures_market_funding_rate", "funding"),
    ("binance", r"naut_http_futures_market_open_interest\.", "open_interest"),
    ("binance", r"doc_ccxt_fetch_open_interest_1", "open_interest"),
    ("binance", r"naut_http_futures_market_open_interest_hist", "open_interest_history"),
    ("binance", r"doc_ccxt_fetch_open_interest_history_1", "open_interest_history"),
    ("binance", r"naut_http_futures_market_global_long_short", "ratios"),
    ("binance", r"doc_ccxt_fetch_long_short_ratio_history_1", "ratios"),
    ("bybit", r"api\.bybit\.com/v5/market/tickers$", "tickers"),
    ("bybit", r"api\.bybit\.com/v5/market/kline$", "klines"),
    ("bybit", r"api\.bybit\.com/v5/market/open-interest$", "open_interest"),
    ("bybit", r"api\.bybit\.com/v5/market/funding/history$", "funding"),
    ("bybit", r"api\.bybit\.com/v5/market/account-ratio$", "ratios"),
    ("bybit", r"api\.bybit\.com/v5/market/instruments-info$", "instruments"),
    ("bybit", r"doc_ccxt_fetch_(funding_rates|tickers?)_1", "tickers"),
    ("bybit", r"(doc_ccxt_fetch_ohlcv|naut_http_get_klines|rest_hb_bybit_perp)", "klines"),
    ("bybit", r"doc_ccxt_fetch_(derivatives_)?open_interest", "open_interest"),
    ("bybit", r"(doc_ccxt_fetch_funding_rate_history|naut_http_get_funding_history)", "funding"),
    ("bybit", r"doc_ccxt_fetch_long_short_ratio", "ratios"),
    ("bybit", r"naut_http_get_instruments", "instruments"),
    ("okx", r"www\.okx\.com/api/v5/market/tickers?$", "tickers"),
    ("okx", r"www\.okx\.com/api/v5/public/open-interest$", "open_interest"),
    ("okx", r"www\.okx\.com/api/v5/public/funding-rate$", "funding"),
    ("okx", r"www\.okx\.com/api/v5/public/funding-rate-history$", "funding_history"),
    ("okx", r"www\.okx\.com/api/v5/market/(history-)?candles$", "candles"),
    ("okx", r"www\.okx\.com/api/v5/public/instruments$", "instruments"),
    ("okx", r"www\.okx\.com/api/v5/rubik/stat/contracts/long-short-account-ratio$", "ratios"),
    ("okx", r"doc_ccxt_fetch_tickers?_1", "tickers"),
    ("okx", r"doc_ccxt_fetch_open_interests?_1", "open_interest"),
    ("okx", r"doc_ccxt_fetch_open_interest_history_\d", "open_interest_history"),
    ("okx", r"doc_ccxt_fetch_funding_rates?_1", "funding"),
    ("okx", r"(doc_ccxt_fetch_funding_rate_history|naut_http_get_funding)", "funding_history"),
    ("okx", r"(doc_ccxt_fetch_ohlcv|naut_http_get_candlesticks)", "candles"),
    ("okx", r"(doc_ccxt_fetch_markets_by_type|naut_http_get_instruments)", "instruments"),
    ("okx", r"doc_ccxt_fetch_long_short_ratio", "ratios"),
    ("gate", r"api\.gateio\.ws/api/v4/futures/\S+/contract_stats$", "contract_stats"),
    ("gate", r"api\.gateio\.ws/api/v4/futures/usdt/tickers$", "tickers"),
    ("gate", r"api\.gateio\.ws/api/v4/futures/usdt/contracts$", "contracts"),
    ("gate", r"api\.gateio\.ws/api/v4/futures/usdt/candlesticks$", "candles"),
    ("gate", r"api\.gateio\.ws/api/v4/futures/usdt/funding_rate$", "funding"),
    ("gate", r"doc_ccxt_fetch_open_interest_history", "contract_stats"),
    ("gate", r"doc_ccxt_fetch_funding_rates?_1", "contracts"),
    *((case.venue, *one) for case in CASES for one in case.endpoints),
)


# Documentation examples and hand-written fixtures that are refused, and why that is right.
REFUSED = {
    "bybit/doc_ccxt_fetch_ticker_1.json": "another product",  # inverse
    "bybit/doc_ccxt_fetch_tickers_1.json": "another product",
    "bybit/doc_jk_V5Api_GetLinearInverseTickers.json": "another product",
    "bybit/doc_jk_V5Api_GetSpotTickers.json": "another product",
    "bybit/doc_market_tickers_1.json": "another product",
    "bybit/doc_market_tickers_2.json": "another product",
    "bybit/doc_market_tickers_3.json": "another product",
    "bybit/rest_v5_market_tickers__category=inverse.json": "another product",
    "bybit/rest_v5_market_tickers__category=spot.json": "another product",
    "bybit/naut_http_get_klines_linear.json": "does not open on a 1m boundary",
    "okx/doc_jk_UnifiedApi_GetKlineHistory.json": "does not open on a 1m boundary",
    "okx/doc_jk_UnifiedApi_GetKlines.json": "does not open on a 1m boundary",
    "okx/doc_ccxt_fetch_open_interest_history_2.json": "at least length 4",  # the old row of three
}
for case in CASES:
    REFUSED |= case.refused
# At least so many values come out of the recordings, or the sweep has parsed nothing.
AT_LEAST = {
    ("binance", "klines", "Candle"): 3_600,
    ("binance", "tickers", "Ticker"): 650,
    ("binance", "exchange_info", "Market"): 140,
    ("binance", "premium", "Mark"): 10,
    ("binance", "premium", "Funding"): 10,
    ("binance", "funding", "Funding"): 14,
    ("binance", "open_interest", "OpenInterest"): 5,
    ("binance", "open_interest_history", "OpenInterest"): 28,
    ("binance", "ratios", "LongShortRatio"): 75,
    ("bybit", "tickers", "Ticker"): 259,
    ("bybit", "tickers", "Mark"): 259,
    ("bybit", "tickers", "OpenInterest"): 259,
    ("bybit", "tickers", "Funding"): 240,
    ("bybit", "klines", "Candle"): 14,
    ("bybit", "open_interest", "OpenInterest"): 11,
    ("bybit", "funding", "Funding"): 5,
    ("bybit", "ratios", "LongShortRatio"): 4,
    ("bybit", "instruments", "Market"): 4,
    ("okx", "tickers", "Ticker"): 5,
    ("okx", "candles", "Candle"): 7,
    ("okx", "open_interest", "OpenInterest"): 3,
    ("okx", "open_interest_history", "OpenInterest"): 1,
    ("okx", "funding", "Funding"): 3,
    ("okx", "funding_history", "Funding"): 6,
    ("okx", "ratios", "LongShortRatio"): 4,
    ("okx", "instruments", "Market"): 125,
    ("gate", "contract_stats", "LiquidationBucket"): 6,
    ("gate", "contract_stats", "OpenInterest"): 6,
    ("gate", "contract_stats", "LongShortRatio"): 6,
    ("gate", "contracts", "Market"): 300,
    ("gate", "tickers", "Ticker"): 1,
    ("gate", "candles", "Candle"): 1,
    ("gate", "funding", "Funding"): 1,
    **{(case.venue, *what): least for case in CASES for what, least in case.at_least.items()},
}


def endpoint_of(recording: Recording) -> tuple[str, str, str] | None:
    """The row of ENDPOINTS that a REST recording belongs to."""
    name = recording.name.split("/")[1]
    address = recording.host + recording.path or name
    if recording.is_post:  # the address does not say what was asked
        address = f"{address}/{name}"
    for row in ENDPOINTS:
        if row[0] == recording.source and re.search(row[1], address):
            return row
    return None


def interval_of(body: bytes) -> Interval:
    """What the rows of a page of candles say about their own distance; 1m where they say nothing."""
    found = re.findall(r'[\[{]\s*"?(?:t"?:\s*"?)?(\d{10,13})"?,', body.decode())
    opened = sorted({int(text) * (1_000 if len(text) == 10 else 1) for text in found})
    steps = [later - earlier for earlier, later in pairwise(opened)]
    return next((one for one in (*INTERVALS, WEEK) if steps and one.ms == min(steps)), M1)


def context_of(recording: Recording, body: bytes) -> Context:
    """The market and interval that the answer is about."""
    keys = (rb"contract_code", rb"symbol|instId", rb"coin|s")
    told = (re.search(rb'"(?:' + key + rb')":\s*"([^"]+)"', body) for key in keys)
    symbol = next((one for one in told if one), None)
    market = EveryMarket(recording.source)[symbol[1].decode() if symbol else "BTC_USDT"]
    return Context(market, interval_of(body))


def test_every_recorded_answer_is_read_or_refused_in_words(payloads: Path) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    refused: dict[str, str] = {}
    met: set[tuple[str, str, str]] = set()
    for recording in recordings(payloads, set(READERS)):
        row = endpoint_of(recording)
        if recording.is_stream or row is None:
            continue
        met.add(row)
        for body in recording.bodies():
            parsed = attempt(READERS[row[0]][row[2]], body, context_of(recording, body))
            if isinstance(parsed, SourceError):
                assert parsed.sentence.endswith("."), recording.name
                refused[recording.name] = str(parsed)
                continue
            check_parsed(parsed)
            counts.update((row[0], row[2], type(value).__name__) for value in parsed.values)
            if row[2] == "time":
                assert parsed.venue_ms is not None, recording.name
            if row[2] == "funding_info":
                assert parsed.next is not None, recording.name
    assert met == set(ENDPOINTS), "a pattern that meets no recording tests nothing"
    too_few = {key: counts[key] for key, least in AT_LEAST.items() if counts[key] < least}
    assert not too_few
    surprises = {name: why for name, why in refused.items() if REFUSED.get(name, "\0") not in why}
    assert not surprises


def test_no_recording_of_a_venue_upsets_any_of_its_parsers(payloads: Path) -> None:
    read = refused = 0
    for recording in recordings(payloads, set(READERS)):
        for body in recording.bodies():
            context = context_of(recording, body[:100_000])
            for reader in READERS[recording.source].values():
                outcome = attempt(reader, body, context)
                if isinstance(outcome, SourceError):
                    assert outcome.sentence.endswith("."), recording.name
                    refused += 1
                else:
                    check_parsed(outcome)
                    read += 1
    assert read > 3_000
    assert refused > 20_000


def test_recorded_frames_carry_what_their_streams_promise(payloads: Path) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    frames = {("binance", "spot_frame"), ("binance", "usdm_frame"), ("bybit", "frame")}
    frames |= {(case.venue, name) for case in CASES for name, _ in case.frames}
    for recording in recordings(payloads, {source for source, _ in frames}):
        if not recording.is_stream:
            continue
        for body in recording.bodies():
            for source, name in frames:
                if source != recording.source:
                    continue
                parsed = attempt(READERS[source][name], body, context_of(recording, body))
                if isinstance(parsed, SourceError):
                    continue
                counts.update((source, name, type(value).__name__) for value in parsed.values)
                counts[source, name, "heard"] += len(parsed.heard)
                counts[source, name, "error"] += parsed.error is not None
    assert counts["binance", "spot_frame", "Candle"] >= 9
    assert counts["binance", "usdm_frame", "Liquidation"] >= 5
    assert counts["binance", "usdm_frame", "Mark"] >= 9
    assert counts["binance", "usdm_frame", "Funding"] >= 7
    assert counts["binance", "usdm_frame", "heard"] >= 9
    assert counts["bybit", "frame", "Liquidation"] >= 3
    assert counts["bybit", "frame", "Mark"] >= 10
    assert counts["bybit", "frame", "error"] >= 2
    least = {(case.venue, *what): one for case in CASES for what, one in case.frames.items()}
    assert not {what: counts[what] for what, one in least.items() if counts[what] < one}


# Interfaces that are gone, or products that we do not trade: nothing may come out of them.
FOREIGN = (
    ("bybit", r"bybit/(rest_v2_|rest_perpetual_usdc|ws_cmp_bybit_open_interest)"),
    ("bybit", r"bybit/ws_cf_BYBIT_ws_25_0"),
    ("okx", r"okx/(ws_cmp_okx_v3_|ws_tardis_okex_messages|ws_tardis_okex-futures_messages)"),
    ("gate", r"gate/(doc_jk_Spot_|rest_hb_gate_io_spot|ws_cf_GATEIO_ws)"),
)


def test_retired_interfaces_and_spot_products_give_no_value(payloads: Path) -> None:
    bodies = 0
    for source, pattern in FOREIGN:
        chosen = [one for one in recordings(payloads, {source}) if re.search(pattern, one.name)]
        assert chosen
        for recording in chosen:
            for body in recording.bodies():
                bodies += 1
                for name, reader in READERS[source].items():
                    outcome = attempt(reader, body, context_of(recording, body))
                    assert isinstance(outcome, SourceError) or not outcome.values, (
                        recording.name,
                        name,
                    )
    assert bodies > 3_000


def test_coin_margined_markets_are_not_taken_for_those_we_know(payloads: Path) -> None:
    listed = payloads / "binance/rest_cf_fapi.binance.com_fapi_v1_exchangeInfo.json"
    markets = READERS["binance"]["exchange_info"](listed.read_bytes(), Context(BTCUSDT)).values
    known = {market.symbol: market for market in markets if isinstance(market, Market)}
    assert known["BTCUSDT"].asset == "BTC"
    met = 0
    for recording in recordings(payloads, {"binance"}):
        if recording.host != "dapi.binance.com":
            continue
        parsers = {
            "/dapi/v1/premiumIndex": binance.parse_premium,
            "/dapi/v1/ticker/24hr": binance_shared.parse_tickers,
            "/dapi/v1/fundingRate": binance.parse_funding,
        }
        parse = parsers.get(recording.path)
        for body in recording.bodies() if parse else ():
            met += 1
            assert parse(body, NOW_MS, known=known).values == []
    assert met >= 9
