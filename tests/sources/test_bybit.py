from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from documented import BYBIT
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    LongShortRatio,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, H1, H4, HOUR_MS, INTERVALS, M1, M5, M15, Interval, parse_iso
from tracker.sources import bybit_shared
from tracker.sources.base import Answer, Page
from tracker.sources.bybit import LINEAR, Bybit
from tracker.sources.bybit_shared import (
    one_sided,
    open_envelope,
    parse_frame,
    parse_funding,
    parse_klines,
    parse_open_interest,
    parse_ratios,
    parse_tickers,
)
from tracker.sources.errors import BadAnswer, Blocked, RateLimited, Refused, SourceError

parse_instruments = partial(bybit_shared.parse_instruments, product=LINEAR)
BTC = Bybit().market("BTC")
ROSE = Bybit().market("ROSE")
PEPE = Market("bybit", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1_000)
KNOWN = {market.symbol: market for market in (BTC, ROSE, PEPE)}
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
#: What the documented envelope says it is.
VENUE_MS = 1731567491688
OPENED = 1_670_608_800_000


def answer(name: str, /, *rows: Any, **envelope: Any) -> bytes:
    """A documented body with its rows, or fields of its envelope, replaced."""
    body = json.loads(BYBIT[name])
    if rows:
        body["result"]["list"] = list(rows)
    body.update(envelope)
    return json.dumps(body).encode()


def first(name: str, /, **fields: Any) -> dict[str, Any]:
    """The first row of a documented body with fields replaced."""
    return {**json.loads(BYBIT[name])["result"]["list"][0], **fields}


def test_the_envelope_tells_the_venues_time() -> None:
    result, venue_ms = open_envelope(BYBIT["tickers"])
    assert len(result.rows) == 1
    assert venue_ms == VENUE_MS
    assert open_envelope(answer("tickers", time=None))[1] is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (10001, Refused),
        (10006, RateLimited),
        (10018, RateLimited),
        (10009, Blocked),
        (10024, Blocked),
        (10016, BadAnswer),
        (10002, BadAnswer),
        (-1, BadAnswer),
    ],
)
def test_an_error_comes_with_http_200_and_a_code_inside(code: int, kind: type[SourceError]) -> None:
    body = answer("tickers", retCode=code, retMsg="params error", result={})
    Bybit().check(Answer(200, {}, body))
    with pytest.raises(kind) as caught:
        open_envelope(body)
    assert type(caught.value) is kind
    assert caught.value.detail == f"retCode {code}: params error"


def test_a_rate_limit_inside_the_envelope_asks_for_a_short_pause() -> None:
    with pytest.raises(RateLimited) as caught:
        open_envelope(answer("tickers", retCode=10006))
    assert caught.value.retry_after_s == 5


@pytest.mark.parametrize(
    "body",
    [
        b'{"retCode":0,"retMsg":"OK"}',
        b'{"retCode":0,"retMsg":"OK","result":{}}',
        b'{"retCode":0,"result":null}',
        b'{"retCode":0,"result":{"list":null}}',
        b'{"retCode":0,"result":{"list":{}}}',
        b'{"retCode":null,"result":{"list":[]}}',
        b'{"retCode":0,"result":{"list":[]},"time":-5}',
        b'{"retCode":0,"result":{"list":[]},"time":1e30}',
        b'{"ret_code":0,"ret_msg":"OK","result":[{"symbol":"BTCUSD"}],"time_now":"1654338598.1"}',
    ],
)
def test_an_envelope_without_rows_or_with_an_absurd_time_is_refused(body: bytes) -> None:
    """The last one is the retired v2 shape."""
    with pytest.raises(BadAnswer):
        open_envelope(body)


def test_403_is_a_limit_or_a_block_and_the_text_tells_which() -> None:
    with pytest.raises(RateLimited) as caught:
        Bybit().check(Answer(403, {}, b'{"msg":"403, Access Too Frequent"}'))
    assert caught.value.retry_after_s == 600
    with pytest.raises(Blocked):
        Bybit().check(Answer(403, {}, b"<html>The Amazon CloudFront distribution is configured"))


