"""The level state machine: a pure fold over closed candles that tells a wick from a break.

Reference: docs/methodology.md, sections 1.2 and 1.3. The same fold
serves support and, mirrored, resistance. It knows no clock: what is late is for the watch to say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from tracker.analysis.atr import smoothed, true_range
from tracker.analysis.columns import CandleColumns
from tracker.domain.level import Event, LevelState, Role, Rule, Transition

_HOME = (LevelState.ARMED, LevelState.TESTING, LevelState.PIERCED)


class Fold(Struct):
    """All that a rule remembers between two candles; plain numbers, so that it is one JSON row."""

    state: LevelState = LevelState.NEW
    cycle: int = 1
    last_open_ms: int | None = None
    beyond_run: int = 0
    back_run: int = 0
    bars_broken: int = 0
    been_away: bool = False
    worst: float = 0.0
    atr_value: float = 0.0
    atr_count: int = 0
    previous_close: float | None = None
    ignored: int = 0
    malformed: int = 0

    def widen(self, high: float, low: float, close: float) -> None:
        """Let one more candle into the ATR."""
        spread = true_range(high, low, self.previous_close)
        self.atr_value = smoothed(self.atr_value, self.atr_count, spread)
        self.atr_count += 1
        self.previous_close = close

    def to_row(self) -> dict[str, Any]:
        """The state as JSON-ready values."""
        # Not asdict(): it copies every value deeply, and this runs on every candle of every rule.
        return {name: getattr(self, name) for name in _NAMES}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Fold:
        """The state that `to_row` gave."""
        return cls(**{**row, "state": LevelState(row["state"])})


_NAMES = tuple(one.name for one in fields(Fold))


class LevelMachine(Struct):
    """One rule of one level, folding candles of the rule's timeframe one after the other."""

    asset: str
    price: float
    role: Role
    rule: Rule
    fold: Fold

    def warm_up(self, candles: CandleColumns) -> None:
        """Let earlier closed candles into the ATR without judging them; malformed ones are left out."""
        for _, high, low, close, closed in _rows(candles):
            if closed and _is_sound(high, low, close):
                self.fold.widen(high, low, close)

    def feed(self, candles: CandleColumns) -> list[Transition]:
        """Fold candles, oldest first, and return what happened; unclosed ones are passed over.

        Raises:
            ValueError: where the candles are of another timeframe than the rule's.
        """
        if candles.interval_ms != self.rule.timeframe.ms:
            raise ValueError(f"{self.rule.word} does not look at {candles.interval_ms} ms candles")
        events: list[Transition] = []
        for open_ms, high, low, close, closed in _rows(candles):
            if closed:
                events += self.step(open_ms, high, low, close)
        return events

    def step(self, open_ms: int, high: float, low: float, close: float) -> list[Transition]:
        """Fold one closed candle.

        One that is not newer than the last is ignored and counted, a malformed one dropped and
        counted.
        """
        fold = self.fold
        if fold.last_open_ms is not None and open_ms <= fold.last_open_ms:
            fold.ignored += 1
            return []
        if not _is_sound(high, low, close):
            fold.malformed += 1
            return []
        gap = (
            fold.last_open_ms is not None and open_ms != fold.last_open_ms + self.rule.timeframe.ms
        )
        if gap:
            fold.beyond_run = fold.back_run = 0
        fold.last_open_ms = open_ms
        events = self._judge(self._read(open_ms, high, low, close, gap=gap))
        fold.widen(high, low, close)
        return events

    def _read(self, open_ms: int, high: float, low: float, close: float, *, gap: bool) -> _Reading:
        """The candle as the level sees it: fractions of its price, positive on the home side."""
        price, atr = self.price, self.fold.atr_value / self.price
        if self.role is Role.SUPPORT:
            x_close, far, near = close - price, low - price, high - price
        else:
            x_close, far, near = price - close, price - high, price - low
        return _Reading(
            self.rule, open_ms, close, x_close / price, far / price, near / price, atr, gap
        )

    def _judge(self, bar: _Reading) -> list[Transition]:
        fold = self.fold
        if fold.state is LevelState.NEW:
            if bar.close < 0:
                fold.state = LevelState.FLIPPED
                return [self._event(bar, Event.ALREADY_BEYOND)]
            fold.state = LevelState.ARMED if bar.close >= bar.rearm else LevelState.TESTING
            return []
        return self._judge_home(bar) if fold.state in _HOME else self._judge_broken(bar)

    def _judge_home(self, bar: _Reading) -> list[Transition]:
        fold, rule = self.fold, self.rule
        events: list[Transition] = []
        if fold.state is LevelState.ARMED and bar.far > bar.touch:
            return events
        if fold.state is not LevelState.PIERCED and bar.far < 0:
            fold.state = LevelState.PIERCED
            fold.worst = bar.far
            events.append(self._event(bar, Event.PIERCED))
        elif fold.state is LevelState.ARMED:
            fold.state = LevelState.TESTING
            events.append(self._event(bar, Event.TOUCHED))
        if fold.state is LevelState.PIERCED:
            fold.worst = min(fold.worst, bar.far)
        fold.beyond_run = fold.beyond_run + 1 if bar.close < -bar.buffer else 0

        reason = None
        if rule.on_touch:
            reason = "touch" if bar.far < 0 else None
        elif bar.close < -bar.big:
            reason = "extension"
        elif fold.beyond_run >= rule.closes:
            reason = "closes"
        if reason is not None:
            fold.state = LevelState.BROKEN
            fold.beyond_run = fold.back_run = fold.bars_broken = 0
            fold.been_away = bar.close <= -bar.rearm
            events.append(self._event(bar, Event.BROKEN, reason))
        elif bar.close >= bar.rearm:
            pierced = fold.state is LevelState.PIERCED
            fold.state = LevelState.ARMED
            events.append(self._event(bar, Event.FALSE_BREAK if pierced else Event.HELD))
            self._next_cycle()
        return events

    def _judge_broken(self, bar: _Reading) -> list[Transition]:
        fold, rule = self.fold, self.rule
        fold.bars_broken += 1
        if fold.worst < 0:
            fold.worst = min(fold.worst, bar.far)
        fold.been_away = fold.been_away or bar.close <= -bar.rearm
        fold.back_run = fold.back_run + 1 if bar.close > bar.buffer else 0
        if fold.back_run >= rule.reclaim_closes or bar.close > bar.big:
            fold.state = LevelState.ARMED if bar.close >= bar.rearm else LevelState.TESTING
            event = self._event(bar, Event.RECLAIMED)
            self._next_cycle()
            return [event]
        if fold.state is LevelState.BROKEN and fold.been_away and bar.near >= -bar.touch:
            fold.state = LevelState.RETEST
            return [self._event(bar, Event.RETEST)]
        if fold.state is LevelState.RETEST and bar.close <= -bar.rearm:
            fold.state = LevelState.FLIPPED
            return [self._event(bar, Event.REJECTED), self._event(bar, Event.FLIPPED)]
        if fold.state is LevelState.BROKEN and fold.bars_broken >= rule.flip_bars:
            fold.state = LevelState.FLIPPED
            return [self._event(bar, Event.FLIPPED)]
        return []

    def _next_cycle(self) -> None:
        fold = self.fold
        fold.cycle += 1
        fold.beyond_run = fold.back_run = fold.bars_broken = 0
        fold.been_away = False
        fold.worst = 0.0

    def _event(self, bar: _Reading, event: Event, reason: str | None = None) -> Transition:
        fold = self.fold
        sign = 1.0 if self.role is Role.SUPPORT else -1.0
        return Transition(
            asset=self.asset,
            level=self.price,
            role=self.role,
            rule=self.rule.word,
            timeframe=self.rule.timeframe.name,
            cycle=fold.cycle,
            event=event,
            reason=reason,
            state=fold.state,
            bar_open_ms=bar.open_ms,
            at_ms=bar.open_ms + self.rule.timeframe.ms,
            price=bar.price,
            extreme=self.price * (1 + sign * fold.worst) if fold.worst < 0 else None,
            gap=bar.gap,
        )


