"""The window in German: no English is left where everybody looks."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from tracker.domain.translating import tr
from tracker.ui.language import chosen_language, speak
from ui.bench import MakeBench

#: English words that German does not have, and no name has.
_ENGLISH = re.compile(
    r"\b(the|of|and|with|without|nothing|not|yet|from|levels?|watchlist is|open the|price|"
    r"remove|edit|show|hide|candles|venues?|search|settings|unread|quiet|above|below|seen)\b"
)


def test_a_setting_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_language("de") == "de"
    assert chosen_language("en") == "en"
    assert chosen_language("xx") == "en"

    class Swiss:
        def uiLanguages(self) -> list[str]:  # noqa: N802 - of Qt
            return ["rm-CH", "de-CH", "en-US"]

    monkeypatch.setattr(QLocale, "system", staticmethod(Swiss))
    assert chosen_language("system") == "de"


def test_a_translation_that_is_not_there_leaves_english(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert speak(qapp, "de", tmp_path_factory.mktemp("empty")) == "en"
    assert tr("Add") == "Add"


@pytest.mark.usefixtures("german")
def test_counts_have_german_forms() -> None:
    assert tr("%n venue(s)", "", 1) == "1 Börse"
    assert tr("%n venue(s)", "", 2) == "2 Börsen"


@pytest.mark.usefixtures("german")
def test_the_window_is_german(make_bench: MakeBench) -> None:
    window = make_bench(size=(1_280, 800)).window
    said = _all_words(window)
    assert any("Liquidationen" in one for one in said)
    assert any("Watchlist" in one for one in said)
    assert [one for one in said if _ENGLISH.search(one)] == []


def _all_words(window: QWidget) -> list[str]:
    found: list[str] = []
    for part in window.findChildren(QWidget):
        found += [part.toolTip(), part.accessibleName(), part.accessibleDescription()]
        if isinstance(part, QLabel | QAbstractButton):
            found.append(part.text())
        if isinstance(part, QLineEdit):
            found.append(part.placeholderText())
    for action in window.findChildren(QAction):
        found += [action.text(), action.toolTip()]
    return [one for one in dict.fromkeys(found) if one]
