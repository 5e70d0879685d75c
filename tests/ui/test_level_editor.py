"""The editor: whole without a mouse, checked while one types, and nothing kept after Escape."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.times import HOUR_MS
from tracker.ui.level_editor import LevelEditor, Subject, taken_by_others
from tracker.ui.level_form import Entry
from tracker.ui.theme import DARK, LIGHT, style_sheet
from ui.samples import NOW_MS, level_row, picture

AT = QPoint(40, 40)
LEVEL = replace(
    level_row(70_000.0).level, rules=("hourly", "close:4h"), note="range low", color="teal"
)
SUBJECT = Subject("BTC", LEVEL, (65_000.0,), 67_450.0, NOW_MS)


class Bed:
    """A window with something that has the keyboard, and the editor over it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.setStyleSheet(style_sheet(DARK))
        self.window.resize(900, 700)
        self.before = QLineEdit(self.window)
        self.editor = LevelEditor(self.window, DARK)
        self.accepted: list[tuple[Subject, Entry]] = []
        self.editor.accepted.connect(lambda subject, entry: self.accepted.append((subject, entry)))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.before.setFocus()
        qtbot.waitUntil(self.before.hasFocus)
        self.qtbot = qtbot

    def edit(self, **changes: Any) -> LevelEditor:
        self.editor.edit(replace(SUBJECT, **changes), AT)
        self.qtbot.waitUntil(self.editor.price.hasFocus)
        return self.editor

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), text)


@pytest.fixture
def bed(qtbot: QtBot) -> Bed:
    return Bed(qtbot)


def test_the_fields_show_the_level(bed: Bed) -> None:
    editor = bed.edit()
    assert editor.price.text() == "70,000"
    assert editor.note.text() == "range low"
    assert [word for word, box in editor.boxes.items() if box.isChecked()] == ["hourly"]
    assert editor.more.text() == "close:4h"
    assert editor.color.currentText() == "teal"
    assert "543 alerts" in editor.help.text()
    assert editor.entry() == Entry.of(LEVEL)


def test_by_keys_alone(bed: Bed) -> None:
    editor = bed.edit()
    bed.type("66.5k")  # the old price was selected
    assert editor.message.text().startswith("A new price begins a new history")
    bed.press(Qt.Key.Key_Tab)
    bed.press(Qt.Key.Key_End)
    bed.type("!")
    for _ in range(2):
        bed.press(Qt.Key.Key_Tab)
    assert editor.boxes["decisive"].hasFocus()
    bed.press(Qt.Key.Key_Space)
    assert "153 alerts" in editor.help.text()
    while not editor.snooze.hasFocus():
        bed.press(Qt.Key.Key_Tab)
    bed.press(Qt.Key.Key_Down)
    bed.press(Qt.Key.Key_Return)
    ((subject, entry),) = bed.accepted
    assert subject.level == LEVEL
    assert entry == Entry(
        66_500.0,
        "range low!",
        ("hourly", "decisive", "close:4h"),
        "teal",
        None,
        NOW_MS + HOUR_MS,
    )
    editor.hide()


def test_tab_goes_round_and_the_window_keeps_its_keys_to_itself(bed: Bed, qtbot: QtBot) -> None:
    heard: list[str] = []
    for keys in ("T", "Ctrl+Z", "Del"):
        QShortcut(QKeySequence(keys), bed.window, lambda keys=keys: heard.append(keys))
    editor = bed.edit()
    reached = []
    for _ in range(30):
        reached.append(QApplication.focusWidget())
        bed.type("t")
        bed.press(Qt.Key.Key_Tab)
    assert reached.count(editor.price) >= 2
    assert {editor.note, editor.more, editor.color, editor.snooze, editor.expires} <= set(reached)
    assert bed.before not in reached
    assert heard == []
    editor.hide()
    bed.before.clearFocus()
    qtbot.keyClick(bed.window, Qt.Key.Key_T)
    assert heard == ["T"]


