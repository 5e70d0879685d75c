"""The main window: places the panels and connects them to the desk. It decides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication

from tracker.domain.health import Health
from tracker.domain.times import INTERVALS
from tracker.domain.translating import tr
from tracker.services.notices import Notice
from tracker.services.views import AssetView, ChartView
from tracker.store.settings import Group
from tracker.ui.about import About
from tracker.ui.actions import Place
from tracker.ui.chart_actions import add_chart_actions, add_last_actions
from tracker.ui.chart_host import ChartHost, HostParts
from tracker.ui.chart_windows import ChartsParts, ChartWindows
from tracker.ui.charts.content import ChartContent
from tracker.ui.chosen_keeping import keep_in_journal, load_from_journal
from tracker.ui.happened import moment_of_liquidation
from tracker.ui.keying import Keying
from tracker.ui.layout import Layout
from tracker.ui.layouts import Layouts
from tracker.ui.link_button import LinkButton
from tracker.ui.on_screen import bring_onto_screen
from tracker.ui.pages import Pages
from tracker.ui.panels.alerts import AlertsPanel
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.ladder import Ladder
from tracker.ui.panels.offline import Offline
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.panels.trial import TrialStrip
from tracker.ui.panels.watchlist import Watchlist
from tracker.ui.saving import Look
from tracker.ui.setting_up import SettingUp, look_of
from tracker.ui.tending import PAUSED
from tracker.ui.theme import Palette, style_sheet
from tracker.ui.toolbar import Toolbar
from tracker.ui.window_actions import add_window_actions
from tracker.ui.window_making import (
    make_alerting,
    make_briefing,
    make_levelling,
    make_liquidating,
    make_tending,
    make_watching,
    order_tabs,
    place_panels,
)
from tracker.ui.window_parts import WindowParts

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.ui.offers import Offer

_LOOK_MS = 3_000
#: What a window manager may draw around the window.
_FRAME_PX = 40
#: Settings that are seen on everything.
_OF_LOOK = ("theme", "colors", "time", "numbers")


class MainWindow(ChartHost):
    """The window. `left` when the user closed it for good."""

    left = Signal()

    def __init__(self, parts: WindowParts, layout: Layout) -> None:
        look = look_of(parts.book.settings)
        titles, simulated = parts.titles, parts.simulated
        host_parts = HostParts(
            parts.desk, titles, parts.clock, parts.exports, simulated, lambda: parts.book.settings
        )
        super().__init__(host_parts, look)
        self._parts = parts
        self._desk = parts.desk
        self._view: AssetView | None = None
        self._leaving = self._hidden = False
        self.setWindowTitle(tr("Tracker (simulated market)") if simulated else "Tracker")
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
        self.placing = place_panels(self)
        self.levelling = make_levelling(parts, self)
        self._join(self.toolbar)
        self.alerting = make_alerting(parts, self, look)
        self.pages = Pages(parts, self, self.placing)
        self.keying = Keying(parts.desk, self)
        self.setting_up = self._make_setting_up()
        self.about = About(parts.home, self)
        self.briefing = make_briefing(parts, self)
        self.watching = make_watching(parts, self)
        self.tending, self.notifying = make_tending(parts, self)
        self.liquidating = make_liquidating(parts, self)
        self._connect()
        self._connect_panes()
        self._connect_alerts()
        self.charts = self._make_charts()
        self.layouts = Layouts(parts.desk, self, self.placing, self.charts)
        self.layouts.said.connect(self.banner.say)
        self._fill_menus()
        self._restore(layout)
        self.set_look(look)
        order_tabs(self)
        load_from_journal(parts.desk, self.indicating.draw)
        self.chart.setFocus()

    # --- making --------------------------------------------------------------------------------

    def _make_setting_up(self) -> SettingUp:
        made = SettingUp(self._parts.book, self)
        made.said.connect(self.banner.say_until_read)
        made.changed.connect(self._follow)
        made.offer(
            Group.SERVICES,
            tr("Keys of data services…"),
            tr("What a key adds, where it is kept, and a test of it"),
            self.keying.open,
        )
        return made

    def _follow(self, name: str) -> None:
        """A setting is another now: what this window shows follows."""
        settings = self.setting_up.settings
        if name in _OF_LOOK:
            self.set_look(look_of(settings))
        elif name == "assets":
            self.watching.take(settings.assets)
        elif name == "menu_bar":
            self.show_menu_bar()
            self.charts.show_menu_bar()
        elif name == "start_at_login":
            self.notifying.follow_login(settings.start_at_login)
        elif name in ("quiet", "quiet_lets_urgent"):
            self.tending.keep_quiet(settings.quiet, lets_urgent=settings.quiet_lets_urgent)

    def _make_charts(self) -> ChartWindows:
        """The windows beside this one; this one's chart is linked with theirs."""
        parts, bar = self._parts, self.toolbar
        charts = ChartWindows(
            ChartsParts(
                parts.desk,
                self.chart,
                parts.titles,
                parts.clock,
                parts.exports,
                parts.simulated,
                lambda: parts.book.settings,
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
        charts.menus_kept.connect(self.keep_menus)
        charts.links.changed.connect(self._show_link)
        return charts

    def _fill_menus(self) -> None:
        """All that can be done here, now that all of it is there."""
        actions = self.registry
        add_chart_actions(actions, self)
        add_window_actions(actions, self)
        menu = self._link.menu()
        assert menu is not None
        actions.take_menu(Place.WINDOW, menu)
        add_last_actions(actions, self)
        self._make_menus()

    def search(self, text: str = "") -> None:
        """Search all coins that any venue lists."""
        self.watching.open(text)

    def more_offers(self) -> list[Offer]:
        """What the palette finds in this window alone."""
        from tracker.ui.window_offers import window_offers

        return window_offers(self)

    def keep_menus(self, on: bool) -> None:
        """Whether the bar of menus stays: a setting."""
        if on != self.setting_up.settings.menu_bar:
            self.setting_up.set("menu_bar", on)

    def leave_program(self) -> None:
        """Close for good."""
        self.leave()

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
        desk.paused.connect(self._tell_charts)
        desk.watched.connect(self._follow_watchlist)
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
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()

    # The desk lives longer than the window: what it calls are methods, which Qt lets go of with it.

    def _tell_charts(self, paused: bool) -> None:
        if paused:
            self.charts.say(tr(PAUSED))

    def _follow_watchlist(self) -> None:
        self.indicating.set_coins(self._desk.assets)

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

    def _restore(self, layout: Layout) -> None:
        room = self.screen().availableSize()
        self.resize(min(1600, room.width() - _FRAME_PX), min(900, room.height() - _FRAME_PX))
        if layout.geometry:
            self.restoreGeometry(QByteArray(layout.geometry))
            bring_onto_screen(self)
        self.placing.resize(self.size())
        self.placing.use(layout.panels)
        if not layout.panels.state:
            self.placing.use_splits(layout.columns, layout.left, layout.right)
        self.layouts.current = layout.named
        self.tape.set_titles(self._parts.titles)
        self.tape.begin(self._desk.asset)
        self.toolbar.show_subject(self._desk.asset, self._desk.interval)
        self.toolbar.profile.setChecked(layout.profile)
        self.toolbar.draw.magnet.setChecked(layout.magnet)

    def panel_actions(self) -> list[QAction]:
        """Shows or hides each panel."""
        return self.placing.toggles

    def layout_now(self) -> Layout:
        """What to remember."""
        return Layout(
            geometry=bytes(self.saveGeometry().data()),
            panels=self.placing.arrangement(),
            named=self.layouts.current,
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
        self.toolbar.show_subject(
            tr("{asset} · reference {title}", asset=view.asset, title=title), view.interval
        )

    def _dress_levels(self, content: ChartContent) -> ChartContent:
        return self.levelling.dress(content)

    def _keep_chosen(self) -> None:
        keep_in_journal(self._desk, self.indicating.chosen)

    def _show_assets(self, views: list[AssetView]) -> None:
        self._view = self._desk.selected(views) or self._view
        self.watchlist.show_assets(views, self._desk.asset)
        if self._view is not None:
            self.tiles.show_asset(self._view)
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
        self.tending.show_health(self.status.rows())
        self.pages.show_ended(sentence)

    def _look(self) -> None:
        """Now and then: what the program costs, and whether the tray came or went."""
        since = self._view.recorded_since_ms if self._view is not None else None
        self.status.show_cost(since, self._parts.cache_bytes())
        self._parts.tray.appear()
        self.tending.tell()
        for panel in (self.tiles, self.watchlist, self.ladder):
            panel.tell(self._parts.clock.now_ms())
        self.liquidating.tick()
        self.pages.tell()
        if self._hidden and not self._parts.tray.is_there:
            self._hidden = False
            self.showMinimized()

    # --- doing ---------------------------------------------------------------------------------

    def toggle_theme(self) -> None:
        """Dark or light."""
        self.setting_up.set("theme", "light" if self.palette_now.name == "dark" else "dark")

    def toggle_zone(self) -> None:
        """UTC or local time."""
        self.setting_up.set("time", "utc" if self._is_local else "local")

    @property
    def _is_local(self) -> bool:
        return self.setting_up.settings.time == "local"

    def open_settings(self) -> None:
        """Show the dialog of settings."""
        self.setting_up.open()

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone, in all windows."""
        super().set_look(look)
        self.setStyleSheet(style_sheet(look.palette))
        for part in (self.tiles, self.ladder, self.alerts, self.tape, self.status):
            part.set_palette(look.palette)
            part.set_zone(look.zone)
        self.watchlist.set_palette(look.palette)
        self.offline.set_palette(look.palette)
        for other in (self.levelling, self.liquidating):
            other.set_palette(look.palette)
            other.set_zone(look.zone)
        self.alerting.set_look(look)
        self.tending.set_zone(look.zone)
        self.charts.set_look(look)
        self._link.set_palette(look.palette)
        self.pages.set_look(look)
        self.briefing.set_palette(look.palette)
        self.watching.set_palette(look.palette)
        self.toolbar.show_theme("light" if look.palette.name == "dark" else "dark")
        self.toolbar.show_zone(tr("Local") if self._is_local else "UTC")

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
        """Close for good, perhaps after a question."""
        if self.setting_up.may_quit():
            self.end()

    def end(self) -> None:
        """Close for good, and ask nobody: the system or a smoke run wants it."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close button hides into the tray; where there is none, it leaves."""
        app = QGuiApplication.instance()
        ending = isinstance(app, QGuiApplication) and app.isSavingSession()
        hides = self._parts.tray.is_there and self.setting_up.settings.close_to_tray
        if not (self._leaving or ending):
            if hides:
                event.ignore()
                self.hide_or_stay()
                return
            if not self.setting_up.may_quit():
                event.ignore()
                return
        event.accept()
        self.charts.close_all()
        self._give_up_focus()
        self.left.emit()
