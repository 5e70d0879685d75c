"""The line on top: which coin, which interval, and what can be done with the chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from tracker.domain.times import CHART_INTERVALS, Interval
from tracker.ui.draw_menu import DrawMenu
from tracker.ui.interval_menu import IntervalMenu
from tracker.ui.panels.elided import Elided
from tracker.ui.style_menu import StyleMenu
from tracker.ui.tool_button import fit, least_px, tool_button

_SIMULATED, _SHORT = "SIMULATED MARKET", "SIMULATED"
#: From here on there is room for words that say a little more.
_ROOMY_PX = 1_360


class Toolbar(QWidget):
    """Buttons; everything they mean is said by signals."""

    interval_chosen = Signal(object)  # Interval
    level_mode = Signal(bool)
    export_wanted = Signal()
    theme_toggled = Signal()
    zone_toggled = Signal()
    profile_toggled = Signal(bool)
    suggest_toggled = Signal(bool)
    indicators_wanted = Signal()
    new_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    import_wanted = Signal()
    save_wanted = Signal()
    window_wanted = Signal()
    health_wanted = Signal()
    cascades_wanted = Signal()
    state_wanted = Signal()
    brief_wanted = Signal()
    recovery_wanted = Signal()
    headline_wanted = Signal()

    def __init__(self, intervals: Sequence[Interval], *, simulated: bool) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(42)
        brand = QLabel("Tracker")
        brand.setObjectName("brand")
        self._subject = Elided()
        self._subject.setObjectName("quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 10, 0)
        layout.setSpacing(4)
        layout.addWidget(brand)
        self._badge: QLabel | None = None
        if simulated:
            self._badge = QLabel(_SIMULATED)
            self._badge.setObjectName("simulated")
            self._badge.setAccessibleName("Simulated market")
            self._badge.setFixedHeight(20)
            layout.addSpacing(8)
            layout.addWidget(self._badge)
        layout.addSpacing(10)
        layout.addWidget(self._subject)
        layout.addSpacing(14)
        # No QButtonGroup: of an exclusive one, Tab would reach only the pressed button.
        self._intervals: dict[str, QToolButton] = {}
        for place, interval in enumerate(intervals, start=1):
            button = tool_button(interval.name, f"Candles of {interval} ({place})", str(place))
            button.setAccessibleName(f"Candles of {interval}")
            button.setCheckable(True)
            self._intervals[interval.name] = button
            button.clicked.connect(lambda _=False, one=interval: self._choose(one))
            layout.addWidget(button)
        self._others = IntervalMenu([one for one in CHART_INTERVALS if one not in intervals])
        self._others.chosen.connect(self._choose)
        layout.addWidget(self._others)
        self.suggest = self._action(
            "Suggest", "S", "Offer prices that others may be looking at, as dotted lines (S)"
        )
        self.profile = self._action(
            "Profile", "V", "How much of what is in view traded at which price (V)"
        )
        for action in (self.suggest, self.profile):
            action.setCheckable(True)
        self.indicators = self._action(
            "Indicators", "I", "Averages, VWAP, bands, ATR, RSI, and other coins in percent (I)"
        )
        self.indicators.triggered.connect(self.indicators_wanted)
        self._undo = self._action(
            "Undo", "Ctrl+Z", "Take back what was last done to levels and drawings (Ctrl+Z)"
        )
        self._redo = self._action(
            "Redo", "Ctrl+Shift+Z", "Do again what was taken back (Ctrl+Shift+Z)"
        )
        self._optional: list[QToolButton] = []
        self._add_tools(layout)
        layout.addStretch(1)
        self._zone = tool_button("UTC", "Show UTC or local time", "U")
        self._theme = tool_button("Light", "Dark or light", "T")
        export = tool_button("Export", "Save the chart as a picture (Ctrl+E)", "Ctrl+E")
        for button, signal in (
            (export, self.export_wanted),
            (self._theme, self.theme_toggled),
            (self._zone, self.zone_toggled),
        ):
            button.clicked.connect(signal)
            layout.addWidget(button)

    def _add_tools(self, layout: QHBoxLayout) -> None:
        """What is done with the chart: first how it looks, then what is put on it.

        What there is no room for is in the last menu alone, as is what has a key and little use for
        a button.
        """
        self.style_menu, self.draw = StyleMenu(), DrawMenu()
        # Their keys work where there is no room for them.
        self.addActions([*self.style_menu.keyed, *self.draw.actions()])
        indicators, suggest = tool_button("", "", ""), tool_button("", "", "")
        for button, action in ((indicators, self.indicators), (suggest, self.suggest)):
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
            button.setAccessibleDescription(action.toolTip())
        self.panes = tool_button("Panes", "What is shown below the prices, and how", "")
        self.panes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.level = tool_button("Level", "Then click a price in the chart to watch it", "")
        self.level.setCheckable(True)
        self.level.toggled.connect(self.level_mode)
        more = tool_button("More", "More to do with levels, candles, drawings and panes", "")
        self._more = self._menu()
        more.setMenu(self._more)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        look = (self.style_menu, indicators, self.panes, self.draw)
        for one in (*look, self.level, suggest, more):
            layout.addWidget(one)
        self._optional += [self.panes, self.style_menu, self.draw, indicators, suggest]

    def _action(self, text: str, keys: str, tip: str = "") -> QAction:
        """Something that a button, the menu and a key do alike."""
        action = QAction(text, self)
        action.setToolTip(tip or text)
        if keys:
            action.setShortcut(QKeySequence(keys))
        self.addAction(action)
        return action

    def _menu(self) -> QMenu:
        """All that is done with levels and candles; the keys work without it, too."""
        menu = QMenu(self)
        new = self._action("New level by its price…", "Shift+L")
        window = self._action("New chart window", "Ctrl+N")
        state = self._action("State of the market", "F7")
        brief = self._action("Brief: why is it moving?", "Ctrl+B")
        health = self._action("Health of the venues", "F8")
        cascades = self._action("Cascades", "F6")
        recovery = self._action("Is it over?", "F9")
        headline = self._action("Check a headline…", "")
        load, save = self._action("Import levels…", ""), self._action("Export levels…", "")
        for action, signal in (
            (new, self.new_wanted),
            (self._undo, self.undo_wanted),
            (self._redo, self.redo_wanted),
            (load, self.import_wanted),
            (save, self.save_wanted),
            (window, self.window_wanted),
            (state, self.state_wanted),
            (health, self.health_wanted),
            (brief, self.brief_wanted),
            (cascades, self.cascades_wanted),
            (recovery, self.recovery_wanted),
            (headline, self.headline_wanted),
        ):
            action.triggered.connect(signal)
        self.suggest.toggled.connect(self.suggest_toggled)
        self.profile.toggled.connect(self.profile_toggled)
        for group in (
            (new, self.suggest, self.indicators, self.profile),
            (self._undo, self._redo),
            (load, save),
            (window, state, cascades, health),
            (brief, recovery, headline),
        ):
            menu.addActions(group)
            menu.addSeparator()
        menu.addMenu(self.style_menu.menu())
        menu.addMenu(self.draw.tools)
        return menu

    def set_panes(self, menu: QMenu) -> None:
        """The menu of panes, on a button of its own and, for where that has no room, in the other."""
        self.panes.setMenu(menu)
        self._more.addMenu(menu)

    def add_link(self, button: QToolButton) -> None:
        """Which charts this window's is linked with, beside the coin; hidden until `show_link`."""
        button.hide()
        self._more.addMenu(button.menu())  # for where there is no room for the button
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(layout.indexOf(self._subject), button)

    def show_link(self, button: QToolButton, *, shown: bool) -> None:
        """There are other charts now, or none any more."""
        self._optional = [one for one in self._optional if one is not button]
        button.hide()
        if shown:
            self._optional.insert(0, button)
        self._fit()

    def _fit(self) -> None:
        """Show as many buttons as there is room for, the most useful first."""
        layout = self.layout()
        assert layout is not None
        if self._badge is not None:  # one word says it, too, and leaves room for the coin
            self._badge.setText(_SIMULATED if self.width() >= _ROOMY_PX else _SHORT)
        layout.activate()
        fit(layout, self._optional, self.width())

    def _least_px(self) -> int:
        """How wide it is without what can be left out."""
        layout = self.layout()
        assert layout is not None
        return least_px(layout, self._optional)

    def _spare_px(self) -> int:
        """What the badge gives way by where there is little room."""
        if self._badge is None:
            return 0
        words = self._badge.fontMetrics()
        return words.horizontalAdvance(self._badge.text()) - words.horizontalAdvance(_SHORT)

    def minimumSizeHint(self) -> QSize:
        """Room for all that must be there."""
        return QSize(self._least_px() - self._spare_px(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as there is room for, the most useful first."""
        super().resizeEvent(event)
        self._fit()

    def show_subject(self, text: str, interval: Interval) -> None:
        """Which market is on the chart, and at which interval."""
        self._subject.setText(text)
        # However narrow it is, the coin can be read.
        words = self._subject.fontMetrics()
        self._subject.setMinimumWidth(
            words.horizontalAdvance(f"{text.split(maxsplit=1)[0]}  \N{HORIZONTAL ELLIPSIS}")
        )
        self._press(interval)

    def _choose(self, interval: Interval) -> None:
        self._press(interval)
        self.interval_chosen.emit(interval)

    def _press(self, interval: Interval) -> None:
        for name, button in self._intervals.items():
            button.setChecked(name == interval.name)
        self._others.press(interval)

    def show_theme(self, other: str) -> None:
        """The theme that a click brings."""
        self._theme.setText(other.capitalize())
        self._theme.setAccessibleName(f"{other.capitalize()} theme")

    def show_zone(self, name: str) -> None:
        """The zone that times are shown in."""
        self._zone.setText(name)
        self._zone.setAccessibleName("Times in UTC" if name == "UTC" else "Times in local time")
