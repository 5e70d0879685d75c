from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from documented import OKX
from tracker.domain.candle import Candle
from tracker.domain.derivatives import (
    FeedKind,
    Funding,
    Liquidation,
    LongShortRatio,
    OpenInterest,
    Side,
    Ticker,
)
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, DAY_MS, H1, H4, HOUR_MS, M1, M5, M15, Interval, parse_iso
from tracker.sources import okx_shared
from tracker.sources.base import Answer, Page, Parsed
from tracker.sources.errors import BadAnswer, RateLimited, Refused, SourceError
from tracker.sources.okx import Okx
from tracker.sources.okx_shared import (
    liquidations_job,
    open_envelope,
    parse_candles,
    parse_funding,
    parse_liquidations,
    parse_open_interest,
    parse_open_interest_history,
    parse_ratios,
    parse_tickers,
    parse_time,
)

parse_instruments = partial(okx_shared.parse_instruments, venue="okx", contract=Contract.LINEAR)
UNKNOWN_SIZE = Okx().market("BTC")
BTC = replace(UNKNOWN_SIZE, multiplier=0.01)
KNOWN = {BTC.symbol: BTC}
NOW_MS = parse_iso("2026-11-22T00:00:00Z")


def answer(name: str, /, *rows: Any) -> bytes:
    """A documented body with its rows replaced."""
    return json.dumps({**json.loads(OKX[name]), "data": list(rows)}).encode()


def first(name: str, /, **fields: Any) -> dict[str, Any]:
    """The first row of a documented body with fields replaced; `...` takes one away."""
    row = {**json.loads(OKX[name])["data"][0], **fields}
    return {key: value for key, value in row.items() if value is not ...}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("50011", RateLimited),
        ("50013", RateLimited),
        ("51000", Refused),
        ("51001", Refused),
        ("50014", Refused),
        ("50030", Refused),
        ("50001", BadAnswer),
        ("1", BadAnswer),
        ("", BadAnswer),
    ],
)
def test_an_error_may_come_with_http_200_and_a_code_inside(
    code: str, kind: type[SourceError]
) -> None:
    body = json.dumps({"code": code, "msg": "Instrument ID does not exist"}).encode()
    Okx().check(Answer(200, {}, body))
    with pytest.raises(kind) as caught:
        open_envelope(body)
    assert type(caught.value) is kind
    assert caught.value.detail == f"code {code}: Instrument ID does not exist"


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"0","msg":""}',
        b'{"code":"0","data":null}',
        b'{"code":"0","data":{}}',
        b'{"code":0,"data":[]}',
        b'{"code":null,"data":[]}',
        b'{"data":[]}',
        b'{"event":"error","code":60012,"msg":"Invalid request"}',
        b'{"table":"swap/candle60s","data":[{"candle":["2022-06-02T07:16:00.000Z"]}]}',
    ],
)
def test_an_envelope_without_code_or_data_is_refused(body: bytes) -> None:
    """The last one is a frame of the retired v3."""
    with pytest.raises(BadAnswer):
        open_envelope(body)


def test_a_limit_is_counted_over_two_seconds() -> None:
    with pytest.raises(RateLimited) as caught:
        Okx().check(Answer(429, {}, b'{"code":"50011","msg":"Too Many Requests"}'))
    assert caught.value.retry_after_s == 5
    with pytest.raises(Refused):
        Okx().check(Answer(404, {}, b""))


def test_a_ticker_has_its_volume_in_coins() -> None:
    market = Market("okx", "LTC-USD-SWAP", "LTC", Contract.LINEAR)
    parsed = parse_tickers(OKX["tickers"], NOW_MS, known={market.symbol: market})
    assert parsed.values == [
        Ticker(market, 1597026383085, 9999.99, 9000, 10000, 8888.88, 2222, 2222 * 9999.99)
    ]
    assert parse_tickers(OKX["tickers"], NOW_MS, known=KNOWN).values == []


