"""The status bar: one chip a venue, the load of history, and what the program itself costs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QWidget,
)

from tracker.analysis import words
from tracker.domain.health import Channel, Health, State
from tracker.services.update import Progress
from tracker.ui.panels.elided import Elided
from tracker.ui.panels.state_mark import WORST_FIRST, paint_state
from tracker.ui.theme import SMALL_PX, Palette, font, metrics, text_width

_HEIGHT = 26
#: What a chip may be pressed to: its mark and some letters.
_NARROW = 52
#: Fewer windows than this are not worth a progress bar.
_FEW = 6


class Chip(QAbstractButton):
    """One venue: a dot is live or quiet, a square stale or capped, a ring down or blocked.

    A click asks for more about it.
    """

    def __init__(self, title: str, palette: Palette) -> None:
        super().__init__()
        self._title = title
        self._palette = palette
        self._state = State.OFF
        self._text = title
        self.setFixedHeight(_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(title)

    @property
    def state(self) -> State:
        """What the chip shows."""
        return self._state

    def show_health(self, rows: Sequence[Health], names: Mapping[str, str] | None = None) -> None:
        """Show the worst channel, with its reason in short; all of them in the tool tip.

        `names` says whose each channel is, where the chip stands for several.
        """
        names = names or {}
        told = [row for row in rows if row.channel is not Channel.INSTRUMENTS] or list(rows)
        worst = min(told, key=lambda row: WORST_FIRST.index(row.state))
        self._state = worst.state
        self._text = self._title
        if not worst.state.is_good or worst.state is State.CAPPED:
            self._text = f"{self._title} · {worst.channel} {worst.state}"
        self.setToolTip(
            "\n".join([self._title, *(_line(row, names.get(row.venue, "")) for row in rows)])
        )
        self.setAccessibleName(
            f"{self._title}: {worst.channel} {worst.state}. {worst.reason or ''}"
        )
        self.updateGeometry()
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(round(text_width(self._text, SMALL_PX)) + 30, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The beginning of the name at least: there may be a dozen venues."""
        return QSize(min(round(text_width(self._title, SMALL_PX)) + 26, _NARROW), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shape, then words."""
        del event
        painter = QPainter(self)
        paint_state(painter, 3, self.height() / 2, self._state, self._palette)
        if self.hasFocus():
            painter.setPen(self._palette.color("interest"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 3.5, -0.5, -3.5), 3, 3)
        painter.setFont(font(SMALL_PX))
        strong = self._state.is_good or self.underMouse()
        painter.setPen(self._palette.color("text" if strong else "quiet"))
        area = self.rect().adjusted(17, 0, 0, 0)
        words = metrics(SMALL_PX)
        shown = words.elidedText(self._text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


def _line(row: Health, name: str) -> str:
    reason = f": {row.reason}" if row.reason else ""
    return f"{name} {row.channel} {row.state}{reason}".strip()


class StatusBar(QWidget):
    """The foot of the window.

    Signals:
        cancelled: the user does not want to wait for history.
        venue_wanted: the user wants to know more about a venue.
        health_changed: rows are others now.
        context_wanted: the user wants to know more about what surrounds the coins.

    Args:
        services: by short name, how those are called who tell market context; they share one chip.
    """

    cancelled = Signal()
    venue_wanted = Signal(str)
    health_changed = Signal()
    context_wanted = Signal()

    def __init__(
        self,
        titles: dict[str, str],
        palette: Palette,
        services: Mapping[str, str] | None = None,
        optional: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._optional = optional
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(_HEIGHT + 2)
        self.chips = {venue: Chip(title, palette) for venue, title in titles.items()}
        self._services = dict(services or {})
        self.context = Chip("Context", palette)
        self.context.setVisible(bool(self._services))
        self._health: dict[tuple[str, Channel], Health] = {}
        self._loading = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(120, 4)
        self._bar.setAccessibleName("History loaded")
        self._cancel = QToolButton()
        self._cancel.setText("×")
        self._cancel.setToolTip("Stop loading history; what is on screen keeps running")
        self._cancel.setAccessibleName("Stop loading history")
        self._cancel.clicked.connect(self.cancelled)
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cost = Elided(right=True)
        self._zone: tzinfo = UTC
        for label in (self._loading, self._cost):
            label.setFont(font(SMALL_PX))
            label.setObjectName("status-text")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        for venue, chip in self.chips.items():
            chip.clicked.connect(partial(self.venue_wanted.emit, venue))
            layout.addWidget(chip)
            if venue in optional:
                chip.hide()
        self.context.clicked.connect(self.context_wanted)
        layout.addWidget(self.context)
        for widget in (self._loading, self._bar, self._cancel):
            layout.addWidget(widget)
        layout.insertStretch(len(self.chips) + 1)
        layout.addWidget(self._cost, 1)
        self._meter = CpuMeter()
        self.show_progress(Progress(0, 0))

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take changed rows over."""
        for row in rows:
            self._health[row.venue, row.channel] = row
        for venue, chip in self.chips.items():
            mine = [row for (name, _), row in self._health.items() if name == venue]
            if mine:
                chip.show_health(mine)
            if venue in self._optional:
                chip.setVisible(any(row.state is not State.OFF for row in mine))
        told = [row for (name, _), row in self._health.items() if name in self._services]
        if told:
            self.context.show_health(told, self._services)
        self.health_changed.emit()

    def show_ended(self, sentence: str) -> None:
        """The engine is over: nobody listens to any venue any more."""
        ended = [
            replace(row, state=State.OFF, reason=sentence, retry_at_ms=None)
            for row in self._health.values()
        ]
        self.show_health(ended)
        self.show_progress(Progress(0, 0))

    def rows(self) -> list[Health]:
        """All rows as last told."""
        return list(self._health.values())

    def show_progress(self, progress: Progress) -> None:
        """How far the first load of history is; small ones are not shown."""
        shown = not progress.finished and (
            self._bar.isVisibleTo(self) or progress.total - progress.done > _FEW
        )
        for widget in (self._loading, self._bar, self._cancel):
            widget.setVisible(shown)
        if shown:
            self._bar.setMaximum(progress.total)
            self._bar.setValue(progress.done)
            self._loading.setText(f"loading history {words.share(progress.done / progress.total)}")

    def show_cost(self, recorded_since_ms: int | None, cache_bytes: int) -> None:
        """Since when is recorded, how large the cache is, and the CPU this program uses."""
        since = ""
        if recorded_since_ms is not None:
            at = words.clock(recorded_since_ms, zone=self._zone)
            since = f"liquidations recorded since {at} · "
        self._cost.setText(
            f"{since}cache {words.size(cache_bytes)} · {self._meter.read():.1f}\u202f% CPU"
        )

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone, from the next time on."""
        self._zone = zone

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        for chip in (*self.chips.values(), self.context):
            chip.set_palette(palette)


class CpuMeter:
    """The share of one core this process used since the last reading."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.monotonic()

    def read(self) -> float:
        """Percent of one core."""
        cpu, wall = time.process_time(), time.monotonic()
        share = (cpu - self._cpu) / max(wall - self._wall, 1e-6)
        self._cpu, self._wall = cpu, wall
        return 100 * share
