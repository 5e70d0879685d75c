"""Every way in which a connection of the wire can fail is one sentence."""

from __future__ import annotations

import asyncio

import pytest

from loopback import Exchange, Reply
from sources.wires import (
    HOST,
    SOURCE,
    URL,
    a_stream,
    free_port,
    head,
    raw_server,
    refusal,
    says,
    silent,
    wired,
)
from tracker.sources import wire as wire_module
from tracker.sources.base import Request
from tracker.sources.errors import (
    BadAnswer,
    Refused,
    Unreachable,
)
from tracker.sources.wire import Wire

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