def test_what_a_ticker_leaves_empty_is_unknown_and_never_zero() -> None:
    row = {"instId": "BTC-USDT-SWAP", "last": "1", "ts": "1597026383085"}
    row |= {"open24h": "", "high24h": "0", "volCcy24h": ""}
    expected = Ticker(BTC, 1597026383085, 1.0, None, None, None, None, None)
    assert parse_tickers(answer("tickers", row), NOW_MS, known=KNOWN).values == [expected]
    for fields in ({"last": ""}, {"last": "0"}, {"low24h": "-1"}, {"volCcy24h": "-1"}, {"ts": "0"}):
        bad = first("tickers", instId="BTC-USDT-SWAP", **fields)
        with pytest.raises(BadAnswer):
            parse_tickers(answer("tickers", bad), NOW_MS, known=KNOWN)


def test_the_recorded_open_interest_is_one_sided_in_coins_and_usd() -> None:
    """3246494.1 contracts x ctVal 0.01 are its 32464.941 coins."""
    assert pytest.approx(32464.941) == 3246494.1 * 0.01
    parsed = parse_open_interest(OKX["open_interest"], NOW_MS, known=KNOWN)
    assert parsed.values == [OpenInterest(BTC, 1664005108969, 32464.941, 2078892496.94)]
    assert parse_open_interest(OKX["open_interest"], NOW_MS, known={}).values == []


def test_open_interest_without_usd_or_coins() -> None:
    row = first("open_interest", oiUsd=...)
    (value,) = parse_open_interest(answer("open_interest", row), NOW_MS, known=KNOWN).values
    assert isinstance(value, OpenInterest)
    assert (value.coin, value.usd) == (32464.941, None)
    for fields in ({"oiCcy": ""}, {"oiCcy": "-1"}, {"oiUsd": "-1"}, {"ts": ""}):
        body = answer("open_interest", first("open_interest", **fields))
        with pytest.raises(BadAnswer):
            parse_open_interest(body, NOW_MS, known=KNOWN)


def funding(*rows: dict[str, Any], settled: bool = False) -> list[Funding]:
    parsed = parse_funding(answer("funding", *rows), NOW_MS, market=BTC, settled=settled)
    return [value for value in parsed.values if isinstance(value, Funding)]


def test_the_coming_rate_is_paid_at_its_funding_time_until_the_next() -> None:
    parsed = parse_funding(OKX["funding"], NOW_MS, market=BTC, settled=False)
    assert parsed.values == [Funding(BTC, 1703088000000, 0.0000792, 8.0, settled=False)]
    other = replace(BTC, symbol="ETH-USDT-SWAP")
    assert parse_funding(OKX["funding"], NOW_MS, market=other, settled=False).values == []


@pytest.mark.parametrize(
    ("following", "hours"),
    [
        ("1703102400000", 4.0),
        ("1703088000001", 1 / 3_600_000),
        ("1703174400000", 24.0),
        ("1703174400001", None),
        ("1703088000000", None),
        ("1703084400000", None),
        ("1803084400000", None),
        ("", None),
        (None, None),
        ("0", None),
    ],
)
def test_the_interval_is_the_distance_to_the_next_payment_where_that_makes_sense(
    following: str | None, hours: float | None
) -> None:
    (value,) = funding(first("funding", nextFundingTime=following))
    assert value.interval_h == hours


def settled_rows(*hours: int) -> list[dict[str, Any]]:
    """Documented rows without a next time, so many hours after the first."""
    start = 1703088000000
    return [
        first("funding", nextFundingTime=..., fundingTime=str(start + hour * HOUR_MS))
        for hour in hours
    ]


