"""Kraken Futures: units, sides and times, with the vendor's own examples."""

from __future__ import annotations

import json

import pytest

from documented import DOCUMENTED
from tracker.domain.derivatives import Funding, Liquidation, Mark, OpenInterest, Side, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1, HOUR_MS, M1, parse_iso
from tracker.sources.base import Page
from tracker.sources.errors import BadAnswer, RateLimited, Refused, SourceError
from tracker.sources.kraken import (
    Kraken,
    parse_frame,
    parse_funding,
    parse_instruments,
    parse_open_interest,
    parse_tickers,
)

BODIES = DOCUMENTED["kraken"]
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
BTC, ETH, ENJ = (Kraken().market(asset) for asset in ("BTC", "ETH", "ENJ"))
KNOWN = {market.symbol: market for market in (BTC, ETH, ENJ)}


def test_bitcoin_has_a_name_of_its_own() -> None:
    assert Market("kraken", "PF_XBTUSD", "BTC", Contract.LINEAR, funding_h=1.0) == BTC
    assert ETH.symbol == "PF_ETHUSD"


def test_a_ticker_carries_price_mark_and_open_interest_in_coins() -> None:
    parsed = parse_tickers(BODIES["tickers"], NOW_MS, known=KNOWN)
    at_ms = parse_iso("2025-10-22T11:02:31.335Z")
    assert parsed.venue_ms == at_ms
    ticker, mark, interest = parsed.values
    assert ticker == Ticker(ENJ, at_ms, 0.0433, 0.0435, 0.0435, 0.0433, 1696, 73.5216)
    assert mark == Mark(ENJ, at_ms, 0.0434, 0.043391)
    assert interest == OpenInterest(ENJ, at_ms, 72513.0, 72513.0 * 0.0434)


def test_a_contract_that_never_traded_has_no_price() -> None:
    body = BODIES["tickers"].replace(b'"last":0.0433,', b"")
    kinds = [type(one) for one in parse_tickers(body, NOW_MS, known=KNOWN).values]
    assert kinds == [Mark, OpenInterest]


def test_only_linear_perpetuals_on_coins_that_trade_are_listed() -> None:
    def row(symbol: str, **changed: object) -> dict[str, object]:
        told = {"symbol": symbol, "type": "flexible_futures", "contractSize": 1, "tradeable": True}
        return {**told, **changed}

    listed = [
        row("PF_XBTUSD"),
        row("PI_XBTUSD", type="futures_inverse"),
        row("FF_XBTUSD_261225"),
        row("PF_OMGUSD", tradeable=False),
        row("PF_AAPLxUSD"),
        row("PF_SPXUSD", tradfi=True),
        row("PF_EURUSD"),
        row("PF_PEPEUSD"),
    ]
    body = json.dumps({"result": "success", "instruments": listed}).encode()
    markets = [one for one in parse_instruments(body, NOW_MS).values if isinstance(one, Market)]
    assert [(one.symbol, one.asset) for one in markets] == [
        ("PF_XBTUSD", "BTC"),
        ("PF_PEPEUSD", "PEPE"),
    ]
    listed.append(row("PF_ETHUSD", contractSize=10))
    body = json.dumps({"result": "success", "instruments": listed}).encode()
    assert parse_instruments(body, NOW_MS).faults == ["PF_ETHUSD"]


def test_settled_funding_is_a_fraction_of_an_hour_and_what_is_older_is_left_out() -> None:
    at_ms = parse_iso("2022-06-28T00:00:00Z")
    (funding,) = parse_funding(BODIES["funding"], NOW_MS, market=BTC, since_ms=at_ms).values
    assert funding == Funding(BTC, at_ms, -0.000016898883333333, 1.0, settled=True)
    assert parse_funding(BODIES["funding"], NOW_MS, market=BTC, since_ms=at_ms + 1).values == []


def past(timestamps: list[int], data: list[list[str]], **more: object) -> bytes:
    return json.dumps(
        {"result": {"timestamp": timestamps, "data": data, **more}, "errors": []}
    ).encode()


def test_past_open_interest_is_what_a_bucket_began_with() -> None:
    body = BODIES["open_interest"]
    (point,) = parse_open_interest(
        body, NOW_MS, market=BTC, interval=M1, window_s=(0, 1791358200)
    ).values
    assert point == OpenInterest(BTC, 1791358200_000, 2192.1466, None)


@pytest.mark.parametrize(
    ("times", "window", "rest"),
    [
        ([7200, 10800], (0, 10800), (0, 7199)),  # cut at its beginning
        ([0, 3600], (0, 10800), (7200, 10800)),  # cut at its end
        ([0, 3600, 7200, 10800], (0, 10800), None),
        ([20000], (0, 10800), None),
    ],
)
def test_a_cut_page_asks_for_what_is_left(
    times: list[int], window: tuple[int, int], rest: tuple[int, int] | None
) -> None:
    start = 1_791_360_000
    body = past([start + at for at in times], [["1"]] * len(times), more=True)
    window_s = (start + window[0], start + window[1])
    parsed = parse_open_interest(body, NOW_MS, market=BTC, interval=H1, window_s=window_s)
    asked = parsed.next.request.params if parsed.next is not None else None
    wanted = {"since": start + rest[0], "to": start + rest[1], "interval": 3600} if rest else None
    assert asked == wanted


