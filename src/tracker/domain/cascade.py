"""A cascade as it is kept: when it was, how large, and what it did."""

from __future__ import annotations

from msgspec import Struct

from tracker.domain.derivatives import Side


class Episode(Struct, frozen=True):
    """One cascade of one coin. None is unknown; `off_ms` is None while it lasts.

    Attributes:
        window_ms: of the index that it was found by.
        on_ms: when the index came on.
        off_ms: from when on it was low, for good.
        start_ms: the minute in which the first of the middle 95 % of its liquidations happened.
        end_ms: the end of the minute in which the last of them happened.
        peak_ms: the minute with the most liquidations.
        index: the highest one.
        long_usd: liquidated from start to end.
        short_usd: the same of shorts.
        side: which was liquidated more.
        move: from the price at the start to the extreme against that side, a fraction.
        change: of contracts from start to end, a fraction.
        venues: that contributed, by name.
        share: how much of it was observed, 0 to 1.
        lower_bound: whether more may have been liquidated.
        feedback: the highest feedback ratio that was measured meanwhile.
    """

    asset: str
    window_ms: int
    on_ms: int
    off_ms: int | None
    start_ms: int
    end_ms: int
    peak_ms: int
    index: float
    long_usd: float
    short_usd: float
    side: Side
    move: float | None
    change: float | None
    venues: tuple[str, ...]
    share: float
    lower_bound: bool
    feedback: float | None = None

    @property
    def usd(self) -> float:
        """Both sides."""
        return self.long_usd + self.short_usd

    @property
    def is_running(self) -> bool:
        """Whether it is not over yet."""
        return self.off_ms is None


#: So many coins at once are the whole market.
MARKET_WIDE = 3


def market_wide(episode: Episode, others: tuple[Episode, ...] | list[Episode]) -> tuple[str, ...]:
    """The coins, itself among them, that had a cascade at the same time; empty with fewer than three."""
    coins = {episode.asset} | {one.asset for one in others if _overlap(episode, one)}
    return tuple(sorted(coins)) if len(coins) >= MARKET_WIDE else ()


def _overlap(one: Episode, other: Episode) -> bool:
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms
