"""Judges the levels on one stored series: folds what has closed since the last look into events."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.analysis.levels import Fold, LevelMachine, role_at
from tracker.domain.level import Level, Role, Rule, Transition, rules_on
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, Interval, base_interval
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS, MarketReader

#: Candles of one market and interval.
Series = tuple[Market, Interval]
#: Decided so long after the close of its candle, an event was found after the fact.
LATE_AFTER_MS = 120_000
#: A level is placed on the newest candle of the cache unless that is older than this.
_FRESH_MS = DAY_MS
#: Candles before the placing one that go into the ATR; Wilder's memory of older ones is below 1e-6.
WARM_UP = 200


class Hole(Struct, frozen=True):
    """A stretch without candles that a level's series runs into."""

    start_ms: int
    end_ms: int


class Verdict(Struct, frozen=True):
    """What one look at a series gave: new events, and the hole that stopped it, if any."""

    transitions: tuple[Transition, ...] = ()
    hole: Hole | None = None


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
