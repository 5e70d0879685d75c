from __future__ import annotations

import time
from typing import ClassVar
from urllib.parse import urlsplit

import pytest

from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import H1, INTERVALS, iso, parse_iso
from tracker.sources import binance, binance_spot, bybit, gate, okx, register_all
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import (
    LONGEST_PAUSE_S,
    Answer,
    Budget,
    Job,
    Page,
    Source,
    http_date_ms,
    retry_after,
)
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    HostPaused,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)
from tracker.sources.limits import ALLOWED
from venues import CASES

RANKED = (binance_spot.BinanceSpot, binance.Binance, bybit.Bybit, okx.Okx, gate.Gate)
register_all()
KINDS = {**Source.registry, **Aggregator.services}
VENUES = (*RANKED, *(KINDS[case.venue] for case in CASES))
NOW_MS = parse_iso("2026-02-04T16:00:00Z")


class Plain(Source):
    """A venue that declares nothing; abstract helpers are not registered."""

    channels: ClassVar = {}

    def market(self, asset: str) -> Market:
        return Market("plain", asset, asset, Contract.SPOT)


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, body)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_an_answer_with_a_good_status_passes(status: int) -> None:
    assert Plain().check(answer(status)) is None


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (429, RateLimited, "It asks to wait: too many requests."),
        (418, RateLimited, "It has banned this address for a while: too many requests."),
        (451, Blocked, "It is not available from this country or network."),
        (403, Blocked, "It refuses requests from this region or network."),
        (400, Refused, "It refused the question."),
        (404, Refused, "It refused the question."),
        (405, Refused, "It refused the question."),
        (410, Refused, "It refused the question."),
        (422, Refused, "It refused the question."),
        (500, BadAnswer, "It reports a fault of its own (HTTP 500)."),
        (503, BadAnswer, "It reports a fault of its own (HTTP 503)."),
        (301, BadAnswer, "It answered with HTTP 301."),
        (101, BadAnswer, "It answered with HTTP 101."),
        (401, BadAnswer, "It answered with HTTP 401."),
    ],
)
def test_a_bad_status_is_told_in_words_with_the_body_as_the_detail(
    status: int, kind: type[SourceError], sentence: str
) -> None:
    with pytest.raises(kind) as caught:
        Plain().check(answer(status, b'{"code":-1121,"msg":"\xff"}' + b"x" * 1_000))
    assert type(caught.value) is kind
    assert caught.value.sentence == sentence
    assert caught.value.detail.startswith(f"HTTP {status}: {{")
    assert len(caught.value.detail) < 400


def test_only_what_will_not_change_soon_is_permanent() -> None:
    permanent = {
        kind
        for kind in (Unreachable, BadAnswer, Refused, RateLimited, Blocked, HostPaused)
        if kind.permanent
    }
    assert permanent == {Refused, Blocked}


@pytest.mark.parametrize(("status", "pause_s"), [(429, 60), (418, 120)])
def test_a_ban_lasts_longer_than_a_limit_where_no_pause_is_named(
    status: int, pause_s: float
) -> None:
    with pytest.raises(RateLimited) as caught:
        Plain().check(answer(status))
    assert caught.value.retry_after_s == pause_s


@pytest.mark.parametrize("venue", VENUES)
def test_every_venue_waits_as_long_as_it_is_told(venue: type[Source]) -> None:
    with pytest.raises(RateLimited) as caught:
        venue().check(answer(429, b"slow down", retry_after="17"))
    assert caught.value.retry_after_s == 17
    venue().check(answer(200, b"{}"))
    with pytest.raises(Blocked):
        venue().check(answer(451, b"<html>"))


@pytest.mark.parametrize(
    ("text", "pause_s"),
    [
        ("30", 30),
        (" 2.5 ", 2.5),
        ("0", 0),
        ("", 7),
        ("-5", 7),
        ("nan", 7),
        ("soon", 7),
        ("inf", LONGEST_PAUSE_S),
        ("259200", 259_200),
        ("99999999999", LONGEST_PAUSE_S),
    ],
)
def test_the_pause_is_what_retry_after_says_in_seconds(text: str, pause_s: float) -> None:
    assert retry_after(answer(429, retry_after=text), default_s=7) == pause_s


