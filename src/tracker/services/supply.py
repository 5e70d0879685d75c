"""How many coins there are, as a source of context told last; open interest is measured against it."""

from __future__ import annotations

from tracker.domain.context import Series
from tracker.domain.times import DAY_MS
from tracker.store.market_reader import MarketReader

#: The number of coins moves by less than a hundredth a year: what was told a month ago still serves.
_RECENT_MS = 30 * DAY_MS


def circulating(reader: MarketReader | None, asset: str, until_ms: int) -> float | None:
    """The newest number of coins told in the 30 days up to a moment; None where nobody told it."""
    if reader is None:
        return None
    rows = reader.context(Series.SUPPLY, asset, until_ms - _RECENT_MS, until_ms)
    return max(rows, key=lambda one: one.at_ms).value if rows else None
