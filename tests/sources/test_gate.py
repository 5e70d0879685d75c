from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from documented import GATE
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    LiquidationBucket,
    LongShortRatio,
    Mark,
    OpenInterest,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, M1, M5, SECOND_MS, Interval, parse_iso
from tracker.sources.base import Answer, Page, Parsed
from tracker.sources.errors import BadAnswer, RateLimited, Refused
from tracker.sources.gate import (
    Gate,
    parse_candles,
    parse_contract_stats,
    parse_contracts,
    parse_funding,
    parse_tickers,
)

UNKNOWN_SIZE = Gate().market("BTC")
BTC = replace(UNKNOWN_SIZE, multiplier=0.0001, funding_h=8.0)
PEPE = Market("gate", "1000PEPE_USDT", "PEPE", Contract.LINEAR, multiplier=10.0, factor=1_000)
NOW_MS = parse_iso("2026-11-22T00:00:00Z")
START_MS = 1_654_335_300_000
SETTLES_MS = 150_000


def changed(name: str, /, **fields: Any) -> dict[str, Any]:
    """The first row of a documented body with fields replaced; `...` takes one away."""
    row = {**json.loads(GATE[name])[0], **fields}
    return {key: value for key, value in row.items() if value is not ...}


def stats(
    *rows: dict[str, Any], market: Market = BTC, now_ms: int = NOW_MS, interval: Interval = M5
) -> Parsed:
    return parse_contract_stats(json.dumps(rows).encode(), now_ms, market=market, interval=interval)


def bucket(**fields: Any) -> LiquidationBucket | None:
    values = stats(changed("contract_stats", **fields)).values
    return next((value for value in values if isinstance(value, LiquidationBucket)), None)


def test_the_recorded_row_proves_the_multiplier_and_is_halved_to_one_side() -> None:
    """749773515 contracts x 0.0001 x 29692.91 is the open_interest_usd of the same row."""
    assert pytest.approx(2226295750.13, abs=0.005) == 749773515 * 0.0001 * 29692.91
    parsed = parse_contract_stats(GATE["contract_stats"], NOW_MS, market=BTC, interval=M5)
    _, interest, ratio = parsed.values
    assert isinstance(interest, OpenInterest)
    assert interest.at_ms == START_MS
    assert interest.coin == pytest.approx(74977.3515 / 2)
    assert interest.usd == pytest.approx(2226295750.1279 / 2)
    assert interest.coin * 29692.91 == pytest.approx(interest.usd)
    assert ratio == LongShortRatio(BTC, START_MS, pytest.approx(1.7797816801139 / 2.7797816801139))


def test_the_recorded_stats_hold_the_same(payloads: Path) -> None:
    lines = (payloads / "gate/ws_cmp_gate_open_interest.jsonl").read_text().splitlines()
    body = next(line for line in lines if "2226295750.1279" in line)
    values = parse_contract_stats(body.encode(), NOW_MS, market=BTC, interval=M5).values
    found = [value for value in values if isinstance(value, OpenInterest)]
    assert any(one.usd == pytest.approx(2226295750.1279 / 2) for one in found)
    for one in found:
        assert one.coin is not None
        assert one.usd is not None
        assert 29_000 < one.usd / one.coin < 30_500


def test_long_and_short_are_the_sides_of_the_positions() -> None:
    found = bucket(long_liq_usd_new="1500.5", short_liq_usd_new=25, long_liq_usd=9, short_liq_usd=9)
    assert found == LiquidationBucket(BTC, START_MS, M5.ms, 1500.5, 25.0, closed=True)


def test_the_older_field_is_believed_where_it_agrees_with_the_contracts() -> None:
    """1000 contracts x 0.0001 x 29692.91 = 2969.291 USD; within a factor of two it is taken."""
    fields = {"long_liq_usd_new": ..., "long_liq_size": 1000, "short_liq_size": 0}
    for old, expected in (
        (2900, 2900.0),
        (1500, 1500.0),
        (5900, 5900.0),
        (1400, 2969.291),
        (6000, 2969.291),
        (250_000_000, 2969.291),
        (0, 2969.291),
        ("", 2969.291),
        (..., 2969.291),
    ):
        found = bucket(**fields, long_liq_usd=old)
        assert found is not None
        assert found.long_usd == pytest.approx(expected), old
        assert found.short_usd == 0