@pytest.mark.parametrize(
    ("until", "sent", "pause_s"),
    [
        ("Wed, 04 Feb 2026 16:02:00 GMT", "Wed, 04 Feb 2026 16:00:00 GMT", 120),
        ("Wed, 04 Feb 2026 15:59:00 GMT", "Wed, 04 Feb 2026 16:00:00 GMT", 7),
        ("Wed, 04 Feb 2026 16:02:00 GMT", "", 7),
        ("Wed, 04 Feb 2026 16:02:00 GMT", "yesterday", 7),
        ("Wed, 04 Feb 2099 16:02:00 GMT", "Wed, 04 Feb 2026 16:00:00 GMT", LONGEST_PAUSE_S),
    ],
)
def test_a_date_in_retry_after_is_read_against_the_answers_own_date(
    until: str, sent: str, pause_s: float
) -> None:
    """RFC 9110, section 10.2.3: an HTTP date or seconds."""
    assert retry_after(answer(429, retry_after=until, date=sent), default_s=7) == pause_s


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="no time zone of its own for this process")
@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000", ""])
def test_an_http_date_is_never_read_in_the_machines_own_zone(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        at_ms = http_date_ms(f"Wed, 04 Feb 2026 16:00:00 {zone}".strip())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert at_ms is not None
    assert iso(at_ms) == "2026-02-04T16:00:00Z"


@pytest.mark.parametrize("text", ["", "soon", "Wed, 99 Feb 2026 16:00:00 GMT", "1770220800"])
def test_what_is_no_http_date_is_none(text: str) -> None:
    assert http_date_ms(text) is None


@pytest.mark.parametrize(
    ("base", "coin", "factor"),
    [
        ("BTC", "BTC", 1),
        ("1000PEPE", "PEPE", 1_000),
        ("10000LADYS", "LADYS", 10_000),
        ("1000000MOG", "MOG", 1_000_000),
        ("1INCH", "1INCH", 1),
        ("100X", "100X", 1),
        ("2000X", "2000X", 1),
        ("1000", "1000", 1),
        ("", "", 1),
    ],
)
def test_a_coin_quoted_by_the_thousand_keeps_its_name_and_its_factor(
    base: str, coin: str, factor: int
) -> None:
    assert coin_and_factor(base) == (coin, factor)


def test_every_venue_is_registered_under_its_name() -> None:
    for venue in VENUES:
        assert KINDS[venue.venue] is venue
    assert not Source.registry.keys() & Aggregator.services.keys()
    assert "plain" not in Source.registry


def test_two_venues_of_one_name_are_a_mistake() -> None:
    with pytest.raises(TypeError, match="two sources call themselves gate"):
        type("Second", (Plain,), {"venue": "gate", "title": "Second"})
    assert Source.registry["gate"] is gate.Gate


def test_a_venue_declares_nothing_it_cannot_do() -> None:
    plain = Plain()
    market = plain.market("BTC")
    assert plain.instruments() is None
    assert plain.clock() is None
    assert list(plain.polls([market])) == []
    assert list(plain.streams([market], {})) == []


def test_an_undeclared_history_is_a_mistake_of_the_caller() -> None:
    class Nameless(Plain):
        pass

    Nameless.venue = "nameless"
    page = Page(Channel.CANDLES, Plain().market("BTC"), H1, 0, 1, 2)
    with pytest.raises(NotImplementedError, match="nameless declares no history of candles"):
        Nameless().history(page)


@pytest.mark.parametrize("venue", RANKED)
def test_reference_ranks_order_the_fallback_chain(venue: type[Source]) -> None:
    ranks = [one.reference_rank for one in VENUES if one.reference_rank is not None]
    assert ranks == [0, 1, 2, 3, 4]
    assert Channel.CANDLES in venue.channels
    assert Channel.CANDLES in venue.histories


def every_job(venue: type[Source]) -> list[Job]:
    """Whatever a venue asks, with a page of every history."""
    source = venue()
    markets = [source.market(asset) for asset in ("BTC", "ETH")]
    jobs = [job for job in (source.instruments(), source.clock()) if job is not None]
    for poll in source.polls(markets):
        jobs += poll.jobs(NOW_MS, None)
        jobs += poll.jobs(NOW_MS, NOW_MS - 60_000)
    for channel, history in venue.histories.items():
        for interval in history.intervals or (None,):
            step = (interval or H1).ms
            start_ms = NOW_MS - history.page_rows * step
            jobs.append(
                source.history(Page(channel, markets[0], interval, start_ms, NOW_MS, NOW_MS))
            )
    return jobs


@pytest.mark.parametrize("venue", VENUES)
def test_every_request_a_venue_makes_counts_against_a_budget_it_declares(
    venue: type[Source],
) -> None:
    for poll in venue().polls([venue().market("BTC")]):
        assert set(poll.channels) <= set(venue.channels)
        assert poll.every_s > 0
    jobs = every_job(venue)
    assert len(jobs) > 3
    for job in jobs:
        assert job.request.bucket in venue.budgets
        assert 0 < job.request.weight <= venue.budgets[job.request.bucket].burst
        assert job.request.url.startswith("https://")


# Documented: so much weight or so many requests in so many seconds (docs/sources.md).
LIMITS = {
    ("binance-spot", "spot"): (6_000, 60),
    ("binance", "usdm"): (2_400, 60),
    ("binance", "futures-data"): (1_000, 300),
    ("binance", "funding"): (500, 300),
    ("bybit", "rest"): (600, 5),
    ("okx", "market"): (20, 2),
    ("okx", "liquidations"): (40, 2),
    ("okx", "candles"): (20, 2),
    ("okx", "funding"): (10, 2),
    ("okx", "interest"): (10, 2),
    ("okx", "ratios"): (5, 2),
    ("gate", "rest"): (200, 10),
    **{(case.venue, name): limit for case in CASES for name, limit in case.limits.items()},
}


DECLARED = {
    (venue.venue, name): budget for venue in VENUES for name, budget in venue.budgets.items()
}


def test_budgets_name_the_limit_that_is_documented() -> None:
    limits = {
        key: one.limit and (one.limit.amount, one.limit.seconds) for key, one in DECLARED.items()
    }
    assert limits == LIMITS


@pytest.mark.parametrize("key", list(DECLARED), ids="/".join)
def test_budgets_stay_within_forty_percent_of_what_is_documented(key: tuple[str, str]) -> None:
    budget, (amount, seconds) = DECLARED[key], LIMITS[key]
    assert budget.per_s <= ALLOWED * amount / seconds
    # In any stretch of the limit's length; but less than one question cannot be asked.
    assert budget.share is not None
    assert budget.share <= ALLOWED or budget.burst == 1 == amount
    assert budget.share > 0


def test_venues_of_one_host_share_one_budget() -> None:
    """The bucket of a host is one; whoever declares it must mean the same by it."""
    shared: dict[tuple[str, str], dict[str, Budget]] = {}
    for venue in VENUES:
        for job in every_job(venue):
            host = str(urlsplit(job.request.url).hostname)
            name = job.request.bucket
            shared.setdefault((host, name), {})[venue.venue] = venue.budgets[name]
    assert {"okx", "okx-inverse"} in [set(one) for one in shared.values()]
    assert {"bybit", "bybit-inverse"} in [set(one) for one in shared.values()]
    for key, budgets in shared.items():
        assert len(set(budgets.values())) == 1, key


# The headers as their vendors' answers have them, names in lower case, and the share that they mean.
TOLD = {
    ("binance", "usdm"): ({"x-mbx-used-weight-1m": "1200"}, 0.5),
    ("binance-coinm", "coinm"): ({"x-mbx-used-weight-1m": "600"}, 0.25),
    ("binance-spot", "spot"): ({"x-mbx-used-weight": "1", "x-mbx-used-weight-1m": "5400"}, 0.9),
    ("bybit", "rest"): (
        {
            "x-bapi-limit": "50",
            "x-bapi-limit-status": "49",
            "x-bapi-limit-reset-timestamp": "1672738134824",
        },
        0.02,
    ),
    ("gate", "rest"): (
        {
            "x-gate-ratelimit-requests-remain": "150",
            "x-gate-ratelimit-limit": "200",
            "x-gate-ratelimit-reset-timestamp": "1770888600",
        },
        0.25,
    ),
    ("bitget", "rest"): ({"x-mbx-used-remain-limit": "19"}, 0.05),
    ("htx", "rest"): (
        {
            "ratelimit-limit": "240",
            "ratelimit-interval": "3000",
            "ratelimit-remaining": "60",
            "ratelimit-reset": "1200",
        },
        0.75,
    ),
}


@pytest.mark.parametrize("key", list(TOLD), ids="/".join)
def test_what_a_server_says_of_its_limit_is_read(key: tuple[str, str]) -> None:
    headers, used = TOLD[key]
    budget = DECLARED[key]
    assert budget.gauge is not None
    assert budget.limit is not None
    reading = budget.gauge.read(headers, budget.limit)
    assert reading is not None
    assert reading.used == pytest.approx(used)
    assert all(name == name.lower() for name in budget.gauge.names)


@pytest.mark.parametrize("venue", VENUES)
def test_every_history_takes_the_intervals_it_declares(venue: type[Source]) -> None:
    for history in venue.histories.values():
        assert set(history.intervals) <= set(INTERVALS)
        assert history.page_rows > 0


def test_who_counts_both_sides_of_open_interest_declares_it() -> None:
    declared = {
        kind.venue: set(kind.interest_sides.values())
        for kind in Source.registry.values()
        if kind.interest_sides and not kind.simulated
    }
    assert declared == {name: {2} for name in ("bybit", "bybit-inverse", "gate", "htx")}
