from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from documented import BINANCE
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
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, MINUTE_MS, parse_iso
from tracker.sources.base import Answer, Page, Parsed
from tracker.sources.binance import (
    Binance,
    parse_exchange_info,
    parse_funding,
    parse_funding_info,
    parse_open_interest,
    parse_open_interest_history,
    parse_premium,
    parse_ratios,
    parse_usdm_frame,
)
from tracker.sources.binance_futures import on_the_hour, parse_liquidation
from tracker.sources.binance_shared import parse_klines, parse_tickers, parse_time
from tracker.sources.binance_spot import BinanceSpot, parse_spot_frame
from tracker.sources.errors import BadAnswer, Blocked, RateLimited, Refused

BTC = Binance().market("BTC")
SPOT_BTC = BinanceSpot().market("BTC")
PEPE = Market("binance", "1000PEPEUSDT", "PEPE", Contract.LINEAR, factor=1_000, funding_h=8.0)
KNOWN = {market.symbol: market for market in (BTC, PEPE)}
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
OPENED = 1_586_987_400_000
ROW: list[Any] = json.loads(BINANCE["klines"])[0]


def klines(*rows: list[Any], now_ms: int = NOW_MS, market: Market = SPOT_BTC) -> Parsed:
    return parse_klines(json.dumps(rows).encode(), now_ms, market=market, interval=M5)


def later(bars: int, **cells: Any) -> list[Any]:
    """The documented row, so many candles later, with cells replaced."""
    names = {"open": 1, "high": 2, "low": 3, "close": 4, "volume": 5}
    row = [ROW[0] + bars * M5.ms, *ROW[1:]]
    for name, value in cells.items():
        row[names[name]] = value
    return row


def changed(name: str, /, **fields: Any) -> bytes:
    """A documented body with fields of its (first) object replaced."""
    body = json.loads(BINANCE[name])
    (body[0] if isinstance(body, list) else body).update(fields)
    return json.dumps(body).encode()


def test_a_kline_is_a_candle_in_coins() -> None:
    parsed = parse_klines(BINANCE["klines"], NOW_MS, market=SPOT_BTC, interval=M5)
    assert parsed.values == [
        Candle(SPOT_BTC, M5, OPENED, 6733.55, 6737.79, 6726.61, 6727.14, 121.2, True, 56.19)
    ]
    assert parsed.faults == []


def test_what_buyers_took_is_per_coin_and_unknown_where_it_cannot_be_true() -> None:
    def taken(*row: Any, market: Market = SPOT_BTC) -> float | None:
        (candle,) = klines(list(row), market=market).values
        assert isinstance(candle, Candle)
        return candle.taker_buy

    assert taken(*ROW, market=PEPE) == 56_190
    assert taken(*ROW[:9], "0", *ROW[10:]) == 0
    assert taken(*ROW[:9], "121.21", *ROW[10:]) is None
    assert taken(*ROW[:9], "-1", *ROW[10:]) is None
    assert taken(*ROW[:7]) is None


def test_the_newest_kline_runs_unless_the_venues_clock_says_that_it_is_over() -> None:
    def closed(now_ms: int) -> list[bool]:
        values = klines(later(0), later(1), later(2), now_ms=now_ms).values
        return [value.closed for value in values if isinstance(value, Candle)]

    end_ms = OPENED + 3 * M5.ms
    assert closed(end_ms - 1) == [True, True, False]
    assert closed(end_ms) == [True, True, True]
    assert closed(OPENED + M5.ms) == [True, True, False]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ([OPENED + 1, *ROW[1:]], "boundary"),
        (later(1, high="6000"), "enclose"),
        (later(1, low="6800"), "enclose"),
        (later(1, open="NaN"), "not a number"),
        (later(1, close="Infinity"), "not a number"),
        (later(1, volume="1e999"), "range"),
        (later(1, volume="-1"), "negative"),
        (later(1, low="-1"), "above zero"),
        (later(1, low="0"), "above zero"),
        (later(1, open=""), "float"),
        (later(1, open=None), "float"),
        (later(10**9), "future"),
        ([-M5.ms, *ROW[1:]], "before 1970"),
        ([10**4_000, *ROW[1:]], "boundary"),
        (ROW[:5], "length"),
        ([], "length"),
    ],
)
def test_a_kline_that_cannot_be_true_costs_itself_alone(bad: list[Any], why: str) -> None:
    parsed = klines(later(0), bad, later(2))
    assert [value.open_ms for value in parsed.values if isinstance(value, Candle)] == [
        OPENED,
        OPENED + 2 * M5.ms,
    ]
    assert len(parsed.faults) == 1
    assert why in parsed.faults[0]
    with pytest.raises(BadAnswer):
        klines(bad)


