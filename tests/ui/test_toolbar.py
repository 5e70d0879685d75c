"""The line on top: buttons say what they mean, by mouse and by key, and have names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tracker.domain.times import CHART_INTERVALS, H4, INTERVALS, Interval
from tracker.ui.toolbar import Toolbar
from ui.samples import click


@pytest.fixture
def bar(qtbot: QtBot) -> Toolbar:
    made = Toolbar(INTERVALS, simulated=False)
    qtbot.addWidget(made)
    made.resize(1_200, 42)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def button(bar: Toolbar, text: str) -> QToolButton:
    return next(one for one in bar.findChildren(QToolButton) if one.text() == text)


def pressed(bar: Toolbar) -> list[str]:
    return [one.text() for one in bar.findChildren(QToolButton) if one.isChecked()]


def test_each_interval_has_a_button_and_an_action_with_a_key(bar: Toolbar, qtbot: QtBot) -> None:
    heard: list[object] = []
    bar.interval_chosen.connect(heard.append)
    actions = dict(bar.named_intervals())
    for place, interval in enumerate(INTERVALS, start=1):
        click(qtbot, button(bar, interval.name))
        assert pressed(bar) == [interval.name]
        action = actions[f"interval-{interval.name}"]
        assert action.shortcut().toString() == str(place)
        assert action.isChecked()
        action.trigger()
        assert heard == [interval, interval]
        assert pressed(bar) == [interval.name]
        heard.clear()


def test_the_shown_interval_is_the_pressed_one(bar: Toolbar) -> None:
    bar.show_subject("BTC · reference Spot", H4)
    assert pressed(bar) == ["4h"]
    assert bar._subject.text() == "BTC · reference Spot"


def test_the_other_intervals_are_in_a_menu_that_shows_the_chosen_one(bar: Toolbar) -> None:
    heard: list[object] = []
    bar.interval_chosen.connect(heard.append)
    menu = bar._others.menu()
    offered = [action.text() for action in menu.actions()]
    assert offered == ["3m", "30m", "2h", "6h", "12h", "1w"]
    assert {*offered, *(one.name for one in INTERVALS)} == {one.name for one in CHART_INTERVALS}
    width = bar._others.width()
    menu.actions()[2].trigger()
    assert heard == [Interval.parse("2h")]
    assert pressed(bar) == ["2h"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["2h"]
    assert bar._others.accessibleName() == "Candles of 2h, and others"
    button(bar, "4h").click()
    assert pressed(bar) == ["4h"]
    assert not any(action.isChecked() for action in menu.actions())
    assert bar._others.width() == width


@pytest.mark.parametrize(
    ("text", "signal", "name"),
    [
        ("Export", "export_wanted", "export"),
        ("Light", "theme_toggled", "theme"),
        ("UTC", "zone_toggled", "zone"),
    ],
)
def test_buttons_and_actions_say_the_same(
    bar: Toolbar, qtbot: QtBot, text: str, signal: str, name: str
) -> None:
    heard: list[bool] = []
    getattr(bar, signal).connect(lambda: heard.append(True))
    click(qtbot, button(bar, text))
    getattr(bar, name).trigger()
    assert heard == [True, True]


def test_the_level_button_is_a_mode(bar: Toolbar, qtbot: QtBot) -> None:
    heard: list[bool] = []
    bar.level.toggled.connect(heard.append)
    click(qtbot, bar.level)
    click(qtbot, bar.level)
    assert heard == [True, False]


def test_theme_and_zone_name_what_a_click_brings_or_what_holds(bar: Toolbar) -> None:
    bar.show_theme("dark")
    bar.show_zone("Local")
    assert button(bar, "Dark").accessibleName() == "Dark theme"
    assert "local" in button(bar, "Local").accessibleName().lower()


def test_every_button_has_a_name_and_a_tip_and_can_be_reached(bar: Toolbar) -> None:
    buttons = bar.findChildren(QToolButton)
    assert len(buttons) > len(INTERVALS)
    for one in buttons:
        assert one.accessibleName()
        assert one.toolTip()
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert button(bar, "1h").accessibleName() == "Candles of 1h"


def test_a_simulated_market_is_labelled(qtbot: QtBot) -> None:
    made = Toolbar(INTERVALS, simulated=True)
    qtbot.addWidget(made)
    assert "SIMULATED MARKET" in [one.text() for one in made.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("width", "words"), [(960, "SIMULATED"), (1_359, "SIMULATED"), (1_400, "SIMULATED MARKET")]
)
def test_a_simulated_market_is_named_and_leaves_room_for_the_coin(
    qtbot: QtBot, width: int, words: str
) -> None:
    home = QWidget()  # on its own the bar would not become so narrow
    qtbot.addWidget(home)
    home.resize(width, 42)
    bar = Toolbar(INTERVALS, simulated=True)
    bar.setParent(home)
    bar.show_subject("BTC · reference Sim spot", H4)
    home.show()
    bar.resize(width, 42)
    qtbot.waitUntil(lambda: bar._subject.isVisible() and bar.width() == width)
    assert bar._badge is not None
    assert bar._badge.text() == words
    assert bar._subject.shown().startswith("BTC")