def test_a_ticker_carries_price_mark_open_interest_and_the_coming_funding() -> None:
    parsed = parse_tickers(BYBIT["tickers"], NOW_MS, known=KNOWN)
    assert parsed.venue_ms == VENUE_MS
    assert parsed.values == [
        Ticker(BTC, VENUE_MS, 29197.4, 29381.1, None, None, None, 1727340796.07),
        Mark(BTC, VENUE_MS, 29197.4, None),
        OpenInterest(BTC, VENUE_MS, 36240.4005, 1058125469.56),
        Funding(BTC, 1692172800000, 0.0001, None, settled=False),
    ]


def test_without_the_venues_time_a_ticker_is_dated_by_what_we_know_of_it() -> None:
    parsed = parse_tickers(answer("tickers", time=0), NOW_MS, known=KNOWN)
    (ticker, *_) = parsed.values
    assert isinstance(ticker, Ticker)
    assert ticker.at_ms == NOW_MS
    assert parsed.venue_ms is None


def test_single_open_interest_is_taken_as_it_is_and_the_other_is_halved() -> None:
    row = first("tickers", singleOpenInterest="30000", singleOpenInterestValue="900000000")
    values = parse_tickers(answer("tickers", row), NOW_MS, known=KNOWN).values
    assert OpenInterest(BTC, VENUE_MS, 30000.0, 900000000.0) in values
    assert one_sided("31955346", "63910691.0") == 31955346
    assert one_sided("", "63910691.0") == 31955345.5
    assert one_sided("0", "63910691.0") == 0
    assert one_sided("", None) is None


def test_what_a_ticker_leaves_empty_is_unknown_and_never_zero() -> None:
    row = {"symbol": "BTCUSDT", "lastPrice": "29197.40", "markPrice": "", "openInterest": ""}
    row |= {"fundingRate": "", "nextFundingTime": "0", "volume24h": "", "turnover24h": None}
    assert parse_tickers(answer("tickers", row), NOW_MS, known=KNOWN).values == [
        Ticker(BTC, VENUE_MS, 29197.4, None, None, None, None, None)
    ]
    delivered = first("tickers", nextFundingTime="0")
    values = parse_tickers(answer("tickers", delivered), NOW_MS, known=KNOWN).values
    assert not any(isinstance(value, Funding) for value in values)


def test_a_ticker_of_a_coin_quoted_by_the_thousand_is_in_coins() -> None:
    row = first("tickers", symbol="1000PEPEUSDT", lastPrice="0.008", markPrice="0.0081")
    row |= {"volume24h": "500", "singleOpenInterest": "200", "singleOpenInterestValue": "1.6"}
    row |= {"fundingIntervalHour": "4", "indexPrice": "0.0079"}
    ticker, mark, interest, funding = parse_tickers(
        answer("tickers", row), NOW_MS, known=KNOWN
    ).values
    assert isinstance(ticker, Ticker)
    assert ticker.last == pytest.approx(8e-6)
    assert ticker.volume_24h == 500_000
    assert isinstance(mark, Mark)
    assert (mark.price, mark.index) == pytest.approx((8.1e-6, 7.9e-6))
    assert interest == OpenInterest(PEPE, VENUE_MS, 200_000.0, 1.6)
    assert isinstance(funding, Funding)
    assert funding.interval_h == 4


def test_tickers_of_unknown_symbols_are_left_out_and_bad_ones_cost_themselves() -> None:
    rows = [first("tickers", symbol="ABCUSDT"), first("tickers", lastPrice="-1"), first("tickers")]
    parsed = parse_tickers(answer("tickers", *rows), NOW_MS, known=KNOWN)
    assert sum(isinstance(value, Ticker) for value in parsed.values) == 1
    assert len(parsed.faults) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"lastPrice": ""},
        {"lastPrice": "0"},
        {"markPrice": "-1"},
        {"openInterest": "-1"},
        {"openInterestValue": "-1"},
        {"highPrice24h": "NaN"},
        {"volume24h": "-1"},
        {"nextFundingTime": "-1"},
        {"fundingIntervalHour": "-8"},
    ],
)
def test_a_ticker_that_cannot_be_true_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        parse_tickers(answer("tickers", first("tickers", **fields)), NOW_MS, known=KNOWN)


