"""The health of a channel in words: what stands in each column, what it is sorted by, and all as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from enum import IntEnum

from msgspec import Struct

from tracker.analysis import words
from tracker.domain.health import Channel, Health, State
from tracker.domain.terms import term
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS, iso
from tracker.domain.translating import noted, tr
from tracker.services.reasons import said_reason
from tracker.ui.panels.state_mark import WORST_FIRST

_CHANNELS = list(Channel)
_UNITS = ((DAY_MS, "d"), (HOUR_MS, "h"), (MINUTE_MS, "min"))
_LAST_OF_ALL = float("inf")
#: A clock that is off by less than this is right: the way of an answer takes as long.
_RIGHT_MS = 500
#: From here on a clock and a budget deserve a look.
_SKEW_MS, _BUDGET = 2_000, 0.9


class Column(IntEnum):
    """The columns, from left to right."""

    VENUE = 0
    CHANNEL = 1
    STATE = 2
    LAST = 3
    EXPECTED = 4
    RETRY = 5
    CLOCK = 6
    BUDGET = 7
    WHY = 8


class Heading(Struct, frozen=True):
    """What stands over a column, and what it means."""

    text: str
    tip: str


HEADINGS = {
    Column.VENUE: Heading(noted("Venue"), noted("Who is asked")),
    Column.CHANNEL: Heading(noted("Channel"), noted("What it is asked for")),
    Column.STATE: Heading(noted("State"), noted("Whether it can be believed now")),
    Column.LAST: Heading(noted("Last event"), noted("How long ago something came last")),
    Column.EXPECTED: Heading(noted("Expected"), noted("How often something should come")),
    Column.RETRY: Heading(
        noted("Next try"), noted("When it is tried again, and how often it failed")
    ),
    Column.CLOCK: Heading(
        noted("Clock"), noted("How far the venue's clock is ahead of this computer's")
    ),
    Column.BUDGET: Heading(
        noted("Budget"), noted("How much of the requests we allow ourselves is used")
    ),
    Column.WHY: Heading(noted("Why"), noted("Why it is not as it should be, with the HTTP status")),
}


class Wording(Struct, frozen=True):
    """What the words depend on beside the row itself."""

    titles: Mapping[str, str]
    now_ms: int
    zone: tzinfo = UTC
    #: Nothing was told for so long that a state is of then.
    is_old: bool = False

    def title(self, row: Health) -> str:
        """The name of the venue."""
        return self.titles.get(row.venue, row.venue)

    def cell(self, row: Health, column: Column) -> str:
        """What stands in a column."""
        match column:
            case Column.VENUE:
                return self.title(row)
            case Column.CHANNEL:
                return channel_name(row.channel)
            case Column.STATE:
                state = term(row.state)
                return (
                    tr("was {state}", state=state) if self.is_old and row.state.is_good else state
                )
            case Column.LAST:
                return _age(row.last_event_at_ms, self.now_ms)
            case Column.EXPECTED:
                return _every(row.expected_cadence_s)
            case Column.WHY:
                return why(row)
            case Column.RETRY:
                return self._retry(row)
            case Column.CLOCK:
                return _skew(row.skew_ms)
        return words.share(row.budget_used) if row.budget_used is not None else words.UNKNOWN

    def _retry(self, row: Health) -> str:
        if row.retry_at_ms is None:
            return ""
        left_ms = row.retry_at_ms - self.now_ms
        text = tr("in {length}", length=_length(left_ms)) if left_ms > 0 else tr("now")
        return f"{text} · {row.failures}×" if row.failures > 1 else text

    def key(self, row: Health, column: Column) -> float:
        """What a column is sorted by; what is unknown comes last."""
        order = list(self.titles)
        match column:
            case Column.VENUE:
                found = order.index(row.venue) if row.venue in order else len(order)
            case Column.CHANNEL:
                found = _CHANNELS.index(row.channel)
            case Column.STATE:
                found = WORST_FIRST.index(row.state)
            case Column.LAST:
                return -(row.last_event_at_ms or -_LAST_OF_ALL)
            case Column.EXPECTED:
                return row.expected_cadence_s or _LAST_OF_ALL
            case Column.WHY:
                found = 0 if row.reason else 1
            case Column.RETRY:
                return row.retry_at_ms or _LAST_OF_ALL
            case Column.CLOCK:
                return -abs(row.skew_ms) if row.skew_ms is not None else _LAST_OF_ALL
            case Column.BUDGET:
                return -row.budget_used if row.budget_used is not None else _LAST_OF_ALL
        return float(found)

    def tip(self, row: Health) -> str:
        """All that is known, as sentences."""
        lines = [f"{self.title(row)} {channel_name(row.channel)}: {term(row.state)}."]
        if row.reason:
            lines.append(why(row))
        last = tr("Nothing has come yet.")
        if row.last_event_at_ms is not None:
            last = tr("The last event came at {clock}.", clock=self._clock(row.last_event_at_ms))
        lines.append(last)
        if row.retry_at_ms is not None:
            lines.append(tr("It is tried again at {clock}.", clock=self._clock(row.retry_at_ms)))
        if row.failures > 1:
            lines.append(tr("It failed {failures} times in a row.", failures=row.failures))
        if row.skew_ms is not None and abs(row.skew_ms) >= _RIGHT_MS:
            skew_s = words.fixed(abs(row.skew_ms) / 1_000, 1)
            lines.append(
                tr("Its clock is {skew_s} s ahead of this computer's.", skew_s=skew_s)
                if row.skew_ms > 0
                else tr("Its clock is {skew_s} s behind this computer's.", skew_s=skew_s)
            )
        if row.budget_used is not None:
            used = words.share(row.budget_used)
            lines.append(tr("{used} of the requests we allow ourselves there are used.", used=used))
        return "\n".join(lines)

    def _clock(self, at_ms: int) -> str:
        return f"{datetime.fromtimestamp(at_ms / 1_000, self.zone):%H:%M:%S}"

    def table(self, rows: Sequence[Health]) -> str:
        """All rows as aligned text, for a letter to somebody else."""
        lines = [[tr(HEADINGS[one].text) for one in Column]]
        lines += [[self.cell(row, one) for one in Column] for row in rows]
        widths = [max(len(line[at]) for line in lines) for at in Column]
        padded = (
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
        stamp = iso(self.now_ms // 1_000 * 1_000)
        return "\n".join(
            [tr("Tracker, health of the venues at {stamp}", stamp=stamp), "", *padded, ""]
        )


def deserves_a_look(row: Health, column: Column) -> bool:
    """Whether a clock is so far off, or a budget so used up, that it may explain something."""
    if column is Column.CLOCK:
        return row.skew_ms is not None and abs(row.skew_ms) >= _SKEW_MS
    return column is Column.BUDGET and (row.budget_used or 0.0) >= _BUDGET


def channel_name(channel: Channel) -> str:
    """A channel as one says it."""
    return term(tr("open interest") if channel is Channel.OI else channel)


def why(row: Health) -> str:
    """The reason, with the HTTP status where it does not name it itself."""
    reason = said_reason(row.reason)
    if row.http is None or f"HTTP {row.http}" in reason:
        return reason
    return (
        tr("HTTP {http}: {reason}", http=row.http, reason=reason)
        if reason
        else tr("HTTP {http}", http=row.http)
    )


def counted(rows: Sequence[Health]) -> str:
    """How many channels are in which state: 97 channels: 80 live, 12 quiet, 5 down."""
    if not rows:
        return ""
    counts = {state: sum(row.state is state for row in rows) for state in State}
    parts = [f"{count} {term(state)}" for state, count in counts.items() if count]
    return tr("%n channel(s): {parts}", "", len(rows), parts=", ".join(parts))


def _age(at_ms: int | None, now_ms: int) -> str:
    return (
        words.UNKNOWN
        if at_ms is None
        else tr("{length} ago", length=_length(max(0, now_ms - at_ms)))
    )


def _every(cadence_s: float | None) -> str:
    if cadence_s is None:
        return tr("as it comes")
    length_ms = round(cadence_s * 1_000)
    for unit_ms, name in _UNITS:
        if length_ms >= 2 * unit_ms or length_ms == unit_ms:
            return tr("every {length}", length=f"{length_ms // unit_ms} {term(name)}")
    return tr("every {length}", length=_length(length_ms))


def _skew(skew_ms: int | None) -> str:
    if skew_ms is None:
        return words.UNKNOWN
    if abs(skew_ms) < _RIGHT_MS:
        return f"< {words.fixed(_RIGHT_MS / 1_000, 1)} s"
    sign = "+" if skew_ms > 0 else words.MINUS
    size_ms = abs(skew_ms)
    return (
        f"{sign}{words.fixed(size_ms / 1_000, 1)} s"
        if size_ms < MINUTE_MS
        else f"{sign}{_length(size_ms)}"
    )


def _length(length_ms: int) -> str:
    """A length of time in its largest unit of which there are two at least: 90 s, 5 min, 3 h."""
    for unit_ms, name in _UNITS:
        if length_ms >= 2 * unit_ms:
            return f"{length_ms // unit_ms} {term(name)}"
    return f"{max(0, round(length_ms / 1_000))} s"
