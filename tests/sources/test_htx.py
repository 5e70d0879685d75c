from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from documented import DOCUMENTED
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    Mark,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, M1, parse_iso
from tracker.sources.base import Page, Parsed
from tracker.sources.errors import BadAnswer, RateLimited, Refused, SourceError
from tracker.sources.htx import (
    Htx,
    open_envelope,
    parse_candles,
    parse_contracts,
    parse_funding,
    parse_mark,
    parse_open_interest,
    parse_open_interest_history,
    parse_tickers,
)
from tracker.sources.htx_frames import LIQUIDATIONS, RATES, parse_frame

EXAMPLES = DOCUMENTED["htx"]
UNKNOWN_SIZE = Htx().market("BTC")
BTC = replace(UNKNOWN_SIZE, multiplier=0.001)
ETH = replace(Htx().market("ETH"), multiplier=0.01)
KNOWN = {market.symbol: market for market in (BTC, ETH)}
NOW_MS = parse_iso("2026-11-22T00:20:00Z")


def answer(name: str, /, data: Any = ..., **envelope: Any) -> bytes:
    """A documented body with what is inside, or fields of its envelope, replaced."""
    body = json.loads(EXAMPLES[name])
    if data is not ...:
        body["ticks" if "ticks" in body else "data"] = data
    return json.dumps({**body, **envelope}).encode()


def first(name: str, /, **fields: Any) -> dict[str, Any]:
    """The first row of a documented body with fields replaced; `...` takes one away."""
    body = json.loads(EXAMPLES[name])
    row = {**(body.get("ticks") or body["data"])[0], **fields}
    return {key: value for key, value in row.items() if value is not ...}


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        (
            b'{"status":"error","err_code":1013,"err_msg":"This contract symbol doesnt exist."}',
            Refused,
            "code 1013: This contract symbol doesnt exist.",
        ),
        (
            b'{"status":"error","err-code":"invalid-parameter","err-msg":"invalid symbol"}',
            Refused,
            "code invalid-parameter: invalid symbol",
        ),
        (b'{"status":"error","err_code":1032,"err_msg":"x"}', RateLimited, "code 1032: x"),
        (b'{"status":"error","err_code":1030,"err_msg":"x"}', BadAnswer, "code 1030: x"),
        (b'{"code":1067,"message":"x","data":[]}', Refused, "code 1067: x"),
        (b'{"code":500,"message":"x"}', BadAnswer, "code 500: x"),
        (b'{"status":"ok","ts":1}', BadAnswer, ""),
        (b"{}", BadAnswer, "code : "),
    ],
)
def test_an_error_comes_with_http_200_in_two_kinds_of_envelope(
    body: bytes, kind: type[SourceError], detail: str
) -> None:
    with pytest.raises(kind) as caught:
        open_envelope(body)
    assert type(caught.value) is kind
    assert caught.value.detail == detail


def test_open_interest_counts_both_sides_and_is_halved() -> None:
    (value,) = parse_open_interest(EXAMPLES["open_interest"], NOW_MS, market=BTC).values
    # Contracts x 0.001 are the coins it tells; both are of both sides.
    assert pytest.approx(32476.092) == 32476092 * 0.001
    assert value == OpenInterest(BTC, 1_781_327_941_440, 16238.046, 2063137924.9668 / 2)
    with pytest.raises(BadAnswer, match="another market"):
        parse_open_interest(EXAMPLES["open_interest"], NOW_MS, market=ETH)


def test_past_open_interest_is_halved_too_and_never_taken_for_contracts() -> None:
    body = EXAMPLES["open_interest_history"]
    (value,) = parse_open_interest_history(body, NOW_MS, market=BTC).values
    assert value == OpenInterest(BTC, 1_648_220_400_000, 4385.435 / 2, 194059884.185 / 2)
    with pytest.raises(BadAnswer, match="another market"):
        parse_open_interest_history(body, NOW_MS, market=ETH)
    past = json.loads(body)["data"]
    past["tick"][0]["amount_type"] = 1
    with pytest.raises(BadAnswer) as caught:
        parse_open_interest_history(answer("open_interest_history", past), NOW_MS, market=BTC)
    assert caught.value.detail == "amount_type 1"


def test_a_ticker_is_in_coins_and_usdt_and_of_known_perpetuals_only() -> None:
    assert parse_tickers(EXAMPLES["tickers"], NOW_MS, known=KNOWN).values == []
    row = first("tickers", contract_code="BTC-USDT", business_type="swap", amount="12.5", low="")
    (ticker,) = parse_tickers(answer("tickers", [row]), NOW_MS, known=KNOWN).values
    assert ticker == Ticker(
        BTC, 1_637_504_679_372, 0.10644, 0.10233, 0.10725, None, 12.5, 840726.5048
    )


