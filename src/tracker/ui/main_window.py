"""The main window: places the panels and connects them to the desk. It decides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from tracker.analysis import words
from tracker.domain.health import Health
from tracker.domain.retention import Retention
from tracker.domain.times import INTERVALS
from tracker.services.notices import Notice
from tracker.services.views import AssetView, ChartView
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.ui.alerting import Alerting, AlertingParts
from tracker.ui.cascading import Cascading
from tracker.ui.chart_windows import ChartsParts, ChartWindows
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.style import ChartStyle
from tracker.ui.content import content_of
from tracker.ui.desk import Desk
from tracker.ui.feeds import Feeds
from tracker.ui.flows import Flows
from tracker.ui.happened import moment_of_liquidation
from tracker.ui.indicating import Indicating, IndicatorParts
from tracker.ui.layout import Layout
from tracker.ui.levelling import Levelling, LevelParts
from tracker.ui.link_button import LinkButton
from tracker.ui.liquidating import Liquidating, LiquidationParts
from tracker.ui.market_state import ContextParts, MarketState
from tracker.ui.notifier import Notifier
from tracker.ui.pane_menu import PaneMenus
from tracker.ui.pane_words import pane_data
from tracker.ui.panels.alerts import AlertsPanel
from tracker.ui.panels.banner import Banner
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.ladder import Ladder
from tracker.ui.panels.offline import Offline
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.panels.trial import TrialStrip
from tracker.ui.panels.watchlist import Watchlist
from tracker.ui.recovering import Recovering, RecoveryParts
from tracker.ui.saving import Look, Saver
from tracker.ui.sketching import Sketching, SketchParts
from tracker.ui.theme import DARK, THEMES, Palette, style_sheet
from tracker.ui.toolbar import Toolbar
from tracker.ui.tray import Tray
from tracker.ui.watching import Keep, Watching, WatchParts
from tracker.ui.zones import local_zone

_LOOK_MS = 3_000
#: What a window manager may draw around the window.
_FRAME_PX = 40


@dataclass(frozen=True, slots=True)
class WindowParts:
    """What the window is given."""

    desk: Desk
    tray: Tray
    notifier: Notifier
    titles: dict[str, str]
    clock: Clock
    cache_bytes: Callable[[], int]
    open_demo: Callable[[], None]
    exports: Path
    simulated: bool
    sources: Sequence[Source] = ()
    keep_assets: Keep = lambda _assets: None
    retention: Retention = field(default_factory=Retention)
    liquidation_model: bool = False
    context: ContextParts = field(default_factory=ContextParts)


class MainWindow(QMainWindow):
    """The window. `left` when the user closed it for good."""

    left = Signal()

    def __init__(self, parts: WindowParts, layout: Layout) -> None:
        super().__init__()
        self._parts = parts
        self._desk = parts.desk
        self._palette = THEMES.get(layout.theme, DARK)
        self._local = layout.local_time
        self._view: AssetView | None = None
        self._leaving = self._hidden = False
        self.setWindowTitle("Tracker (simulated market)" if parts.simulated else "Tracker")
        self.toolbar = Toolbar(INTERVALS, simulated=parts.simulated)
        self.tiles = TileStrip(self._palette)
        self.watchlist = Watchlist(self._palette)
        self.ladder = Ladder(self._palette)
        self.chart = ChartStack(self._palette, zone=self._zone())
        self.offline = Offline(parts.titles, parts.clock)
        self.banner, self.trial = Banner(), TrialStrip()
        self.alerts = AlertsPanel(self._palette)
        self.tape = Tape(self._palette)
        services = {one.venue: one.title for one in parts.context.services}
        self.status = StatusBar(parts.titles, self._palette, services)
        self.saver = Saver(
            parts.desk,
            self.chart,
            parts.titles,
            parts.clock,
            parts.exports,
            simulated=parts.simulated,
        )
        self.alerting = Alerting(
            AlertingParts(
                parts.desk,
                self.chart,
                self.alerts,
                parts.titles,
                parts.clock,
                parts.exports,
                parts.simulated,
            ),
            self._look_now(),
        )
        self._place()
        self.levelling = self._make_levelling()
        self.indicating = Indicating(
            IndicatorParts(parts.desk, self.chart, self.toolbar, parts.titles),
            self,
            self._palette,
        )
        self.sketching = self._make_sketching()
        self.feeds = Feeds(self.status, parts, self, self._palette)
        self.toolbar.health_wanted.connect(self.feeds.open)
        self.cascading = Cascading(parts.desk, self.tiles, self, self._palette)
        self.toolbar.cascades_wanted.connect(self.cascading.open)
        self.state = MarketState(parts.desk, self.tiles.context, parts.context, self, self._palette)
        self.status.context_wanted.connect(self.state.open)
        self.state.said.connect(self.banner.say)
        self.toolbar.state_wanted.connect(self.state.open)
        self.recovering = self._make_recovering()
        self.watching = self._make_watching()
        self.liquidating = self._make_liquidating()
        self._connect()
        self._connect_panes()
        self._connect_alerts()
        self.charts = self._make_charts()
        self._restore(layout)
        self._tell_zone()
        self._dress()
        self.indicating.load()
        self.chart.setFocus()

    # --- placing -------------------------------------------------------------------------------

    def _place(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.trial)
        column.addWidget(self.chart, 1)
        column.addWidget(self.offline, 1)
        self.chart.hide()
        self._left = _splitter(Qt.Orientation.Vertical, self.watchlist, self.ladder)
        self._right = _splitter(Qt.Orientation.Vertical, self.alerts, self.tape)
        self._columns = _splitter(Qt.Orientation.Horizontal, self._left, middle, self._right)
        self._columns.setStretchFactor(1, 1)
        self._columns.setSizes([246, 1040, 314])
        self._left.setSizes([300, 420])
        self._right.setSizes([340, 380])
        central = QWidget()
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(1)
        for widget, stretch in (
            (self.toolbar, 0),
            (self.tiles, 0),
            (self._columns, 1),
            (self.status, 0),
        ):
            rows.addWidget(widget, stretch)
        central.setObjectName("central")
        self.setCentralWidget(central)
        self.setMinimumSize(960, 600)

    def _make_levelling(self) -> Levelling:
        parts = self._parts
        level_parts = LevelParts(
            parts.desk,
            self.chart,
            self.ladder,
            self.toolbar,
            self.trial,
            parts.clock,
            parts.titles,
            parts.exports,
        )
        return Levelling(level_parts, self, self._palette)

    def _make_sketching(self) -> Sketching:
        bar = self.toolbar
        parts = SketchParts(
            self._desk.drawings, self.chart, bar.draw, lambda: bar.level.setChecked(True)
        )
        return Sketching(parts, self, self._palette)

    def _make_recovering(self) -> Recovering:
        parts = RecoveryParts(self._desk, self.tiles, self._parts.sources, self._parts.clock)
        made = Recovering(parts, self, self._palette)
        self.toolbar.recovery_wanted.connect(made.open)
        self.toolbar.headline_wanted.connect(made.open_headline)
        return made

    def _make_watching(self) -> Watching:
        parts = self._parts
        watch_parts = WatchParts(
            parts.desk, self.watchlist, self.banner, parts.sources, parts.titles, parts.keep_assets
        )
        parts.desk.watched.connect(lambda: self.indicating.sheet.set_coins(parts.desk.assets))
        return Watching(watch_parts, self, self._palette)

    def _make_liquidating(self) -> Liquidating:
        parts = self._parts
        liquidation_parts = LiquidationParts(
            parts.desk,
            self.tiles,
            self.tape,
            parts.sources,
            parts.titles,
            parts.clock,
            parts.liquidation_model,
        )
        return Liquidating(liquidation_parts, self, self._palette)

    def _make_charts(self) -> ChartWindows:
        """The windows beside this one; this one's chart is linked with theirs."""
        parts, bar = self._parts, self.toolbar
        charts = ChartWindows(
            ChartsParts(parts.desk, self.chart, parts.titles, parts.clock, parts.simulated),
            self._look_now(),
        )
        self._link = LinkButton(charts.links, charts.main, self._palette)
        bar.add_link(self._link)
        bar.window_wanted.connect(charts.open_new)
        self.watchlist.window_wanted.connect(charts.open_asset)
        charts.quit_wanted.connect(self.leave)
        charts.links.changed.connect(self._show_link)
        return charts

    def _show_link(self) -> None:
        self.toolbar.show_link(self._link, shown=len(self.charts.links.members) > 1)

    def _connect(self) -> None:
        desk, chart = self._desk, self.chart
        desk.assets_shown.connect(self._show_assets)
        desk.chart_shown.connect(self.show_chart)
        desk.candles_grown.connect(chart.update_candles)
        desk.older_shown.connect(chart.extend_candles)
        desk.flows_grown.connect(self._show_flows)
        desk.levels_shown.connect(self.levelling.show_levels)
        desk.tape_begun.connect(self.tape.begin)
        desk.tape_grown.connect(self.tape.add)
        desk.health_grown.connect(self._show_health)
        desk.progress_grown.connect(self.status.show_progress)
        desk.notice_wanted.connect(self._parts.notifier.show)
        desk.said.connect(self.banner.say)
        desk.warned.connect(partial(self.banner.say, stays=True))
        chart.level_added.connect(desk.add_level)
        chart.level_moved.connect(desk.move_level)
        chart.level_removed.connect(desk.remove_level)
        chart.level_mode_changed.connect(self.toolbar.level.setChecked)
        chart.history_wanted.connect(desk.load_older)
        self.watchlist.chosen.connect(lambda asset: desk.choose(asset, desk.interval))
        self.ladder.removed.connect(desk.remove_level)
        self.status.cancelled.connect(desk.stop_loading)
        self.offline.demo_wanted.connect(self._parts.open_demo)
        self._parts.notifier.shown.connect(desk.shown)
        self._parts.notifier.inside.connect(self._show_inside)
        self.banner.seen.connect(desk.shown)
        self._parts.tray.toggled.connect(self.toggle)
        self._parts.tray.quit_wanted.connect(self.leave)
        self._pane_menus = PaneMenus(chart.panes, self)
        chart.pane_menu_wanted.connect(self._pane_menus.open_one)
        bar = self.toolbar
        bar.set_panes(self._pane_menus.all)
        bar.interval_chosen.connect(
            lambda interval: desk.choose(desk.asset, interval, at_ms=chart.looked_at_ms())
        )
        bar.style_menu.fit_wanted.connect(chart.fit_again)
        bar.style_menu.chosen.connect(chart.set_style)
        bar.style_menu.volume_toggled.connect(chart.panes.set_volume)
        chart.panes.changed.connect(
            lambda: bar.style_menu.show_volume(shown=chart.panes.has_volume)
        )
        chart.set_clock(desk.venue_now_ms)
        bar.level_mode.connect(chart.set_level_mode)
        bar.export_wanted.connect(self.export)
        self.saver.said.connect(self.banner.say)
        self.indicating.said.connect(self.banner.say)
        bar.theme_toggled.connect(self.toggle_theme)
        bar.zone_toggled.connect(self.toggle_zone)
        for keys, call in (
            ("L", chart.add_level_at_cursor),
            ("End", chart.back_to_now),
            ("Left", lambda: chart.pan(-0.25)),
            ("Right", lambda: chart.pan(0.25)),
            ("+", lambda: chart.zoom(1.25)),
            ("=", lambda: chart.zoom(1.25)),
            ("-", lambda: chart.zoom(0.8)),
            ("Ctrl+Q", self.leave),
            ("PgUp", lambda: self._step(-1)),
            ("PgDown", lambda: self._step(1)),
        ):
            QShortcut(QKeySequence(keys), self, call)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    def _connect_panes(self) -> None:
        """What the panes and the style of the chart want to know is read."""
        panes = self.chart.panes
        panes.topics_changed.connect(self._desk.set_topics)
        self._desk.set_topics(panes.topics)

    def _connect_alerts(self) -> None:
        alerting, notifier = self.alerting, self._parts.notifier
        alerting.connect_chart()
        alerting.said.connect(self.banner.say)
        self.liquidating.moment_wanted.connect(
            lambda one: alerting.jump(moment_of_liquidation(one, self._desk.interval))
        )
        alerting.front_wanted.connect(self.bring_up)
        notifier.clicked.connect(alerting.open_notice)
        self.banner.opened.connect(alerting.open_notice)
        self.alerts.unread_changed.connect(self._parts.tray.set_unread)

    def _restore(self, layout: Layout) -> None:
        room = self.screen().availableSize()
        self.resize(min(1600, room.width() - _FRAME_PX), min(900, room.height() - _FRAME_PX))
        if layout.geometry:
            self.restoreGeometry(QByteArray(layout.geometry))
        for splitter, sizes in (
            (self._columns, layout.columns),
            (self._left, layout.left),
            (self._right, layout.right),
        ):
            if sizes:
                splitter.setSizes(list(sizes))
        self.tape.set_titles(self._parts.titles)
        self.tape.begin(self._desk.asset)
        self.toolbar.show_subject(self._desk.asset, self._desk.interval)
        self.toolbar.profile.setChecked(layout.profile)
        self.toolbar.draw.magnet.setChecked(layout.magnet)

    def use_style(self, style: ChartStyle) -> None:
        """Draw the prices as they were drawn last time."""
        self.toolbar.style_menu.show_style(style)
        self.chart.set_style(style)

    def layout_now(self) -> Layout:
        """What to remember."""
        return Layout(
            geometry=bytes(self.saveGeometry().data()),
            columns=tuple(self._columns.sizes()),
            left=tuple(self._left.sizes()),
            right=tuple(self._right.sizes()),
            theme=self._palette.name,
            local_time=self._local,
            profile=self.levelling.profile,
            magnet=self.sketching.magnet,
            asset=self._desk.asset,
            interval=self._desk.interval.name,
        )

    # --- showing -------------------------------------------------------------------------------

    def show_chart(self, view: ChartView, keep_view: bool) -> None:
        """Put a chart on screen, or the page that says why there is none."""
        there = len(view.candles) > 0
        if there and self.chart.isHidden() and not self.alerts.search.hasFocus():
            self.chart.setFocus()  # its keys are the window's
        self.chart.setVisible(there)
        self.offline.setVisible(not there)
        if there:
            titles, simulated = self._parts.titles, self._parts.simulated
            now_ms, zone = self._parts.clock.now_ms(), self._zone()
            content = content_of(view, titles, simulated=simulated, now_ms=now_ms, zone=zone)
            content = self.indicating.dress(self.levelling.dress(content))
            self.chart.show_content(content, keep_view=keep_view)
            self.indicating.chart_shown()
        title = self._parts.titles.get(view.market.venue, view.market.venue)
        self.toolbar.show_subject(f"{view.asset} · reference {title}", view.interval)

    def _show_flows(self, flows: Flows) -> None:
        chart, titles = self._desk.chart, self._parts.titles
        if chart is not None:
            self.chart.set_data(pane_data(flows, chart.asset, chart.interval, titles))

    def _show_assets(self, views: list[AssetView]) -> None:
        self._view = self._desk.selected(views) or self._view
        self.watchlist.show_assets(views, self._desk.asset)
        if self._view is not None:
            self.tiles.show_asset(self._view)
            change = words.percent(self._view.change_24h)
            price = words.price(self._view.price)
            self._parts.tray.set_tip(f"{self._view.asset} {price} {change}\nTracker")
            self.levelling.show_asset(self._view)

    def _show_health(self, rows: list[Health]) -> None:
        self.status.show_health(rows)
        self.offline.show_health(self.status.rows())
        self.tape.show_health(self.status.rows())

    def _show_inside(self, notice: Notice) -> None:
        """The last resort: in the window, which asks for attention where it is not in front."""
        self.banner.show_notice(notice)
        QApplication.alert(self)

    def show_ended(self, sentence: str) -> None:
        """The engine is over: what is on screen is what the cache holds, and no venue is heard."""
        self.banner.say(sentence, stays=True)
        self.charts.say(sentence)
        self.status.show_ended(sentence)
        self.offline.show_health(self.status.rows())
        self.tape.show_health(self.status.rows())

    def _look(self) -> None:
        """Now and then: what the program costs, and whether the tray came or went."""
        since = self._view.recorded_since_ms if self._view is not None else None
        self.status.show_cost(since, self._parts.cache_bytes())
        self._parts.tray.appear()
        self.liquidating.tick()
        if self._hidden and not self._parts.tray.is_there:
            self._hidden = False
            self.showMinimized()

    # --- doing ---------------------------------------------------------------------------------

    def _step(self, by: int) -> None:
        assets = self._desk.assets
        at = (assets.index(self._desk.asset) + by) % len(assets)
        self._desk.choose(assets[at], self._desk.interval)

    def export(self) -> None:
        """Save the chart as it is on screen."""
        self.saver.ask(self._look_now())

    def _look_now(self) -> Look:
        return Look(self._palette, self._zone())

    def toggle_theme(self) -> None:
        """Dark or light."""
        names = list(THEMES)
        self._palette = THEMES[names[(names.index(self._palette.name) + 1) % len(names)]]
        self._dress()

    def toggle_zone(self) -> None:
        """UTC or local time."""
        self._local = not self._local
        self._tell_zone()
        self._show_names()

    def _tell_zone(self) -> None:
        zone = self._zone()
        for part in (self.chart, self.tiles, self.ladder, self.alerts, self.tape, self.status):
            part.set_zone(zone)
        self.alerting.set_look(self._look_now())
        self.charts.set_look(self._look_now())
        self.levelling.set_zone(zone)
        self.feeds.set_zone(zone)
        self.cascading.set_zone(zone)
        self.liquidating.set_zone(zone)
        self.recovering.set_zone(zone)

    def _zone(self) -> tzinfo:
        return local_zone() if self._local else UTC

    def _show_names(self) -> None:
        self.toolbar.show_theme("light" if self._palette.name == "dark" else "dark")
        self.toolbar.show_zone("Local" if self._local else "UTC")

    def _dress(self) -> None:
        self.setStyleSheet(style_sheet(self._palette))
        for part in (self.tiles, self.watchlist, self.ladder, self.alerts, self.tape, self.status):
            part.set_palette(self._palette)
        self.chart.set_palette(self._palette)
        self.alerting.set_look(self._look_now())
        self.charts.set_look(self._look_now())
        self._link.set_palette(self._palette)
        self.levelling.set_palette(self._palette)
        self.indicating.set_palette(self._palette)
        self.sketching.set_palette(self._palette)
        self.feeds.set_palette(self._palette)
        self.cascading.set_palette(self._palette)
        self.state.set_palette(self._palette)
        self.recovering.set_palette(self._palette)
        self.watching.set_palette(self._palette)
        self.liquidating.set_palette(self._palette)
        self._show_names()

    @property
    def palette_now(self) -> Palette:
        """The colours in use."""
        return self._palette

    # --- coming and going ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The panels are seen: the desk keeps them fresh."""
        super().showEvent(event)
        self._tell_desk()
        self.charts.appear()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees the panels."""
        super().hideEvent(event)
        self._tell_desk()

    def changeEvent(self, event: QEvent) -> None:
        """Minimised, or back."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange:
            self._tell_desk()

    def _tell_desk(self) -> None:
        seen = self.isVisible() and not self.isMinimized()
        self._desk.set_on_screen(seen)
        if seen:
            self.chart.wake()

    def toggle(self) -> None:
        """Show the window, or hide it into the tray, if there is one."""
        if self.isVisible() and not self.isMinimized():
            self.hide_or_stay()
        else:
            self.bring_up()

    def bring_up(self) -> None:
        """Show the window in front of all others, as it was, be it maximised."""
        self._hidden = False
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def hide_or_stay(self) -> None:
        """Hide into the tray; without one the window stays reachable, minimised."""
        if self._parts.tray.is_there:
            self._hidden = True
            self.hide()
        else:
            self.showMinimized()

    def leave(self) -> None:
        """Close for good."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close button hides into the tray; where there is none, it leaves."""
        app = QGuiApplication.instance()
        ending = isinstance(app, QGuiApplication) and app.isSavingSession()
        if self._parts.tray.is_there and not (self._leaving or ending):
            event.ignore()
            self.hide_or_stay()
            return
        event.accept()
        self.charts.close_all()
        self.left.emit()


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter
