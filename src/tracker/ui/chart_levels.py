"""Levels in a chart window: drawn, made, moved, edited and removed there; all else is the main one's."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from tracker.analysis import words
from tracker.domain.translating import tr
from tracker.services.levels import LevelWish
from tracker.services.views import LevelRow
from tracker.sources.clock import Clock
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.charts.stack import ChartStack
from tracker.ui.content import level_lines
from tracker.ui.level_desk import LevelDesk
from tracker.ui.level_editor import LevelEditor, Subject, taken_by_others
from tracker.ui.level_form import Entry, edit_between
from tracker.ui.theme import Palette

#: Where the sheet stands beside the mouse, and on the chart where that is elsewhere.
_BESIDE, _CORNER = QPoint(16, -40), QPoint(12, 34)


class ChartLevels(QObject):
    """The levels of the chart in one window."""

    def __init__(
        self, desk: ChartDesk, chart: ChartStack, clock: Clock, zone: tzinfo, palette: Palette
    ) -> None:
        super().__init__(chart)
        self._desk, self._chart, self._clock, self._zone = desk, chart, clock, zone
        self._rows: list[LevelRow] = []
        window: QWidget = chart.window()
        self.editor = LevelEditor(window, palette)
        self.editor.without_trial()
        self.editor.accepted.connect(self._accept)
        self.editor.removed.connect(desk.remove_level)
        desk.levels_shown.connect(self.show_levels)
        chart.level_edit_wanted.connect(self.edit)
        chart.menu_wanted.connect(self._show_menu)

    def show_levels(self, rows: list[LevelRow]) -> None:
        """Show the levels of the coin on the chart."""
        self._rows = rows
        self._chart.set_levels(level_lines(rows, self._clock.now_ms(), self._zone))

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self.show_levels(self._rows)

    def edit(self, level_id: int) -> None:
        """Open the editor of a level."""
        row = next((row for row in self._rows if row.level.id == level_id), None)
        view = self._desk.chart
        if row is None or view is None:
            return
        prices = [(one.level.id, one.level.price) for one in self._rows]
        last = float(view.candles.close[-1]) if len(view.candles) else None
        level = row.level
        subject = Subject(
            level.asset,
            level,
            taken_by_others(prices, level),
            last,
            self._clock.now_ms(),
            self._zone,
        )
        window = self._chart.window()
        at = window.mapFromGlobal(QCursor.pos())
        inside = window.rect().contains(at)
        self.editor.edit(subject, at + _BESIDE if inside else self._chart.pos() + _CORNER)

    def _accept(self, subject: Subject, entry: Entry) -> None:
        keep_entry(self.editor, self._desk.levels, subject, entry)

    def _show_menu(self, level_id: int | None, at: QPoint) -> None:
        """What can be done with the level or the price under the mouse."""
        menu = QMenu(self._chart)
        menu.aboutToHide.connect(menu.deleteLater)
        row = next((row for row in self._rows if row.level.id == level_id), None)
        price, view = self._chart.price_at_cursor(), self._desk.chart
        if row is not None:
            name, number = words.level(row.level.price), row.level.id
            menu.addAction(tr("Edit {name}…", name=name), lambda: self.edit(number))
            menu.addAction(tr("Remove {name}", name=name), lambda: self._desk.remove_level(number))
        elif price is not None and view is not None:
            wish = LevelWish(view.asset, price)
            menu.addAction(
                tr("Watch {level}", level=words.level(price)), lambda: self._desk.levels.add(wish)
            )
        menu.popup(at)


def keep_entry(editor: LevelEditor, levels: LevelDesk, subject: Subject, entry: Entry) -> None:
    """Make or change a level as its sheet says; the sheet closes when that is done."""
    if subject.level is None:
        levels.add(entry.wish(subject.asset), editor.hide, editor.refuse)
        return
    edit = edit_between(Entry.of(subject.level), entry)
    if edit is None and entry.price == subject.level.price:
        editor.hide()
        return
    levels.change(subject.level, entry.price, edit, editor.hide, editor.refuse)
