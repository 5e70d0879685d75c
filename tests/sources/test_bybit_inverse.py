"""Bybit's contracts in coins: what counts coins elsewhere counts USD here, and the other way round."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from documented import DOCUMENTED
from tracker.domain.derivatives import Funding, Liquidation, Mark, OpenInterest, Side, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, parse_iso
from tracker.sources.base import Page
from tracker.sources.bybit_inverse import INVERSE, BybitInverse
from tracker.sources.bybit_shared import (
    liquidation,
    parse_instruments,
    parse_open_interest,
    parse_tickers,
)
from tracker.sources.errors import BadAnswer

BODIES = DOCUMENTED["bybit-inverse"]
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
BTC = BybitInverse().market("BTC")
KNOWN = {BTC.symbol: BTC}
read_tickers = partial(parse_tickers, known=KNOWN, category="inverse")


def test_a_contract_is_one_usd() -> None:
    assert Market("bybit-inverse", "BTCUSD", "BTC", Contract.INVERSE, 1.0) == BTC


def test_open_interest_and_volume_are_usd_and_their_values_coins() -> None:
    ticker, mark, interest, funding = read_tickers(BODIES["tickers"], NOW_MS).values
    at_ms = ticker.at_ms
    assert isinstance(ticker, Ticker)
    assert (ticker.volume_24h, ticker.volume_24h_usd) == (115.6907, 13713832.0)
    assert mark == Mark(BTC, at_ms, 114898.43, 114890.92)
    # Both sides are counted in this answer, so both are halved.
    assert interest == OpenInterest(BTC, at_ms, 2089.79 / 2, 240113967 / 2)
    assert interest.usd / interest.coin == pytest.approx(114898.43, rel=1e-5)
    assert funding == Funding(BTC, 1760371200000, 0.0001, 8.0, settled=False)


def test_an_answer_about_the_other_category_is_refused() -> None:
    with pytest.raises(BadAnswer, match="another product"):
        parse_tickers(BODIES["tickers"], NOW_MS, known=KNOWN)
    with pytest.raises(BadAnswer, match="another product"):
        read_tickers(BODIES["tickers"].replace(b'"inverse"', b'"linear"'), NOW_MS)


def test_past_open_interest_is_usd_alone() -> None:
    body = DOCUMENTED["bybit"]["open_interest"]
    (point,) = parse_open_interest(body, NOW_MS, market=BTC).values
    assert point == OpenInterest(BTC, 1780963200000, None, 31955346.0)


def test_a_liquidation_counts_usd() -> None:
    event = liquidation(BTC, 1739502302929, "Buy", "20000", "50000")
    assert event == Liquidation(BTC, 1739502302929, Side.LONG, 50000.0, 0.4, 20000.0)


def test_only_perpetuals_in_coins_are_listed() -> None:
    assert parse_instruments(BODIES["instruments"], NOW_MS, product=INVERSE).values == [
        Market("bybit-inverse", "BTCUSD", "BTC", Contract.INVERSE)
    ]
    dated = BODIES["instruments"].replace(b"InversePerpetual", b"InverseFutures")
    assert parse_instruments(dated, NOW_MS, product=INVERSE).values == []


def test_everything_is_asked_of_the_category() -> None:
    source = BybitInverse()
    jobs = [source.instruments()]
    jobs += [job for poll in source.polls([BTC]) for job in poll.jobs(NOW_MS, None)]
    for channel in (Channel.OI, Channel.RATIOS, Channel.FUNDING):
        page = Page(channel, BTC, H1, NOW_MS - HOUR_MS, NOW_MS, NOW_MS)
        jobs.append(source.history(page))
    assert {job.request.params["category"] for job in jobs if job is not None} == {"inverse"}
    (stream,) = source.streams([BTC], {})
    assert stream.url == "wss://stream.bybit.com/v5/public/inverse"
    assert json.loads(stream.hello[0]) == {"op": "subscribe", "args": ["allLiquidation.BTCUSD"]}


def test_recorded_tickers_agree_with_their_marks(payloads: Path) -> None:
    body = (payloads / "bybit/rest_v5_market_tickers__category=inverse.json").read_bytes()
    values = read_tickers(body, NOW_MS).values
    (mark,) = [one for one in values if isinstance(one, Mark)]
    (interest,) = [one for one in values if isinstance(one, OpenInterest)]
    assert interest.usd is not None
    assert interest.coin is not None
    assert interest.usd / interest.coin == pytest.approx(mark.price, rel=1e-4)
