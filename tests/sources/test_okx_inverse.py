"""OKX's swaps in coins: a contract is so many USD."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from documented import DOCUMENTED
from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import parse_iso
from tracker.sources.errors import BadAnswer
from tracker.sources.okx import Okx
from tracker.sources.okx_inverse import OkxInverse
from tracker.sources.okx_shared import parse_instruments, parse_liquidations

BODIES = DOCUMENTED["okx-inverse"]
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
UNSIZED = OkxInverse().market("BTC")
BTC = replace(UNSIZED, multiplier=100.0)
read_instruments = partial(parse_instruments, venue="okx-inverse", contract=Contract.INVERSE)
read_liquidations = partial(parse_liquidations, since_ms=0, after_ms=None)


def test_what_a_contract_is_worth_is_known_from_the_list_alone() -> None:
    assert Market("okx-inverse", "BTC-USD-SWAP", "BTC", Contract.INVERSE, None) == UNSIZED
    assert read_instruments(BODIES["instruments"], NOW_MS).values == [BTC]
    with pytest.raises(BadAnswer, match="not known yet"):
        read_liquidations(BODIES["liquidations"], NOW_MS, market=UNSIZED)


def test_a_liquidation_is_contracts_times_their_usd_whatever_the_price() -> None:
    (event,) = read_liquidations(BODIES["liquidations"], NOW_MS, market=BTC).values
    assert event == Liquidation(BTC, 1692266434010, Side.SHORT, 64210.1, 1300.0 / 64210.1, 1300.0)


@pytest.mark.parametrize("state", ["suspend", "expired"])
def test_swaps_that_do_not_trade_are_left_out(state: str) -> None:
    body = BODIES["instruments"].replace(b'"live"', f'"{state}"'.encode())
    assert read_instruments(body, NOW_MS).values == []


def test_the_lists_of_both_venues_share_no_swap(payloads: Path) -> None:
    name = "okx/rest_cf_www.okx.com_api_v5_public_instruments__instType=SWAP.json"
    body = (payloads / name).read_bytes()
    inverse = {one.symbol: one for one in read_instruments(body, NOW_MS).values}
    linear = parse_instruments(body, NOW_MS, venue="okx", contract=Contract.LINEAR).values
    assert not set(inverse) & {one.symbol for one in linear}
    assert inverse["BTC-USD-SWAP"] == BTC
    assert inverse["ETH-USD-SWAP"].multiplier == 10.0


def test_the_ratio_of_a_coin_is_asked_for_once() -> None:
    assert Channel.RATIOS in Okx().channels
    source = OkxInverse()
    polls = source.polls([BTC])
    assert {channel for poll in polls for channel in poll.channels} <= set(source.channels)
    (liquidations,) = [one for one in polls if one.channels == (Channel.LIQUIDATIONS,)]
    (job,) = liquidations.jobs(NOW_MS, None)
    assert job.request.params["uly"] == "BTC-USD"