def test_settled_rows_come_newest_first_and_their_interval_is_the_distance_between_them() -> None:
    values = funding(*settled_rows(20, 16, 8, 0), settled=True)
    assert [(value.settles_ms - 1703088000000) // HOUR_MS for value in values] == [0, 8, 16, 20]
    assert [value.interval_h for value in values] == [8.0, 8.0, 8.0, 4.0]
    assert all(value.settled for value in values)


@pytest.mark.parametrize(
    ("hours", "interval"), [(1, 1.0), (2, 2.0), (3, None), (4, 4.0), (6, None), (8, 8.0), (9, None)]
)
def test_only_a_distance_that_payments_have_is_taken_for_their_interval(
    hours: int, interval: float | None
) -> None:
    values = funding(*settled_rows(hours, 0), settled=True)
    assert [value.interval_h for value in values] == [interval, interval]


def test_a_missing_settled_row_does_not_look_like_a_longer_interval() -> None:
    assert [one.interval_h for one in funding(*settled_rows(16, 0), settled=True)] == [None, None]
    assert [one.interval_h for one in funding(*settled_rows(0), settled=True)] == [None]
    assert [one.interval_h for one in funding(*settled_rows(0, 0), settled=True)] == [None, None]


def test_what_was_realized_counts_where_it_is_told() -> None:
    row = first("funding", realizedRate="0.017")
    assert [one.rate for one in funding(row, settled=True)] == [0.017]
    assert [one.rate for one in funding(row)] == [0.0000792]
    empty = first("funding", realizedRate="")
    assert [one.rate for one in funding(empty, settled=True)] == [0.0000792]
    for fields in (
        {"fundingRate": ""},
        {"fundingTime": "-1"},
        {"fundingTime": 10**400},
        {"nextFundingTime": "-1"},
    ):
        with pytest.raises(BadAnswer):
            funding(first("funding", **fields))


ROW: list[str] = json.loads(OKX["candles"])["data"][0]
OPENED = 1_747_094_040_000


def bar(bars: int, confirm: str = "1") -> list[str]:
    """The documented row, so many minutes later."""
    return [str(OPENED + bars * M1.ms), *ROW[1:8], confirm]


def candles(*rows: list[Any]) -> Parsed:
    return parse_candles(answer("candles", *rows), NOW_MS, market=BTC, interval=M1)


def test_a_candle_has_its_volume_in_coins_and_says_itself_whether_it_is_over() -> None:
    parsed = parse_candles(OKX["candles"], NOW_MS, market=BTC, interval=M1)
    expected = Candle(BTC, M1, OPENED, 102806.1, 102820.4, 102806.1, 102820.4, 10.4037, closed=True)
    assert parsed.values == [expected]
    values = candles(bar(2, "0"), bar(1), bar(0)).values
    found = [(value.open_ms, value.closed) for value in values if isinstance(value, Candle)]
    assert found == [
        (OPENED, True),
        (OPENED + M1.ms, True),
        (OPENED + 2 * M1.ms, False),
    ]


def test_a_candle_that_has_a_successor_is_over_whatever_was_said() -> None:
    values = candles(bar(1, "0"), bar(0, "0")).values
    assert [value.closed for value in values if isinstance(value, Candle)] == [True, False]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({0: str(OPENED + 1)}, "boundary"),
        ({2: "1"}, "enclose"),
        ({1: "NaN"}, "not a number"),
        ({4: "1e999"}, "range"),
        ({6: "-1"}, "negative"),
        ({3: "-1"}, "above zero"),
        ({1: ""}, "float"),
        ({0: str(OPENED + 10**8 * M1.ms)}, "future"),
        ({8: 1}, "str"),
    ],
)
def test_a_candle_that_cannot_be_true_costs_itself_alone(cells: dict[int, Any], why: str) -> None:
    bad = [cells.get(number, cell) for number, cell in enumerate(ROW)]
    parsed = candles(bar(2), bad, bar(1))
    assert (len(parsed.values), len(parsed.faults)) == (2, 1)
    assert why in parsed.faults[0]
    with pytest.raises(BadAnswer):
        candles(bad)