def _rows(candles: CandleColumns) -> Iterator[tuple[int, float, float, float, bool]]:
    """(open_ms, high, low, close, closed) as plain numbers, which are faster than numpy's own."""
    return zip(
        candles.open_ms.tolist(),
        candles.high.tolist(),
        candles.low.tolist(),
        candles.close.tolist(),
        candles.closed.tolist(),
        strict=True,
    )


def _is_sound(high: float, low: float, close: float) -> bool:
    # NaN compares false.
    return 0 < low <= close <= high < math.inf


class _Reading(Struct):
    """`close`, `far`, `near` and the zones are fractions of the level, negative beyond it."""

    rule: Rule
    open_ms: int
    price: float
    close: float
    far: float
    near: float
    atr: float
    gap: bool

    # Most candles are far from the level and need one zone at most, so each is made when asked for.
    @property
    def buffer(self) -> float:
        return max(self.rule.buffer_pct / 100, self.rule.buffer_atr * self.atr)

    @property
    def rearm(self) -> float:
        return max(self.rule.rearm_pct / 100, self.rule.rearm_atr * self.atr)

    @property
    def touch(self) -> float:
        return max(self.rule.touch_pct / 100, self.rule.touch_atr * self.atr)

    @property
    def big(self) -> float:
        if self.rule.big_pct is None:
            return math.inf
        return max(self.rule.big_pct / 100, self.rule.big_atr * self.atr)


def role_at(price: float, level: float) -> Role:
    """A level is a support where price stands above it, else a resistance."""
    return Role.SUPPORT if price > level else Role.RESISTANCE
