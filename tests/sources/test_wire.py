"""The wire over real sockets: every way in which a connection can fail is one sentence."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, ClassVar

import pytest

from loopback import Exchange, Reply
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.sources import wire as wire_module
from tracker.sources.base import Answer, Budget, Parsed, Request, Source, Stream
from tracker.sources.budget import Pause, Pauses
from tracker.sources.clock import WallClock
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    HostPaused,
    RateLimited,
    Refused,
    SourceError,
    Unreachable,
)
from tracker.sources.gateway import Gateway
from tracker.sources.limits import Gauge, Limit
from tracker.sources.recording import BadRecording
from tracker.sources.wire import LARGEST_ANSWER, Wire

HOST, STREAM = "api.example.com", "stream.example.com"
URL = f"https://{HOST}/v1/klines"


class Plain(Source):
    """A venue without signs of its own; nameless, so that it is not registered."""

    venue: ClassVar[str]
    title = "Plain"
    budgets: ClassVar = {"slow": Budget(per_s=4.0, burst=1.0)}

    def market(self, asset: str) -> Market:
        return Market("plain", asset, asset, Contract.SPOT)


# Set afterwards: a class that names its venue registers itself.
Plain.venue = "plain"
SOURCE = Plain()


class Kept:
    """A recorder that keeps in memory."""

    def __init__(self) -> None:
        self.answers: list[tuple[str, Answer, int]] = []
        self.bodies: list[str | None] = []
        self.frames: list[tuple[str, bytes | str, int]] = []

    def answer(self, url: str, answer: Answer, at_ms: int, body: str | None = None) -> None:
        self.answers.append((url, answer, at_ms))
        self.bodies.append(body)

    def frame(self, url: str, frame: bytes | str, at_ms: int) -> None:
        self.frames.append((url, frame, at_ms))


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as running:
        yield running


@asynccontextmanager
async def wired(address: str, **parts: Any) -> AsyncIterator[Wire]:
    """A wire behind a gateway; afterwards nothing of it may be open."""
    wire = Wire(clock=WallClock(), gateway=Gateway.parse(address), **parts)
    try:
        yield wire
    finally:
        await wire.aclose()


@pytest.fixture
async def wire(exchange: Exchange) -> AsyncIterator[Wire]:
    async with wired(exchange.url) as wire:
        yield wire


def a_stream(url: str = f"wss://{STREAM}/ws?streams=a/b") -> Stream:
    return Stream("s", url, (Channel.TICKERS,), 5.0, lambda _frame, _now: Parsed())


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - the condition is another thread's
            await asyncio.sleep(0.01)


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(
    talk: Talk, heads: list[bytes] | None = None, *, reads: bool = True
) -> AsyncIterator[str]:
    """A server that says what it is told, byte by byte; yields its address, keeps what it was asked."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        asked = await reader.readuntil(b"\r\n\r\n") if reads else b""
        if heads is not None:
            heads.append(asked)
        with suppress(ConnectionError):
            await talk(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await server.wait_closed()


async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """It accepts, and that is all."""


def says(*parts: bytes, then_cut: bool = False) -> Talk:
    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
        await writer.drain()
        if then_cut:
            writer.close()

    return talk


def head(*lines: str, status: str = "200 OK") -> bytes:
    return ("\r\n".join([f"HTTP/1.1 {status}", *lines]) + "\r\n\r\n").encode()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


async def refusal(wire: Wire, request: Request | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await wire.get(SOURCE, request or Request(URL))
    assert caught.value.sentence.endswith((".", "?"))
    return caught.value


# --- answers -----------------------------------------------------------------------------------


async def test_a_question_goes_through_the_gateway_with_its_parameters(
    exchange: Exchange, wire: Wire
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda query: query)
    answer = await wire.get(SOURCE, Request(URL, {"symbols": '["BTC","ETH"]', "limit": 5}))
    assert answer.status == 200
    assert answer.body == b'{"symbols": "[\\"BTC\\",\\"ETH\\"]", "limit": "5"}'
    assert answer.headers["content-type"] == "application/json"
    assert "date" in answer.headers


async def test_we_say_who_we_are_and_send_what_the_request_wants() -> None:
    heads: list[bytes] = []
    reply = head("Content-Length: 2", "Connection: close") + b"{}"
    async with raw_server(says(reply), heads) as address, wired(address) as wire:
        await wire.get(SOURCE, Request(URL, headers={"X-Test": "yes"}))
    text = heads[0].decode().lower()
    assert text.startswith(f"get /{HOST}/v1/klines http/1.1")
    assert "user-agent: tracker/" in text
    assert "x-test: yes" in text
    assert "gzip" in text


async def test_a_packed_answer_is_unpacked(exchange: Exchange, wire: Wire) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply({"a": "b" * 10_000}, packed=True))
    answer = await wire.get(SOURCE, Request(URL))
    assert len(answer.body) == len('{"a": ""}') + 10_000


async def test_an_answer_just_below_the_limit_is_taken_and_one_above_it_refused(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST_ANSWER == 64 * 1024 * 1024
    monkeypatch.setattr(wire_module, "LARGEST_ANSWER", 100_000)
    async with wired(exchange.url) as wire:
        for packed in (False, True):
            body = Reply(b" " * 100_000, packed=packed)
            exchange.rule(HOST, "/v1/klines", lambda _q, body=body: body)
            assert len((await wire.get(SOURCE, Request(URL))).body) == 100_000
            body = Reply(b" " * 100_001, packed=packed)
            exchange.rule(HOST, "/v1/klines", lambda _q, body=body: body)
            error = await refusal(wire)
            assert isinstance(error, BadAnswer)
            assert "far larger" in error.sentence


async def test_an_answer_that_unpacks_to_more_than_64_mb_costs_little_memory(
    exchange: Exchange, wire: Wire
) -> None:
    packed = gzip.compress(b"\0" * (80 * 1024 * 1024))
    headers = {"Content-Encoding": "gzip"}
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply(packed, headers=headers))
    assert "far larger" in (await refusal(wire)).sentence


@pytest.mark.parametrize(
    "body",
    [
        b"not packed at all",
        gzip.compress(b"x" * 5_000, mtime=0)[:20] + b"\xff" * 40,
        b"\x1f\x8b\x08",
    ],
)
async def test_a_broken_packing_is_a_bad_answer(
    exchange: Exchange, wire: Wire, body: bytes
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply(body, headers={"Content-Encoding": "gzip"}))
    if body == b"\x1f\x8b\x08":
        # A packing that is cut off gives what there was; the parser sees that it is cut.
        assert (await wire.get(SOURCE, Request(URL))).body == b""
        return
    error = await refusal(wire)
    assert isinstance(error, BadAnswer)
    assert "broken or cut-off" in error.sentence


STATUSES = [
    (400, Refused, "refused the question"),
    (403, Blocked, "region or network"),
    (404, Refused, "refused the question"),
    (418, RateLimited, "banned"),
    (429, RateLimited, "asks to wait"),
    (451, Blocked, "country or network"),
    (500, BadAnswer, "HTTP 500"),
    (502, BadAnswer, "HTTP 502"),
    (503, BadAnswer, "HTTP 503"),
    (599, BadAnswer, "HTTP 599"),
    (401, BadAnswer, "HTTP 401"),
]


@pytest.mark.parametrize(("status", "kind", "words"), STATUSES)
async def test_a_bad_status_is_one_kind_of_error_with_a_sentence(
    exchange: Exchange, wire: Wire, status: int, kind: type[SourceError], words: str
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("<html>why</html>", status))
    error = await refusal(wire)
    assert type(error) is kind
    assert words in error.sentence
    assert "why" in error.detail
    assert error.http == status


# --- pauses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "header", "pause_s"),
    [
        (429, "7", 7.0),
        (429, "2.5", 2.5),
        (429, None, 60.0),
        (429, "soon", 60.0),
        (429, "-5", 60.0),
        (418, None, 120.0),
        (418, "259200", 259_200.0),
        (429, "1e9", 345_600.0),
        (429, "in 90 s", 90.0),
    ],
)
async def test_a_host_that_asks_to_wait_is_not_asked_before_that(
    exchange: Exchange, status: int, header: str | None, pause_s: float
) -> None:
    sent = time.time()
    headers = {"Retry-After": header} if header is not None else {}
    if header == "in 90 s":
        headers = {
            "Retry-After": formatdate(sent + 90, usegmt=True),
            "Date": formatdate(sent, usegmt=True),
        }
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", status, headers))
    told: list[Pause] = []
    async with wired(exchange.url, pauses=Pauses(on_change=told.append)) as wire:
        error = await refusal(wire)
        assert isinstance(error, RateLimited)
        assert error.retry_after_s == pytest.approx(pause_s)
        again = await refusal(wire, Request(f"https://{HOST}/another/path"))
        assert isinstance(again, HostPaused)
        assert again.sentence == error.sentence
        assert pause_s - 5 < again.retry_after_s <= pause_s
        with pytest.raises(HostPaused):
            async with wire.connect(SOURCE, a_stream(f"wss://{HOST}/ws")):
                pass
    assert [(one.host, one.refused) for one in told] == [(HOST, False)]
    assert told[0].until_ms == pytest.approx((sent + pause_s) * 1_000, abs=5_000)
    assert len(exchange.log) == 1


