"""One port for HTTP and WebSocket, in a thread of its own; it answers by rules and keeps a log.

The first path segment is the venue's host, as the gateway sends it. A rule is a function of the
query, or of what a POST asks for; a fault put over a host or path comes first. Sockets are kept, so that a test can push frames
to them or cut them.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import partial
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

Query = dict[str, str]
Rule = Callable[[Query], Any]


@dataclass(frozen=True)
class Reply:
    """An answer as it goes over the wire; a body that is no bytes is sent as JSON."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    packed: bool = False

    def raw(self) -> bytes:
        body = self.body
        if isinstance(body, str):
            body = body.encode()
        elif not isinstance(body, bytes):
            body = json.dumps(body).encode()
        return gzip.compress(body) if self.packed else body


@dataclass
class Asked:
    """One request or connection that the exchange saw."""

    at: float
    host: str
    path: str
    query: Query
    is_socket: bool = False
    #: What a POST asked, as it came.
    body: str | None = None
    #: By lower-case name.
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Socket:
    """One open WebSocket and what the client sent on it."""

    host: str
    target: str
    connection: ServerConnection
    received: list[str] = field(default_factory=list)


class Exchange:
    """Start with `with Exchange() as exchange`."""

    def __init__(self) -> None:
        self.rules: dict[tuple[str, str], Rule] = {}
        self.on_connect: Callable[[Exchange, Socket], None] = lambda _exchange, _socket: None
        self.on_message: Callable[[Exchange, Socket, str], None] = lambda _e, _s, _t: None
        self.log: list[Asked] = []
        self.sockets: list[Socket] = []
        #: By host: who may not come in gets the reply; None lets in.
        self.doors: dict[str, Callable[[Asked], Reply | None]] = {}
        self._faults: dict[str, Reply | Callable[[Query], Reply]] = {}
        self._refuse_sockets: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._serve, name="loopback", daemon=True)
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self.port = 0
        #: The time that its answers say they were made at.
        self.now_s: Callable[[], float] = time.time
        #: The time that its log is kept by.
        self.steady_s: Callable[[], float] = time.monotonic
        #: Sees every request before it is answered; what it gives is the answer instead.
        self.gate: Callable[[Asked], Reply | None] = lambda _asked: None
        #: Headers that are added to an answer.
        self.stamp: Callable[[Asked], dict[str, str]] = lambda _asked: {}
        #: Whether the log is kept; a day of requests is more than a test wants to hold.
        self.keeps_log = True

    async def __aenter__(self) -> Self:
        """Serve on the loop that runs already."""
        self._main_task = asyncio.create_task(self._main())
        while not self._ready.is_set():  # noqa: ASYNC110 - a thread's event
            await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._stop is not None
        self._stop.set()
        await self._main_task

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- what tests do -------------------------------------------------------------------------

    def rule(self, host: str, path: str, answer: Rule) -> None:
        """Answer this path of this host."""
        self.rules[host, path] = answer

    @contextmanager
    def fault(self, prefix: str, reply: Reply | Callable[[Query], Reply]) -> Iterator[None]:
        """While it lasts, everything below `host` or `host/path` is answered so."""
        self.set_fault(prefix, reply)
        try:
            yield
        finally:
            self.clear_fault(prefix)

    def set_fault(self, prefix: str, reply: Reply | Callable[[Query], Reply]) -> None:
        self._faults[prefix] = reply

    def clear_fault(self, prefix: str) -> None:
        self._faults.pop(prefix, None)

    def refuse_sockets(self, host: str, status: int | None) -> None:
        """Answer WebSocket handshakes of a host with a status; None: accept them again."""
        if status is None:
            self._refuse_sockets.pop(host, None)
        else:
            self._refuse_sockets[host] = status

    def push(self, host: str, frame: Any) -> int:
        """Send a frame to every socket of a host; how many there were."""
        text = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        targets = [socket for socket in self.sockets if socket.host == host]
        for socket in targets:
            self._call(socket.connection.send(text))
        return len(targets)

    def cut(self, host: str) -> None:
        """Drop every socket of a host without a word."""
        for socket in [one for one in self.sockets if one.host == host]:
            transport = socket.connection.transport
            assert self._loop is not None
            self._loop.call_soon_threadsafe(transport.abort)

    def asked(self, host: str, path: str | None = None) -> list[Asked]:
        """The requests for a host, and for a path of it."""
        return [
            one
            for one in list(self.log)
            if one.host == host and not one.is_socket and path in (None, one.path)
        ]

    def connected(self, host: str) -> list[Asked]:
        """The WebSocket handshakes for a host, refused ones included."""
        return [one for one in list(self.log) if one.host == host and one.is_socket]

    # --- inside --------------------------------------------------------------------------------

    def _call(self, work: Any) -> None:
        async def quietly() -> None:
            with suppress(ConnectionClosed):
                await work

        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(quietly(), self._loop).result(10)

    def _serve(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server: Server = await serve(
            self._socket,
            "127.0.0.1",
            0,
            process_request=self._request,
            create_connection=partial(_Connection, self),
            max_size=None,
            ping_interval=None,
            close_timeout=0.2,
            logger=_silent(),
        )
        self.port = next(iter(server.sockets)).getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close(close_connections=True)
        await server.wait_closed()

    def _request(self, _connection: ServerConnection, request: Request) -> Response | None:
        host, path, query = _parts(request.path)
        is_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        asked = Asked(self.steady_s(), host, path, query, is_socket, headers=headers)
        self._note(asked)
        door = self.doors.get(host)
        refusal = door(asked) if door is not None else None
        if refusal is not None:
            return _response(refusal, self.now_s())
        if is_socket:
            status = self._refuse_sockets.get(host)
            return None if status is None else _response(Reply(b"refused", status), self.now_s())
        return self._respond(asked, query)

    def posted(self, target: str, body: bytes) -> Response:
        """The answer to a POST; a rule sees its JSON as it would see a query."""
        host, path, query = _parts(target)
        text = body.decode()
        asked = Asked(self.steady_s(), host, path, query, body=text)
        self._note(asked)
        query |= _flat(json.loads(text))
        return self._respond(asked, query)

    def _note(self, asked: Asked) -> None:
        if self.keeps_log:
            self.log.append(asked)

    def _respond(self, asked: Asked, query: Query) -> Response:
        refused = self.gate(asked)
        reply = refused if refused is not None else self._answer(asked.host, asked.path, query)
        told = {**self.stamp(asked), **reply.headers}
        return _response(replace(reply, headers=told), self.now_s())

    def _answer(self, host: str, path: str, query: Query) -> Reply:
        full = f"{host}{path}"
        for prefix, reply in list(self._faults.items()):
            if full.startswith(prefix):
                return reply(query) if callable(reply) else reply
        rule = self.rules.get((host, path))
        if rule is None:
            return Reply({"code": -1, "msg": f"no rule for {full}"}, 404)
        answer = rule(query)
        return answer if isinstance(answer, Reply) else Reply(answer)

    async def _socket(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        host, path, _ = _parts(connection.request.path)
        target = connection.request.path.split("/", 2)[-1]
        socket = Socket(host, f"/{target}", connection)
        del path
        self.sockets.append(socket)
        self.on_connect(self, socket)
        try:
            async for message in connection:
                text = message if isinstance(message, str) else message.decode()
                socket.received.append(text)
                self.on_message(self, socket, text)
        except ConnectionClosed:
            pass
        finally:
            self.sockets.remove(socket)

    def drop(self, host: str) -> None:
        """Drop every socket of a host; for those on the exchange's own loop."""
        for socket in [one for one in self.sockets if one.host == host]:
            socket.connection.transport.abort()

    def send_soon(self, socket: Socket, frame: Any) -> None:
        """Send from within a hook, which runs on the exchange's own loop."""
        text = frame if isinstance(frame, str | bytes) else json.dumps(frame)

        async def send() -> None:
            with suppress(ConnectionClosed):
                await socket.connection.send(text)

        task = asyncio.ensure_future(send())
        _TASKS.add(task)
        task.add_done_callback(_TASKS.discard)


class _Connection(ServerConnection):
    """A connection that answers POST too, which the library refuses to read."""

    def __init__(self, exchange: Exchange, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._exchange = exchange
        self._posted: bytes | None = None
        self._is_fresh = True

    def data_received(self, data: bytes) -> None:
        if self._is_fresh and data.startswith(b"POST "):
            self._posted = b""
        self._is_fresh = False
        if self._posted is None:
            super().data_received(data)
            return
        self._posted += data
        head, end, body = self._posted.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
        assert not end or length is not None, "a POST says how long it is"
        if end and length is not None and len(body) >= int(length[1]):
            target = head.split(b" ", 2)[1].decode()
            self.transport.write(self._exchange.posted(target, body).serialize())
            self.transport.close()


def _flat(tree: Any) -> Query:
    """The leaves of a JSON object by their names."""
    found: Query = {}
    for name, inner in tree.items():
        found |= _flat(inner) if isinstance(inner, dict) else {name: str(inner)}
    return found


_TASKS: set[Any] = set()


def _parts(target: str) -> tuple[str, str, Query]:
    parts = urlsplit(target)
    _, host, *rest = parts.path.split("/", 2)
    return host, f"/{rest[0]}" if rest else "/", dict(parse_qsl(parts.query))


def _response(reply: Reply, now_s: float) -> Response:
    body = reply.raw()
    headers = Headers(
        [
            ("Date", formatdate(now_s, usegmt=True)),
            ("Content-Length", str(len(body))),
            ("Content-Type", "application/json"),
            ("Connection", "close"),
        ]
    )
    if reply.packed:
        headers["Content-Encoding"] = "gzip"
    for name, value in reply.headers.items():
        if name in headers:
            del headers[name]
        headers[name] = value
    return Response(reply.status, "status", headers, body)


def _silent() -> Any:
    import logging

    logger = logging.getLogger("loopback")
    logger.setLevel(logging.CRITICAL)
    return logger
