"""Recipes of `make_pictures`: what each panel says while something is missing, and the first run.

The figures are those of the simulated market; who is down is invented here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracker.analysis.columns import LineColumns
from tracker.domain.coverage import Coverage
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import MINUTE_MS
from tracker.services.update import Progress
from tracker.services.views import AssetView
from tracker.sources.base import Source
from tracker.ui.first_running import FirstParts, FirstRunning
from tracker.ui.panels.alerts import AlertsPanel, Filter
from tracker.ui.panels.chips import StatusBar
from tracker.ui.panels.ladder import Ladder
from tracker.ui.panels.offline import Offline
from tracker.ui.panels.tape import Tape
from tracker.ui.panels.tiles import TileStrip
from tracker.ui.panels.watchlist import Watchlist
from tracker.ui.theme import style_sheet

if TYPE_CHECKING:
    from studio import Studio

REFUSED = "It cannot be reached: the connection was refused."
_BLOCKED = "HTTP 403: it does not serve the country of this address."
OLD_MS = 47 * MINUTE_MS
_COLUMN, _SIDE, _WIDE, _SMALL = (246, 290), (314, 240), 1_500, 960
#: One picture of a state: what it is, and the panel in it.
Shown = tuple[str, QWidget | QPixmap]


def save(studio: Studio, name: str, shown: Iterable[Shown], columns: int) -> None:
    """Take each panel's picture, and put them beside each other."""
    colors = studio.session.window.palette_now
    found: list[tuple[str, QPixmap]] = []
    for text, panel in shown:
        if isinstance(panel, QPixmap):
            found.append((text, panel))
            continue
        size = panel.size()
        frame = QWidget()
        frame.setStyleSheet(style_sheet(colors))
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(panel)
        frame.resize(size)
        frame.show()
        frame.setFocus()
        studio.settle(0.2)
        found.append((text, frame.grab()))
        frame.close()
        frame.deleteLater()
    studio.beside(name, found, columns)


def sized(panel: QWidget, size: tuple[int, int]) -> QWidget:
    panel.resize(*size)
    return panel


def views_of(studio: Studio) -> list[AssetView]:
    return list(studio.session.desk._assets)


def _unknown(view: AssetView) -> AssetView:
    """The same coin, of which nothing was received."""
    total = view.liquidations_24h
    parts = tuple(replace(one, share=0.0) for one in total.coverage.parts)
    nothing = replace(total, long_usd=0.0, short_usd=0.0, count=0, coverage=Coverage(parts))
    return replace(
        view,
        spark=LineColumns.empty(view.spark.interval_ms),
        price=None,
        price_at_ms=None,
        change_24h=None,
        mark=None,
        nearest=None,
        liquidations_24h=nothing,
        interest_coin=None,
        interest_usd=None,
        interest_venues=(),
        recorded_since_ms=None,
    )


def now_of(studio: Studio) -> int:
    return max(view.price_at_ms or 0 for view in views_of(studio))


def real_titles() -> dict[str, str]:
    kinds = [kind for kind in Source.registry.values() if not kind.simulated]
    return {kind.venue: kind.title for kind in kinds}


def row_of(
    venue: str, channel: Channel, state: State, reason: str = "", retry_at_ms: int | None = None
) -> Health:
    return Health(venue, channel, state, None, 60.0, reason or None, retry_at_ms)


# --- panels --------------------------------------------------------------------------------------


def watchlist(studio: Studio) -> None:
    views, colors = views_of(studio), studio.session.window.palette_now

    def made(views: list[AssetView], later_ms: int = 0) -> QWidget:
        panel = Watchlist(colors)
        panel.show_assets(views, "BTC")
        panel.tell(now_of(studio) + later_ms)
        return sized(panel, _COLUMN)

    unknown = [_unknown(view) for view in views]
    shown: list[Shown] = [
        ("Nothing received yet", made(unknown)),
        ("Some of it", made([*views[:2], *unknown[2:]])),
        ("Live", made(views)),
        ("Nothing new for a while", made(views, OLD_MS)),
    ]
    save(studio, "states-watchlist", shown, 4)


def ladder(studio: Studio) -> None:
    main = studio.session.window
    rows, view = main.levelling._rows, views_of(studio)[0]

    def made(count: int, price: float | None, later_ms: int = 0) -> QWidget:
        panel = Ladder(main.palette_now)
        now_ms = now_of(studio) + later_ms
        panel.show_levels(
            "BTC",
            rows[:count],
            price,
            now_ms=now_ms,
            daily_atr=view.daily_atr,
            at_ms=view.price_at_ms,
        )
        return sized(panel, _COLUMN)

    shown: list[Shown] = [
        ("No level", made(0, view.price)),
        ("No price yet", made(5, None)),
        ("Live", made(5, view.price)),
        ("Nothing new for a while", made(5, view.price, OLD_MS)),
    ]
    save(studio, "states-ladder", shown, 4)


def alerts(studio: Studio) -> None:
    main = studio.session.window

    def made(*, found: bool, only: Filter = Filter.ALL, search: str = "") -> QWidget:
        panel = AlertsPanel(main.palette_now)
        panel.show_found(main.alerts.found[::-1] if found else [], frozenset())
        panel.filter.setCurrentText(str(only))
        panel.search.setText(search)
        return sized(panel, _SIDE)

    shown: list[Shown] = [
        ("Nothing happened", made(found=False)),
        ("Nothing of that kind", made(found=True, search="PEPE")),
        ("Something happened", made(found=True)),
    ]
    save(studio, "states-alerts", shown, 3)


