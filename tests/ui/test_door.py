"""One window a home: the lock, the bell, and callers who talk nonsense or to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.ui import door as door_module
from tracker.ui.door import Call, Door, WindowRuns


@pytest.fixture
def door(tmp_path: Path, qapp: QApplication) -> Iterator[Door]:
    assert qapp is not None
    made = Door(tmp_path)
    assert made.claim()
    made.answer()
    yield made
    made.close()


def rung(door: Door) -> list[Call]:
    heard: list[Call] = []
    door.rung.connect(heard.append)
    return heard


def test_the_second_rings_and_the_first_hears_what_it_was_to_show(
    door: Door, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = rung(door)
    second = (
        "import sys; from pathlib import Path; from tracker.ui.door import Call, Door\n"
        "door = Door(Path(sys.argv[1]))\n"
        "assert not door.claim()\n"
        "print(door.ring(Call(True, ('PEPE', 'BTC'), 'ETH', '4h', 'http://relay')))"
    )
    command = [sys.executable, "-c", second, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        said = process.communicate()[0]
    assert heard == [Call(True, ("PEPE", "BTC"), "ETH", "4h", "http://relay")]
    assert said.strip() == str(os.getpid())


def test_another_home_has_a_door_of_its_own_and_a_left_one_is_free(
    door: Door, tmp_path: Path
) -> None:
    assert not Door(tmp_path).claim()
    assert door._server is not None
    assert door._server.isListening()
    other_home = tmp_path / "other"
    other_home.mkdir()
    other = Door(other_home)
    assert other.claim()
    other.close()
    again = Door(other_home)
    assert again.claim()
    again.close()


def test_a_window_that_does_not_answer_is_said(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "_ANSWER_MS", 20)
    monkeypatch.setattr(door_module, "_DOOR_S", 0.1)
    second = Door(tmp_path)
    assert not second.claim()
    with pytest.raises(
        WindowRuns, match=rf"process {os.getpid()}\), but its window does not answer"
    ):
        second.ring(Call())
    assert door._server is not None
    door._server.close()  # nobody even opens
    with pytest.raises(WindowRuns, match="does not answer"):
        second.ring(Call())


@pytest.mark.parametrize(
    ("line", "call"),
    [
        (b"nonsense\n", Call()),
        (b"[]\n", Call()),
        (b'{"minimized": 1, "assets": ["BTC", "no coin", 7]}\n', Call(assets=("BTC",))),
        (b'{"minimized": true, "assets": 7}\n', Call()),
        (b'{"minimized": true, "assets": []}\n', Call(minimized=True)),
        (
            b'{"minimized": false, "assets": [], "shown": "no coin", "interval": "7y", "gateway": 1}\n',
            Call(),
        ),
    ],
)
def test_nonsense_brings_the_window_and_nothing_else(
    door: Door, qtbot: QtBot, line: bytes, call: Call
) -> None:
    heard = rung(door)
    socket = QLocalSocket()
    socket.connectToServer(door._name)
    assert socket.waitForConnected(1_000)
    socket.write(line)
    qtbot.waitUntil(lambda: heard == [call], timeout=5_000)
    socket.abort()


def test_who_talks_without_end_is_cut_off(door: Door, qtbot: QtBot) -> None:
    heard = rung(door)
    socket = QLocalSocket()
    socket.connectToServer(door._name)
    assert socket.waitForConnected(1_000)
    socket.write(b"x" * 20_000)
    gone = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: socket.state() == gone, timeout=5_000)
    assert heard == []
