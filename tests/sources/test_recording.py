"""Recordings: what was received is read back, and plays through the engine as it came."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.sources import register_all
from tracker.sources.base import Answer, Parsed, Request, Source, Stream
from tracker.sources.errors import BadAnswer, Blocked, RateLimited, Refused, Unreachable
from tracker.sources.recording import (
    BadRecording,
    Record,
    RecordingFile,
    ReplayTransport,
    read_recording,
)

register_all()
T0 = 1_765_000_000_123
HOST = "https://api.example.com"
WS = "wss://stream.example.com/ws"


class Plain(Source):
    """A venue without signs of its own; nameless, so that it is not registered."""

    title = "Plain"

    def market(self, asset: str) -> Market:
        return Market("plain", asset, asset, Contract.SPOT)


class HandClock:
    """Time that the test turns; who sleeps is woken at once and the hand moves there."""

    def __init__(self, now_ms: int = T0) -> None:
        self.hand_ms = now_ms
        self.slept_s: list[float] = []

    def now_ms(self) -> int:
        return self.hand_ms

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.hand_ms += round(seconds * 1_000)
        await asyncio.sleep(0)


def a_stream(url: str = WS) -> Stream:
    return Stream("s", url, (Channel.TICKERS,), 5.0, lambda _frame, _now: Parsed())


def frame(at_ms: int, raw: str, url: str = WS) -> Record:
    return Record(at_ms, False, url, raw, 200)


def an_answer(at_ms: int, url: str, raw: str, status: int = 200) -> Record:
    return Record(at_ms, True, url, raw, status)


# --- to a file and back ------------------------------------------------------------------------

TEXTS = st.text(max_size=50)


@given(
    rows=st.lists(
        st.tuples(st.booleans(), st.integers(0, 4_000_000_000_000), TEXTS, st.integers(100, 599)),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_recorded_is_read_back_oldest_first(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[bool, int, str, int]]
) -> None:
    path = tmp_path_factory.mktemp("recording") / "all.jsonl"
    file = RecordingFile(path)
    for is_answer, at_ms, text, status in rows:
        if is_answer:
            file.answer(f"{HOST}/a?b=c", Answer(status, {}, text.encode()), at_ms)
        else:
            file.frame(WS, text, at_ms)
    file.close()
    expected = [
        an_answer(at_ms, f"{HOST}/a?b=c", text, status) if is_answer else frame(at_ms, text)
        for is_answer, at_ms, text, status in rows
    ]
    assert read_recording(path) == sorted(expected, key=lambda one: one.at_ms)


def test_a_frame_of_bytes_is_kept_as_text(tmp_path: Path) -> None:
    file = RecordingFile(tmp_path / "r")
    file.frame(WS, '{"a":"ü"}'.encode(), T0)
    file.frame(WS, b"\xff", T0 + 1)
    file.close()
    assert [one.raw for one in read_recording(tmp_path / "r")] == ['{"a":"ü"}', "\ufffd"]


def test_a_second_recording_in_the_same_file_is_added_to_the_first(tmp_path: Path) -> None:
    for at_ms in (T0, T0 + 5):
        file = RecordingFile(tmp_path / "r")
        file.frame(WS, "x", at_ms)
        file.close()
    assert [one.at_ms for one in read_recording(tmp_path / "r")] == [T0, T0 + 5]


@pytest.mark.parametrize("name", ["", "no such folder/file"])
def test_a_recording_that_cannot_be_written_says_so_in_a_sentence(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(BadRecording, match=r"cannot be written: .*\.$"):
        RecordingFile(tmp_path / name)


@pytest.mark.parametrize("step", ["frame", "close"])
def test_a_full_disk_in_the_middle_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class Full:
        def write(self, _line: bytes) -> None:
            raise OSError(28, "No space left on device")

        close = flush = lambda self: self.write(b"")

    file = RecordingFile(tmp_path / "r")
    file.close()
    monkeypatch.setattr(file, "_file", Full())
    with pytest.raises(BadRecording, match="No space left on device"):
        file.frame(WS, "x", T0) if step == "frame" else file.close()


# --- files that are none -----------------------------------------------------------------------


def written(tmp_path: Path, *lines: Any, end: str = "\n") -> Path:
    path = tmp_path / "file.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + end, encoding="utf-8")
    return path


GOOD = {"ts": 1.5, "dir": "recv", "url": WS, "raw": "x"}


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "no json",
        "[]",
        "7",
        '{"ts":"x","dir":"recv"}',
        '{"dir":"recv","raw":"x"}',
        '{"ts":1,"raw":"x"}',
        '{"ts":1,"dir":"recv","raw":{"a":1},"url":"x"}',
        '{"ts":-1,"dir":"recv","url":"x","raw":"x"}',
        '{"ts":1e300,"dir":"recv","url":"x","raw":"x"}',
        '{"ts":1,"dir":"recv","raw":"nothing was connected"}',
        '{"ts":1,"dir":"answer","raw":"no url"}',
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path, '{"ts":1,"dir":"send","raw":"hello"}', "", bad, GOOD)
    with pytest.raises(BadRecording) as caught:
        read_recording(path)
    assert caught.value.sentence.startswith("Line 3 of file.jsonl ")
    assert caught.value.sentence.endswith(".")


def test_the_cut_off_last_line_of_a_recording_that_was_killed_costs_only_itself(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, GOOD, '{"ts":2,"dir":"re', end="")
    assert [one.raw for one in read_recording(path)] == ["x"]


def test_a_last_line_without_a_line_end_counts(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD, GOOD, end="")
    assert len(read_recording(path)) == 2


@pytest.mark.parametrize("lines", [(), ("",), ({"ts": 1, "dir": "connect", "url": WS},)])
def test_a_file_without_a_frame_is_no_recording(tmp_path: Path, lines: tuple[Any, ...]) -> None:
    with pytest.raises(BadRecording, match="holds no recorded frame or answer"):
        read_recording(written(tmp_path, *lines))


def test_a_file_that_is_not_there_or_a_folder_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(BadRecording, match=r"cannot be read: .*\.$"):
            read_recording(path)


def test_frames_of_other_programs_belong_to_the_connection_before_them(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"ts": 1.0, "dir": "connect", "url": "wss://a.example.com/x", "raw": None},
        {"ts": 1.1, "dir": "send", "url": "wss://a.example.com/x", "raw": "hello"},
        {"ts": 1.2, "dir": "recv", "raw": "one"},
        {"ts": 1.3, "dir": "recv", "raw": "two", "gzip": True},
        {"ts": 1.4, "dir": "connect", "url": "wss://b.example.com/y", "raw": None},
        {"ts": 1.5, "dir": "recv", "raw": "three"},
    )
    assert [(one.at_ms, one.url, one.raw) for one in read_recording(path)] == [
        (1_200, "wss://a.example.com/x", "one"),
        (1_300, "wss://a.example.com/x", "two"),
        (1_500, "wss://b.example.com/y", "three"),
    ]


def test_every_recording_of_another_program_that_lies_beside_the_checkout_is_read(
    payloads: Path,
) -> None:
    paths = sorted(payloads.glob("*/ws_cf_*.jsonl"))
    assert paths
    for path in paths:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        received = [line["raw"] for line in lines if line["dir"] == "recv"]
        records = read_recording(path)
        assert [one.raw for one in records] == received, path.name
        assert {one.url for one in records} == {lines[0]["url"]}, path.name


async def test_a_recording_of_another_program_plays_to_a_stream_of_that_host(
    payloads: Path,
) -> None:
    path = payloads / "bybit" / "ws_cf_BYBIT_ws_25_0.jsonl"
    records = read_recording(path)
    clock = HandClock(records[0].at_ms)
    transport = ReplayTransport(records, clock)
    source = Source.registry["bybit"]()
    async with transport.connect(source, a_stream("wss://stream.bybit.com/v5/public")) as opened:
        got = [await opened.receive() for _ in records]
    assert got == [one.raw for one in records]
    assert clock.hand_ms == records[-1].at_ms


# --- answers -----------------------------------------------------------------------------------


async def asked(transport: ReplayTransport, path: str, **params: str | int) -> bytes:
    answer = await transport.get(Plain(), Request(f"{HOST}{path}", params))
    return answer.body


async def test_a_question_gets_the_answer_to_the_same_address_and_parameters() -> None:
    transport = ReplayTransport(
        [
            an_answer(T0, f"{HOST}/klines?symbol=BTCUSDT&interval=1h", "btc"),
            an_answer(T0, f"{HOST}/klines?interval=1h&symbol=ETHUSDT", "eth"),
            an_answer(T0, f"{HOST}/klines?interval=5m&symbol=ETHUSDT", "eth 5m"),
            an_answer(T0, f"{HOST}/time", "time"),
            an_answer(T0, f"{HOST}/t?symbols=%5B%22BTC%22%2C%22ETH%2BX%22%5D", "list"),
        ],
        HandClock(),
    )
    assert await asked(transport, "/klines", interval="1h", symbol="BTCUSDT") == b"btc"
    assert await asked(transport, "/klines", symbol="ETHUSDT", interval="1h") == b"eth"
    assert await asked(transport, "/klines", symbol="ETHUSDT", interval="5m") == b"eth 5m"
    assert await asked(transport, "/time") == b"time"
    assert await asked(transport, "/t", symbols='["BTC","ETH+X"]') == b"list"


async def test_a_posted_question_gets_the_answer_to_the_same_body_but_for_its_times(
    tmp_path: Path,
) -> None:
    def body(coin: str, start: int) -> str:
        req = {"coin": coin, "interval": "1h", "startTime": start, "endTime": start + 900}
        return json.dumps({"type": "candleSnapshot", "req": req})

    bodies = {
        "btc old": body("BTC", 0),
        "btc new": body("BTC", 9_000),
        "eth": body("ETH", 9_000),
        "meta": '{"type":"meta"}',
        "dexes": '{"type":"meta","dex":["a","b"]}',
        "no json": "meta",
    }
    file = RecordingFile(tmp_path / "r")
    for raw, asked_by in bodies.items():
        file.answer(f"{HOST}/info", Answer(200, {}, raw.encode()), T0, asked_by)
    file.answer(f"{HOST}/info", Answer(200, {}, b"nothing"), T0)
    file.close()
    transport = ReplayTransport(read_recording(tmp_path / "r"), HandClock())

    async def posted(asked_by: str | None) -> bytes:
        return (await transport.get(Plain(), Request(f"{HOST}/info", body=asked_by))).body

    for raw, asked_by in bodies.items():
        assert await posted(asked_by) == raw.encode()
    assert await posted(None) == b"nothing"
    assert await posted(body("BTC", 400)) == b"btc old"
    assert await posted(body("BTC", 8_000)) == b"btc new"
    assert await posted(body("ETH", 0)) == b"eth"
    for unknown in (body("SOL", 0), '{"type":"meta","dex":["a","c"]}', "other"):
        with pytest.raises(Refused):
            await posted(unknown)


@pytest.mark.parametrize(
    "moving", ["startTime", "endTime", "start", "end", "from", "to", "after", "before", "begin"]
)
async def test_parameters_that_move_with_time_do_not_matter(moving: str) -> None:
    records = [an_answer(T0, f"{HOST}/k?symbol=BTC&{moving}=1&limit=5", "old")]
    transport = ReplayTransport(records, HandClock())
    assert await asked(transport, "/k", symbol="BTC", limit=1000, **{moving: 999}) == b"old"


async def test_of_several_answers_the_nearest_in_time_is_given() -> None:
    clock = HandClock()
    records = [an_answer(T0 + at, f"{HOST}/k", f"{at}") for at in (0, 1_000, 5_000)]
    transport = ReplayTransport(records, clock)
    for now, nearest in (
        (-500, b"0"),
        (400, b"0"),
        (600, b"1000"),
        (3_100, b"5000"),
        (9_000, b"5000"),
    ):
        clock.hand_ms = T0 + now
        assert await asked(transport, "/k") == nearest


async def test_of_several_pages_that_of_the_nearest_window_is_given_whenever_it_came() -> None:
    pages = [(0, "old"), (9_000, "middle"), (9_900, "new")]
    records = [
        an_answer(T0 + at, f"{HOST}/k?symbol=BTC&startTime={start}&endTime={start + 900}", raw)
        for at, (start, raw) in enumerate(pages)
    ]
    transport = ReplayTransport(records, HandClock(T0 + 60_000))
    for start, page in ((0, b"old"), (8_990, b"middle"), (9_800, b"new"), (20_000, b"new")):
        window = {"symbol": "BTC", "startTime": start, "endTime": start + 900}
        answer = await transport.get(Plain(), Request(f"{HOST}/k", window))
        assert answer.body == page


async def test_a_question_that_was_not_recorded_is_refused() -> None:
    transport = ReplayTransport([an_answer(T0, f"{HOST}/k?symbol=BTC", "x")], HandClock())
    for path, params in (("/other", {}), ("/k", {"symbol": "ETH"}), ("/k", {})):
        with pytest.raises(Refused, match="holds no answer"):
            await asked(transport, path, **params)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, RateLimited), (418, RateLimited), (451, Blocked), (500, BadAnswer), (404, Refused)],
)
async def test_a_recorded_refusal_is_one_again(status: int, kind: type[Exception]) -> None:
    transport = ReplayTransport([an_answer(T0, f"{HOST}/k", "no", status)], HandClock())
    with pytest.raises(kind):
        await asked(transport, "/k")
    transport.rest(f"{HOST}/k", Blocked("It refuses."))
    with pytest.raises(kind):
        await asked(transport, "/k")


# --- frames ------------------------------------------------------------------------------------


async def test_frames_come_at_their_times_and_then_nothing_comes() -> None:
    clock = HandClock()
    transport = ReplayTransport([frame(T0 + at, f"{at}") for at in (0, 250, 1_250)], clock)
    assert transport.is_played()
    async with transport.connect(Plain(), a_stream()) as opened:
        await opened.send("subscribe")
        assert not transport.is_played()
        assert [await opened.receive() for _ in range(3)] == ["0", "250", "1250"]
        assert clock.slept_s == [0.25, 1.0]
        assert transport.is_played()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(opened.receive(), 0.01)


async def test_what_came_before_the_stream_was_opened_is_given_at_once_and_not_lost() -> None:
    clock = HandClock(T0 + 60_000)
    transport = ReplayTransport([frame(T0 + at, f"{at}") for at in (0, 59_000, 61_000)], clock)
    async with transport.connect(Plain(), a_stream()) as opened:
        assert [await opened.receive() for _ in range(3)] == ["0", "59000", "61000"]
    assert clock.slept_s == [1.0]


async def test_a_stream_that_is_opened_again_goes_on_where_it_was() -> None:
    transport = ReplayTransport([frame(T0 + at, f"{at}") for at in range(4)], HandClock())
    got = []
    for _ in range(2):
        async with transport.connect(Plain(), a_stream()) as opened:
            got += [await opened.receive() for _ in range(2)]
    assert got == ["0", "1", "2", "3"]


async def test_a_reader_that_gives_up_waiting_loses_no_frame() -> None:
    class Slow(HandClock):
        async def sleep(self, seconds: float) -> None:
            del seconds
            await asyncio.Event().wait()

    clock = Slow()
    transport = ReplayTransport([frame(T0 + 5, "later")], clock)
    async with transport.connect(Plain(), a_stream()) as opened:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(opened.receive(), 0.01)
        clock.hand_ms = T0 + 5
        assert await opened.receive() == "later"


async def test_streams_of_one_host_get_its_frames_each() -> None:
    transport = ReplayTransport([frame(T0, "x"), frame(T0, "y", "wss://other/ws")], HandClock())
    for url, expected in ((WS, "x"), (f"{WS}/second", "x"), ("wss://other/else", "y")):
        async with transport.connect(Plain(), a_stream(url)) as opened:
            assert await opened.receive() == expected


async def test_a_stream_without_a_recorded_frame_cannot_be_opened() -> None:
    transport = ReplayTransport([frame(T0, "x")], HandClock())
    with pytest.raises(Unreachable, match="no frame of this stream"):
        async with transport.connect(Plain(), a_stream("wss://other.example.com")):
            pass