async def test_a_pause_is_for_its_host_alone(exchange: Exchange, wire: Wire) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", 429, {"Retry-After": "600"}))
    exchange.rule("other.example.com", "/", lambda _q: {})
    await refusal(wire)
    assert (await wire.get(SOURCE, Request("https://other.example.com/"))).status == 200


@pytest.mark.parametrize("status", [451, 403])
async def test_a_host_that_refuses_the_region_is_left_alone_for_the_session(
    exchange: Exchange, status: int
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("no", status))
    told: list[Pause] = []
    async with wired(exchange.url, pauses=Pauses(on_change=told.append)) as wire:
        first = await refusal(wire)
        again = await refusal(wire)
    assert isinstance(first, Blocked)
    assert isinstance(again, Blocked)
    assert again.sentence == first.sentence
    assert told == []
    assert len(exchange.log) == 1


async def test_a_pause_that_was_known_before_the_start_is_kept(exchange: Exchange) -> None:
    until_ms = int(time.time() * 1_000) + 60_000
    async with wired(
        exchange.url, pauses=Pauses([Pause(HOST, until_ms, "It asks to wait.")])
    ) as wire:
        assert isinstance(await refusal(wire), HostPaused)
    assert exchange.log == []


async def test_what_waits_for_its_budget_is_not_sent_once_the_host_wants_a_pause(
    exchange: Exchange, wire: Wire
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    request = Request(URL, bucket="slow")
    await wire.get(SOURCE, request)
    waiting = asyncio.create_task(refusal(wire, request))
    await asyncio.sleep(0)
    wire.rest(URL, RateLimited("It asks to wait.", retry_after_s=60))
    assert isinstance(await waiting, HostPaused)
    assert len(exchange.log) == 1


@dataclass
class Fast:
    """Stands in for asyncio: waiting takes no time, but the steady clock goes on."""

    now_s: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    def get_running_loop(self) -> Fast:
        return self

    def time(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_s += seconds


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> Fast:
    clock = Fast()
    monkeypatch.setattr(wire_module, "asyncio", clock)
    return clock


async def test_questions_wait_for_their_budget(exchange: Exchange, wire: Wire, fast: Fast) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    await asyncio.gather(*(wire.get(SOURCE, Request(URL, bucket="slow")) for _ in range(4)))
    await wire.get(SOURCE, Request(URL))
    assert fast.slept == pytest.approx([0.25, 0.25, 0.25])
    assert len(exchange.log) == 5


async def test_two_venues_of_one_host_share_its_budget_and_others_do_not(
    exchange: Exchange, wire: Wire, fast: Fast
) -> None:
    class Twin(Plain):
        pass

    Twin.venue = "twin"
    for host in (HOST, "other.example.com"):
        exchange.rule(host, "/v1/klines", lambda _q: {})
    await wire.get(SOURCE, Request(URL, bucket="slow"))
    await wire.get(Twin(), Request("https://other.example.com/v1/klines", bucket="slow"))
    assert fast.slept == []
    await wire.get(Twin(), Request(URL, bucket="slow"))
    assert fast.slept == pytest.approx([0.25])


async def test_what_was_given_up_while_it_waited_costs_nothing(
    exchange: Exchange, wire: Wire
) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    request = Request(URL, bucket="slow")
    await wire.get(SOURCE, request)
    given_up = [asyncio.create_task(wire.get(SOURCE, request)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    async with asyncio.timeout(5):  # fifty of them would take over twelve seconds
        await wire.get(SOURCE, request)
    assert len(exchange.log) == 2


async def test_an_answer_that_says_others_used_the_limit_slows_those_who_wait(
    exchange: Exchange, wire: Wire, fast: Fast
) -> None:
    class Counted(Plain):
        budgets: ClassVar = {"all": Budget(10, 2, Limit(100, 4), Gauge(left="x-left"))}

    Counted.venue = "counted"
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply({}, headers={"X-Left": "6"}))
    request = Request(URL, bucket="all")
    answer = await wire.get(Counted(), request)
    # A tenth of the pace: 0.2 at once, one a second.
    assert answer.budget_used == pytest.approx(0.9)
    await wire.get(Counted(), request)
    assert sum(fast.slept) == pytest.approx(0, abs=0.01)
    await wire.get(Counted(), request)
    assert sum(fast.slept) == pytest.approx(1, abs=0.01)
    assert max(fast.slept) <= 1


async def test_an_error_tells_the_count_as_well(exchange: Exchange, wire: Wire, fast: Fast) -> None:
    class Counted(Plain):
        budgets: ClassVar = {"all": Budget(10, 2, Limit(100, 4), Gauge(used="x-used"))}

    Counted.venue = "counted"
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply({}, 500, {"X-Used": "100"}))
    request = Request(URL, bucket="all")
    for _ in range(2):
        with pytest.raises(BadAnswer):
            await wire.get(Counted(), request)
    assert sum(fast.slept) == pytest.approx(4 + 1 / 10)  # and it begins empty


# --- connections that fail ---------------------------------------------------------------------


async def test_a_refused_connection_is_unreachable() -> None:
    async with wired(f"http://127.0.0.1:{free_port()}") as wire:
        error = await refusal(wire)
        assert isinstance(error, Unreachable)
        assert error.sentence == "It cannot be reached: the connection was refused."
        with pytest.raises(Unreachable, match="refused"):
            async with wire.connect(SOURCE, a_stream()):
                pass


async def test_an_unknown_host_is_unreachable_and_asks_for_the_network() -> None:
    async with wired("https://no-such-host.invalid") as wire:
        error = await refusal(wire)
        assert isinstance(error, Unreachable)
        assert "cannot be found" in error.sentence
        with pytest.raises(Unreachable, match="cannot be found"):
            async with wire.connect(SOURCE, a_stream()):
                pass


async def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_module, "_READ_S", 0.1)
    async with raw_server(silent) as address, wired(address) as wire:
        error = await refusal(wire)
    assert isinstance(error, Unreachable)
    assert error.sentence == "It did not answer in time."


async def test_an_answer_that_trickles_for_ever_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire_module, "_ANSWER_S", 0.3)

    async def trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head("Content-Length: 100000"))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with raw_server(trickle) as address, wired(address) as wire:
        error = await refusal(wire)
    assert isinstance(error, Unreachable)
    assert error.sentence == "It did not answer in time."