def test_candles_of_a_coin_quoted_by_the_thousand_are_per_coin() -> None:
    row = later(0, open="0.0085", high="0.0090", low="0.0080", close="0.0085", volume="2000")
    (candle,) = klines(row, market=PEPE).values
    assert isinstance(candle, Candle)
    assert candle.close == pytest.approx(8.5e-6)
    assert candle.volume == 2_000_000


def test_a_ticker_has_its_own_time() -> None:
    parsed = parse_tickers(BINANCE["tickers"], NOW_MS, known=KNOWN)
    assert parsed.values == [
        Ticker(BTC, 1586991278494, 6705.82, 6872.64, 6933.0, 6680.1, 57857.49, 392659910.6)
    ]
    (ticker,) = parsed.values
    assert isinstance(ticker, Ticker)
    assert ticker.change_24h == pytest.approx(-0.02427, abs=1e-5)


def test_tickers_come_one_by_one_or_as_a_list_and_unknown_ones_are_left_out() -> None:
    one = BINANCE["tickers"]
    other = changed("tickers", symbol="1000PEPEUSDT", lastPrice="0.0085")
    body = b"[" + b",".join([one, other, changed("tickers", symbol="ABCUSDT")]) + b"]"
    parsed = parse_tickers(body, NOW_MS, known=KNOWN)
    tickers = [value for value in parsed.values if isinstance(value, Ticker)]
    assert [ticker.market.asset for ticker in tickers] == ["BTC", "PEPE"]
    assert tickers[1].last == pytest.approx(8.5e-6)
    assert tickers[1].high_24h == pytest.approx(6.933)
    assert tickers[1].volume_24h == pytest.approx(57857.49 * 1_000)
    assert tickers[1].volume_24h_usd == 392659910.6


def test_what_a_ticker_does_not_say_is_unknown_and_never_zero() -> None:
    body = b'{"symbol":"BTCUSDT","lastPrice":"6705.82","openPrice":"","volume":null}'
    assert parse_tickers(body, NOW_MS, known=KNOWN).values == [
        Ticker(BTC, NOW_MS, 6705.82, None, None, None, None, None)
    ]
    zeros = changed("tickers", openPrice="0", highPrice="0.00000000", lowPrice="0", volume="0")
    (ticker,) = parse_tickers(zeros, NOW_MS, known=KNOWN).values
    assert isinstance(ticker, Ticker)
    assert (ticker.open_24h, ticker.high_24h, ticker.low_24h) == (None, None, None)
    assert ticker.volume_24h == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"lastPrice": "0"},
        {"lastPrice": ""},
        {"lastPrice": None},
        {"highPrice": "-1"},
        {"volume": "-1"},
        {"closeTime": -1},
        {"closeTime": "soon"},
    ],
)
def test_a_ticker_that_cannot_be_true_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        parse_tickers(changed("tickers", **fields), NOW_MS, known=KNOWN)


def test_the_server_tells_its_time() -> None:
    assert parse_time(BINANCE["time"], NOW_MS).venue_ms == 1620099477465
    with pytest.raises(BadAnswer):
        parse_time(b'{"serverTime":-5}', NOW_MS)


def test_a_kline_frame_says_itself_whether_the_candle_is_over() -> None:
    known = {SPOT_BTC.symbol: SPOT_BTC}
    over = parse_spot_frame(BINANCE["spot_frame"], NOW_MS, known=known)
    assert over.values == [
        Candle(SPOT_BTC, M1, 1638747660000, 0.001, 0.0025, 0.001, 0.002, 1000.0, True, 500.0)
    ]
    body = BINANCE["spot_frame"].replace(b'"x":true', b'"x":false')
    (running,) = parse_spot_frame(body, NOW_MS, known=known).values
    assert isinstance(running, Candle)
    assert not running.closed


