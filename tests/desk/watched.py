"""The real program, which says on its output what was done and where its menus are, when it is asked.

    python watched.py --demo

A line of input is a question, a line of output the answer, in JSON. Nothing is done here for the user
but to put away what was opened: mouse and keys are those of the desktop.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from tracker.cli import run
from tracker.commands import window
from tracker.ui.actions import Actions
from tracker.ui.chart_window import ChartWindow
from tracker.ui.popover import Popover


class Watcher(QObject):
    """Answers questions about the windows."""

    def __init__(self, main: QMainWindow) -> None:
        super().__init__(main)
        self._main: Any = main
        self._done: list[str] = []
        self._heard: set[int] = set()
        self._listen(self._main.registry)
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._answer)

    def _listen(self, actions: Actions) -> None:
        if id(actions) not in self._heard:
            self._heard.add(id(actions))
            actions.triggered.connect(self._done.append)

    @property
    def _top(self) -> Any:
        """The chart window that is open, or else the main one."""
        others = self._main.charts.windows
        for one in others:
            self._listen(one.registry)
        return others[-1] if others else self._main

    def _answer(self) -> None:
        question, _, rest = sys.stdin.readline().strip().partition(" ")
        answers: dict[str, Callable[[], object]] = {
            "ready": self._ready,
            "list": self._list,
            "menus": self._menus,
            "items": lambda: self._items(rest),
            "done": self._what_was_done,
            "forget": self._done.clear,
            "calm": self._calm,
            "chart": self._chart,
            "window": lambda: int(self._top.winId()),
        }
        sys.stdout.write(f"{json.dumps(answers[question]())}\n")
        sys.stdout.flush()

    def _what_was_done(self) -> list[str]:
        """What was done; a dialog that waits for an answer, and all else with it, gets none."""
        modal = QApplication.activeModalWidget()
        if modal is not None:
            modal.close()
        return list(self._done)

    # --- what there is -------------------------------------------------------------------------

    def _ready(self) -> bool:
        return bool(self._top.chart.isVisible() and self._top.chart.span is not None)

    def _list(self) -> list[dict[str, object]]:
        return [
            {
                "name": one.name,
                "place": one.place.value,
                "group": one.group,
                "enabled": one.action.isEnabled(),
                "keys": [
                    keys.toString(QKeySequence.SequenceFormat.PortableText)
                    for keys in one.action.shortcuts()
                ],
            }
            for one in self._top.registry.entries
        ]

    def _chart(self) -> tuple[int, int]:
        """A place on the prices."""
        canvas = self._top.chart.canvas
        place = canvas.board.price.rect.center().toPoint()
        return _spot(canvas, place)

    def _menus(self) -> dict[str, tuple[int, int]]:
        """Where the titles of the bar are; none where it is away."""
        menus = self._top.menus
        if not menus.bar.isVisible():
            return {}
        return {
            menu.accessibleName(): _spot(
                menus.bar, menus.bar.actionGeometry(menu.menuAction()).center()
            )
            for menu in menus.shown
        }

    def _items(self, title: str) -> dict[str, tuple[int, int]]:
        """Where the rows of an open menu are, by name or, of a menu within, by its words."""
        found = {}
        named = {one.action: one.name for one in self._top.registry.entries}
        for menu in self._top.findChildren(QMenu):
            if menu.isVisible() and title in (menu.accessibleName(), menu.title()):
                for action in menu.actions():
                    if not action.isSeparator():
                        place = menu.actionGeometry(action).center()
                        found[named.get(action, action.text())] = _spot(menu, place)
        return found

    # --- putting away --------------------------------------------------------------------------

    def _calm(self) -> bool:
        """Put away what was opened; whether there was nothing left to put away."""
        app, main = QApplication, self._main
        keep: list[QWidget] = [main, *main.charts.windows]
        opened = [app.activePopupWidget(), app.activeModalWidget()]
        opened += [one for one in app.topLevelWidgets() if one not in keep and _is_dialog(one)]
        top = self._top
        opened += top.findChildren(Popover)
        shown = [one for one in opened if one is not None and one.isVisible()]
        for one in shown:
            one.close()
        if top.isFullScreen():
            top.showNormal()
            return False
        keeping = top.registry.entry("keep-menus").action
        bar_was_there = top.menus.bar.isVisible()
        keeping.setChecked(False)
        top.menus.bar.hide()
        top.chart.choose_tool(None)
        top.bar.level.setChecked(False)
        ready = top.chart.canvas.hasFocus() and app.activeWindow() is top
        if not ready:
            top.activateWindow()
            top.chart.setFocus()
        return ready and not shown and not bar_was_there


def _is_dialog(one: QWidget) -> bool:
    kind = one.windowType()
    return kind in (Qt.WindowType.Dialog, Qt.WindowType.Window) and not isinstance(one, ChartWindow)


def _spot(widget: QWidget, place: QPoint) -> tuple[int, int]:
    at = widget.mapToGlobal(place)
    return at.x(), at.y()


class WatchedSession(window.Session):
    """The usual one, with a watcher."""

    def open(self) -> None:
        super().open()
        self.watcher = Watcher(self.window)


if __name__ == "__main__":
    window.Session = WatchedSession  # type: ignore[misc]
    sys.exit(run(sys.argv[1:]))
