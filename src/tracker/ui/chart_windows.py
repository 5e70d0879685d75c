"""All chart windows beside the main one: opens, remembers and closes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QByteArray, QObject, QPoint, Signal

from tracker.domain.health import Channel, Health
from tracker.services.views import AssetView
from tracker.sources.clock import Clock
from tracker.store.settings import Settings
from tracker.ui.chart_host import HostParts
from tracker.ui.chart_keeping import CHARTS_KEEPSAKE, KeptChart, KeptCharts, pack_charts
from tracker.ui.charts.stack import ChartStack
from tracker.ui.desk import Desk
from tracker.ui.linking import GROUPS, Links, Member
from tracker.ui.on_screen import bring_onto_screen
from tracker.ui.saving import Look

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector
    from tracker.ui.chart_window import ChartWindow

_SIZE_PX = (940, 580)
#: From the corner of one new window to that of the next.
_CASCADE = QPoint(36, 36)


class ChartsParts(Struct, frozen=True):
    """What the windows have in common."""

    desk: Desk
    chart: ChartStack
    titles: dict[str, str]
    clock: Clock
    exports: Path
    simulated: bool
    settings: Callable[[], Settings] = Settings


class ChartWindows(QObject):
    """The windows; the main window's chart is linked with them as one of theirs.

    Signals:
        quit_wanted: from a chart window the user leaves the program.
        theme_toggled, zone_toggled, menus_kept: from a chart window the user wants all of it to
            look otherwise.
    """

    quit_wanted = Signal()
    theme_toggled = Signal()
    zone_toggled = Signal()
    menus_kept = Signal(bool)

    def __init__(self, parts: ChartsParts, look: Look) -> None:
        super().__init__()
        self._parts, self._look = parts, look
        self.links = Links()
        self.main = Member(parts.desk, parts.chart, GROUPS[0])
        self.links.join(self.main)
        self.windows: list[ChartWindow] = []
        self._waiting: tuple[KeptChart, ...] = ()
        self._begun = False
        self._health: dict[tuple[str, Channel], Health] = {}
        self._figures: list[AssetView] = []
        parts.desk.health_grown.connect(self._show_health)
        parts.desk.assets_shown.connect(self._show_assets)
        parts.desk.watched.connect(self._watch)

    # --- opening and closing -------------------------------------------------------------------

    def open_new(self) -> ChartWindow:
        """One more chart of the coin in the main window, linked with it."""
        desk = self._parts.desk
        return self.open(KeptChart(desk.asset, desk.interval.name, self.main.group))

    def open_asset(self, asset: str) -> ChartWindow:
        """A chart of one coin that stays with it."""
        return self.open(KeptChart(asset, self._parts.desk.interval.name))

    def open(self, kept: KeptChart) -> ChartWindow:
        """Open a window as it was, or is to be."""
        from tracker.ui.chart_window import ChartWindow

        parts = self._parts
        desk = parts.desk.another()
        if kept.asset in desk.assets:
            desk.asset = kept.asset
        desk.interval = kept.chart_interval
        host_parts = HostParts(
            desk, parts.titles, parts.clock, parts.exports, parts.simulated, parts.settings
        )
        window = ChartWindow(host_parts, self.links, self._look, kept)
        self._put(window, kept.geometry)
        window.show_health(list(self._health.values()))
        window.show_assets(self._figures)
        window.closed.connect(partial(self._close, window))
        window.another_wanted.connect(self.open_new)
        window.quit_wanted.connect(self.quit_wanted)
        window.theme_toggled.connect(self.theme_toggled)
        window.zone_toggled.connect(self.zone_toggled)
        window.menus_kept.connect(self.menus_kept)
        window.indicating.changed.connect(self._keep)
        self.windows.append(window)
        desk.load_when_ready()
        self.links.join(window.member)
        window.show()
        return window

    def _put(self, window: ChartWindow, geometry: bytes) -> None:
        window.resize(*_SIZE_PX)
        if not geometry or not window.restoreGeometry(QByteArray(geometry)):
            home = self._parts.chart.window().frameGeometry().topLeft()
            window.move(home + _CASCADE * (len(self.windows) + 1))
        bring_onto_screen(window)

    def _close(self, window: ChartWindow) -> None:
        if window not in self.windows:
            return
        self.windows.remove(window)
        self.links.part(window.member)
        window.desk.close()
        window.deleteLater()

    def close_all(self) -> None:
        """The program ends; what there was can be kept still."""
        self._waiting = self.kept().windows
        for window in list(self.windows):
            window.close()
        self.links.part(self.main)

    # --- remembering ---------------------------------------------------------------------------

    def remember(self, charts: KeptCharts) -> None:
        """What there was, in the last run or in a layout; the windows open later."""
        self.links.set_group(self.main, charts.main_group)
        for group, switches in charts.switches:
            self.links.set_switches(group, switches)
        self._waiting = charts.windows

    def begin(self) -> None:
        """The engine was started: open the windows that are remembered."""
        self._begun = True
        self.appear()

    def appear(self) -> None:
        """Open them as soon as the engine runs and the main window is seen, and not in the tray."""
        if not (self._begun and self.main.chart.window().isVisible()):
            return
        waiting, self._waiting = self._waiting, ()
        for kept in waiting:
            self.open(kept)

    def use(self, charts: KeptCharts) -> None:
        """Close what is open, and open these instead."""
        for window in list(self.windows):
            window.close()
        self.remember(charts)
        self.appear()
        self._keep()

    def kept(self) -> KeptCharts:
        """What to remember."""
        opened = tuple(window.kept() for window in self.windows)
        switches = tuple((group, self.links.switches(group)) for group in GROUPS)
        return KeptCharts((*self._waiting, *opened), self.main.group, switches)

    def _keep(self) -> None:
        """Remember all of them at once, as the main window's indicators are."""
        packed = pack_charts(self.kept())

        async def keep(collector: Collector) -> None:
            await collector.storage.journal(lambda journal: journal.keep(CHARTS_KEEPSAKE, packed))

        # Without an engine it is kept when the program ends.
        self._parts.desk.submit(keep, failed=lambda _: None)

    # --- telling -------------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone."""
        self._look = look
        for window in self.windows:
            window.set_look(look)

    def show_menu_bar(self) -> None:
        """Whether bars of menus stay is another setting now."""
        for window in self.windows:
            window.show_menu_bar()

    def say(self, sentence: str) -> None:
        """Tell what is true of all of them, until it is read."""
        for window in self.windows:
            window.banner.say(sentence, stays=True)

    def _show_health(self, rows: list[Health]) -> None:
        self._health |= {(row.venue, row.channel): row for row in rows}
        for window in self.windows:
            window.show_health(rows)

    def _watch(self) -> None:
        for window in self.windows:
            window.set_assets(self._parts.desk.assets)

    def _show_assets(self, views: list[AssetView]) -> None:
        self._figures = views
        for window in self.windows:
            window.show_assets(views)