@pytest.mark.parametrize(
    "parts",
    [
        (head("Content-Length: 100"), b'{"half":'),
        (head("Transfer-Encoding: chunked"), b"5\r\nabcde\r\n"),
        (b"HTTP/1.1 200 O",),
        (),
    ],
)
async def test_a_connection_that_is_dropped_in_the_middle_is_unreachable(
    parts: tuple[bytes, ...],
) -> None:
    async with raw_server(says(*parts, then_cut=True)) as address, wired(address) as wire:
        error = await refusal(wire)
    assert isinstance(error, Unreachable)
    assert error.sentence == "The connection broke off before the answer was complete."


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"\x16\x03\x01\x02\r\n\r\n"])
async def test_a_server_that_speaks_something_else_is_unreachable(answer: bytes) -> None:
    async with raw_server(says(answer, then_cut=True)) as address, wired(address) as wire:
        assert isinstance(await refusal(wire), Unreachable)


async def test_a_server_without_encryption_where_it_is_wanted_is_unreachable() -> None:
    async with (
        raw_server(says(b"no encryption here\r\n"), reads=False) as address,
        wired(address.replace("http:", "https:")) as wire,
    ):
        assert isinstance(await refusal(wire), Unreachable)


async def test_a_machine_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nowhere(*_: object, **__: object) -> None:
        raise OSError(101, "Connect call failed ('203.0.113.1', 443)")

    async with wired("https://203.0.113.1") as wire:
        monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", nowhere)
        error = await refusal(wire)
        assert error.sentence == "It cannot be reached: there is no network."
        with pytest.raises(Unreachable, match="there is no network"):
            async with wire.connect(SOURCE, a_stream()):
                pass


