"""What stands in the chart's place while there is nothing to draw: what is tried, what failed, when next."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.health import Health, State
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.reasons import said_reason
from tracker.sources.clock import Clock
from tracker.ui.panels.health_words import channel_name
from tracker.ui.panels.state_mark import MARK_PX, paint_state
from tracker.ui.theme import DARK, FIGURE_PX, SMALL_PX, Palette, font

#: As wide as words are read well, and what stays free at its sides.
_PAGE_PX, _MARGIN_PX = 720, 24
_APART_PX = 8
_ORDER = (State.DOWN, State.BLOCKED, State.STALE, State.OFF, State.QUIET, State.CAPPED, State.LIVE)
_WAITING = noted("Waiting for the first candles")
_UNREACHABLE = noted("No candles yet: the venues cannot be reached")
_GOES_ON = noted("Tracker goes on by itself as soon as one of them answers.")
_ADVICE = noted(
    "Look whether this machine is online. Where venues are blocked or a proxy is needed, "
    "set a gateway: one address that every request goes through."
)


class Group(Struct, frozen=True):
    """Venues of which the same is to be said.

    Attributes:
        state: None while they are tried for the first time.
        retry: the row that is tried again next; None where none is.
    """

    titles: tuple[str, ...]
    state: State | None
    what: str
    retry: Health | None


class Offline(QWidget):
    """A page of sentences; `demo_wanted` when the user takes the offer."""

    demo_wanted = Signal()

    def __init__(self, titles: dict[str, str], clock: Clock) -> None:
        super().__init__()
        self.setObjectName("offline")
        self._titles = titles
        self._clock = clock
        self._rows: list[Health] = []
        self._groups: list[Group] = []
        self._whens: list[QLabel] = []
        self._marks: list[_Mark] = []
        self._palette = DARK
        self._title = QLabel(tr(_WAITING))
        self._title.setObjectName("offline-title")
        self._title.setWordWrap(True)
        self._title.setFont(font(FIGURE_PX, bold=True))
        self._advice = _quiet("")
        self._demo = QPushButton(tr("Open the simulated market"))
        self._demo.setToolTip(tr("Opens beside this window and needs no network"))
        self._demo.clicked.connect(self.demo_wanted)
        offer = _quiet(tr("Without a network you can look around in a simulated sell-off."))
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._demo)
        buttons.addStretch()
        page = QWidget()
        page.setMaximumWidth(_PAGE_PX)
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(16)
        inner.addStretch()
        inner.addWidget(self._title)
        inner.addWidget(self._lines)
        inner.addWidget(self._advice)
        inner.addLayout(buttons)
        inner.addWidget(offer)
        inner.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
        layout.addStretch(1)
        layout.addWidget(page, 100)
        layout.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self._tell)

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take all rows over."""
        self._rows = list(rows)
        self._tell()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        for mark in self._marks:
            mark.set_palette(palette)

    def showEvent(self, event: QShowEvent) -> None:
        """Seconds count down while they are seen."""
        super().showEvent(event)
        self._tell()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def lines(self) -> list[tuple[tuple[str, ...], str, str]]:
        """What is said, as it is read: the venues, what of them, when next."""
        return [
            (group.titles, group.what, when.text())
            for group, when in zip(self._groups, self._whens, strict=True)
        ]

    def _tell(self) -> None:
        if not self.isVisible():
            return
        groups = grouped(self._rows, self._titles)
        if [_fixed(one) for one in groups] != [_fixed(one) for one in self._groups]:
            self._build(groups)
        self._groups = groups
        now_ms = self._clock.now_ms()
        for group, when in zip(groups, self._whens, strict=True):
            when.setText(next_try(group.retry, now_ms) if group.retry is not None else "")
        failed = all(
            one.state is not None and not one.state.is_good and one.retry is not None
            for one in groups
        )
        self._title.setText(tr(_UNREACHABLE if failed else _WAITING))
        self._advice.setText(f"{tr(_GOES_ON)} {tr(_ADVICE)}" if failed else tr(_GOES_ON))

    def _build(self, groups: Sequence[Group]) -> None:
        """The lines anew: a mark, what is the matter, when next; below it the venues' names."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._whens, self._marks = [], []
        top = Qt.AlignmentFlag.AlignTop
        for place, group in enumerate(groups):
            mark, what, when = _Mark(group.state, self._palette), QLabel(), _quiet("")
            count = len(group.titles)
            subject = group.titles[0] if count == 1 else tr("{count} venues", count=count)
            what.setText(f"{subject} · {group.what}")
            what.setTextFormat(Qt.TextFormat.PlainText)
            what.setWordWrap(True)
            when.setWordWrap(False)
            what.setContentsMargins(0, 0, 0, 0 if count > 1 else _APART_PX)
            self._grid.addWidget(mark, 2 * place, 0, top)
            self._grid.addWidget(what, 2 * place, 1, top)
            self._grid.addWidget(when, 2 * place, 2, top | Qt.AlignmentFlag.AlignRight)
            if count > 1:
                names = _quiet(", ".join(group.titles))
                names.setContentsMargins(0, 0, 0, _APART_PX)
                self._grid.addWidget(names, 2 * place + 1, 1)
            self._whens.append(when)
            self._marks.append(mark)


class _Mark(QWidget):
    """The shape of a state, as the chips have it."""

    def __init__(self, state: State | None, palette: Palette) -> None:
        super().__init__()
        self._state, self._palette = state or State.OFF, palette
        self.setFixedSize(MARK_PX + 4, 18)
        self.setAccessibleName(term(state) if state is not None else tr("tried"))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shape."""
        del event
        painter = QPainter(self)
        paint_state(painter, 1, self.height() / 2, self._state, self._palette)
        painter.end()


def grouped(rows: Sequence[Health], titles: dict[str, str]) -> list[Group]:
    """Venues of which the same is to be said together, in their order; what failed first."""
    found: dict[tuple[State | None, str], list[str]] = {}
    retries: dict[tuple[State | None, str], list[Health]] = {}
    for venue, title in titles.items():
        mine = [row for row in rows if row.venue == venue]
        key: tuple[State | None, str] = (None, "trying")
        if mine:
            worst = min(mine, key=lambda row: _ORDER.index(row.state))
            why = said_reason(worst.reason)
            key = worst.state, why or f"{channel_name(worst.channel)} {term(worst.state)}"
            if worst.retry_at_ms is not None:
                retries.setdefault(key, []).append(worst)
        found.setdefault(key, []).append(title)

    def first_of(key: tuple[State | None, str]) -> Health | None:
        waiting = retries.get(key, [])
        return min(waiting, key=lambda row: row.retry_at_ms or 0, default=None)

    groups = [Group(tuple(names), *key, first_of(key)) for key, names in found.items()]
    last = len(_ORDER)
    return sorted(groups, key=lambda one: last if one.state is None else _ORDER.index(one.state))


def _fixed(group: Group) -> tuple[object, ...]:
    return group.titles, group.state, group.what


def next_try(row: Health, now_ms: int) -> str:
    """When a channel is tried again, in words."""
    if row.retry_at_ms is None:
        return ""
    left_s = max(0, round((row.retry_at_ms - now_ms) / 1_000))
    if left_s == 0:
        return tr("trying now")
    return (
        tr("next try in {left_s} s", left_s=left_s)
        if left_s < 120
        else tr("next try in {left_s} min", left_s=left_s // 60)
    )


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    label.setFont(font(SMALL_PX))
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
