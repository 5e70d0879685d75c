"""What the tile and the page of stabilisation say, with the colour role of each part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

from msgspec import Struct
from msgspec.structs import replace

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
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.domain.wording import say
from tracker.services.monitor import Monitor
from tracker.ui.zones import moment

#: The checks where there is room for one word each.
_SHORT = (noted("price"), noted("liquidations"), noted("positions"))
#: The colour of an outcome: what cannot be assessed is neither good nor bad.
ROLES = {Outcome.PASS: "good", Outcome.FAIL: "bad", Outcome.UNKNOWN: "warn"}


class TileWords(Struct, frozen=True):
    """The stabilisation tile: the phase, a line of parts with their colour roles, and the rest."""

    figure: str
    line: Sequence[tuple[str, str]]
    scope: str
    more: str


class TimelineLine(Struct, frozen=True):
    """One turn of an episode, as the page lists it."""

    at: str
    phase: str
    why: str


def named(monitor: Monitor, titles: Mapping[str, str]) -> Monitor:
    """The same with venues by the names that people know."""

    def said(venues: Sequence[str]) -> tuple[str, ...]:
        return tuple(titles.get(one, one) for one in venues)

    reading, checks = monitor.reading, monitor.checks
    if reading is not None:
        reading = replace(reading, venues=said(reading.venues), dead=said(reading.dead))
    if checks is not None:
        checks = replace(checks, pace=replace(checks.pace, dead=said(checks.pace.dead)))
    return replace(monitor, reading=reading, checks=checks)


def tile_words(monitor: Monitor, zone: tzinfo = UTC) -> TileWords:
    """The phase in a word with the three checks; never a tick for what cannot be assessed."""
    memory = monitor.memory
    figure = phase_title(memory, monitor.reading)
    if monitor.checks is None:
        line = [(calm_text(memory, monitor.reading), "quiet")]
        scope = (
            tr("{share} seen", share=words.share(monitor.reading.coverage))
            if monitor.reading
            else ""
        )
        return TileWords(figure, line, scope, fast_line(monitor))
    lines = check_lines(monitor.checks)
    line = []
    for one, name in zip(lines, _SHORT, strict=True):
        gap = "   " if line else ""
        line += [(f"{gap}{MARKS[one.outcome]} ", ROLES[one.outcome]), (tr(name), "quiet")]
    if not is_judged(memory, monitor.reading):
        line = [(tr("judged up to {when}", when=moment(memory.at_ms, zone)), "quiet")]
    more = "\n".join(f"{MARKS[one.outcome]} {one.name}: {one.text}" for one in lines)
    since = (
        tr("since {when}", when=moment(memory.since_ms, zone))
        if memory.since_ms is not None
        else ""
    )
    return TileWords(figure, line, since, f"{more}\n{fast_line(monitor)}")


def headline(monitor: Monitor, zone: tzinfo = UTC) -> str:
    """The phase and since when, in a sentence."""
    memory = monitor.memory
    title = phase_title(memory, monitor.reading)
    if title == words.UNKNOWN:
        return tr("Whether it is calm cannot be assessed")
    if memory.since_ms is None:
        return tr("{title}: no episode was seen", title=title)
    since = tr("{title} since {when}", title=title, when=moment(memory.since_ms, zone))
    if memory.phase is Phase.CALM:
        return since
    if memory.side is Side.LONG:
        return tr("{since}; long liquidations are the stress", since=since)
    return tr("{since}; short liquidations are the stress", since=since)


def figures(monitor: Monitor, zone: tzinfo = UTC) -> str:
    """Peak, extreme, base and who is counted."""
    memory, reading = monitor.memory, monitor.reading
    parts = []
    if memory.in_episode and not is_judged(memory, reading):
        parts.append(tr("judged up to {when}", when=moment(memory.at_ms, zone)))
    if memory.in_episode:
        at = f" {moment(memory.peak_ms, zone)}" if memory.peak_ms is not None else ""
        parts.append(tr("peak {usd} in 24 h{at}", usd=words.usd(memory.peak_usd), at=at))
        if memory.extreme is not None:
            what = term("low" if memory.side is Side.LONG else "high")
            when = moment(memory.extreme_ms, zone) if memory.extreme_ms is not None else ""
            parts.append(f"{what} {words.price(memory.extreme)} {when}".strip())
    base = monitor.base_usd
    parts.append(
        tr("base {usd} in 24 h", usd=words.usd(base)) if base is not None else tr("base not known")
    )
    if reading is not None and reading.venues:
        parts.append(tr("counted over {venues}", venues=", ".join(reading.venues)))
    text = " · ".join(parts)
    return text[0].upper() + text[1:]


def fast_line(monitor: Monitor) -> str:
    """The fast read in a sentence."""
    return tr(
        "Fast read, half-life 1\u202fh: {fast_text}",
        fast_text=fast_text(monitor.fast, monitor.base_usd),
    )


def timeline(monitor: Monitor, zone: tzinfo = UTC) -> list[TimelineLine]:
    """The turns of the episode, newest first."""
    return [
        TimelineLine(moment(one.at_ms, zone), term(one.phase), say(one.reason))
        for one in reversed(monitor.memory.timeline)
    ]