NO_NAME = "Its address cannot be found: is there a network?"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError("[Errno -3] Temporary failure in name resolution"), NO_NAME),
        (OSError("[Errno 8] nodename nor servname provided, or not known"), NO_NAME),
        (OSError("[Errno 11001] getaddrinfo failed"), NO_NAME),
        (
            OSError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
            "Its certificate cannot be trusted.",
        ),
        (
            ExceptionGroup("all failed", [OSError(111, "x"), OSError(113, "y")]),
            "It cannot be reached: there is no network.",
        ),
        (
            ExceptionGroup("all failed", [OSError(111, "x")]),
            "It cannot be reached: the connection was refused.",
        ),
        (OSError("something else"), "It cannot be reached."),
    ],
)
def test_why_nothing_was_reached_is_said_in_words(error: Exception, sentence: str) -> None:
    assert wire_module._why_unreachable(error) == sentence


# --- redirects ---------------------------------------------------------------------------------


async def test_a_redirect_behind_the_gateway_is_followed(exchange: Exchange, wire: Wire) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", 302, {"Location": "/v2/klines?c=d"}))
    exchange.rule(HOST, "/v2/klines", lambda query: query)
    assert (await wire.get(SOURCE, Request(URL))).body == b'{"c": "d"}'


async def test_a_redirect_never_leads_out_of_the_gateway(exchange: Exchange, wire: Wire) -> None:
    with Exchange() as elsewhere:
        target = f"{elsewhere.url}/stolen"
        exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", 307, {"Location": target}))
        error = await refusal(wire)
        assert isinstance(error, Refused)  # the exchange knows no such host
        assert elsewhere.log == []
    assert [one.host for one in exchange.log] == [HOST, f"127.0.0.1:{elsewhere.port}"]


