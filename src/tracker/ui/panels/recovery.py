"""The page of stabilisation: the three checks with their numbers, the fast read, and the episode so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.analysis.recovery_checks import Outcome
from tracker.analysis.stabilisation_words import (
    MARKS,
    NAMES,
    CheckLine,
    calm_text,
    check_lines,
    is_calm_known,
    is_judged,
)
from tracker.domain.health import Channel
from tracker.domain.translating import noted, tr
from tracker.services.monitor import Monitor
from tracker.ui.monitor_words import ROLES, fast_line, figures, headline, timeline
from tracker.ui.panels.ages import length, old_ms
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.pace_chart import PaceChart
from tracker.ui.panels.page_words import Hearing, Needs, Note, heard
from tracker.ui.panels.rows import MARGIN
from tracker.ui.panels.state_bar import StateBar
from tracker.ui.theme import FIGURE_PX, SMALL_PX, Palette, font
from tracker.ui.zones import moment

#: So many turns are listed; an episode rarely has more.
_MOST_TURNS = 8
_MARK_PX = 22
_NOTE = noted(
    "A check that cannot be made is a question mark, never a tick: under 90\u202f% of "
    "the window seen, or a venue that is silent. Nothing here predicts."
)
_NO_EPISODE = noted("no episode: there is nothing to be over")
_NONE_KNOWN = noted("no episode is known")
_READING = noted("Where {asset} stands is being read…")
_UNREAD = noted("Where {asset} stands could not be read yet.")
_NOTHING = noted(
    "Nothing was received of {asset} yet. Its hours are judged by themselves as soon as prices and "
    "liquidations are recorded; what is normal takes ten days."
)
_NEEDS = Needs(
    frozenset({Channel.LIQUIDATIONS}),
    noted("A check that counts on what is liquidated there is a question mark."),
)


class RecoveryPage(QWidget):
    """A panel, made when first asked for. `level_chosen` carries a price, or None for the ladder's next."""

    level_chosen = Signal(object)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._zone: tzinfo = UTC
        self._monitor: Monitor | None = None
        self._asset, self._now_ms = "", 0
        self.state = StateBar(palette)
        self._said = _label("quiet", wraps=True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
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
        self._note.setText(tr(_NOTE))
        self.level = Choice()
        self.level.setAccessibleName(tr("Level that is to hold"))
        self.level.addItem(tr("the next one of the ladder"), None)
        self.level.activated.connect(lambda _: self.level_chosen.emit(self.level.currentData()))
        self.chart = PaceChart(palette)
        self._place()

    def _place(self) -> None:
        """A sentence alone in the middle until something is known, then all of it."""
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.setContentsMargins(3 * MARGIN, 0, 3 * MARGIN, 0)
        self._all = QWidget()
        self._place_all(QVBoxLayout(self._all))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.state)
        # The sentence alone needs no more room than it takes: it is seen in a small dock, too.
        for part in (self._said, self._all):
            rows.addWidget(part, 1)
        self._say("")

    def _place_all(self, column: QVBoxLayout) -> None:
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
        chosen.addWidget(_label("quiet", text=tr("The level that is to hold:")))
        chosen.addWidget(self.level)
        chosen.addStretch(1)
        column.addLayout(chosen)
        column.addWidget(_line())
        column.addWidget(_label("quiet", text=tr("Liquidations over 24 hours, two weeks")))
        column.addWidget(self.chart)
        column.addWidget(self._fast)
        column.addWidget(_line())
        column.addWidget(_label("quiet", text=tr("This episode, newest first")))
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
        self._monitor, self._asset = monitor, monitor.asset
        self.state.mend()
        self._age()
        if monitor.reading is None:
            self._say(tr(_NOTHING, asset=monitor.asset))
            return
        self._said.hide()
        self._all.show()
        self._head.setText(f"{monitor.asset} · {headline(monitor, self._zone)}")
        self._figures.setText(figures(monitor, self._zone))
        self._fast.setText(fast_line(monitor))
        self._show_checks(monitor)
        lines = timeline(monitor, self._zone)[:_MOST_TURNS]
        judged = is_judged(monitor.memory, monitor.reading)
        none = tr("Nothing happened yet.") if judged else tr("No hour was judged lately.")
        self._no_turns.setText("" if lines else none)
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

    def begin(self, asset: str) -> None:
        """Another coin is read: what is known of the one before says nothing of it."""
        if self._asset != asset:
            self._monitor, self._asset = None, asset
            self.state.age(Note())
            self.state.mend()
            self._say(tr(_READING, asset=asset))

    def show_unread(self, why: str) -> None:
        """It cannot be read; what was read before stays, with its age."""
        known = self._monitor is not None and self._monitor.reading is not None
        self.state.fail(why, is_empty=not known)
        if not known:
            self._say(tr(_UNREAD, asset=self._asset))

    def hear(self, hearing: Hearing) -> None:
        """Who is heard, and time went on."""
        was_old, self._now_ms = self._is_old, hearing.now_ms
        is_empty = self._monitor is None or self._monitor.judged_ms is None
        self.state.hear(heard(hearing, _NEEDS, is_empty=is_empty))
        self._age()
        if self._is_old != was_old and self._monitor is not None:
            self.show_monitor(self._monitor)

    @property
    def _is_old(self) -> bool:
        return old_ms(self._read_ms, self._now_ms) is not None

    @property
    def _read_ms(self) -> int | None:
        """Of which moment the figures are."""
        reading = self._monitor.reading if self._monitor is not None else None
        return reading.at_ms if reading is not None else None

    def _age(self) -> None:
        """Figures of a while ago are pale, and said to be so."""
        color = self._palette.color("quiet" if self._is_old else "text").name()
        for label in (self._head, *self._names, self._fast):
            label.setStyleSheet(f"color: {color}")
        age_ms, read_ms = old_ms(self._read_ms, self._now_ms), self._read_ms
        if age_ms is None or read_ms is None:
            self.state.age(Note())
            return
        self.state.age(
            Note(
                tr(
                    "These figures are of {when}, {length} ago; how it stands now is not known.",
                    when=moment(read_ms, self._zone),
                    length=length(age_ms),
                ),
                "warn",
            )
        )

    def _say(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._all.hide()
        self._said.show()

    def said(self) -> str:
        """What stands in the place of all; empty where there is something to show."""
        return "" if self._said.isHidden() else self._said.text()

    def _show_checks(self, monitor: Monitor) -> None:
        if monitor.checks is None:
            calm = calm_text(monitor.memory, monitor.reading)
            known = is_calm_known(monitor.memory, monitor.reading)
            none = tr(_NO_EPISODE if known else _NONE_KNOWN)
            lines: Sequence[CheckLine] = [
                CheckLine(name, Outcome.UNKNOWN, text)
                for name, text in zip(map(tr, NAMES), (none, calm, none), strict=True)
            ]
        else:
            lines = check_lines(monitor.checks)
        for line, mark, name, text in zip(
            lines, self._marks, self._names, self._texts, strict=True
        ):
            is_said = monitor.checks is not None
            mark.setText(MARKS[line.outcome] if is_said else words.UNKNOWN)
            role = ROLES[line.outcome] if is_said and not self._is_old else "quiet"
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
        self.state.set_palette(palette)
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