def interest_history(*rows: list[Any], now_ms: int = NOW_MS, interval: Interval = H1) -> Parsed:
    return parse_open_interest_history(
        answer("open_interest_history", *rows),
        now_ms,
        market=BTC,
        interval=interval,
        end_ms=NOW_MS,
    )


HISTORY_ROW: list[str] = json.loads(OKX["open_interest_history"])["data"][0]


def test_past_open_interest_has_contracts_coins_and_usd() -> None:
    parsed = parse_open_interest_history(
        OKX["open_interest_history"],
        NOW_MS,
        market=BTC,
        interval=H1,
        end_ms=int(HISTORY_ROW[0]) + HOUR_MS,
    )
    assert parsed.values == [OpenInterest(BTC, 1790550000000, 28006.5419, 2360916466.88)]
    recent = [str(NOW_MS - HOUR_MS), "1", "2", ""]
    assert interest_history(recent).values == [OpenInterest(BTC, NOW_MS - HOUR_MS, 2.0, None)]
    assert interest_history().values == []
    for cells in (["1", ""], ["1", "-2"], ["1", "2", "-3"]):
        with pytest.raises(BadAnswer):
            interest_history([recent[0], *cells, "3"][:4])


def test_a_history_that_stopped_long_before_the_window_is_refused() -> None:
    """The endpoint was once seen frozen years back."""

    def ends(before_ms: int, interval: Interval = H1) -> Parsed:
        return interest_history([str(NOW_MS - before_ms), "1", "2", "3"], interval=interval)

    assert ends(DAY_MS).values
    with pytest.raises(BadAnswer, match="out of date"):
        ends(DAY_MS + 1)
    assert ends(24 * DAY_MS, D1).values
    with pytest.raises(BadAnswer, match="out of date"):
        ends(24 * DAY_MS + 1, D1)


def test_the_ratio_of_accounts_becomes_the_share_that_is_long() -> None:
    parsed = parse_ratios(OKX["ratios"], NOW_MS, market=BTC)
    expected = 0.9398602814619824 / 1.9398602814619824
    assert parsed.values == [LongShortRatio(BTC, 1729323600000, pytest.approx(expected))]
    (zero,) = parse_ratios(answer("ratios", ["1729323600000", "0"]), NOW_MS, market=BTC).values
    assert isinstance(zero, LongShortRatio)
    assert zero.long_share == 0
    with pytest.raises(BadAnswer):
        parse_ratios(answer("ratios", ["1729323600000", "-1"]), NOW_MS, market=BTC)


DETAIL: dict[str, Any] = json.loads(OKX["liquidations"])["data"][0]["details"][0]


def liquidations(
    *details: dict[str, Any],
    since_ms: int = 0,
    after_ms: int | None = None,
    **group: Any,
) -> Parsed:
    """What comes out of the documented group with these details."""
    row = first("liquidations", **group)
    row["details"] = [{**DETAIL, **detail} for detail in details]
    return parse_liquidations(
        answer("liquidations", row), NOW_MS, market=BTC, since_ms=since_ms, after_ms=after_ms
    )


def sides(*details: dict[str, Any]) -> list[Side]:
    values = liquidations(*details).values
    return [value.side for value in values if isinstance(value, Liquidation)]


def test_usd_is_contracts_times_contract_value_times_the_bankruptcy_price() -> None:
    parsed = parse_liquidations(OKX["liquidations"], NOW_MS, market=BTC, since_ms=0, after_ms=None)
    (found,) = parsed.values
    assert isinstance(found, Liquidation)
    assert (found.market, found.at_ms, found.side) == (BTC, 1692266434010, Side.SHORT)
    assert (found.price, found.quantity) == (64210.1, pytest.approx(0.13))
    assert found.notional_usd == pytest.approx(8347.313)
    assert parsed.next is None


def test_every_detail_of_a_group_is_a_liquidation() -> None:
    parsed = liquidations({"sz": "1"}, {"sz": "2"}, {"sz": "3"})
    quantities = [value.quantity for value in parsed.values if isinstance(value, Liquidation)]
    assert quantities == pytest.approx([0.01, 0.02, 0.03])


