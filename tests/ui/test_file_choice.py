"""Asking for a file: what a name without an ending becomes, and when a file that is there is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tracker.ui.file_choice import ask_where, ask_which

_KINDS = "Page (*.html);;PDF (*.pdf);;Levels (*.csv *.json)"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def answer(monkeypatch: pytest.MonkeyPatch, path: str, kind: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, kind))


@pytest.mark.parametrize(
    ("typed", "kind", "got"),
    [
        ("mine", "PDF (*.pdf)", "mine.pdf"),
        ("mine", "Page (*.html)", "mine.html"),
        ("mine", "Levels (*.csv *.json)", "mine.html"),  # of several, that of the proposal
        ("mine", "", "mine.html"),
        ("mine.md", "PDF (*.pdf)", "mine.md"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_the_kind(
    parent: QWidget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    typed: str,
    kind: str,
    got: str,
) -> None:
    folder = tmp_path / "exports"
    answer(monkeypatch, str(folder / typed), kind)
    assert ask_where(parent, "Save", folder / "page.html", _KINDS) == folder / got
    assert folder.is_dir()  # so that the dialog opens there


@pytest.mark.parametrize("said", ["Yes", "No"])
def test_a_file_of_the_whole_name_that_is_there_is_asked_about(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    questions: list[str] = []

    def question(*about: object) -> QMessageBox.StandardButton:
        questions.append(str(about[2]))
        return QMessageBox.StandardButton[said]

    monkeypatch.setattr(QMessageBox, "question", question)
    there = tmp_path / "mine.pdf"
    there.touch()
    answer(monkeypatch, str(tmp_path / "mine"), "PDF (*.pdf)")
    path = ask_where(parent, "Save", tmp_path / "page.html", _KINDS)
    assert path == (there if said == "Yes" else None)
    assert questions == ["mine.pdf is there already. Replace it?"]


def test_nothing_chosen_is_none(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "", "")
    assert ask_where(parent, "Save", tmp_path / "page.html", _KINDS) is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    assert ask_which(parent, "Open", tmp_path, _KINDS) is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "a.csv"), ""))
    assert ask_which(parent, "Open", tmp_path, _KINDS) == tmp_path / "a.csv"
