"""Whether a channel of a venue can be believed right now, and over which stretches it could."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

#: Why a channel is off for now only: it is tried, or nobody is asked.
CONNECTING, UNANSWERED = "Connecting.", "Asked, and not answered yet."
PAUSED = "Paused: nobody is asked."


class Channel(StrEnum):
    """The kinds of data a venue or service can deliver; each is watched on its own."""

    CANDLES = "candles"
    TICKERS = "tickers"
    LIQUIDATIONS = "liquidations"
    OI = "oi"
    FUNDING = "funding"
    RATIOS = "ratios"
    INSTRUMENTS = "instruments"
    # What surrounds the coins, of services that are no venues.
    SENTIMENT = "sentiment"
    CAPS = "caps"
    DOMINANCE = "dominance"
    INDICES = "indices"
    RATES = "rates"
    VOLATILITY = "volatility"
    TREASURIES = "treasuries"


class State(StrEnum):
    """The word for a channel's health, from best to none."""

    LIVE = "live"  # events arrive as expected
    QUIET = "quiet"  # proven alive, and nothing happens
    CAPPED = "capped"  # alive, but at its cap: what it says is a lower bound
    STALE = "stale"  # connected, but silent for longer than it may be
    DOWN = "down"  # the last attempt failed
    BLOCKED = "blocked"  # not available from here (region, network)
    OFF = "off"  # nobody listens: switched off, or no Tracker runs

    @property
    def is_good(self) -> bool:
        """Whether what the channel last said may be taken as the present."""
        return self in (State.LIVE, State.QUIET, State.CAPPED)


class Health(Struct, frozen=True):
    """One row of `tracker status`.

    Attributes:
        last_event_at_ms: the time of the last datum, by our clock; None where there was none.
        expected_cadence_s: how often something should arrive; None where events come as they may.
        reason: a sentence whenever the state is neither live nor quiet.
        retry_at_ms: when it is tried again, where it is not by itself.
        http: the status of the answer that failed; None where all is well, or where none came.
        failures: attempts that failed since something last worked.
        skew_ms: how far the venue's clock is ahead of ours; None where it never told.
        budget_used: share of the request budget that we allow ourselves there, when last asked.
    """

    venue: str
    channel: Channel
    state: State
    last_event_at_ms: int | None = None
    expected_cadence_s: float | None = None
    reason: str | None = None
    retry_at_ms: int | None = None
    http: int | None = None
    failures: int = 0
    skew_ms: int | None = None
    budget_used: float | None = None


class Filled(Struct, frozen=True):
    """How far the past of a venue is filled: the stage it is in, and how much of that is there.

    `share` is 1 where nothing of what is worth fetching lacks.
    """

    venue: str
    stage: str
    share: float


class Observed(Struct, frozen=True):
    """A stretch of time over which a channel was proven alive, half-open in UTC ms."""

    venue: str
    channel: Channel
    from_ms: int
    to_ms: int
