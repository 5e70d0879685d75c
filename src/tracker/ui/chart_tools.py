"""What every line on top of a chart has: intervals, and what can be done with the chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from tracker.domain.times import CHART_INTERVALS, INTERVALS, Interval
from tracker.ui.draw_menu import DrawMenu
from tracker.ui.interval_menu import IntervalMenu
from tracker.ui.style_menu import StyleMenu
from tracker.ui.tool_button import fit, least_px, tool_button


class ChartTools(QWidget):
    """Buttons, and actions with their keys; everything they mean is said by signals.

    Signals:
        interval_chosen: an Interval.
    """

    interval_chosen = Signal(object)
    indicators_wanted = Signal()
    export_wanted = Signal()
    copy_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    window_wanted = Signal()
    theme_toggled = Signal()
    zone_toggled = Signal()

    def __init__(self, height_px: int, intervals: Sequence[Interval] = INTERVALS) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(height_px)
        # No QButtonGroup: of an exclusive one, Tab would reach only the pressed button.
        self._intervals: dict[str, QToolButton] = {}
        for place, interval in enumerate(intervals, start=1):
            button = tool_button(interval.name, f"Candles of {interval} ({place})", str(place))
            button.setAccessibleName(f"Candles of {interval}")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, one=interval: self._choose(one))
            self._intervals[interval.name] = button
        self._others = IntervalMenu([one for one in CHART_INTERVALS if one not in intervals])
        self._others.chosen.connect(self._choose)
        self.style_menu, self.draw = StyleMenu(), DrawMenu()
        # Their keys work where there is no room for them.
        self.addActions([*self.style_menu.keyed, *self.draw.actions()])
        self.level = tool_button("Level", "Then click a price in the chart to watch it")
        self.level.setCheckable(True)
        self.panes = tool_button("Panes", "What is shown below the prices, and how")
        self.panes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        #: The last menu: all that is done with the chart, also what there is no room for.
        self._more = QMenu(self)
        self._optional: list[QToolButton] = []
        self._add_actions()

    def _add_actions(self) -> None:
        self.profile = self._action(
            "Profile", "V", "How much of what is in view traded at which price (V)"
        )
        self.profile.setCheckable(True)
        self.indicators = self._action(
            "Indicators", "I", "Averages, VWAP, bands, ATR, RSI, and other coins in percent (I)"
        )
        self._export = self._action("Export", "Ctrl+E", "Save the chart as a picture (Ctrl+E)")
        self._copy = self._action("Copy the chart as a picture", "Ctrl+Shift+C")
        self._undo = self._action(
            "Undo", "Ctrl+Z", "Take back what was last done to levels and drawings (Ctrl+Z)"
        )
        self._redo = self._action(
            "Redo", "Ctrl+Shift+Z", "Do again what was taken back (Ctrl+Shift+Z)"
        )
        self._window = self._action("New chart window", "Ctrl+N")
        for action, signal in (
            (self.indicators, self.indicators_wanted),
            (self._export, self.export_wanted),
            (self._copy, self.copy_wanted),
            (self._undo, self.undo_wanted),
            (self._redo, self.redo_wanted),
            (self._window, self.window_wanted),
        ):
            action.triggered.connect(signal)

    def _action(self, text: str, keys: str, tip: str = "") -> QAction:
        """Something that a button, the menu and a key do alike."""
        action = QAction(text, self)
        action.setToolTip(tip or text)
        if keys:
            action.setShortcut(QKeySequence(keys))
        self.addAction(action)
        return action

    @staticmethod
    def _button(action: QAction) -> QToolButton:
        """A button that does what an action does."""
        button = tool_button("", "")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setAccessibleDescription(action.toolTip())
        return button

    def _add_more(self, layout: QHBoxLayout, tip: str) -> None:
        more = tool_button("More", tip)
        more.setMenu(self._more)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout.addWidget(more)

    def _fill_more(self, *groups: Sequence[QAction]) -> None:
        for group in groups:
            self._more.addActions(group)
            self._more.addSeparator()
        self._more.addMenu(self.style_menu.menu())
        self._more.addMenu(self.draw.tools)

    def _add_intervals(self, layout: QHBoxLayout) -> None:
        for button in self._intervals.values():
            layout.addWidget(button)
        layout.addWidget(self._others)

    def set_panes(self, menu: QMenu) -> None:
        """The menu of panes, on a button of its own and, for where that has no room, in the last one."""
        self.panes.setMenu(menu)
        self._more.addMenu(menu)

    # --- which interval ------------------------------------------------------------------------

    def _choose(self, interval: Interval) -> None:
        self._press(interval)
        self.interval_chosen.emit(interval)

    def _press(self, interval: Interval) -> None:
        for name, button in self._intervals.items():
            button.setChecked(name == interval.name)
        self._others.press(interval)

    # --- room ----------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Show as many buttons as there is room for, the most useful first."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        fit(layout, self._optional, self.width())

    def _least_px(self) -> int:
        """How wide it is without what can be left out."""
        layout = self.layout()
        assert layout is not None
        return least_px(layout, self._optional)

    def minimumSizeHint(self) -> QSize:
        """Room for all that must be there."""
        return QSize(self._least_px(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as there is room for, the most useful first."""
        super().resizeEvent(event)
        self._fit()