@pytest.mark.parametrize("category", ["spot", "inverse", "option"])
def test_tickers_of_another_product_are_refused(category: str) -> None:
    body = json.loads(BYBIT["tickers"])
    body["result"]["category"] = category
    with pytest.raises(BadAnswer, match=f"another product.*{category}"):
        parse_tickers(json.dumps(body).encode(), NOW_MS, known=KNOWN)
    body["result"]["category"] = "linear"
    assert parse_tickers(json.dumps(body).encode(), NOW_MS, known=KNOWN).values


ROW: list[str] = json.loads(BYBIT["klines"])["result"]["list"][0]


def bar(bars: int) -> list[str]:
    """The documented row, so many hours later."""
    return [str(OPENED + bars * HOUR_MS), *ROW[1:]]


def closed(body: bytes, now_ms: int = NOW_MS) -> list[tuple[int, bool]]:
    values = parse_klines(body, now_ms, market=BTC, interval=H1).values
    return [(value.open_ms, value.closed) for value in values if isinstance(value, Candle)]


def test_klines_come_newest_first_and_leave_oldest_first() -> None:
    parsed = parse_klines(BYBIT["klines"], NOW_MS, market=BTC, interval=H1)
    expected = Candle(BTC, H1, OPENED, 17071, 17073, 17027, 17055.5, 268611, closed=True)
    assert parsed.values == [expected]
    assert parsed.venue_ms == VENUE_MS
    body = answer("klines", bar(2), bar(1), bar(0))
    assert [opened for opened, _ in closed(body)] == [OPENED + n * HOUR_MS for n in range(3)]


def test_the_first_row_is_the_running_candle_by_the_envelopes_own_clock() -> None:
    rows = [bar(2), bar(1), bar(0)]
    end_ms = OPENED + 3 * HOUR_MS
    running = answer("klines", *rows, time=end_ms - 1)
    assert [over for _, over in closed(running)] == [True, True, False]
    assert [over for _, over in closed(answer("klines", *rows, time=end_ms))] == [True] * 3
    ours = answer("klines", *rows, time=None)
    assert [over for _, over in closed(ours, end_ms - 1)] == [True, True, False]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({0: str(OPENED + 1)}, "boundary"),
        ({2: "17000"}, "enclose"),
        ({3: "NaN"}, "not a number"),
        ({4: "1e999"}, "range"),
        ({5: "-1"}, "negative"),
        ({3: "0"}, "above zero"),
        ({1: ""}, "float"),
        ({0: str(OPENED + 10**6 * HOUR_MS)}, "future"),
    ],
)
def test_a_kline_that_cannot_be_true_costs_itself_alone(cells: dict[int, str], why: str) -> None:
    bad = [cells.get(number, cell) for number, cell in enumerate(ROW)]
    parsed = parse_klines(answer("klines", bar(2), bad, bar(1)), NOW_MS, market=BTC, interval=H1)
    assert len(parsed.values) == 2
    assert len(parsed.faults) == 1
    assert why in parsed.faults[0]
    with pytest.raises(BadAnswer):
        parse_klines(answer("klines", bad), NOW_MS, market=BTC, interval=H1)


def test_past_open_interest_is_one_sided_and_in_coins() -> None:
    parsed = parse_open_interest(BYBIT["open_interest"], NOW_MS, market=BTC)
    assert parsed.values == [OpenInterest(BTC, 1780963200000, 31955346.0, None)]
    old = first("open_interest", singleOpenInterest="")
    (value,) = parse_open_interest(answer("open_interest", old), NOW_MS, market=PEPE).values
    assert isinstance(value, OpenInterest)
    assert value.coin == 31955345.5 * 1_000
    unknown = {"timestamp": "1780963200000", "openInterest": ""}
    assert parse_open_interest(answer("open_interest", unknown), NOW_MS, market=BTC).values == []
    for bad in (first("open_interest", singleOpenInterest="-1"), {"openInterest": "5"}):
        with pytest.raises(BadAnswer):
            parse_open_interest(answer("open_interest", bad), NOW_MS, market=BTC)


