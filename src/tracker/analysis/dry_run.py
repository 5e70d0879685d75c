"""What a rule would have said of a level over known candles, and what came of it.

Reference: docs/methodology.md, section 1.8. The measure is that of the table in section 1.6, here over
one level and the candles at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from statistics import median

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns, Floats
from tracker.analysis.levels import Fold, LevelMachine, role_at
from tracker.domain.level import Event, Role, Rule, Transition, transition_id
from tracker.domain.times import H1, HOUR_MS, Interval

#: So long after an alert it is looked at what came of it.
OUTCOME_MS = 72 * HOUR_MS
#: A break went on once price traded so far beyond the level; it was reclaimed once two closes in a row
#: lay so far back.
FURTHER, BACK = 0.03, 0.0025
#: Candles before the first judged one that go into the ATR.
_WARM_UP = 200
_FOREVER_MS = 1 << 62
#: With fewer alerts a share says nothing: one more would move it by more than five points.
ENOUGH = 20


class Outcome(StrEnum):
    """What came of an alert within the time it is looked at."""

    RECLAIMED = "reclaimed"
    FURTHER = "further"
    NEITHER = "neither"
    OPEN = "open"  # the candles end before it is known


class RuleRun(Struct, frozen=True):
    """One rule over the candles.

    Attributes:
        transitions: what happened, oldest first.
        candles: how many candles of the rule's timeframe were judged.
        reclaimed, further, neither: what came of the alerts; the rest is open, since the candles end
            before it is known.
        delays_ms: from the close of the first candle that traded beyond to the alert, one an alert.
        outcome_ms: the length of the candles that the outcomes and delays were read from.
    """

    rule: Rule
    transitions: tuple[Transition, ...]
    candles: int
    reclaimed: int
    further: int
    neither: int
    delays_ms: tuple[int, ...]
    outcome_ms: int

    @property
    def alerts(self) -> int:
        """How often the rule fired."""
        return len(self.delays_ms)

    @property
    def known(self) -> int:
        """Of how many alerts it is known what came of them."""
        return self.reclaimed + self.further + self.neither

    @property
    def median_delay_ms(self) -> float | None:
        """The median delay; None without an alert."""
        return median(self.delays_ms) if self.delays_ms else None


class DryRun(Struct, frozen=True):
    """Rules over one level and the same candles.

    Attributes:
        role: what the level was made as, at the first candle.
        unfit: rules whose timeframe is not made of such candles.
    """

    asset: str
    price: float
    role: Role
    runs: tuple[RuleRun, ...]
    unfit: tuple[Rule, ...]

    @property
    def transitions(self) -> list[Transition]:
        """What happened under all rules, by time; of one moment the shorter timeframe first."""
        found = [one for run in self.runs for one in run.transitions]
        return sorted(found, key=lambda one: (one.at_ms, one.at_ms - one.bar_open_ms))


def dry_run(
    candles: CandleColumns,
    asset: str,
    price: float,
    rules: Sequence[Rule],
    *,
    role: Role | None = None,
    start_ms: int | None = None,
) -> DryRun | None:
    """Judge a level as if it had been made on the first candle; None where there is no candle.

    Args:
        candles: of one market; unclosed ones are passed over.
        role: None for what price says: support where the first close is above the level.
        start_ms: the level is made on the first candle that opens then or later; earlier ones only go
            into the ATR. None: on the first of all.
    """
    candles = candles.finished()
    judged = candles if start_ms is None else candles.between(start_ms, _FOREVER_MS)
    if not len(judged):
        return None
    made_as = role or role_at(float(judged.close[0]), price)
    runs: list[RuleRun] = []
    unfit: list[Rule] = []
    for wanted in rules:
        rule = on_candles(wanted, candles.interval_ms)
        if rule.timeframe.ms % candles.interval_ms:
            unfit.append(rule)
        else:
            runs.append(_run(candles, int(judged.open_ms[0]), (asset, price, made_as), rule))
    return DryRun(asset, price, made_as, tuple(runs), tuple(unfit))


def on_candles(rule: Rule, interval_ms: int) -> Rule:
    """The rule as it is judged on candles of this length.

    A rule that fires on a touch takes the candles as they are, for a touch within a longer candle is
    one too; it flips after as much time.
    """
    if not rule.on_touch or interval_ms == rule.timeframe.ms:
        return rule
    bars = max(1, rule.flip_bars * rule.timeframe.ms // interval_ms)
    return replace(rule, timeframe=Interval.of(interval_ms), flip_bars=bars)


def _run(
    candles: CandleColumns, start_ms: int, level: tuple[str, float, Role], rule: Rule
) -> RuleRun:
    asset, price, role = level
    series = aggregate(candles, rule.timeframe)
    judged = series.between(start_ms, _FOREVER_MS)
    machine = LevelMachine(asset, price, role, rule, Fold())
    machine.warm_up(series.between(0, start_ms).tail(_WARM_UP))
    found = [replace(one, late=True, id=transition_id(one, 1)) for one in machine.feed(judged)]
    after = _After.of(candles, price, role)
    pierced = {one.cycle: one for one in found if one.event is Event.PIERCED}
    broken = [one for one in found if one.event is Event.BROKEN]
    outcomes = Counter(after.outcome(one) for one in broken)
    return RuleRun(
        rule,
        tuple(found),
        len(judged),
        reclaimed=outcomes[Outcome.RECLAIMED],
        further=outcomes[Outcome.FURTHER],
        neither=outcomes[Outcome.NEITHER],
        delays_ms=tuple(one.at_ms - after.first_beyond_ms(pierced[one.cycle]) for one in broken),
        outcome_ms=after.hours.interval_ms,
    )


class _After(Struct, frozen=True, eq=False):
    """The candles as the level sees them: fractions of its price, negative beyond it."""

    parts: CandleColumns
    far: Floats
    hours: CandleColumns
    hours_far: Floats
    hours_close: Floats

    @classmethod
    def of(cls, candles: CandleColumns, price: float, role: Role) -> _After:
        sign = 1 if role is Role.SUPPORT else -1
        whole = H1.ms % candles.interval_ms == 0
        hours = aggregate(candles, H1) if whole else candles

        def far(series: CandleColumns) -> Floats:
            return sign * ((series.low if sign > 0 else series.high) / price - 1)

        return cls(candles, far(candles), hours, far(hours), sign * (hours.close / price - 1))

    def first_beyond_ms(self, pierced: Transition) -> int:
        """The close of the first candle that traded beyond, within the one that noticed it."""
        first, end = np.searchsorted(self.parts.open_ms, (pierced.bar_open_ms, pierced.at_ms))
        at = first + int(np.argmax(self.far[first:end] < 0))
        return int(self.parts.open_ms[at]) + self.parts.interval_ms

    def outcome(self, broken: Transition) -> Outcome:
        """What came of an alert."""
        opens = self.hours.open_ms
        begin, alert, end = np.searchsorted(
            opens, (broken.bar_open_ms, broken.at_ms, broken.at_ms + OUTCOME_MS)
        ).tolist()
        if (self.hours_far[begin:alert] <= -FURTHER).any():
            return Outcome.FURTHER
        further = np.flatnonzero(self.hours_far[alert:end] <= -FURTHER)
        back = self.hours_close[alert:end] >= BACK
        runs = np.flatnonzero(back[1:] & back[:-1]) + 1
        if len(further) and (not len(runs) or further[0] <= runs[0]):
            return Outcome.FURTHER
        if len(runs):
            return Outcome.RECLAIMED
        is_over = len(opens) and opens[-1] + self.hours.interval_ms >= broken.at_ms + OUTCOME_MS
        return Outcome.NEITHER if is_over else Outcome.OPEN
