"""Stops all asking and lets it go on: a door between the engine and whatever carries its requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from tracker.sources.base import Answer, Connection, Request, Service, Stream, Transport
from tracker.sources.errors import Blocked, RateLimited
from tracker.sources.keys import KeySpec


class Gate:
    """Open or closed; whoever comes while it is closed waits."""

    def __init__(self) -> None:
        self._opened = asyncio.Event()
        self._opened.set()

    @property
    def is_open(self) -> bool:
        """Whether requests go out."""
        return self._opened.is_set()

    def open(self) -> None:
        """Let everybody go on."""
        self._opened.set()

    def close(self) -> None:
        """Let nobody through."""
        self._opened.clear()

    async def passed(self) -> None:
        """Wait until it is open."""
        await self._opened.wait()


class GatedTransport:
    """A transport behind a gate. What waits there neither fails nor counts as an attempt."""

    def __init__(self, transport: Transport, gate: Gate) -> None:
        self._transport = transport
        self._gate = gate

    async def get(self, source: Service, request: Request) -> Answer:
        """Ask once the gate is open.

        Raises:
            SourceError: where there is no answer.
        """
        await self._gate.passed()
        return await self._transport.get(source, request)

    def connect(self, source: Service, stream: Stream) -> AbstractAsyncContextManager[Connection]:
        """Open a stream once the gate is open; entering raises SourceError where it cannot be opened."""
        return self._connected(source, stream)

    @asynccontextmanager
    async def _connected(self, source: Service, stream: Stream) -> AsyncIterator[Connection]:
        await self._gate.passed()
        async with self._transport.connect(source, stream) as connection:
            yield connection

    def rest(self, url: str, error: RateLimited | Blocked) -> None:
        """Leave the host of this address alone, for as long as the error says."""
        self._transport.rest(url, error)

    async def try_key(self, spec: KeySpec, key: str) -> Answer:
        """Try a key at once: the user asks for it, and nobody else is asked.

        Raises:
            SourceError: where nothing came back, or this transport asks nobody.
        """
        ask = getattr(self._transport, "try_key", None)
        if ask is None:
            raise Blocked("No service is asked from here.")
        answer: Answer = await ask(spec, key)
        return answer

    async def aclose(self) -> None:
        """Close what the transport keeps open."""
        close = getattr(self._transport, "aclose", None)
        if close is not None:
            await close()
