"""Decoders are made by one thread at a time: two that meet a record first would end the process."""

from __future__ import annotations

import subprocess
import sys
from threading import Event, Thread

import msgspec
import pytest

from tracker.domain import decoding
from tracker.domain.decoding import decoder_of

#: Threads that decode records that nobody has met, in a process of its own, for it may end.
_CROWD = """
import sys
from threading import Barrier, Thread
import msgspec
from tracker.domain.decoding import decoder_of

sys.setswitchinterval(1e-6)
SOURCE = '''
class Row{number}(msgspec.Struct):
    at_ms: int | None
    prices: "list[float]"
    words: "dict[str, str]"

class Answer{number}(msgspec.Struct):
    rows: "list[Row{number}]"
    newest: "Row{number} | None"
'''
ROW = '{"at_ms": 1, "prices": [1.0, 2.0], "words": {"side": "sell"}}'
RAW = '{"rows": [%s, %s], "newest": %s}' % (ROW, ROW, ROW)
right = []

def decode(number):
    together.wait()
    answer = decoder_of(globals()["Answer%d" % number]).decode(RAW)
    right.append(answer.newest.prices == [1.0, 2.0])

for number in range(400):
    exec(SOURCE.format(number=number))
    together = Barrier(3)
    threads = [Thread(target=decode, args=(number,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(len(right), all(right))
"""


def test_threads_that_meet_a_record_at_once_all_read_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CROWD], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1200 True\n"), done.stderr


def test_a_second_thread_waits_until_the_first_has_made_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Row(msgspec.Struct):
        at_ms: int

    begun, go_on = Event(), Event()
    made: list[object] = []

    def slow(kind: type, *, strict: bool) -> msgspec.json.Decoder[Row]:
        begun.set()
        go_on.wait(20)
        made.append(kind)
        return msgspec.json.Decoder(kind, strict=strict)

    monkeypatch.setattr(decoding, "Decoder", slow)
    read: list[Row] = []
    threads = [
        Thread(target=lambda: read.append(decoder_of(Row).decode(b'{"at_ms": 7}')))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    begun.wait(20)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert made == [Row]
    assert [row.at_ms for row in read] == [7, 7, 7]


def test_numbers_in_strings_are_taken_where_that_is_wished() -> None:
    class Row(msgspec.Struct):
        price: float

    assert decoder_of(Row, strict=False).decode(b'{"price": "70000.5"}').price == 70_000.5
    with pytest.raises(msgspec.ValidationError):
        decoder_of(Row).decode(b'{"price": "70000.5"}')
    assert decoder_of(Row) is decoder_of(Row)
