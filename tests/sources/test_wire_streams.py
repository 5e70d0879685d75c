"""Websockets over the wire: frames, packed ones too, and every way in which they end."""

from __future__ import annotations

import gzip

import pytest

from loopback import Exchange
from sources.wires import (
    SOURCE,
    STREAM,
    Kept,
    a_stream,
    head,
    raw_server,
    says,
    silent,
    until,
    wired,
)
from tracker.sources import wire as wire_module
from tracker.sources.base import Request
from tracker.sources.errors import (
    BadAnswer,
    Blocked,
    RateLimited,
    SourceError,
    Unreachable,
)
from tracker.sources.wire import Wire

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