def test_the_mark_is_the_close_of_its_newest_bar_whatever_the_order() -> None:
    (mark,) = parse_mark(EXAMPLES["mark"], NOW_MS, market=BTC).values
    assert mark == Mark(BTC, 1_611_106_791_703, 31078.68)
    older = first("mark", id=1611105000, close="5")
    both = answer("mark", [first("mark"), older])
    assert parse_mark(both, NOW_MS, market=BTC).values == [mark]
    assert parse_mark(answer("mark", []), NOW_MS, market=BTC).values == []


def test_the_coming_rate_tells_its_interval_by_the_one_after_it() -> None:
    (rate,) = parse_funding(EXAMPLES["funding"], NOW_MS, market=BTC, settled=False).values
    assert rate == Funding(BTC, 1_781_251_200_000, 0.000083024939363172, 8.0, settled=False)
    row = first("funding", next_funding_time=None)
    (rate,) = parse_funding(answer("funding", [row]), NOW_MS, market=BTC, settled=False).values
    assert isinstance(rate, Funding)
    assert rate.interval_h is None
    past = EXAMPLES["funding_history"]
    (rate,) = parse_funding(past, NOW_MS, market=replace(BTC, funding_h=4), settled=True).values
    assert rate == Funding(replace(BTC, funding_h=4), 1_603_296_000_000, 0.0001, 4, settled=True)
    assert parse_funding(past, NOW_MS, market=ETH, settled=True).values == []


def test_a_candle_is_dated_in_seconds_and_the_venues_clock_closes_it() -> None:
    def closed(ts: int) -> bool:
        (candle,) = parse_candles(answer("candles", ts=ts), 0, market=BTC, interval=M1).values
        assert isinstance(candle, Candle)
        assert (candle.open_ms, candle.close, candle.volume) == (1_591_515_360_000, 0.025095, 0.0)
        return candle.closed

    assert not closed(1_591_515_419_999)
    assert closed(1_591_515_420_000)


def test_the_list_tells_what_a_contract_holds_and_leaves_out_what_is_gone() -> None:
    assert parse_contracts(EXAMPLES["contracts"], NOW_MS).values == [BTC]
    given = [
        first("contracts", symbol="SHIB", contract_code="SHIB-USDT", contract_size=1000),
        first("contracts", settlement_period="4"),
        first("contracts", symbol="ETH", contract_code="ETH-USDT", contract_status=5),
        *(first("contracts", contract_status=status) for status in (0, 2, 4, 8)),
        first("contracts", contract_code="BTC-USDT-261225", business_type="futures"),
        first("contracts", contract_code="BTC-HUSD"),
        first("contracts", symbol=""),
        first("contracts", contract_size=0),
    ]
    parsed = parse_contracts(answer("contracts", given), NOW_MS)
    assert parsed.values == [
        Market("htx", "SHIB-USDT", "SHIB", Contract.LINEAR, multiplier=1_000),
        replace(BTC, funding_h=4),
        Market("htx", "ETH-USDT", "ETH", Contract.LINEAR, multiplier=0.001),
    ]
    assert len(parsed.faults) == 2


def frame(**fields: Any) -> Parsed:
    """The recorded liquidation with fields of its row replaced; `...` takes one away."""
    body = json.loads(EXAMPLES["frame"])
    row = {**body["data"][0], **fields}
    body["data"] = [{key: value for key, value in row.items() if value is not ...}]
    return parse_frame(json.dumps(body), NOW_MS, known=KNOWN)


def test_the_recorded_liquidation_is_a_short_in_coins_and_the_turnover_is_its_sum() -> None:
    (event,) = parse_frame(EXAMPLES["frame"], NOW_MS, known=KNOWN).values
    assert isinstance(event, Liquidation)
    # 500 contracts of 0.01 ETH are 5 ETH.
    assert event == Liquidation(ETH, 1_789_670_297_212, Side.SHORT, 2446.26, 5.0, 12231.3)
    (event,) = frame(direction="sell").values
    assert isinstance(event, Liquidation)
    assert event.side is Side.LONG


def test_where_contracts_and_turnover_disagree_the_turnover_is_believed() -> None:
    (event,) = frame(volume=7).values
    assert isinstance(event, Liquidation)
    assert (event.notional_usd, event.quantity) == (12231.3, pytest.approx(5.0))


def test_without_a_turnover_contracts_are_counted_by_their_size_or_not_at_all() -> None:
    (event,) = frame(trade_turnover=...).values
    assert isinstance(event, Liquidation)
    assert (event.quantity, event.notional_usd) == (5.0, pytest.approx(12231.3))
    unknown = {"ETH-USDT": replace(ETH, multiplier=None)}
    row = json.loads(EXAMPLES["frame"])
    del row["data"][0]["trade_turnover"]
    with pytest.raises(BadAnswer) as caught:
        parse_frame(json.dumps(row), NOW_MS, known=unknown)
    assert caught.value.detail == "ETH-USDT"