def test_a_factor_of_two_itself_is_still_agreement() -> None:
    for old, expected in ((1000, 1000), (999, 2000), (4000, 4000), (4001, 2000)):
        found = bucket(
            long_liq_usd_new=..., long_liq_size=1000, mark_price=20_000, long_liq_usd=old
        )
        assert found is not None
        assert found.long_usd == expected


def test_a_bucket_may_start_one_interval_ahead_of_our_clock_but_not_more() -> None:
    row = changed("contract_stats")
    assert stats(row, now_ms=START_MS - M5.ms).values
    with pytest.raises(BadAnswer) as caught:
        stats(row, now_ms=START_MS - M5.ms - 1)
    assert caught.value.detail == str(START_MS)


def test_without_contracts_or_a_mark_the_older_field_is_all_there_is() -> None:
    for missing in ({"long_liq_size": ""}, {"mark_price": 0}, {"mark_price": ...}):
        found = bucket(long_liq_usd_new=..., long_liq_usd="77", **missing)
        assert found is not None
        assert found.long_usd == 77
    blind = stats(
        changed("contract_stats", long_liq_usd_new=..., long_liq_size=5, long_liq_usd=77),
        market=UNKNOWN_SIZE,
    )
    assert isinstance(blind.values[0], LiquidationBucket)
    assert blind.values[0].long_usd == 77


def test_a_bucket_that_tells_only_one_side_is_no_bucket() -> None:
    absent = {"long_liq_usd_new": "", "long_liq_usd": None, "long_liq_size": ""}
    assert bucket(**absent) is None


def test_what_the_row_does_not_say_is_unknown_and_never_zero() -> None:
    row = changed("contract_stats", open_interest="", lsr_account=None)
    assert [type(value) for value in stats(row).values] == [LiquidationBucket]
    row = changed("contract_stats", open_interest_usd="")
    (_, interest, _) = stats(row).values
    assert isinstance(interest, OpenInterest)
    assert interest.usd is None
    without = stats(changed("contract_stats"), market=UNKNOWN_SIZE).values
    assert [type(value) for value in without] == [LiquidationBucket, LongShortRatio]


@pytest.mark.parametrize("unit", [1, 1_000])
@pytest.mark.parametrize("kind", [int, str, float])
def test_the_time_of_a_bucket_may_be_seconds_or_milliseconds(unit: int, kind: type) -> None:
    found = bucket(time=kind(1654335300 * unit))
    assert found is not None
    assert found.start_ms == START_MS


def test_a_bucket_is_closed_when_the_venue_has_stopped_rewriting_it() -> None:
    row = changed("contract_stats")
    for now_ms, closed in (
        (START_MS, False),
        (START_MS + M5.ms, False),
        (START_MS + M5.ms + SETTLES_MS - 1, False),
        (START_MS + M5.ms + SETTLES_MS, True),
    ):
        found = stats(row, now_ms=now_ms).values[0]
        assert isinstance(found, LiquidationBucket)
        assert found.closed is closed


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"time": 1654335301}, "not on 5m"),
        ({"time": 4_000_000_200}, "40000"),
        ({"time": -300}, "time is -300"),
        ({"time": ""}, "absent"),
        ({"time": ...}, "time"),
        ({"open_interest": -1}, "open_interest is -1"),
        ({"open_interest_usd": "-1"}, "open_interest_usd"),
        ({"mark_price": "-1"}, "mark_price"),
        ({"mark_price": "NaN"}, "out of range"),
        ({"long_liq_usd_new": "-1"}, "liq_usd_new"),
        ({"short_liq_usd": "-1"}, "liq_usd"),
        ({"lsr_account": -2}, "lsr_account"),
        ({"open_interest": [1]}, "array"),
    ],
)
def test_a_bucket_that_cannot_be_true_costs_itself_alone(fields: dict[str, Any], why: str) -> None:
    good, bad = changed("contract_stats"), changed("contract_stats", **fields)
    parsed = stats(good, bad)
    assert len(parsed.values) == 3
    assert len(parsed.faults) == 1
    assert why in parsed.faults[0]
    with pytest.raises(BadAnswer):
        stats(bad)


