"""Every control of every window, panel, page and sheet: a name, a role, a tip, and a place in the tab order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tracker.domain.translating import tr
from tracker.ui.charts.view import ChartView
from tracker.ui.tick_box import TickBox
from ui.bench import Bench
from ui.places import IN_ONE_COLUMN, PLACES, surroundings


@pytest.fixture(params=PLACES, ids=[one.__name__ for one in PLACES])
def root(request: pytest.FixtureRequest, bench: Bench, qtbot: QtBot) -> Iterator[QWidget]:
    found = surroundings(request.param(bench))
    window = found.window()
    window.activateWindow()
    qtbot.waitUntil(lambda: found.isVisible() and window.isActiveWindow())
    yield found
    if found.isWindow():
        found.close()


def controls(root: QWidget) -> list[QWidget]:
    """What takes the keyboard itself: one with a proxy hands it on."""
    return [
        one
        for one in (root, *root.findChildren(QWidget))
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.isVisible()
        and one.isEnabled()
        and one.window() is root.window()
        and not isinstance(one, QMenuBar)
    ]


def told(one: QWidget) -> str:
    """Which one it is, for a failure."""
    inner = getattr(one, "text", lambda: "")
    return f"{type(one).__name__} “{inner() if callable(inner) else inner}” in {type(one.parent()).__name__}"


def test_every_control_has_a_name_and_a_role(root: QWidget) -> None:
    found = controls(root)
    assert found
    nameless, roleless = [], []
    for one in found:
        seen = QAccessible.queryAccessibleInterface(one)
        if not seen.text(QAccessible.Text.Name).strip():
            nameless.append(told(one))
        # A widget that says nothing of itself is a “client”, as is everything that Qt scrolls. Of a
        # chart Qt knows no other role; its name says what it shows.
        known = isinstance(one, QAbstractScrollArea | ChartView) or one.focusProxy() is not None
        if seen.role() is QAccessible.Role.NoRole or (
            seen.role() is QAccessible.Role.Client and not known
        ):
            roleless.append(told(one))
    assert (nameless, roleless) == ([], [])


def test_every_button_has_a_tip_unless_its_words_say_all(root: QWidget) -> None:
    """A tick box says in words what it switches; a button with several words says what it does."""
    bare = [
        told(one)
        for one in root.findChildren(QAbstractButton)
        if one.isVisible()
        and not one.toolTip()
        and not isinstance(one, QCheckBox | QRadioButton)
        and not (isinstance(one, QPushButton) and len(one.text()) > 2)
        and not isinstance(one.parent(), QAbstractItemView)
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert bare == []


def test_every_box_is_ticked_with_a_mark(root: QWidget) -> None:
    assert all(isinstance(one, TickBox) for one in root.findChildren(QCheckBox))


def place_of(one: QWidget) -> QRect:
    """Where it is in its window."""
    return QRect(one.mapTo(one.window(), QPoint(0, 0)), one.size())


def is_before(one: QRect, other: QRect) -> bool:
    """Whether it is read before the other: above it, or at its left in the same line."""
    if one.bottom() <= other.center().y() and one.center().y() < other.top():
        return True
    in_line = one.top() <= other.center().y() <= one.bottom()
    return in_line and one.left() < other.left()


def turned_back(reached: list[QWidget]) -> list[str]:
    """What is reached after something that is read later; the way out of a sheet comes last."""
    leaves = tr("Close: {name}", name="")
    outs = [one for one in reached if one.accessibleName().startswith(leaves)]
    others = [place_of(one) for one in reached if one not in outs]
    first = next(
        one
        for one in reached
        if one not in outs and not any(is_before(other, place_of(one)) for other in others)
    )
    start = reached.index(first)
    end = next(at for at in range(start + 1, len(reached)) if reached[at] is first)
    return [
        f"{told(other)} after {told(one)}"
        for one, other in pairwise(reached[start:end])
        if other not in outs and (one in outs or is_before(place_of(other), place_of(one)))
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_reaches_every_control_and_none_holds_it(
    root: QWidget, qtbot: QtBot, key: Qt.Key, request: pytest.FixtureRequest
) -> None:
    """All of them; where it is all one column, in the order in which one reads."""
    wanted = controls(root)
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget] = []
    for _ in range(3 * len(wanted) + 3):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus)
        qtbot.keyClick(focus, key)
    missing = [told(one) for one in wanted if one not in reached]
    assert missing == []
    if key == Qt.Key.Key_Tab and request.node.callspec.params["root"] in IN_ONE_COLUMN:
        assert turned_back(reached) == []
