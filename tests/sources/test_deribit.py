"""Deribit: USD or coins, which side was liquidated, with the vendor's own examples."""

from __future__ import annotations

import json

import pytest

from documented import DOCUMENTED
from loopback.deribit import trades
from tracker.domain.derivatives import Funding, Liquidation, Mark, OpenInterest, Side, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import HOUR_MS, parse_iso
from tracker.sources.base import Answer, Page
from tracker.sources.deribit import (
    Deribit,
    liquidated,
    open_interest,
    parse_frame,
    parse_funding,
    parse_instruments,
    parse_summaries,
    parse_time,
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused, SourceError

BODIES = DOCUMENTED["deribit"]
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
BTC, SOL = (Deribit().market(asset) for asset in ("BTC", "SOL"))
KNOWN = {market.symbol: market for market in (BTC, SOL)}


def test_bitcoin_is_traded_in_bitcoin_and_most_coins_in_usdc() -> None:
    assert (BTC.symbol, BTC.contract) == ("BTC-PERPETUAL", Contract.INVERSE)
    assert (SOL.symbol, SOL.contract) == ("SOL_USDC-PERPETUAL", Contract.LINEAR)


def test_a_summary_of_an_inverse_contract_has_open_interest_in_usd() -> None:
    parsed = parse_summaries(BODIES["summaries"], NOW_MS, known=KNOWN)
    at_ms = 1654340303741
    assert parsed.venue_ms == at_ms
    ticker, mark, interest, funding = parsed.values
    assert isinstance(ticker, Ticker)
    assert (ticker.last, ticker.high_24h, ticker.low_24h) == (29698.0, 29934.0, 29266.5)
    assert ticker.change_24h == pytest.approx(-0.00369)
    assert (ticker.volume_24h, ticker.volume_24h_usd) == (7539.21, 223275080.0)
    assert mark == Mark(BTC, at_ms, 29700.53, 29695.49)
    assert interest == OpenInterest(BTC, at_ms, 560105870 / 29700.53, 560105870)
    hour_ms = at_ms // HOUR_MS * HOUR_MS + HOUR_MS
    assert funding == Funding(BTC, hour_ms, 0.0, 8.0, settled=False)


def test_open_interest_of_a_linear_contract_is_in_coins() -> None:
    assert open_interest(SOL, 1, 10.0, 80.0) == OpenInterest(SOL, 1, 10.0, 800.0)
    assert open_interest(SOL, 1, 10.0, None) == OpenInterest(SOL, 1, 10.0, None)
    assert open_interest(BTC, 1, 10.0, None) == OpenInterest(BTC, 1, None, 10.0)


def test_paid_funding_is_that_of_each_hour() -> None:
    (funding,) = parse_funding(BODIES["funding"], NOW_MS, market=BTC).values
    assert funding == Funding(BTC, 1569891600000, -4.739622041017375e-07, 1.0, settled=True)


def test_only_the_main_perpetual_of_a_coin_is_listed() -> None:
    def row(name: str, base: str, **changed: object) -> dict[str, object]:
        told = {"instrument_name": name, "base_currency": base, "is_active": True}
        return {**told, "settlement_period": "perpetual", **changed}

    listed = [
        row("BTC-PERPETUAL", "BTC"),
        row("BTC_USDC-PERPETUAL", "BTC"),
        row("SOL-PERPETUAL", "SOL"),
        row("SOL_USDC-PERPETUAL", "SOL"),
        row("XRP_USDC-PERPETUAL", "XRP", is_active=False),
        row("BTC-27DEC24", "BTC", settlement_period="month"),
    ]
    body = json.dumps({"jsonrpc": "2.0", "result": listed}).encode()
    assert parse_instruments(body, NOW_MS).values == [BTC, SOL]


def test_a_taker_that_was_liquidated_by_selling_was_long() -> None:
    parsed = parse_frame(BODIES["frame"], NOW_MS, known=KNOWN)
    assert parsed.values == [
        Liquidation(BTC, 1584058044032, Side.LONG, 4469.5, 1120 / 4469.5, 1120.0)
    ]
    assert parsed.heard == (Channel.LIQUIDATIONS,)


@pytest.mark.parametrize(
    ("who", "direction", "sides"),
    [
        ("T", "sell", [Side.LONG]),
        ("T", "buy", [Side.SHORT]),
        ("M", "sell", [Side.SHORT]),
        ("M", "buy", [Side.LONG]),
        ("MT", "sell", [Side.LONG, Side.SHORT]),
        ("", "sell", []),
    ],
)
def test_the_letter_tells_whose_position_it_was(
    who: str, direction: str, sides: list[Side]
) -> None:
    assert liquidated(who, direction) == sides


@pytest.mark.parametrize(("who", "direction"), [("X", "sell"), ("T", "up"), ("TM", "buy")])
def test_an_unknown_letter_or_direction_is_refused(who: str, direction: str) -> None:
    with pytest.raises(BadAnswer):
        liquidated(who, direction)


def test_fills_of_one_order_at_one_price_are_one_liquidation() -> None:
    frame = json.dumps(trades("BTC", NOW_MS, "T", "sell", [10.0, 10.0, 30.0]))
    (event,) = parse_frame(frame, NOW_MS, known=KNOWN).values
    assert isinstance(event, Liquidation)
    assert (event.notional_usd, event.quantity) == (50.0, 0.001)
    frame = json.dumps(trades("SOL", NOW_MS, "M", "sell", [2.0]))
    (event,) = parse_frame(frame, NOW_MS, known=KNOWN).values
    assert isinstance(event, Liquidation)
    assert (event.side, event.notional_usd, event.quantity) == (Side.SHORT, 100_000.0, 2.0)


def test_ordinary_trades_only_prove_the_stream_alive() -> None:
    frame = json.dumps(trades("BTC", NOW_MS, "", "sell", [10.0]))
    parsed = parse_frame(frame, NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.dropped) == ([], 0)
    assert parsed.heard == (Channel.LIQUIDATIONS,)
    assert parse_frame(BODIES["frame"], NOW_MS, known={}).dropped == 1


def test_the_ticker_tells_the_mark_and_answers_to_calls_tell_nothing() -> None:
    parsed = parse_frame(BODIES["ticker_frame"], NOW_MS, known=KNOWN)
    assert parsed.values == [Mark(BTC, 1765541474086, 92281.78, 92263.55)]
    reply = '{"jsonrpc":"2.0","id":2,"result":{"version":"1.2.26"}}'
    quiet = parse_frame(reply, NOW_MS, known=KNOWN)
    assert (quiet.values, quiet.heard, quiet.error) == ([], (), None)
    refused = parse_frame(BODIES["refusal_frame"], NOW_MS, known=KNOWN)
    assert refused.error == "It refused a subscription."
    assert refused.faults == ["10028: too_many_requests"]


def test_the_venue_tells_its_time() -> None:
    assert parse_time(BODIES["time"], NOW_MS).venue_ms == 1733338800000


@pytest.mark.parametrize(
    ("code", "kind"), [(10028, RateLimited), (-32602, Refused), (11051, BadAnswer)]
)
def test_an_error_is_told_by_its_code(code: int, kind: type[SourceError]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "error": {"code": code, "message": "no"}}).encode()
    with pytest.raises(kind) as caught:
        parse_summaries(body, NOW_MS, known=KNOWN)
    assert type(caught.value) is kind


