"""How often we may ask: token buckets per host and endpoint group, and hosts that want a pause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from tracker.sources.base import Budget
from tracker.sources.limits import Limit, Reading

#: Rounding of a token bucket that is no reason to wait.
_NOTHING = 1e-9


class Spent(Struct, frozen=True):
    """What is used of one budget at a moment, in its own weight; it refills from then on."""

    host: str
    bucket: str
    used: float
    at_ms: int


class Bucket(Struct):
    """A token bucket. Times are seconds of a steady clock.

    Attributes:
        tokens: what may be sent now; below zero after a question that weighs more than the burst.
        pace: the part of the budget that the server's own count leaves us, until `until_s`.
    """

    budget: Budget
    tokens: float
    at_s: float
    pace: float = 1.0
    until_s: float = 0.0

    def wait(self, weight: float, now_s: float) -> float:
        """Seconds after which to look again; 0: send now. Takes nothing."""
        self._advance(now_s)
        slow_s = self.until_s - now_s if self.pace < 1 else None
        if slow_s is not None and self.pace <= 0:
            return slow_s
        lacking = min(weight, self.budget.burst * self.pace) - self.tokens
        if lacking <= _NOTHING:
            return 0.0
        wait_s = lacking / (self.budget.per_s * self.pace)
        return wait_s if slow_s is None else min(wait_s, slow_s)

    def take(self, weight: float, now_s: float) -> None:
        """Something of this weight is sent."""
        self._advance(now_s)
        self.tokens -= weight

    def told(self, reading: Reading, for_s: float, now_s: float) -> None:
        """The server said how much of the limit is used, by whomever; it counts anew in `for_s`."""
        self._advance(now_s)
        self.pace, self.until_s = reading.pace, now_s + for_s
        self._advance(now_s)

    def used(self, now_s: float) -> float:
        """The share of the burst that is spent, 0 to 1; at 1 requests wait."""
        self._advance(now_s)
        return min(1.0, max(0.0, 1 - self.tokens / self.budget.burst))

    def _advance(self, now_s: float) -> None:
        """Refill: slowly while the server's count says so, then as declared."""
        passed_s = max(0.0, now_s - self.at_s)
        slow_s = min(passed_s, max(0.0, self.until_s - self.at_s)) if self.pace < 1 else 0.0
        gained = self.budget.per_s * (self.pace * slow_s + passed_s - slow_s)
        if now_s >= self.until_s:
            self.pace = 1.0
        self.tokens = min(self.budget.burst * self.pace, self.tokens + gained)
        self.at_s = now_s


class Limiter:
    """One bucket a host and name, for every request of the process; venues of one host share it.

    Args:
        known: what was used when it was last written down; a restart does not refill a bucket.
    """

    def __init__(self, known: Iterable[Spent] = ()) -> None:
        self._known = {(one.host, one.bucket): one for one in known}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._told: dict[tuple[str, str], float] = {}

    def of(self, host: str, name: str, budget: Budget, now_s: float, now_ms: int) -> Bucket:
        """The bucket of a host's endpoint group.

        Args:
            now_s: of the steady clock that buckets run by.
            now_ms: UTC ms, by which an earlier run wrote down what it had used.
        """
        key = host, name
        bucket = self._buckets.get(key)
        if bucket is None:
            tokens, known = budget.burst, self._known.get(key)
            if known is not None:
                # A clock that was set back in between gives nothing away.
                refilled = max(0, now_ms - known.at_ms) / 1_000 * budget.per_s
                tokens = min(budget.burst, budget.burst - known.used + refilled)
            bucket = self._buckets[key] = Bucket(budget, tokens, now_s)
        return bucket

    def read(
        self, host: str, name: str, headers: Mapping[str, str], now_s: float, now_ms: int
    ) -> None:
        """Take what the headers of an answer say of the limit that its request counted against."""
        bucket = self._buckets.get((host, name))
        if bucket is None or bucket.budget.gauge is None or bucket.budget.limit is None:
            return
        limit = bucket.budget.limit
        reading = bucket.budget.gauge.read(headers, limit)
        if reading is not None:
            bucket.told(reading, _lasts_s(reading, limit, now_ms), now_s)

    def used(self, host: str, now_s: float) -> float | None:
        """The share that is spent of the host's fullest budget; None where it has none."""
        mine = [one.used(now_s) for (name, _), one in self._buckets.items() if name == host]
        return max(mine, default=None)

    def spent(self, now_s: float, now_ms: int) -> list[Spent]:
        """What changed since the last call and should be known to the next run."""
        rows = []
        for (host, name), bucket in self._buckets.items():
            share = bucket.used(now_s)
            used = max(0.0, bucket.budget.burst - bucket.tokens)
            if share > 0 or self._told.get((host, name), 0.0) > 0:
                rows.append(Spent(host, name, used, now_ms))
            self._told[host, name] = share
        return rows


def _lasts_s(reading: Reading, limit: Limit, now_ms: int) -> float:
    """How long a reading holds: until the server counts anew, as far as it says so credibly."""
    if reading.resets_ms is not None:
        left_s = (reading.resets_ms - now_ms) / 1_000
        if 0 < left_s <= 2 * limit.seconds:
            return left_s
    return limit.seconds


class Pause(Struct, frozen=True):
    """A host is not asked before `until_ms`, because it said so, or does not serve this region.

    `refused`: it does not serve us at all; that is found out anew in every session.
    """

    host: str
    until_ms: int
    reason: str
    refused: bool = False


class Pauses:
    """Which hosts want to be left alone until when; kept over restarts by whoever listens.

    Attributes:
        limiter: what was asked of hosts lately, which is kept over restarts as well.
    """

    def __init__(
        self,
        known: list[Pause] | None = None,
        on_change: Callable[[Pause], None] | None = None,
        *,
        limiter: Limiter | None = None,
    ) -> None:
        self.limiter = limiter or Limiter()
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