def test_escape_keeps_nothing_and_gives_the_keyboard_back(bed: Bed, qtbot: QtBot) -> None:
    editor = bed.edit()
    bed.type("1")
    bed.press(Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert bed.accepted == []
    qtbot.waitUntil(bed.before.hasFocus)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("price", "65,000", "There is already a level at 65,000."),
        ("price", "x", "“x” is not a price"),
        ("more", "close:4h*", "is not a rule"),
    ],
)
def test_what_is_wrong_is_said_and_cannot_be_kept(
    bed: Bed, field: str, text: str, words: str
) -> None:
    editor = bed.edit()
    getattr(editor, field).setText(text)
    assert words in editor.message.text()
    assert not editor.save.isEnabled()
    bed.press(Qt.Key.Key_Return)
    assert bed.accepted == []
    getattr(editor, field).setText({"price": "71k", "more": ""}[field])
    assert editor.save.isEnabled()
    editor.hide()


def test_a_refusal_is_said_and_another_try_is_possible(bed: Bed) -> None:
    editor = bed.edit()
    editor.refuse("There is no level with the number 1.")
    assert editor.message.text() == "There is no level with the number 1."
    assert editor.isVisible()
    editor.note.setText("again")
    assert editor.save.isEnabled()
    editor.hide()


def test_a_new_level_begins_empty_with_the_default_rules(bed: Bed) -> None:
    editor = bed.edit(level=None)
    assert editor.heading.text() == "New level of BTC"
    assert not editor.save.isEnabled()
    assert not editor.message.property("wrong"), "nothing typed yet is nothing wrong"
    bed.type("65500")
    assert editor.save.text() == "Add"
    bed.press(Qt.Key.Key_Return)
    assert bed.accepted[0][1] == Entry(65_500.0)
    editor.hide()


def test_a_price_that_is_not_touched_is_not_rounded(bed: Bed) -> None:
    level = replace(LEVEL, price=0.000012345678901)
    editor = bed.edit(level=level)
    assert editor.entry().price == level.price
    editor.hide()


def test_sleep_that_goes_on_is_shown_and_can_end(bed: Bed) -> None:
    level = replace(LEVEL, snoozed_until_ms=NOW_MS + HOUR_MS, color="#8040ff")
    editor = bed.edit(level=level)
    assert editor.snooze.currentText() == "until 12 Feb 10:30"
    assert editor.entry() == Entry.of(level)
    editor.snooze.setCurrentIndex(0)
    assert editor.entry().snoozed_until_ms is None
    over = replace(LEVEL, snoozed_until_ms=NOW_MS - 1)
    editor = bed.edit(level=over)
    assert editor.entry() == Entry.of(over), "what is over anyway is no change"
    editor.hide()


def test_remove_and_dry_run_are_at_hand(bed: Bed) -> None:
    removed: list[int] = []
    trials: list[tuple[str, float, object]] = []
    bed.editor.removed.connect(removed.append)
    bed.editor.trial_wanted.connect(lambda *one: trials.append(one))
    editor = bed.edit()
    editor._try.click()
    assert trials == [("BTC", 70_000.0, ("hourly", "close:4h"))]
    assert not editor.isVisible()
    bed.edit()._remove.click()
    assert removed == [LEVEL.id]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_every_word_has_room_and_it_stays_in_the_window(bed: Bed, palette: Any) -> None:
    bed.editor.set_palette(palette)
    bed.window.setStyleSheet(style_sheet(palette))
    editor = bed.edit()
    bed.window.resize(500, 560)
    assert bed.window.rect().contains(editor.geometry())
    for label in (editor.message, editor.help):
        if label.isVisible():
            assert label.heightForWidth(label.width()) <= label.height()
    for box in editor.boxes.values():
        assert box.width() >= box.sizeHint().width()
    assert len(set(map(tuple, picture(editor).reshape(-1, 3).tolist()))) > 20
    editor.hide()


def test_the_other_levels_are_those_that_are_not_this_one() -> None:
    prices = [(1, 70_000.0), (2, 65_000.0)]
    assert taken_by_others(prices, LEVEL) == (65_000.0,)
    assert taken_by_others(prices, None) == (70_000.0, 65_000.0)


def test_a_price_that_is_old_is_not_told_as_the_present(bed: Bed) -> None:
    editor = bed.edit(level=None, price_at_ms=NOW_MS - 2 * HOUR_MS)
    editor.price.setText("66,000")
    assert editor.message.text() == "−2.1\u202f% from the price 2 h ago: support."
    editor = bed.edit(level=None, price_at_ms=NOW_MS - 1_000)
    editor.price.setText("66,000")
    assert editor.message.text() == "−2.1\u202f% from the price: support."