def test_the_position_side_counts_and_in_net_mode_the_order_side() -> None:
    assert sides(
        {"posSide": "long", "side": "sell"},
        {"posSide": "short", "side": "buy"},
        {"posSide": "long", "side": "buy"},
        {"posSide": "net", "side": "sell"},
        {"posSide": "net", "side": "buy"},
        {"posSide": "", "side": "sell"},
    ) == [Side.LONG, Side.SHORT, Side.LONG, Side.LONG, Side.SHORT, Side.LONG]


@pytest.mark.parametrize(
    "detail",
    [
        {"posSide": "net", "side": "both"},
        {"sz": "0"},
        {"sz": ""},
        {"bkPx": "-1"},
        {"bkPx": "NaN"},
        {"ts": "0"},
        {"ts": "soon"},
    ],
)
def test_a_liquidation_that_cannot_be_true_costs_itself_alone(detail: dict[str, Any]) -> None:
    parsed = liquidations({}, detail)
    assert (len(parsed.values), len(parsed.faults)) == (1, 1)
    with pytest.raises(BadAnswer):
        liquidations(detail)


def test_liquidations_of_other_contracts_are_dropped_and_counted() -> None:
    parsed = liquidations({}, {}, instId="ETH-USDT-SWAP")
    assert (parsed.values, parsed.dropped) == ([], 2)
    assert len(liquidations({}, instId="").values) == 1, "the question named one contract"


def test_without_the_size_of_a_contract_nothing_is_guessed() -> None:
    with pytest.raises(BadAnswer, match="contract size is not known yet"):
        parse_liquidations(
            OKX["liquidations"], NOW_MS, market=UNKNOWN_SIZE, since_ms=0, after_ms=None
        )


def full_page(newest_ms: int, step_ms: int = 1_000) -> list[dict[str, Any]]:
    return [{"ts": str(newest_ms - number * step_ms)} for number in range(100)]


def test_a_full_page_has_an_older_one_until_the_wanted_time_is_reached() -> None:
    newest = 1_692_266_434_010
    oldest = newest - 99_000
    following = liquidations(*full_page(newest), since_ms=oldest - 1).next
    assert following is not None
    # One ms of overlap, for the others of that ms.
    assert following.request.params["after"] == oldest + 1
    assert liquidations(*full_page(newest), since_ms=oldest).next is None
    assert liquidations(*full_page(newest)[:99], since_ms=0).next is None
    assert len(following.parse(OKX["liquidations"], NOW_MS).values) == 1


def test_a_page_within_one_millisecond_moves_on_all_the_same() -> None:
    at_ms = 1_692_266_434_010
    following = liquidations(*full_page(at_ms, 0), after_ms=at_ms + 1).next
    assert following is not None
    assert following.request.params["after"] == at_ms


def test_the_overlap_never_reaches_beyond_what_was_asked() -> None:
    at_ms = 1_692_266_434_010
    for after_ms, expected in ((at_ms + 2, at_ms + 1), (at_ms + 1, at_ms)):
        following = liquidations(*full_page(at_ms, 0), after_ms=after_ms).next
        assert following is not None
        assert following.request.params["after"] == expected


def test_a_venue_that_ignores_after_is_not_asked_for_ever() -> None:
    at_ms = 1_692_266_434_010
    page = answer(
        "liquidations", {**first("liquidations"), "details": [{**DETAIL, "ts": at_ms}] * 100}
    )
    job = liquidations_job(BTC, 0)
    asked = 0
    while job is not None and asked < 10:
        job = job.parse(page, NOW_MS).next
        asked += 1
    assert asked < 5