def test_klines_of_other_markets_and_intervals_are_dropped_and_counted() -> None:
    assert parse_spot_frame(BINANCE["spot_frame"], NOW_MS, known={}).dropped == 1
    body = BINANCE["spot_frame"].replace(b'"i":"1m"', b'"i":"3m"')
    parsed = parse_spot_frame(body, NOW_MS, known={SPOT_BTC.symbol: SPOT_BTC})
    assert (parsed.values, parsed.dropped) == ([], 1)


def test_a_kline_frame_that_cannot_be_true_is_refused() -> None:
    for wrong in ((b'"h":"0.0025"', b'"h":"0.0001"'), (b'"t":1638747660000', b'"t":1638747660001')):
        with pytest.raises(BadAnswer):
            parse_spot_frame(
                BINANCE["spot_frame"].replace(*wrong), NOW_MS, known={"BTCUSDT": SPOT_BTC}
            )


def frame(**order: Any) -> bytes:
    """The documented forceOrder with fields of its order replaced."""
    body = json.loads(BINANCE["usdm_frame"])
    body["data"]["o"].update(order)
    return json.dumps(body).encode()


def liquidations(body: bytes) -> list[Liquidation]:
    values = parse_usdm_frame(body, NOW_MS, known=KNOWN).values
    return [value for value in values if isinstance(value, Liquidation)]


def test_a_buy_order_closed_a_short_and_what_was_paid_is_the_average_price_times_the_filled() -> (
    None
):
    (found,) = liquidations(BINANCE["usdm_frame"])
    assert found.market is BTC
    assert found.at_ms == 1584059031421
    assert found.side is Side.SHORT
    assert (found.price, found.quantity) == (4706.04, 0.014)
    assert found.notional_usd == pytest.approx(65.88456, abs=1e-9)
    assert found.notional_usd != pytest.approx(4793.91 * 0.014), "p x q is what was asked for"


def test_a_sell_order_closed_a_long() -> None:
    (found,) = liquidations(frame(S="SELL", q="5.0", z="2.5", p="100", ap="90"))
    assert found.side is Side.LONG
    assert found.notional_usd == pytest.approx(225)


def test_a_bare_event_and_a_text_frame_are_read_like_a_combined_one() -> None:
    bare = json.dumps(json.loads(BINANCE["usdm_frame"])["data"])
    expected = liquidations(BINANCE["usdm_frame"])
    assert parse_usdm_frame(bare, NOW_MS, known=KNOWN).values == expected
    assert parse_usdm_frame(BINANCE["usdm_frame"].decode(), NOW_MS, known=KNOWN).values == expected


def test_an_array_of_events_gives_every_one_of_them() -> None:
    event = json.loads(BINANCE["usdm_frame"])["data"]
    mark = json.loads(BINANCE["mark_frame"])["data"]
    body = json.dumps({"stream": "!forceOrder@arr", "data": [event, mark, event]}).encode()
    parsed = parse_usdm_frame(body, NOW_MS, known=KNOWN)
    kinds = [type(value) for value in parsed.values]
    assert kinds == [Liquidation, Mark, Funding, Liquidation]


def test_a_liquidation_of_a_coin_quoted_by_the_thousand_is_in_coins() -> None:
    (found,) = liquidations(frame(s="1000PEPEUSDT", ap="0.008", z="5000"))
    assert found.market.asset == "PEPE"
    assert found.price == pytest.approx(8e-6)
    assert found.quantity == pytest.approx(5_000_000)
    assert found.notional_usd == pytest.approx(40)


def test_coin_margined_and_unknown_and_unfilled_orders_are_dropped_and_counted() -> None:
    inner = frame(st=2)
    outer = json.loads(BINANCE["usdm_frame"])
    outer["data"]["st"] = 2
    unknown = frame(s="BTCUSD_PERP")
    unfilled = [frame(z="0"), frame(ap="0"), frame(z="0", ap="0")]
    for body in (inner, json.dumps(outer).encode(), unknown, *unfilled):
        parsed = parse_usdm_frame(body, NOW_MS, known=KNOWN)
        assert (parsed.values, parsed.dropped) == ([], 1)
    assert len(liquidations(frame(st=1))) == 1


