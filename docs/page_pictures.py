"""Recipes of `make_pictures`: the four pages in each state, from nothing received to nobody heard.

The figures are those of the simulated market; who is down is invented here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from state_pictures import OLD_MS, REFUSED, Shown, now_of, real_titles, save, sized

from tracker.analysis.columns import LineColumns
from tracker.analysis.recovery_checks import Outcome
from tracker.domain.cascade import Episode
from tracker.domain.health import CONNECTING, UNANSWERED, Channel, Health, State
from tracker.domain.times import MINUTE_MS
from tracker.services.context_view import ContextView
from tracker.services.monitor import Monitor, pace_line, read_monitor
from tracker.services.update import Progress
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.monitor_words import named
from tracker.ui.panels.cascades import CascadePage
from tracker.ui.panels.health import HealthPage
from tracker.ui.panels.market_state import MarketStatePage
from tracker.ui.panels.page_words import Hearing
from tracker.ui.panels.recovery import RecoveryPage

if TYPE_CHECKING:
    from studio import Studio

_SERVICES = {"mood": "Mood", "caps": "Caps", "quotes": "Quotes"}
_LOCKED = "The cache is locked by another program."
_FEEDS = ("binance", "bybit", "okx", "bitfinex", "kraken")
_CHANNELS = (Channel.CANDLES, Channel.LIQUIDATIONS, Channel.OI)
_LOAD, _LOADED = Progress(88, 400), Progress(0, 0)
#: As large as each is where several stand together.
_TOGETHER = (880, 340)
_STALE_MS = OLD_MS + 15 * MINUTE_MS


def _rows(now_ms: int, down: int, channels: Sequence[Channel] = _CHANNELS) -> list[Health]:
    """So many venues that cannot be reached, and others that are live."""
    retry_ms = now_ms + 9_000
    return [
        Health(venue, channel, State.DOWN, None, 60.0, REFUSED, retry_ms, failures=4)
        if place < down
        else Health(venue, channel, State.LIVE, now_ms - 4_000, 60.0, skew_ms=120)
        for place, venue in enumerate(_FEEDS)
        for channel in channels
    ]


def _tried(channels: Sequence[Channel] = _CHANNELS) -> list[Health]:
    """Everybody is asked for the first time."""
    return [
        Health(
            venue,
            channel,
            State.OFF,
            None,
            60.0,
            CONNECTING if channel is Channel.LIQUIDATIONS else UNANSWERED,
        )
        for venue in _FEEDS
        for channel in channels
    ]


def _hearing(now_ms: int, rows: Sequence[Health], load: Progress = _LOADED) -> Hearing:
    return Hearing(rows, {**real_titles(), **_SERVICES}, now_ms, load)


def health(studio: Studio, size: tuple[int, int]) -> list[Shown]:
    colors, now_ms = studio.session.window.palette_now, now_of(studio)
    titles = {venue: title for venue, title in real_titles().items() if venue in _FEEDS}

    def made(rows: list[Health], kept: str, later_ms: int = 0) -> QWidget:
        page = HealthPage(titles, lambda: now_ms + later_ms, colors)
        page.show_health(rows)
        page.hear(_hearing(now_ms + later_ms, rows))
        if kept == "read":
            page.show_kept(
                "Binance: 30 days of hours 82\u202f%",
                "Cache 812 MB of at most 4 GB: 1m candles 310 MB, open interest 140 MB.",
            )
        elif kept == "none":
            page.show_no_cache()
        elif kept == "failed":
            page.show_unread(_LOCKED)
        return sized(page, size)

    return [
        ("Nothing asked yet", made([], "none")),
        ("Asked for the first time", made(_tried(), "reading")),
        ("Some are not heard", made(_rows(now_ms, 2), "read")),
        ("Nothing was told for an hour", made(_rows(now_ms, 0), "read", _STALE_MS)),
        ("The cache cannot be read", made(_rows(now_ms, 0), "failed")),
        ("Nobody can be reached", made(_rows(now_ms, 5), "read")),
    ]


def market_state(studio: Studio, size: tuple[int, int]) -> list[Shown]:
    window, now_ms = studio.session.window, now_of(studio)
    colors, parts = window.palette_now, window._parts.context
    view = window.pages.state._view
    assert view is not None
    services = ("mood", "caps", "caps", "quotes", "rates", "volatility", "holdings")
    channels = (
        Channel.SENTIMENT,
        Channel.CAPS,
        Channel.DOMINANCE,
        Channel.INDICES,
        Channel.RATES,
        Channel.VOLATILITY,
        Channel.TREASURIES,
    )

    def rows(down: int, state: State = State.DOWN, reason: str = REFUSED) -> list[Health]:
        return [
            Health(venue, channel, state, None, 60.0, reason)
            if place < down
            else Health(venue, channel, State.LIVE, now_ms, 60.0)
            for place, (venue, channel) in enumerate(zip(services, channels, strict=True))
        ]

    nothing = replace(
        view,
        price=None,
        price_at_ms=None,
        standings={},
        indices=(),
        treasuries=(),
        interest_to_cap=None,
        feeds=tuple(rows(7, State.OFF, UNANSWERED)),
    )
    some = replace(
        view,
        standings={key: one for at, (key, one) in enumerate(view.standings.items()) if at % 2},
        indices=view.indices[2:],
        feeds=tuple(rows(4)),
    )

    def made(
        view: ContextView | None,
        rows: list[Health],
        *,
        later_ms: int = 0,
        fails: bool = False,
    ) -> QWidget:
        page = MarketStatePage(parts.titles, ["Powered by Mood"], [], colors)
        page.begin("BTC")
        if view is not None:
            page.show_context(view.at_time(view.now_ms + later_ms))
        page.hear(_hearing(now_ms + later_ms, rows))
        if fails:
            page.show_unread(_LOCKED)
        return sized(page, size)

    off = rows(7, State.OFF, UNANSWERED)
    return [
        ("Nothing received yet", made(nothing, off)),
        ("Being read", made(None, off)),
        ("Some are not heard", made(some, rows(4))),
        ("Nothing new for an hour", made(view, rows(0), later_ms=_STALE_MS)),
        ("The cache cannot be read", made(None, rows(0), fails=True)),
        ("Nobody can be reached", made(view, rows(7), later_ms=_STALE_MS)),
    ]


def _episodes(studio: Studio) -> list[Episode]:
    found: list[list[Episode]] = []
    studio.session.desk.ask(
        "episodes",
        lambda _, journal: journal.episodes.listed() if journal is not None else [],
        found.append,
    )
    studio.until("the cascades", lambda: found)
    return found[0]


def cascades(studio: Studio, size: tuple[int, int]) -> list[Shown]:
    colors, now_ms = studio.session.window.palette_now, now_of(studio)
    episodes = _episodes(studio)
    looked_ms = dict.fromkeys(studio.session.desk.assets, now_ms)

    def made(
        episodes: list[Episode] | None,
        rows: list[Health],
        *,
        later_ms: int = 0,
        load: Progress = _LOADED,
        why: str = "",
    ) -> QWidget:
        page = CascadePage(colors)
        if episodes is not None:
            page.show_episodes(episodes, looked_ms if episodes else {})
            page.show_learnt("BTC", 30.0 if episodes else 3.0)
        page.hear(_hearing(now_ms + later_ms, rows, load))
        if why:
            page.show_unread(why)
        return sized(page, size)

    live = _rows(now_ms, 0)
    return [
        ("Before there was one", made([], live, load=_LOAD)),
        ("Being read", made(None, _tried())),
        ("Some feeds are not heard", made(episodes, _rows(now_ms, 2))),
        ("An hour old", made(episodes, live, later_ms=_STALE_MS)),
        ("The list cannot be read", made(None, live, why=_LOCKED)),
        ("No feed can be reached", made(episodes, _rows(now_ms, 5), later_ms=_STALE_MS)),
    ]


def _stands(studio: Studio) -> tuple[Monitor, LineColumns]:
    found: list[tuple[Monitor, LineColumns]] = []
    now_ms, sources = now_of(studio), studio.session.window._parts.sources

    def read(reader: MarketReader | None, journal: Journal | None) -> tuple[Monitor, LineColumns]:
        views = Views(reader, journal, sources)
        monitor = read_monitor(views, journal, "BTC", now_ms)
        return monitor, pace_line(views, monitor, now_ms)

    studio.session.desk.ask("stands", read, found.append, slow=True)
    studio.until("where it stands", lambda: found)
    monitor, line = found[0]
    return named(monitor, studio.session.window.pages.listening.titles), line


def recovery(studio: Studio, size: tuple[int, int]) -> list[Shown]:
    colors, now_ms = studio.session.window.palette_now, now_of(studio)
    monitor, line = _stands(studio)
    assert monitor.reading is not None
    partly = replace(monitor.reading, dead=("Kraken",), coverage=0.62)
    less = replace(
        monitor,
        reading=partly,
        checks=None
        if monitor.checks is None
        else replace(
            monitor.checks,
            pace=replace(monitor.checks.pace, dead=("Kraken",), outcome=Outcome.UNKNOWN),
        ),
    )

    def made(
        monitor: Monitor | None,
        rows: list[Health],
        *,
        later_ms: int = 0,
        load: Progress = _LOADED,
        why: str = "",
    ) -> QWidget:
        page = RecoveryPage(colors)
        page.begin("BTC")
        if monitor is not None:
            page.show_monitor(monitor)
            page.show_pace(line)
            page.show_levels([], None)
        page.hear(_hearing(now_ms + later_ms, rows, load))
        if why:
            page.show_unread(why)
        return sized(page, size)

    live = _rows(now_ms, 0)
    nothing = replace(monitor, reading=None, checks=None)
    return [
        ("Nothing received yet", made(nothing, live, load=_LOAD)),
        ("Being read", made(None, _tried())),
        ("A feed is not heard", made(less, _rows(now_ms, 1))),
        ("An hour old", made(monitor, live, later_ms=_STALE_MS)),
        ("The store cannot be read", made(None, live, why=_LOCKED)),
        ("No feed can be reached", made(monitor, _rows(now_ms, 5), later_ms=_STALE_MS)),
    ]


def pages(studio: Studio) -> None:
    """One or two states of each."""
    some: list[Shown] = []
    for title, make, numbers in (
        ("Cascades", cascades, (0, 3)),
        ("Health", health, (2, 3)),
        ("State of the market", market_state, (5,)),
        ("Stabilisation", recovery, (4,)),
    ):
        shown = make(studio, _TOGETHER)
        some += [(f"{title}: {_lower(shown[at][0])}", shown[at][1]) for at in numbers]
    save(studio, "states-pages", some, 2)


def every_state(studio: Studio) -> None:
    """All six of each, in a picture a page."""
    for name, make, size, columns in (
        ("cascades", cascades, (700, 360), 2),
        ("health", health, (900, 330), 2),
        ("market-state", market_state, (900, 700), 2),
        ("recovery", recovery, (560, 730), 3),
    ):
        save(studio, f"states-{name}", make(studio, size), columns)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


PAGES: dict[str, Callable[[Studio], None]] = {"states-pages": pages}
#: For whoever works on the pages: made only by name, and in no page of the documentation.
EVERY_STATE: dict[str, Callable[[Studio], None]] = {"states-every-page": every_state}