def test_the_instrument_list_tells_what_one_contract_is() -> None:
    rows = [
        first("instruments"),
        first("instruments", instId="ETH-USDT-SWAP", ctVal="0.1", ctValCcy="ETH", ctMult=""),
        first("instruments", instId="SOL-USDT-SWAP", ctVal="1", ctValCcy="SOL", ctMult="2"),
        first("instruments", instId="BTC-USD-SWAP", ctType="inverse", ctVal="100"),
        first("instruments", instId="BTC-USDC-SWAP", settleCcy="USDC"),
        first("instruments", instId="BTC-USDT-260327"),
        first("instruments", instId="BTC-USDT", ctType="", ctVal="", ctValCcy=""),
        first("instruments", instId="BAD-USDT-SWAP", ctVal="0"),
        first("instruments", instId="ODD-USDT-SWAP", ctMult="-1"),
    ]
    parsed = parse_instruments(answer("instruments", *rows), NOW_MS)
    assert parsed.values == [
        BTC,
        Market("okx", "ETH-USDT-SWAP", "ETH", Contract.LINEAR, multiplier=0.1),
        Market("okx", "SOL-USDT-SWAP", "SOL", Contract.LINEAR, multiplier=2.0),
    ]
    assert len(parsed.faults) == 2


def test_the_recorded_list_has_the_multipliers_of_the_reference(payloads: Path) -> None:
    name = "okx/rest_cf_www.okx.com_api_v5_public_instruments__instType=SWAP.json"
    markets = parse_instruments((payloads / name).read_bytes(), NOW_MS).values
    found = {one.asset: one.multiplier for one in markets if isinstance(one, Market)}
    assert (found["BTC"], found["ETH"], found["SOL"]) == (0.01, 0.1, 1)
    assert (found["XRP"], found["DOGE"]) == (100, 1000)


def test_the_server_tells_its_time() -> None:
    assert parse_time(OKX["time"], NOW_MS).venue_ms == 1597026383085
    assert parse_time(answer("time"), NOW_MS).venue_ms is None
    with pytest.raises(BadAnswer):
        parse_time(answer("time", {"ts": "-1"}), NOW_MS)


def page(channel: Channel, interval: Interval | None = H1, back_ms: int = 10 * HOUR_MS) -> Page:
    start_ms = NOW_MS - back_ms
    return Page(channel, BTC, interval, start_ms, start_ms + 10 * HOUR_MS, NOW_MS)


@pytest.mark.parametrize(
    ("interval", "bar_name"),
    [(M1, "1m"), (M5, "5m"), (M15, "15m"), (H1, "1H"), (H4, "4H"), (D1, "1Dutc")],
)
def test_days_are_asked_for_on_utc_boundaries(interval: Interval, bar_name: str) -> None:
    request = Okx().history(page(Channel.CANDLES, interval)).request
    assert request.params["bar"] == bar_name


def test_a_page_of_candles_lies_between_its_bounds_in_the_right_archive() -> None:
    """`after` is older than, `before` newer than; both exclude the bound itself."""
    recent = Okx().history(page(Channel.CANDLES)).request
    assert recent.url == "https://www.okx.com/api/v5/market/candles"
    assert recent.params == {
        "instId": "BTC-USDT-SWAP",
        "bar": "1H",
        "after": NOW_MS,
        "before": NOW_MS - 10 * HOUR_MS - 1,
        "limit": 100,
    }
    edge = Okx().history(page(Channel.CANDLES, back_ms=1_440 * HOUR_MS)).request
    assert edge.url == "https://www.okx.com/api/v5/market/history-candles"
    job = Okx().history(page(Channel.CANDLES, M1))
    assert len(job.parse(OKX["candles"], NOW_MS).values) == 1