@pytest.mark.parametrize(
    "order",
    [
        {"S": "LONG"},
        {"S": ""},
        {"S": "sell"},
        {"z": "-1"},
        {"z": ""},
        {"ap": None},
        {"ap": "NaN"},
        {"T": 0},
        {"T": -1},
        {"T": 10**30},
        {"s": 7},
    ],
)
def test_a_liquidation_that_cannot_be_true_is_refused(order: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        parse_usdm_frame(frame(**order), NOW_MS, known=KNOWN)


def test_a_force_order_without_an_order_is_refused() -> None:
    with pytest.raises(BadAnswer):
        parse_usdm_frame(b'{"e":"forceOrder","E":1584059031426}', NOW_MS, known=KNOWN)
    assert parse_liquidation('{"s":"ABC","S":"SELL","ap":1,"z":1,"T":1}', known=KNOWN) is None


def test_a_mark_price_proves_the_path_alive_and_carries_the_coming_funding() -> None:
    parsed = parse_usdm_frame(BINANCE["mark_frame"], NOW_MS, known=KNOWN)
    assert parsed.heard == (Channel.LIQUIDATIONS,)
    assert parsed.values == [
        Mark(BTC, 1597536008000, 11857.56, 11851.86949091),
        Funding(BTC, 1597564800000, 0.0001564, 8.0, settled=False),
    ]
    unknown = BINANCE["mark_frame"].replace(b'"s":"BTCUSDT"', b'"s":"ABCUSDT"')
    parsed = parse_usdm_frame(unknown, NOW_MS, known=KNOWN)
    assert (parsed.heard, parsed.values) == ((Channel.LIQUIDATIONS,), [])


@pytest.mark.parametrize("cut", [b',"r":"0.00015640"', b',\n        "T":1597564800000'])
def test_a_mark_price_without_a_rate_or_its_time_says_nothing_about_funding(cut: bytes) -> None:
    body = BINANCE["mark_frame"]
    assert cut in body
    parsed = parse_usdm_frame(body.replace(cut, b""), NOW_MS, known=KNOWN)
    assert [type(value) for value in parsed.values] == [Mark]


def test_other_frames_carry_nothing_and_a_refused_subscription_is_told() -> None:
    for body in (b'{"result":null,"id":1}', b'{"e":"serverShutdown"}', BINANCE["spot_frame"]):
        parsed = parse_usdm_frame(body, NOW_MS, known=KNOWN)
        assert (parsed.values, parsed.heard, parsed.dropped, parsed.error) == ([], (), 0, None)
    assert parse_spot_frame(BINANCE["mark_frame"], NOW_MS, known=KNOWN).values == []
    for parse in (parse_usdm_frame, parse_spot_frame):
        parsed = parse(b'{"error":{"code":2,"msg":"Invalid request"},"id":1}', 0, known=KNOWN)
        assert parsed.error == "It refused a subscription."
        assert "Invalid request" in parsed.faults[0]


def test_the_instrument_list_keeps_perpetuals_in_stable_coins() -> None:
    entry = json.loads(BINANCE["exchange_info"])["symbols"][0]
    entries = [
        entry,
        {**entry, "symbol": "1000PEPEUSDT", "baseAsset": "1000PEPE"},
        {**entry, "symbol": "LPTUSDC", "baseAsset": "LPT", "quoteAsset": "USDC"},
        {**entry, "symbol": "BTCUSDT_260327", "contractType": "CURRENT_QUARTER"},
        {**entry, "symbol": "TSLAUSDT", "contractType": "TRADIFI_PERPETUAL"},
        {**entry, "symbol": "ETHBTC", "quoteAsset": "BTC"},
        {"symbol": "BROKEN"},
    ]
    body = json.dumps({"symbols": entries}).encode()
    parsed = parse_exchange_info(body, NOW_MS, funding_h={"LPTUSDC": 4.0})
    assert parsed.values == [
        BTC,
        PEPE,
        Market("binance", "LPTUSDC", "LPT", Contract.LINEAR, funding_h=4.0),
    ]
    assert len(parsed.faults) == 1


def test_funding_hours_are_asked_first_and_travel_into_the_instrument_list() -> None:
    parsed = parse_funding_info(BINANCE["funding_info"], NOW_MS)
    assert parsed.values == []
    assert parsed.next is not None
    assert parsed.next.request.url.endswith("/fapi/v1/exchangeInfo")
    listed = BINANCE["exchange_info"].replace(b"BTCUSDT", b"LPTUSDT")
    (market,) = parsed.next.parse(listed, NOW_MS).values
    assert isinstance(market, Market)
    assert market.funding_h == 4


def test_a_funding_interval_that_cannot_be_true_is_refused() -> None:
    good = json.loads(BINANCE["funding_info"])
    bad = [{**good[0], "fundingIntervalHours": hours} for hours in (0, -8, "", "NaN")]
    parsed = parse_funding_info(json.dumps(good + bad).encode(), NOW_MS)
    assert len(parsed.faults) == 4
    assert parsed.next is not None


def test_the_premium_index_is_a_mark_and_the_coming_funding() -> None:
    expected = {
        Mark(BTC, 1687244112000, 26780.82, 26798.25),
        Funding(BTC, 1687248000000, 0.00001, 8.0, settled=False),
    }
    one = parse_premium(BINANCE["premium"], NOW_MS, known=KNOWN)
    assert set(one.values) == expected
    listed = b"[" + BINANCE["premium"] + b"," + changed("premium", symbol="ABCUSDT") + b"]"
    assert set(parse_premium(listed, NOW_MS, known=KNOWN).values) == expected


def test_a_premium_without_a_rate_is_a_mark_alone_and_an_index_of_zero_is_unknown() -> None:
    body = changed("premium", lastFundingRate="", nextFundingTime=0, indexPrice="0.00000000")
    assert parse_premium(body, NOW_MS, known=KNOWN).values == [
        Mark(BTC, 1687244112000, 26780.82, None)
    ]


def test_a_premium_that_is_refused_leaves_nothing_behind() -> None:
    good, bad = BINANCE["premium"], changed("premium", nextFundingTime=10**30)
    parsed = parse_premium(b"[" + bad + b"," + good + b"]", NOW_MS, known=KNOWN)
    assert len(parsed.values) == 2
    assert len(parsed.faults) == 1


def test_settled_funding_belongs_to_the_hour_it_was_due() -> None:
    parsed = parse_funding(BINANCE["funding"], NOW_MS, known=KNOWN)
    assert parsed.values == [Funding(BTC, 1698710400000, 0.0001, 8.0, settled=True)]
    assert parse_funding(BINANCE["funding"], NOW_MS, known={}).values == []
    for fields in ({"fundingRate": ""}, {"fundingTime": -1}, {"fundingTime": 10**400}):
        with pytest.raises(BadAnswer):
            parse_funding(changed("funding", **fields), NOW_MS, known=KNOWN)


def test_only_a_time_close_to_the_hour_is_moved_onto_it() -> None:
    hour_ms = 500_000 * HOUR_MS
    assert on_the_hour(hour_ms + 10) == hour_ms
    assert on_the_hour(hour_ms - 10) == hour_ms
    assert on_the_hour(hour_ms + MINUTE_MS) == hour_ms
    assert on_the_hour(hour_ms + MINUTE_MS + 1) == hour_ms + MINUTE_MS + 1


def test_open_interest_is_in_coins_and_its_value_in_usd_is_unknown() -> None:
    parsed = parse_open_interest(BINANCE["open_interest"], NOW_MS, market=BTC)
    assert parsed.values == [OpenInterest(BTC, 1654336844754, 84617.188, None)]
    body = changed("open_interest", symbol="1000PEPEUSDT", openInterest=3)
    (value,) = parse_open_interest(body, NOW_MS, market=PEPE).values
    assert isinstance(value, OpenInterest)
    assert value.coin == 3_000


@pytest.mark.parametrize(
    "fields", [{"symbol": "BTCUSD_PERP"}, {"openInterest": ""}, {"openInterest": "-1"}, {"time": 0}]
)
def test_open_interest_that_is_absent_negative_or_of_another_market_is_refused(
    fields: dict[str, Any],
) -> None:
    with pytest.raises(BadAnswer):
        parse_open_interest(changed("open_interest", **fields), NOW_MS, market=BTC)


@pytest.mark.parametrize("stamp", [1583127900000, "1583127900000"])
def test_past_open_interest_has_both_units_and_its_time_as_number_or_text(stamp: Any) -> None:
    body = changed("open_interest_history", timestamp=stamp)
    parsed = parse_open_interest_history(body, NOW_MS, market=BTC)
    assert parsed.values == [OpenInterest(BTC, 1583127900000, 20403.637, 150570784.07)]
    body = changed("open_interest_history", sumOpenInterestValue="")
    (value,) = parse_open_interest_history(body, NOW_MS, market=BTC).values
    assert isinstance(value, OpenInterest)
    assert value.usd is None


def test_the_long_share_is_a_fraction_of_the_accounts() -> None:
    parsed = parse_ratios(BINANCE["ratios"], NOW_MS, market=BTC)
    assert parsed.values == [LongShortRatio(BTC, 1602561600000, 0.5747)]
    for share in ("57.47", "-0.1", "", None):
        with pytest.raises(BadAnswer):
            parse_ratios(changed("ratios", longAccount=share), NOW_MS, market=BTC)


def page(channel: Channel, interval: Any = H1) -> Page:
    start_ms = NOW_MS - 10 * HOUR_MS
    return Page(channel, BTC, interval, start_ms, NOW_MS, NOW_MS)


@pytest.mark.parametrize(
    ("channel", "url", "extra"),
    [
        (Channel.CANDLES, "/fapi/v1/klines", {"interval": "1h", "limit": 1000}),
        (Channel.OI, "/futures/data/openInterestHist", {"period": "1h", "limit": 500}),
        (
            Channel.RATIOS,
            "/futures/data/globalLongShortAccountRatio",
            {"period": "1h", "limit": 500},
        ),
        (Channel.FUNDING, "/fapi/v1/fundingRate", {"limit": 1000}),
    ],
)
def test_a_page_of_the_past_ends_before_its_end(
    channel: Channel, url: str, extra: dict[str, Any]
) -> None:
    """`endTime` is inclusive at Binance, a page is half-open."""
    request = Binance().history(page(channel)).request
    assert request.url == f"https://fapi.binance.com{url}"
    window = {"symbol": "BTCUSDT", "startTime": NOW_MS - 10 * HOUR_MS, "endTime": NOW_MS - 1}
    assert request.params == {**window, **extra}
    assert Binance.histories[channel].page_rows == extra["limit"]


def test_the_parser_of_a_page_knows_its_market_and_interval() -> None:
    job = Binance().history(page(Channel.CANDLES, M5))
    (candle,) = job.parse(BINANCE["klines"], NOW_MS).values
    assert isinstance(candle, Candle)
    assert (candle.market, candle.interval) == (BTC, M5)
    job = Binance().history(page(Channel.FUNDING, None))
    assert len(job.parse(BINANCE["funding"], NOW_MS).values) == 1
    job = BinanceSpot().history(page(Channel.CANDLES, None))
    assert job.request.url == "https://data-api.binance.vision/api/v3/klines"
    assert job.request.params["interval"] == "1h"


def test_statistics_are_asked_for_in_the_interval_of_the_page() -> None:
    assert Binance().history(page(Channel.OI, M5)).request.params["period"] == "5m"
    assert Binance().history(page(Channel.RATIOS, None)).request.params["period"] == "1h"
    ratios = Binance().polls([BTC])[-1]
    (job,) = ratios.jobs(NOW_MS, None)
    assert job.request.params == {"symbol": "BTCUSDT", "period": "5m", "limit": 2}


def test_the_reach_of_statistics_is_thirty_days() -> None:
    assert Binance.histories[Channel.OI].reach_ms == 30 * DAY_MS
    assert Binance.histories[Channel.RATIOS].reach_ms == 30 * DAY_MS
    assert Binance.histories[Channel.CANDLES].reach_ms is None


def test_the_polls_ask_one_small_question_per_market() -> None:
    markets = [BTC, Binance().market("ETH")]
    asked = {}
    for poll in Binance().polls(markets):
        jobs = poll.jobs(NOW_MS, None)
        asked[poll.channels[0]] = [job.request.params["symbol"] for job in jobs]
    assert asked == {
        channel: ["BTCUSDT", "ETHUSDT"]
        for channel in (Channel.FUNDING, Channel.OI, Channel.TICKERS, Channel.RATIOS)
    }


def test_every_poll_parses_the_documented_answer() -> None:
    bodies = {
        "/fapi/v1/premiumIndex": "premium",
        "/fapi/v1/openInterest": "open_interest",
        "/fapi/v1/ticker/24hr": "tickers",
        "/futures/data/globalLongShortAccountRatio": "ratios",
    }
    for poll in Binance().polls([BTC]):
        (job,) = poll.jobs(NOW_MS, None)
        name = bodies.pop(job.request.url.removeprefix("https://fapi.binance.com"))
        assert job.parse(BINANCE[name], NOW_MS).values
    assert not bodies


def test_spot_asks_for_all_tickers_at_once_and_weighs_more_of_them_more() -> None:
    def request(count: int) -> Any:
        markets = [BinanceSpot().market(f"C{number}") for number in range(count)]
        (poll,) = BinanceSpot().polls(markets)
        (job,) = poll.jobs(NOW_MS, None)
        return job.request

    assert request(2).params == {"symbols": '["C0USDT","C1USDT"]'}
    assert request(20).weight == 2
    assert request(21).weight == 40


def test_liquidations_come_over_the_routed_path_with_marks_as_the_proof_of_life() -> None:
    """The un-routed path acknowledges and then stays silent (docs/sources.md)."""
    (stream,) = Binance().streams([BTC], {"1000PEPEUSDT": PEPE})
    assert stream.url.startswith("wss://fstream.binance.com/market/stream?streams=!forceOrder@arr/")
    assert "btcusdt@forceOrder" in stream.url
    assert "btcusdt@markPrice@1s" in stream.url
    assert stream.channels == (Channel.LIQUIDATIONS,)
    parsed = stream.parse(frame(s="1000PEPEUSDT", ap="0.008"), NOW_MS)
    assert len(parsed.values) == 1, "every known market counts, not the watched ones alone"


def test_spot_candles_come_for_every_interval_of_every_market() -> None:
    (stream,) = BinanceSpot().streams([SPOT_BTC], {})
    names = stream.url.removeprefix("wss://data-stream.binance.vision/stream?streams=").split("/")
    assert names == [f"btcusdt@kline_{name}" for name in ("1m", "5m", "15m", "1h", "4h", "1d")]
    assert len(stream.parse(BINANCE["spot_frame"], NOW_MS).values) == 1


def test_clocks_and_lists_are_where_they_are_documented() -> None:
    spot, usdm = BinanceSpot().clock(), Binance().clock()
    assert spot is not None
    assert usdm is not None
    assert spot.request.url == "https://data-api.binance.vision/api/v3/time"
    assert usdm.request.url == "https://fapi.binance.com/fapi/v1/time"
    listing = Binance().instruments()
    assert listing is not None
    assert listing.request.url == "https://fapi.binance.com/fapi/v1/fundingInfo"
    assert listing.parse(BINANCE["funding_info"], NOW_MS).next is not None


def test_the_forced_orders_of_binance_are_sampled() -> None:
    assert Binance.channels[Channel.LIQUIDATIONS].feed is FeedKind.SAMPLED


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (418, RateLimited), (429, RateLimited), (451, Blocked)]
)
def test_refusals_come_by_status(status: int, kind: type[Exception]) -> None:
    body = b'{"code":-1121,"msg":"Invalid symbol."}'
    with pytest.raises(kind):
        Binance().check(Answer(status, {}, body))


@pytest.mark.parametrize(
    "parse",
    [
        partial(parse_klines, market=BTC, interval=M5),
        partial(parse_funding, known=KNOWN),
        partial(parse_open_interest_history, market=BTC),
        partial(parse_ratios, market=BTC),
        partial(parse_tickers, known=KNOWN),
        partial(parse_premium, known=KNOWN),
        parse_funding_info,
    ],
)
def test_an_empty_list_is_an_answer_that_says_nothing(parse: Any) -> None:
    parsed = parse(b"[]", NOW_MS)
    assert (parsed.values, parsed.faults) == ([], [])
