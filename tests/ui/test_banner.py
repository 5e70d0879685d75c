"""The line inside the window: nothing is lost, nothing counts as seen that was not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tracker.ui.panels.banner import Banner
from tracker.ui.theme import DARK, style_sheet
from ui.samples import click, has_color, notice, picture


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.setStyleSheet(style_sheet(DARK))
    made.resize(600, 200)
    QVBoxLayout(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def banner(window: QWidget) -> Banner:
    made = Banner()
    window.layout().addWidget(made)  # type: ignore[union-attr]
    return made


@pytest.fixture
def seen(banner: Banner) -> list[object]:
    heard: list[object] = []
    banner.seen.connect(heard.append)
    return heard


def test_at_first_there_is_nothing_to_say(banner: Banner) -> None:
    assert banner.isHidden()
    assert banner.text == ""


def test_a_sentence_is_there_for_a_while(banner: Banner, qtbot: QtBot) -> None:
    banner._timer.setInterval(20)
    banner.say("Saved chart.png.")
    assert banner.text == "Saved chart.png."
    assert banner.accessibleName() == "Saved chart.png."
    qtbot.waitUntil(banner.isHidden)


def test_what_is_wrong_stays_until_it_is_dismissed(banner: Banner, qtbot: QtBot) -> None:
    banner._timer.setInterval(20)
    banner.say("Saved chart.png.")
    banner.say("The disk is full.", stays=True)
    banner.say("The disk is full.", stays=True)  # said already
    qtbot.waitUntil(lambda: banner.text == "The disk is full.")
    banner.say("Saved other.png.")
    assert banner.text == "Saved other.png."
    qtbot.waitUntil(lambda: banner.text == "The disk is full.")
    click(qtbot, banner._close)
    assert banner.isHidden()


def test_notices_wait_for_each_other(banner: Banner, seen: list[object], qtbot: QtBot) -> None:
    one, two = notice("one"), notice("two", urgent=True)
    banner.show_notice(one)
    banner.show_notice(two)
    assert banner.text == "BTC one broken. 2 closes below, 69,412."
    assert seen == [one]
    click(qtbot, banner._close)
    assert banner.text.startswith("BTC two")
    assert seen == [one, two]
    click(qtbot, banner._close)
    assert banner.isHidden()
    assert seen == [one, two]


def test_a_sentence_goes_before_a_notice_which_then_comes_back(
    banner: Banner, seen: list[object], qtbot: QtBot
) -> None:
    banner.say("There is already a level at 70,000.")
    one = notice("one")
    banner.show_notice(one)
    banner.say("The engine ended.", stays=True)
    assert banner.text == "There is already a level at 70,000."
    assert seen == [], "it has not been on the screen yet"
    click(qtbot, banner._close)
    assert banner.text.startswith("BTC one")
    assert seen == [one]
    banner.say("Saved chart.png.")
    click(qtbot, banner._close)
    assert banner.text.startswith("BTC one")
    assert seen == [one], "seen once only"
    click(qtbot, banner._close)
    assert banner.text == "The engine ended."


def test_in_a_hidden_window_nothing_is_seen(
    window: QWidget, banner: Banner, seen: list[object]
) -> None:
    window.hide()
    one = notice("one")
    banner.show_notice(one)
    assert seen == []
    window.show()
    assert seen == [one]


def test_in_a_minimised_window_nothing_is_seen(
    window: QWidget, banner: Banner, seen: list[object]
) -> None:
    window.showMinimized()
    one = notice("one")
    banner.show_notice(one)
    assert seen == []
    window.hide()
    window.showNormal()
    assert seen == [one]


def test_dismissing_works_by_keyboard(banner: Banner, qtbot: QtBot) -> None:
    banner.say("The disk is full.", stays=True)
    banner._close.setFocus()
    qtbot.keyClick(banner._close, Qt.Key.Key_Space)
    assert banner.isHidden()
    banner._dismiss()  # nothing is left: nothing happens
    assert banner.isHidden()


def test_urgent_and_calm_look_different(banner: Banner) -> None:
    banner.show_notice(notice("one"))
    assert has_color(picture(banner), DARK.color("level"), least=20)
    banner.say("The disk is full.", stays=True)
    banner._dismiss()
    shot = picture(banner)
    assert has_color(shot, DARK.color("down"), least=20)
    assert not has_color(shot, DARK.color("level"), least=20)


def test_words_are_never_read_as_markup(banner: Banner) -> None:
    banner.say("Saved <b>x</b>.png.")
    assert banner._text.textFormat() is Qt.TextFormat.PlainText
