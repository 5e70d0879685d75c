"""When to try again after a failure."""

from __future__ import annotations

from tracker.sources.errors import BLOCKED_S, Blocked, RateLimited, Refused, SourceError

#: In the first ten minutes of an outage every 10 s, then every minute.
EARLY_S, LATE_S, EARLY_FOR_S = 10.0, 60.0, 600.0
#: A question that was refused is not worth asking often.
REFUSED_S = 300.0


class Backoff:
    """Counts one outage; times are seconds of any steady clock.

    Args:
        late_s: how often it is tried once the outage is no longer young.
    """

    def __init__(self, late_s: float = LATE_S) -> None:
        self._since_s: float | None = None
        self._late_s = late_s

    def succeeded(self) -> None:
        """The outage is over."""
        self._since_s = None

    def failed(self, error: SourceError, attempted_s: float, now_s: float) -> float:
        """Seconds to wait from `now_s` on before the next attempt.

        Attempts are counted from start to start, so that a connection which lived for a while is
        tried again almost at once, and one that is cut off right away is not.
        """
        if self._since_s is None:
            self._since_s = now_s
        if isinstance(error, RateLimited):
            return error.retry_after_s + 0.05
        if isinstance(error, Blocked):
            return BLOCKED_S
        if isinstance(error, Refused):
            return REFUSED_S
        pause_s = EARLY_S if now_s - self._since_s < EARLY_FOR_S else self._late_s
        return max(0.5, attempted_s + pause_s - now_s)
