"""Recordings: what came over the wire, one JSON object a line, and a transport that plays it back.

{"ts": 1765000000.123, "dir": "recv", "url": "wss://…", "raw": "…"}             one frame
{"ts": 1765000000.456, "dir": "answer", "url": "https://…", "status": 200, "raw": "…"}

`body` is there too where the question was a POST: what was asked by it. `ts` is in seconds since 1970, UTC. Other programs record in this widespread shape too and can be
played: their frames have no `url` of their own but belong to the `connect` line before them; what was
sent is passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from msgspec import Struct

from tracker.domain.decoding import decoder_of
from tracker.domain.errors import TrackerError
from tracker.sources.base import Answer, Request, Service, Stream, checked
from tracker.sources.clock import Clock
from tracker.sources.errors import Blocked, RateLimited, Refused, Unreachable

#: A recorded time after the end of the year 9999 is none.
_LATEST_S = 253_402_300_799.0


class BadRecording(TrackerError):
    """A file that is not a recording, or cannot become one."""


class _Line(msgspec.Struct):
    ts: float
    dir: str
    url: str | None = None
    raw: str | None = None
    status: int = 200
    body: str | None = None


class Record(Struct, frozen=True):
    """One frame or answer. `body` is what a POST asked."""

    at_ms: int
    is_answer: bool
    url: str
    raw: str
    status: int
    body: str | None = None


class Recorder(Protocol):
    """Somebody who keeps what came over the wire."""

    def answer(self, url: str, answer: Answer, at_ms: int, body: str | None = None) -> None:
        """An HTTP answer of the venue's own address; `body` is what a POST asked."""
        ...

    def frame(self, url: str, frame: bytes | str, at_ms: int) -> None:
        """A WebSocket frame from the venue's own address."""
        ...


class RecordingFile:
    """Writes a recording; the wire's `Recorder`."""

    def __init__(self, path: Path) -> None:
        """Begin a recording, or go on with one.

        Raises:
            BadRecording: where the file cannot be written; later calls raise it too.
        """
        self._path = path
        try:
            self._file: IO[bytes] = path.open("ab")
        except OSError as error:
            raise self._refused(error) from None

    def _refused(self, error: OSError) -> BadRecording:
        return BadRecording(f"The recording {self._path} cannot be written: {error.strerror}.")

    def answer(self, url: str, answer: Answer, at_ms: int, body: str | None = None) -> None:
        """Keep an HTTP answer."""
        asked = {} if body is None else {"body": body}
        self._write(at_ms, "answer", url, answer.body, status=answer.status, **asked)

    def frame(self, url: str, frame: bytes | str, at_ms: int) -> None:
        """Keep a WebSocket frame."""
        self._write(at_ms, "recv", url, frame)

    def _write(self, at_ms: int, kind: str, url: str, raw: bytes | str, **more: str | int) -> None:
        text = raw if isinstance(raw, str) else raw.decode(errors="replace")
        line = {"ts": at_ms / 1_000, "dir": kind, "url": url, "raw": text, **more}
        try:
            self._file.write(msgspec.json.encode(line) + b"\n")
        except OSError as error:
            raise self._refused(error) from None

    def close(self) -> None:
        """Write the rest and close the file."""
        try:
            self._file.close()
        except OSError as error:
            raise self._refused(error) from None


def read_recording(path: Path) -> list[Record]:
    """All frames and answers, oldest first.

    Raises:
        BadRecording: where the file cannot be read or holds no frame; the sentence names the line.
    """
    try:
        with path.open("rb") as file:
            records = list(_records(file, path.name))
    except OSError as error:
        raise BadRecording(f"{path} cannot be read: {error.strerror}.") from None
    if not records:
        raise BadRecording(f"{path} holds no recorded frame or answer.")
    return sorted(records, key=lambda record: record.at_ms)


def _records(file: IO[bytes], name: str) -> Iterator[Record]:
    connected: str | None = None
    for number, raw in enumerate(file, start=1):
        if not raw.strip():
            continue
        try:
            line = decoder_of(_Line).decode(raw)
        except msgspec.MsgspecError as error:
            if not raw.endswith(b"\n"):
                return  # whoever recorded was ended in the middle of this line
            raise BadRecording(
                f"Line {number} of {name} is not a recorded frame.", str(error)
            ) from None
        if line.dir == "connect":
            connected = line.url
        if line.dir not in ("recv", "answer") or line.raw is None:
            continue
        url = line.url or (connected if line.dir == "recv" else None)
        if url is None:
            raise BadRecording(f"Line {number} of {name} does not say what it came from.")
        if not 0 <= line.ts <= _LATEST_S:
            raise BadRecording(f"Line {number} of {name} has no possible time.")
        is_answer, at_ms = line.dir == "answer", round(line.ts * 1_000)
        yield Record(at_ms, is_answer, url, line.raw, line.status, line.body)


