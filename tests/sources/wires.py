"""A wire over real sockets, and servers that answer as no exchange should, for its tests."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar

import pytest

from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.sources.base import Answer, Budget, Parsed, Request, Source, Stream
from tracker.sources.clock import WallClock
from tracker.sources.errors import (
    SourceError,
)
from tracker.sources.gateway import Gateway
from tracker.sources.wire import Wire

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


@asynccontextmanager
async def wired(address: str, **parts: Any) -> AsyncIterator[Wire]:
    """A wire behind a gateway; afterwards nothing of it may be open."""
    wire = Wire(clock=WallClock(), gateway=Gateway.parse(address), **parts)
    try:
        yield wire
    finally:
        await wire.aclose()


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
