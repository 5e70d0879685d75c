"""Binance COIN-M: contracts of USD, with the vendor's own examples and recordings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from documented import DOCUMENTED
from tracker.domain.derivatives import Funding, Liquidation, Mark, OpenInterest, Side, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, parse_iso
from tracker.sources.base import Page
from tracker.sources.binance_coinm import (
    BinanceCoinM,
    parse_exchange_info,
    parse_frame,
    parse_funding_info,
    parse_open_interest,
    parse_open_interest_history,
    parse_tickers,
)
from tracker.sources.binance_futures import parse_funding, parse_premium, parse_ratios
from tracker.sources.errors import BadAnswer

BODIES = DOCUMENTED["binance-coinm"]
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
UNSIZED = BinanceCoinM().market("BTC")
BTC = replace(UNSIZED, multiplier=100.0)
QUARTER = replace(BTC, symbol="BTCUSD_200925")
KNOWN = {BTC.symbol: BTC, QUARTER.symbol: QUARTER}


def test_what_a_contract_is_worth_is_known_from_the_list_alone() -> None:
    assert (UNSIZED.symbol, UNSIZED.contract) == ("BTCUSD_PERP", Contract.INVERSE)
    assert UNSIZED.multiplier is None
    assert parse_exchange_info(BODIES["exchange_info"], NOW_MS, funding_h={}).values == [BTC]
    (market,) = parse_exchange_info(
        BODIES["exchange_info"], NOW_MS, funding_h={"BTCUSD_PERP": 4.0}
    ).values
    assert market == replace(BTC, funding_h=4.0)
    for read, body in (
        (parse_open_interest, BODIES["open_interest"]),
        (parse_open_interest_history, BODIES["open_interest_history"]),
    ):
        with pytest.raises(BadAnswer, match="not known yet"):
            read(body, NOW_MS, market=UNSIZED)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        (b'"PERPETUAL"', b'"CURRENT_QUARTER"'),
        (b'"TRADING"', b'"SETTLING"'),
        (b"BTCUSD_PERP", b"BTCUSD_210326"),
    ],
)
def test_dated_and_delisted_contracts_are_left_out(part: bytes, changed: bytes) -> None:
    body = BODIES["exchange_info"].replace(part, changed)
    assert parse_exchange_info(body, NOW_MS, funding_h={}).values == []


def test_the_list_of_those_that_pay_at_other_times_leads_to_the_list_of_all() -> None:
    following = parse_funding_info(BODIES["funding_info"], NOW_MS).next
    assert following is not None
    assert following.request.url == "https://dapi.binance.com/dapi/v1/exchangeInfo"


def test_volume_is_contracts_of_usd_and_coins() -> None:
    (ticker,) = parse_tickers(BODIES["tickers"], NOW_MS, known=KNOWN).values
    assert ticker == Ticker(
        BTC, 1611715405376, 32155.5, 32393.6, 32944.7, 30791.8, 127793.43436348, 4071702900.0
    )


def test_open_interest_is_contracts_times_their_usd() -> None:
    (now,) = parse_open_interest(BODIES["open_interest"], NOW_MS, market=BTC).values
    assert now == OpenInterest(BTC, 1654336819740, None, 582789700.0)
    other = replace(BTC, symbol="ETHUSD_PERP")
    with pytest.raises(BadAnswer, match="another market"):
        parse_open_interest(BODIES["open_interest"], NOW_MS, market=other)
    body = BODIES["open_interest_history"]
    (then,) = parse_open_interest_history(body, NOW_MS, market=BTC).values
    assert then == OpenInterest(BTC, 1602984600000, 2451.46068891, 28439100.0)
    # The two agree at the price of that hour: 28 439 100 / 2451.46 = 11 600.9 USD.
    assert isinstance(then, OpenInterest)
    assert then.usd is not None
    assert then.coin is not None
    assert 11_000 < then.usd / then.coin < 12_000


def test_a_liquidation_counts_contracts_and_its_usd_do_not_depend_on_the_price() -> None:
    (event,) = parse_frame(BODIES["frame"], NOW_MS, known=KNOWN).values
    assert event == Liquidation(QUARTER, 1591154240949, Side.LONG, 9496.5, 100.0 / 9496.5, 100.0)
    assert parse_frame(BODIES["frame"], NOW_MS, known={BTC.symbol: BTC}).dropped == 1
    with pytest.raises(BadAnswer, match="not known yet"):
        parse_frame(BODIES["frame"], NOW_MS, known={QUARTER.symbol: UNSIZED})


@pytest.mark.parametrize(("product", "count"), [(1, 0), (2, 1)])
def test_orders_of_contracts_in_usd_are_dropped(product: int, count: int) -> None:
    frame = json.loads(BODIES["frame"])
    frame["data"]["o"]["st"] = product
    parsed = parse_frame(json.dumps(frame), NOW_MS, known=KNOWN)
    assert (len(parsed.values), parsed.dropped) == (count, 1 - count)


def test_mark_prices_prove_the_stream_alive() -> None:
    parsed = parse_frame(BODIES["price_frame"], NOW_MS, known=KNOWN)
    assert parsed.heard == (Channel.LIQUIDATIONS,)
    assert parsed.values == [
        Mark(BTC, 1596095725000, 10934.62615417, 10933.62615417),
        Funding(BTC, 1596096000000, 0.00077372, 8.0, settled=False),
    ]


def test_statistics_are_asked_by_pair_and_funding_by_symbol() -> None:
    def asked(channel: Channel) -> dict[str, object]:
        interval = None if channel is Channel.FUNDING else H1
        page = Page(channel, BTC, interval, NOW_MS - HOUR_MS, NOW_MS, NOW_MS)
        return dict(BinanceCoinM().history(page).request.params)

    bounds = {"startTime": NOW_MS - HOUR_MS, "endTime": NOW_MS - 1}
    pair = {"pair": "BTCUSD", "period": "1h", "limit": 500, **bounds}
    assert asked(Channel.OI) == {**pair, "contractType": "PERPETUAL"}
    assert asked(Channel.RATIOS) == pair
    assert asked(Channel.FUNDING) == {"symbol": "BTCUSD_PERP", "limit": 1000, **bounds}
    assert list(BinanceCoinM().polls([])) == list(BinanceCoinM().streams([], {})) == []


def test_recorded_answers_are_read(payloads: Path) -> None:
    folder = payloads / "binance"

    def body(name: str) -> bytes:
        (path,) = folder.glob(f"coinm_{name}.json")
        return path.read_bytes()

    listed = parse_exchange_info(body("dapi_v1_exchangeInfo"), NOW_MS, funding_h={})
    markets = {one.symbol: one for one in listed.values if isinstance(one, Market)}
    assert markets["BTCUSD_PERP"] == BTC
    assert {one.multiplier for one in markets.values()} == {100.0, 10.0}
    tickers = parse_tickers(body("dapi_v1_ticker_24hr"), NOW_MS, known=markets).values
    for ticker in tickers:
        assert isinstance(ticker, Ticker)
        assert ticker.volume_24h is not None
        assert ticker.volume_24h_usd is not None
        # USD by contracts and coins at the price agree within what a day moves.
        assert ticker.volume_24h_usd / ticker.volume_24h == pytest.approx(ticker.last, rel=0.2)
    assert tickers
    marks = parse_premium(body("dapi_v1_premiumIndex"), NOW_MS, known=markets).values
    assert any(isinstance(one, Mark) for one in marks)
    rates = parse_funding(
        body("dapi_v1_fundingRate__limit=5_symbol=BTCUSD_PERP"), NOW_MS, known=markets
    ).values
    assert len(rates) == 5
    past = parse_open_interest_history(
        body("futures_data_openInterestHist__contractType=CURRENT_QUARTER_pair=BTCUSD_period=5m"),
        NOW_MS,
        market=BTC,
    ).values
    assert len(past) == 6
    ratios = parse_ratios(
        body("futures_data_globalLongShortAccountRatio__pair=BTCUSD_period=5m"), NOW_MS, market=BTC
    ).values
    assert len(ratios) == 6
