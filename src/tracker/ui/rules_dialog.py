"""The dialog of rules beside levels: a list with where each stands, and a line to add one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import QRect, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import words
from tracker.analysis.conditions import KINDS, QUOTES_HINT, BadCondition, parse_condition
from tracker.domain.alert import Priority
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS
from tracker.domain.translating import noted, tr
from tracker.services.rule_rows import RuleRow, length
from tracker.services.rule_wish import COOLDOWN_MS, RuleWish
from tracker.ui.marking import mark
from tracker.ui.on_screen import resize_within
from tracker.ui.panels.choice import Choice
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette, font

_ROW_PX = 62
_READ_MS = 2_000
_EMPTY = noted("No rule yet. What happens at levels is told without one.")
_AGAIN = noted("It is tried again every few seconds.")
_COOLDOWNS = (0, 10 * MINUTE_MS, COOLDOWN_MS, HOUR_MS, 4 * HOUR_MS, DAY_MS)
_LASTS = (None, DAY_MS, 7 * DAY_MS, 30 * DAY_MS)
_SNOOZES = (HOUR_MS, 8 * HOUR_MS, DAY_MS, 7 * DAY_MS)


class RulesDialog(QDialog):
    """Rules beside levels.

    Signals:
        refresh_wanted: the list should be read anew.
        add_wanted: a rule the user wants, as a RuleWish.
        remove_wanted: the number of a rule.
        snooze_wanted: the number of a rule, and until when; 0 ends it.
    """

    refresh_wanted = Signal()
    add_wanted = Signal(object)
    remove_wanted = Signal(int)
    snooze_wanted = Signal(int, object)

    def __init__(
        self,
        assets: Sequence[str],
        asset: str,
        now_ms: Callable[[], int],
        palette: Palette,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Alert rules"))
        resize_within(self, 560, 560)
        self._now_ms = now_ms
        self._zone: tzinfo = UTC
        self.list = RowList[RuleRow](
            tr("Rules"), _ROW_PX, self._describe, self._paint, palette, key=lambda row: row.rule.id
        )
        self._panel = Panel(tr("Beside levels"), self.list, tr("Being read…"))
        self.asset, self.condition = Choice(), QLineEdit()
        self.priority, self.cooldown, self.lasts = Choice(), Choice(), Choice()
        self.said = QLabel()
        self.add = QPushButton(tr("Add"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.setSpacing(0)
        layout.addWidget(self._panel, 1)
        layout.addLayout(self._buttons())
        layout.addLayout(self._form(assets, asset))
        self._tell()
        self._enable()
        self.list.selectionModel().currentChanged.connect(self._enable)
        self.list.model().modelReset.connect(self._enable)
        self._timer = QTimer(self)
        self._timer.setInterval(_READ_MS)
        self._timer.timeout.connect(self.refresh_wanted)
        self.finished.connect(self._timer.stop)
        self.condition.setFocus()

    # --- building ------------------------------------------------------------------------------

    def _buttons(self) -> QHBoxLayout:
        self.snooze, self.remove = QPushButton(tr("Snooze")), QPushButton(tr("Remove"))
        menu = QMenu(self.snooze)
        for time_ms in _SNOOZES:
            action = menu.addAction(tr("For {length}", length=length(time_ms)))
            action.triggered.connect(lambda _=False, one=time_ms: self._snooze(one))
        menu.addSeparator()
        menu.addAction(tr("Not any more")).triggered.connect(lambda: self._snooze(None))
        self.snooze.setMenu(menu)
        self.snooze.setToolTip(tr("List what it finds, but show no notification for a while"))
        self.remove.setToolTip(tr("Take the rule off the list (Del); what it found stays"))
        self.remove.clicked.connect(self._remove)
        delete = QAction(tr("Remove"), self.list)
        delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(self._remove)
        self.list.addAction(delete)
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 8, MARGIN, 8)
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.snooze, self.remove):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _form(self, assets: Sequence[str], asset: str) -> QVBoxLayout:
        self.set_assets(assets, asset)
        self.asset.currentIndexChanged.connect(self._tell)  # its sentence names the coin
        self.condition.setPlaceholderText("move:1h-3%")
        self.condition.textChanged.connect(self._tell)
        for box, items in (
            (self.priority, [(tr(str(one).capitalize()), one) for one in Priority]),
            (self.cooldown, [(length(one) if one else tr("none"), one) for one in _COOLDOWNS]),
            (
                self.lasts,
                [
                    (tr("never") if one is None else tr("in {length}", length=length(one)), one)
                    for one in _LASTS
                ],
            ),
        ):
            for text, value in items:
                box.addItem(text, value)
        self.cooldown.setCurrentIndex(_COOLDOWNS.index(COOLDOWN_MS))
        self.cooldown.setToolTip(tr("How long the rule stays silent after it spoke"))
        named: tuple[tuple[QWidget, str], ...] = (
            (self.asset, tr("Coin")),
            (self.condition, tr("Condition")),
            (self.priority, tr("Priority")),
            (self.cooldown, tr("Cooldown")),
            (self.lasts, tr("Expires")),
        )
        for part, name in named:
            part.setAccessibleName(name)
        self.said.setObjectName("message")
        self.said.setWordWrap(True)
        self.said.setFont(font(SMALL_PX))
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMinimumHeight(3 * round(self.said.fontMetrics().lineSpacing()))
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add.setDefault(True)
        self.add.clicked.connect(self._add)
        what = QHBoxLayout()
        what.addWidget(self.asset)
        what.addWidget(self.condition, 1)
        terms = QHBoxLayout()
        terms.addWidget(self.priority)
        for text, box in ((tr("silent for"), self.cooldown), (tr("expires"), self.lasts)):
            label = QLabel(text)
            label.setObjectName("quiet")
            terms.addSpacing(8)
            terms.addWidget(label)
            terms.addWidget(box)
        terms.addStretch(1)
        terms.addWidget(self.add)
        column = QVBoxLayout()
        column.setContentsMargins(MARGIN, 4, MARGIN, 0)
        column.setSpacing(8)
        column.addLayout(what)
        column.addWidget(self.said)
        column.addLayout(terms)
        return column

    def set_assets(self, assets: Sequence[str], asset: str) -> None:
        """Other coins are watched; the one that is chosen stays, or `asset` takes its place."""
        chosen = self.asset.currentText()
        with QSignalBlocker(self.asset):
            self.asset.clear()
            self.asset.addItems(list(assets))
        self.asset.setCurrentText(chosen if chosen in assets else asset)
        self._tell()

    # --- the list ------------------------------------------------------------------------------

    def showEvent(self, event: object) -> None:
        """Keep the list fresh while it is seen."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh_wanted.emit()
        self._timer.start()

    def show_rules(self, rows: Sequence[RuleRow]) -> None:
        """Replace the list."""
        self._panel.set_empty(tr(_EMPTY))
        self.list.show_rows(rows)
        self._panel.set_scope(f"{len(rows)}" if rows else "")

    def fail(self, sentence: str) -> None:
        """The rules cannot be read now: those that were are still shown, and said to be old."""
        self._panel.set_empty(f"{sentence} {tr(_AGAIN)}")
        old = tr("as read before. {sentence}", sentence=sentence)
        self._panel.set_scope(old if self.list.rows else "")

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self._panel.set_zone(zone)

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._panel.set_palette(palette)

    def _describe(self, row: RuleRow, zone: tzinfo) -> str:
        return ". ".join(part for part in (row.name, *self._lines(row, zone)) if part)

    def _lines(self, row: RuleRow, zone: tzinfo) -> tuple[str, str]:
        """Where it stands and its terms, and what it found last."""
        first = " · ".join(
            part for part in (row.state(self._now_ms(), zone), row.terms(zone)) if part
        )
        if row.last is None:
            return first, tr("no alert so far")
        return first, tr(
            "last {when}: {title}",
            when=words.clock(row.last.at_ms, zone=zone),
            title=row.last.title,
        )

    def _paint(self, brush: Brush, row: RuleRow) -> None:
        rect = brush.rect.adjusted(MARGIN, 6, -MARGIN, -6)
        third = rect.height() // 3
        first, second = self._lines(row, brush.zone)
        for at, (text, role, size) in enumerate(
            ((row.name, "text", 13), (first, "quiet", SMALL_PX), (second, "quiet", SMALL_PX))
        ):
            line = QRect(rect.left(), rect.top() + at * third, rect.width(), third)
            if at == 0:
                self._paint_word(brush, row, line)
            brush.text(text, line, role=role, size=size, bold=at == 0)

    @staticmethod
    def _paint_word(brush: Brush, row: RuleRow, line: QRect) -> None:
        """The condition as it is written, at the right of what it says."""
        right = QRect(
            line.right() - line.width() // 3, line.top(), line.width() // 3, line.height()
        )
        brush.text(row.rule.condition, right, role="quiet", size=SMALL_PX, right=True)
        line.setWidth(line.width() - right.width() - 8)

    # --- what the user does --------------------------------------------------------------------

    def _enable(self) -> None:
        one = self.list.row_at(self.list.currentIndex()) is not None
        self.snooze.setEnabled(one)
        self.remove.setEnabled(one)

    def _remove(self) -> None:
        row = self.list.row_at(self.list.currentIndex())
        if row is not None:
            self.remove_wanted.emit(row.rule.id)

    def _snooze(self, time_ms: int | None) -> None:
        row = self.list.row_at(self.list.currentIndex())
        if row is not None:
            until_ms = 0 if time_ms is None else self._now_ms() + time_ms
            self.snooze_wanted.emit(row.rule.id, until_ms)

    def _tell(self) -> None:
        """Say what the condition means, or how one is written."""
        text = self.condition.text().strip()
        needs_asset, good = True, False
        if not text:
            forms = "   ".join(kind.forms[0] for kind in KINDS.values())
            said = tr("Write one of: {forms}", forms=forms)
        else:
            try:
                condition = parse_condition(text)
            except BadCondition as error:
                said = error.sentence.removesuffix(tr(QUOTES_HINT))
            else:
                good, needs_asset = True, KINDS[condition.kind].about_asset
                subject = f"{self.asset.currentText()} " if needs_asset else ""
                said = tr("Tells when: {subject}{name}.", subject=subject, name=condition.name)
        self.asset.setEnabled(needs_asset)
        self.add.setEnabled(good)
        self._say(said, wrong=bool(text) and not good)

    def _say(self, sentence: str, *, wrong: bool) -> None:
        mark(self.said, "wrong", wrong)
        self.said.setText(sentence)
        self.condition.setAccessibleDescription(sentence)

    def _add(self) -> None:
        if self.add.isEnabled():
            self.add_wanted.emit(
                RuleWish(
                    self.asset.currentText(),
                    self.condition.text(),
                    Priority(self.priority.currentData()),  # Qt keeps its text alone
                    self.cooldown.currentData(),
                    self.lasts.currentData(),
                )
            )

    def added(self) -> None:
        """The rule is on the list."""
        self.condition.clear()
        self.refresh_wanted.emit()

    def refused(self, sentence: str) -> None:
        """What was wanted cannot be."""
        self._say(sentence, wrong=True)
