"""A sound is played by the first program there is, else the bell rings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tracker.ui import player as player_module
from tracker.ui.player import Player


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> list[bool]:
    del qapp
    heard: list[bool] = []
    monkeypatch.setattr(
        player_module.QApplication, "beep", staticmethod(lambda: heard.append(True))
    )
    monkeypatch.setattr(sys, "platform", "linux")
    return heard


def script(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_the_first_program_that_is_there_gets_the_file(
    tmp_path: Path, beeps: list[bool], qtbot: QtBot
) -> None:
    told = tmp_path / "told"
    there = {
        "aplay": script(
            tmp_path, "aplay", f'printf "%s\\n" "$@" > {told}.part; mv {told}.part {told}'
        )
    }
    player = Player(there.get)
    assert (player.plays, player.way) == (True, "Played by aplay.")
    player.play(tmp_path / "a sound.wav")
    qtbot.waitUntil(told.exists, timeout=10_000)
    assert told.read_text().splitlines() == ["--quiet", str(tmp_path / "a sound.wav")]
    assert beeps == []


def test_without_a_program_the_bell_rings(beeps: list[bool]) -> None:
    player = Player(lambda _: None)
    assert not player.plays
    assert player.way.startswith("Only the bell")
    player.play(Path("a.wav"))
    assert beeps == [True]


def test_a_program_that_does_not_start_leaves_the_bell(beeps: list[bool]) -> None:
    Player(lambda name: f"/nowhere/{name}").play(Path("a.wav"))
    assert beeps == [True]


def test_on_a_mac_another_program_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    asked: list[str] = []
    assert not Player(asked.append).plays
    assert asked == ["afplay"]
