"""Bitfinex: what its positional rows mean, with the vendor's own examples."""

from __future__ import annotations

import json

import pytest

from documented import DOCUMENTED
from loopback.bitfinex import position
from tracker.domain.derivatives import Funding, Liquidation, Mark, OpenInterest, Side, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, parse_iso
from tracker.sources.base import Answer, Page
from tracker.sources.bitfinex import (
    Bitfinex,
    parse_frame,
    parse_instruments,
    parse_liquidations,
    parse_status,
    parse_status_history,
    parse_tickers,
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused

BODIES = DOCUMENTED["bitfinex"]
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
BTC, ETH, AMPL = (Bitfinex().market(asset) for asset in ("BTC", "ETH", "AMPL"))
KNOWN = {market.symbol: market for market in (BTC, ETH, AMPL)}
# Recorded on 2020-07-06: a short is taken over without a price, and a part of it was matched.
MATCH = (
    b'["pos",143679087,1594036710543,null,"tETHF0:USTF0",-4.56671421,222.248906484356,null,1,1,'
    b"null,235.52]"
)
TRIGGER = (
    b'["pos",143679087,1594036710534,null,"tETHF0:USTF0",-8.6007,222.248906484356,null,0,1,'
    b"null,null]"
)


def read(*positions: bytes) -> list[Liquidation]:
    body = b"[" + b",".join(b"[" + one + b"]" for one in positions) + b"]"
    parsed = parse_liquidations(body, NOW_MS, known=KNOWN, since_ms=0, until_ms=None)
    return [one for one in parsed.values if isinstance(one, Liquidation)]


def test_the_rule_of_names_knows_its_own_short_names() -> None:
    assert Market("bitfinex", "tBTCF0:USTF0", "BTC", Contract.LINEAR, funding_h=8.0) == BTC
    assert (AMPL.symbol, AMPL.asset) == ("tAMPF0:USTF0", "AMPL")


def test_a_state_says_mark_funding_of_the_running_period_and_open_interest_in_coins() -> None:
    parsed = parse_status(BODIES["status"], NOW_MS, known=KNOWN)
    mark, funding, interest = parsed.values
    at_ms = 1691165059000
    assert mark == Mark(BTC, at_ms, 29278.8925, 29277.5)
    assert funding == Funding(BTC, 1691193600000, 0.00014548, 8.0, settled=False)
    assert interest == OpenInterest(BTC, at_ms, 9636.07644994, 9636.07644994 * 29278.8925)


def test_past_states_have_no_key_and_a_rate_settles_when_its_period_is_over() -> None:
    body = BODIES["status_history"]
    interest, funding = parse_status_history(body, NOW_MS, market=BTC).values
    assert interest == OpenInterest(BTC, 1706295191000, 5775.20348804, 5775.20348804 * 42134.1)
    assert funding == Funding(BTC, 1706313600000, 7.587e-05, 8.0, settled=True)
    assert parse_status_history(body, 1706313599999, market=BTC).values == [interest]


def test_a_ticker_says_the_last_price_and_what_it_was_a_day_before() -> None:
    market = Market("bitfinex", "tBTCUSD", "BTC", Contract.LINEAR)
    (ticker,) = parse_tickers(BODIES["tickers"], NOW_MS, known={"tBTCUSD": market}).values
    assert isinstance(ticker, Ticker)
    assert (ticker.last, ticker.high_24h, ticker.low_24h) == (10644.00645389, 10766, 9889.1449809)
    assert ticker.change_24h == pytest.approx(0.0738, abs=1e-4)
    assert ticker.volume_24h == 14480.89849423


def test_a_trigger_is_counted_once_at_the_price_it_was_taken_over_at() -> None:
    parsed = parse_liquidations(
        BODIES["liquidations"], NOW_MS, known=KNOWN, since_ms=0, until_ms=None
    )
    (event,) = parsed.values
    assert event == Liquidation(
        AMPL, 1678465351520, Side.LONG, 1.0098, 1e-8, pytest.approx(1.0098e-8)
    )


def test_a_trigger_without_a_price_has_that_of_its_first_match() -> None:
    (event,) = read(MATCH, TRIGGER)
    assert event == Liquidation(ETH, 1594036710534, Side.SHORT, 235.52, 8.6007, 8.6007 * 235.52)
    later = MATCH.replace(b"710543", b"710999").replace(b"235.52", b"240")
    assert read(later, MATCH, TRIGGER) == [event]


def test_a_trigger_that_no_price_is_known_of_waits_for_the_next_reading() -> None:
    assert read(TRIGGER) == []
    assert read(MATCH) == []


def test_margin_positions_of_the_spot_market_are_dropped() -> None:
    body = b"[[" + TRIGGER.replace(b"tETHF0:USTF0", b"tETHUSD") + b"]]"
    parsed = parse_liquidations(body, NOW_MS, known=KNOWN, since_ms=0, until_ms=None)
    assert (parsed.values, parsed.dropped) == ([], 1)


def page(count: int, oldest_ms: int) -> bytes:
    times = range(oldest_ms + count - 1, oldest_ms - 1, -1)
    return json.dumps([[position("ETH", at, "long", 1.0, 2000.0)] for at in times]).encode()


def test_a_full_page_leads_to_the_next_until_the_beginning_is_reached() -> None:
    start = parse_iso("2026-11-20T00:00:00Z")

    def following(count: int, since_ms: int, until_ms: int | None = None) -> object:
        body = page(count, start)
        parsed = parse_liquidations(body, NOW_MS, known=KNOWN, since_ms=since_ms, until_ms=until_ms)
        assert len(parsed.values) == count
        return parsed.next.request.params["end"] if parsed.next is not None else None

    assert following(500, start - DAY_MS) == start
    assert following(500, start - DAY_MS, until_ms=start) == start - 1
    assert following(499, start - DAY_MS) is None
    assert following(500, start) is None


@pytest.mark.parametrize(
    ("part", "spoiled"),
    [(b'"pos"', b'"neg"'), (b"null,0,1", b"null,2,1"), (b"-8.6007", b'""'), (b"-8.6007", b"1e99")],
)
def test_a_row_that_cannot_be_true_is_refused(part: bytes, spoiled: bytes) -> None:
    body = b"[[" + TRIGGER.replace(part, spoiled) + b"]]"
    with pytest.raises(BadAnswer):
        parse_liquidations(body, NOW_MS, known=KNOWN, since_ms=0, until_ms=None)


def test_only_perpetuals_on_coins_in_usdt_are_listed() -> None:
    names = ["AAVEF0:USTF0", "ALGF0:USTF0", "BTCF0:EUTF0", "ETHF0:BTCF0", "EURF0:USTF0"]
    names += ["GERMANY40IXF0:USTF0", "TESTBTCF0:TESTUSDTF0", "BTCDOMF0:USTF0", "UKOILF0:USTF0"]
    rows = ",".join(f'["{name}",[null]]' for name in names)
    markets = parse_instruments(f"[[{rows}]]".encode(), NOW_MS).values
    assert [(one.symbol, one.asset) for one in markets if isinstance(one, Market)] == [
        ("tAAVEF0:USTF0", "AAVE"),
        ("tALGF0:USTF0", "ALGO"),
    ]


def test_the_stream_tells_liquidations_states_and_that_it_lives() -> None:
    alive = (Channel.LIQUIDATIONS,)
    parsed = parse_frame(BODIES["frame"], NOW_MS, known=KNOWN, stated=BTC)
    (event,) = parsed.values
    assert isinstance(event, Liquidation)
    assert (event.side, event.quantity, event.price) == (Side.LONG, 0.00268657, 9080)
    assert parsed.heard == alive
    parsed = parse_frame(BODIES["status_frame"], NOW_MS, known=KNOWN, stated=BTC)
    assert [type(one) for one in parsed.values] == [Mark, Funding, OpenInterest]
    assert parsed.heard == alive
    assert parse_frame('[386841,"hb"]', NOW_MS, known=KNOWN, stated=BTC).heard == alive
    quiet = parse_frame('{"event":"info","version":2}', NOW_MS, known=KNOWN, stated=BTC)
    assert (quiet.heard, quiet.values, quiet.error) == ((), [], None)


def test_a_refused_subscription_is_told() -> None:
    parsed = parse_frame(BODIES["refusal_frame"], NOW_MS, known=KNOWN, stated=BTC)
    assert parsed.error == "It refused a subscription."
    assert parsed.faults == ["10300: symbol: invalid"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'["error",10020,"limit: invalid"]', Refused),
        (b'["error",11010,"ratelimit: error"]', RateLimited),
        (b'["error",10001,"generic error"]', BadAnswer),
    ],
)
@pytest.mark.parametrize("status", [200, 500])
def test_an_error_is_told_by_the_array_whatever_the_status(
    body: bytes, kind: type[Exception], status: int
) -> None:
    with pytest.raises(kind) as caught:
        Bitfinex().check(Answer(status, {}, body))
    assert type(caught.value) is kind


def test_the_limit_of_the_address_is_obeyed() -> None:
    with pytest.raises(RateLimited) as caught:
        Bitfinex().check(Answer(429, {}, b'{"error":"ERR_RATE_LIMIT"}'))
    assert caught.value.retry_after_s == 60


def test_history_is_asked_newest_first_within_both_ends() -> None:
    page = Page(Channel.OI, BTC, H1, NOW_MS - 80 * HOUR_MS, NOW_MS, NOW_MS)
    request = Bitfinex().history(page).request
    assert request.url.endswith("/v2/status/deriv/tBTCF0:USTF0/hist")
    bounds = {"start": NOW_MS - 80 * HOUR_MS, "end": NOW_MS - 1, "sort": -1, "limit": 5000}
    assert request.params == bounds


def test_without_a_watched_market_nothing_is_asked() -> None:
    assert list(Bitfinex().polls([])) == []
    assert list(Bitfinex().streams([], {})) == []
