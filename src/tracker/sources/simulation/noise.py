"""Noise that is the same on every machine: hashed numbers, and random paths between fixed points.

Every value is a function of where it stands, never of what was drawn before it, so any stretch of a
path can be computed on its own and always comes out the same.
"""

from __future__ import annotations

import hashlib

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tracker.analysis.columns import Floats, Times

Bits = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_TWO_OF_16 = np.uint64(0x0000FFFF0000FFFF)
_LOW_32 = np.uint64(0xFFFFFFFF)
# The sum of four numbers of 16 bits: its mean and its standard deviation.
_BELL_MEAN = 2.0 * 65_535.0
_BELL_DEVIATION = 65_536.0 * (4.0 / 12.0) ** 0.5
# Levels of a bridge are kept in the low bits of its keys, then the place in the level.
_LEVEL_BITS, _PLACE_BITS = 4, 16


def seed_of(*words: object) -> int:
    """A number of 63 bits for a thing with this name; small numbers may be added to it."""
    text = "/".join(str(word) for word in words)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


def bits(seed: int, keys: Times) -> Bits:
    """64 random bits per key: the finaliser of splitmix64 (Steele, Lea and Flood, 2014)."""
    state = (keys.astype(np.uint64) ^ np.uint64(seed)) * _STEP
    state = (state ^ (state >> np.uint64(30))) * _MIX_1
    state = (state ^ (state >> np.uint64(27))) * _MIX_2
    return state ^ (state >> np.uint64(31))


def uniform(seed: int, keys: Times) -> Floats:
    """Evenly spread over (0, 1), one number per key."""
    return ((bits(seed, keys) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def bell(seed: int, keys: Times) -> Floats:
    """Nearly normal, mean 0 and deviation 1, one number per key; exact integers until the last step."""
    raw = bits(seed, keys)
    # Four numbers of 16 bits in one word: added two and two, then both.
    pairs = (raw & _TWO_OF_16) + ((raw >> np.uint64(16)) & _TWO_OF_16)
    total = (pairs & _LOW_32) + (pairs >> np.uint64(32))
    return (total.astype(np.float64) - _BELL_MEAN) / _BELL_DEVIATION


def wander(seed: int, at: Floats, period: float) -> Floats:
    """A smooth bounded walk around 0 with deviation near 1: hashed values every `period`, eased."""
    place = np.floor(at / period)
    share = at / period - place
    eased = share * share * (3.0 - 2.0 * share)
    key = place.astype(np.int64)
    here, there = bell(seed, key), bell(seed, key + 1)
    return here + (there - here) * eased


class Knots(Struct, frozen=True, eq=False):
    """Fixed points of a curve: UTC minutes, strictly rising, and the value at each."""

    minute: Times
    value: Floats

    def cut(self, first: int, last: int, margin: int) -> Knots:
        """The knots around these minutes with `margin` more on either side, as far as there are."""
        low = int(np.searchsorted(self.minute, first, side="right")) - 1 - margin
        high = int(np.searchsorted(self.minute, last, side="right")) + 1 + margin
        # Two at least, so that there is a stretch between them.
        part = slice(max(0, min(low, len(self.minute) - 2)), high)
        return Knots(self.minute[part], self.value[part])

    def segment(self, minute: Times) -> Times:
        """The index of the knot at or before each minute, so that the next one lies after it."""
        found = np.searchsorted(self.minute, minute, side="right") - 1
        return np.clip(found, 0, len(self.minute) - 2).astype(np.int64)

    def line(self, minute: Times) -> Floats:
        """The straight line from knot to knot; flat before the first and after the last."""
        return np.interp(minute, self.minute, self.value)


class Roughness(Struct, frozen=True, eq=False):
    """Deviation per square root of a minute, one number for each cell of five minutes from `first`."""

    first: int
    cell: Floats

    def at(self, minute: Floats) -> Floats:
        """The deviation at these minutes."""
        index = (minute / CELL_MINUTES).astype(np.int64) - self.first
        return np.take(self.cell, index, mode="clip")


CELL_MINUTES = 5


def bridge(seed: int, minute: Times, knots: Knots, rough: Roughness) -> Floats:
    """A random walk that is 0 at every knot, by Lévy's construction of the Brownian bridge.

    Each level halves the stretches of the one above and displaces their middles by half of what a
    walk of that length would deviate (P. Lévy, Processus stochastiques et mouvement brownien,
    1948). A minute is touched by one stretch per level alone.

    Args:
        minute: where to compute it, rising, shape (n,).
        rough: how rough it is; taken at the middle of each stretch.

    Returns:
        The displacement in the units of `rough` times square root of minutes, shape (n,).
    """
    segment = knots.segment(minute)
    spans = np.diff(knots.minute).astype(np.float64)
    length = spans[segment]
    share = (minute - knots.minute[segment]) / length
    result = np.zeros(len(minute))
    for level in range(int(np.ceil(np.log2(spans.max()))) + 1):
        parts = 1 << level
        scaled = share * parts
        place = np.minimum(scaled.astype(np.int64), parts - 1)
        within = scaled - place
        number = segment * parts + place
        size = 0.5 - np.abs(within - 0.5)
        if spans.min() <= parts:
            # A stretch of a minute or less is the last: a walk between its ends, seen once.
            size = np.where(length > parts, size, np.sqrt(within * (1.0 - within)))
            size *= length > parts / 2.0
        stretches = np.arange(number[0], number[-1] + 1)
        over, at_place = stretches >> level, stretches & (parts - 1)
        start, span = knots.minute[over], spans[over] / parts
        keys = (start << (_LEVEL_BITS + _PLACE_BITS)) | (at_place << _LEVEL_BITS) | level
        moves = rough.at(start + (at_place + 0.5) * span) * np.sqrt(span) * bell(seed, keys)
        result += size * moves[number - number[0]]
    return result
