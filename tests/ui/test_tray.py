"""The tray icon: there or not, what a click means, and the picture on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, qGray
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.ui.tray import Tray
from tracker.ui.tray_icon import app_icon, state_icon
from tracker.ui.tray_state import TrayState
from ui.charts.samples import pixels
from ui.samples import asset_view, has_color, unknown_view


@pytest.fixture
def tray(qapp: QApplication) -> Iterator[Tray]:
    del qapp
    made = Tray()
    yield made
    made.disappear()


def tray_there(monkeypatch: pytest.MonkeyPatch, *, there: bool, messages: bool = True) -> None:
    """A desktop with a tray, or without one; icons are forgotten."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: there)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: messages)
    # The offscreen platform has no place for an icon, and Qt complains of it.
    shown: set[int] = set()
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda icon: shown.add(id(icon)))
    monkeypatch.setattr(QSystemTrayIcon, "hide", lambda icon: shown.discard(id(icon)))
    monkeypatch.setattr(QSystemTrayIcon, "isVisible", lambda icon: id(icon) in shown)


def test_without_a_tray_the_icon_is_not_there(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    tray_there(monkeypatch, there=False)
    tray.appear()
    assert not tray.is_there
    assert not tray.show_message("title", "body", urgent=False)


def test_a_tray_that_comes_later_gets_the_icon(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    tray_there(monkeypatch, there=False)
    tray.appear()
    tray_there(monkeypatch, there=True)
    assert not tray.is_there
    tray.appear()
    assert tray.is_there
    tray.appear()
    tray.disappear()
    assert not tray.is_there


@pytest.mark.parametrize(
    ("urgent", "kind"),
    [
        (True, QSystemTrayIcon.MessageIcon.Critical),
        (False, QSystemTrayIcon.MessageIcon.Warning),
    ],
)
def test_a_balloon(
    tray: Tray,
    monkeypatch: pytest.MonkeyPatch,
    urgent: bool,
    kind: QSystemTrayIcon.MessageIcon,
) -> None:
    shown: list[tuple[object, ...]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, *args: shown.append(args))
    tray_there(monkeypatch, there=True)
    tray.appear()
    assert tray.show_message("BTC 70,000 broken", "2 closes.", urgent=urgent)
    assert shown == [("BTC 70,000 broken", "2 closes.", kind, 20_000)]
    tray_there(monkeypatch, there=True, messages=False)
    tray.appear()
    assert not tray.show_message("title", "body", urgent=False)
    assert len(shown) == 1


def test_a_click_toggles_and_the_menu_quits(tray: Tray, qtbot: QtBot) -> None:
    reasons = QSystemTrayIcon.ActivationReason
    heard: list[str] = []
    tray.toggled.connect(lambda: heard.append("toggled"))
    tray.quit_wanted.connect(lambda: heard.append("quit"))
    for reason in (reasons.Trigger, reasons.DoubleClick, reasons.Context, reasons.MiddleClick):
        tray._icon.activated.emit(reason)
    assert heard == ["toggled", "toggled"]
    tray.menu.show_or_hide.trigger()
    tray.menu.quit.trigger()
    assert heard == ["toggled", "toggled", "toggled", "quit"]
    assert tray._icon.contextMenu() is tray.menu.menu
    del qtbot


def test_what_is_under_the_mouse(tray: Tray) -> None:
    assert tray._icon.toolTip() == "Tracker"
    tray.set_tip("BTC 67,450 −1.37 %")
    assert tray._icon.toolTip() == "BTC 67,450 −1.37 %"


def visible(menu: QMenu) -> list[str]:
    """What can be read in a menu, with what cannot be pressed in brackets."""
    return [
        action.text() if action.isEnabled() else f"({action.text()})"
        for action in menu.actions()
        if action.isVisible() and not action.isSeparator()
    ]


def test_the_menu_lists_coins_with_their_prices_and_what_can_be_done(tray: Tray) -> None:
    menu = tray.menu
    menu.set_working(works=True)
    menu.show_assets([asset_view("BTC"), unknown_view("SOL")])
    assert visible(menu.menu) == [
        "BTC   67,450   −1.37\u202f%",
        "SOL   –",
        "Show or hide Tracker",
        "Mute alerts",
        "Pause: ask no venue",
        "Notifications…",
        "Settings…",
        "Quit",
    ]
    assert visible(menu.mute) == [
        "For 30 minutes",
        "For 1 hour",
        "For 4 hours",
        "Until 8:00 in the morning",
    ]


def test_prices_are_written_anew_when_the_menu_opens_and_coins_when_they_are_others(
    tray: Tray,
) -> None:
    menu = tray.menu
    menu.show_assets([asset_view("BTC"), asset_view("ETH", 1_956.2)])
    menu.show_assets([asset_view("BTC", 68_000.0), asset_view("ETH", 1_960.0)])
    menu.menu.aboutToShow.emit()
    assert [text for text in visible(menu.menu) if "BTC" in text] == ["BTC   68,000   −1.37\u202f%"]
    chosen: list[str] = []
    menu.asset_chosen.connect(chosen.append)
    next(one for one in menu.menu.actions() if one.text().startswith("ETH")).trigger()
    assert chosen == ["ETH"]
    menu.show_assets([asset_view("SOL")])
    assert not any(text.startswith(("BTC", "ETH")) for text in visible(menu.menu))


def test_muted_and_paused_offer_the_way_back(tray: Tray) -> None:
    menu = tray.menu
    menu.set_working(works=True)
    asked: list[object] = []
    menu.mute_wanted.connect(asked.append)
    menu.morning_wanted.connect(lambda: asked.append("morning"))
    menu.unmute_wanted.connect(lambda: asked.append("unmute"))
    menu.pause_wanted.connect(lambda: asked.append("pause"))
    menu.resume_wanted.connect(lambda: asked.append("resume"))
    for action in menu.mute.actions():
        action.trigger()
    assert asked == [30 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, "morning"]
    menu.show_muted("14:30")
    menu.show_paused(paused=True)
    assert {"Muted until 14:30", "Unmute alerts", "Resume"} <= set(visible(menu.menu))
    assert "Pause: ask no venue" not in visible(menu.menu)
    menu.unmute.trigger()
    menu.pause.trigger()
    menu.resume.trigger()
    assert asked[4:] == ["unmute", "pause", "resume"]
    menu.show_muted("")
    menu.show_paused(paused=False)
    assert not {"Unmute alerts", "Resume"} & set(visible(menu.menu))


def test_beside_another_engine_nothing_can_be_muted_or_paused(tray: Tray) -> None:
    tray.menu.set_working(works=False)
    assert {"(Mute alerts)", "(Pause: ask no venue)"} <= set(visible(tray.menu.menu))
    assert {"Show or hide Tracker", "Notifications…", "Quit"} <= set(visible(tray.menu.menu))


def test_a_click_on_a_balloon_is_told(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.message_clicked):
        tray._icon.messageClicked.emit()


def test_the_icon_follows_the_state_and_is_made_once_a_state(
    tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QIcon] = []
    monkeypatch.setattr(QSystemTrayIcon, "setIcon", lambda _, icon: shown.append(icon))
    tray_there(monkeypatch, there=True)
    tray.set_state(TrayState.WATCH)
    assert shown == [], "an icon that nobody sees is not drawn"
    tray.appear()
    for state in (TrayState.CALM, TrayState.CALM, TrayState.BREAK):
        tray.set_state(state)
    states = (TrayState.WATCH, TrayState.CALM, TrayState.BREAK)
    assert shown == [state_icon(state) for state in states]


SIZES = [16, 22, 24, 32, 48, 64, 128]


def grey(state: TrayState, size: int) -> np.ndarray:
    """The icon without its colours: (row, column) lightness, 0 to 255."""
    image = state_icon(state).pixmap(size).toImage()
    return np.array(
        [[qGray(image.pixel(x, y)) for x in range(size)] for y in range(size)], dtype=float
    )


@pytest.mark.parametrize("size", SIZES)
def test_every_state_is_told_by_its_shape_alone_at_every_size(
    qapp: QApplication, size: int
) -> None:
    del qapp
    shapes = {state: grey(state, size) for state in TrayState}
    for one, other in combinations(TrayState, 2):
        # A tenth of the icon is plainly lighter or darker.
        away = np.abs(shapes[one] - shapes[other]) > 40
        assert away.mean() > 0.08, (one, other, away.mean())


@pytest.mark.parametrize("ground", ["#202428", "#eff0f1"])
@pytest.mark.parametrize("state", TrayState)
def test_every_state_stands_out_on_dark_and_light_panels(
    qapp: QApplication, state: TrayState, ground: str
) -> None:
    del qapp
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.drawPixmap(0, 0, state_icon(state).pixmap(16))
    painter.end()
    shades = [qGray(image.pixel(x, y)) for x in range(16) for y in range(16)]
    away = [abs(shade - qGray(QColor(ground).rgb())) > 40 for shade in shades]
    assert sum(away) > 25


def test_the_programs_own_icon_has_a_candle_up_one_down_and_a_level(qapp: QApplication) -> None:
    del qapp
    icon = app_icon()
    assert [size.width() for size in icon.availableSizes()] == SIZES
    for size in icon.availableSizes():
        shot = pixels(icon.pixmap(size).toImage())
        for color in ("#2fb39a", "#e4585d", "#f0b54a"):
            assert has_color(shot, QColor(color)), (size, color)
