"""No word of any window is left out of translation: a made-up language marks all that is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.translating import use_translator
from tracker.sources.key_specs import KEY_SPECS
from ui.bench import MakeBench
from ui.places import PLACES
from ui.samples import TITLES

_TRANSLATED = re.compile(r"⟦[^⟦⟧]*⟧")
#: A folder or file of this machine.
_PATH = re.compile(r"/|[A-Z]:\\")
_WORD = re.compile(r"[^\W\d_]{3,}")
#: What is called the same in every language: the program, coins, services, rules, indicators.
NAMES = {
    *("Tracker", "BTC", "ETH", "SOL", "USD", "UTC", "SMA"),
    *("hourly", "touch", "decisive", "move"),
    *(word for title in TITLES.values() for word in title.split()),
    *(word for spec in KEY_SPECS for word in spec.title.split()),
}
#: What the tests say in the window, and what Qt and pyqtgraph say themselves, in hidden parts.
OTHERS = {
    "The disk is full.",
    "Alpha\n : No.",
    "Alpha:  . No.",
    "Undocks and re-attaches the dock widget",
    "Closes the dock widget",
    "Float",
    "Close",
    "Scroll Left",
    "Scroll Right",
    "Export...",
}


@pytest.fixture(params=PLACES, ids=[one.__name__ for one in PLACES])
def root(request: pytest.FixtureRequest, make_bench: MakeBench, qtbot: QtBot) -> Iterator[QWidget]:
    use_translator(lambda text, _comment, _count: f"⟦{text}⟧")
    try:
        found: QWidget = request.param(make_bench(size=(1_280, 800)))
        qtbot.waitUntil(found.isVisible)
        yield found
        if found.isWindow():
            found.close()
    finally:
        use_translator(None)


def texts(root: QWidget) -> Iterator[str]:
    """All that can be read or heard of it."""
    for part in (root, *root.findChildren(QWidget)):
        yield from (part.toolTip(), part.accessibleName(), part.accessibleDescription())
        if part.isWindow():
            yield part.windowTitle()
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        if isinstance(part, QLineEdit):
            yield part.placeholderText()
        if isinstance(part, QComboBox):
            yield from (part.itemText(row) for row in range(part.count()))
    yield from (action.text() for action in root.findChildren(QAction))


def left_of(text: str) -> str:
    """What of it no translator was asked for; empty where that is names and figures alone."""
    rest, before = re.sub(r"<[^>]*>", "", text), ""
    while rest != before:  # one sentence may stand in another
        before, rest = rest, _TRANSLATED.sub("", rest)
    if rest in OTHERS or _PATH.match(rest) or _is_keys(rest):
        return ""
    return rest if set(_WORD.findall(rest)) - NAMES else ""


def _is_keys(text: str) -> bool:
    """Whether these are keys, which Qt names."""
    return all(QKeySequence(one).toString() == one for one in text.split())


def test_every_word_was_translated_or_is_a_name(root: QWidget) -> None:
    found = list(texts(root))
    assert any("⟦" in one for one in found)
    assert {left for one in found if (left := left_of(one))} == set()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("⟦Add⟧", ""),
        ("BTC · ⟦Price⟧ 67,450", ""),
        ("⟦{a ⟦b⟧} c⟧", ""),
        ("Ctrl+Shift+P  PgDown", ""),
        ("Undone: ⟦adding⟧", "Undone: "),
        ("Nothing to undo.", "Nothing to undo."),
    ],
)
def test_what_is_left_is_found(text: str, left: str) -> None:
    assert left_of(text) == left
