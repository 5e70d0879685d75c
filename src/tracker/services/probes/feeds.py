"""Watches whether feeds can be believed."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis import words
from tracker.analysis.columns import Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.domain.health import Health, State
from tracker.domain.terms import term
from tracker.domain.times import SECOND_MS
from tracker.domain.translating import tr
from tracker.services.probe import Look, Probe, Told
from tracker.services.reasons import said_reason

_BAD = (State.STALE, State.DOWN, State.BLOCKED)


class FeedProbe(Probe):
    """How many channels of a venue, or of all, cannot be believed now."""

    has_history = False

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        del condition
        return 5 * SECOND_MS

    @staticmethod
    def _rows(look: Look, condition: Condition) -> list[Health]:
        venue, _, channel = condition.subject.partition("/")
        return [
            row
            for row in look.health
            if venue in ("any", row.venue) and channel in ("", str(row.channel))
        ]

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        del asset
        states = [row.state for row in self._rows(look, condition)]
        bad = float(sum(state in _BAD for state in states))
        # Nothing bad is good only where all of them are: one that is being asked may still fail.
        known = bad > 0 or (bool(states) and all(state.is_good for state in states))
        return [Sample(int(moments[-1]), bad if known else None)]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        del asset
        titles = {source.venue: source.title for source in look.sources}
        venue, _, channel = condition.subject.partition("/")
        name = tr("Every feed") if venue == "any" else titles.get(venue, venue)
        if channel:
            name += f" {channel}" if venue != "any" else tr(" of {channel}", channel=channel)
        if firing.returned:
            since = words.clock(firing.since_ms)
            return Told(
                tr("{name} is back", name=name),
                tr("Something was down since {since} UTC.", since=since),
            )
        bad = [row for row in self._rows(look, condition) if row.state in _BAD]
        names = [name]
        if venue == "any":
            names = list(dict.fromkeys(titles.get(row.venue, row.venue) for row in bad))
        worst = max(bad, key=lambda row: _BAD.index(row.state))
        every = ", ".join(dict.fromkeys(term(row.channel) for row in bad))
        reason = f" {said_reason(worst.reason)}" if worst.reason else ""
        since = words.clock(firing.since_ms)
        state = term(worst.state)
        return Told(
            tr("{names} are {state}", names=_listed(names), state=state)
            if len(names) > 1
            else tr("{name} is {state}", name=names[0], state=state),
            tr("{every} since {since} UTC.{reason}", every=every, since=since, reason=reason),
        )


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return tr("{first} and {last}", first=", ".join(first), last=last) if first else last
