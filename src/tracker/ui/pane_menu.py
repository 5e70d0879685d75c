"""Menus of panes: which are shown, in which mode and order. One for the toolbar, one for each pane."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from tracker.domain.translating import tr
from tracker.ui.charts.kinds import KINDS, kind_of
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.pane_control import PaneControl
from tracker.ui.charts.panes import PricePane


class PaneMenus:
    """Builds menus anew each time one is opened, so that they say what is so now."""

    def __init__(self, control: PaneControl, parent: QWidget) -> None:
        self._control, self._parent = control, parent
        self.all = QMenu(tr("Panes"), parent)
        self.all.setAccessibleName(tr("Panes of the chart"))
        self.all.aboutToShow.connect(self.fill)
        self._one: QMenu | None = None
        self._parts: list[QMenu] = []

    def fill(self) -> None:
        """Every kind of pane with a tick, then what can be done with those that are shown."""
        menu, control = self.all, self._control
        menu.clear()
        for old in self._parts:
            old.deleteLater()
        self._parts.clear()
        shown = [choice.key for choice in control.choices]
        for kind in KINDS:
            if kind is not PricePane:
                self._add_tick(menu, kind, on=kind.KEY in shown)
        menu.addSeparator()
        for key in shown:
            kind = kind_of(key)
            if kind.MODES or len(shown) > 2:
                # One that `addMenu` makes would be kept by the binding after its end.
                part = QMenu(tr(kind.NAME), self._parent)
                menu.addMenu(part)
                self._parts.append(part)
                self.fill_one(part, key)
        menu.addSeparator()
        even = _add(menu, tr("Equal heights"), control.even_out)
        even.setEnabled(len(shown) > 2)
        _add(menu, tr("As it was at first"), control.reset)

    def _add_tick(self, menu: QMenu, kind: type[Pane], *, on: bool) -> None:
        action = menu.addAction(tr(kind.NAME))
        action.setCheckable(True)
        action.setChecked(on)
        change = self._control.remove if on else self._control.add
        action.triggered.connect(lambda: change(kind.KEY))

    def fill_one(self, menu: QMenu, key: str) -> None:
        """The modes of a pane, and where it can go."""
        control, kind = self._control, kind_of(key)
        mode = next((choice.mode for choice in control.choices if choice.key == key), "")
        group = QActionGroup(menu)
        for one in kind.MODES:
            action = _add(menu, tr(one.name), _setter(control, key, one.key))
            action.setCheckable(True)
            action.setChecked(one.key == mode)
            group.addAction(action)
        if kind is PricePane:
            return
        menu.addSeparator()
        for text, by in ((tr("Move up"), -1), (tr("Move down"), 1)):
            action = _add(menu, text, _mover(control, key, by))
            action.setEnabled(control.can_move(key, by))
        _add(menu, tr("Remove “{name}”", name=tr(kind.NAME)), lambda: control.remove(key))

    def open_one(self, key: str, at: QPoint) -> QMenu:
        """Show the menu of one pane at a place on the screen."""
        if self._one is not None:
            self._one.deleteLater()
        menu = QMenu(tr(kind_of(key).NAME), self._parent)
        menu.setAccessibleName(tr("{name} pane", name=tr(kind_of(key).NAME)))
        self.fill_one(menu, key)
        menu.addSeparator()
        _add(menu, tr("Equal heights"), self._control.even_out)
        self._one = menu
        menu.popup(at)
        return menu


def _add(menu: QMenu, text: str, call: Callable[[], None]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _=False: call())
    return action


def _setter(control: PaneControl, key: str, mode: str) -> Callable[[], None]:
    return lambda: control.set_mode(key, mode)


def _mover(control: PaneControl, key: str, by: int) -> Callable[[], None]:
    return lambda: control.move(key, by)