def test_settled_funding_is_that_of_the_market_asked_for() -> None:
    market = Market("bybit", "ETHPERP", "ETH", Contract.LINEAR, funding_h=8.0)
    parsed = parse_funding(BYBIT["funding"], NOW_MS, market=market)
    assert parsed.values == [Funding(market, 1672041600000, 0.0001, 8.0, settled=True)]
    assert parse_funding(BYBIT["funding"], NOW_MS, market=BTC).values == []
    with pytest.raises(BadAnswer):
        parse_funding(answer("funding", first("funding", fundingRate="")), NOW_MS, market=market)


def test_the_buy_ratio_is_the_share_of_accounts_that_are_long() -> None:
    parsed = parse_ratios(BYBIT["ratios"], NOW_MS, market=BTC)
    assert parsed.values == [LongShortRatio(BTC, 1696262400000, 0.49)]
    with pytest.raises(BadAnswer):
        parse_ratios(answer("ratios", first("ratios", buyRatio="49")), NOW_MS, market=BTC)


def test_the_instrument_list_keeps_perpetuals_on_coins_in_usdt() -> None:
    rows = [
        first("instruments"),
        first("instruments", symbol="1000PEPEUSDT", baseCoin="1000PEPE", fundingInterval="240"),
        first("instruments", symbol="NEWUSDT", baseCoin="NEW", fundingInterval=0),
        first("instruments", symbol="INNOUSDT", baseCoin="INNO", symbolType="innovation"),
        first("instruments", symbol="TSLAUSDT", baseCoin="TSLA", symbolType="stock"),
        first("instruments", symbol="BTCPERP", quoteCoin="USDC"),
        first("instruments", symbol="BTCUSDT-26JUN26", contractType="LinearFutures"),
        {"symbol": "BROKEN"},
    ]
    parsed = parse_instruments(answer("instruments", *rows), NOW_MS)
    assert parsed.values == [
        Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR, funding_h=8.0),
        Market("bybit", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1_000, funding_h=4.0),
        Market("bybit", "NEWUSDT", "NEW", Contract.LINEAR),
        Market("bybit", "INNOUSDT", "INNO", Contract.LINEAR, funding_h=8.0),
    ]
    assert len(parsed.faults) == 1
    assert parsed.next is None


@pytest.mark.parametrize("cursor", ["", None])
def test_the_last_page_of_the_list_has_no_cursor(cursor: str | None) -> None:
    body = json.loads(BYBIT["instruments"])
    body["result"]["nextPageCursor"] = cursor
    assert parse_instruments(json.dumps(body).encode(), NOW_MS).next is None


def test_a_cursor_leads_to_the_next_page() -> None:
    body = json.loads(BYBIT["instruments"])
    body["result"]["nextPageCursor"] = "first%3DABC"
    following = parse_instruments(json.dumps(body).encode(), NOW_MS).next
    assert following is not None
    expected = {"category": "linear", "limit": 1000, "cursor": "first%3DABC"}
    assert following.request.params == expected
    assert len(following.parse(BYBIT["instruments"], NOW_MS).values) == 1
    start = Bybit().instruments()
    assert start is not None
    assert start.request.params == {"category": "linear", "limit": 1000}


def liquidation_frame(*rows: dict[str, Any]) -> bytes:
    """The documented frame with its rows replaced."""
    body = json.loads(BYBIT["frame"])
    body["data"] = [{**body["data"][0], **row} for row in rows]
    return json.dumps(body).encode()


def test_sell_means_that_a_short_was_liquidated() -> None:
    parsed = parse_frame(BYBIT["frame"], NOW_MS, known=KNOWN)
    expected = Liquidation(ROSE, 1739502302929, Side.SHORT, 0.04499, 20000.0, 20000 * 0.04499)
    assert parsed.values == [expected]


def test_buy_means_that_a_long_was_liquidated() -> None:
    (found,) = parse_frame(liquidation_frame({"S": "Buy"}), NOW_MS, known=KNOWN).values
    assert isinstance(found, Liquidation)
    assert found.side is Side.LONG