@pytest.mark.parametrize(
    "location", ["http://[bad", "http://host:99999/x", "mailto:a@b", "", "http://a b/\x00"]
)
async def test_a_redirect_to_nonsense_is_a_bad_answer(location: str) -> None:
    talk = says(
        head(f"Location: {location}", "Connection: close", status="302 Found"), then_cut=True
    )
    async with raw_server(talk) as address, wired(address) as wire:
        error = await refusal(wire)
    assert isinstance(error, BadAnswer | Unreachable)


async def test_a_circle_of_redirects_ends(exchange: Exchange, wire: Wire) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: Reply("", 301, {"Location": "/v1/klines"}))
    error = await refusal(wire)
    assert isinstance(error, BadAnswer)
    assert error.sentence == "It sends us elsewhere instead of answering."
    assert len(exchange.log) == 4


async def test_without_a_gateway_a_redirect_to_another_host_is_not_followed() -> None:
    with Exchange() as elsewhere:
        location = f"Location: http://localhost:{elsewhere.port}/x"
        talk = says(head(location, "Content-Length: 0", status="302 Found"))
        async with raw_server(talk) as address, wired("") as wire:
            error = await refusal(wire, Request(f"{address}/x"))
        assert isinstance(error, BadAnswer)
        assert elsewhere.log == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_of_a_websocket_is_not_followed(exchange: Exchange, status: int) -> None:
    location = f"Location: ws://127.0.0.1:{exchange.port}/elsewhere.example.com/ws"
    talk = says(head(location, "Content-Length: 0", status=f"{status} Found"))
    async with raw_server(talk) as address, wired(address) as wire:
        with pytest.raises(BadAnswer):
            async with wire.connect(SOURCE, a_stream()):
                pass
    assert exchange.log == []