def test_a_short_pause_is_enough_where_none_is_named() -> None:
    with pytest.raises(RateLimited) as caught:
        Deribit().check(Answer(429, {}, BODIES["refusal_frame"]))
    assert caught.value.retry_after_s == 10


def test_one_question_a_currency_is_asked() -> None:
    eth, xrp = (Deribit().market(asset) for asset in ("ETH", "XRP"))
    poll, volatility = Deribit().polls([BTC, eth, SOL, xrp])
    asked = [job.request.params["currency"] for job in poll.jobs(NOW_MS, None)]
    assert asked == ["BTC", "ETH", "USDC"]
    asked = [job.request.params["currency"] for job in volatility.jobs(NOW_MS, None)]
    assert asked == ["BTC", "ETH"]
    assert list(Deribit().polls([])) == list(Deribit().streams([], {})) == []


def test_trades_of_every_contract_and_one_ticker_are_listened_to() -> None:
    (stream,) = Deribit().streams([BTC, SOL], {})
    channels = json.loads(stream.hello[0])["params"]["channels"]
    assert channels == [
        "trades.BTC-PERPETUAL.100ms",
        "trades.SOL_USDC-PERPETUAL.100ms",
        "ticker.BTC-PERPETUAL.100ms",
    ]
    assert stream.ping is not None
    assert json.loads(stream.ping[0])["method"] == "public/test"


def test_past_funding_is_asked_within_both_ends() -> None:
    market = Market("deribit", "BTC-PERPETUAL", "BTC", Contract.INVERSE)
    page = Page(Channel.FUNDING, market, None, NOW_MS - 500 * HOUR_MS, NOW_MS, NOW_MS)
    params = Deribit().history(page).request.params
    assert (params["start_timestamp"], params["end_timestamp"]) == (
        NOW_MS - 500 * HOUR_MS,
        NOW_MS - 1,
    )