def test_every_row_of_a_frame_is_a_liquidation() -> None:
    rows = [{}, {"s": "BTCUSDT", "p": "60000", "v": "0.5"}, {"s": "ABCUSDT"}, {"S": "Both"}]
    parsed = parse_frame(liquidation_frame(*rows), NOW_MS, known=KNOWN)
    found = [value for value in parsed.values if isinstance(value, Liquidation)]
    assert [value.notional_usd for value in found] == pytest.approx([899.8, 30_000])
    assert parsed.dropped == 1
    assert parsed.faults == ["side 'Both'"]


def test_a_liquidation_of_a_coin_quoted_by_the_thousand_is_in_coins() -> None:
    body = liquidation_frame({"s": "1000PEPEUSDT", "p": "0.008", "v": "5000"})
    (found,) = parse_frame(body, NOW_MS, known=KNOWN).values
    assert isinstance(found, Liquidation)
    assert (found.price, found.quantity) == pytest.approx((8e-6, 5_000_000))
    assert found.notional_usd == pytest.approx(40)


@pytest.mark.parametrize(
    "row",
    [{"S": "SELL"}, {"v": "0"}, {"v": "-1"}, {"p": ""}, {"p": "NaN"}, {"T": -1}, {"T": "soon"}],
)
def test_a_liquidation_that_cannot_be_true_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        parse_frame(liquidation_frame(row), NOW_MS, known=KNOWN)


def test_a_frame_of_unknown_symbols_alone_is_counted_and_no_fault() -> None:
    parsed = parse_frame(liquidation_frame({"s": "ABCUSDT"}), NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.dropped, parsed.faults) == ([], 1, [])


def test_a_ticker_frame_proves_the_connection_alive() -> None:
    body = BYBIT["ticker_frame"]
    parsed = parse_frame(body, NOW_MS, known=KNOWN)
    assert parsed.heard == (Channel.LIQUIDATIONS,)
    assert parsed.values == [Mark(BTC, 1673272861686, 17217.33)]
    undated = body.replace(b',"ts":1673272861686', b"")
    assert parse_frame(undated, NOW_MS, known=KNOWN).values == [Mark(BTC, NOW_MS, 17217.33)]


def test_a_ticker_frame_without_a_mark_of_ours_is_still_a_sign_of_life() -> None:
    body = json.loads(BYBIT["ticker_frame"])
    for data in ({"symbol": "BTCUSDT"}, {"symbol": "ABCUSDT", "markPrice": "1"}):
        parsed = parse_frame(json.dumps({**body, "data": data}).encode(), NOW_MS, known=KNOWN)
        assert (parsed.heard, parsed.values) == ((Channel.LIQUIDATIONS,), [])
    for mark in ("-1", "NaN"):
        wrong = {**body, "data": {"symbol": "BTCUSDT", "markPrice": mark}}
        with pytest.raises(BadAnswer):
            parse_frame(json.dumps(wrong).encode(), NOW_MS, known=KNOWN)


def test_a_refused_subscription_is_told_with_the_venues_reason() -> None:
    parsed = parse_frame(BYBIT["refusal_frame"], NOW_MS, known=KNOWN)
    assert parsed.error == "It refused a subscription."
    assert parsed.faults == ["Invalid topic: invalid.topic.BTCUSDT"]
    silent = parse_frame(b'{"success":false,"op":"auth"}', NOW_MS, known=KNOWN)
    assert silent.faults == ["no reason given"]


@pytest.mark.parametrize(
    "body",
    [
        '{"success":true,"ret_msg":"","conn_id":"3cd8","op":"subscribe"}',
        b'{"success":true,"ret_msg":"pong","op":"ping"}',
        b'{"topic":"publicTrade.BTCUSDT","type":"snapshot","data":[{"T":1}]}',
        b'{"topic":"liquidation.GALAUSDT","data":{"price":"0.03803","side":"Buy","size":"1637"}}',
    ],
)
def test_other_frames_carry_nothing(body: bytes | str) -> None:
    """Acknowledgements, pongs, topics we did not ask for, and the old one-a-second feed."""
    parsed = parse_frame(body, NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.heard, parsed.error, parsed.dropped) == ([], (), None, 0)


