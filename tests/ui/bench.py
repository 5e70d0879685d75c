"""The window over an engine, a tray and a notifier that do what the test says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QToolButton

from tracker.domain.errors import TrackerError
from tracker.domain.health import State
from tracker.services.notices import Notice
from tracker.store.settings_book import SettingsBook
from tracker.ui.desk import Desk
from tracker.ui.layout import Layout
from tracker.ui.main_window import MainWindow
from tracker.ui.notifier import Way
from tracker.ui.sounds import Sounds
from tracker.ui.tray_menu import TrayMenu
from tracker.ui.tray_state import TrayState
from tracker.ui.watching import Keep
from tracker.ui.window_parts import WindowParts
from ui.samples import (
    NOW_MS,
    TITLES,
    FakeEngine,
    FixedClock,
    asset_view,
    chart_view,
    health,
    liquidation,
    transition,
    unknown_view,
)


class FakeTray(QObject):
    toggled = Signal()
    quit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_there = False
        self.tip = ""
        self.state: TrayState | None = None
        self.appeared = 0
        self.menu = TrayMenu()

    @property
    def unread(self) -> int:
        """How many alerts the words under the mouse say are unread."""
        match = re.search(r"(\d+) unread alert", self.tip)
        return int(match[1]) if match else 0

    def appear(self) -> None:
        self.appeared += 1

    def set_tip(self, text: str) -> None:
        self.tip = text

    def set_state(self, state: TrayState) -> None:
        self.state = state


class FakeAutostart:
    def __init__(self) -> None:
        self.is_on, self.refusal = False, ""
        self.fails = ""

    def switch(self, *, on: bool) -> None:
        if self.fails:
            raise TrackerError(self.fails)
        self.is_on = on


class FakePlayer:
    way, plays = "Played by paplay.", True

    def __init__(self) -> None:
        self.played: list[Path] = []

    def play(self, path: Path) -> None:
        self.played.append(path)


class FakeNotifier(QObject):
    shown = Signal(object)
    inside = Signal(object)
    clicked = Signal(object)
    ways_found = Signal(object)
    tried = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Notice] = []
        self.tests: list[tuple[Way, Notice]] = []
        self.looks = 0
        self.sounds: Sounds | None = None
        self.player = FakePlayer()

    def look(self) -> None:
        self.looks += 1

    def try_way(self, way: Way, one: Notice) -> None:
        self.tests.append((way, one))

    def show(self, one: Notice) -> None:
        self.asked.append(one)


class Bench:
    """A window over an engine that answers when the test says so."""

    def __init__(
        self,
        folder: Path,
        layout: Layout,
        *,
        simulated: bool = False,
        keep_assets: Keep = lambda _: None,
        book: SettingsBook | None = None,
    ) -> None:
        self.book = book or SettingsBook()
        self.engine, self.clock = FakeEngine(), FixedClock()
        self.engine.is_ready = False  # as it is when the window opens
        self.tray, self.notifier = FakeTray(), FakeNotifier()
        self.desk = Desk(
            self.engine,  # type: ignore[arg-type]
            [],
            ["BTC", "ETH", "SOL"],
            self.clock,  # type: ignore[arg-type]
            lambda query: query(None, None),
        )
        self.desk._timer.stop()
        self.demos = 0
        self.autostart = FakeAutostart()
        parts = WindowParts(
            desk=self.desk,
            tray=self.tray,  # type: ignore[arg-type]
            notifier=self.notifier,  # type: ignore[arg-type]
            titles=TITLES,
            clock=self.clock,  # type: ignore[arg-type]
            cache_bytes=lambda: 412_000_000,
            open_demo=self._count_demo,
            exports=folder / "exports",
            simulated=simulated,
            keep_assets=keep_assets,
            notify=("ntfy",),
            find_autostart=lambda: self.autostart,
            book=self.book,
        )
        self.window = MainWindow(parts, layout)

    def _count_demo(self) -> None:
        self.demos += 1

    def fill(self) -> None:
        """As it is when all has arrived."""
        self.desk.show_assets([asset_view("BTC"), asset_view("ETH", 1_956.2), unknown_view("SOL")])
        self.desk.show_chart(chart_view("BTC", count=400))
        self.desk.tape_grown.emit([liquidation(NOW_MS - n * 1_000) for n in range(30)])
        self.desk.found_shown.emit([transition(id=str(n)) for n in range(8)], frozenset())
        self.desk.health_grown.emit(
            [health("spot"), health("alpha", state=State.DOWN, reason="No."), health("beta")]
        )

    def button(self, text: str) -> QToolButton:
        bar = self.window.toolbar
        return next(one for one in bar.findChildren(QToolButton) if one.text() == text)


MakeBench = Callable[..., Bench]
