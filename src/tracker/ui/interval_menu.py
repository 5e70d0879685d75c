"""The button beside the favourite intervals: all others, in a menu; it shows the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from tracker.domain.times import Interval
from tracker.domain.translating import tr

_ARROW = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"


class IntervalMenu(QToolButton):
    """Offers intervals by name."""

    chosen = Signal(object)  # Interval

    def __init__(self, intervals: Sequence[Interval]) -> None:
        super().__init__()
        self.setToolTip(tr("Candles of other lengths"))
        self.setAccessibleDescription(tr("Candles of other lengths"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(self), QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._actions: dict[str, QAction] = {}
        for interval in intervals:
            action = menu.addAction(interval.name)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, one=interval: self.chosen.emit(one))
            group.addAction(action)
            self._actions[interval.name] = action
        self.setMenu(menu)
        # Room is scarce in a small window.
        self.setStyleSheet("QToolButton { padding-left: 1px; padding-right: 1px; }")
        # As wide as with a name on it, so that nothing beside it moves when one is chosen.
        self.setText(max(self._actions, key=len, default=_ARROW))
        self.ensurePolished()
        self.setMinimumWidth(self.sizeHint().width())
        self._say("")

    @property
    def named(self) -> dict[str, QAction]:
        """What it offers, by the interval's name."""
        return dict(self._actions)

    def press(self, interval: Interval) -> None:
        """Show the interval on the chart, if it is one of these."""
        for name, action in self._actions.items():
            action.setChecked(name == interval.name)
        self._say(interval.name if interval.name in self._actions else "")

    def _say(self, name: str) -> None:
        self.setCheckable(bool(name))
        self.setChecked(bool(name))
        self.setText(name or _ARROW)
        self.setAccessibleName(
            tr("Candles of {name}, and others", name=name) if name else tr("Other intervals")
        )
