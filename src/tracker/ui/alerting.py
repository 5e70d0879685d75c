"""What can be done with alerts in the window: jump to one, its picture, the list as a file, the rules."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tracker.analysis.columns import CandleColumns
from tracker.domain.times import iso
from tracker.domain.translating import tr
from tracker.services.found import CannotWrite, Found, write_found
from tracker.services.notices import Notice
from tracker.services.rule_rows import RuleRow, read_rules
from tracker.services.rule_wish import RuleWish
from tracker.services.views import ChartView
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.timeline import CANDLE_PX
from tracker.ui.desk import Desk
from tracker.ui.file_choice import ask_where
from tracker.ui.happened import Moment, moment_at, moment_of, newest_of
from tracker.ui.panels.alerts import AlertsPanel
from tracker.ui.saving import Look

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.picture import Sheet
    from tracker.ui.rules_dialog import RulesDialog

#: Candles on a picture, and at least on the chart.
_PICTURE_BARS, _LEAST_BARS = 110, 40


class AlertingParts(Struct, frozen=True):
    """What it works with."""

    desk: Desk
    chart: ChartStack
    panel: AlertsPanel
    titles: dict[str, str]
    clock: Clock
    folder: Path
    simulated: bool


class Alerting(QObject):
    """Connects the alerts panel and notifications with the chart.

    Signals:
        said: a sentence for the user.
        front_wanted: the window should come to the front.
    """

    said = Signal(str)
    front_wanted = Signal()

    def __init__(self, parts: AlertingParts, look: Look) -> None:
        super().__init__(parts.panel)
        self._parts = parts
        self._look = look
        self._moment: Moment | None = None
        self._is_placed = False
        self._rules: RulesDialog | None = None
        panel, desk = parts.panel, parts.desk
        self._began_ms = parts.clock.now_ms()
        desk.found_shown.connect(self._show_found)
        desk.found_grown.connect(self._add_found)
        desk.watched.connect(self._watch)
        panel.set_asset(desk.asset)
        panel.chosen.connect(lambda one: self.jump(moment_of(one)))
        panel.picture_wanted.connect(lambda one: self.show_picture(moment_of(one)))
        panel.export_wanted.connect(self.export)
        panel.rules_wanted.connect(self.show_rules)
        panel.seen.connect(self._keep_seen)

    def connect_chart(self) -> None:
        """From now on jump; to be called once the chart itself listens, which must come first."""
        self._parts.desk.chart_shown.connect(self._place)

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone."""
        self._look = look
        if self._rules is not None:
            self._rules.set_palette(look.palette)
            self._rules.set_zone(look.zone)

    @property
    def _window(self) -> QWidget:
        return self._parts.panel.window()

    def _show_found(self, found: list[Found], seen: frozenset[str]) -> None:
        self._parts.panel.show_found(found, seen | self._simulated_past(found))

    def _add_found(self, found: list[Found]) -> None:
        self._parts.panel.add(found)
        self._parts.panel.mark_seen(self._simulated_past(found))

    def _simulated_past(self, found: list[Found]) -> frozenset[str]:
        """What happened before a simulated market began is no news."""
        began_ms = self._began_ms if self._parts.simulated else 0
        return frozenset(one.id for one in found if one.at_ms <= began_ms)

    def _keep_seen(self, ids: list[str]) -> None:
        now_ms = self._parts.clock.now_ms()
        self._parts.desk.submit(
            lambda collector: collector.storage.journal(
                lambda journal: journal.seen.mark(ids, now_ms)
            )
        )

    # --- on the chart --------------------------------------------------------------------------

    def open_notice(self, notice: Notice) -> None:
        """The user clicked a notification: bring the window up and show what it tells."""
        self.front_wanted.emit()
        one = newest_of(self._parts.panel.found, notice.ids)
        self.jump(
            moment_of(one)
            if one is not None
            else moment_at(notice.asset, notice.at_ms, notice.title)
        )
        self._parts.panel.mark_seen(notice.ids)

    def jump(self, moment: Moment) -> None:
        """Show the chart there, with a marker at the candle."""
        desk = self._parts.desk
        asset = moment.asset or desk.asset
        if asset not in desk.assets:
            self.said.emit(tr("{asset} is not on the watchlist any more.", asset=asset))
            return
        self._moment, self._is_placed = moment, False
        desk.choose(asset, moment.interval, at_ms=moment.at_ms)

    def _place(self, view: ChartView) -> None:
        """A chart was shown: where it is the one that was jumped to, go there and mark it."""
        desk, chart, moment = self._parts.desk, self._parts.chart, self._moment
        self._parts.panel.set_asset(desk.asset)
        if moment is None or not len(view.candles):
            return
        if (view.asset, view.interval) != (moment.asset or desk.asset, moment.interval):
            self._moment = None
            return
        if not self._is_placed:
            self._is_placed = True
            bars = max(_LEAST_BARS, chart.width() // CANDLE_PX)
            chart.set_view(*moment.around(bars, self._parts.clock.now_ms()))
        chart.set_spot(moment.marker)

    # --- as a picture --------------------------------------------------------------------------

    def show_picture(self, moment: Moment) -> None:
        """Paint the chart around a moment as the main chart is painted, in a window of its own."""
        from tracker.ui.picture import Sheet
        from tracker.ui.preview import SCALE, SIZE

        asset, chart = moment.asset or self._parts.desk.asset, self._parts.chart
        interval = moment.interval
        stretch_ms = moment.around(_PICTURE_BARS, self._parts.clock.now_ms())
        sheet = Sheet(
            SIZE,
            SCALE,
            self._look.palette,
            stretch_ms,
            self._look.zone,
            chart.panes.choices,
            (moment.marker,),
            style=chart.style_now,
        )
        # One candle more, of which a part is in view.
        read_ms = (stretch_ms[0] - interval.ms, stretch_ms[1])
        over, lead_ms = chart.over_stretch(read_ms[0], interval)

        def read(view: ChartView) -> None:
            if not len(view.candles):
                self.said.emit(tr("The cache has no candles of that moment."))
            elif lead_ms:
                self._parts.desk.load_lead(view, lead_ms, partial(show, view))
            else:
                show(view, None)

        def show(view: ChartView, lead: CandleColumns | None) -> None:
            whole = replace(sheet, over=replace(over, lead=lead))
            self._preview(moment, asset, view, whole)

        self._parts.desk.load_stretch(asset, interval, read_ms, read)

    def _preview(self, moment: Moment, asset: str, view: ChartView, sheet: Sheet) -> None:
        from tracker.ui.preview import Preview, Shot

        stamp = iso(moment.at_ms // 60_000 * 60_000)[:16].replace(":", "")
        shot = Shot(
            view=view,
            titles=self._parts.titles,
            sheet=sheet,
            now_ms=self._parts.clock.now_ms(),
            simulated=self._parts.simulated,
            title=moment.title,
            file=self._parts.folder / f"{asset}_{moment.interval}_{stamp}Z.png",
        )
        Preview(shot, self.said.emit, self._window).show()

    # --- as a file -----------------------------------------------------------------------------

    def export(self, found: Sequence[Found]) -> None:
        """Ask where to, then write the list beside the window."""
        if not found:
            self.said.emit(tr("There is nothing on the list."))
            return
        path = ask_where(
            self._window,
            tr("Export the list of alerts"),
            self._parts.folder / "alerts.csv",
            tr("CSV (*.csv);;JSON, one object a line (*.json)"),
        )
        if path is None:
            return
        # No daemon: leaving waits for the file.
        threading.Thread(target=self._write, args=(path, list(found)), name="export").start()

    def _write(self, path: Path, found: list[Found]) -> None:
        """On a thread of its own."""
        try:
            write_found(path, reversed(found))
            sentence = tr("Saved {count} alerts in {path}.", count=len(found), path=path)
        except CannotWrite as error:
            sentence = error.sentence
        with suppress(RuntimeError):  # the window may be gone by now
            self.said.emit(sentence)

    # --- the rules -----------------------------------------------------------------------------

    def show_rules(self) -> None:
        """The dialog of rules beside levels."""
        desk = self._parts.desk
        if self._rules is None:
            from tracker.ui.rules_dialog import RulesDialog

            dialog = self._rules = RulesDialog(
                desk.assets, desk.asset, self._parts.clock.now_ms, self._look.palette, self._window
            )
            dialog.set_zone(self._look.zone)
            dialog.refresh_wanted.connect(self._read_rules)
            dialog.add_wanted.connect(self._add_rule)
            dialog.remove_wanted.connect(self._remove_rule)
            dialog.snooze_wanted.connect(self._snooze_rule)
        self._rules.show()
        self._rules.raise_()
        self._rules.activateWindow()

    def _watch(self) -> None:
        """Other coins are watched."""
        if self._rules is not None:
            self._rules.set_assets(self._parts.desk.assets, self._parts.desk.asset)

    def _read_rules(self) -> None:
        def read(_: MarketReader | None, journal: Journal | None) -> list[RuleRow]:
            return read_rules(journal) if journal is not None else []

        if self._rules is not None:
            self._parts.desk.ask("rules", read, self._rules.show_rules, failed=self._rules.fail)

    def _add_rule(self, wish: RuleWish) -> None:
        dialog = self._rules
        assert dialog is not None
        self._parts.desk.submit(
            lambda collector: collector.rules.add(wish), lambda _: dialog.added(), dialog.refused
        )

    def _remove_rule(self, rule_id: int) -> None:
        dialog = self._rules
        assert dialog is not None
        self._parts.desk.submit(
            lambda collector: collector.rules.remove(rule_id),
            lambda _: self._read_rules(),
            dialog.refused,
        )

    def _snooze_rule(self, rule_id: int, until_ms: int) -> None:
        dialog = self._rules
        assert dialog is not None
        self._parts.desk.submit(
            lambda collector: collector.rules.snooze(rule_id, until_ms),
            lambda _: self._read_rules(),
            dialog.refused,
        )
