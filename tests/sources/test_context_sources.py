"""The services of market context: documented and recorded answers, hostile ones, budgets and choices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recorded import recordings, shared_folder
from sources.test_fuzz import WRONG
from tracker.domain.context import CHANNEL_OF, Holding, Reading, Series
from tracker.domain.health import Channel
from tracker.domain.times import DAY_MS, iso, parse_iso
from tracker.sources import alternative_me, cboe, coingecko, ecb, fred, register_all, yahoo
from tracker.sources.base import Answer, Parsed, Source
from tracker.sources.context import ContextSource
from tracker.sources.errors import BadAnswer, Blocked, RateLimited, Refused, SourceError

register_all()
NOW_MS = parse_iso("2026-07-24T12:00:00Z")
BTC = frozenset({"BTC", "ETH"})
Parse = Callable[[bytes, int], Parsed]


def column(name: str) -> Any:
    return next(one for one in fred.COLUMNS if one.name == name)


#: Every parser with the example that stands over it, or in its vendor's documentation.
CASES: dict[str, tuple[Parse, bytes]] = {
    "coingecko-markets": (
        partial(coingecko.parse_markets, watched=BTC),
        b"""[{"id":"bitcoin","symbol":"btc","name":"Bitcoin","current_price":77671,
        "market_cap":1555886872303,"market_cap_rank":1,"circulating_supply":20030493.0,
        "total_supply":20030843.0,"max_supply":21000000.0,"roi":null,
        "last_updated":"2026-05-18T12:49:21.599Z"}]""",
    ),
    "coingecko-global": (
        partial(coingecko.parse_global, watched=BTC),
        b"""{"data":{"active_cryptocurrencies":17397,"markets":1476,
        "total_market_cap":{"btc":34570737.199462704,"usd":2621040321355.0405},
        "total_volume":{"usd":95133256404.37308},
        "market_cap_percentage":{"btc":57.9539332566265,"eth":9.58227145398409},
        "market_cap_change_percentage_24h_usd":-1.6081983639177684,"updated_at":1779878351}}""",
    ),
    "coingecko-treasury": (
        partial(coingecko.parse_treasury, asset="BTC"),
        b"""{"total_holdings":264136,"total_value_usd":18403306939.1513,
        "market_cap_dominance":1.34,"companies":[{"name":"MicroStrategy Inc.",
        "symbol":"NASDAQ:MSTR","country":"US","total_holdings":174530,
        "total_entry_value_usd":4680000000,"total_current_value_usd":12160134022,
        "percentage_of_total_supply":0.831},{"name":"Galaxy Digital Holdings",
        "symbol":"TSE: GLXY","country":"US","total_holdings":17518,"total_entry_value_usd":0,
        "total_current_value_usd":1220542186,"percentage_of_total_supply":0.083}]}""",
    ),
    "alternative.me": (
        alternative_me.parse_index,
        b"""{"name":"Fear and Greed Index","data":[{"value":"15",
        "value_classification":"Extreme Fear","timestamp":"1763079600",
        "time_until_update":"36497"},{"value":"16","value_classification":"Extreme Fear",
        "timestamp":"1762992000"}],"metadata":{"error":null}}""",
    ),
    "ecb-rate": (
        partial(ecb.parse_series, series=Series.ECB_DEPOSIT),
        (
            b"KEY,FREQ,TIME_PERIOD,OBS_VALUE\r\n"
            b"FM.D.U2.EUR.4F.KR.DFR.LEV,D,2026-07-22,2\r\nFM.D.U2.EUR.4F.KR.DFR.LEV,D,2026-07-23,2\r\n"
        ),
    ),
    "ecb-euro": (
        partial(ecb.parse_series, series=Series.EUR_USD),
        b"FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE\nD,USD,2026-03-16,1.1478\nD,USD,2026-03-17,1.1511\n,,,\n",
    ),
    "fred-yield": (
        partial(fred.parse_series, column=column("DGS10")),
        b"observation_date,DGS10\n2026-02-10,4.15\n2026-02-11,4.18\n2026-02-12,.\n2026-02-13,\n",
    ),
    "fred-close": (
        partial(fred.parse_series, column=column("SP500")),
        b"DATE,SP500\n2026-02-10,6941.81\n2026-02-11,6941.47\n",
    ),
    "cboe": (
        cboe.parse_history,
        (
            b"DATE,OPEN,HIGH,LOW,CLOSE\n01/02/1990,17.24,17.24,17.24,17.24\n"
            b"07/22/2026,17.49,19.42,16.64,16.64\n07/23/2026,17.32,20.31,17.32,18.70\n"
        ),
    ),
    "yahoo": (
        partial(yahoo.parse_chart, series=Series.DAX),
        b"""{"chart":{"result":[{"meta":{"currency":"EUR","symbol":"^GDAXI",
        "regularMarketTime":1784886900,"exchangeTimezoneName":"Europe/Berlin",
        "regularMarketPrice":24500.5,"chartPreviousClose":20000.0},
        "timestamp":[1784703600,1784790000,1784876400],"indicators":{"quote":[{
        "close":[24300.25,null,24500.5],"open":[24000.0,null,24400.0]}]}}],"error":null}}""",
    ),
}
ALL = [pytest.param(*case, id=name) for name, case in CASES.items()]


def read(name: str) -> Parsed:
    parse, body = CASES[name]
    return parse(body, NOW_MS)


def readings(parsed: Parsed) -> list[Reading]:
    assert all(isinstance(one, Reading) for one in parsed.values)
    return [one for one in parsed.values if isinstance(one, Reading)]


def attempt(parse: Parse, body: bytes) -> Parsed | SourceError:
    """Values that can be true, or a whole sentence; nothing else gets out."""
    try:
        parsed = parse(body, NOW_MS)
    except SourceError as error:
        return error
    for one in parsed.values:
        assert isinstance(one, Reading | Holding)
        assert 0 < one.at_ms <= NOW_MS + DAY_MS
        if isinstance(one, Reading):
            assert abs(one.value) < 1e31
            assert one.slot_ms <= one.at_ms
        else:
            assert one.coins > 0
            assert one.cost_usd is None or one.cost_usd > 0
    return parsed


@pytest.mark.parametrize(("parse", "body"), ALL)
def test_every_documented_answer_is_read_without_a_fault(parse: Parse, body: bytes) -> None:
    parsed = attempt(parse, body)
    assert isinstance(parsed, Parsed)
    assert parsed.values
    assert not parsed.faults


@pytest.mark.parametrize(("parse", "body"), ALL)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_a_sentence(parse: Parse, body: bytes, wrong: bytes) -> None:
    del body
    outcome = attempt(parse, wrong)
    if isinstance(outcome, SourceError):
        assert outcome.sentence.endswith(".")
    else:
        assert not outcome.values


@pytest.mark.parametrize(("parse", "body"), ALL)
@given(data=st.data())
def test_a_damaged_answer_gives_true_values_or_a_sentence(
    parse: Parse, body: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.binary(max_size=4) | st.sampled_from([b"-", b"1e99", b"null", b'"', b","]))
    outcome = attempt(parse, body[:at] + put + body[at + cut :])
    assert isinstance(outcome, Parsed) or outcome.sentence.endswith(".")


# --- what they say -----------------------------------------------------------------------------------


def test_a_cap_and_a_supply_are_told_by_the_largest_coin_of_a_symbol() -> None:
    cap, supply = readings(read("coingecko-markets"))
    assert (cap.series, cap.asset, cap.value) == (Series.MARKET_CAP, "BTC", 1_555_886_872_303.0)
    assert (supply.series, supply.value, supply.closed) == (Series.SUPPLY, 20_030_493.0, False)
    assert iso(cap.at_ms) == "2026-05-18T12:49:21.599Z"
    assert iso(cap.slot_ms) == "2026-05-18T12:00:00Z"
    twice = b"""[{"symbol":"btc","market_cap":9},{"symbol":"btc","market_cap":1},
        {"symbol":"eth","market_cap":0},{"symbol":"doge","market_cap":5}]"""
    told = readings(coingecko.parse_markets(twice, NOW_MS, watched=BTC))
    assert [(one.asset, one.value, one.at_ms) for one in told] == [("BTC", 9.0, NOW_MS)]


def test_dominance_is_a_fraction() -> None:
    total, btc, eth = readings(read("coingecko-global"))
    assert (total.series, total.value) == (Series.TOTAL_CAP, 2_621_040_321_355.0405)
    assert (btc.asset, btc.value) == ("BTC", pytest.approx(0.579539332566265))
    assert (eth.asset, eth.value) == ("ETH", pytest.approx(0.0958227145398409))
    assert iso(btc.at_ms) == "2026-05-27T10:39:11Z"


def test_an_entry_value_of_zero_is_not_known_and_never_a_gain() -> None:
    known, unknown = read("coingecko-treasury").values
    assert known == Holding(
        "coingecko", "BTC", "MicroStrategy Inc.", "NASDAQ:MSTR", NOW_MS, 174_530.0, 4.68e9
    )
    assert isinstance(unknown, Holding)
    assert unknown.cost_usd is None


def test_fear_and_greed_is_kept_by_its_utc_day_with_the_providers_word() -> None:
    first, second = readings(read("alternative.me"))
    assert (first.value, first.words) == (15.0, "Extreme Fear")
    assert iso(first.slot_ms) == "2025-11-14T00:00:00Z"
    assert iso(second.slot_ms) == "2025-11-13T00:00:00Z"
    with pytest.raises(BadAnswer, match="with an error"):
        alternative_me.parse_index(b'{"data":[],"metadata":{"error":"no"}}', NOW_MS)
    with pytest.raises(BadAnswer):
        alternative_me.parse_index(
            b'{"data":[{"value":"101","timestamp":"1763079600"}],"metadata":{}}', NOW_MS
        )


def test_rates_are_fractions_and_currencies_are_not() -> None:
    assert [one.value for one in readings(read("ecb-rate"))] == [0.02, 0.02]
    euro = readings(read("ecb-euro"))
    assert [(iso(one.at_ms), one.value) for one in euro] == [
        ("2026-03-16T00:00:00Z", 1.1478),
        ("2026-03-17T00:00:00Z", 1.1511),
    ]
    assert [one.value for one in readings(read("fred-yield"))] == [
        pytest.approx(0.0415),
        pytest.approx(0.0418),
    ]


def test_a_negative_rate_is_one_and_a_negative_index_is_none() -> None:
    body = b"TIME_PERIOD,OBS_VALUE\n2021-01-04,-0.5\n"
    (rate,) = readings(ecb.parse_series(body, NOW_MS, series=Series.ECB_DEPOSIT))
    assert rate.value == -0.005
    with pytest.raises(BadAnswer):
        ecb.parse_series(body, NOW_MS, series=Series.EUR_USD)


def test_a_close_stands_at_the_close_of_its_session() -> None:
    first, last = readings(read("fred-close"))
    assert (iso(first.slot_ms), iso(first.at_ms)) == (
        "2026-02-10T00:00:00Z",
        "2026-02-10T21:00:00Z",
    )
    assert last.value == 6_941.47
    vix = readings(read("cboe"))
    assert [(iso(one.at_ms), one.value) for one in vix] == [
        ("2026-07-22T20:15:00Z", 16.64),
        ("2026-07-23T20:15:00Z", 18.7),
    ]


def test_one_bad_row_costs_one_row() -> None:
    body = b"observation_date,DGS10\nyesterday,4.1\n2026-02-11,4.18\n2026-02-12,high\n"
    parsed = fred.parse_series(body, NOW_MS, column=column("DGS10"))
    assert len(parsed.values) == 1
    assert len(parsed.faults) == 2


def test_a_running_session_is_told_as_it_stands_and_not_as_a_close() -> None:
    # 24 July 2026, 11:55 in Frankfurt; the day before was a holiday to this answer.
    closed, running = readings(read("yahoo"))
    assert (iso(closed.at_ms), closed.closed) == ("2026-07-22T15:30:00Z", True)
    assert (running.closed, running.value) == (False, 24_500.5)
    assert iso(running.slot_ms) == "2026-07-24T00:00:00Z"
    assert iso(running.at_ms) == "2026-07-24T09:55:00Z"
    # An hour after the end its last value is the close, whatever the time of the quote.
    parse, body = CASES["yahoo"]
    later = readings(parse(body, parse_iso("2026-07-24T16:30:00Z")))[-1]
    assert (later.closed, iso(later.at_ms)) == (True, "2026-07-24T15:30:00Z")


def test_an_error_of_the_chart_is_a_sentence() -> None:
    body = b'{"chart":{"result":null,"error":{"code":"Not Found","description":"No data"}}}'
    with pytest.raises(BadAnswer) as caught:
        yahoo.parse_chart(body, NOW_MS, series=Series.DAX)
    assert caught.value.detail == "Not Found: No data"


# --- how they refuse ---------------------------------------------------------------------------------


def test_too_many_requests_may_be_said_with_another_status() -> None:
    body = b'{"status":{"error_code":429,"error_message":"You\'ve exceeded the Rate Limit."}}'
    for status in (403, 429):
        with pytest.raises(RateLimited) as caught:
            coingecko.CoinGecko().check(Answer(status, {"retry-after": "17"}, body))
        assert caught.value.retry_after_s == 17
    with pytest.raises(Blocked):
        coingecko.CoinGecko().check(Answer(403, {}, b"<html>error_code</html>"))


@pytest.mark.parametrize(("status", "kind"), [(404, Refused), (429, RateLimited), (451, Blocked)])
def test_refusals_are_told_apart(status: int, kind: type[SourceError]) -> None:
    for service in ContextSource.context_registry.values():
        with pytest.raises(kind):
            service().check(Answer(status, {}, b"no"))


# --- what they declare -------------------------------------------------------------------------------


def real() -> list[type[ContextSource]]:
    kinds = ContextSource.context_registry.values()
    return [kind for kind in kinds if not kind.simulated]


def test_each_polls_what_it_declares_and_nothing_else() -> None:
    for kind in ContextSource.context_registry.values():
        polls = kind().polls(["BTC", "XRP"])
        assert {one for poll in polls for one in poll.channels} == set(kind.channels)
        told = {CHANNEL_OF[one] for one in kind.tells}
        assert told <= set(kind.channels) <= told | {Channel.TREASURIES}
        for poll in polls:
            assert poll.every_s >= 300
            for job in poll.jobs(NOW_MS, None):
                assert kind.simulated or job.request.bucket in kind.budgets


def test_every_series_has_somebody_who_tells_it() -> None:
    told = frozenset().union(*(kind.tells for kind in real()))
    venues = {one for kind in Source.registry.values() for one in kind.channels}
    assert told | {Series.DVOL} == frozenset(Series)
    assert Channel.VOLATILITY in venues


def test_no_service_shares_its_name_with_a_venue_and_each_wants_to_be_named() -> None:
    assert not set(ContextSource.context_registry) & set(Source.registry)
    for kind in ContextSource.context_registry.values():
        assert kind.attribution
        assert kind.terms == "" or kind.terms.endswith(".")
    assert coingecko.CoinGecko.attribution == "Powered by CoinGecko"
    assert [kind.venue for kind in real() if kind.terms] == ["yahoo"]


def test_budgets_stay_within_forty_percent_where_a_limit_is_known_and_are_small_elsewhere() -> None:
    for kind in real():
        assert kind.budgets
        for budget in kind.budgets.values():
            if budget.limit is None:
                assert budget.per_s * 60 <= 6
                assert budget.burst <= 6
            else:
                assert budget.share is not None
                assert budget.share <= 0.4 + 1e-9


def test_only_a_service_of_coins_asks_anew_for_other_coins() -> None:
    assert [kind.venue for kind in real() if kind.by_asset] == ["coingecko"]


# --- recordings --------------------------------------------------------------------------------------

RECORDED: tuple[tuple[str, str, Parse], ...] = (
    ("coingecko", "rest_global.json", CASES["coingecko-global"][0]),
    ("coingecko", "doc_oas_global.json", CASES["coingecko-global"][0]),
    (
        "coingecko",
        "rest_coins_markets__ids=bitcoin_vs_currency=usd.json",
        CASES["coingecko-markets"][0],
    ),
    ("coingecko", "doc_oas_coins_markets.json", CASES["coingecko-markets"][0]),
    ("coingecko", "doc_jk_GetCompanyHoldings.json", CASES["coingecko-treasury"][0]),
    ("ecb", "rest_ecb_recent_0.csv", CASES["ecb-euro"][0]),
    ("cboe", "rest_vix-daily.csv", CASES["cboe"][0]),
    ("yahoo", "rest_chart-WSU.DE-2023-08-04-to-2023-08-09.json", CASES["yahoo"][0]),
)
COUNTS = {
    "rest_global.json": 3,
    "doc_oas_global.json": 3,
    "doc_oas_coins_markets.json": 2,
    "doc_jk_GetCompanyHoldings.json": 20,
    "rest_ecb_recent_0.csv": 22,
    "rest_chart-WSU.DE-2023-08-04-to-2023-08-09.json": 3,
}


@pytest.mark.parametrize(("source", "name", "parse"), RECORDED, ids=[one[1] for one in RECORDED])
def test_recorded_answers_are_read(source: str, name: str, parse: Parse) -> None:
    folder = shared_folder()
    if folder is None:
        pytest.skip("the folder `shared` is not beside the checkout and TRACKER_SHARED names none")
    files = {one.name: one for one in recordings(folder / "payloads", {source})}
    (body,) = files[f"{source}/{name}"].bodies()
    parsed = parse(body, NOW_MS)
    assert not parsed.faults
    assert len(parsed.values) == COUNTS.get(name, len(parsed.values))
    assert parsed.values


def test_a_recorded_complaint_is_no_answer() -> None:
    folder = shared_folder()
    if folder is None:
        pytest.skip("the folder `shared` is not beside the checkout and TRACKER_SHARED names none")
    body = (folder / "payloads" / "coingecko" / "rest_coins_markets.json").read_bytes()
    with pytest.raises(BadAnswer):
        CASES["coingecko-markets"][0](body, NOW_MS)
    with pytest.raises(Refused):
        coingecko.CoinGecko().check(Answer(422, {}, body))
