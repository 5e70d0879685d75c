"""How often we may ask: token buckets per venue and endpoint group, and hosts that want a pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.sources.base import Budget


@dataclass(slots=True)
class Bucket:
    """A token bucket that hands out reservations: who comes later waits longer."""

    budget: Budget
    tokens: float
    at_s: float

    def reserve(self, weight: float, now_s: float) -> float:
        """Take `weight` tokens and return how many seconds to wait before using them."""
        refill = (now_s - self.at_s) * self.budget.per_s
        self.tokens = min(self.budget.burst, self.tokens + max(0.0, refill)) - weight
        self.at_s = now_s
        return max(0.0, -self.tokens / self.budget.per_s)

    def used(self, now_s: float) -> float:
        """The share of the burst that is spent, 0 to 1; at 1 requests wait."""
        tokens = self.tokens + max(0.0, now_s - self.at_s) * self.budget.per_s
        return min(1.0, max(0.0, 1 - tokens / self.budget.burst))


class Limiter:
    """One bucket a venue and name; a name without a declared budget is not limited."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def reserve(
        self, venue: str, name: str, budget: Budget | None, weight: float, now_s: float
    ) -> float:
        """Seconds to wait before a request of this weight may be sent."""
        if budget is None:
            return 0.0
        bucket = self._buckets.get((venue, name))
        if bucket is None:
            bucket = self._buckets[venue, name] = Bucket(budget, budget.burst, now_s)
        return bucket.reserve(weight, now_s)

    def used(self, venue: str, now_s: float) -> float | None:
        """The share that is spent of the venue's fullest budget; None where it has none."""
        mine = [one.used(now_s) for (name, _), one in self._buckets.items() if name == venue]
        return max(mine, default=None)


@dataclass(frozen=True, slots=True)
class Pause:
    """A host is not asked before `until_ms`, because it said so, or does not serve this region.

    `refused`: it does not serve us at all; that is found out anew in every session.
    """

    host: str
    until_ms: int
    reason: str
    refused: bool = False


class Pauses:
    """Which hosts want to be left alone until when; kept over restarts by whoever listens."""

    def __init__(
        self, known: list[Pause] | None = None, on_change: Callable[[Pause], None] | None = None
    ) -> None:
        self._pauses = {pause.host: pause for pause in known or ()}
        self._on_change = on_change

    def of(self, host: str, now_ms: int) -> Pause | None:
        """The pause that still holds for this host."""
        pause = self._pauses.get(host)
        return pause if pause is not None and pause.until_ms > now_ms else None

    def set(self, pause: Pause) -> None:
        """Remember a pause; a longer one that is known stays."""
        known = self._pauses.get(pause.host)
        if known is None or known.until_ms < pause.until_ms:
            self._pauses[pause.host] = pause
            if self._on_change is not None and not pause.refused:
                self._on_change(pause)