# --- websockets --------------------------------------------------------------------------------


async def test_frames_go_both_ways_through_the_gateway(exchange: Exchange) -> None:
    kept = Kept()
    async with (
        wired(exchange.url, recorder=kept) as wire,
        wire.connect(SOURCE, a_stream()) as opened,
    ):
        await opened.send('{"op":"subscribe"}')
        await until(lambda: exchange.sockets and exchange.sockets[0].received)
        assert exchange.sockets[0].received == ['{"op":"subscribe"}']
        assert exchange.sockets[0].target == "/ws?streams=a/b"
        exchange.push(STREAM, {"a": 1})
        exchange.push(STREAM, b"\x00\x01")
        assert await opened.receive() == '{"a": 1}'
        assert await opened.receive() == b"\x00\x01"
    assert [(url, frame) for url, frame, _ in kept.frames] == [
        (f"wss://{STREAM}/ws?streams=a/b", '{"a": 1}'),
        (f"wss://{STREAM}/ws?streams=a/b", b"\x00\x01"),
    ]


async def test_a_closed_or_cut_connection_is_told_by_receiving_and_by_sending(
    exchange: Exchange, wire: Wire
) -> None:
    for end in ("cut", "close"):
        async with wire.connect(SOURCE, a_stream()) as opened:
            await until(lambda: exchange.sockets)
            if end == "cut":
                exchange.cut(STREAM)
            else:
                exchange._call(exchange.sockets[0].connection.close(1012, "restart"))
            with pytest.raises(Unreachable, match="closed"):
                await opened.receive()
            with pytest.raises(Unreachable, match="closed"):
                await opened.send("x")
        await until(lambda: not exchange.sockets)


async def test_a_frame_that_is_too_large_ends_the_connection(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "_LARGEST_FRAME", 1_000)
    async with wired(exchange.url) as wire, wire.connect(SOURCE, a_stream()) as opened:
        await until(lambda: exchange.sockets)
        exchange.push(STREAM, "x" * 1_000)
        assert len(await opened.receive()) == 1_000
        exchange.push(STREAM, "x" * 1_001)
        with pytest.raises(Unreachable, match="closed"):
            await opened.receive()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadAnswer),
        (404, BadAnswer),
        (500, BadAnswer),
        (503, BadAnswer),
        (200, BadAnswer),
        (403, Blocked),
        (451, Blocked),
        (429, RateLimited),
        (418, RateLimited),
    ],
)
async def test_a_refused_handshake_is_an_outage_a_block_or_a_pause_and_never_for_good(
    exchange: Exchange, wire: Wire, status: int, kind: type[SourceError]
) -> None:
    exchange.refuse_sockets(STREAM, status)
    with pytest.raises(kind) as caught:
        async with wire.connect(SOURCE, a_stream()):
            pass
    assert caught.value.sentence.endswith(".")
    assert caught.value.http == status
    exchange.refuse_sockets(STREAM, None)
    paused = kind in (Blocked, RateLimited)
    assert caught.value.permanent == (kind is Blocked)
    if paused:
        with pytest.raises(kind):
            async with wire.connect(SOURCE, a_stream()):
                pass
    else:
        async with wire.connect(SOURCE, a_stream()):
            pass
    assert len(exchange.connected(STREAM)) == (1 if paused else 2)


