"""The wire over real sockets: questions, answers, what is recorded of them, and nothing left behind."""

from __future__ import annotations

import asyncio
import gzip
import time

import pytest

from loopback import Exchange, Reply
from sources.wires import (
    HOST,
    SOURCE,
    URL,
    Kept,
    a_stream,
    head,
    raw_server,
    refusal,
    says,
    silent,
    until,
    wired,
)
from tracker.sources import wire as wire_module
from tracker.sources.base import Request
from tracker.sources.clock import WallClock
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    RateLimited,
    Refused,
    SourceError,
)
from tracker.sources.recording import BadRecording
from tracker.sources.wire import LARGEST_ANSWER, Wire

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