def tickers(*rows: dict[str, Any], markets: tuple[Market, ...] = (BTC, PEPE)) -> Parsed:
    known = {market.symbol: market for market in markets}
    return parse_tickers(json.dumps(rows).encode(), NOW_MS, known=known)


def test_a_ticker_carries_price_mark_and_one_sided_open_interest() -> None:
    parsed = parse_tickers(GATE["tickers"], NOW_MS, known={BTC.symbol: BTC})
    ticker, mark, interest = parsed.values
    assert ticker == Ticker(
        BTC,
        NOW_MS,
        6432.0,
        pytest.approx(6432 / 1.0443),
        6790.0,
        6278.0,
        28613220.0,
        184040233284.0,
    )
    assert mark == Mark(BTC, NOW_MS, 6534.0, 6531.0)
    assert interest == OpenInterest(
        BTC, NOW_MS, pytest.approx(3232.3904), pytest.approx(3232.3904 * 6534)
    )


def test_what_a_ticker_leaves_out_is_unknown_and_never_zero() -> None:
    row = {"contract": "BTC_USDT", "last": "6432", "mark_price": "", "total_size": "5"}
    assert tickers(row).values == [
        Ticker(BTC, NOW_MS, 6432.0, None, None, None, None, None),
        OpenInterest(BTC, NOW_MS, 0.0005, None),
    ]
    unsized = tickers(changed("tickers"), markets=(UNKNOWN_SIZE,)).values
    assert [type(value) for value in unsized] == [Ticker, Mark]
    total_loss = tickers(changed("tickers", change_percentage="-100")).values[0]
    assert isinstance(total_loss, Ticker)
    assert total_loss.open_24h is None


def test_a_contract_quoted_by_the_thousand_is_in_coins_everywhere() -> None:
    row = changed("tickers", contract="1000PEPE_USDT", last="0.008", mark_price="0.008")
    row |= {"total_size": "50", "volume_24h_base": "7", "index_price": "0.008"}
    ticker, mark, interest = tickers(row).values
    assert isinstance(ticker, Ticker)
    assert ticker.last == pytest.approx(8e-6)
    assert ticker.volume_24h == 7_000
    assert isinstance(mark, Mark)
    assert (mark.price, mark.index) == pytest.approx((8e-6, 8e-6))
    assert isinstance(interest, OpenInterest)
    assert interest.coin == pytest.approx(500_000)
    assert interest.usd == pytest.approx(4)
    row = changed("contract_stats", open_interest=100, open_interest_usd=8, mark_price=0.008)
    past = stats(row, market=PEPE).values[1]
    assert past == OpenInterest(PEPE, START_MS, 500_000.0, 4.0)
    body = GATE["candles"]
    (candle,) = parse_candles(body, NOW_MS, market=PEPE, interval=M1).values
    assert isinstance(candle, Candle)
    assert candle.close == pytest.approx(0.001032)
    assert candle.volume == 97151 * 10 * 1_000


def test_tickers_of_unknown_contracts_are_left_out_and_bad_ones_cost_themselves() -> None:
    rows = [changed("tickers", contract="ABC_USDT"), changed("tickers", last="0")]
    parsed = tickers(*rows, changed("tickers"))
    assert sum(isinstance(value, Ticker) for value in parsed.values) == 1
    assert len(parsed.faults) == 1


@pytest.mark.parametrize(
    "fields",
    [{"last": "-1"}, {"total_size": "-1"}, {"mark_price": "-1"}, {"volume_24h_base": "x"}],
)
def test_a_ticker_that_cannot_be_true_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        tickers(changed("tickers", **fields))


def test_the_contract_list_tells_multipliers_and_the_coming_funding_of_the_watched() -> None:
    rows = [
        changed("contracts"),
        changed("contracts", name="ETH_USDT", quanto_multiplier=0.01, funding_interval=14400),
        changed("contracts", name="1000PEPE_USDT", quanto_multiplier="10", funding_interval=0),
        changed("contracts", name="BTC_USD", quanto_multiplier="0"),
        changed("contracts", name="BAD_USDT", quanto_multiplier="0"),
    ]
    watched = frozenset({"BTC_USDT", "1000PEPE_USDT"})
    parsed = parse_contracts(json.dumps(rows).encode(), NOW_MS, watched=watched)
    assert parsed.values == [
        BTC,
        Funding(BTC, 1610035200000, 0.002053, 8.0, settled=False),
        Market("gate", "ETH_USDT", "ETH", Contract.LINEAR, multiplier=0.01, funding_h=4.0),
        PEPE,
        Funding(PEPE, 1610035200000, 0.002053, None, settled=False),
    ]
    assert len(parsed.faults) == 1
    assert "quanto_multiplier" in parsed.faults[0]