async def test_a_handshake_that_is_never_answered_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire_module, "_CONNECT_S", 0.05)
    async with raw_server(silent) as address, wired(address) as wire:
        with pytest.raises(Unreachable, match="did not answer in time"):
            async with wire.connect(SOURCE, a_stream()):
                pass


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 101 Switching\r\n\r\n", b"nonsense\r\n\r\n", b"", head("Upgrade: h2c")]
)
async def test_a_handshake_that_is_none_is_an_outage(answer: bytes) -> None:
    async with raw_server(says(answer, then_cut=True)) as address, wired(address) as wire:
        with pytest.raises(SourceError) as caught:
            async with wire.connect(SOURCE, a_stream()):
                pass
    assert not caught.value.permanent


async def test_an_address_that_is_none_is_an_outage_too() -> None:
    async with wired("") as wire:
        with pytest.raises(Unreachable):
            async with wire.connect(SOURCE, a_stream("nonsense")):
                pass
        with pytest.raises(Unreachable):
            await wire.get(SOURCE, Request("nonsense"))


# --- questions with a body ---------------------------------------------------------------------


async def test_a_question_with_a_body_is_posted_as_json_through_the_gateway() -> None:
    heads: list[bytes] = []
    bodies: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while len(b"".join(bodies)) < len(asked):
            bodies.append(await reader.read(1_000))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
        await writer.drain()

    asked = '{"type":"candleSnapshot","req":{"coin":"BTC"}}'
    async with raw_server(talk, heads) as address, wired(address) as wire:
        answer = await wire.get(SOURCE, Request(f"https://{HOST}/info", body=asked))
    assert answer.body == b"[]"
    head = heads[0].decode().lower()
    assert head.startswith(f"post /{HOST}/info http/1.1")
    assert "content-type: application/json" in head
    assert f"content-length: {len(asked)}" in head
    assert b"".join(bodies) == asked.encode()


async def test_a_posted_question_that_is_sent_on_is_asked_there_in_full(
    exchange: Exchange, wire: Wire
) -> None:
    exchange.rule(HOST, "/info", lambda _q: Reply(b"", 307, {"Location": f"/{HOST}/there"}))
    exchange.rule(HOST, "/there", lambda query: query)
    question = Request(f"https://{HOST}/info", body='{"type":"meta","req":{"coin":"BTC"}}')
    answer = await wire.get(SOURCE, question)
    assert answer.body == b'{"type": "meta", "coin": "BTC"}'


@pytest.mark.parametrize(
    ("status", "kind"), [(429, RateLimited), (422, Refused), (403, Blocked), (500, BadAnswer)]
)
async def test_the_answer_to_a_post_is_judged_as_any(
    exchange: Exchange, wire: Wire, status: int, kind: type[SourceError]
) -> None:
    exchange.rule(HOST, "/info", lambda _q: Reply(b"null", status))
    caught = await refusal(wire, Request(f"https://{HOST}/info", body="{}"))
    assert type(caught) is kind


# --- packed frames -----------------------------------------------------------------------------


async def heard(exchange: Exchange, wire: Wire, *frames: bytes | str) -> list[bytes | str]:
    async with wire.connect(SOURCE, a_stream()) as opened:
        await until(lambda: exchange.sockets)
        for frame in frames:
            exchange.push(STREAM, frame)
        return [await opened.receive() for _ in frames]


