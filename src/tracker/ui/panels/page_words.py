"""What a page says of those it lives of: who is not heard, why, and what goes on by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field

from tracker.analysis import words
from tracker.domain.health import CONNECTING, PAUSED, UNANSWERED, Channel, Health, State
from tracker.domain.terms import term
from tracker.domain.translating import noted, tr
from tracker.services.reasons import said_reason
from tracker.services.update import Progress

_FAILED = (State.BLOCKED, State.DOWN, State.STALE)
#: More than these are counted, where there is room for a line.
_NAMED = 3
#: Fewer windows of history than this are there before they are read about.
_FEW = 6


class Note(Struct, frozen=True):
    """A sentence over a page and its role: quiet, warn or bad; empty where there is nothing to say."""

    text: str = ""
    role: str = "quiet"


class Hearing(Struct, frozen=True):
    """What is heard now.

    Attributes:
        rows: the health of every channel, as last told.
        titles: how venues and services are called.
        now_ms: the present, UTC ms.
        load: how far the first load of history is.
        ended: why the engine is over; empty while it is not.
    """

    rows: Sequence[Health] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    now_ms: int = 0
    load: Progress = field(default_factory=lambda: Progress(0, 0))
    ended: str = ""


class Needs(Struct, frozen=True):
    """What a page lives of.

    Attributes:
        channels: those that feed it.
        without: what it means for the page that some of them are not heard, a sentence.
        when: the half sentence that says where the time of the next try stands.
        history: whether what was before is a part of it.
    """

    channels: Collection[Channel]
    without: str
    when: str = noted("F8 says when")
    history: bool = True


def heard(hearing: Hearing, needs: Needs, *, is_empty: bool = False) -> Note:
    """What is to be said of those whom a page needs; nothing where all of them are heard.

    Args:
        hearing: what is heard now.
        needs: what the page lives of.
        is_empty: whether nothing of before stands on the page.
    """
    before = "" if is_empty else tr("What stands here is of before.")
    if hearing.ended:
        return Note(
            _joined(tr("Nobody is asked any more: {why}", why=hearing.ended), before), "bad"
        )
    rows = [row for row in hearing.rows if row.channel in needs.channels]
    if any(row.reason == PAUSED for row in rows):
        return Note(tr("Paused: nobody is asked, and what stands here grows old."), "warn")
    failed = [row for row in rows if row.state in _FAILED]
    if failed:
        every = not any(row.state.is_good for row in rows)
        again = tr("Each is tried again by itself; {when}.", when=tr(needs.when))
        if every:
            return Note(_joined(*_unreachable(failed, hearing), before, again), "bad")
        named = tr("Not heard now: {names}.", names=_named(failed, hearing))
        return Note(_joined(named, tr(needs.without), again), "warn")
    if not any(row.state.is_good for row in rows):
        tried = not rows or any(row.reason in (CONNECTING, UNANSWERED) for row in rows)
        # What is off for another reason, a missing key, is nobody's failure.
        return Note(
            tr("Nobody has answered yet. This fills by itself as soon as somebody does.")
            if tried
            else ""
        )
    load = hearing.load
    if needs.history and load.total - load.done > _FEW:
        share = words.share(load.done / load.total)
        return Note(
            tr("History is loading, {share}: what is missing here comes by itself.", share=share)
        )
    return Note()


def _unreachable(failed: Sequence[Health], hearing: Hearing) -> tuple[str, str]:
    """That nobody is heard, who where they are few, and why."""
    why = next((said_reason(row.reason) for row in failed if row.reason), "")
    if len({row.venue for row in failed}) > _NAMED:
        return tr("Nobody is heard."), why
    return tr("Nobody is heard: {names}.", names=_named(failed, hearing)), why


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _named(failed: Sequence[Health], hearing: Hearing) -> str:
    """Who failed, with the state where it is one: Kraken, HTX (down); 4 of 15 (down)."""
    venues = list(dict.fromkeys(row.venue for row in failed))
    states = {row.state for row in failed}
    state = term(states.pop()) if len(states) == 1 else tr("not heard")
    if len(venues) <= _NAMED:
        names = ", ".join(hearing.titles.get(one, one) for one in venues)
        return f"{names} ({state})"
    channels = {row.channel for row in failed}
    asked = {
        row.venue for row in hearing.rows if row.channel in channels and row.state is not State.OFF
    }
    return tr("{count} of {every} ({state})", count=len(venues), every=len(asked), state=state)
