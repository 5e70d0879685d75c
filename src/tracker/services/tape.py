"""Which single liquidations a tape lists, live and from the cache by the same terms."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tracker.domain.derivatives import Liquidation, Side
from tracker.store.market_reader import MarketReader


class TapeFilter(Struct, frozen=True):
    """What is wanted; by itself everything of one coin.

    Attributes:
        all_coins: of every watched coin, not of the chosen one alone.
        venue: of this venue alone.
        side: of this side of positions alone.
        least_usd: so large at least.
    """

    all_coins: bool = False
    venue: str | None = None
    side: Side | None = None
    least_usd: float = 0.0

    def wants(self, one: Liquidation) -> bool:
        """Whether it is listed, if it is of a wanted coin."""
        return (
            (self.venue is None or one.market.venue == self.venue)
            and (self.side is None or one.side is self.side)
            and one.notional_usd >= self.least_usd
        )


def read_tape(
    reader: MarketReader, assets: Sequence[str], wanted: TapeFilter, most: int
) -> list[Liquidation]:
    """The newest that are wanted of these coins, oldest first."""
    found = [
        one
        for asset in assets
        for one in reader.newest_events(
            asset, most, venue=wanted.venue, side=wanted.side, least_usd=wanted.least_usd
        )
    ]
    return sorted(found, key=lambda one: one.at_ms)[-most:]