def tape(studio: Studio) -> None:
    main, titles = studio.session.window, real_titles()
    events = list(main.tape._list.rows)[:30]
    feeds = ("binance", "bybit", "bitfinex", "kraken", "deribit")

    def rows(down: int) -> list[Health]:
        return [
            row_of(venue, Channel.LIQUIDATIONS, State.DOWN, REFUSED)
            if place < down
            else row_of(venue, Channel.LIQUIDATIONS, State.LIVE)
            for place, venue in enumerate(feeds)
        ]

    def made(down: int, *, read: bool = True, some: bool = True, least: str = "") -> QWidget:
        panel = Tape(main.palette_now)
        panel.set_titles({**main._parts.titles, **titles})
        panel.begin("BTC")
        panel.filters.least.setText(least)
        if read:
            panel.add(events if some else [])
        panel.show_health(rows(down))
        return sized(panel, _SIDE)

    shown: list[Shown] = [
        ("Being read", made(0, read=False)),
        ("Alive and quiet", made(0, some=False)),
        ("Nothing so large", made(0, some=False, least="50M")),
        ("All feeds live", made(0)),
        ("Some feeds down", made(2)),
        ("All feeds down, nothing received", made(5, some=False)),
    ]
    save(studio, "states-tape", shown, 3)


def tiles(studio: Studio) -> None:
    """The strip of the window itself, and one before anything arrived."""
    main = studio.session.window
    nothing = TileStrip(main.palette_now)
    nothing.show_asset(_unknown(views_of(studio)[0]))
    main.setFocus()
    studio.size(_WIDE, 900)
    live = main.tiles.grab()
    studio.size(_SMALL, 600)
    main.tiles.tell(now_of(studio) + OLD_MS)
    old = main.tiles.grab()
    main.tiles.tell(now_of(studio))
    shown: list[Shown] = [
        ("Nothing received yet", sized(nothing, (_WIDE, 82))),
        ("Live", live),
        ("Nothing new for a while, in the smallest window", old),
    ]
    save(studio, "states-tiles", shown, 1)


def foot(studio: Studio) -> None:
    colors, titles = studio.session.window.palette_now, real_titles()
    venues = list(titles)

    def made(width: int, bad: int, state: State, *, loads: bool = False) -> QWidget:
        bar = StatusBar(titles, colors, {"mood": "Mood"})
        rows = [
            row_of(venue, Channel.CANDLES, state if place < bad else State.LIVE, REFUSED)
            for place, venue in enumerate([*venues, "mood"])
        ]
        bar.show_health(rows)
        bar._meter.read = lambda: 0.6  # type: ignore[method-assign]
        bar.show_cost(None, 412_000_000)
        bar.show_progress(Progress(22, 400) if loads else Progress(0, 0))
        return sized(bar, (width, 28))

    shown: list[Shown] = [
        ("All heard", made(_WIDE, 0, State.LIVE)),
        ("Three are stale", made(_WIDE, 3, State.STALE)),
        ("Nobody can be reached, history is to be loaded", made(_WIDE, 15, State.DOWN, loads=True)),
        ("The same in the smallest window", made(_SMALL, 15, State.DOWN, loads=True)),
    ]
    save(studio, "states-foot", shown, 1)


def chart(studio: Studio) -> None:
    """The page in the chart's place."""
    session, titles = studio.session, real_titles()
    retry_ms = session.desk._clock.now_ms() + 9_000

    def made(rows: list[Health]) -> QWidget:
        page = Offline(titles, session.desk._clock)
        page.set_palette(session.window.palette_now)
        page.show_health(rows)
        return sized(page, (640, 400))

    down = [row_of(venue, Channel.CANDLES, State.DOWN, REFUSED, retry_ms) for venue in titles]
    some = [
        row_of("bybit", Channel.CANDLES, State.BLOCKED, _BLOCKED, retry_ms),
        *(one for one in down if one.venue in ("htx", "kraken")),
        *(row_of(venue, Channel.CANDLES, State.LIVE) for venue in ("binance", "okx", "gate")),
    ]
    shown = [("Some venues answer", made(some)), ("No venue can be reached", made(down))]
    save(studio, "states-chart", shown, 2)


# --- the first run -------------------------------------------------------------------------------


def first_run(studio: Studio) -> None:
    """Its three steps over the window."""
    main, session = studio.session.window, studio.session
    studio.size(1_200, 760)
    parts = FirstParts(
        session.desk,
        main._parts.sources,
        main._parts.titles,
        session.notifier,
        session.desk._clock.now_ms,
    )
    first = FirstRunning(parts, main)
    first.open()
    studio.settle(2.0)
    for step in ("coins", "levels", "notifications"):
        studio.save(f"first-{step}", first.sheet.grab())
        first.sheet.further.click()
        studio.settle(3.0)


STATES: dict[str, Callable[[Studio], None]] = {
    "states-watchlist": watchlist,
    "states-ladder": ladder,
    "states-alerts": alerts,
    "states-tape": tape,
    "states-tiles": tiles,
    "states-foot": foot,
    "states-chart": chart,
    "first-run": first_run,
}
