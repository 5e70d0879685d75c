"""What the stabilisation monitor says: phases, the three checks with their numbers, turns as alerts.

A check that cannot be made is a question mark with its reason, never a tick
(docs/methodology.md, section 9.4).
"""

from __future__ import annotations

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.episode import TERMS, Memory, Pace, Phase, Reading, Turn
from tracker.analysis.pace import Fast
from tracker.analysis.recovery_checks import Checks, Outcome, PaceCheck, PositionsCheck, PriceCheck
from tracker.domain.derivatives import Side
from tracker.domain.terms import term
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr

#: The names of the checks, in their order.
NAMES = (noted("Price holds"), noted("Liquidations fade"), noted("Positions hold"))
#: What stands for an outcome where there is room for one sign.
MARKS = {Outcome.PASS: "✓", Outcome.FAIL: "✕", Outcome.UNKNOWN: "?"}
_TITLES = {
    Phase.CALM: noted("Calm"),
    Phase.STRESS: noted("Stress"),
    Phase.EASING: noted("Easing"),
    Phase.STABILISED: noted("Stabilised"),
}
#: Hours that are this far behind were not judged: they are being read, or no engine ran.
_BEHIND_MS = 3 * HOUR_MS
#: How a share of coverage is called where it is too little.
_LEAST = words.share(TERMS.coverage)


class CheckLine(Struct, frozen=True):
    """One check as it is shown: its name, what it says, and the numbers that say so."""

    name: str
    outcome: Outcome
    text: str


def phase_title(memory: Memory, reading: Reading | None) -> str:
    """The phase in one word; nothing is called calm of which too little is known."""
    return tr(phase_name(memory, reading))


def phase_name(memory: Memory, reading: Reading | None) -> str:
    """The same in English, for files."""
    if memory.phase is Phase.CALM and not is_calm_known(memory, reading):
        return words.UNKNOWN
    return _TITLES[memory.phase]


def is_judged(memory: Memory, reading: Reading | None) -> bool:
    """Whether the hours up to this moment were judged."""
    return reading is not None and 0 <= memory.at_ms >= reading.at_ms - _BEHIND_MS


def is_calm_known(memory: Memory, reading: Reading | None) -> bool:
    """Whether it is known that there is no stress: judged up to now, enough seen, with a normal."""
    if reading is None or not reading.is_assessable() or not is_judged(memory, reading):
        return False
    return all(pace.times is not None for pace in (reading.longs, reading.shorts))


def check_lines(found: Checks) -> tuple[CheckLine, CheckLine, CheckLine]:
    """The three checks in words."""
    return (
        CheckLine(tr(NAMES[0]), found.price.outcome, price_text(found.price)),
        CheckLine(tr(NAMES[1]), found.pace.outcome, pace_text(found.pace)),
        CheckLine(tr(NAMES[2]), found.positions.outcome, positions_text(found.positions)),
    )


def price_text(one: PriceCheck) -> str:
    """No new low for 31 h, worst hourly close 66,210 against 65,000 (next support)."""
    if one.extreme is None or one.level is None:
        return tr("price was not known in this episode")
    parts = []
    if one.held_ms is None:
        parts.append(tr("hours without a price since the last extreme"))
    else:
        parts.append(tr("no new extreme for {hours}", hours=hours(one.held_ms)))
    if one.worst_close is None:
        parts.append(tr("an hourly close is missing"))
    else:
        parts.append(tr("worst hourly close {price}", price=words.price(one.worst_close)))
    return tr(
        "{parts}; level {level} ({source})",
        parts=", ".join(parts),
        level=words.level(one.level.price),
        source=one.level.source,
    )


def pace_text(one: PaceCheck) -> str:
    """$31.0M in 24 h, 12 % of the peak, 1.3 times the base; or why it cannot be assessed."""
    if one.dead:
        return tr("cannot assess: {dead} silent", dead=", ".join(one.dead))
    if one.coverage < TERMS.coverage or one.usd is None:
        return tr(
            "cannot assess: {share} of 24 h seen, {least} needed",
            share=words.share(one.coverage),
            least=_LEAST,
        )
    parts = [tr("{usd} in 24 h", usd=words.usd(one.usd))]
    if one.of_peak is not None:
        parts.append(tr("{share} of the peak", share=words.share(min(one.of_peak, 1.0))))
    if one.times is not None:
        parts.append(tr("{times} times the base", times=words.fixed(one.times, 1)))
    elif one.outcome is Outcome.UNKNOWN:
        parts.append(tr("its base is not known: it takes 10 days of recording"))
    return ", ".join(parts)


def positions_text(one: PositionsCheck) -> str:
    """Contracts −0.4 % in 12 h; or why it cannot be assessed."""
    if one.change is None:
        return tr("cannot assess: no venue is known at both ends of 12 h")
    said = tr("contracts {percent} in 12 h", percent=words.percent(one.change, 1))
    if one.outcome is Outcome.UNKNOWN:
        return tr(
            "cannot assess: {share} of open interest known; {said}",
            share=words.share(one.share or 0.0),
            said=said,
        )
    return said


def calm_text(memory: Memory, reading: Reading | None) -> str:
    """What is known outside an episode."""
    if reading is None:
        return tr("nothing received yet")
    if not is_judged(memory, reading):
        return tr("the hours before are not judged yet")
    if reading.dead:
        return tr("cannot assess: {dead} silent", dead=", ".join(reading.dead))
    if reading.coverage < TERMS.coverage:
        return tr("cannot assess: {share} of 24 h seen", share=words.share(reading.coverage))
    paces = ((term("longs"), reading.longs), (term("shorts"), reading.shorts))
    if any(pace.times is None for _, pace in paces):
        return tr("cannot assess: normal takes 10 days of recording")
    said = ", ".join(f"{name} {words.fixed(pace.times or 0.0, 1)}×" for name, pace in paces)
    return tr("{said} of normal", said=said)


def fast_text(fast: Fast, base_usd: float | None) -> str:
    """The fast read: $9.1M a day, 0.8 times the base; half-life one hour."""
    if fast.usd is None or fast.coverage < TERMS.coverage:
        return tr("cannot assess: {share} of the last hours seen", share=words.share(fast.coverage))
    said = tr("{usd} a day", usd=words.usd(fast.usd))
    return (
        tr("{said}, {usd} times the base", said=said, usd=words.fixed(fast.usd / base_usd, 1))
        if base_usd
        else said
    )


def turn_title(asset: str, turn: Turn, side: Side) -> str:
    """One line of an alert: BTC stress: long liquidations 5.6 times their base."""
    title = f"{asset} {term(turn.phase)}"
    if turn.phase is Phase.STRESS:
        return tr(
            "{title}: {side} liquidations, {reason}", title=title, side=side, reason=turn.reason
        )
    return f"{title}: {turn.reason}"


def turn_body(turn: Turn, memory: Memory, reading: Reading, found: Checks | None) -> str:
    """What is known at a turn: pace, peak, coverage, and the three checks."""
    pace = reading.pace(memory.side)
    parts = [
        tr(
            "{bound} of {side}s in 24 h{multiple}.",
            bound=_bound(pace, reading),
            side=memory.side,
            multiple=_multiple(turn),
        )
    ]
    if turn.phase in (Phase.EASING, Phase.STABILISED):
        parts.append(tr("Peak {usd}.", usd=words.usd(memory.peak_usd)))
    if found is not None and turn.phase is not Phase.CALM:
        lines = check_lines(found)
        parts.append("; ".join(f"{one.name}: {term(one.outcome)}" for one in lines) + ".")
    parts.append(tr("{share} of the window seen.", share=words.share(reading.coverage)))
    if reading.dead:
        parts.append(tr("Silent: {dead}.", dead=", ".join(reading.dead)))
    return " ".join(parts)


def _bound(pace: Pace, reading: Reading) -> str:
    least = "" if reading.is_assessable() else "≥\u202f"
    return f"{least}{words.usd(pace.usd)}"


def _multiple(turn: Turn) -> str:
    return (
        tr(", {times} times the base", times=words.fixed(turn.times, 1))
        if turn.times is not None
        else ""
    )


def hours(span_ms: int) -> str:
    """A stretch in whole hours, from two days on in days."""
    whole = span_ms // HOUR_MS
    return f"{whole}\u202fh" if whole < 48 else f"{whole // 24}\u202fd"