class ReplayTransport:
    """Answers as the recording did, and sends its frames at their times.

    A question is answered by the recorded answer to the same address and the same parameters, apart
    from those that move with time; of several, by the one whose window is nearest, then by the
    nearest in time. Each stream gets each frame
    of its host once, also those whose time was over when it was opened: it takes a while to start.
    """

    def __init__(self, records: list[Record], clock: Clock) -> None:
        self._clock = clock
        self._answers: dict[tuple[str, frozenset[tuple[str, str]]], list[Record]] = {}
        self._frames: dict[str, list[Record]] = {}
        self._streams: dict[str, _Playing] = {}
        for record in records:
            if record.is_answer:
                question = _question(record.url, record.body)
                self._answers.setdefault(question, []).append(record)
            else:
                host = urlsplit(record.url).hostname or ""
                self._frames.setdefault(host, []).append(record)

    async def get(self, source: Service, request: Request) -> Answer:
        """The recorded answer.

        Raises:
            SourceError: where there is none, or it was a refusal.
        """
        asked = f"{request.url}?{urlencode(request.params)}"
        candidates = self._answers.get(_question(asked, request.body))
        if not candidates:
            raise Refused("The recording holds no answer to this.", request.url)
        now_ms = self._clock.now_ms()
        window = _window(asked, request.body)
        record = min(
            candidates,
            key=lambda one: (_apart(window, _window(one.url, one.body)), abs(one.at_ms - now_ms)),
        )
        answer = Answer(record.status, {}, record.raw.encode())
        checked(source, answer)
        return answer

    @asynccontextmanager
    async def connect(self, source: Service, stream: Stream) -> AsyncIterator[_Playing]:
        """The frames of the stream's host; opened again, it goes on where it was.

        Raises:
            Unreachable: where the recording has none.
        """
        del source
        frames = self._frames.get(urlsplit(stream.url).hostname or "")
        if not frames:
            raise Unreachable("The recording holds no frame of this stream.", stream.url)
        yield self._streams.setdefault(stream.url, _Playing(frames, self._clock))

    def is_played(self) -> bool:
        """Whether every stream that was opened has given all its frames."""
        return all(stream.is_over for stream in self._streams.values())

    def rest(self, url: str, error: RateLimited | Blocked) -> None:
        """A recording does not mind."""


class _Playing:
    """One stream of a recording; the `Connection` of those who open it."""

    def __init__(self, frames: list[Record], clock: Clock) -> None:
        self._frames = frames
        self._clock = clock
        self._next = 0

    @property
    def is_over(self) -> bool:
        return self._next >= len(self._frames)

    async def receive(self) -> bytes | str:
        """The next frame, at its time; after the last one nothing comes any more."""
        if self.is_over:
            await asyncio.Event().wait()
        record = self._frames[self._next]
        wait_ms = record.at_ms - self._clock.now_ms()
        if wait_ms > 0:
            await self._clock.sleep(wait_ms / 1_000)
        self._next += 1
        return record.raw

    async def send(self, text: str) -> None:
        """Nobody listens."""
        del text


#: Parameters that say when, not what.
_MOVING = frozenset(
    ("startTime", "endTime", "start", "end", "from", "to", "after", "before", "begin", "limit")
)


def _question(url: str, body: str | None) -> tuple[str, frozenset[tuple[str, str]]]:
    parts = urlsplit(url)
    asked = _parameters(url, body)
    return f"{parts.hostname}{parts.path}", frozenset(one for one in asked if one[0] not in _MOVING)


def _window(url: str, body: str | None) -> dict[str, float]:
    """The numbers that move with time."""
    return {
        name: float(value)
        for name, value in _parameters(url, body)
        if name in _MOVING and value.isdecimal()
    }


def _parameters(url: str, body: str | None) -> list[tuple[str, str]]:
    """What is asked, by name: in the address, and in the JSON of a POST at whatever depth."""
    asked = parse_qsl(urlsplit(url).query)
    if body is not None:
        try:
            asked += _leaves("", decoder_of(object).decode(body))
        except (msgspec.DecodeError, RecursionError):
            asked.append(("", body))
    return asked


def _leaves(name: str, tree: object) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, inner in tree.items():
            yield from _leaves(str(key), inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _leaves(name, inner)
    else:
        yield name, str(tree)


def _apart(one: dict[str, float], other: dict[str, float]) -> float:
    """How far two windows are apart, by what both of them name."""
    return sum(abs(one[name] - other[name]) for name in one.keys() & other.keys())