def test_a_contract_without_a_rate_or_its_time_says_nothing_about_funding() -> None:
    for fields in ({"funding_rate": ""}, {"funding_next_apply": 0}):
        body = json.dumps([changed("contracts", **fields)]).encode()
        assert parse_contracts(body, NOW_MS, watched=frozenset({"BTC_USDT"})).values == [BTC]


def test_a_candle_has_seconds_and_contracts() -> None:
    parsed = parse_candles(GATE["candles"], NOW_MS, market=BTC, interval=M1)
    assert parsed.values == [
        Candle(BTC, M1, 1539852480000, 1.032, 1.032, 1.032, 1.032, 97151 * 0.0001, closed=True)
    ]


def test_the_newest_candle_runs_unless_the_venues_clock_says_that_it_is_over() -> None:
    rows = [changed("candles"), changed("candles", t="1539852540", v="1.5")]
    body = json.dumps(rows).encode()
    for now_ms, expected in ((1539852599999, [True, False]), (1539852600000, [True, True])):
        values = parse_candles(body, now_ms, market=BTC, interval=M1).values
        assert [value.closed for value in values if isinstance(value, Candle)] == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"t": 1539852481},
        {"t": -60},
        {"t": 4_000_000_020},
        {"t": 10**400},
        {"h": "1"},
        {"l": "NaN"},
        {"v": -1},
        {"o": ""},
        {"c": "1e999"},
    ],
)
def test_a_candle_that_cannot_be_true_costs_itself_alone(fields: dict[str, Any]) -> None:
    good, bad = changed("candles"), changed("candles", **fields)
    parsed = parse_candles(json.dumps([good, bad]).encode(), NOW_MS, market=BTC, interval=M1)
    assert (len(parsed.values), len(parsed.faults)) == (1, 1)
    with pytest.raises(BadAnswer):
        parse_candles(json.dumps([bad]).encode(), NOW_MS, market=BTC, interval=M1)


def test_candles_wait_until_the_size_of_a_contract_is_known() -> None:
    with pytest.raises(BadAnswer, match=r"contract size is not known yet.*BTC_USDT"):
        parse_candles(GATE["candles"], NOW_MS, market=UNKNOWN_SIZE, interval=M1)


def test_settled_funding_has_seconds() -> None:
    parsed = parse_funding(GATE["funding"], NOW_MS, market=BTC)
    assert parsed.values == [Funding(BTC, 1543968000000, 0.000157, 8.0, settled=True)]
    with pytest.raises(BadAnswer):
        parse_funding(b'[{"t":1543968000,"r":""}]', NOW_MS, market=BTC)


def page(channel: Channel, interval: Interval | None = H1) -> Page:
    return Page(channel, BTC, interval, NOW_MS - 10 * HOUR_MS, NOW_MS, NOW_MS)


def test_a_page_of_statistics_is_bounded_by_its_length() -> None:
    """`to` is ignored beside `from`."""
    job = Gate().history(page(Channel.LIQUIDATIONS))
    assert job.request.url == "https://api.gateio.ws/api/v4/futures/usdt/contract_stats"
    start_s = (NOW_MS - 10 * HOUR_MS) // SECOND_MS
    expected = {"contract": "BTC_USDT", "interval": "1h", "from": start_s, "limit": 10}
    assert job.request.params == expected
    tiny = Page(Channel.LIQUIDATIONS, BTC, H1, NOW_MS - 1, NOW_MS, NOW_MS)
    assert Gate().history(tiny).request.params["limit"] == 1
    five = Gate().history(page(Channel.LIQUIDATIONS, M5))
    assert len(five.parse(GATE["contract_stats"], NOW_MS).values) == 3


