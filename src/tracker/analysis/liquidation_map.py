"""Where positions that were opened lately might be liquidated: an ESTIMATE from assumed leverage.

Sizes are relative and mean nothing in USD; they add almost nothing to what price itself says, and say
nothing of its direction. Reference: docs/methodology.md, section 11.6.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Floats
from tracker.analysis.liquidation_price import Position, Tier, linear_price
from tracker.domain.derivatives import Side
from tracker.domain.times import DAY_MS

#: What opens is assumed to have these leverages, in these parts.
WEIGHTS = ((3.0, 0.20), (5.0, 0.20), (10.0, 0.27), (20.0, 0.18), (50.0, 0.10), (100.0, 0.05))
#: The rate of maintenance margin of the smallest tier, about what venues ask.
_TIER = Tier(0.0, 0.004)
BIN = 0.001
HALF_LIFE_MS = 14 * DAY_MS
#: The entries of a bar are spread over so many places of its range.
_ENTRIES = 5


class LiquidationMap(Struct, frozen=True, eq=False):
    """Relative sizes by price, low prices first.

    Attributes:
        price: the middle of each bin of 10 bp.
        longs: of longs, which lie below the price.
        shorts: of shorts, which lie above it.
    """

    price: Floats
    longs: Floats
    shorts: Floats

    @classmethod
    def empty(cls) -> LiquidationMap:
        """Nothing known."""
        none = np.empty(0)
        return cls(none, none, none)

    def relative(self) -> tuple[Floats, Floats]:
        """Both sides from 0 to 1, the largest bin of either being 1."""
        top = max(self.longs.max(initial=0.0), self.shorts.max(initial=0.0))
        return (self.longs / top, self.shorts / top) if top > 0 else (self.longs, self.shorts)


class MapBuilder:
    """Folds bars into a map, oldest first.

    A bin is an array cell by the logarithm of price. `added` is all that was ever put on one side.
    """

    def __init__(self, lowest: float, highest: float) -> None:
        """The prices that bars will have; positions are looked for from half to twice of them."""
        self._first = _bin_of(lowest / 2)
        size = _bin_of(highest * 2) - self._first + 1
        self.longs, self.shorts = np.zeros((2, size))
        self.added = 0.0
        #: Distances of the liquidation prices from the entry, as factors of it.
        self._factors = {
            side: np.array([linear_price(Position(side, 1.0, one), _TIER) for one, _ in WEIGHTS])
            for side in Side
        }
        self._weights = np.array([weight for _, weight in WEIGHTS])

    def add(self, low: float, high: float, opened: float, outstanding: float, age: float) -> None:
        """Take one bar.

        Args:
            low: the lowest price traded, better: marked.
            high: the highest one.
            opened: contracts opened in it less those closed.
            outstanding: contracts before it, above zero.
            age: what is left of everything older, 0 to 1.
        """
        left = age * min(1.0, max(0.0, 1 + opened / outstanding))
        self.longs *= left
        self.shorts *= left
        if opened > 0:
            self.added += opened
            entries = np.linspace(low, high, _ENTRIES)
            sizes = np.broadcast_to(opened * self._weights / _ENTRIES, (_ENTRIES, len(WEIGHTS)))
            for side, mass in ((Side.LONG, self.longs), (Side.SHORT, self.shorts)):
                places = self._places(entries[:, None] * self._factors[side])
                np.add.at(mass, places, sizes)
        self.sweep(low, high)

    def sweep(self, low: float, high: float) -> None:
        """Take away what lies where price has been: what a bar itself reached is never left standing."""
        self.longs[max(0, _bin_of(low) - self._first) :] = 0.0
        self.shorts[: max(0, _bin_of(high) - self._first + 1)] = 0.0

    def _places(self, prices: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        bins = np.floor(np.log(prices) / BIN).astype(np.int64) - self._first
        return np.clip(bins, 0, len(self.longs) - 1)

    def made(self) -> LiquidationMap:
        """The map as it stands."""
        bins = np.arange(len(self.longs)) + self._first
        return LiquidationMap(np.exp((bins + 0.5) * BIN), self.longs.copy(), self.shorts.copy())


def _bin_of(price: float) -> int:
    return int(np.floor(np.log(price) / BIN))


def liquidation_map(
    candles: CandleColumns, contracts: Floats, since: tuple[float, float] | None = None
) -> LiquidationMap:
    """The map at the end of the candles.

    Args:
        candles: closed ones, five minutes or longer.
        contracts: outstanding at the end of each, NaN where unknown; such a bar only sweeps.
        since: the lowest and highest price after the last of them, which sweeps too.
    """
    known = np.isfinite(candles.low) & np.isfinite(candles.high) & (candles.low > 0)
    if not known.any() or not np.isfinite(contracts).any():
        return LiquidationMap.empty()
    builder = MapBuilder(float(candles.low[known].min()), float(candles.high[known].max()))
    ages = 0.5 ** (np.diff(candles.open_ms, prepend=candles.open_ms[:1]) / HALF_LIFE_MS)
    before = np.nan
    for low, high, now, age in zip(
        candles.low.tolist(), candles.high.tolist(), contracts.tolist(), ages.tolist(), strict=True
    ):
        both = np.isfinite(before) and np.isfinite(now) and before > 0
        builder.add(low, high, now - before if both else 0.0, before if both else 1.0, age)
        before = now if np.isfinite(now) else before
    if since is not None:
        builder.sweep(*since)
    return builder.made()
