"""Levels in the window: connects chart, ladder and toolbar with editor, suggestions and dry runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from tracker.analysis import words
from tracker.domain.level import Event, Level
from tracker.domain.translating import noted, tr
from tracker.services.levels import LevelEdit, LevelWish
from tracker.services.views import AssetView, LevelRow
from tracker.sources.clock import Clock
from tracker.ui.charts.content import AverageLine, ChartContent, LevelLine, MarkPrice
from tracker.ui.charts.stack import ChartStack
from tracker.ui.content import level_lines, mark_price, suggestion_lines
from tracker.ui.desk import Desk
from tracker.ui.file_choice import ask_where, ask_which
from tracker.ui.late import Late
from tracker.ui.panels.ages import old_ms
from tracker.ui.panels.ladder import Ladder
from tracker.ui.panels.trial import TrialStrip, markers
from tracker.ui.theme import Palette
from tracker.ui.toolbar import Toolbar

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.analysis.dry_run import DryRun
    from tracker.analysis.suggest import Suggestion
    from tracker.services.suggestions import Suggested
    from tracker.ui.level_editor import LevelEditor, Subject
    from tracker.ui.level_form import Entry
    from tracker.ui.panels.suggestions import SuggestionsPanel

_FILES = noted("Levels (*.csv *.json)")
#: Where a sheet stands beside what it is about, and the list of suggestions on the chart.
_BESIDE, _CORNER = QPoint(16, -40), QPoint(12, 34)


class LevelParts(Struct, frozen=True):
    """What of the window has to do with levels."""

    desk: Desk
    chart: ChartStack
    ladder: Ladder
    toolbar: Toolbar
    trial: TrialStrip
    clock: Clock
    titles: dict[str, str]
    folder: Path


class Levelling(QObject):
    """Everything about levels that is not a panel of its own."""

    def __init__(self, parts: LevelParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._desk, self._window = parts, parts.desk, window
        self._zone: tzinfo = UTC
        self._rows: list[LevelRow] = []
        self._lines: tuple[LevelLine, ...] = ()
        self._view: AssetView | None = None
        self._suggested: Suggested | None = None
        self._offered: list[Suggestion] = []
        self._run: DryRun | None = None
        self._palette = palette
        self._editor = Late(self._make_editor)
        self._suggestions = Late(self._make_suggestions)
        self._connect()

    def _connect(self) -> None:
        parts = self._parts
        chart, ladder, bar = parts.chart, parts.ladder, parts.toolbar
        chart.level_edit_wanted.connect(self._edit_or_take)
        chart.menu_wanted.connect(self._show_chart_menu)
        ladder.edit_wanted.connect(self.edit)
        ladder.menu_wanted.connect(self._show_menu)
        bar.suggest_toggled.connect(self._toggle_suggestions)
        parts.trial.dismissed.connect(self._end_trial)
        parts.trial.shown_last.connect(self._show_last)

    @property
    def editor(self) -> LevelEditor:
        """The form of one level."""
        return self._editor.get()

    @property
    def suggestions(self) -> SuggestionsPanel:
        """The prices that others may be looking at."""
        return self._suggestions.get()

    def _make_editor(self) -> LevelEditor:
        from tracker.ui.level_editor import LevelEditor

        editor = LevelEditor(self._window, self._palette)
        editor.accepted.connect(self._accept)
        editor.removed.connect(self._desk.remove_level)
        editor.trial_wanted.connect(self.try_rules)
        return editor

    def _make_suggestions(self) -> SuggestionsPanel:
        from tracker.ui.panels.suggestions import SuggestionsPanel

        chart, panel = self._parts.chart, SuggestionsPanel(self._window, self._palette)
        panel.taken.connect(self._desk.add_level)
        panel.pointed.connect(lambda row: chart.point_at(-row - 1 if row >= 0 else None))
        panel.closed.connect(self._end_suggestions)
        return panel

    # --- what is drawn -------------------------------------------------------------------------

    def dress(self, content: ChartContent) -> ChartContent:
        """A chart that is shown anew, with what this draws on it."""
        offered = self._suggestions.made
        if offered is not None and offered.asset != content.asset:
            offered.hide()
        if self._run is not None and self._run.asset != content.asset:
            self._end_trial()
        self._lines = (*content.levels, *suggestion_lines(self._offered))
        return replace(
            content,
            levels=self._lines,
            markers=markers(self._run.transitions, content.interval) if self._run else (),
            mark=self._mark(content.asset),
            averages=self._averages(),
        )

    def show_levels(self, rows: list[LevelRow]) -> None:
        """Show the levels of the coin on the chart."""
        self._rows = rows
        self._show_suggested()
        self._draw()

    def show_asset(self, view: AssetView) -> None:
        """Show the newest figures of the chosen coin."""
        self._view = view
        self._parts.chart.set_mark(self._mark(view.asset))
        self._show_ladder_price()
        if self._current_lines() != self._lines:
            self._draw()  # one woke, or came to its end

    def set_zone(self, zone: tzinfo) -> None:
        """Say times in another zone."""
        self._zone = zone
        self._draw()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        for sheet in (self._editor.made, self._suggestions.made):
            if sheet is not None:
                sheet.set_palette(palette)

    def _mark(self, asset: str) -> MarkPrice | None:
        view, chart = self._view, self._desk.chart
        if view is None or view.asset != asset or chart is None or chart.asset != asset:
            return None
        return mark_price(view, self._parts.titles)

    def _current_lines(self) -> tuple[LevelLine, ...]:
        own = level_lines(self._rows, self._parts.clock.now_ms(), self._zone)
        return (*own, *suggestion_lines(self._offered))

    def _draw(self) -> None:
        self._lines = self._current_lines()
        self._parts.chart.set_levels(self._lines)
        asset, view = self._desk.asset, self._mine()
        self._parts.ladder.show_levels(
            asset,
            self._rows,
            view.price if view is not None else None,
            now_ms=self._parts.clock.now_ms(),
            daily_atr=view.daily_atr if view is not None else None,
            at_ms=view.price_at_ms if view is not None else None,
        )

    def _show_ladder_price(self) -> None:
        view = self._mine()
        if view is not None:
            self._parts.ladder.show_price(
                view.price,
                now_ms=self._parts.clock.now_ms(),
                daily_atr=view.daily_atr,
                at_ms=view.price_at_ms,
            )

    def _mine(self) -> AssetView | None:
        """The figures of the coin that is chosen, where they are known."""
        view = self._view
        return view if view is not None and view.asset == self._desk.asset else None

    def _row(self, level_id: int) -> LevelRow | None:
        return next((row for row in self._rows if row.level.id == level_id), None)

    # --- editing -------------------------------------------------------------------------------

    def edit(self, level_id: int) -> None:
        """Open the editor of a level."""
        row = self._row(level_id)
        if row is not None:
            self._open(row.level)

    def new(self) -> None:
        """Open the form of a new level."""
        self._open(None)

    def _open(self, level: Level | None) -> None:
        view = self._mine()
        prices = [(row.level.id, row.level.price) for row in self._rows]
        from tracker.ui.level_editor import Subject, taken_by_others

        subject = Subject(
            level.asset if level is not None else self._desk.asset,
            level,
            taken_by_others(prices, level),
            view.price if view is not None else None,
            self._parts.clock.now_ms(),
            self._zone,
            view.price_at_ms if view is not None else None,
        )
        self.editor.edit(subject, self._place())

    def _place(self) -> QPoint:
        """Beside the mouse where that is on the window, else where the chart begins."""
        at = self._window.mapFromGlobal(QCursor.pos())
        if self._window.rect().contains(at):
            return at + _BESIDE
        return self._parts.chart.mapTo(self._window, _CORNER)

    def _accept(self, subject: Subject, entry: Entry) -> None:
        from tracker.ui.chart_levels import keep_entry

        keep_entry(self.editor, self._desk.levels, subject, entry)

    def _edit_or_take(self, level_id: int) -> None:
        if level_id >= 0:
            self.edit(level_id)
        elif -level_id <= len(self._offered):
            self._desk.add_level(self._offered[-level_id - 1].price)

    # --- menus ---------------------------------------------------------------------------------

    def _show_chart_menu(self, level_id: int | None, at: QPoint) -> None:
        if level_id is not None and self._row(level_id) is not None:
            self._show_menu(level_id, at)
            return
        price = self._parts.chart.price_at_cursor()
        if level_id is not None and -len(self._offered) <= level_id < 0:
            price = self._offered[-level_id - 1].price
        if price is None:
            return
        wish = LevelWish(self._desk.asset, price)
        menu = self._menu()
        menu.addAction(
            tr("Watch {level}", level=words.level(price)), lambda: self._desk.levels.add(wish)
        )
        menu.addAction(
            tr("Try {level} on history", level=words.level(price)),
            lambda: self.try_rules(wish.asset, wish.price, wish.rules),
        )
        menu.popup(at)

    def _show_menu(self, level_id: int, at: QPoint) -> None:
        row = self._row(level_id)
        if row is None:
            return
        level, now_ms, name = row.level, self._parts.clock.now_ms(), words.level(row.level.price)
        menu = self._menu()
        menu.addAction(tr("Edit {name}…", name=name), lambda: self.edit(level_id))
        from tracker.ui.level_form import snoozes

        snooze = menu.addMenu(tr("Snooze"))
        for text, until_ms in snoozes(now_ms, self._zone):
            snooze.addAction(text, self._snoozer(level, until_ms))
        if level.is_snoozed(now_ms):
            menu.addAction(tr("Wake up"), lambda: self._wake(level))
        menu.addAction(
            tr("Try this rule on history"),
            lambda: self.try_rules(level.asset, level.price, level.rules),
        )
        menu.addSeparator()
        menu.addAction(tr("Remove {name}", name=name), lambda: self._desk.remove_level(level_id))
        menu.popup(at)

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _snoozer(self, level: Level, until_ms: int) -> Callable[[], None]:
        when = words.clock(until_ms, zone=self._zone)
        sentence = tr(
            "{level} is snoozed until {when}: events are listed only.",
            level=words.level(level.price),
            when=when,
        )
        edit = LevelEdit(snoozed_until_ms=until_ms)
        return lambda: self._desk.levels.edit(level, edit, sentence)

    def _wake(self, level: Level) -> None:
        self._desk.levels.edit(
            level,
            LevelEdit(clear=frozenset({"snoozed_until_ms"})),
            tr("{level} alerts again.", level=words.level(level.price)),
        )

    # --- suggestions ---------------------------------------------------------------------------

    def _toggle_suggestions(self, on: bool) -> None:
        if on:
            asset = self._desk.asset
            self.suggestions.wait(asset)
            self._show_suggestions()
            self._desk.levels.suggest(asset, self._show_found, self._fail_suggestions)
        else:
            self.suggestions.hide()

    def _show_suggestions(self) -> None:
        at = self._parts.chart.mapTo(self._window, _CORNER)
        sheet = self.suggestions
        sheet.show_at(at, sheet.list if sheet.list.rows else sheet)

    def _fail_suggestions(self, sentence: str) -> None:
        if self._parts.toolbar.suggest.isChecked():
            self.suggestions.fail(sentence)

    def _show_found(self, found: Suggested) -> None:
        if not self._parts.toolbar.suggest.isChecked():
            return
        if found.market.asset != self._desk.asset:
            self.suggestions.hide()
            return
        self._suggested = found
        self._show_suggested()
        self._draw()
        self._show_suggestions()

    def _show_suggested(self) -> None:
        """Offer what is not watched yet."""
        found = self._suggested
        if found is None:
            return
        watched = {row.level.price for row in self._rows}
        price = found.price or 0.0
        offered = [_rounded(one) for one in found.found.levels]
        self._offered = sorted(
            (one for one in offered if one.price not in watched),
            key=lambda one: abs(one.price - price),
        )
        age_ms = old_ms(found.price_at_ms, self._parts.clock.now_ms())
        self.suggestions.show_found(found.market.asset, found, self._offered, age_ms)
        self._parts.chart.set_averages(self._averages())

    def _averages(self) -> tuple[AverageLine, ...]:
        found = self._suggested
        if found is None:
            return ()
        return tuple(AverageLine(one.name, one.line) for one in found.found.averages)

    def _end_suggestions(self) -> None:
        self._suggested, self._offered = None, []
        self._parts.chart.set_averages(())
        self._parts.toolbar.suggest.setChecked(False)
        self._draw()

    # --- dry runs ------------------------------------------------------------------------------

    def try_rules(self, asset: str, price: float, rules: Sequence[str]) -> None:
        """Run rules over the stored candles, and mark what happened."""
        from tracker.services.dry_run import Trial

        trial = Trial(asset, price, tuple(rules))
        self._desk.levels.try_rules(trial, self._show_run)

    def _show_run(self, run: DryRun) -> None:
        if run.asset != self._desk.asset:
            return
        self._run = run
        self._parts.chart.set_markers(markers(run.transitions, self._desk.interval))
        self._parts.trial.show_run(run)

    def _show_last(self) -> None:
        run = self._run
        if run is None or not run.transitions:
            return
        breaks = [one for one in run.transitions if one.event is Event.BROKEN]
        at_ms = (breaks or run.transitions)[-1].at_ms
        left_ms, right_ms = self._parts.chart.view()
        span_ms = right_ms - left_ms
        self._parts.chart.set_view(at_ms - span_ms * 2 // 3, at_ms + span_ms // 3)

    def _end_trial(self) -> None:
        self._run = None
        self._parts.trial.hide()
        self._parts.chart.set_markers(())

    # --- files ---------------------------------------------------------------------------------

    def save_file(self) -> None:
        """Ask where to, then write all levels."""
        start = self._parts.folder / "levels.csv"
        path = ask_where(self._window, tr("Export levels"), start, tr(_FILES))
        if path is not None:
            self._desk.levels.save_file(path)

    def load_file(self) -> None:
        """Ask which file, then make its levels."""
        path = ask_which(self._window, tr("Import levels"), self._parts.folder, tr(_FILES))
        if path is not None:
            self._desk.levels.load_file(path)


def _rounded(one: Suggestion) -> Suggestion:
    """At a price as it is quoted: an average of pivots has more digits than it means."""
    return replace(one, price=round(one.price, words.decimals(one.price)))
