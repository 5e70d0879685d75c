"""The first run in the window: whether it is due, and what its steps read and change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject

from tracker.domain.health import Channel, Health
from tracker.domain.times import H1
from tracker.domain.translating import noted, tr
from tracker.services.coins import known_coins
from tracker.services.levels import LevelWish
from tracker.services.notices import Notice
from tracker.services.reasons import said_reason
from tracker.services.suggestions import suggest_levels
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.desk import Desk
from tracker.ui.first_coins import CoinsStep
from tracker.ui.first_due import NAME
from tracker.ui.first_levels import LevelsStep
from tracker.ui.first_notices import INSIDE, OUTSIDE, NoticesStep
from tracker.ui.first_run import FirstRun
from tracker.ui.notifier import Notifier

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector
    from tracker.ui.main_window import MainWindow

_NOTE = noted("suggested from history")


class FirstParts(Struct, frozen=True):
    """What it works with."""

    desk: Desk
    sources: Sequence[Source]
    titles: dict[str, str]
    notifier: Notifier
    now_ms: Callable[[], int]


class FirstRunning(QObject):
    """Opens the first run, and does what is chosen in it."""

    def __init__(self, parts: FirstParts, window: MainWindow) -> None:
        super().__init__(window)
        self._parts, self._desk, self._window = parts, parts.desk, window
        palette = window.palette_now
        self.coins = CoinsStep(palette, parts.titles)
        self.levels = LevelsStep(palette)
        self.notices = NoticesStep()
        self.sheet = FirstRun(window, (self.coins, self.levels, self.notices))
        self._test: Notice | None = None
        self._connect()

    def _connect(self) -> None:
        desk, notifier = self._desk, self._parts.notifier
        self.coins.changed.connect(self._watch)
        self.levels.wanted.connect(self._suggest)
        self.levels.toggled.connect(self._toggle)
        self.notices.look_wanted.connect(notifier.look)
        notifier.ways_found.connect(self.notices.show_ways)
        self.notices.test_wanted.connect(self._try_notice)
        setting_up = self._window.setting_up
        self.notices.quiet_changed.connect(partial(setting_up.set, "quiet"))
        self.notices.sound_changed.connect(partial(setting_up.set, "sound"))
        self.sheet.ended.connect(self._end)
        self.sheet.dressed.connect(self._dress)
        desk.progress_grown.connect(self.levels.show_progress)
        desk.health_grown.connect(self._show_health)
        notifier.shown.connect(partial(self._tested, OUTSIDE))
        notifier.inside.connect(partial(self._tested, INSIDE))

    def open(self) -> None:
        """Show it, with what is known so far."""
        settings = self._window.setting_up.settings
        self.coins.show_watched(self._desk.assets)
        self.levels.set_assets(self._desk.assets)
        self.notices.show_habits(settings.quiet, sound=settings.sound)
        self._show_health([])
        self.sheet.open()

    def _dress(self) -> None:
        for step in (self.coins, self.levels, self.notices):
            step.set_palette(self._window.palette_now)

    # --- coins ---------------------------------------------------------------------------------

    def _watch(self, assets: list[str]) -> None:
        self._window.watching.set_coins(assets)
        self.levels.set_assets(assets)

    def _show_health(self, rows: list[Health]) -> None:
        """Venues were heard or not: lists may be known now, and candles may never come."""
        sources = self._parts.sources
        titles = self._parts.titles
        self.levels.show_reasons(
            {
                row.venue: f"{titles.get(row.venue, row.venue)}: {said_reason(row.reason)}"
                for row in self._window.status.rows()
                if row.channel is Channel.CANDLES and not row.state.is_good and row.reason
            }
        )
        if not rows or any(row.channel is Channel.INSTRUMENTS for row in rows):
            self._desk.ask(
                "first coins",
                lambda reader, _: known_coins(reader, sources),
                self.coins.show_coins,
                failed=self.sheet.say,
            )

    # --- levels --------------------------------------------------------------------------------

    def _suggest(self, assets: list[str]) -> None:
        """Read what history suggests, coin by coin, and which levels there are."""
        sources = self._parts.sources
        for asset in assets:
            self._desk.ask(
                f"first levels {asset}",
                lambda reader, _, asset=asset: suggest_levels(reader, sources, asset, H1),  # type: ignore[misc]
                self.levels.show_found,
                slow=True,
                failed=self.sheet.say,
            )
        self._read_levels()

    def _read_levels(self) -> None:
        def read(_: MarketReader | None, journal: Journal | None) -> dict[str, list[float]]:
            prices: dict[str, list[float]] = {}
            for level in journal.levels() if journal is not None else []:
                prices.setdefault(level.asset, []).append(level.price)
            return prices

        self._desk.ask("first watched", read, self.levels.show_watched, failed=self.sheet.say)

    def _toggle(self, asset: str, price: float, watched: bool) -> None:
        """Make a level, or take the one at that price off."""
        if watched:
            wish = LevelWish(asset, price, note=tr(_NOTE))
            self._desk.levels.add(wish, self._read_levels, self.sheet.say)
            return

        async def remove(collector: Collector) -> None:
            for level in await collector.storage.read(lambda _, journal: journal.levels(asset)):
                if level.price == price:
                    await collector.levels.remove(level.id)

        self._desk.submit(remove, lambda _: self._read_levels(), self.sheet.say)

    # --- notifications -------------------------------------------------------------------------

    def _try_notice(self) -> None:
        now_ms = self._parts.now_ms()
        body = tr("Alerts will look like this one. Nothing has happened.")
        self._test = Notice(tr("A test of notifications"), body, self._desk.asset, now_ms, ())
        self._parts.notifier.show(self._test)

    def _tested(self, outcome: str, notice: Notice) -> None:
        if notice is self._test:
            self._test = None
            self.notices.show_outcome(outcome)

    # --- the end -------------------------------------------------------------------------------

    def _end(self) -> None:
        """Never again."""

        async def keep(collector: Collector) -> None:
            await collector.storage.journal(lambda journal: journal.keep(NAME, b"1"))

        self._desk.submit(keep, failed=lambda _: None)
        self._test = None  # nobody reads any more what came of it
        for signal, slot in (
            (self._desk.progress_grown, self.levels.show_progress),
            (self._desk.health_grown, self._show_health),
        ):
            signal.disconnect(slot)
        self._window.chart.setFocus()
        self.sheet.deleteLater()
