from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from documented import DOCUMENTED
from tracker.domain.candle import Candle
from tracker.domain.derivatives import Funding, LongShortRatio, Mark, OpenInterest, Ticker
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, H4, HOUR_MS, M5, parse_iso
from tracker.sources.base import Answer, Page, Parsed
from tracker.sources.bitget import (
    Bitget,
    open_envelope,
    parse_candles,
    parse_contracts,
    parse_funding,
    parse_rate,
    parse_ratios,
    parse_tickers,
)
from tracker.sources.errors import BadAnswer, RateLimited, Refused, SourceError

EXAMPLES = DOCUMENTED["bitget"]
BTC = replace(Bitget().market("BTC"), funding_h=8)
SATS = Market("bitget", "1000SATSUSDT", "SATS", Contract.LINEAR, factor=1_000)
KNOWN = {market.symbol: market for market in (BTC, SATS)}
NOW_MS = parse_iso("2026-11-22T00:20:00Z")
VENUE_MS = 1_695_793_701_269


def answer(name: str, /, *rows: Any, **envelope: Any) -> bytes:
    """A documented body with its rows, or fields of its envelope, replaced."""
    body = json.loads(EXAMPLES[name])
    if rows:
        body["data"] = list(rows)
    return json.dumps({**body, **envelope}).encode()


def first(name: str, /, **fields: Any) -> dict[str, Any]:
    """The first row of a documented body with fields replaced; `...` takes one away."""
    row = {**json.loads(EXAMPLES[name])["data"][0], **fields}
    return {key: value for key, value in row.items() if value is not ...}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("429", RateLimited),
        ("40309", Refused),
        ("400172", Refused),
        ("40725", BadAnswer),
        ("0", BadAnswer),
    ],
)
def test_an_error_is_a_code_inside(code: str, kind: type[SourceError]) -> None:
    with pytest.raises(kind) as caught:
        open_envelope(answer("tickers", code=code, msg="what it says", data=None))
    assert type(caught.value) is kind
    assert caught.value.detail == f"code {code}: what it says"


def test_a_success_without_data_is_no_answer() -> None:
    with pytest.raises(BadAnswer, match="without data"):
        open_envelope(answer("tickers", data=None))


def test_the_documented_ticker_is_price_mark_and_interest_in_coins() -> None:
    parsed = parse_tickers(EXAMPLES["tickers"], NOW_MS, known=KNOWN)
    at_ms = 1_750_332_210_370
    assert parsed.values == [
        Ticker(
            *(BTC, at_ms, 104823.8, 104332.3, 105289.3, 103447.9),
            *(79089.5675, 8274870921.80485),
        ),
        Mark(BTC, at_ms, 104824.2, 104881.953125),
        OpenInterest(BTC, at_ms, 7452.6421, 7452.6421 * 104824.2),
    ]
    assert parsed.venue_ms == VENUE_MS


def test_what_a_ticker_does_not_know_is_unknown_and_never_zero() -> None:
    row = first("tickers", markPrice="", open24h="0", high24h=None, usdtVolume=...)
    ticker, interest = parse_tickers(answer("tickers", row), NOW_MS, known=KNOWN).values
    assert isinstance(ticker, Ticker)
    assert (ticker.open_24h, ticker.high_24h, ticker.volume_24h_usd) == (None, None, None)
    assert interest == OpenInterest(BTC, 1_750_332_210_370, 7452.6421, None)
    row = first("tickers", holdingAmount="")
    values = parse_tickers(answer("tickers", row), NOW_MS, known=KNOWN).values
    assert [type(value) for value in values] == [Ticker, Mark]
    stranger = first("tickers", symbol="NOBODYUSDT")
    assert parse_tickers(answer("tickers", stranger), NOW_MS, known=KNOWN).values == []


def test_a_coin_by_the_thousand_is_brought_to_one_coin() -> None:
    row = first("tickers", symbol="1000SATSUSDT", lastPr="0.5", markPrice="0.4", holdingAmount="7")
    ticker, mark, interest = parse_tickers(answer("tickers", row), NOW_MS, known=KNOWN).values
    assert isinstance(ticker, Ticker)
    assert isinstance(mark, Mark)
    assert isinstance(interest, OpenInterest)
    assert (ticker.last, ticker.volume_24h) == (0.0005, 79089567.5)
    assert mark.price == pytest.approx(0.0004)
    assert (interest.coin, interest.usd) == (7_000.0, pytest.approx(2.8))


def test_the_coming_rate_says_when_and_for_how_long() -> None:
    (rate,) = parse_rate(EXAMPLES["rate"], NOW_MS, market=BTC).values
    assert rate == Funding(BTC, 1_745_510_400_000, -0.000013, 8, settled=False)
    old = answer("rate", {"symbol": "BTCUSDT", "fundingRate": "0.0005"})
    assert parse_rate(old, NOW_MS, market=BTC).values == []
    assert parse_rate(EXAMPLES["rate"], NOW_MS, market=SATS).values == []


def funding(count: int, start_ms: int, number: int = 1) -> Parsed:
    rows = [first("funding", fundingTime=f"{NOW_MS - n * 8 * HOUR_MS}") for n in range(count)]
    return parse_funding(
        answer("funding", *rows), NOW_MS, market=BTC, start_ms=start_ms, number=number
    )