def test_a_page_of_candles_or_funding_asks_as_documented() -> None:
    candles = Gate().history(page(Channel.CANDLES, M1))
    assert candles.request.params == {
        "contract": "BTC_USDT",
        "interval": "1m",
        "from": (NOW_MS - 10 * HOUR_MS) // SECOND_MS,
        "to": NOW_MS // SECOND_MS - 1,
    }
    assert len(candles.parse(GATE["candles"], NOW_MS).values) == 1
    funding = Gate().history(page(Channel.FUNDING, None))
    assert funding.request.params == {"contract": "BTC_USDT", "limit": 1000}
    assert len(funding.parse(GATE["funding"], NOW_MS).values) == 1


def test_every_request_asks_for_fractions_of_contracts() -> None:
    jobs = [Gate().instruments()]
    jobs += [Gate().history(page(channel)) for channel in Gate.histories]
    for poll in Gate().polls([BTC]):
        jobs += poll.jobs(NOW_MS, None)
    assert len(jobs) == 7
    for job in jobs:
        assert job is not None
        assert job.request.headers == {"X-Gate-Size-Decimal": "1"}


def test_the_newest_buckets_are_read_back_as_far_as_they_may_have_changed() -> None:
    stats_poll, tickers_poll, funding_poll = Gate().polls([BTC])
    now_ms = START_MS + 60_000

    def asked(since_ms: int | None) -> Any:
        (job,) = stats_poll.jobs(now_ms, since_ms)
        return job.request.params["from"]

    # The bucket before the running one, or before the one that may have been read too early.
    assert asked(None) == (START_MS - M5.ms) // SECOND_MS
    assert asked(now_ms - 30_000) == (START_MS - 2 * M5.ms) // SECOND_MS
    (job,) = stats_poll.jobs(now_ms, None)
    assert job.request.params == {
        "contract": "BTC_USDT",
        "interval": "5m",
        "from": (START_MS - M5.ms) // SECOND_MS,
        "limit": 100,
    }
    assert len(job.parse(GATE["contract_stats"], NOW_MS).values) == 3
    (job,) = tickers_poll.jobs(now_ms, None)
    assert job.request.params == {"contract": "BTC_USDT"}
    assert len(job.parse(GATE["tickers"], NOW_MS).values) == 3
    (job,) = funding_poll.jobs(now_ms, None)
    assert [type(value) for value in job.parse(GATE["contracts"], NOW_MS).values] == [
        Market,
        Funding,
    ]
    listing = Gate().instruments()
    assert listing is not None
    assert listing.parse(GATE["contracts"], NOW_MS).values == [BTC]


def test_a_limit_resets_within_ten_seconds_and_a_label_is_a_refusal() -> None:
    with pytest.raises(RateLimited) as caught:
        Gate().check(Answer(429, {}, b'{"label":"TOO_MANY_REQUESTS","message":"slow"}'))
    assert caught.value.retry_after_s == 10
    assert "TOO_MANY_REQUESTS" in caught.value.detail
    with pytest.raises(Refused):
        Gate().check(Answer(400, {}, b'{"label":"INVALID_PARAM_VALUE","message":"contract X"}'))


@pytest.mark.parametrize("name", ["contract_stats", "candles", "tickers", "funding"])
def test_an_error_object_in_place_of_a_list_is_refused(name: str) -> None:
    body = b'{"label":"INVALID_PARAM_VALUE","message":"from time exceeds 180-day limit"}'
    parsers = {
        "contract_stats": lambda: parse_contract_stats(body, NOW_MS, market=BTC, interval=M5),
        "candles": lambda: parse_candles(body, NOW_MS, market=BTC, interval=M5),
        "tickers": lambda: parse_tickers(body, NOW_MS, known={}),
        "funding": lambda: parse_funding(body, NOW_MS, market=BTC),
    }
    with pytest.raises(BadAnswer):
        parsers[name]()


def test_the_liquidations_of_gate_are_its_own_sums_180_days_deep() -> None:
    assert Gate.channels[Channel.LIQUIDATIONS].feed is FeedKind.STATS
    reach_ms = Gate.histories[Channel.LIQUIDATIONS].reach_ms
    assert reach_ms is not None
    assert 170 * DAY_MS < reach_ms < 180 * DAY_MS
