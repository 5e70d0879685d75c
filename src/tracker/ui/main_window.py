"""The main window: places the panels and connects them to the desk. It decides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import msgspec
from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMainWindow, QSplitter, QVBoxLayout, QWidget

from tracker.analysis import words
from tracker.domain.health import Health
from tracker.domain.level import Transition
from tracker.domain.times import INTERVALS, Interval, iso
from tracker.services.views import AssetView, ChartView, LevelRow
from tracker.sources.clock import Clock
from tracker.ui.charts.stack import ChartStack
from tracker.ui.content import content_of, flow_scopes, level_lines
from tracker.ui.desk import Desk, Flows
from tracker.ui.notifier import Notifier
from tracker.ui.panels.alerts import AlertsPanel
from tracker.ui.panels.banner import Banner
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.ladder import Ladder
from tracker.ui.panels.offline import Offline
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.panels.watchlist import Watchlist
from tracker.ui.theme import DARK, THEMES, Palette, style_sheet
from tracker.ui.toolbar import Toolbar
from tracker.ui.tray import Tray

_COST_MS = 3_000


@dataclass(frozen=True, slots=True)
class Layout:
    """What the window remembers from one run to the next."""

    geometry: bytes = b""
    columns: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    right: tuple[int, ...] = ()
    theme: str = DARK.name
    local_time: bool = False
    asset: str = ""
    interval: str = "1h"


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
        self._leaving = False
        self.setWindowTitle("Tracker (simulated market)" if parts.simulated else "Tracker")
        self.toolbar = Toolbar(INTERVALS, simulated=parts.simulated)
        self.tiles = TileStrip(self._palette)
        self.watchlist = Watchlist(self._palette)
        self.ladder = Ladder(self._palette)
        self.chart = ChartStack(self._palette, zone=self._zone())
        self.offline = Offline(parts.titles, parts.clock)
        self.banner = Banner()
        self.alerts = AlertsPanel(self._palette)
        self.tape = Tape(self._palette)
        self.status = StatusBar(parts.titles, self._palette)
        self._place()
        self._connect()
        self._restore(layout)
        self._dress()
        self.chart.setFocus()

    # --- placing -------------------------------------------------------------------------------

    def _place(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.chart, 1)
        column.addWidget(self.offline, 1)
        self.chart.hide()
        self._left = _splitter(Qt.Orientation.Vertical, self.watchlist, self.ladder)
        self._right = _splitter(Qt.Orientation.Vertical, self.alerts, self.tape)
        self._columns = _splitter(Qt.Orientation.Horizontal, self._left, middle, self._right)
        self._columns.setStretchFactor(1, 1)
        self._columns.setSizes([246, 1040, 314])
        self._left.setSizes([300, 420])
        self._right.setSizes([260, 460])
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

    def _connect(self) -> None:
        desk, chart = self._desk, self.chart
        desk.assets_shown.connect(self._show_assets)
        desk.chart_shown.connect(self.show_chart)
        desk.candles_grown.connect(chart.update_candles)
        desk.older_shown.connect(chart.extend_candles)
        desk.flows_grown.connect(self._show_flows)
        desk.levels_shown.connect(self._show_levels)
        desk.tape_begun.connect(self.tape.begin)
        desk.tape_grown.connect(self.tape.add)
        desk.transitions_shown.connect(self.alerts.show_transitions)
        desk.transitions_grown.connect(self.alerts.add)
        desk.health_grown.connect(self._show_health)
        desk.progress_grown.connect(self.status.show_progress)
        desk.notice_wanted.connect(self._parts.notifier.show)
        desk.said.connect(self.banner.say)
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
        self._parts.notifier.inside.connect(self.banner.show_notice)
        self.banner.seen.connect(desk.shown)
        self._parts.tray.toggled.connect(self.toggle)
        self._parts.tray.quit_wanted.connect(self.leave)
        bar = self.toolbar
        bar.interval_chosen.connect(lambda interval: desk.choose(desk.asset, interval))
        bar.level_mode.connect(chart.set_level_mode)
        bar.export_wanted.connect(self.export)
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
        self._cost = QTimer(self)
        self._cost.setInterval(_COST_MS)
        self._cost.timeout.connect(self._show_cost)
        self._cost.start()

    def _restore(self, layout: Layout) -> None:
        self.resize(1600, 900)
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

    def layout_now(self) -> Layout:
        """What to remember."""
        return Layout(
            geometry=bytes(self.saveGeometry().data()),
            columns=tuple(self._columns.sizes()),
            left=tuple(self._left.sizes()),
            right=tuple(self._right.sizes()),
            theme=self._palette.name,
            local_time=self._local,
            asset=self._desk.asset,
            interval=self._desk.interval.name,
        )

    # --- showing -------------------------------------------------------------------------------

    def show_chart(self, view: ChartView, keep_view: bool) -> None:
        """Put a chart on screen, or the page that says why there is none."""
        there = len(view.candles) > 0
        self.chart.setVisible(there)
        self.offline.setVisible(not there)
        if there:
            content = content_of(view, self._parts.titles, simulated=self._parts.simulated)
            self.chart.show_content(content, keep_view=keep_view)
        title = self._parts.titles.get(view.market.venue, view.market.venue)
        self.toolbar.show_subject(f"{view.asset} · reference {title}", view.interval)

    def _show_flows(self, flows: Flows) -> None:
        scopes = flow_scopes(flows.coverage, flows.interest, self._parts.titles)
        self.chart.set_liquidations(flows.liquidations, scopes[0])
        self.chart.set_interest(flows.interest.columns, scopes[1])

    def _show_assets(self, views: list[AssetView]) -> None:
        self._view = self._desk.selected(views) or self._view
        self.watchlist.show_assets(views, self._desk.asset)
        if self._view is not None:
            self.tiles.show_asset(self._view)
            change = words.percent(self._view.change_24h)
            price = words.price(self._view.price)
            self._parts.tray.set_tip(f"{self._view.asset} {price} {change}\nTracker")
            self.ladder.show_price(self._view.price)

    def _show_levels(self, rows: list[LevelRow]) -> None:
        self.chart.set_levels(level_lines(rows))
        mine = self._view is not None and self._view.asset == self._desk.asset
        price = self._view.price if mine and self._view is not None else None
        self.ladder.show_levels(self._desk.asset, rows, price)

    def _show_health(self, rows: list[Health]) -> None:
        self.status.show_health(rows)
        self.offline.show_health(self.status.rows())

    def show_transitions(self, rows: Sequence[Transition]) -> None:
        """What happened at levels before."""
        self.alerts.show_transitions(list(rows))

    def _show_cost(self) -> None:
        since = self._view.recorded_since_ms if self._view is not None else None
        self.status.show_cost(since, self._parts.cache_bytes())

    # --- doing ---------------------------------------------------------------------------------

    def _step(self, by: int) -> None:
        assets = self._desk.assets
        at = (assets.index(self._desk.asset) + by) % len(assets)
        self._desk.choose(assets[at], self._desk.interval)

    def export(self) -> None:
        """Ask where, then save the chart as it is on screen."""
        if self._desk.chart is None:
            return
        folder = self._parts.exports
        folder.mkdir(parents=True, exist_ok=True)
        stamp = iso(self._parts.clock.now_ms() // 60_000 * 60_000)[:16].replace(":", "")
        name = f"{self._desk.asset}_{self._desk.interval}_{stamp}Z.png"
        path, _ = QFileDialog.getSaveFileName(
            self, "Save the chart", str(folder / name), "Pictures (*.png *.svg)"
        )
        if path:
            self.save_chart(Path(path))

    def save_chart(self, path: Path) -> None:
        """Save the time that is on screen."""
        left_ms, right_ms = self.chart.view()
        self._desk.load_picture(left_ms, right_ms, lambda view: self._save(path, view))

    def _save(self, path: Path, view: ChartView) -> None:
        from tracker.ui.picture import Sheet, save_picture

        size = (max(640, self.chart.width()), max(400, self.chart.height() + 94))
        sheet = Sheet(size, 2.0, self._palette, self.chart.view(), self._zone())
        now_ms = self._parts.clock.now_ms()
        error = save_picture(
            path, view, self._parts.titles, sheet, now_ms, simulated=self._parts.simulated
        )
        self.banner.say(error or f"Saved {path}.")

    def toggle_theme(self) -> None:
        """Dark or light."""
        names = list(THEMES)
        self._palette = THEMES[names[(names.index(self._palette.name) + 1) % len(names)]]
        self._dress()

    def toggle_zone(self) -> None:
        """UTC or local time."""
        self._local = not self._local
        self.chart.set_zone(self._zone())
        self._show_names()

    def _zone(self) -> tzinfo:
        local = datetime.now().astimezone().tzinfo
        return local if self._local and local is not None else UTC

    def _show_names(self) -> None:
        self.toolbar.show_theme("light" if self._palette.name == "dark" else "dark")
        self.toolbar.show_zone("Local" if self._local else "UTC")

    def _dress(self) -> None:
        self.setStyleSheet(style_sheet(self._palette))
        for part in (self.tiles, self.watchlist, self.ladder, self.alerts, self.tape, self.status):
            part.set_palette(self._palette)
        self.chart.set_palette(self._palette)
        self._show_names()

    @property
    def palette_now(self) -> Palette:
        """The colours in use."""
        return self._palette

    # --- coming and going ----------------------------------------------------------------------

    def toggle(self) -> None:
        """Show the window, or hide it into the tray, if there is one."""
        if self.isVisible() and not self.isMinimized():
            self.hide_or_stay()
        else:
            self.showNormal()
            self.raise_()
            self.activateWindow()

    def hide_or_stay(self) -> None:
        """Hide into the tray; without one the window stays reachable, minimised."""
        if self._parts.tray.is_there:
            self.hide()
        else:
            self.showMinimized()

    def leave(self) -> None:
        """Close for good."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close button hides into the tray; where there is none, it leaves."""
        if not self._leaving and self._parts.tray.is_there:
            event.ignore()
            self.hide()
            return
        event.accept()
        self.left.emit()


def _splitter(orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    return splitter


def pack_layout(layout: Layout) -> bytes:
    """For the journal."""
    return msgspec.json.encode(layout)


def unpack_layout(raw: bytes | None) -> Layout:
    """What was remembered; the default where that is nothing, or not readable any more."""
    if raw is None:
        return Layout()
    try:
        return msgspec.json.decode(raw, type=Layout)
    except msgspec.MsgspecError:
        return Layout()


def interval_of(layout: Layout) -> Interval:
    """The interval that was on screen."""
    return next((one for one in INTERVALS if one.name == layout.interval), INTERVALS[3])
