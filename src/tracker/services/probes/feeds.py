"""Watches whether feeds can be believed."""

from __future__ import annotations

from tracker.analysis import words
from tracker.analysis.columns import Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Firing, Sample
from tracker.domain.health import Health, State
from tracker.domain.times import (
    SECOND_MS,
)
from tracker.services.probe import Look, Probe, Told

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
        name = "Every feed" if venue == "any" else titles.get(venue, venue)
        if channel:
            name += f" {channel}" if venue != "any" else f" of {channel}"
        if firing.returned:
            since = words.clock(firing.since_ms)
            return Told(f"{name} is back", f"Something was down since {since} UTC.")
        bad = [row for row in self._rows(look, condition) if row.state in _BAD]
        if venue == "any":
            name = " and ".join(dict.fromkeys(titles.get(row.venue, row.venue) for row in bad))
        worst = max(bad, key=lambda row: _BAD.index(row.state))
        every = ", ".join(dict.fromkeys(str(row.channel) for row in bad))
        reason = f" {worst.reason}" if worst.reason else ""
        since = words.clock(firing.since_ms)
        are = "are" if " and " in name else "is"
        return Told(f"{name} {are} {worst.state}", f"{every} since {since} UTC.{reason}")
