"""A further window with one chart: its own coin, interval and panes, over the same engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tracker.domain.health import Channel, Health
from tracker.services.views import AssetView, ChartView
from tracker.sources.clock import Clock
from tracker.ui.chart_bar import ChartBar
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.chart_levels import ChartLevels
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.style import ChartStyle
from tracker.ui.content import content_of, mark_price
from tracker.ui.flows import Flows
from tracker.ui.link_button import LinkButton
from tracker.ui.linking import Links, Member
from tracker.ui.pane_menu import PaneMenus
from tracker.ui.pane_words import pane_data
from tracker.ui.panels.banner import Banner
from tracker.ui.saving import Look
from tracker.ui.sketching import Sketching, SketchParts
from tracker.ui.theme import style_sheet

_LEAST_HEIGHT_PX = 320


@dataclass(frozen=True, slots=True)
class ChartParts:
    """What a chart window is given."""

    desk: ChartDesk
    links: Links
    titles: dict[str, str]
    clock: Clock
    simulated: bool


class ChartWindow(QWidget):
    """The window.

    Signals:
        closed: the user closed it.
        another_wanted: one more is wanted.
        quit_wanted: the whole program is to end.
    """

    closed = Signal()
    another_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parts: ChartParts, look: Look, group: str) -> None:
        super().__init__()
        self._parts, self._look, self.desk = parts, look, parts.desk
        self._health: dict[str, Health] = {}
        self._figures: AssetView | None = None
        self.chart = ChartStack(look.palette, zone=look.zone)
        self.member = Member(parts.desk, self.chart, group)
        self.link = LinkButton(parts.links, self.member, look.palette)
        self._pane_menus = PaneMenus(self.chart.panes, self)
        self.bar = ChartBar(parts.desk.assets, self.link, self._pane_menus.all)
        self.banner = Banner()
        self._empty, self.status = QLabel(), QLabel()
        self._place()
        self.levels = ChartLevels(parts.desk, self.chart, parts.clock, look.zone, look.palette)
        self.sketching = Sketching(
            SketchParts(
                parts.desk.drawings,
                self.chart,
                self.bar.draw,
                lambda: self.bar.level.setChecked(True),
            ),
            self,
            look.palette,
        )
        self._connect()
        self._add_keys()
        self.setStyleSheet(style_sheet(look.palette))
        self._show_subject()
        self.chart.setFocus()

    def _place(self) -> None:
        self.setMinimumHeight(_LEAST_HEIGHT_PX)
        self.setObjectName("central")
        self._empty.setObjectName("quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.status.setObjectName("status-text")
        self.status.setContentsMargins(12, 4, 12, 5)
        self.status.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget, stretch in (
            (self.bar, 0),
            (self.banner, 0),
            (self.chart, 1),
            (self._empty, 1),
            (self.status, 0),
        ):
            rows.addWidget(widget, stretch)
        self.chart.hide()

    def _connect(self) -> None:
        desk, chart, bar = self.desk, self.chart, self.bar
        desk.chosen.connect(self._show_subject)
        desk.chart_shown.connect(self.show_chart)
        desk.candles_grown.connect(chart.update_candles)
        desk.older_shown.connect(chart.extend_candles)
        desk.flows_grown.connect(self._show_flows)
        desk.said.connect(self.banner.say)
        desk.warned.connect(self._warn)
        chart.level_mode_changed.connect(bar.level.setChecked)
        chart.history_wanted.connect(desk.load_older)
        chart.pane_menu_wanted.connect(self._pane_menus.open_one)
        chart.panes.topics_changed.connect(desk.set_topics)
        desk.set_topics(chart.panes.topics)
        bar.level.toggled.connect(chart.set_level_mode)
        bar.asset_chosen.connect(lambda asset: desk.choose(asset, desk.interval))
        bar.interval_chosen.connect(
            lambda interval: desk.choose(desk.asset, interval, at_ms=chart.looked_at_ms())
        )
        bar.style_menu.fit_wanted.connect(chart.fit_again)
        bar.style_menu.chosen.connect(chart.set_style)
        bar.style_menu.volume_toggled.connect(chart.panes.set_volume)
        chart.panes.changed.connect(self._show_volume)
        chart.set_clock(desk.venue_now_ms)

    def _add_keys(self) -> None:
        chart, desk = self.chart, self.desk
        for keys, call in (
            ("L", chart.add_level_at_cursor),
            ("End", chart.back_to_now),
            ("Left", lambda: chart.pan(-0.25)),
            ("Right", lambda: chart.pan(0.25)),
            ("+", lambda: chart.zoom(1.25)),
            ("=", lambda: chart.zoom(1.25)),
            ("-", lambda: chart.zoom(0.8)),
            ("PgUp", lambda: self._step(-1)),
            ("PgDown", lambda: self._step(1)),
            ("Ctrl+Z", desk.levels.undo),
            ("Ctrl+Shift+Z", desk.levels.redo),
            ("Ctrl+W", self.close),
            ("Ctrl+N", self.another_wanted.emit),
            ("Ctrl+Q", self.quit_wanted.emit),
        ):
            QShortcut(QKeySequence(keys), self, call)

    def _step(self, by: int) -> None:
        assets = self.desk.assets
        at = (assets.index(self.desk.asset) + by) % len(assets)
        self.desk.choose(assets[at], self.desk.interval)

    # --- showing -------------------------------------------------------------------------------

    def show_chart(self, view: ChartView, keep_view: bool) -> None:
        """Put a chart on screen, or say that there is none."""
        there = len(view.candles) > 0
        self.chart.setVisible(there)
        self._empty.setVisible(not there)
        self._empty.setText(f"No candles of {view.asset} at {view.interval} have arrived yet.")
        if there:
            parts, zone = self._parts, self._look.zone
            now_ms = parts.clock.now_ms()
            content = content_of(
                view, parts.titles, simulated=parts.simulated, now_ms=now_ms, zone=zone
            )
            self.chart.show_content(content, keep_view=keep_view)
            self._show_mark()
        self._show_status()

    def _show_flows(self, flows: Flows) -> None:
        chart = self.desk.chart
        if chart is not None:
            self.chart.set_data(pane_data(flows, chart.asset, chart.interval, self._parts.titles))

    def use_style(self, style: ChartStyle) -> None:
        """Draw the prices as they were drawn last time."""
        self.bar.style_menu.show_style(style)
        self.chart.set_style(style)

    def _show_volume(self) -> None:
        self.bar.style_menu.show_volume(shown=self.chart.panes.has_volume)

    def _show_subject(self) -> None:
        asset, interval = self.desk.asset, self.desk.interval
        self.bar.show_subject(asset, interval)
        market = " (simulated market)" if self._parts.simulated else ""
        self.setWindowTitle(f"{asset} {interval} \N{EN DASH} Tracker{market}")

    def set_assets(self, assets: Sequence[str]) -> None:
        """Other coins are watched."""
        self.bar.set_coins(assets)
        self.desk.set_assets(assets)
        self._show_subject()

    def show_assets(self, views: Sequence[AssetView]) -> None:
        """The newest figures of all coins: of them the mark price of this one is drawn."""
        self._figures = next((one for one in views if one.asset == self.desk.asset), None)
        if self.member.is_seen:
            self._show_mark()

    def _show_mark(self) -> None:
        view, chart = self._figures, self.desk.chart
        fits = view is not None and chart is not None and view.asset == chart.asset
        self.chart.set_mark(mark_price(view, self._parts.titles) if fits and view else None)

    def _warn(self, sentence: str) -> None:
        self.banner.say(sentence, stays=True)

    def show_health(self, rows: Sequence[Health]) -> None:
        """Take over what venues' candles are like now."""
        changed = {row.venue: row for row in rows if row.channel is Channel.CANDLES}
        if changed:
            self._health |= changed
            self._show_status()

    def _show_status(self) -> None:
        """Say what is wrong with the candles of this chart; nothing where nothing is."""
        chart = self.desk.chart
        row = self._health.get(chart.market.venue) if chart is not None else None
        wrong = row is not None and not row.state.is_good
        if row is not None and wrong:
            title = self._parts.titles.get(row.venue, row.venue)
            self.status.setText(f"{title}: {row.channel} {row.state}. {row.reason or ''}".strip())
        self.status.setVisible(wrong)

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone."""
        self._look = look
        self.setStyleSheet(style_sheet(look.palette))
        self.chart.set_palette(look.palette)
        self.chart.set_zone(look.zone)
        self.link.set_palette(look.palette)
        self.levels.editor.set_palette(look.palette)
        self.levels.set_zone(look.zone)
        self.sketching.set_palette(look.palette)

    # --- coming and going ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The chart is seen: the desk keeps it fresh."""
        super().showEvent(event)
        self._tell_desk()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees it."""
        super().hideEvent(event)
        self._tell_desk()

    def changeEvent(self, event: QEvent) -> None:
        """Minimised, or back."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._tell_desk()

    def _tell_desk(self) -> None:
        seen = self.isVisible() and not self.isMinimized()
        self.desk.set_on_screen(seen)
        if seen:
            self.chart.wake()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on behind a closed window."""
        event.accept()
        self.closed.emit()
