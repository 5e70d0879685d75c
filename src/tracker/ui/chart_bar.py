"""The line on top of a chart window: its coin, its interval, its links, and what can be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton

from tracker.domain.times import Interval
from tracker.domain.translating import tr
from tracker.ui.chart_tools import ChartTools
from tracker.ui.link_button import LinkButton
from tracker.ui.tool_button import tool_button

_ARROW = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"


class ChartBar(ChartTools):
    """Buttons; everything they mean is said by signals.

    Signals:
        asset_chosen: a coin.
    """

    asset_chosen = Signal(str)

    def __init__(self, assets: Sequence[str], link: LinkButton) -> None:
        super().__init__(36)
        self._coin = tool_button("", tr("Which coin this chart shows"))
        self._coin.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._coins: dict[str, QAction] = {}
        self._fill_coins(assets)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 6, 0)
        layout.setSpacing(2)
        layout.addWidget(link)
        layout.addWidget(self._coin)
        layout.addSpacing(6)
        self._add_intervals(layout)
        layout.addStretch(1)
        indicators = self._button(self.indicators)
        for widget in (self.style_menu, indicators, self.panes, self.draw, self.level):
            layout.addWidget(widget)
        self._add_more(layout, tr("Everything that can be done with this chart (Alt)"))
        # What there is no room for is in the last menu.
        self._optional = [self.style_menu, self.panes, self.draw, indicators, self.level]

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
        self._coin.setAccessibleName(tr("Coin: {asset}", asset=asset))
        for name, action in self._coins.items():
            action.setChecked(name == asset)
        self._press(interval)
