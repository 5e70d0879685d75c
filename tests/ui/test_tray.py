"""The tray icon: there or not, what a click means, and the picture on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tracker.ui.theme import DARK, LIGHT
from tracker.ui.tray import Tray, app_icon
from ui.charts.samples import pixels
from ui.samples import has_color


@pytest.fixture
def tray(qapp: QApplication) -> Iterator[Tray]:
    del qapp
    made = Tray(DARK)
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
    show, separator, leave = tray._menu.actions()
    assert separator.isSeparator()
    show.trigger()
    leave.trigger()
    assert heard == ["toggled", "toggled", "toggled", "quit"]
    del qtbot


def test_the_icon_tells_the_price_under_the_mouse(tray: Tray) -> None:
    assert tray._icon.toolTip() == "Tracker"
    tray.set_tip("BTC 67,450 −1.37 %")
    assert tray._icon.toolTip() == "BTC 67,450 −1.37 %"


def test_the_icon_tells_how_many_alerts_are_unread(tray: Tray) -> None:
    tray.set_tip("BTC 67,450")
    tray.set_unread(1)
    assert tray._icon.toolTip() == "BTC 67,450\n1 unread alert"
    tray.set_unread(12)
    tray.set_tip("BTC 67,451")
    assert tray._icon.toolTip() == "BTC 67,451\n12 unread alerts"
    tray.set_unread(0)
    assert tray._icon.toolTip() == "BTC 67,451"


def test_a_click_on_a_balloon_is_told(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.message_clicked):
        tray._icon.messageClicked.emit()


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_the_icon_is_drawn_for_every_size(qapp: QApplication, palette: object) -> None:
    del qapp
    icon = app_icon(palette)  # type: ignore[arg-type]
    assert [size.width() for size in icon.availableSizes()] == [16, 22, 24, 32, 48, 64, 128]
    for size in icon.availableSizes():
        shot = pixels(icon.pixmap(size).toImage())
        for color in ("#2fb39a", "#e4585d", "#f0b54a"):
            assert has_color(shot, QColor(color)), (size, color)
