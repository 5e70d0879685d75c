"""Values for panels, and an engine that answers when the test says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from tracker.analysis.columns import LineColumns
from tracker.analysis.liquidations import Total
from tracker.analysis.open_interest import InterestLine
from tracker.analysis.open_interest_split import InterestSplit, Missing, split_venue
from tracker.domain.alert import Alert, Priority
from tracker.domain.candle import Candle
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind, Liquidation, Side
from tracker.domain.health import Channel, Health, State
from tracker.domain.level import Event, Level, LevelState, Role, Transition
from tracker.domain.market import Contract, Market
from tracker.domain.times import DAY_MS, H1, HOUR_MS, Interval, parse_iso
from tracker.services.flows import Flows
from tracker.services.lane import Haste
from tracker.services.notices import Notice
from tracker.services.views import AssetView, ChartView, LevelRow
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from ui.charts.samples import bars, candles, line, pixels

NOW_MS = parse_iso("2026-02-12T09:30:00Z")
TITLES = {"spot": "Spot", "alpha": "Alpha", "beta": "Beta"}


def market(asset: str = "BTC", venue: str = "spot") -> Market:
    return Market(venue, f"{asset}USDT", asset, Contract.SPOT)


def level_row(
    price: float = 70_000.0,
    state: LevelState = LevelState.ARMED,
    *,
    level_id: int = 1,
    asset: str = "BTC",
    role: Role | None = Role.SUPPORT,
    since_ms: int | None = None,
) -> LevelRow:
    level = Level(level_id, asset, "spot", price, role, ("hourly",), "", 0)
    row = LevelRow(level, state, since_ms, "")
    from datetime import UTC

    return replace(row, words=row.words_in(UTC))


def coverage(*shares: float, kind: FeedKind = FeedKind.COMPLETE) -> Coverage:
    names = list(TITLES)[1:]
    return Coverage(
        tuple(VenueCoverage(name, share, kind) for name, share in zip(names, shares, strict=True))
    )


def asset_view(asset: str = "BTC", price: float | None = 67_450.0, **changes: Any) -> AssetView:
    times = NOW_MS + np.arange(-48, 0, dtype=np.int64) * HOUR_MS
    view = AssetView(
        asset=asset,
        market=market(asset),
        price=price,
        price_at_ms=NOW_MS,
        change_24h=-0.0137,
        mark=None,
        daily_atr=None,
        spark=LineColumns(HOUR_MS, times, np.linspace(68_000, 67_450, 48)),
        nearest=level_row(),
        liquidations_24h=Total(180e6, 57e6, 100, 2e6, coverage(0.6, 0.62)),
        interest_coin=612_400.0,
        interest_usd=41.3e9,
        interest_venues=("alpha", "beta"),
        interest_24h=interest_split(-0.02, -0.025),
        recorded_since_ms=NOW_MS - 30 * HOUR_MS,
    )
    return replace(view, **changes)


def interest_split(price: float, contracts: float, *missing: Missing) -> InterestSplit:
    """A day in which price and the contracts of one linear venue changed by so much."""
    then, now = (1_000.0, 1e6), (1_000 * (1 + contracts), 1e6 * (1 + contracts) * (1 + price))
    part = split_venue("alpha", Contract.LINEAR, then, now)
    return InterestSplit(NOW_MS - DAY_MS, NOW_MS, (part,), missing)


def unknown_view(asset: str = "BTC") -> AssetView:
    """Nothing was received of it."""
    return asset_view(
        asset,
        None,
        price_at_ms=None,
        change_24h=None,
        spark=LineColumns.empty(HOUR_MS),
        nearest=None,
        liquidations_24h=Total(0.0, 0.0, 0, None, coverage(0.0, 0.0)),
        interest_coin=None,
        interest_usd=None,
        interest_venues=(),
        interest_24h=InterestSplit(NOW_MS - DAY_MS, NOW_MS),
        recorded_since_ms=None,
    )


def chart_view(asset: str = "BTC", interval: Interval = H1, **changes: Any) -> ChartView:
    count = changes.pop("count", 200)
    start_ms = interval.floor(NOW_MS) - (count - 1) * interval.ms
    view = ChartView(
        asset=asset,
        market=market(asset),
        interval=interval,
        candles=candles(count, start_ms=start_ms, step_ms=interval.ms),
        liquidations=bars(count, start_ms=start_ms),
        coverage=coverage(0.6, 0.62),
        interest=InterestLine(line(count, start_ms=start_ms), ("alpha", "beta"), ()),
        levels=(level_row(asset=asset),),
    )
    return replace(view, **changes)


def bare_view(asset: str = "BTC", interval: Interval = H1, **changes: Any) -> ChartView:
    """A chart of which only the candles were read."""
    none = Flows.none(interval.ms)
    return chart_view(
        asset,
        interval,
        liquidations=none.liquidations,
        coverage=none.coverage,
        interest=none.interest,
        is_whole=False,
        **changes,
    )


def candle(
    close: float,
    *,
    asset: str = "BTC",
    interval: Interval = H1,
    at_ms: int = NOW_MS,
    venue: str = "spot",
) -> Candle:
    opened = close - 10
    return Candle(
        market(asset, venue),
        interval,
        interval.floor(at_ms),
        opened,
        close + 5,
        opened - 5,
        close,
        3.0,
        closed=False,
    )


def liquidation(
    at_ms: int = NOW_MS,
    side: Side = Side.LONG,
    usd: float = 1.24e6,
    *,
    asset: str = "BTC",
    venue: str = "alpha",
    price: float = 67_431.0,
) -> Liquidation:
    return Liquidation(market(asset, venue), at_ms, side, price, usd / price, usd)


def transition(event: Event = Event.BROKEN, **changes: Any) -> Transition:
    one = Transition(
        asset="BTC",
        level=70_000.0,
        role=Role.SUPPORT,
        rule="hourly",
        timeframe="1h",
        cycle=1,
        event=event,
        reason="closes",
        state=LevelState.BROKEN,
        bar_open_ms=NOW_MS - 2 * HOUR_MS,
        at_ms=NOW_MS - HOUR_MS,
        price=69_412.0,
        extreme=69_300.0,
        gap=False,
        id="t1",
    )
    return replace(one, **changes)


def alert(**changes: Any) -> Alert:
    one = Alert(
        rule_id=7,
        cycle=1,
        asset="BTC",
        condition="move:1h-3%",
        at_ms=NOW_MS,
        title="BTC −3.1\u202f% in 1h",
        body="67,450 on Spot, from 69,600.",
        priority=Priority.NORMAL,
        value=-3.1,
        coverage=1.0,
    )
    return replace(one, **changes)


def notice(name: str = "n1", **changes: Any) -> Notice:
    one = Notice(f"BTC {name} broken", "2 closes below, 69,412.", "BTC", NOW_MS, (name,))
    return replace(one, **changes)


def health(
    venue: str = "alpha",
    channel: Channel = Channel.CANDLES,
    state: State = State.LIVE,
    reason: str | None = None,
    retry_at_ms: int | None = None,
) -> Health:
    return Health(venue, channel, state, NOW_MS, 60.0, reason, retry_at_ms)


class FixedClock:
    """A clock that a test sets."""

    def __init__(self, at_ms: int = NOW_MS) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms


@dataclass
class Asked:
    """One question to the engine, to be answered by the test."""

    query: Callable[[Any, Any], Any]
    then: Callable[[Any], None]
    failed: Callable[[str], None] | None
    haste: Haste = Haste.USUAL


class FakeEngine(QObject):
    """An engine whose store answers when the test says so."""

    updated = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.is_ready = True
        self.is_running = True
        self.asked: list[Asked] = []
        #: What takes long and keeps nothing waiting.
        self.studied: list[Asked] = []
        self.submitted: list[tuple[Any, Any, Any]] = []
        self.ahead: dict[str, int] = {}

    def ahead_ms(self, venue: str) -> int:
        return self.ahead.get(venue, 0)

    def ask(self, query: Any, then: Any, failed: Any = None, *, haste: Haste = Haste.USUAL) -> None:
        asked = self.studied if haste is Haste.SLOW else self.asked
        asked.append(Asked(query, then, failed, haste))

    def submit(self, work: Any, then: Any = None, failed: Any = None) -> None:
        self.submitted.append((work, then, failed))


Store = tuple[MarketReader | None, Journal | None]


def click(qtbot: Any, widget: QWidget, at: QPoint | None = None) -> None:
    """A press and a release of the left button."""
    if at is None:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    else:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)


def picture(widget: QWidget) -> np.ndarray:
    """A widget as rows of (red, green, blue)."""
    return pixels(widget.grab().toImage())


def has_color(shot: np.ndarray, color: QColor, *, least: int = 1) -> bool:
    """Whether so many pixels have this colour, give or take what antialiasing does."""
    wanted = np.array([color.red(), color.green(), color.blue()], np.int16)
    return int((np.abs(shot.astype(np.int16) - wanted).max(axis=-1) <= 3).sum()) >= least
