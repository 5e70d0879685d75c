"""What derivatives venues publish: liquidations, open interest, funding, long/short ratios, marks."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from tracker.domain.market import Market


class Side(StrEnum):
    """The side of the POSITION: a `long` liquidation is a forced sell."""

    LONG = "long"
    SHORT = "short"


class FeedKind(StrEnum):
    """How much of what happened a liquidation feed carries."""

    COMPLETE = "complete"  # every liquidation, one by one
    SAMPLED = "sampled"  # at most one a second and contract: a lower bound, worst in a cascade
    STATS = "stats"  # the venue's own sums per interval


class Liquidation(Struct, frozen=True):
    """One forced order. `quantity` is in the base coin, `price` in USD, both as the venue says."""

    market: Market
    at_ms: int
    side: Side
    price: float
    quantity: float
    notional_usd: float


class LiquidationBucket(Struct, frozen=True):
    """A venue's own sum over one interval that starts at `start_ms`; still growing unless `closed`."""

    market: Market
    start_ms: int
    width_ms: int
    long_usd: float
    short_usd: float
    closed: bool


class OpenInterest(Struct, frozen=True):
    """Outstanding contracts, one-sided. None is unknown, never zero."""

    market: Market
    at_ms: int
    coin: float | None
    usd: float | None


class Funding(Struct, frozen=True):
    """A funding rate: a fraction per its own interval, paid at `settles_ms`.

    `interval_h` is None where the venue does not say. Until it is `settled` the rate still moves.
    """

    market: Market
    settles_ms: int
    rate: float
    interval_h: float | None
    settled: bool


class LongShortRatio(Struct, frozen=True):
    """The share of accounts that are net long, 0 to 1; the ratio is share / (1 - share)."""

    market: Market
    at_ms: int
    long_share: float


class Mark(Struct, frozen=True):
    """The price a venue liquidates at, and the index it follows."""

    market: Market
    at_ms: int
    price: float
    index: float | None = None


class Ticker(Struct, frozen=True):
    """The last trade and the rolling 24 hours before it. Volume in base coin and in USD."""

    market: Market
    at_ms: int
    last: float
    open_24h: float | None
    high_24h: float | None
    low_24h: float | None
    volume_24h: float | None
    volume_24h_usd: float | None

    @property
    def change_24h(self) -> float | None:
        """The change over 24 hours as a fraction (-0.0137 is -1.37 %)."""
        return self.last / self.open_24h - 1 if self.open_24h else None
