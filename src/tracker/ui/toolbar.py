"""The line on top: which coin, which interval, and what can be done with the chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton

from tracker.domain.times import Interval
from tracker.domain.translating import noted, tr
from tracker.ui.chart_tools import ChartTools
from tracker.ui.panels.elided import Elided
from tracker.ui.tool_button import tool_button

_SIMULATED, _SHORT = noted("SIMULATED MARKET"), noted("SIMULATED")
#: From here on there is room for words that say a little more.
_ROOMY_PX = 1_360


class Toolbar(ChartTools):
    """Buttons; everything they mean is said by signals."""

    suggest_toggled = Signal(bool)

    def __init__(self, intervals: Sequence[Interval], *, simulated: bool) -> None:
        super().__init__(42, intervals)
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
            self._badge = QLabel(tr(_SIMULATED))
            self._badge.setObjectName("simulated")
            self._badge.setAccessibleName(tr("Simulated market"))
            self._badge.setFixedHeight(20)
            layout.addSpacing(8)
            layout.addWidget(self._badge)
        layout.addSpacing(10)
        layout.addWidget(self._subject)
        layout.addSpacing(14)
        self._add_intervals(layout)
        self.suggest = self._action(
            tr("Suggest"),
            "Ctrl+Shift+L",
            tr("Offer prices that others may be looking at, as dotted lines (Ctrl+Shift+L)"),
        )
        self.suggest.setCheckable(True)
        self._add_tools(layout)
        layout.addStretch(1)
        self._zone = tool_button("UTC", self.zone.toolTip())
        self._theme = tool_button(tr("Light"), self.theme.toolTip())
        layout.addWidget(self._button(self.export))
        for button, signal in (
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
        indicators, suggest = self._button(self.indicators), self._button(self.suggest)
        look = (self.style_menu, indicators, self.panes, self.draw)
        for one in (*look, self.level, suggest):
            layout.addWidget(one)
        self._add_more(layout, tr("Everything that can be done, in menus (Alt)"))
        self.suggest.toggled.connect(self.suggest_toggled)
        self._optional += [self.panes, self.style_menu, self.draw, indicators, suggest]

    def add_link(self, button: QToolButton) -> None:
        """Which charts this window's is linked with, beside the coin; hidden until `show_link`."""
        button.hide()
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
        if self._badge is not None:  # one word says it, too, and leaves room for the coin
            self._badge.setText(tr(_SIMULATED if self.width() >= _ROOMY_PX else _SHORT))
        super()._fit()

    def _spare_px(self) -> int:
        """What the badge gives way by where there is little room."""
        if self._badge is None:
            return 0
        words = self._badge.fontMetrics()
        return words.horizontalAdvance(self._badge.text()) - words.horizontalAdvance(_SHORT)

    def minimumSizeHint(self) -> QSize:
        """Room for all that must be there."""
        return QSize(self._least_px() - self._spare_px(), self.height())

    def show_subject(self, text: str, interval: Interval) -> None:
        """Which market is on the chart, and at which interval."""
        self._subject.setText(text)
        # However narrow it is, the coin can be read.
        words = self._subject.fontMetrics()
        self._subject.setMinimumWidth(
            words.horizontalAdvance(f"{text.split(maxsplit=1)[0]}  \N{HORIZONTAL ELLIPSIS}")
        )
        self._press(interval)

    def show_theme(self, other: str) -> None:
        """The theme that a click brings."""
        name = tr(other.capitalize())
        self._theme.setText(name)
        self._theme.setAccessibleName(tr("{name} theme", name=name))

    def show_zone(self, name: str) -> None:
        """The zone that times are shown in."""
        self._zone.setText(tr(name))
        self._zone.setAccessibleName(
            tr("Times in UTC") if name == "UTC" else tr("Times in local time")
        )
