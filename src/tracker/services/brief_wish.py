"""What a brief is wanted of: a coin, a moment, and headlines that are to be checked."""

from __future__ import annotations

from msgspec import Struct

from tracker.domain.times import DAY_MS, MINUTE_MS

#: A moment further back than this is the past: what is told only of the present does not count.
_PAST_MS = 10 * MINUTE_MS
#: The chart of a page: the week before the moment, by the hour.
CHART_SPAN_MS = 7 * DAY_MS


class Headline(Struct, frozen=True):
    """A figure about open interest that somebody published.

    Attributes:
        text: a sentence that says what was said, and by whom.
        amount_usd: by how much it changed.
        change: the same as a fraction.
        window_ms: over what time.
    """

    text: str
    amount_usd: float
    change: float
    window_ms: int = DAY_MS


class BriefWish(Struct, frozen=True):
    """What a brief is wanted of.

    Attributes:
        assets: the watched coins; they are told beside it.
        at_ms: the moment.
        now_ms: the present.
        simulated: a sentence where the market is not real.
    """

    asset: str
    assets: tuple[str, ...]
    at_ms: int
    now_ms: int
    simulated: str = ""
    headlines: tuple[Headline, ...] = ()

    @property
    def is_past(self) -> bool:
        """Whether it is about a moment that is over."""
        return self.now_ms - self.at_ms > _PAST_MS
