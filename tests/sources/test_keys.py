"""A key on its way: in the header or parameter that is declared, to the one host, and in no text."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from loopback import Exchange, Reply
from loopback.keyed import COINALYZE as HOST
from loopback.keyed import FRED as FRED_HOST
from loopback.keyed import KEY, WRONG, serve_keyed
from tracker.domain.market import Contract, Market
from tracker.sources.base import Answer, Request, Source
from tracker.sources.clock import WallClock
from tracker.sources.errors import (
    BadAnswer,
    KeyMissing,
    KeyNotSent,
    KeyRefused,
    RateLimited,
    SourceError,
    Unreachable,
)
from tracker.sources.gateway import Gateway
from tracker.sources.key_specs import COINALYZE, COINGECKO, COINGLASS, FRED, KEY_SPECS
from tracker.sources.keys import BadKey, KeyBook, KeySpec, SentAs, hide, parse_key
from tracker.sources.recording import RecordingFile
from tracker.sources.wire import Wire


class _Service(Source):
    """A source that takes a key; nameless, so that it is not registered."""

    venue: ClassVar[str]
    title = "Service"

    def __init__(self, spec: KeySpec) -> None:
        self._spec = spec

    @property
    def key(self) -> KeySpec:  # type: ignore[override]
        return self._spec

    def market(self, asset: str) -> Market:
        return Market("service", asset, asset, Contract.LINEAR)


_Service.venue = "service"


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        serve_keyed(running, WallClock().now_ms)
        yield running


@pytest.fixture
def book() -> KeyBook:
    book = KeyBook()
    for spec in KEY_SPECS:
        book.put(spec.name, KEY)
    return book


@asynccontextmanager
async def wired(
    address: str, book: KeyBook, *, insecure: bool = False, **parts: RecordingFile
) -> AsyncIterator[Wire]:
    gateway = Gateway.parse(address, insecure=insecure)
    wire = Wire(clock=WallClock(), gateway=gateway, keys=book, **parts)
    try:
        yield wire
    finally:
        await wire.aclose()


async def failing(wire: Wire, spec: KeySpec, request: Request | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await wire.get(_Service(spec), request or spec.test)
    return caught.value


def everything_said(error: BaseException) -> str:
    """All that anybody could print of an error."""
    said = "".join(traceback.format_exception(error)) + repr(error) + str(error)
    return said + repr(getattr(error, "detail", "")) + repr(error.args)


# --- sent --------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", KEY_SPECS, ids=lambda spec: spec.name)
async def test_the_wire_adds_the_key_as_the_service_wants_it(
    exchange: Exchange, book: KeyBook, spec: KeySpec
) -> None:
    async with wired(exchange.url, book) as wire:
        answer = await wire.get(_Service(spec), spec.test)
    assert answer.status == 200
    (asked,) = exchange.asked(spec.host)
    assert spec.test.headers == {}
    assert spec.field not in spec.test.params
    if spec.sent is SentAs.HEADER:
        assert asked.headers[spec.field.lower()] == KEY
        assert KEY not in str(asked.query)
    else:
        assert asked.query[spec.field] == KEY
        assert KEY not in str(asked.headers)


async def test_another_host_of_the_same_source_never_gets_the_key(
    exchange: Exchange, book: KeyBook
) -> None:
    exchange.rule("fred.stlouisfed.org", "/graph/fredgraph.csv", lambda _q: Reply(b"a,b"))
    async with wired(exchange.url, book) as wire:
        await wire.get(_Service(FRED), Request("https://fred.stlouisfed.org/graph/fredgraph.csv"))
    (asked,) = exchange.asked("fred.stlouisfed.org")
    assert KEY not in repr(asked)


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ("https://api.coinalyze.net/v1/exchanges", True),
        ("http://api.coinalyze.net/v1/exchanges", False),
        ("https://api.coinalyze.net.evil.example/v1", False),
        ("https://evil.example/api.coinalyze.net/v1", False),
        ("wss://api.coinalyze.net/v1", False),
    ],
)
def test_a_key_goes_to_its_one_host_over_https_alone(url: str, takes: bool) -> None:
    assert COINALYZE.takes(url) is takes


async def test_without_a_key_a_service_that_needs_one_is_not_asked(exchange: Exchange) -> None:
    async with wired(exchange.url, KeyBook()) as wire:
        error = await failing(wire, COINALYZE)
    assert isinstance(error, KeyMissing)
    assert error.sentence == "It needs a key; add one under Keys."
    assert exchange.asked(HOST) == []


async def test_without_a_key_a_service_that_does_not_need_one_is_asked(exchange: Exchange) -> None:
    exchange.doors.clear()
    async with wired(exchange.url, KeyBook()) as wire:
        await wire.get(_Service(COINGECKO), COINGECKO.test)
    (asked,) = exchange.asked(COINGECKO.host)
    assert "x-cg-demo-api-key" not in asked.headers


async def test_a_redirect_is_not_followed_with_a_key(exchange: Exchange, book: KeyBook) -> None:
    elsewhere = f"/{FRED_HOST}/elsewhere?api_key={KEY}"
    exchange.rule(FRED_HOST, "/elsewhere", lambda _q: {"observations": []})
    with exchange.fault(f"{FRED_HOST}/fred", Reply(b"", 302, {"Location": elsewhere})):
        async with wired(exchange.url, book) as wire:
            error = await failing(wire, FRED)
    assert error.sentence == "It sends us elsewhere instead of answering."
    assert exchange.asked(FRED_HOST, "/elsewhere") == []
    assert KEY not in everything_said(error)


# --- never said --------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", [COINALYZE, FRED], ids=lambda spec: spec.name)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
async def test_a_service_that_echoes_the_key_does_not_make_us_say_it(
    exchange: Exchange, book: KeyBook, spec: KeySpec, status: int
) -> None:
    echo = Reply(f'{{"message":"{KEY} is wrong"}}', status, {"X-Echo": KEY})
    with exchange.fault(spec.host, echo):
        async with wired(exchange.url, book) as wire:
            error = await failing(wire, spec)
            if status != 429:  # after that the host is left alone
                answer = await wire.try_key(spec, KEY) if status != 403 else Answer(403, {}, b"")
                assert KEY not in repr(answer)
    assert KEY not in everything_said(error)


async def test_no_failure_of_the_network_says_the_key(book: KeyBook) -> None:
    async with wired("http://127.0.0.1:9", book) as wire:
        for spec in KEY_SPECS:
            error = await failing(wire, spec)
            assert isinstance(error, Unreachable)
            assert KEY not in everything_said(error)


async def test_no_log_says_the_key_though_everybody_may_speak(
    exchange: Exchange, book: KeyBook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with wired(exchange.url, book) as wire:
        for spec in KEY_SPECS:
            await wire.get(_Service(spec), spec.test)
            await wire.try_key(spec, WRONG)
    assert len(exchange.log) == 2 * len(KEY_SPECS)
    for key in (KEY, WRONG):
        assert key not in caplog.text


async def test_a_recording_holds_no_key(exchange: Exchange, book: KeyBook, tmp_path: Path) -> None:
    recorder = RecordingFile(tmp_path / "record.jsonl")
    echo = Reply(f'[{{"name":"{KEY}","code":"A"}}]')
    with exchange.fault(HOST, echo):
        async with wired(exchange.url, book, recorder=recorder) as wire:
            for spec in KEY_SPECS:
                await wire.get(_Service(spec), spec.test)
    recorder.close()
    text = (tmp_path / "record.jsonl").read_text(encoding="utf-8")
    assert text.count('"dir":"answer"') == len(KEY_SPECS)
    assert KEY not in text


def test_nothing_that_holds_a_key_has_it_in_its_repr(book: KeyBook) -> None:
    assert KEY not in repr(book)
    assert "coinalyze" in repr(book)
    assert KEY not in repr(Wire(clock=WallClock(), keys=book).__dict__)


def test_a_key_is_hidden_however_an_address_writes_it() -> None:
    key = "a+b/c=d~1234"
    text = f"x={key}&y=a%2Bb%2Fc%3Dd~1234 z"
    assert hide(text, key) == "x=(key)&y=(key) z"


# --- the gateway -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "is_private"),
    [
        (None, True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:1", True),
        ("https://relay.example", True),
        ("http://relay.example", False),
        ("http://192.168.0.2:8000", False),
    ],
)
def test_a_key_goes_only_where_nobody_reads_along(address: str | None, is_private: bool) -> None:
    assert Gateway.parse(address, insecure=True).is_private is is_private


async def test_through_an_open_gateway_no_key_is_sent_and_the_sentence_says_which(
    book: KeyBook,
) -> None:
    async with wired("http://192.0.2.1:9", book, insecure=True) as wire:
        error = await failing(wire, COINGLASS)
        with pytest.raises(KeyNotSent) as tried:
            await wire.try_key(FRED, KEY)
    assert isinstance(error, KeyNotSent)
    assert "the header CG-API-KEY to open-api-v4.coinglass.com" in error.sentence
    assert "the query parameter api_key to api.stlouisfed.org" in tried.value.sentence
    assert KEY not in everything_said(error) + everything_said(tried.value)


# --- what is a key -----------------------------------------------------------------------------


def test_white_space_around_a_pasted_key_is_not_part_of_it() -> None:
    assert parse_key(f"  {KEY}\n") == KEY


@pytest.mark.parametrize("text", ["", "  ", "short", "two words of it", "läuft-nicht", "x" * 201])
def test_what_cannot_be_a_key_is_not_repeated(text: str) -> None:
    with pytest.raises(BadKey) as caught:
        parse_key(text)
    assert not text.strip() or text not in str(caught.value)


def test_a_change_is_told_once() -> None:
    book, told = KeyBook(), []
    book.on_change = told.append
    for _ in range(2):
        book.put("fred", KEY)
    for _ in range(2):
        book.drop("fred")
    assert told == ["fred", "fred"]


# --- judged ------------------------------------------------------------------------------------


async def outcome(exchange: Exchange, spec: KeySpec, key: str = KEY) -> str | SourceError:
    async with wired(exchange.url, KeyBook()) as wire:
        answer = await wire.try_key(spec, key)
    try:
        return spec.judge(answer)
    except SourceError as error:
        return error


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (COINALYZE, "The key works: 2 exchanges, 40 calls a minute."),
        (COINGLASS, "The key works: its plan allows 80 requests a minute, 1 used."),
        (
            COINGECKO,
            "The key works: the Demo plan allows 100 calls a minute and 10,000 a month.",
        ),
        (FRED, "The key works: 120 requests a minute."),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
async def test_a_key_that_works_is_told_with_its_limits(
    exchange: Exchange, spec: KeySpec, sentence: str
) -> None:
    assert await outcome(exchange, spec) == sentence


@pytest.mark.parametrize(
    ("spec", "sign"),
    [
        (COINALYZE, "HTTP 401"),
        (COINGLASS, "code 30001"),
        (COINGECKO, "HTTP 401"),
        (FRED, "HTTP 400"),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
async def test_a_wrong_key_is_refused_in_each_services_own_way(
    exchange: Exchange, spec: KeySpec, sign: str
) -> None:
    error = await outcome(exchange, spec, WRONG)
    assert isinstance(error, KeyRefused)
    assert error.sentence == f"{spec.title} refuses this key ({sign})."


@pytest.mark.parametrize("spec", KEY_SPECS, ids=lambda spec: spec.name)
@pytest.mark.parametrize(
    ("reply", "kind", "part"),
    [
        (Reply(b"<html>captive portal</html>"), BadAnswer, "is the gateway right?"),
        (Reply({"hello": "there"}), BadAnswer, "is the gateway right?"),
        (Reply(b"not here", 404), BadAnswer, "is the gateway right?"),
        (Reply(b"{}", 429, {"Retry-After": "7"}), RateLimited, "asks to wait"),
        (Reply(b"{}", 503), BadAnswer, "a fault of its own"),
        (Reply(b"{}", 451), BadAnswer, "not available from this country"),
        (Reply(b"{}", 403), KeyRefused, "refuses this key, or this network"),
    ],
)
async def test_what_says_nothing_of_the_key_is_told_apart(
    exchange: Exchange, spec: KeySpec, reply: Reply, kind: type[SourceError], part: str
) -> None:
    with exchange.fault(spec.host, reply):
        error = await outcome(exchange, spec)
    assert type(error) is kind
    assert part in error.sentence
    assert spec.title in error.sentence


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"code":"40001","msg":"plan"}', KeyRefused),
        (b'{"code":"401","msg":"Upgrade plan"}', KeyRefused),
        (b'{"code":"50001","msg":"busy"}', BadAnswer),
        (b'{"code":"429","msg":"slow"}', RateLimited),
    ],
)
def test_coinglass_says_errors_with_http_200(body: bytes, kind: type[SourceError]) -> None:
    with pytest.raises(kind):
        COINGLASS.judge(Answer(200, {}, body))


def test_a_plan_that_is_not_told_is_not_made_up() -> None:
    good = b'{"code":"0","msg":"success","data":["BTC"]}'
    assert COINGLASS.judge(Answer(200, {}, good)) == "The key works."
    limits = {"api-key-max-limit": "30", "api-key-use-limit": "much"}
    told = COINGLASS.judge(Answer(200, limits, good))
    assert told == "The key works: its plan allows 30 requests a minute."


def test_a_recorded_answer_of_fred_is_one_of_a_key_that_works(payloads: Path) -> None:
    for path in sorted((payloads / "fred").glob("rest_fred_*.json")):
        assert FRED.judge(Answer(200, {}, path.read_bytes())).startswith("The key works")


def test_every_service_says_what_its_key_adds_and_where_to_get_one() -> None:
    for spec in KEY_SPECS:
        assert spec.adds.endswith(".")
        assert spec.where.endswith(".")
        assert spec.takes(spec.test.url)
        assert ("Free" in spec.where) is not spec.paid
