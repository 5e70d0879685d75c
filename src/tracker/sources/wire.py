"""The one place where bytes leave and enter: HTTP and WebSocket, gateway, limits, pauses, recording.

The only importer of httpx and websockets, so that a change of either is a change of this file.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode, urlsplit

import httpx
from msgspec import Struct
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
    WebSocketException,
)

from tracker import __version__
from tracker.sources.base import Answer, Budget, Request, Service, Stream, checked
from tracker.sources.budget import Pause, Pauses
from tracker.sources.clock import Clock
from tracker.sources.errors import (
    BLOCKED_S,
    BadAnswer,
    Blocked,
    HostPaused,
    KeyMissing,
    KeyNotSent,
    RateLimited,
    SourceError,
    Unreachable,
)
from tracker.sources.gateway import Gateway
from tracker.sources.keys import KeyBook, KeySpec, hide, hide_bytes
from tracker.sources.recording import Recorder

#: An answer that unpacks to more than this is refused.
LARGEST_ANSWER = 64 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_LARGEST_FRAME = 16 * 1024 * 1024
_CONNECT_S, _READ_S, _ANSWER_S, _CLOSE_S = 5.0, 15.0, 30.0, 0.5
_REDIRECTS = 3
#: How often a request that waits for its budget looks again.
_LOOK_S = 1.0
_AGENT = f"tracker/{__version__}"
# They write whole addresses and headers, a key among them, wherever a program lets all loggers speak.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class _Keyed(Struct, frozen=True):
    """A key on its way: what is said of it, and what comes back, is without it."""

    spec: KeySpec
    key: str

    def __repr__(self) -> str:
        return f"_Keyed({self.spec.name})"

    def hidden(self, answer: Answer) -> Answer:
        """The answer without the key, should the service echo it."""
        headers = {name: hide(value, self.key) for name, value in answer.headers.items()}
        return replace(answer, headers=headers, body=hide_bytes(answer.body, self.key))


class Wire:
    """The real transport. It belongs to the event loop that first uses it; close it there."""

    def __init__(
        self,
        *,
        clock: Clock,
        gateway: Gateway | None = None,
        pauses: Pauses | None = None,
        recorder: Recorder | None = None,
        keys: KeyBook | None = None,
    ) -> None:
        self._keys = keys or KeyBook()
        self._clock = clock
        self._gateway = gateway or Gateway()
        self._pauses = pauses or Pauses()
        self._recorder = recorder
        self._turns: dict[tuple[str, str], asyncio.Lock] = {}
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._ssl: ssl.SSLContext | None = None

    async def aclose(self) -> None:
        """Close every connection that is kept for the next request."""
        clients, self._clients = list(self._clients.values()), {}
        await asyncio.gather(*(client.aclose() for client in clients))

    async def get(self, source: Service, request: Request) -> Answer:
        """Ask a venue, within its budget, and return an answer it stands by.

        Raises:
            SourceError: where there is none; RateLimited also pauses the host.
        """
        host = urlsplit(request.url).hostname or ""
        self._refuse_paused(host)
        keyed = self._keyed(source, request)
        await self._wait_turn(host, source.budgets.get(request.bucket), request)
        answer = await self._ask(request, keyed)
        url = _full(request)
        if self._recorder is not None:
            self._recorder.answer(url, answer, self._clock.now_ms(), request.body)
        now_s, limiter = asyncio.get_running_loop().time(), self._pauses.limiter
        limiter.read(host, request.bucket, answer.headers, now_s, self._clock.now_ms())
        try:
            checked(source, answer)
        except (RateLimited, Blocked) as error:
            self.rest(request.url, error)
            raise
        return replace(answer, budget_used=limiter.used(host, now_s))

    async def _wait_turn(self, host: str, budget: Budget | None, request: Request) -> None:
        """Wait until a request is within its budget, in the order of asking, and count it.

        Whoever waits looks again every second: an answer that comes meanwhile may say that others
        used the limit up, or that the host wants a pause.
        """
        if budget is None:
            return
        loop, name = asyncio.get_running_loop(), request.bucket
        limiter, now_ms = self._pauses.limiter, self._clock.now_ms()
        bucket = limiter.of(host, name, budget, loop.time(), now_ms)
        async with self._turns.setdefault((host, name), asyncio.Lock()):
            self._refuse_paused(host)
            while (wait_s := bucket.wait(request.weight, loop.time())) > 0:
                await asyncio.sleep(min(wait_s, _LOOK_S))
                self._refuse_paused(host)
            bucket.take(request.weight, loop.time())

    async def try_key(self, spec: KeySpec, key: str) -> Answer:
        """Ask what `spec` is tried with, with this key, and return whatever comes back, unjudged.

        Raises:
            SourceError: where nothing came back, or nothing was sent.
        """
        self._refuse_paused(spec.host)
        return await self._ask(spec.test, self._sendable(spec, key))

    def _keyed(self, source: Service, request: Request) -> _Keyed | None:
        """The key that goes along; None where there is none, or the source does without."""
        spec = source.key
        if spec is None or not spec.takes(request.url):
            return None
        must = spec.needed or request.needs_key
        key = self._keys.of(spec.name)
        if key is None and must:
            raise KeyMissing("It needs a key; add one under Keys.")
        if key is None or not (must or self._gateway.is_private):
            return None
        return self._sendable(spec, key)

    def _sendable(self, spec: KeySpec, key: str) -> _Keyed:
        if not self._gateway.is_private:
            raise KeyNotSent(
                f"Its key ({spec.carrier}) is not sent through a gateway without encryption; "
                "use https."
            )
        return _Keyed(spec, key)

    async def _ask(self, request: Request, keyed: _Keyed | None) -> Answer:
        """Send one request, and return whatever comes back."""
        url = _full(request)
        try:
            async with asyncio.timeout(_ANSWER_S):
                answer = await self._fetch(url, request, keyed)
        except TimeoutError:
            raise Unreachable("It did not answer in time.", url) from None
        return keyed.hidden(answer) if keyed is not None else answer

    def rest(self, url: str, error: RateLimited | Blocked) -> None:
        """Leave the host of this address alone, for as long as the error says."""
        host = urlsplit(url).hostname or ""
        refused = isinstance(error, Blocked)
        seconds = BLOCKED_S if isinstance(error, Blocked) else error.retry_after_s
        until_ms = self._clock.now_ms() + math.ceil(seconds * 1_000)
        self._pauses.set(Pause(host, until_ms, error.sentence, refused))

    def _refuse_paused(self, host: str) -> None:
        now_ms = self._clock.now_ms()
        pause = self._pauses.of(host, now_ms)
        if pause is not None and pause.refused:
            raise Blocked(pause.reason, f"{host} refuses this region")
        if pause is not None:
            left_s = (pause.until_ms - now_ms) / 1_000
            raise HostPaused(pause.reason, f"{host} paused", retry_after_s=left_s)

    async def _fetch(self, url: str, request: Request, keyed: _Keyed | None) -> Answer:
        asked = self._gateway.route(url)
        client = self._client(urlsplit(url).hostname or "")
        method, headers = "GET", dict(request.headers)
        if request.body is not None:
            method, headers["Content-Type"] = "POST", "application/json"
        if keyed is not None:
            headers |= keyed.spec.headers(keyed.key)
        for _ in range(_REDIRECTS + 1):
            address = asked if keyed is None else keyed.spec.address(asked, keyed.key)
            try:
                async with client.stream(
                    method, address, headers=headers, content=request.body
                ) as response:
                    told = {name.lower(): value for name, value in response.headers.items()}
                    body = await _read(response)
            except httpx.TimeoutException as error:
                raise Unreachable("It did not answer in time.", _said(error, keyed)) from None
            except httpx.DecodingError as error:
                said = _said(error, keyed)
                raise BadAnswer("It answered with broken or cut-off data.", said) from None
            except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
                raise Unreachable(_why_unreachable(error), _said(error, keyed)) from None
            if response.status_code not in (301, 302, 303, 307, 308):
                return Answer(response.status_code, told, body)
            target = self._gateway.redirect(url, asked, told.get("location", ""))
            # Where it leads to is not where the user said that the key may go.
            if target is None or keyed is not None:
                break
            asked = target
        raise BadAnswer("It sends us elsewhere instead of answering.", f"redirect from {asked}")

    def _client(self, host: str) -> httpx.AsyncClient:
        client = self._clients.get(host)
        if client is None:
            if self._ssl is None:
                self._ssl = httpx.create_ssl_context()
            client = self._clients[host] = httpx.AsyncClient(
                timeout=httpx.Timeout(_READ_S, connect=_CONNECT_S),
                headers={"User-Agent": _AGENT, "Accept": "application/json"},
                verify=self._ssl,
                # Everything goes to the gateway; proxies of the environment are for direct access.
                trust_env=self._gateway.base is None,
                follow_redirects=False,
            )
        return client

    @asynccontextmanager
    async def connect(self, source: Service, stream: Stream) -> AsyncIterator[WireConnection]:
        """Open a WebSocket.

        Raises:
            SourceError: where it cannot be opened.
        """
        host = urlsplit(stream.url).hostname or ""
        self._refuse_paused(host)
        try:
            socket = await _connect_here(
                self._gateway.route(stream.url),
                open_timeout=_CONNECT_S * 2,
                close_timeout=_CLOSE_S,
                max_size=_LARGEST_FRAME,
                user_agent_header=_AGENT,
                proxy=True if self._gateway.base is None else None,
            )
        except InvalidStatus as error:
            response = error.response
            headers = {name.lower(): value for name, value in response.headers.raw_items()}
            answer = Answer(response.status_code, headers, bytes(response.body or b""))
            detail = f"HTTP {answer.status}"
            try:
                checked(source, answer)
            except (RateLimited, Blocked) as limited:
                self.rest(stream.url, limited)
                raise
            except SourceError as refused:
                # Never for good: there is no question in a handshake that could be wrong, and a
                # relay that restarts answers 404 for a while.
                detail = refused.detail
            closed = BadAnswer("It refused the connection.", detail)
            closed.http = answer.status
            raise closed from None
        except TimeoutError:
            raise Unreachable("It did not answer in time.", stream.url) from None
        except (OSError, InvalidHandshake, InvalidURI, WebSocketException) as error:
            raise Unreachable(_why_unreachable(error), repr(error)) from None
        try:
            yield WireConnection(socket, stream.url, self._clock, self._recorder)
        finally:
            await socket.close()


class _connect_here(connect):  # noqa: N801 - it stands in for the library's own name
    """Opens a WebSocket and follows no redirect: that could lead out of the gateway."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Give the redirect back as the error it is here."""
        return exc


class WireConnection:
    """An open WebSocket."""

    def __init__(
        self, socket: ClientConnection, url: str, clock: Clock, recorder: Recorder | None
    ) -> None:
        self._socket = socket
        self._url = url
        self._clock = clock
        self._recorder = recorder

    async def receive(self) -> bytes | str:
        """The next frame, unpacked where it comes as gzip.

        Raises:
            Unreachable: where the connection is over.
        """
        try:
            frame = _unpacked(await self._socket.recv())
        except ConnectionClosed as error:
            raise Unreachable("The connection was closed.", str(error)) from None
        if self._recorder is not None:
            self._recorder.frame(self._url, frame, self._clock.now_ms())
        return frame

    async def send(self, text: str) -> None:
        """Send one text frame.

        Raises:
            Unreachable: where the connection is over.
        """
        try:
            await self._socket.send(text)
        except ConnectionClosed as error:
            raise Unreachable("The connection was closed.", str(error)) from None


def _unpacked(frame: bytes | str) -> bytes | str:
    """What is inside a gzip frame; the frame itself where it is none, is broken, or is a bomb.

    What could not be unpacked is no JSON: the venue's parser refuses it, and the connection stays.
    """
    if isinstance(frame, str) or not frame.startswith(_GZIP):
        return frame
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        inside = unpacker.decompress(frame, LARGEST_ANSWER)
    except zlib.error:
        return frame
    return inside if unpacker.eof else frame


def _full(request: Request) -> str:
    """The service's own address of a request, without any key."""
    return f"{request.url}?{urlencode(request.params)}" if request.params else request.url


def _said(error: Exception, keyed: _Keyed | None) -> str:
    """What a library's error says, without the key."""
    return repr(error) if keyed is None else hide(repr(error), keyed.key)


async def _read(response: httpx.Response) -> bytes:
    """The body, refused as soon as it unpacks to more than the limit."""
    chunks = bytearray()
    async for chunk in response.aiter_bytes():
        chunks += chunk
        if len(chunks) > LARGEST_ANSWER:
            raise BadAnswer("Its answer is far larger than it can be.", f"over {LARGEST_ANSWER} B")
    return bytes(chunks)


def _why_unreachable(error: BaseException) -> str:
    text = str(error).lower()
    numbers = set(_errnos(error))
    if any(
        part in text for part in ("name or service", "name resolution", "getaddrinfo", "nodename")
    ):
        return "Its address cannot be found: is there a network?"
    if numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}:
        return "It cannot be reached: there is no network."
    if errno.ECONNREFUSED in numbers:
        return "It cannot be reached: the connection was refused."
    if any(part in text for part in ("peer closed", "disconnected", "closed while", "incomplete")):
        return "The connection broke off before the answer was complete."
    if "certificate" in text:
        return "Its certificate cannot be trusted."
    return "It cannot be reached."


def _errnos(error: BaseException | None) -> Iterator[int]:
    """The system's numbers of an error and of all that led to it; libraries wrap them in each other."""
    if isinstance(error, OSError) and error.errno is not None:
        yield error.errno
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _errnos(one)
    if error is not None:
        yield from _errnos(error.__cause__ or error.__context__)
