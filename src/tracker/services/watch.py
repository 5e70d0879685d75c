"""Judges the user's levels on every closed candle, from the stored series and not from the stream.

That makes the order of arrival irrelevant: a candle beyond a hole waits until the hole is filled or
known to be unfillable (bounded by `_PATIENCE_S`), and the same candles give the same events after
any number of restarts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.levels import Fold, LevelMachine, role_at
from tracker.domain.health import Channel
from tracker.domain.level import Level, Role, Rule, Transition, rules_on
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, Interval, base_interval
from tracker.services.history import History, Want
from tracker.services.storage import Storage
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS, MarketReader

log = logging.getLogger(__name__)

#: Candles of one market and interval.
Series = tuple[Market, Interval]
#: How long a candle beyond a hole waits for the hole to be filled.
_PATIENCE_S = 60.0
#: Decided so long after the close of its candle, an event was found after the fact.
LATE_AFTER_MS = 120_000
#: A level is placed on the newest candle of the cache unless that is older than this.
_FRESH_MS = DAY_MS
#: Candles before the placing one that go into the ATR; Wilder's memory of older ones is below 1e-6.
WARM_UP = 200


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch without candles that a level's series runs into."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one look at a series gave: new events, and the hole that stopped it, if any."""

    transitions: tuple[Transition, ...] = ()
    hole: Hole | None = None


class Watch:
    """Folds the stored candles of every watched level."""

    def __init__(
        self,
        storage: Storage,
        history: History,
        *,
        venue_now_ms: Callable[[str], int],
        on_events: Callable[[], Awaitable[None]],
    ) -> None:
        self._storage = storage
        self._history = history
        self._venue_now_ms = venue_now_ms
        self._on_events = on_events
        self._locks: dict[Series, asyncio.Lock] = {}

    async def check(self, series: Iterable[Series]) -> None:
        """Judge every level on these series, all that can be judged now at once.

        Candles of all coins close together, so that their levels break together: one transaction
        and one delivery for all of them, or the last would wait for those before it. What has a
        hole, or waits for one to be filled, is judged apart.
        """
        wanted = sorted(
            series, key=_order
        )  # all take locks in one order, or two might wait for ever
        free = [one for one in wanted if not self._lock_of(one).locked()]
        apart = [one for one in wanted if one not in free]
        async with AsyncExitStack() as held:
            for one in free:
                await held.enter_async_context(self._lock_of(one))
            holes = await self._judge(free, holes_ok=False)
        await asyncio.gather(*(self._check_apart(one) for one in (*apart, *holes)))

    async def _check_apart(self, series: Series) -> None:
        """Judge one series; where it has a hole, fill it first."""
        async with self._lock_of(series):
            holes = await self._judge([series], holes_ok=False)
            if series in holes:
                await self._fill(*series, holes[series])
                await self._judge([series], holes_ok=True)

    def _lock_of(self, series: Series) -> asyncio.Lock:
        return self._locks.setdefault(series, asyncio.Lock())

    async def _fill(self, market: Market, interval: Interval, hole: Hole) -> None:
        series = (Channel.CANDLES, market, interval)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._history.settle(series)
                bounds_ms = (hole.start_ms, hole.end_ms)
                want = Want(-10, Channel.CANDLES, market, interval, *bounds_ms, again=True)
                await self._history.want(want)
                await self._history.settle(series)
        except TimeoutError:
            log.warning(
                "%s %s: a hole could not be filled in %d s; levels are judged across it",
                market.symbol,
                interval,
                _PATIENCE_S,
            )

    async def _judge(self, series: Sequence[Series], *, holes_ok: bool) -> dict[Series, Hole]:
        """Judge these; the holes that stopped some of them."""
        if not series:
            return {}
        now_ms = {market.venue: self._venue_now_ms(market.venue) for market, _ in series}

        def judge_all(reader: MarketReader, journal: Journal) -> dict[Series, Verdict]:
            # One commit for all: a commit each would be most of the work.
            with journal.transaction():
                return {
                    (market, interval): judge(
                        reader,
                        journal,
                        market,
                        interval,
                        now_ms=now_ms[market.venue],
                        holes_ok=holes_ok,
                    )
                    for market, interval in series
                }

        verdicts = await self._storage.judge(judge_all)
        if any(verdict.transitions for verdict in verdicts.values()):
            await self._on_events()
        return {one: verdict.hole for one, verdict in verdicts.items() if verdict.hole is not None}


def _order(series: Series) -> tuple[str, str, int]:
    market, interval = series
    return market.venue, market.symbol, interval.ms


def judge(
    reader: MarketReader,
    journal: Journal,
    market: Market,
    interval: Interval,
    *,
    now_ms: int,
    holes_ok: bool,
) -> Verdict:
    """Fold what is new of one series into all levels on it; writes the journal, all or nothing.

    A level that has expired is judged up to its expiry and no further.

    Args:
        now_ms: the venue's present time, to tell what was found after the fact.
        holes_ok: fold across holes instead of stopping at the first one.
    """
    found: list[Transition] = []
    hole: Hole | None = None
    series = _Series(reader, market)
    with journal.transaction():
        for level in journal.levels(market.asset):
            if level.venue != market.venue:
                continue
            for rule in rules_on(level, interval):
                new, rule_hole = _judge_rule(
                    series, journal, level, rule, now_ms=now_ms, holes_ok=holes_ok
                )
                found += new
                hole = hole or rule_hole
    found.sort(key=lambda one: (one.at_ms, -one.level))
    return Verdict(tuple(found), hole)


class _Series:
    """The candles of one market, each stretch read once however many levels stand on it."""

    def __init__(self, reader: MarketReader, market: Market) -> None:
        self._reader = reader
        self._market = market
        self._read: dict[tuple[Interval, int, int, int | None], CandleColumns] = {}

    def closed(
        self,
        timeframe: Interval,
        bounds_ms: tuple[int, int] = (0, FOREVER_MS),
        *,
        newest: int | None = None,
    ) -> CandleColumns:
        """Closed candles of a timeframe that open in the half-open window."""
        key = (timeframe, *bounds_ms, newest)
        if key not in self._read:
            self._read[key] = self._closed(timeframe, *bounds_ms, newest)
        return self._read[key]

    def _closed(
        self, timeframe: Interval, start_ms: int, end_ms: int, newest: int | None
    ) -> CandleColumns:
        read, market, base = self._reader.candles, self._market, base_interval(timeframe)
        if base == timeframe:
            return read(market, base, start_ms, end_ms, newest=newest, closed_only=True)
        count = timeframe.ms // base.ms
        start_ms = -(-start_ms // base.ms) * base.ms
        wanted = newest * count if newest is not None else None
        end_ms = min(end_ms + timeframe.ms - base.ms, FOREVER_MS)
        parts = read(market, base, start_ms, end_ms, newest=wanted, closed_only=True)
        return aggregate(parts, timeframe)


def _end_ms(level: Level, timeframe: Interval) -> int:
    """Before when a candle opens that may still be judged: it must close before the level expires."""
    return FOREVER_MS if level.expires_ms is None else level.expires_ms - timeframe.ms + 1


def is_spent(level: Level, rule: Rule, fold: Fold | None) -> bool:
    """Whether no candle that is to come can be judged: the level has expired, and was judged so far."""
    if level.expires_ms is None:
        return False
    # Not placed yet: the candle that was running when it was made may still be judged.
    last_ms = level.created_ms - 2 * rule.timeframe.ms
    if fold is not None and fold.last_open_ms is not None:
        last_ms = fold.last_open_ms
    return last_ms + rule.timeframe.ms >= _end_ms(level, rule.timeframe)


def _judge_rule(
    series: _Series,
    journal: Journal,
    level: Level,
    rule: Rule,
    *,
    now_ms: int,
    holes_ok: bool,
) -> tuple[list[Transition], Hole | None]:
    tf = rule.timeframe
    fold = journal.fold(level.id, rule.word)
    if is_spent(level, rule, fold):
        return [], None
    if fold is None:
        placed = _place(series, level, rule)
        if placed is None:
            return [], None
        level, fold, transitions = placed
        dated = _dated(transitions, now_ms)
        found = journal.keep_fold(level, rule.word, fold, dated, found_ms=now_ms)
    else:
        found = []
    start_ms = (fold.last_open_ms or 0) + 1
    candles = series.closed(tf, (start_ms, _end_ms(level, tf)))
    stop, hole = _until_hole(candles, fold.last_open_ms, tf, holes_ok=holes_ok)
    if stop:
        machine = LevelMachine(level.asset, level.price, level.role or Role.SUPPORT, rule, fold)
        dated = _dated(machine.feed(candles.head(stop)), now_ms)
        found += journal.keep_fold(level, rule.word, fold, dated, found_ms=now_ms)
    return found, hole


def _until_hole(
    candles: CandleColumns, last_open_ms: int | None, tf: Interval, *, holes_ok: bool
) -> tuple[int, Hole | None]:
    """How many candles may be folded, and the hole after them."""
    if holes_ok or last_open_ms is None:
        return len(candles), None
    expected = last_open_ms + tf.ms
    for at, open_ms in enumerate(candles.open_ms.tolist()):
        if open_ms != expected:
            return at, Hole(expected, open_ms)
        expected = open_ms + tf.ms
    return len(candles), None


def _dated(transitions: Iterable[Transition], now_ms: int) -> list[Transition]:
    """The same, marked where they were found after the fact."""
    return [replace(one, late=now_ms - one.at_ms > LATE_AFTER_MS) for one in transitions]


def _place(
    series: _Series, level: Level, rule: Rule
) -> tuple[Level, Fold, list[Transition]] | None:
    """Place a level on the candle that had closed when it was made; None where that must wait.

    Where the cache was stale then, it is placed on the first candle that closed afterwards.
    """
    tf = rule.timeframe
    # A candle that opened at `latest_ms` closed exactly when the level was made.
    latest_ms = level.created_ms - tf.ms
    candles = series.closed(tf, (0, latest_ms + 1), newest=WARM_UP)
    stale_ms = level.created_ms - max(_FRESH_MS, 2 * tf.ms)
    if not len(candles) or int(candles.open_ms[-1]) + tf.ms < stale_ms:
        candles = series.closed(tf, (latest_ms + 1, _end_ms(level, tf))).head(1)
    if not len(candles):
        return None
    role = level.role or role_at(float(candles.close[-1]), level.price)
    machine = LevelMachine(level.asset, level.price, role, rule, Fold())
    machine.warm_up(candles.head(-1))
    return replace(level, role=role), machine.fold, machine.feed(candles.tail(1))
