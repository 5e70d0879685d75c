"""Is it over? A pure fold over readings: stress, easing, stabilised, calm.

What is unknown never passes a check and never calms anything; what was seen is a lower bound, so that
too much of it alarms however little was seen. The same readings in any portions, after any number of
restarts, give the same turns. Reference: docs/methodology.md, section 9.2.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tracker.analysis.episode import TERMS, Memory, Pace, Phase, Reading, Terms, Turn
from tracker.analysis.recovery_checks import check, latest, since
from tracker.domain.derivatives import Side
from tracker.domain.translating import tr

#: So many of the newest turns of an episode are remembered.
_TURNS = 40


def fold(
    memory: Memory, readings: Iterable[Reading], terms: Terms = TERMS
) -> tuple[Memory, list[Turn]]:
    """Take in readings in their order; the turns they made."""
    turns = []
    for reading in readings:
        memory, turn = step(memory, reading, terms)
        if turn is not None:
            turns.append(turn)
    return memory, turns


def step(memory: Memory, reading: Reading, terms: Terms = TERMS) -> tuple[Memory, Turn | None]:
    """Take in one reading; one that is not newer than the last changes nothing."""
    if reading.at_ms <= memory.at_ms:
        return memory, None
    if memory.phase is Phase.CALM:
        memory = replace(
            memory,
            at_ms=reading.at_ms,
            venues=reading.venues,
            long_base_usd=reading.longs.base_usd,
            short_base_usd=reading.shorts.base_usd,
        )
        return _calm(memory, reading, terms)
    pace = reading.pace(memory.side)
    fresh, memory = follow(replace(memory, at_ms=reading.at_ms), reading)
    if memory.phase is Phase.STRESS:
        eased = reading.is_assessable(terms) and pace.usd is not None
        if eased and (pace.usd or 0.0) <= terms.easing * memory.peak_usd:
            return _turn(memory, reading, Phase.EASING, tr("pace at most half of its peak"))
        return memory, None
    if memory.phase is Phase.EASING:
        if check(memory, reading, terms).passed:
            return _turn(memory, reading, Phase.STABILISED, tr("all three checks pass"))
        if pace.usd is not None and pace.usd > terms.easing * memory.peak_usd:
            return _turn(memory, reading, Phase.STRESS, tr("pace above half of its peak again"))
        return memory, None
    return _stabilised(memory, reading, pace, terms, fresh=fresh)


def _calm(memory: Memory, reading: Reading, terms: Terms) -> tuple[Memory, Turn | None]:
    found = {
        side: times
        for side in Side
        if (times := reading.pace(side).times) is not None and times >= terms.entry
    }
    side = max(found, key=lambda one: found[one]) if found else reading.banner
    if side is None:
        return memory, None
    pace, extreme = reading.pace(side), _extreme(side, reading)
    known = extreme is not None
    memory = replace(
        memory,
        episode=memory.episode + 1,
        side=side,
        entered_ms=reading.at_ms,
        base_usd=pace.base_usd,
        peak_usd=pace.usd or 0.0,
        peak_ms=reading.at_ms,
        extreme=extreme,
        extreme_ms=reading.at_ms if known else None,
        blind_ms=None if known else reading.at_ms,
        timeline=(),
    )
    reason = (
        tr("pace {found:.1f} times its base", found=found[side])
        if found
        else tr("a cascade was announced")
    )
    return _turn(memory, reading, Phase.STRESS, reason)


def follow(memory: Memory, reading: Reading) -> tuple[bool, Memory]:
    """Peak and extreme of an episode go on with a reading; and whether price went to a new extreme."""
    pace = reading.pace(memory.side)
    if memory.base_usd is None and pace.base_usd is not None:
        # What was counted so far was not over these venues: its peak begins anew with them.
        memory = replace(
            memory,
            base_usd=pace.base_usd,
            venues=reading.venues,
            peak_usd=pace.usd or 0.0,
            peak_ms=reading.at_ms,
        )
    if pace.usd is not None and pace.usd > memory.peak_usd:
        memory = replace(memory, peak_usd=pace.usd, peak_ms=reading.at_ms)
    extreme = _extreme(memory.side, reading)
    if extreme is None:
        return False, replace(memory, blind_ms=reading.at_ms)
    sign = 1 if memory.side is Side.LONG else -1
    if memory.extreme is not None and sign * (extreme - memory.extreme) >= 0:
        return False, memory
    return True, replace(memory, extreme=extreme, extreme_ms=reading.at_ms)


def _stabilised(
    memory: Memory, reading: Reading, pace: Pace, terms: Terms, *, fresh: bool
) -> tuple[Memory, Turn | None]:
    usd = pace.usd
    if fresh:
        what = tr("low") if memory.side is Side.LONG else tr("high")
        return _turn(memory, reading, Phase.STRESS, tr("a new {what}", what=what))
    if usd is not None and usd > terms.easing * memory.peak_usd:
        return _turn(memory, reading, Phase.STRESS, tr("pace above half of its peak again"))
    wave = _wave(pace, memory, terms)
    if wave is not None:
        memory = replace(memory, peak_usd=wave, peak_ms=reading.at_ms)
        return _turn(memory, reading, Phase.STRESS, tr("a new wave of liquidations"))
    quiet_ms = since(latest(memory.extreme_ms, memory.blind_ms), reading.at_ms)
    is_low = usd is not None and memory.base_usd and usd <= terms.of_base * memory.base_usd
    is_long = quiet_ms is not None and quiet_ms >= terms.calm_ms
    if is_long and is_low and reading.is_assessable(terms):
        return _turn(memory, reading, Phase.CALM, tr("a week without a new extreme"))
    return memory, None


def _wave(pace: Pace, memory: Memory, terms: Terms) -> float | None:
    """The pace of a new wave; None where there is none."""
    if pace.usd is None or pace.before_usd is None or memory.base_usd is None:
        return None
    is_wave = pace.usd >= terms.entry * memory.base_usd and pace.usd > terms.wave * pace.before_usd
    return pace.usd if is_wave else None


def _extreme(side: Side, reading: Reading) -> float | None:
    return reading.low if side is Side.LONG else reading.high


def _turn(memory: Memory, reading: Reading, phase: Phase, reason: str) -> tuple[Memory, Turn]:
    pace = reading.pace(memory.side)
    times = pace.usd / memory.base_usd if pace.usd is not None and memory.base_usd else None
    number = memory.turns + 1
    turn = Turn(number, reading.at_ms, phase, memory.phase, reason, pace.usd, times)
    timeline = (*memory.timeline, turn)[-_TURNS:]
    turned = replace(memory, phase=phase, turns=number, since_ms=reading.at_ms, timeline=timeline)
    return turned, turn
