"""What can go wrong between a venue and us. Each is weather, not a bug: a sentence and a next try."""

from __future__ import annotations

from tracker.domain.errors import TrackerError


class SourceError(TrackerError):
    """A venue did not give what was asked; it is asked again after the usual pause."""

    #: Whether asking the same again soon is pointless (an unknown symbol, a retired endpoint).
    permanent = False
    #: The HTTP status of the answer that was refused; None where there was none.
    http: int | None = None


class Unreachable(SourceError):
    """No connection: no network, no such host, refused, dropped or timed out."""


class BadAnswer(SourceError):
    """An answer that is not what the venue documents: HTML, broken JSON, wrong types, an error code."""


class Refused(SourceError):
    """The venue says that the request itself is wrong."""

    permanent = True


class KeyMissing(Refused):
    """The service answers nobody without a key, and there is none; nothing was sent."""


class KeyRefused(Refused):
    """The service does not take the key."""


class KeyNotSent(Refused):
    """The way to the service is open to others, so no key is sent on it; nothing was sent at all."""


class RateLimited(SourceError):
    """The venue asks us to wait; the host is not asked before `retry_after_s` is over."""

    def __init__(self, sentence: str, detail: str = "", *, retry_after_s: float) -> None:
        super().__init__(sentence, detail)
        self.retry_after_s = retry_after_s


#: A venue that is not available here is asked once a day: people travel.
BLOCKED_S = 86_400.0


class Blocked(SourceError):
    """The venue does not serve this region or network."""

    permanent = True


class HostPaused(RateLimited):
    """The host asked for a pause earlier that is not over; nothing was sent."""