async def test_a_gzip_frame_is_unpacked_and_recorded_as_what_is_inside(exchange: Exchange) -> None:
    kept = Kept()
    said = b'{"op":"ping","ts":"1492420473058"}'
    async with wired(exchange.url, recorder=kept) as wire:
        assert await heard(exchange, wire, gzip.compress(said), "plain", b"bytes") == [
            *(said, "plain", b"bytes")
        ]
    assert [frame for _, frame, _ in kept.frames] == [said, "plain", b"bytes"]


async def test_a_gzip_frame_that_is_broken_or_a_bomb_is_left_as_it_is(
    exchange: Exchange, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "LARGEST_ANSWER", 1_000)
    whole = gzip.compress(b"x" * 1_000)
    bomb = gzip.compress(b"x" * 1_001)
    sent = [whole, bomb, whole[:-9], b"\x1f\x8b nonsense"]
    assert await heard(exchange, wire, *sent) == [b"x" * 1_000, *sent[1:]]


# --- recording ---------------------------------------------------------------------------------


async def test_every_answer_is_recorded_under_the_venues_own_address(exchange: Exchange) -> None:
    exchange.rule(HOST, "/v1/klines", lambda _q: {"a": 1})
    exchange.rule(HOST, "/no", lambda _q: Reply("no", 429))
    kept = Kept()
    async with wired(exchange.url, recorder=kept) as wire:
        await wire.get(SOURCE, Request(URL, {"symbol": "BTC"}))
        await refusal(wire, Request(f"https://{HOST}/no"))
    assert [(url, answer.status, answer.body) for url, answer, _ in kept.answers] == [
        (f"{URL}?symbol=BTC", 200, b'{"a": 1}'),
        (f"https://{HOST}/no", 429, b"no"),
    ]
    now_ms = time.time() * 1_000
    assert all(now_ms - 10_000 < at_ms <= now_ms for _, _, at_ms in kept.answers)


async def test_what_a_post_asked_is_recorded_beside_its_answer(exchange: Exchange) -> None:
    exchange.rule(HOST, "/info", lambda _q: {"a": 1})
    kept = Kept()
    async with wired(exchange.url, recorder=kept) as wire:
        await wire.get(SOURCE, Request(f"https://{HOST}/info", body='{"type":"meta"}'))
        await wire.get(SOURCE, Request(f"https://{HOST}/info"))
    assert [url for url, _, _ in kept.answers] == [f"https://{HOST}/info"] * 2
    assert kept.bodies == ['{"type":"meta"}', None]


async def test_a_recording_that_cannot_go_on_is_no_fault_of_the_venue(exchange: Exchange) -> None:
    class Full(Kept):
        def answer(self, *_: object) -> None:
            raise BadRecording("The disk is full.")

    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    async with wired(exchange.url, recorder=Full()) as wire:
        with pytest.raises(BadRecording):
            await wire.get(SOURCE, Request(URL))


# --- leaving nothing behind --------------------------------------------------------------------


async def test_after_closing_no_connection_is_open_whatever_happened_before(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "_READ_S", 0.1)
    exchange.rule(HOST, "/v1/klines", lambda _q: {})
    before = watched_descriptors()
    async with wired(exchange.url) as wire, raw_server(silent) as address, wired(address) as deaf:
        await wire.get(SOURCE, Request(URL))
        await refusal(deaf)
        asking = asyncio.create_task(deaf.get(SOURCE, Request(URL)))
        listening = asyncio.create_task(listen(wire))
        await until(lambda: exchange.sockets)
        for task in (asking, listening):
            task.cancel()
        await asyncio.gather(asking, listening, return_exceptions=True)
    await until(lambda: not exchange.sockets)
    await until(lambda: watched_descriptors() <= before)


async def listen(wire: Wire) -> None:
    async with wire.connect(SOURCE, a_stream()) as opened:
        await opened.receive()


def watched_descriptors() -> set[int]:
    """What the running loop reads from or writes to."""
    return set(asyncio.get_running_loop()._selector.get_map())


async def test_a_wire_can_be_closed_twice_and_unused() -> None:
    wire = Wire(clock=WallClock())
    await wire.aclose()
    await wire.aclose()
    assert wire._clients == {}
