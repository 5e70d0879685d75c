"""The page of stabilisation: the three checks with their numbers, the fast read, and the episode so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.analysis.recovery_checks import Outcome
from tracker.analysis.stabilisation_words import (
    MARKS,
    NAMES,
    CheckLine,
    calm_text,
    check_lines,
)
from tracker.services.monitor import Monitor
from tracker.ui.monitor_words import ROLES, fast_line, figures, headline, timeline
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.pace_chart import PaceChart
from tracker.ui.panels.rows import MARGIN
from tracker.ui.theme import FIGURE_PX, SMALL_PX, Palette, font

#: So many turns are listed; an episode rarely has more.
_MOST_TURNS = 8
_MARK_PX = 22
_NOTE = (
    "A check that cannot be made is a question mark, never a tick: under 90\u202f% of the window "
    "seen, or a venue that is silent. Nothing here predicts."
)
_NO_EPISODE = "no episode: there is nothing to be over"


class RecoveryPage(QDialog):
    """A window beside the main one. `level_chosen` carries a price, or None for the ladder's next."""

    level_chosen = Signal(object)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._zone: tzinfo = UTC
        self._monitor: Monitor | None = None
        self.setWindowTitle("Is it over?")
        self.resize(640, 640)
        self.setMinimumWidth(520)
        self._head = _label(size=FIGURE_PX, bold=True)
        self._figures = _label("message", size=SMALL_PX, wraps=True)
        self._marks = [_label(size=FIGURE_PX, bold=True) for _ in NAMES]
        self._names = [_label(bold=True) for _ in NAMES]
        self._texts = [_label("message", wraps=True) for _ in NAMES]
        self._fast = _label(wraps=True)
        self._turns = [
            [_label("quiet"), _label(bold=True), _label("message")] for _ in range(_MOST_TURNS)
        ]
        self._no_turns = _label("quiet")
        self._note = _label("message", size=SMALL_PX, wraps=True)
        self._note.setText(_NOTE)
        self.level = Choice()
        self.level.setAccessibleName("Level that is to hold")
        self.level.addItem("the next one of the ladder", None)
        self.level.activated.connect(lambda _: self.level_chosen.emit(self.level.currentData()))
        self.chart = PaceChart(palette)
        self._place()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 16, MARGIN, 14)
        column.setSpacing(6)
        column.addWidget(self._head)
        column.addWidget(self._figures)
        column.addWidget(_line())
        checks = QGridLayout()
        checks.setHorizontalSpacing(10)
        checks.setVerticalSpacing(2)
        checks.setColumnMinimumWidth(0, _MARK_PX)
        checks.setColumnStretch(1, 1)
        for row, (mark, name, text) in enumerate(
            zip(self._marks, self._names, self._texts, strict=True)
        ):
            mark.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            checks.addWidget(mark, 2 * row, 0, 2, 1)
            checks.addWidget(name, 2 * row, 1)
            checks.addWidget(text, 2 * row + 1, 1)
            checks.setRowMinimumHeight(2 * row + 1, 24)
        column.addLayout(checks)
        chosen = QHBoxLayout()
        chosen.setSpacing(8)
        chosen.addWidget(_label("quiet", text="The level that is to hold:"))
        chosen.addWidget(self.level)
        chosen.addStretch(1)
        column.addLayout(chosen)
        column.addWidget(_line())
        column.addWidget(_label("quiet", text="Liquidations over 24 hours, two weeks"))
        column.addWidget(self.chart)
        column.addWidget(self._fast)
        column.addWidget(_line())
        column.addWidget(_label("quiet", text="This episode, newest first"))
        turns = QGridLayout()
        turns.setHorizontalSpacing(16)
        turns.setVerticalSpacing(3)
        turns.setColumnStretch(2, 1)
        turns.addWidget(self._no_turns, 0, 0, 1, 3)
        for row, labels in enumerate(self._turns):
            for place, label in enumerate(labels):
                turns.addWidget(label, row, place)
        column.addLayout(turns)
        column.addStretch(1)
        column.addWidget(self._note)

    # --- showing -------------------------------------------------------------------------------

    def show_monitor(self, monitor: Monitor) -> None:
        """Show where an asset stands."""
        self._monitor = monitor
        self.setWindowTitle(f"Is it over? {monitor.asset}")
        self._head.setText(f"{monitor.asset} · {headline(monitor, self._zone)}")
        self._figures.setText(figures(monitor, self._zone))
        self._fast.setText(fast_line(monitor))
        self._show_checks(monitor)
        lines = timeline(monitor, self._zone)[:_MOST_TURNS]
        self._no_turns.setText("" if lines else "Nothing happened yet.")
        self._no_turns.setVisible(not lines)
        for at, labels in enumerate(self._turns):
            shown = at < len(lines)
            said = (lines[at].at, lines[at].phase, lines[at].why) if shown else ("", "", "")
            for label, text in zip(labels, said, strict=True):
                label.setText(text)
                label.setVisible(shown)

    def show_pace(self, line: LineColumns) -> None:
        """Show the pace of two weeks of the asset that is shown."""
        if self._monitor is not None:
            self.chart.show_pace(line, self._monitor.memory, self._monitor.base_usd)

    def _show_checks(self, monitor: Monitor) -> None:
        if monitor.checks is None:
            calm = calm_text(monitor.memory, monitor.reading)
            lines: Sequence[CheckLine] = [
                CheckLine(name, Outcome.UNKNOWN, text)
                for name, text in zip(NAMES, (_NO_EPISODE, calm, _NO_EPISODE), strict=True)
            ]
        else:
            lines = check_lines(monitor.checks)
        for line, mark, name, text in zip(
            lines, self._marks, self._names, self._texts, strict=True
        ):
            is_said = monitor.checks is not None
            mark.setText(MARKS[line.outcome] if is_said else words.UNKNOWN)
            role = ROLES[line.outcome] if is_said else "quiet"
            mark.setStyleSheet(f"color: {self._palette.color(role).name()}")
            mark.setAccessibleName(f"{line.name}: {line.outcome}" if is_said else line.name)
            name.setText(f"{line.name}: {line.outcome}" if is_said else line.name)
            text.setText(line.text)

    def show_levels(self, prices: Sequence[float], chosen: float | None) -> None:
        """Which levels can be chosen, and which one is."""
        wanted = sorted({*prices, *([chosen] if chosen is not None else [])}, reverse=True)
        if wanted != [self.level.itemData(at) for at in range(1, self.level.count())]:
            while self.level.count() > 1:
                self.level.removeItem(1)
            for price in wanted:
                self.level.addItem(words.level(price), price)
        if not self.level.view().isVisible():
            self.level.setCurrentIndex(0 if chosen is None else 1 + wanted.index(chosen))

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self._again()

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self._again()

    def _again(self) -> None:
        self.chart.set_look(self._palette, self._zone)
        if self._monitor is not None:
            self.show_monitor(self._monitor)

    def text(self) -> str:
        """All that it says."""
        labels = (self._head, self._figures, *_zipped(self._names, self._texts), self._fast)
        turns = [" ".join(label.text() for label in row) for row in self._turns]
        return "\n".join([label.text() for label in labels] + [one for one in turns if one.strip()])

    def marks(self) -> tuple[str, ...]:
        """The signs of the three checks."""
        return tuple(one.text() for one in self._marks)


def _zipped(names: Sequence[QLabel], texts: Sequence[QLabel]) -> list[QLabel]:
    return [label for pair in zip(names, texts, strict=True) for label in pair]


def _label(
    name: str = "", *, text: str = "", size: int = 0, bold: bool = False, wraps: bool = False
) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(name)
    made.setWordWrap(wraps)
    if size or bold:
        made.setFont(font(size, bold=bold) if size else font(bold=bold))
    return made


def _line() -> QWidget:
    line = QWidget()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
