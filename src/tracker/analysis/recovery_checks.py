"""The three conditions under which a sell-off is over, each with its numbers.

What is unknown never passes. Reference: docs/methodology.md, section 9.3.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from tracker.analysis.episode import TERMS, Defended, Memory, Reading, Terms
from tracker.domain.derivatives import Side
from tracker.domain.translating import tr


class Outcome(StrEnum):
    """What a check says."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "cannot assess"


class PriceCheck(Struct, frozen=True):
    """No new extreme for 24 hours, and every hourly close of them on the right side of the level.

    Attributes:
        held_ms: since the last new extreme; None where price was not known meanwhile.
        worst_close: the hourly close that came furthest.
        level: what is defended; the episode's own extreme where no level is on the list.
    """

    outcome: Outcome
    held_ms: int | None
    extreme: float | None
    worst_close: float | None
    level: Defended | None


class PaceCheck(Struct, frozen=True):
    """The pace is at most a quarter of the peak and one and a half times the base."""

    outcome: Outcome
    usd: float | None
    of_peak: float | None
    times: float | None
    coverage: float
    dead: tuple[str, ...]


class PositionsCheck(Struct, frozen=True):
    """Positions fell by less than 1 % in twelve hours."""

    outcome: Outcome
    change: float | None
    share: float | None


class Checks(Struct, frozen=True):
    """The three conditions under which it is over."""

    price: PriceCheck
    pace: PaceCheck
    positions: PositionsCheck

    @property
    def outcomes(self) -> tuple[Outcome, Outcome, Outcome]:
        """One after the other."""
        return self.price.outcome, self.pace.outcome, self.positions.outcome

    @property
    def passed(self) -> bool:
        """Whether all of them pass; what cannot be assessed does not."""
        return all(one is Outcome.PASS for one in self.outcomes)


def check(memory: Memory, reading: Reading, terms: Terms = TERMS) -> Checks:
    """The three checks of an episode at a reading that was folded in."""
    return Checks(
        _price(memory, reading, terms), _pace(memory, reading, terms), _positions(reading, terms)
    )


def _price(memory: Memory, reading: Reading, terms: Terms) -> PriceCheck:
    falling = memory.side is Side.LONG
    worst = reading.lowest_close if falling else reading.highest_close
    level = reading.support if falling else reading.resistance
    if level is None and memory.extreme is not None:
        level = Defended(
            memory.extreme, tr("the episode's low") if falling else tr("the episode's high")
        )
    held_ms = since(memory.extreme_ms, reading.at_ms)
    seen_ms = since(latest(memory.extreme_ms, memory.blind_ms), reading.at_ms)
    known_ms = held_ms if seen_ms == held_ms else None
    is_fresh = held_ms is not None and held_ms < terms.hold_ms
    is_under = level is not None and worst is not None and _is_beyond(worst, level, memory, terms)
    outcome = Outcome.PASS
    if is_fresh or is_under:
        outcome = Outcome.FAIL
    elif seen_ms is None or seen_ms < terms.hold_ms or worst is None or level is None:
        outcome = Outcome.UNKNOWN
    return PriceCheck(outcome, known_ms, memory.extreme, worst, level)


def _is_beyond(close: float, level: Defended, memory: Memory, terms: Terms) -> bool:
    if memory.side is Side.LONG:
        return close < level.price * (1 - terms.slack)
    return close > level.price * (1 + terms.slack)


def _pace(memory: Memory, reading: Reading, terms: Terms) -> PaceCheck:
    usd = reading.pace(memory.side).usd
    of_peak = usd / memory.peak_usd if usd is not None and memory.peak_usd > 0 else None
    times = usd / memory.base_usd if usd is not None and memory.base_usd else None
    outcome = Outcome.UNKNOWN
    if reading.is_assessable(terms) and of_peak is not None:
        if of_peak > terms.of_peak or (times is not None and times > terms.of_base):
            outcome = Outcome.FAIL
        elif times is not None:
            outcome = Outcome.PASS
    return PaceCheck(outcome, usd, of_peak, times, reading.coverage, reading.dead)


def _positions(reading: Reading, terms: Terms) -> PositionsCheck:
    change, share = reading.positions, reading.positions_share
    if change is None or share is None or share < terms.coverage:
        return PositionsCheck(Outcome.UNKNOWN, change, share)
    outcome = Outcome.PASS if change >= terms.positions else Outcome.FAIL
    return PositionsCheck(outcome, change, share)


def since(then_ms: int | None, now_ms: int) -> int | None:
    """How long ago a moment was; None where there was none."""
    return now_ms - then_ms if then_ms is not None else None


def latest(*times_ms: int | None) -> int | None:
    """The latest of the moments that there were."""
    return max((one for one in times_ms if one is not None), default=None)