def test_a_page_of_statistics_has_a_beginning_and_an_end() -> None:
    job = Okx().history(page(Channel.OI))
    assert job.request.params == {
        "instId": "BTC-USDT-SWAP",
        "period": "1H",
        "begin": NOW_MS - 10 * HOUR_MS,
        "end": NOW_MS,
        "limit": 100,
    }
    with pytest.raises(BadAnswer, match="out of date"):
        job.parse(OKX["open_interest_history"], NOW_MS)
    ratios = Okx().history(page(Channel.RATIOS, M5))
    assert ratios.request.params["ccy"] == "BTC"
    assert ratios.request.params["period"] == "5m"
    assert len(ratios.parse(OKX["ratios"], NOW_MS).values) == 1
    funding_job = Okx().history(page(Channel.FUNDING, None))
    assert funding_job.request.url.endswith("/public/funding-rate-history")
    (value,) = funding_job.parse(OKX["funding"], NOW_MS).values
    assert isinstance(value, Funding)
    assert value.settled


def test_statistics_reach_back_as_far_as_the_venue_keeps_them() -> None:
    now_ms = 1_000 * DAY_MS
    days = {
        (channel, interval): (now_ms - history.earliest_ms(interval, now_ms)) / DAY_MS
        for channel, history in Okx.histories.items()
        for interval in history.intervals or (None,)
        if history.earliest_ms(interval, now_ms) > 0
    }
    assert days == {
        (Channel.OI, M5): 5,
        (Channel.OI, H1): 60,
        (Channel.RATIOS, M5): 2,
        (Channel.RATIOS, H1): 24,
        (Channel.RATIOS, D1): 576,
        (Channel.FUNDING, None): 90,
    }


def test_the_polls_parse_the_documented_answers() -> None:
    bodies = {
        "/public/liquidation-orders": ("liquidations", 1),
        "/public/open-interest": ("open_interest", 1),
        "/market/tickers": ("tickers", 0),
        "/public/funding-rate": ("funding", 1),
        "/rubik/stat/contracts/long-short-account-ratio": ("ratios", 1),
    }
    for poll in Okx().polls([BTC]):
        (job,) = poll.jobs(NOW_MS, None)
        name, count = bodies.pop(job.request.url.removeprefix("https://www.okx.com/api/v5"))
        values = job.parse(OKX[name], NOW_MS).values
        assert len(values) == count
        assert not any(value.settled for value in values if isinstance(value, Funding))
    assert not bodies


def test_liquidations_are_read_back_a_day_at_first_and_then_to_the_last_time() -> None:
    poll = Okx().polls([BTC])[0]
    assert poll.channels == (Channel.LIQUIDATIONS,)
    newest = NOW_MS - 20 * HOUR_MS
    row = first("liquidations", details=[{**DETAIL, **one} for one in full_page(newest)])
    body = answer("liquidations", row)
    (at_start,) = poll.jobs(NOW_MS, None)
    assert at_start.request.params == {
        "instType": "SWAP",
        "uly": "BTC-USDT",
        "state": "filled",
        "limit": 100,
    }
    assert at_start.parse(body, NOW_MS).next is not None
    (an_hour_later,) = poll.jobs(NOW_MS, NOW_MS - HOUR_MS)
    assert an_hour_later.parse(body, NOW_MS).next is None
    # A minute of overlap: what arrived late must not fall between two polls.
    oldest = newest - 99_000
    (just_reached,) = poll.jobs(NOW_MS, oldest + 60_000)
    assert just_reached.parse(body, NOW_MS).next is None
    (not_yet,) = poll.jobs(NOW_MS, oldest + 59_999)
    assert not_yet.parse(body, NOW_MS).next is not None


def test_lists_and_clock_are_where_they_are_documented() -> None:
    listing, clock = Okx().instruments(), Okx().clock()
    assert listing is not None
    assert clock is not None
    assert listing.request.params == {"instType": "SWAP"}
    assert listing.parse(OKX["instruments"], NOW_MS).values == [BTC]
    assert clock.parse(OKX["time"], NOW_MS).venue_ms == 1597026383085
    assert Okx.needs_instruments
    assert Okx.channels[Channel.LIQUIDATIONS].feed is FeedKind.COMPLETE
