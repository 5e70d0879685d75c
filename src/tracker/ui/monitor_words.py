"""What the tile and the page of stabilisation say, with the colour role of each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from tracker.analysis import words
from tracker.analysis.episode import Phase
from tracker.analysis.recovery_checks import Outcome
from tracker.analysis.stabilisation_words import (
    MARKS,
    calm_text,
    check_lines,
    fast_text,
    is_judged,
    phase_title,
)
from tracker.domain.derivatives import Side
from tracker.services.monitor import Monitor
from tracker.ui.zones import moment

#: The checks where there is room for one word each.
_SHORT = ("price", "liquidations", "positions")
#: The colour of an outcome: what cannot be assessed is neither good nor bad.
ROLES = {Outcome.PASS: "up", Outcome.FAIL: "down", Outcome.UNKNOWN: "warn"}


@dataclass(frozen=True, slots=True)
class TileWords:
    """The stabilisation tile: the phase, a line of parts with their colour roles, and the rest."""

    figure: str
    line: Sequence[tuple[str, str]]
    scope: str
    more: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One turn of an episode, as the page lists it."""

    at: str
    phase: str
    why: str


def tile_words(monitor: Monitor, zone: tzinfo = UTC) -> TileWords:
    """The phase in a word with the three checks; never a tick for what cannot be assessed."""
    memory = monitor.memory
    figure = phase_title(memory, monitor.reading)
    if monitor.checks is None:
        line = [(calm_text(memory, monitor.reading), "quiet")]
        scope = f"{words.share(monitor.reading.coverage)} seen" if monitor.reading else ""
        return TileWords(figure, line, scope, fast_line(monitor))
    lines = check_lines(monitor.checks)
    line = []
    for one, name in zip(lines, _SHORT, strict=True):
        gap = "   " if line else ""
        line += [(f"{gap}{MARKS[one.outcome]} ", ROLES[one.outcome]), (name, "quiet")]
    if not is_judged(memory, monitor.reading):
        line = [(f"judged up to {moment(memory.at_ms, zone)}", "quiet")]
    more = "\n".join(f"{MARKS[one.outcome]} {one.name}: {one.text}" for one in lines)
    since = f"since {moment(memory.since_ms, zone)}" if memory.since_ms is not None else ""
    return TileWords(figure, line, since, f"{more}\n{fast_line(monitor)}")


def headline(monitor: Monitor, zone: tzinfo = UTC) -> str:
    """The phase and since when, in a sentence."""
    memory = monitor.memory
    title = phase_title(memory, monitor.reading)
    if title == words.UNKNOWN:
        return "Whether it is calm cannot be assessed"
    if memory.since_ms is None:
        return f"{title}: no episode was seen"
    since = f"{title} since {moment(memory.since_ms, zone)}"
    if memory.phase is Phase.CALM:
        return since
    whose = "long" if memory.side is Side.LONG else "short"
    return f"{since}; {whose} liquidations are the stress"


def figures(monitor: Monitor, zone: tzinfo = UTC) -> str:
    """Peak, extreme, base and who is counted."""
    memory, reading = monitor.memory, monitor.reading
    parts = []
    if memory.in_episode:
        at = f" {moment(memory.peak_ms, zone)}" if memory.peak_ms is not None else ""
        parts.append(f"peak {words.usd(memory.peak_usd)} in 24 h{at}")
        if memory.extreme is not None:
            what = "low" if memory.side is Side.LONG else "high"
            when = moment(memory.extreme_ms, zone) if memory.extreme_ms is not None else ""
            parts.append(f"{what} {words.price(memory.extreme)} {when}".strip())
    base = monitor.base_usd
    parts.append(f"base {words.usd(base)} in 24 h" if base is not None else "base not known")
    if reading is not None and reading.venues:
        parts.append(f"counted over {', '.join(reading.venues)}")
    text = " · ".join(parts)
    return text[0].upper() + text[1:]


def fast_line(monitor: Monitor) -> str:
    """The fast read in a sentence."""
    return f"Fast read, half-life 1\u202fh: {fast_text(monitor.fast, monitor.base_usd)}"


def timeline(monitor: Monitor, zone: tzinfo = UTC) -> list[TimelineLine]:
    """The turns of the episode, newest first."""
    return [
        TimelineLine(moment(one.at_ms, zone), str(one.phase), one.reason)
        for one in reversed(monitor.memory.timeline)
    ]
