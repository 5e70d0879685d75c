"""What stands in the chart's place while there is nothing to draw: what is tried, what failed, when next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tracker.domain.health import Health, State
from tracker.sources.clock import Clock
from tracker.ui.theme import FIGURE_PX, SMALL_PX, font

_ORDER = (State.DOWN, State.BLOCKED, State.STALE, State.OFF, State.QUIET, State.CAPPED, State.LIVE)


class Offline(QWidget):
    """A page of sentences; `demo_wanted` when the user takes the offer."""

    demo_wanted = Signal()

    def __init__(self, titles: dict[str, str], clock: Clock) -> None:
        super().__init__()
        self.setObjectName("offline")
        self._titles = titles
        self._clock = clock
        self._rows: list[Health] = []
        self._title = QLabel("Waiting for the first candles")
        self._title.setObjectName("offline-title")
        self._title.setFont(font(FIGURE_PX, bold=True))
        self._lines: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        self._demo = QPushButton("Open the simulated market")
        self._demo.clicked.connect(self.demo_wanted)
        offer = QLabel("Without a network you can look around in a simulated sell-off.")
        offer.setObjectName("quiet")
        offer.setFont(font(SMALL_PX))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        for place, (venue, title) in enumerate(titles.items()):
            labels = (QLabel(title), QLabel("trying"), QLabel())
            labels[2].setObjectName("quiet")
            labels[1].setWordWrap(True)
            for column, label in enumerate(labels):
                label.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(label, place, column, Qt.AlignmentFlag.AlignTop)
            self._lines[venue] = labels
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._demo)
        buttons.addWidget(offer)
        buttons.addStretch()
        inner = QVBoxLayout()
        inner.setSpacing(18)
        inner.addStretch()
        inner.addWidget(self._title)
        inner.addLayout(grid)
        inner.addLayout(buttons)
        inner.addStretch()
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(inner, 4)
        layout.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self._tell)

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take all rows over."""
        self._rows = list(rows)
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        """Seconds count down while they are seen."""
        super().showEvent(event)
        self._tell()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def lines(self) -> dict[str, tuple[str, str]]:
        """What is said of each venue: (what, when next)."""
        return {venue: (one[1].text(), one[2].text()) for venue, one in self._lines.items()}

    def _tell(self) -> None:
        if not self.isVisible():
            return
        now_ms = self._clock.now_ms()
        failed = 0
        for venue, (_, what, when) in self._lines.items():
            mine = [row for row in self._rows if row.venue == venue]
            if not mine:
                continue
            worst = min(mine, key=lambda row: _ORDER.index(row.state))
            failed += not worst.state.is_good and worst.retry_at_ms is not None
            what.setText(worst.reason or f"{worst.channel} {worst.state}")
            when.setText(next_try(worst, now_ms))
        self._title.setText(
            "No candles yet: the venues cannot be reached"
            if failed == len(self._lines)
            else "Waiting for the first candles"
        )


def next_try(row: Health, now_ms: int) -> str:
    """When a channel is tried again, in words."""
    if row.retry_at_ms is None:
        return ""
    left_s = max(0, round((row.retry_at_ms - now_ms) / 1_000))
    if left_s == 0:
        return "trying now"
    return f"next try in {left_s} s" if left_s < 120 else f"next try in {left_s // 60} min"
