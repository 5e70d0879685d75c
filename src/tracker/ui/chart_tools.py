"""What every line on top of a chart has: intervals, and what can be done with the chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from tracker.domain.times import CHART_INTERVALS, INTERVALS, Interval
from tracker.domain.translating import tr
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
        self._keyed: dict[str, QAction] = {}
        for place, interval in enumerate(intervals, start=1):
            button = tool_button(
                interval.name, tr("Candles of {interval} ({place})", interval=interval, place=place)
            )
            button.setAccessibleName(tr("Candles of {interval}", interval=interval))
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, one=interval: self._choose(one))
            self._intervals[interval.name] = button
            self._keyed[interval.name] = self._keyed_interval(interval, str(place))
        self._others = IntervalMenu([one for one in CHART_INTERVALS if one not in intervals])
        self._others.chosen.connect(self._choose)
        self.style_menu, self.draw = StyleMenu(), DrawMenu()
        #: All intervals, the favourites with their keys first.
        self.intervals_menu = QMenu(tr("Interval"), self)
        self.intervals_menu.addActions([*self._keyed.values(), *self._others.named.values()])
        self.level = tool_button(tr("Level"), tr("Then click a price in the chart to watch it"))
        self.level.setCheckable(True)
        self.place_level = QAction(tr("Level where you click next"), self)
        self.place_level.setCheckable(True)
        self.place_level.toggled.connect(self.level.setChecked)
        self.level.toggled.connect(self.place_level.setChecked)
        self.panes = tool_button(tr("Panes"), tr("What is shown below the prices, and how"))
        self.panes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        #: Behind the last button: everything, also what there is no room for.
        self._more = QMenu(self)
        self._optional: list[QToolButton] = []
        self._add_actions()

    def _add_actions(self) -> None:
        self.profile = self._action(
            tr("Profile"), "Alt+V", tr("How much of what is in view traded at which price (Alt+V)")
        )
        self.profile.setCheckable(True)
        self.indicators = self._action(
            tr("Indicators"),
            "Alt+I",
            tr("Averages, VWAP, bands, ATR, RSI, and other coins in percent (Alt+I)"),
        )
        self.export = self._action(
            tr("Export"), "Ctrl+E", tr("Save the chart as a picture (Ctrl+E)")
        )
        self.copy = self._action(tr("Copy the chart as a picture"), "Ctrl+C Ctrl+Shift+C")
        self.undo = self._action(
            tr("Undo"), "Ctrl+Z", tr("Take back what was last done to levels and drawings (Ctrl+Z)")
        )
        self.redo = self._action(
            tr("Redo"), "Ctrl+Shift+Z", tr("Do again what was taken back (Ctrl+Shift+Z)")
        )
        self.new_window = self._action(tr("New chart window"), "Ctrl+N")
        self.theme = self._action(tr("Dark or light"), "Ctrl+T", tr("Dark or light (Ctrl+T)"))
        self.zone = self._action(
            tr("UTC or local time"), "Ctrl+U", tr("Say times in UTC or local time (Ctrl+U)")
        )
        for action, signal in (
            (self.indicators, self.indicators_wanted),
            (self.export, self.export_wanted),
            (self.copy, self.copy_wanted),
            (self.undo, self.undo_wanted),
            (self.redo, self.redo_wanted),
            (self.new_window, self.window_wanted),
            (self.theme, self.theme_toggled),
            (self.zone, self.zone_toggled),
        ):
            action.triggered.connect(signal)

    def _action(self, text: str, keys: str, tip: str = "") -> QAction:
        """Something that a button, the menu and a key do alike."""
        action = QAction(text, self)
        action.setToolTip(tip or text)
        if keys:
            action.setShortcuts([QKeySequence(one) for one in keys.split()])
        return action

    def _keyed_interval(self, interval: Interval, keys: str) -> QAction:
        action = self._action(interval.name, keys)
        action.setCheckable(True)
        action.triggered.connect(lambda _=False: self._choose(interval))
        return action

    def named_intervals(self) -> Iterator[tuple[str, QAction]]:
        """All intervals with a name each, the favourites first."""
        for name, action in (*self._keyed.items(), *self._others.named.items()):
            yield f"interval-{name}", action

    @staticmethod
    def _button(action: QAction) -> QToolButton:
        """A button that does what an action does."""
        button = tool_button("", "")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setAccessibleDescription(action.toolTip())
        return button

    def _add_more(self, layout: QHBoxLayout, tip: str) -> None:
        more = tool_button(tr("More"), tip)
        more.setMenu(self._more)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout.addWidget(more)

    def set_menus(self, menus: Sequence[QMenu]) -> None:
        """All menus of the window, behind the last button."""
        for menu in menus:
            self._more.addMenu(menu)

    def _add_intervals(self, layout: QHBoxLayout) -> None:
        for button in self._intervals.values():
            layout.addWidget(button)
        layout.addWidget(self._others)

    def set_panes(self, menu: QMenu) -> None:
        """The menu of panes, on a button of its own."""
        self.panes.setMenu(menu)

    # --- which interval ------------------------------------------------------------------------

    def _choose(self, interval: Interval) -> None:
        self._press(interval)
        self.interval_chosen.emit(interval)

    def _press(self, interval: Interval) -> None:
        for name, button in self._intervals.items():
            button.setChecked(name == interval.name)
            self._keyed[name].setChecked(name == interval.name)
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
