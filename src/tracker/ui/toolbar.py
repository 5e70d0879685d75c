"""The line on top: which coin, which interval, and what can be done with the chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from tracker.domain.times import Interval
from tracker.ui.panels.elided import Elided


class Toolbar(QWidget):
    """Buttons; everything they mean is said by signals."""

    interval_chosen = Signal(object)  # Interval
    level_mode = Signal(bool)
    export_wanted = Signal()
    theme_toggled = Signal()
    zone_toggled = Signal()

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
        if simulated:
            badge = QLabel("SIMULATED MARKET")
            badge.setObjectName("simulated")
            badge.setFixedHeight(20)
            layout.addSpacing(8)
            layout.addWidget(badge)
        layout.addSpacing(10)
        layout.addWidget(self._subject)
        layout.addSpacing(14)
        # No QButtonGroup: of an exclusive one, Tab would reach only the pressed button.
        self._intervals: dict[str, QToolButton] = {}
        for place, interval in enumerate(intervals, start=1):
            button = self._button(interval.name, f"Candles of {interval} ({place})", str(place))
            button.setAccessibleName(f"Candles of {interval}")
            button.setCheckable(True)
            self._intervals[interval.name] = button
            button.clicked.connect(lambda _=False, one=interval: self._choose(one))
            layout.addWidget(button)
        layout.addSpacing(10)
        self.level = self._button("Level", "Then click a price in the chart to watch it", "")
        self.level.setCheckable(True)
        self.level.toggled.connect(self.level_mode)
        layout.addWidget(self.level)
        layout.addStretch(1)
        self._zone = self._button("UTC", "Show UTC or local time", "U")
        self._theme = self._button("Light", "Dark or light", "T")
        export = self._button("Export", "Save the chart as a picture (Ctrl+E)", "Ctrl+E")
        for button, signal in (
            (export, self.export_wanted),
            (self._theme, self.theme_toggled),
            (self._zone, self.zone_toggled),
        ):
            button.clicked.connect(signal)
            layout.addWidget(button)

    @staticmethod
    def _button(text: str, tip: str, keys: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if keys:
            button.setShortcut(QKeySequence(keys))
        return button

    def show_subject(self, text: str, interval: Interval) -> None:
        """Which market is on the chart, and at which interval."""
        self._subject.setText(text)
        self._press(interval)

    def _choose(self, interval: Interval) -> None:
        self._press(interval)
        self.interval_chosen.emit(interval)

    def _press(self, interval: Interval) -> None:
        for name, button in self._intervals.items():
            button.setChecked(name == interval.name)

    def show_theme(self, other: str) -> None:
        """The theme that a click brings."""
        self._theme.setText(other.capitalize())
        self._theme.setAccessibleName(f"{other.capitalize()} theme")

    def show_zone(self, name: str) -> None:
        """The zone that times are shown in."""
        self._zone.setText(name)
        self._zone.setAccessibleName("Times in UTC" if name == "UTC" else "Times in local time")
