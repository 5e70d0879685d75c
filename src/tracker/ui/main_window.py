"""The main window: places the panels and connects them to the desk. It decides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

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
from tracker.ui.chart_host import ChartHost, HostParts
from tracker.ui.chart_windows import ChartsParts, ChartWindows
from tracker.ui.charts.content import ChartContent
from tracker.ui.chosen_keeping import keep_in_journal, load_from_journal
from tracker.ui.desk import Desk
from tracker.ui.feeds import Feeds
from tracker.ui.happened import moment_of_liquidation
from tracker.ui.keying import Keying
from tracker.ui.layout import Layout
from tracker.ui.levelling import Levelling, LevelParts
from tracker.ui.link_button import LinkButton
from tracker.ui.liquidating import Liquidating, LiquidationParts
from tracker.ui.market_state import ContextParts, MarketState
from tracker.ui.notifier import Notifier
from tracker.ui.panels.alerts import AlertsPanel
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.ladder import Ladder
from tracker.ui.panels.offline import Offline
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.panels.trial import TrialStrip
from tracker.ui.panels.watchlist import Watchlist
from tracker.ui.recovering import Recovering, RecoveryParts
from tracker.ui.saving import Look
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
    #: Titles of the services beside the venues.
    aggregators: Mapping[str, str] = field(default_factory=dict)
    retention: Retention = field(default_factory=Retention)
    liquidation_model: bool = False
    context: ContextParts = field(default_factory=ContextParts)


class MainWindow(ChartHost):
    """The window. `left` when the user closed it for good."""

    left = Signal()

    def __init__(self, parts: WindowParts, layout: Layout) -> None:
        zone = local_zone() if layout.local_time else UTC
        look = Look(THEMES.get(layout.theme, DARK), zone)
        titles, simulated = parts.titles, parts.simulated
        host_parts = HostParts(parts.desk, titles, parts.clock, parts.exports, simulated)
        super().__init__(host_parts, look)
        self._parts = parts
        self._desk = parts.desk
        self._local = layout.local_time
        self._view: AssetView | None = None
        self._leaving = self._hidden = False
        self.setWindowTitle("Tracker (simulated market)" if simulated else "Tracker")
        self.toolbar = Toolbar(INTERVALS, simulated=simulated)
        self.tiles = TileStrip(look.palette)
        self.watchlist = Watchlist(look.palette)
        self.ladder = Ladder(look.palette)
        self.offline = Offline(titles, parts.clock)
        self.trial = TrialStrip()
        self.alerts = AlertsPanel(look.palette)
        self.tape = Tape(look.palette)
        services = {one.venue: one.title for one in parts.context.services}
        every_title = {**titles, **parts.aggregators}
        aggregators = frozenset(parts.aggregators)
        self.status = StatusBar(every_title, look.palette, services, aggregators)
        self._place()
        self.levelling = self._make_levelling()
        self._join(self.toolbar)
        self.alerting = self._make_alerting()
        self.feeds = Feeds(self.status, parts, self, look.palette)
        self.toolbar.health_wanted.connect(self.feeds.open)
        self.cascading = Cascading(parts.desk, self.tiles, self, look.palette)
        self.toolbar.cascades_wanted.connect(self.cascading.open)
        self.keying = Keying(parts.desk, self)
        self.toolbar.keys_wanted.connect(self.keying.open)
        self.state = MarketState(parts.desk, self.tiles.context, parts.context, self, look.palette)
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
        self.set_look(look)
        load_from_journal(parts.desk, self.indicating.draw)
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
        return Levelling(level_parts, self, self.palette_now)

    def _make_alerting(self) -> Alerting:
        parts = self._parts
        alert_parts = AlertingParts(
            parts.desk,
            self.chart,
            self.alerts,
            parts.titles,
            parts.clock,
            parts.exports,
            parts.simulated,
        )
        return Alerting(alert_parts, self._look_now())

    def _make_recovering(self) -> Recovering:
        parts = RecoveryParts(self._desk, self.tiles, self._parts.sources, self._parts.clock)
        made = Recovering(parts, self, self.palette_now)
        self.toolbar.recovery_wanted.connect(made.open)
        self.toolbar.headline_wanted.connect(made.open_headline)
        return made

    def _make_watching(self) -> Watching:
        parts = self._parts
        watch_parts = WatchParts(
            parts.desk, self.watchlist, self.banner, parts.sources, parts.titles, parts.keep_assets
        )
        parts.desk.watched.connect(lambda: self.indicating.sheet.set_coins(parts.desk.assets))
        return Watching(watch_parts, self, self.palette_now)

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
        return Liquidating(liquidation_parts, self, self.palette_now)

    def _make_charts(self) -> ChartWindows:
        """The windows beside this one; this one's chart is linked with theirs."""
        parts, bar = self._parts, self.toolbar
        charts = ChartWindows(
            ChartsParts(
                parts.desk, self.chart, parts.titles, parts.clock, parts.exports, parts.simulated
            ),
            self._look_now(),
        )
        self._link = LinkButton(charts.links, charts.main, self.palette_now)
        bar.add_link(self._link)
        bar.window_wanted.connect(charts.open_new)
        self.watchlist.window_wanted.connect(charts.open_asset)
        charts.quit_wanted.connect(self.leave)
        charts.theme_toggled.connect(self.toggle_theme)
        charts.zone_toggled.connect(self.toggle_zone)
        charts.links.changed.connect(self._show_link)
        return charts

    def _show_link(self) -> None:
        self.toolbar.show_link(self._link, shown=len(self.charts.links.members) > 1)

    def _connect(self) -> None:
        desk = self._desk
        desk.assets_shown.connect(self._show_assets)
        desk.levels_shown.connect(self.levelling.show_levels)
        desk.tape_begun.connect(self.tape.begin)
        desk.tape_grown.connect(self.tape.add)
        desk.health_grown.connect(self._show_health)
        desk.progress_grown.connect(self.status.show_progress)
        desk.notice_wanted.connect(self._parts.notifier.show)
        self.indicating.changed.connect(self._keep_chosen)
        self.watchlist.chosen.connect(lambda asset: desk.choose(asset, desk.interval))
        self.ladder.removed.connect(desk.remove_level)
        self.status.cancelled.connect(desk.stop_loading)
        self.offline.demo_wanted.connect(self._parts.open_demo)
        self._parts.notifier.shown.connect(desk.shown)
        self._parts.notifier.inside.connect(self._show_inside)
        self.banner.seen.connect(desk.shown)
        self._parts.tray.toggled.connect(self.toggle)
        self._parts.tray.quit_wanted.connect(self.leave)
        self.toolbar.theme_toggled.connect(self.toggle_theme)
        self.toolbar.zone_toggled.connect(self.toggle_zone)
        self._add_keys(("Ctrl+Q", self.leave))
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

    def layout_now(self) -> Layout:
        """What to remember."""
        return Layout(
            geometry=bytes(self.saveGeometry().data()),
            columns=tuple(self._columns.sizes()),
            left=tuple(self._left.sizes()),
            right=tuple(self._right.sizes()),
            theme=self.palette_now.name,
            local_time=self._local,
            profile=self.toolbar.profile.isChecked(),
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
        self.offline.setVisible(not there)
        super().show_chart(view, keep_view)
        title = self._parts.titles.get(view.market.venue, view.market.venue)
        self.toolbar.show_subject(f"{view.asset} · reference {title}", view.interval)

    def _dress_levels(self, content: ChartContent) -> ChartContent:
        return self.levelling.dress(content)

    def _keep_chosen(self) -> None:
        keep_in_journal(self._desk, self.indicating.chosen)

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

    def toggle_theme(self) -> None:
        """Dark or light."""
        names = list(THEMES)
        other = THEMES[names[(names.index(self.palette_now.name) + 1) % len(names)]]
        self.set_look(replace(self._look_now(), palette=other))

    def toggle_zone(self) -> None:
        """UTC or local time."""
        self._local = not self._local
        zone = local_zone() if self._local else UTC
        self.set_look(replace(self._look_now(), zone=zone))

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone, in all windows."""
        super().set_look(look)
        self.setStyleSheet(style_sheet(look.palette))
        for part in (self.tiles, self.ladder, self.alerts, self.tape, self.status):
            part.set_palette(look.palette)
            part.set_zone(look.zone)
        self.watchlist.set_palette(look.palette)
        for other in (
            self.levelling,
            self.feeds,
            self.cascading,
            self.liquidating,
            self.recovering,
        ):
            other.set_palette(look.palette)
            other.set_zone(look.zone)
        self.alerting.set_look(look)
        self.charts.set_look(look)
        self._link.set_palette(look.palette)
        self.state.set_palette(look.palette)
        self.watching.set_palette(look.palette)
        self.toolbar.show_theme("light" if look.palette.name == "dark" else "dark")
        self.toolbar.show_zone("Local" if self._local else "UTC")

    @property
    def palette_now(self) -> Palette:
        """The colours in use."""
        return self._look_now().palette

    # --- coming and going ----------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The panels are seen: the desk keeps them fresh."""
        super().showEvent(event)
        self.charts.appear()

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
