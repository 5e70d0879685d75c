"""What every window with a chart has: the chart, what is put on it, its keys, and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from tracker.services.flows import Flows
from tracker.services.views import ChartView
from tracker.sources.clock import Clock
from tracker.store.settings import Settings
from tracker.ui.actions import Actions
from tracker.ui.chart_actions import is_typed
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.chart_tools import ChartTools
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.stack import ChartStack
from tracker.ui.charts.style import ChartStyle
from tracker.ui.content import content_of
from tracker.ui.indicating import Indicating, IndicatorParts
from tracker.ui.menus import Menus
from tracker.ui.pane_menu import PaneMenus
from tracker.ui.pane_words import pane_data
from tracker.ui.panels.banner import Banner
from tracker.ui.saving import Look, Saver
from tracker.ui.sketching import Sketching, SketchParts

if TYPE_CHECKING:  # loaded when it is first opened
    from tracker.ui.finding import Finding
    from tracker.ui.offers import Offer


class HostParts(Struct, frozen=True):
    """What a window with a chart is given."""

    desk: ChartDesk
    titles: dict[str, str]
    clock: Clock
    exports: Path
    simulated: bool
    #: What the user has set, as it is now.
    settings: Callable[[], Settings] = Settings


class ChartHost(QMainWindow):
    """A window with one chart. A subclass places it, with a bar, and then calls `_join`."""

    bar: ChartTools

    def __init__(self, parts: HostParts, look: Look) -> None:
        super().__init__()
        self._host, self._worn, self._chart_desk = parts, look, parts.desk
        self.chart = ChartStack(look.palette, zone=look.zone)
        self.chart.hide()
        self.banner = Banner()
        self._pane_menus = PaneMenus(self.chart.panes, self)
        #: Everything that can be done here.
        self.registry = Actions(self)
        self._finding: Finding | None = None
        self.saver = Saver(
            parts.desk,
            self.chart,
            parts.titles,
            parts.clock,
            parts.exports,
            settings=parts.settings,
            simulated=parts.simulated,
        )

    def _join(self, bar: ChartTools) -> None:
        """Connect chart, desk and bar, now that all of them are in the window."""
        self.bar = bar
        desk, chart, palette = self._chart_desk, self.chart, self._worn.palette
        indicators = IndicatorParts(desk, chart, self._host.titles)
        self.indicating = Indicating(indicators, self, palette)
        sketches = SketchParts(desk.drawings, chart, bar.draw, partial(bar.level.setChecked, True))
        self.sketching = Sketching(sketches, self, palette)
        bar.set_panes(self._pane_menus.all)
        desk.chart_shown.connect(self.show_chart)
        desk.chart_placed.connect(chart.paint_now)
        desk.candles_grown.connect(chart.update_candles)
        desk.older_shown.connect(chart.extend_candles)
        desk.flows_grown.connect(self._show_flows)
        desk.flows_unread.connect(chart.set_unread)
        desk.warned.connect(self.banner.say_until_read)
        for part in (desk, self.saver, self.indicating):
            part.said.connect(self.banner.say)
        chart.level_added.connect(desk.add_level)
        chart.level_moved.connect(desk.move_level)
        chart.level_removed.connect(desk.remove_level)
        chart.level_mode_changed.connect(bar.level.setChecked)
        chart.history_wanted.connect(desk.load_older)
        chart.pane_menu_wanted.connect(self._pane_menus.open_one)
        chart.panes.topics_changed.connect(desk.set_topics)
        desk.set_topics(chart.panes.topics)
        chart.panes.changed.connect(self._show_volume)
        chart.set_clock(desk.venue_now_ms)
        self._join_bar(bar)

    def _join_bar(self, bar: ChartTools) -> None:
        desk, chart, style = self._chart_desk, self.chart, bar.style_menu
        bar.interval_chosen.connect(
            lambda interval: desk.choose(desk.asset, interval, at_ms=chart.looked_at_ms())
        )
        style.fit_wanted.connect(chart.fit_again)
        style.chosen.connect(chart.set_style)
        style.volume_toggled.connect(chart.panes.set_volume)
        bar.level.toggled.connect(chart.set_level_mode)
        bar.profile.toggled.connect(self._show_profile)
        bar.indicators_wanted.connect(self.indicating.open)
        bar.export_wanted.connect(self.export)
        bar.copy_wanted.connect(self.copy)
        bar.undo_wanted.connect(desk.levels.undo)
        bar.redo_wanted.connect(desk.levels.redo)

    def _make_menus(self) -> None:
        """Everything that can be done is known by now: menus are made of it."""
        self.menus = Menus(self.registry, self)
        self.bar.set_menus(self.menus.shown)
        self.show_menu_bar()

    # --- showing -------------------------------------------------------------------------------

    def show_chart(self, view: ChartView, keep_view: bool) -> None:
        """Put a chart on screen, where there is one."""
        there = len(view.candles) > 0
        self.chart.setVisible(there)
        if not there:
            return
        parts = self._host
        content = content_of(
            view,
            parts.titles,
            simulated=parts.simulated,
            now_ms=parts.clock.now_ms(),
            zone=self._worn.zone,
        )
        content = replace(self._dress_levels(content), profile=self.bar.profile.isChecked())
        self.chart.show_content(self.indicating.dress(content), keep_view=keep_view)
        self.indicating.chart_shown()

    def _dress_levels(self, content: ChartContent) -> ChartContent:
        """The chart with more about levels than was read, where the window knows it."""
        return content

    def _show_flows(self, flows: Flows) -> None:
        chart = self._chart_desk.chart
        if chart is not None:
            self.chart.set_data(pane_data(flows, chart.asset, chart.interval, self._host.titles))

    def use_style(self, style: ChartStyle) -> None:
        """Draw the prices as they were drawn last time."""
        self.bar.style_menu.show_style(style)
        self.chart.set_style(style)

    def _show_volume(self) -> None:
        self.bar.style_menu.show_volume(shown=self.chart.panes.has_volume)

    def _show_profile(self, shown: bool) -> None:
        self.chart.set_profile(shown=shown)

    def _look_now(self) -> Look:
        return self._worn

    def set_look(self, look: Look) -> None:
        """Other colours, or times in another zone."""
        self._worn = look
        self.chart.set_palette(look.palette)
        self.chart.set_zone(look.zone)
        self.indicating.set_palette(look.palette)
        self.sketching.set_palette(look.palette)
        if self._finding is not None:
            self._finding.set_palette(look.palette)

    # --- doing ---------------------------------------------------------------------------------

    @property
    def desk_now(self) -> ChartDesk:
        """The state of this window's chart."""
        return self._chart_desk

    @property
    def pane_menu(self) -> QMenu:
        """Which panes there are, and how."""
        return self._pane_menus.all

    def step(self, by: int) -> None:
        """Show the next coin of the watchlist, or the one before."""
        desk = self._chart_desk
        at = (desk.assets.index(desk.asset) + by) % len(desk.assets)
        desk.choose(desk.assets[at], desk.interval)

    def export(self) -> None:
        """Show what the chart, the window and their data would be as a file."""
        self.saver.open(self._worn, self.bar)

    def copy(self) -> None:
        """Put the chart on the clipboard as it is on screen."""
        self.saver.copy(self._worn)

    def add_level_at_cursor(self) -> None:
        """Watch the price under the mouse; where there is none, a coin's name begins with this."""
        if not self.chart.add_level_at_cursor():
            self.search("L")

    def search(self, text: str = "") -> None:
        """Search for a coin; perhaps its first letters are typed already."""
        self.finding.open_coins(text)

    def more_offers(self) -> list[Offer]:
        """What the palette finds in this window alone."""
        return []

    def show_palette(self) -> None:
        """Search all that can be done."""
        self.finding.open()

    def show_keys(self) -> None:
        """Every key, on one sheet."""
        self.finding.open_keys()

    @property
    def finding(self) -> Finding:
        """What searches in this window; made when it is first wanted."""
        if self._finding is None:
            from tracker.ui.finding import Finding

            self._finding = Finding(self, self._worn.palette)
        return self._finding

    def summon_menus(self) -> None:
        """Bring up the bar of menus."""
        self.menus.summon()

    def keep_menus(self, on: bool) -> None:
        """Whether the bar of menus stays: a setting, of all windows; a subclass says who keeps it."""

    def show_menu_bar(self) -> None:
        """Keep the bar of menus in view, or hide it, as the setting says."""
        on = self._host.settings().menu_bar
        self.menus.keep(on)
        self.registry.entry("keep-menus").action.setChecked(on)

    def toggle_full_screen(self) -> None:
        """The whole screen, or as it was before."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _give_up_focus(self) -> None:
        """It is closed for good: nothing in it takes the keyboard any more.

        Qt would pass the focus from part to part while it takes them down, and Python would keep
        for ever those that got it, with all they know.
        """
        for part in self.findChildren(QWidget):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()

    def leave_program(self) -> None:
        """End all of it; a subclass says how."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter that nothing here wanted begins the name of a coin."""
        if is_typed(event.text(), event.modifiers()):
            self.search(event.text().upper())
        else:
            super().keyPressEvent(event)

    # --- who sees it ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """It is seen: the desk keeps it fresh."""
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
            self.registry.entry("full-screen").action.setChecked(self.isFullScreen())

    def _tell_desk(self) -> None:
        seen = self.isVisible() and not self.isMinimized()
        self._chart_desk.set_on_screen(seen)
        if seen:
            self.chart.wake()
