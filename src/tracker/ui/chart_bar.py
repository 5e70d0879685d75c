"""The line on top of a chart window: its coin, its interval, its links, and what can be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from tracker.domain.times import CHART_INTERVALS, INTERVALS, Interval
from tracker.ui.draw_menu import DrawMenu
from tracker.ui.interval_menu import IntervalMenu
from tracker.ui.link_button import LinkButton
from tracker.ui.style_menu import StyleMenu
from tracker.ui.tool_button import fit, least_px, tool_button

_ARROW = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"


class ChartBar(QWidget):
    """Buttons; everything they mean is said by signals.

    Signals:
        asset_chosen: a coin.
        interval_chosen: an Interval.
    """

    asset_chosen = Signal(str)
    interval_chosen = Signal(object)

    def __init__(self, assets: Sequence[str], link: LinkButton, panes: QMenu) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(36)
        self._coin = tool_button("", "Which coin this chart shows")
        self._coin.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._coins: dict[str, QAction] = {}
        self._fill_coins(assets)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 6, 0)
        layout.setSpacing(2)
        layout.addWidget(link)
        layout.addWidget(self._coin)
        layout.addSpacing(6)
        self._intervals: dict[str, QToolButton] = {}
        for place, interval in enumerate(INTERVALS, start=1):
            button = tool_button(interval.name, f"Candles of {interval} ({place})", str(place))
            button.setAccessibleName(f"Candles of {interval}")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, one=interval: self._choose(one))
            self._intervals[interval.name] = button
            layout.addWidget(button)
        self._others = IntervalMenu([one for one in CHART_INTERVALS if one not in INTERVALS])
        self._others.chosen.connect(self._choose)
        layout.addWidget(self._others)
        layout.addStretch(1)
        self.level = tool_button("Level", "Then click a price in the chart to watch it")
        self.level.setCheckable(True)
        self.draw = DrawMenu()
        self.panes = tool_button("Panes", "What is shown below the prices, and how")
        self.panes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.panes.setMenu(panes)
        self.style_menu = StyleMenu()
        self.addActions([*self.draw.actions(), *self.style_menu.keyed])
        for widget in (self.style_menu, self.level, self.draw, self.panes):
            layout.addWidget(widget)
        # What there is no room for is done with keys, and with the menus on the chart.
        self._optional = (self.style_menu, self.panes, self.draw, self.level)

    def minimumSizeHint(self) -> QSize:
        """Room for all that must be there."""
        layout = self.layout()
        assert layout is not None
        return QSize(least_px(layout, self._optional), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as there is room for."""
        super().resizeEvent(event)
        layout = self.layout()
        assert layout is not None
        fit(layout, self._optional, self.width())

    def _fill_coins(self, assets: Sequence[str]) -> None:
        menu, group = QMenu(self._coin), QActionGroup(self)
        for asset in assets:
            action = menu.addAction(asset)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, one=asset: self.asset_chosen.emit(one))
            group.addAction(action)
            self._coins[asset] = action
        self._coin.setMenu(menu)

    def set_coins(self, assets: Sequence[str]) -> None:
        """Offer these coins."""
        before = self._coin.menu()
        self._coins.clear()
        self._fill_coins(assets)
        if before is not None:
            before.deleteLater()

    def show_subject(self, asset: str, interval: Interval) -> None:
        """Which coin is chosen, and at which interval."""
        self._coin.setText(f"{asset} {_ARROW}")
        self._coin.setAccessibleName(f"Coin: {asset}")
        for name, action in self._coins.items():
            action.setChecked(name == asset)
        self._press(interval)

    def _choose(self, interval: Interval) -> None:
        self._press(interval)
        self.interval_chosen.emit(interval)

    def _press(self, interval: Interval) -> None:
        for name, button in self._intervals.items():
            button.setChecked(name == interval.name)
        self._others.press(interval)
