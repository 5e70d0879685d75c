"""Makes what the main window consists of, from what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracker.domain.translating import tr
from tracker.store.settings import Group
from tracker.ui.alerting import Alerting, AlertingParts
from tracker.ui.briefing import Briefing, BriefParts
from tracker.ui.levelling import Levelling, LevelParts
from tracker.ui.liquidating import Liquidating, LiquidationParts
from tracker.ui.notifying import Notifying, NotifyingParts
from tracker.ui.placing import Placing, set_tab_order
from tracker.ui.saving import Look
from tracker.ui.tending import Tending, TendingParts
from tracker.ui.watching import Watching, WatchParts
from tracker.ui.window_parts import WindowParts

if TYPE_CHECKING:
    from tracker.ui.main_window import MainWindow

#: A screen of 1920 × 1080 at 200 % has 960 × 540, of which bars of the desktop take a part.
_LEAST_PX = (960, 460)


def place_panels(window: MainWindow) -> Placing:
    """The panels around the chart, between the rows on top and the one at the bottom."""
    middle = QWidget()
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(window.banner)
    column.addWidget(window.trial)
    column.addWidget(window.chart, 1)
    column.addWidget(window.offline, 1)
    panels = {
        "watchlist": (tr("Watchlist"), window.watchlist),
        "ladder": (tr("Ladder"), window.ladder),
        "alerts": (tr("Alerts"), window.alerts),
        "tape": (tr("Liquidation tape"), window.tape),
    }
    placing = Placing(middle, window.chart, panels)
    central = QWidget()
    rows = QVBoxLayout(central)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(1)
    for widget, stretch in (
        (window.toolbar, 0),
        (window.tiles, 0),
        (placing, 1),
        (window.status, 0),
    ):
        rows.addWidget(widget, stretch)
    central.setObjectName("central")
    window.setCentralWidget(central)
    window.setMinimumSize(*_LEAST_PX)
    return placing


def order_tabs(window: MainWindow) -> None:
    """Tab goes as one reads: the rows on top, left to right, the row at the bottom."""
    dock = window.placing.docks
    set_tab_order(
        window,
        (window.toolbar, window.tiles, dock["watchlist"], dock["ladder"]),
        (window.banner, window.trial, window.chart, window.offline),
        (dock["alerts"], dock["tape"], window.status),
    )


def make_levelling(parts: WindowParts, window: MainWindow) -> Levelling:
    """What is done with levels."""
    level_parts = LevelParts(
        parts.desk,
        window.chart,
        window.ladder,
        window.toolbar,
        window.trial,
        parts.clock,
        parts.titles,
        parts.exports,
    )
    return Levelling(level_parts, window, window.palette_now)


def make_alerting(parts: WindowParts, window: MainWindow, look: Look) -> Alerting:
    """What is done with alerts."""
    alert_parts = AlertingParts(
        parts.desk,
        window.chart,
        window.alerts,
        parts.titles,
        parts.clock,
        parts.exports,
        parts.simulated,
    )
    return Alerting(alert_parts, look)


def make_briefing(parts: WindowParts, window: MainWindow) -> Briefing:
    """The brief, which is read when it is asked for."""
    brief_parts = BriefParts(
        parts.sources,
        parts.context.services,
        {**parts.titles, **parts.context.titles},
        parts.clock,
        parts.exports,
        parts.simulated_words,
        parts.headlines,
    )
    made = Briefing(parts.desk, brief_parts, window, window.palette_now)
    made.said.connect(window.banner.say)
    return made


def make_watching(parts: WindowParts, window: MainWindow) -> Watching:
    """What is done with the watchlist."""
    watch_parts = WatchParts(
        parts.desk, window.watchlist, window.banner, parts.sources, parts.titles, parts.keep_assets
    )
    return Watching(watch_parts, window, window.palette_now)


def make_liquidating(parts: WindowParts, window: MainWindow) -> Liquidating:
    """Liquidations in tile, sheet and tape."""
    liquidation_parts = LiquidationParts(
        parts.desk,
        window.tiles,
        window.tape,
        parts.sources,
        parts.titles,
        parts.clock,
        parts.liquidation_model,
    )
    return Liquidating(liquidation_parts, window, window.palette_now)


def make_tending(parts: WindowParts, window: MainWindow) -> tuple[Tending, Notifying]:
    """What keeps the tray icon true, and the page of notifications."""
    tending = Tending(
        TendingParts(
            parts.desk, parts.tray, window.alerts, window.banner, parts.clock, window.bring_up
        )
    )
    notifying_parts = NotifyingParts(
        parts.desk,
        parts.notifier,
        tending,
        parts.clock,
        parts.notify,
        parts.find_autostart,
        window.setting_up,
    )
    notifying = Notifying(notifying_parts, window)
    menu = parts.tray.menu
    menu.notifications_wanted.connect(notifying.open)
    menu.settings.triggered.connect(window.open_settings)
    window.setting_up.offer(
        Group.NOTIFICATIONS,
        tr("How alerts reach you…"),
        tr("What works on this desktop, and a test of each way"),
        notifying.open,
    )
    return tending, notifying