def test_series_of_unlike_lengths_are_refused() -> None:
    with pytest.raises(BadAnswer):
        parse_open_interest(
            past([1791358200], []), NOW_MS, market=BTC, interval=H1, window_s=(0, 1)
        )
    unknown = b'{"errors":[{"msg":"symbol not found","error_class":"UnknownError"}],"result":{}}'
    with pytest.raises(Refused, match="symbol not found"):
        parse_open_interest(unknown, NOW_MS, market=BTC, interval=H1, window_s=(0, 1))


@pytest.mark.parametrize(("side", "position"), [("sell", Side.LONG), ("buy", Side.SHORT)])
def test_a_liquidation_is_a_trade_whose_side_is_the_orders(side: str, position: Side) -> None:
    body = BODIES["trade_frame"].replace(b'"sell"', f'"{side}"'.encode())
    body = body.replace(b"PI_XBTUSD", b"PF_XBTUSD").replace(b"15000", b"0.5")
    parsed = parse_frame(body, NOW_MS, known=KNOWN)
    assert parsed.values == [Liquidation(BTC, 1612266317519, position, 34969.5, 0.5, 0.5 * 34969.5)]
    assert parsed.heard == (Channel.LIQUIDATIONS,)


@pytest.mark.parametrize("kind", ["fill", "assignment", "termination", "block"])
def test_other_trades_only_prove_the_stream_alive(kind: str) -> None:
    body = BODIES["trade_frame"].replace(b'"liquidation"', f'"{kind}"'.encode())
    parsed = parse_frame(body, NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.heard) == ([], (Channel.LIQUIDATIONS,))


def test_the_trades_before_the_subscription_are_read_too() -> None:
    trade = json.loads(BODIES["trade_frame"])
    frame = {"feed": "trade_snapshot", "product_id": "PI_XBTUSD", "trades": [trade]}
    parsed = parse_frame(json.dumps(frame), NOW_MS, known=KNOWN)
    assert (parsed.values, parsed.dropped) == ([], 1)
    trade["product_id"] = "PF_XBTUSD"
    (event,) = parse_frame(json.dumps(frame), NOW_MS, known=KNOWN).values
    assert isinstance(event, Liquidation)
    assert event.quantity == 15000


def test_the_ticker_tells_mark_and_the_funding_of_the_running_hour() -> None:
    parsed = parse_frame(BODIES["frame"], NOW_MS, known=KNOWN)
    mark, funding = parsed.values
    assert mark == Mark(ETH, 1783587648112, 1751.97553924942, 1751.75)
    assert funding == Funding(ETH, 1783591200000, 0.0000186711875, 1.0, settled=False)
    assert parsed.heard == (Channel.LIQUIDATIONS,)
    beat = parse_frame('{"feed":"heartbeat","time":1534262350627}', NOW_MS, known=KNOWN)
    assert (beat.heard, beat.values) == ((Channel.LIQUIDATIONS,), [])


def test_events_and_refusals_are_told_apart() -> None:
    for event in ("info", "subscribed"):
        parsed = parse_frame(json.dumps({"event": event, "version": 1}), NOW_MS, known=KNOWN)
        assert (parsed.error, parsed.heard) == (None, ())
    parsed = parse_frame(BODIES["refusal_frame"], NOW_MS, known=KNOWN)
    assert (parsed.error, parsed.faults) == ("It refused a subscription.", ["Json Error"])


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("apiLimitExceeded", RateLimited),
        ("invalidArgument: symbol", Refused),
        ("notFound", Refused),
        ("Unavailable", BadAnswer),
    ],
)
def test_an_error_comes_in_the_envelope_with_http_200(error: str, kind: type[SourceError]) -> None:
    body = json.dumps({"result": "error", "error": error}).encode()
    with pytest.raises(kind) as caught:
        parse_tickers(body, NOW_MS, known=KNOWN)
    assert type(caught.value) is kind


@pytest.mark.parametrize("text", ["yesterday", "0001-01-01", "1960-01-01T00:00:00Z"])
def test_a_time_that_cannot_be_is_refused(text: str) -> None:
    body = json.dumps({"result": "success", "serverTime": text, "tickers": []}).encode()
    with pytest.raises(BadAnswer):
        parse_tickers(body, NOW_MS, known=KNOWN)


def test_open_interest_is_asked_in_seconds() -> None:
    page = Page(Channel.OI, BTC, H1, NOW_MS - 500 * HOUR_MS, NOW_MS, NOW_MS)
    request = Kraken().history(page).request
    assert request.url.endswith("/api/charts/v1/analytics/PF_XBTUSD/open-interest")
    since = (NOW_MS - 500 * HOUR_MS) // 1_000
    assert request.params == {"since": since, "to": NOW_MS // 1_000 - 1, "interval": 3600}


def test_without_a_watched_market_nothing_is_asked() -> None:
    assert list(Kraken().polls([])) == []
    assert list(Kraken().streams([], {})) == []
