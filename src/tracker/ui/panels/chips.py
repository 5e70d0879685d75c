"""The status bar: one chip a venue, the load of history, and what the program itself costs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from enum import IntEnum
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
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
from tracker.domain.terms import term
from tracker.domain.translating import tr
from tracker.services.reasons import said_reason
from tracker.services.update import Progress
from tracker.ui.panels.elided import Elided
from tracker.ui.panels.health_words import channel_name
from tracker.ui.panels.state_mark import WORST_FIRST, paint_state
from tracker.ui.theme import SMALL_PX, Palette, font, text_width

_HEIGHT = 26
#: Around the words of a chip, and what a mark alone takes.
_AROUND, _MARK_ALONE = 22, 16
#: Fewer windows than this are not worth a progress bar.
_FEW = 6
_SIDE, _SPACE = 12, 6


class Detail(IntEnum):
    """How much a chip says, from the most to the least."""

    WHOLE = 0
    NAME = 1
    #: Only who is not well says its name.
    BAD_NAME = 2
    MARK = 3


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
        self._detail = Detail.WHOLE
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
            self._text = f"{self._title} · {channel_name(worst.channel)} {term(worst.state)}"
        self.setToolTip(
            "\n".join([self._title, *(_line(row, names.get(row.venue, "")) for row in rows)])
        )
        self.setAccessibleName(
            f"{self._title}: {channel_name(worst.channel)} {term(worst.state)}. {said_reason(worst.reason)}"
        )
        self.set_detail(self._detail)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.update()

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to be said of it."""
        return self._state.is_good and self._state is not State.CAPPED

    def says(self, detail: Detail) -> str:
        """Its words at a detail; whole ones always, never some letters of them."""
        if detail is Detail.MARK or (detail is Detail.BAD_NAME and self.is_good):
            return ""
        return self._text if detail is Detail.WHOLE else self._title

    def width_at(self, detail: Detail) -> int:
        """How wide it is at a detail."""
        text = self.says(detail)
        return round(text_width(text, SMALL_PX)) + _AROUND if text else _MARK_ALONE

    def set_detail(self, detail: Detail) -> None:
        """Say so much."""
        self._detail = detail
        self.setFixedWidth(self.width_at(detail))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self.width_at(self._detail), _HEIGHT)

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
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.says(self._detail))
        painter.end()


def _line(row: Health, name: str) -> str:
    reason = f": {said_reason(row.reason)}" if row.reason else ""
    return f"{name} {channel_name(row.channel)} {term(row.state)}{reason}".strip()


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
        self.context = Chip(tr("Context"), palette)
        self.context.setVisible(bool(self._services))
        self._health: dict[tuple[str, Channel], Health] = {}
        self._loading = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(120, 4)
        self._bar.setAccessibleName(tr("History loaded"))
        self._cancel = QToolButton()
        self._cancel.setText("×")
        self._cancel.setToolTip(tr("Stop loading history; what is on screen keeps running"))
        self._cancel.setAccessibleName(tr("Stop loading history"))
        self._cancel.clicked.connect(self.cancelled)
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._summary = QLabel()
        self._cost = Elided(right=True)
        self._whole_cost = self._short_cost = ""
        self._zone: tzinfo = UTC
        for label in (self._summary, self._loading, self._cost):
            label.setFont(font(SMALL_PX))
            label.setObjectName("status-text")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_SIDE, 0, _SIDE, 0)
        layout.setSpacing(_SPACE)
        for venue, chip in self.chips.items():
            chip.clicked.connect(partial(self.venue_wanted.emit, venue))
            layout.addWidget(chip)
            if venue in optional:
                chip.hide()
        self.context.clicked.connect(self.context_wanted)
        layout.addWidget(self.context)
        layout.addWidget(self._summary)
        layout.addStretch()
        for widget in (self._loading, self._bar, self._cancel):
            layout.addWidget(widget)
        layout.addWidget(self._cost)
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
        self._fit()
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
            self._loading.setText(
                tr("loading history {share}", share=words.share(progress.done / progress.total))
            )
        self._fit()

    def show_cost(self, recorded_since_ms: int | None, cache_bytes: int) -> None:
        """Since when is recorded, how large the cache is, and the CPU this program uses."""
        since = ""
        if recorded_since_ms is not None:
            at = words.clock(recorded_since_ms, zone=self._zone)
            since = tr("liquidations recorded since {at} · ", at=at)
        self._short_cost = tr(
            "cache {size} · {fixed}\u202f% CPU",
            size=words.size(cache_bytes),
            fixed=words.fixed(self._meter.read(), 1),
        )
        self._whole_cost = f"{since}{self._short_cost}"
        self._fit()

    # --- what there is room for ----------------------------------------------------------------

    def _fit(self) -> None:
        """Let every chip say as much as all of them have room for, and nothing be cut."""
        shown = [chip for chip in (*self.chips.values(), self.context) if not chip.isHidden()]
        summary = summed_up([chip.state for chip in shown])
        left = self.width() - 2 * _SIDE - self._loading_px()
        detail, cost = Detail.MARK, ""
        for detail, cost, said in self._choices(summary):
            needed = sum(chip.width_at(detail) + _SPACE for chip in shown)
            needed += sum(round(text_width(one, SMALL_PX)) + 2 * _SPACE for one in (said, cost))
            if needed <= left:
                break
        for chip in shown:
            chip.set_detail(detail)
        self._summary.setText(summary)
        self._summary.setVisible(detail is Detail.MARK)
        self._cost.setText(cost)
        self._cost.setVisible(bool(cost))
        self._cost.setToolTip(self._whole_cost)

    def _choices(self, summary: str) -> Iterator[tuple[Detail, str, str]]:
        """What may be said, the most first: detail of the chips, cost, and the sum of the states."""
        whole, short = self._whole_cost, self._short_cost
        for cost in (whole, short):
            yield Detail.WHOLE, cost, ""
        for detail in (Detail.NAME, Detail.BAD_NAME, Detail.MARK):
            for cost in (whole, short, ""):
                yield detail, cost, summary if detail is Detail.MARK else ""

    def _loading_px(self) -> int:
        if self._bar.isHidden():
            return 0
        label = round(text_width(self._loading.text(), SMALL_PX)) + 2
        return label + self._bar.width() + self._cancel.sizeHint().width() + 3 * _SPACE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Its width is known."""
        super().showEvent(event)
        self._fit()

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone, from the next time on."""
        self._zone = zone

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        for chip in (*self.chips.values(), self.context):
            chip.set_palette(palette)


def summed_up(states: Sequence[State]) -> str:
    """How many of all are not well, the worst first: `9 of 15 down, 1 stale`; all well is said too."""
    worst = [one for one in WORST_FIRST if not one.is_good or one is State.CAPPED]
    counted = [(one, states.count(one)) for one in worst if one in states]
    if not counted:
        return tr("all {count} heard", count=len(states))
    (first, count), *others = counted
    said = [
        tr("{count} of {count_2} {first}", count=count, count_2=len(states), first=first),
        *(f"{n} {one}" for one, n in others),
    ]
    return ", ".join(said)


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