@pytest.mark.parametrize("fields", [{"direction": "long"}, {"price": 0}, {"trade_turnover": -1}])
def test_a_liquidation_that_cannot_be_true_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        frame(**fields)


def test_contracts_we_do_not_know_are_counted_as_dropped() -> None:
    parsed = frame(contract_code="ETH-USDT-261225")
    assert (parsed.values, parsed.dropped) == ([], 1)


@pytest.mark.parametrize("number", ['"1789676355591"', "1789676355591"])
def test_a_ping_gets_its_own_number_back_as_it_came(number: str) -> None:
    parsed = parse_frame(f'{{"op":"ping","ts":{number}}}', NOW_MS, known=KNOWN)
    assert parsed.reply == f'{{"op":"pong","ts":{number}}}'
    assert not parsed.heard


@pytest.mark.parametrize("thing", ['"x\\",\\"op\\":\\"sub"', "[1]", "{}", "null"])
def test_nothing_but_a_number_is_sent_back(thing: str) -> None:
    with pytest.raises(BadAnswer):
        parse_frame(f'{{"op":"ping","ts":{thing}}}', NOW_MS, known=KNOWN)


def test_an_accepted_subscription_and_the_rates_of_the_minute_prove_the_channel_alive() -> None:
    def said(**fields: Any) -> Parsed:
        return parse_frame(json.dumps({"op": "sub", "cid": "1", **fields}), NOW_MS, known=KNOWN)

    alive = (Channel.LIQUIDATIONS,)
    assert said(**{"topic": LIQUIDATIONS, "err-code": 0}).heard == alive
    assert said(**{"topic": LIQUIDATIONS, "err-code": 2014}).heard == alive
    assert said(**{"topic": RATES, "err-code": 0}).heard == ()
    refused = said(**{"topic": LIQUIDATIONS, "err-code": 4000, "err-msg": "why"})
    assert refused.error == "It refused a subscription."
    assert refused.faults == [f"{LIQUIDATIONS} 4000 why"]
    rates = b"""{"op":"notify","topic":"public.*.funding_rate","ts":1603778748166,"data":[
        {"symbol":"BTC","contract_code":"BTC-USDT","fee_asset":"USDT",
        "funding_time":"1603778700000","funding_rate":"-0.000220068774978695",
        "settlement_time":"1603785600000","estimated_rate":null}]}"""
    assert parse_frame(rates, NOW_MS, known=KNOWN).heard == alive
    other = parse_frame('{"op":"close","ts":1789676355591}', NOW_MS, known=KNOWN)
    assert (other.heard, other.values, other.error) == ((), [], None)


def test_one_stream_listens_to_all_contracts() -> None:
    (stream,) = Htx().streams([BTC], KNOWN)
    topics = [json.loads(text)["topic"] for text in stream.hello]
    assert topics == ["public.*.liquidation_orders", "public.*.funding_rate"]
    assert stream.channels == (Channel.LIQUIDATIONS,)
    assert stream.parse(EXAMPLES["frame"], NOW_MS).values
    assert Htx.channels[Channel.LIQUIDATIONS].feed is FeedKind.COMPLETE
    assert Channel.RATIOS not in Htx.channels


def test_tickers_are_one_call_and_the_rest_is_asked_per_market() -> None:
    prices, interest, funding = Htx().polls([BTC, ETH])
    tickers, *marks = prices.jobs(NOW_MS, None)
    assert tickers.request.params == {"business_type": "swap"}
    asked = [one.request.params for one in marks]
    assert asked == [
        {"contract_code": code, "period": "1min", "size": 1} for code in ("BTC-USDT", "ETH-USDT")
    ]
    (job, _) = interest.jobs(NOW_MS, None)
    assert job.parse(EXAMPLES["open_interest"], NOW_MS).values
    (job, _) = funding.jobs(NOW_MS, None)
    (rate,) = job.parse(EXAMPLES["funding"], NOW_MS).values
    assert isinstance(rate, Funding)
    assert not rate.settled


def test_candles_are_asked_in_seconds_funding_in_ms_and_interest_by_its_newest_points() -> None:
    def asked(channel: Channel) -> dict[str, Any]:
        page = Page(channel, BTC, H1, NOW_MS - 5 * HOUR_MS, NOW_MS, NOW_MS)
        return dict(Htx().history(page).request.params)

    start_ms = NOW_MS - 5 * HOUR_MS
    candles = asked(Channel.CANDLES)
    assert (candles["from"], candles["to"]) == (start_ms // 1_000, NOW_MS // 1_000 - 1)
    assert candles["period"] == "60min"
    funding = asked(Channel.FUNDING)
    assert (funding["start_time"], funding["end_time"]) == (start_ms, NOW_MS - 1)
    interest = asked(Channel.OI)
    assert (interest["size"], interest["amount_type"]) == (6, 2)
    history = Htx.histories[Channel.OI]
    assert history.earliest_ms(H1, NOW_MS) == NOW_MS - 200 * HOUR_MS