def test_settled_rates_are_followed_until_a_page_reaches_back_far_enough() -> None:
    parsed = parse_funding(EXAMPLES["funding"], NOW_MS, market=BTC, start_ms=0, number=1)
    assert parsed.values == [Funding(BTC, 1_695_776_400_000, 0.0005, 8, settled=True)]
    assert parsed.next is None
    full = funding(100, NOW_MS - 90 * DAY_MS, number=2)
    assert full.next is not None
    assert full.next.request.params["pageNo"] == 3
    assert funding(100, NOW_MS - 30 * DAY_MS).next is None
    assert funding(99, 0).next is None


def test_the_share_of_long_accounts_is_what_it_says_and_not_the_quotient() -> None:
    (ratio,) = parse_ratios(EXAMPLES["ratios"], NOW_MS, market=BTC).values
    assert ratio == LongShortRatio(BTC, 1_729_312_200_000, 0.58)
    with pytest.raises(BadAnswer):
        parse_ratios(answer("ratios", first("ratios", longAccountRatio="58")), 0, market=BTC)


def test_the_newest_candle_runs_until_the_venue_says_it_is_later() -> None:
    def closed(now_ms: int) -> bool:
        body = answer("candles", requestTime=now_ms)
        (candle,) = parse_candles(body, 0, market=BTC, interval=M5).values
        assert isinstance(candle, Candle)
        assert (candle.open_ms, candle.close, candle.volume) == (1_695_835_800_000, 26194.5, 26.26)
        return candle.closed

    assert not closed(1_695_835_800_000 + M5.ms - 1)
    assert closed(1_695_835_800_000 + M5.ms)


def test_the_list_holds_open_perpetuals_on_coins() -> None:
    assert parse_contracts(EXAMPLES["contracts"], NOW_MS).values == [BTC]
    given = [
        first("contracts", symbol="1000SATSUSDT", baseCoin="1000SATS", fundInterval=""),
        first("contracts", symbol="BTCUSDT_261225", symbolType="delivery"),
        first("contracts", symbol="AAPLUSDT", baseCoin="AAPL", isRwa="YES"),
        first("contracts", symbol="BTCPERP", quoteCoin="USDC"),
        first("contracts", symbol="GONEUSDT", symbolStatus="off"),
        first("contracts", symbol="SOONUSDT", symbolStatus="listed"),
        first("contracts", symbol="RESTUSDT", baseCoin="REST", symbolStatus="maintain"),
        first("contracts", symbol=""),
    ]
    parsed = parse_contracts(answer("contracts", *given), NOW_MS)
    assert parsed.values == [SATS, Market("bitget", "RESTUSDT", "REST", Contract.LINEAR, 1, 1, 8)]
    assert parsed.faults == ["It listed a market without a name."]


def test_all_tickers_are_one_call_and_the_rest_is_asked_per_market() -> None:
    tickers, rates, ratios = Bitget().polls([BTC, SATS])
    (job,) = tickers.jobs(NOW_MS, None)
    assert job.request.params == {"productType": "USDT-FUTURES"}
    assert len(job.parse(EXAMPLES["tickers"], NOW_MS).values) == 3
    asked = [one.request.params["symbol"] for one in rates.jobs(NOW_MS, None)]
    assert asked == ["BTCUSDT", "1000SATSUSDT"]
    (job, _) = ratios.jobs(NOW_MS, None)
    assert job.request.bucket == "ratios"
    assert job.request.params["period"] == "5m"
    assert job.parse(EXAMPLES["ratios"], NOW_MS).values


def test_older_candles_live_under_another_address_and_a_window_is_never_over_ninety_days() -> None:
    def asked(start_ms: int) -> tuple[str, dict[str, Any]]:
        page = Page(Channel.CANDLES, BTC, H1, start_ms, start_ms + 200 * HOUR_MS, NOW_MS)
        request = Bitget().history(page).request
        return request.url.rsplit("/", 1)[1], dict(request.params)

    name, params = asked(NOW_MS - 20 * DAY_MS)
    assert name == "candles"
    assert (params["granularity"], params["limit"]) == ("1H", 200)
    assert params["endTime"] == NOW_MS - 20 * DAY_MS + 200 * HOUR_MS - 1
    assert asked(NOW_MS - 40 * DAY_MS)[0] == "history-candles"
    history = Bitget.histories[Channel.CANDLES]
    assert max(history.intervals) is H4
    assert history.page_rows * H4.ms <= 90 * DAY_MS


def test_a_limit_over_http_is_one_of_a_second() -> None:
    with pytest.raises(RateLimited) as caught:
        Bitget().check(Answer(429, {}, b'{"code":"429","msg":"Too Many Requests"}'))
    assert caught.value.retry_after_s == 10
    with pytest.raises(Refused):
        Bitget().check(Answer(400, {}, b'{"code":"40034","msg":"does not exist"}'))


def test_liquidations_of_an_unknown_unit_are_not_declared() -> None:
    assert Channel.LIQUIDATIONS not in Bitget.channels
    assert Channel.OI not in Bitget.histories
    assert not Bitget().streams([BTC], KNOWN)