def test_one_unknown_symbol_costs_only_its_own_subscription() -> None:
    (stream,) = Bybit().streams([BTC, ROSE], KNOWN)
    sent = [json.loads(text) for text in stream.hello]
    assert [text["args"] for text in sent] == [
        ["allLiquidation.BTCUSDT"],
        ["allLiquidation.ROSEUSDT"],
        ["tickers.BTCUSDT"],
    ]
    assert stream.ping == ('{"op":"ping"}', 20)
    assert len(stream.parse(BYBIT["frame"], NOW_MS).values) == 1


def page(channel: Channel, interval: Interval | None) -> Page:
    return Page(channel, BTC, interval, NOW_MS - 10 * HOUR_MS, NOW_MS, NOW_MS)


@pytest.mark.parametrize(
    ("channel", "interval", "path", "params"),
    [
        (Channel.CANDLES, M1, "kline", {"interval": "1", "limit": 1000}),
        (Channel.CANDLES, M5, "kline", {"interval": "5", "limit": 1000}),
        (Channel.CANDLES, M15, "kline", {"interval": "15", "limit": 1000}),
        (Channel.CANDLES, H1, "kline", {"interval": "60", "limit": 1000}),
        (Channel.CANDLES, H4, "kline", {"interval": "240", "limit": 1000}),
        (Channel.CANDLES, D1, "kline", {"interval": "D", "limit": 1000}),
        (Channel.OI, M5, "open-interest", {"intervalTime": "5min", "limit": 200}),
        (Channel.OI, H1, "open-interest", {"intervalTime": "1h", "limit": 200}),
        (Channel.RATIOS, D1, "account-ratio", {"period": "1d", "limit": 500}),
        (Channel.FUNDING, None, "funding/history", {"limit": 200}),
    ],
)
def test_a_page_of_the_past_names_both_of_its_ends(
    channel: Channel, interval: Interval | None, path: str, params: dict[str, Any]
) -> None:
    """A lone start is ignored or refused here."""
    request = Bybit().history(page(channel, interval)).request
    assert request.url == f"https://api.bybit.com/v5/market/{path}"
    start, end = ("start", "end") if channel is Channel.CANDLES else ("startTime", "endTime")
    window = {start: NOW_MS - 10 * HOUR_MS, end: NOW_MS - 1}
    assert request.params == {"category": "linear", "symbol": "BTCUSDT", **window, **params}
    assert Bybit.histories[channel].page_rows == params["limit"]


def test_the_parser_of_a_page_belongs_to_its_channel() -> None:
    names = {
        Channel.CANDLES: "klines",
        Channel.OI: "open_interest",
        Channel.RATIOS: "ratios",
    }
    for channel, name in names.items():
        job = Bybit().history(page(channel, H1))
        assert len(job.parse(BYBIT[name], NOW_MS).values) == 1
    body = BYBIT["funding"].replace(b"ETHPERP", b"BTCUSDT")
    assert len(Bybit().history(page(Channel.FUNDING, None)).parse(body, NOW_MS).values) == 1
    assert all(Bybit().history(page(Channel.CANDLES, one)).request.params for one in INTERVALS)


def test_one_ticker_a_market_answers_three_channels() -> None:
    tickers, ratios = Bybit().polls([BTC, ROSE])
    assert tickers.channels == (Channel.TICKERS, Channel.OI, Channel.FUNDING)
    jobs = tickers.jobs(NOW_MS, None)
    assert [job.request.params["symbol"] for job in jobs] == ["BTCUSDT", "ROSEUSDT"]
    assert len(jobs[0].parse(BYBIT["tickers"], NOW_MS).values) == 4
    (first_job, _) = ratios.jobs(NOW_MS, None)
    assert first_job.request.params["period"] == "5min"
    assert len(first_job.parse(BYBIT["ratios"], NOW_MS).values) == 1


def test_the_liquidations_of_bybit_are_complete() -> None:
    assert Bybit.channels[Channel.LIQUIDATIONS].feed is FeedKind.COMPLETE
