"""The volume profile: how much was traded at which price, and where most of it was.

Reference: docs/methodology.md, section 1.7. What a candle traded is spread evenly from its low to
its high, since a candle does not say more; so a profile of shorter candles is a better one.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tracker.analysis.columns import CandleColumns, Floats

PROFILE_BINS = 200
VALUE_AREA_SHARE = 0.70
#: High volume nodes are peaks of the mean over this many bins, above this percentile of it.
_NODE_BINS, _NODE_PERCENTILE = 5, 75


class VolumeProfile(Struct, frozen=True, eq=False):
    """Volume by price.

    Attributes:
        low: the lowest price traded, where the first bin begins.
        high: the highest price traded, where the last bin ends; above `low`.
        volume: of each bin, lowest price first, in the base coin; all bins are equally wide.
    """

    low: float
    high: float
    volume: Floats

    @property
    def width(self) -> float:
        """Of a bin, in price."""
        return (self.high - self.low) / len(self.volume)

    @property
    def edges(self) -> Floats:
        """Where the bins begin and end: one price more than there are bins."""
        return np.linspace(self.low, self.high, len(self.volume) + 1)

    @property
    def point_of_control(self) -> float:
        """The middle of the bin with the most volume, of equal ones the lowest."""
        return self._middle(int(np.argmax(self.volume)))

    def value_area(self, share: float = VALUE_AREA_SHARE) -> tuple[float, float]:
        """The lowest and highest price around the point of control that hold this share of all.

        It grows from the point of control to the heavier neighbour, of equal ones to the upper.
        """
        volume = self.volume.tolist()
        first = last = int(np.argmax(self.volume))
        inside, wanted = volume[first], share * sum(volume)
        while inside < wanted and last - first + 1 < len(volume):
            below = volume[first - 1] if first > 0 else -1.0
            above = volume[last + 1] if last + 1 < len(volume) else -1.0
            if above >= below:
                last += 1
                inside += above
            else:
                first -= 1
                inside += below
        edges = self.edges
        return float(edges[first]), float(edges[last + 1])

    def high_volume_nodes(self) -> tuple[float, ...]:
        """The peaks of the profile, lowest price first; of a flat top the middle.

        A peak is a local maximum of the mean over five bins that lies above its 75th percentile;
        outside of the profile nothing was traded.
        """
        reach = _NODE_BINS // 2
        mean = np.convolve(self.volume, np.full(_NODE_BINS, 1 / _NODE_BINS))[reach:-reach]
        # Sums of the same numbers in another order differ in the last bits; those are no peaks.
        mean = np.round(mean / self.volume.max(), 9)
        starts = np.flatnonzero(np.concatenate(([True], np.diff(mean) != 0)))
        ends = np.concatenate((starts[1:], [len(mean)]))
        tops = mean[starts]
        before = np.concatenate(([-1.0], tops[:-1]))
        after = np.concatenate((tops[1:], [-1.0]))
        least = np.percentile(mean, _NODE_PERCENTILE)
        peaks = (tops > before) & (tops > after) & (tops > least)
        middles = (starts[peaks] + ends[peaks] - 1) / 2
        return tuple(self._middle(middle) for middle in middles.tolist())

    def rank(self, price: float) -> float:
        """The share of the other bins that hold less than the one of this price, 0 to 1.

        0 where nothing was traded at the price.
        """
        if not self.low <= price <= self.high:
            return 0.0
        at = min(int((price - self.low) / self.width), len(self.volume) - 1)
        return float((self.volume < self.volume[at]).sum() / max(1, len(self.volume) - 1))

    def _middle(self, at: float) -> float:
        return self.low + (at + 0.5) * self.width


def volume_profile(candles: CandleColumns, bins: int = PROFILE_BINS) -> VolumeProfile | None:
    """The profile of the closed candles, in O(candles + bins).

    Returns:
        None where there is nothing to tell: no candle, no volume, or one single price.
    """
    closed = candles.finished()
    return profile_of(closed.low, closed.high, closed.volume, bins)


def profile_of(
    low: Floats, high: Floats, volume: Floats, bins: int = PROFILE_BINS
) -> VolumeProfile | None:
    """The profile of stretches of time with these lows, highs and volumes, one row each.

    Returns:
        None where there is nothing to tell, as for `volume_profile`.
    """
    total = float(volume.sum())
    if not total > 0 or not (top := float(high.max())) > (bottom := float(low.min())):
        return None
    # In units of a bin, a price lies in the bin that is its whole part.
    scale = bins / (top - bottom)
    begin, end = (low - bottom) * scale, (high - bottom) * scale
    first = np.minimum(begin.astype(np.int64), bins - 1)
    last = np.minimum(end.astype(np.int64), bins - 1)
    one = first == last
    filled = _by_bin(first[one], volume[one], bins)
    # The others fill the outer two bins in part and those between evenly: a difference array.
    begin, end, first, last = begin[~one], end[~one], first[~one], last[~one]
    density = volume[~one] / (end - begin)
    filled += _by_bin(first, density * (first + 1 - begin), bins)
    filled += _by_bin(last, density * (end - last), bins)
    filled += np.cumsum(_by_bin(first + 1, density, bins) - _by_bin(last, density, bins))
    # What the cumulative sum leaves where nothing was traded is rounding, not volume.
    filled = np.round(np.maximum(filled, 0.0) / total, 12) * total
    return VolumeProfile(bottom, top, filled)


def _by_bin(at: NDArray[np.int64], values: Floats, bins: int) -> Floats:
    # Without any values numpy counts in integers.
    return np.bincount(at, values, bins).astype(np.float64)
