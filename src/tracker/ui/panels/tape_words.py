"""What a tape says of its feeds: a silent one is not a calm market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tracker.domain.health import Health, State
from tracker.domain.terms import term
from tracker.domain.times import MINUTE_MS
from tracker.domain.translating import tr
from tracker.services.reasons import said_reason
from tracker.ui.panels.ages import length

#: So long nothing may come without a word.
_QUIET_MS = MINUTE_MS
#: More than these are counted, where there is room for a line.
_NAMED = 3
_FAILED = (State.STALE, State.DOWN)


class Said(Struct, frozen=True):
    """A line over the tape and its colour role, and what stands where it is empty; all may be empty."""

    text: str = ""
    role: str = "quiet"
    empty: str = ""


def said_of_feeds(
    rows: Sequence[Health], titles: Mapping[str, str], newest_ms: int, now_ms: int
) -> Said:
    """What is to be said of the feeds of single liquidations.

    Args:
        rows: the health of those channels.
        titles: how venues are called.
        newest_ms: when the newest liquidation was; 0 where there is none.
        now_ms: the present; 0 where it is not known yet.
    """
    if not rows:
        return Said()
    alive = [row for row in rows if row.state.is_good]
    failed = [row for row in rows if row.state in _FAILED]
    if not alive:
        if not failed:
            return Said(
                tr("no feed is connected"), "quiet", tr("No feed of liquidations is connected.")
            )
        worst = failed[0]
        why = f": {said_reason(worst.reason)}" if worst.reason else ""
        named = _names(failed, titles)
        if len(failed) > _NAMED:
            every = len(failed) == len(rows)
            named = (
                tr("all %n feed(s)", "", len(failed))
                if every
                else tr("%n feed(s)", "", len(failed))
            )
            return Said(
                f"{named} {term(worst.state)}",
                "down",
                tr(
                    "No liquidation can be received. {names}{why} Each is tried again by itself; "
                    "F8 says when.",
                    names=_names(failed, titles),
                    why=why or ".",
                ),
            )
        return Said(
            tr("feed down: {named}", named=named),
            "bad",
            tr(
                "No liquidation can be received: {named} {state}{why}",
                named=named,
                state=term(worst.state),
                why=why,
            ),
        )
    if failed:
        states = {term(row.state) for row in failed}
        state = states.pop() if len(states) == 1 else tr("not heard")
        named = _names(failed, titles)
        if len(failed) > _NAMED:
            named = tr("{count} of {count_2} feeds", count=len(failed), count_2=len(rows))
        return Said(tr("without {named} ({state})", named=named, state=state), "warn")
    silent_ms = now_ms - newest_ms
    if newest_ms and now_ms and silent_ms >= _QUIET_MS:
        return Said(tr("quiet: proven alive, nothing for {length}", length=length(silent_ms)))
    return Said("", "quiet", tr("Quiet: the feeds are proven alive, and nothing has happened yet."))


def _names(rows: Sequence[Health], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(row.venue, row.venue) for row in rows)
