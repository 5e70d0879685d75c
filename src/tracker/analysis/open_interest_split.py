"""What price did to open interest and what positions did: the exact split of a change in USD.

USD open interest is mostly a chart of the price, and coins are right for linear contracts alone: an
inverse contract is a number of USD, so that its coins rise when price falls and nobody trades. What
traders choose is the number of contracts. Reference: docs/methodology.md, sections 8.1 to 8.3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats, InterestColumns, Times
from tracker.analysis.open_interest import VenueInterest
from tracker.domain.market import Contract
from tracker.domain.times import DAY_MS, HOUR_MS, MINUTE_MS

#: A sample further than this from where it is wanted does not count, before or after.
NEAR_MS = 10 * MINUTE_MS
#: The windows that are told, by name.
WINDOWS_MS = {"1h": HOUR_MS, "24h": DAY_MS, "7d": 7 * DAY_MS, "4w": 28 * DAY_MS}


class VenueSplit(Struct, frozen=True):
    """One venue's part of a change, in USD: `price_usd` and `position_usd` add up to the change.

    Attributes:
        then_usd: open interest where the window begins.
        now_usd: open interest where it ends.
        position: relative change of the number of contracts; None where there were none.
        price: relative change of the venue's own price; None where it is not known.
    """

    venue: str
    contract: Contract
    then_usd: float
    now_usd: float
    price_usd: float
    position_usd: float
    position: float | None
    price: float | None


class Missing(Struct, frozen=True):
    """A venue that is left out, since an end of the window is not known of it.

    Attributes:
        last_usd: the last USD open interest known of it, None where there never was one.
        at_ms: when that was.
    """

    venue: str
    last_usd: float | None
    at_ms: int | None


class InterestSplit(Struct, frozen=True):
    """The change between two moments over the venues known at both ends.

    All is None, or empty, where no venue is. Fractions: -0.044 is -4.4 %.

    Attributes:
        change: of USD open interest.
        price: price's part of `change`.
        position: positions' part of `change`: `price + position == change`.
        contracts: change of the number of contracts, each weighted by its USD at the beginning
            (Laspeyres): the headline.
        price_change: change of price over the same venues and weights.
        matched_usd_share: the USD of the venues that are in, of all of whom a last USD is known.
    """

    from_ms: int
    to_ms: int
    parts: tuple[VenueSplit, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether any venue is known at both ends."""
        return bool(self.parts) and self.then_usd > 0

    @property
    def then_usd(self) -> float:
        """Open interest at the beginning, of the venues that are in."""
        return sum(one.then_usd for one in self.parts)

    @property
    def now_usd(self) -> float:
        """Open interest at the end, of the same venues."""
        return sum(one.now_usd for one in self.parts)

    @property
    def change_usd(self) -> float | None:
        """The change in USD."""
        return self.now_usd - self.then_usd if self.is_known else None

    @property
    def price_usd(self) -> float | None:
        """What price did of it, in USD."""
        return sum(one.price_usd for one in self.parts) if self.is_known else None

    @property
    def position_usd(self) -> float | None:
        """What positions did of it, in USD, at the mean of both prices."""
        return sum(one.position_usd for one in self.parts) if self.is_known else None

    @property
    def change(self) -> float | None:
        """The change as a fraction of the beginning."""
        return self._of(self.change_usd)

    @property
    def price(self) -> float | None:
        """Price's part of it, a fraction of the beginning."""
        return self._of(self.price_usd)

    @property
    def position(self) -> float | None:
        """Positions' part of it, a fraction of the beginning."""
        return self._of(self.position_usd)

    @property
    def contracts(self) -> float | None:
        """Change of the number of contracts, weighted by the USD at the beginning (Laspeyres)."""
        # A contract that was not there has no weight at the beginning: it counts at today's price.
        moved = sum(
            one.then_usd * one.position if one.position is not None else one.position_usd
            for one in self.parts
        )
        return self._of(moved if self.is_known else None)

    @property
    def price_change(self) -> float | None:
        """Change of price over the same venues, weighted by the USD at the beginning."""
        known = [(one.then_usd, one.price) for one in self.parts if one.price is not None]
        weight = sum(usd for usd, _ in known)
        return sum(usd * price for usd, price in known) / weight if weight > 0 else None

    @property
    def matched_usd_share(self) -> float | None:
        """The share of the venues that are in, by USD; None where nothing is known."""
        out = sum(one.last_usd or 0.0 for one in self.missing)
        whole = self.now_usd + out
        return self.now_usd / whole if whole > 0 else None

    @property
    def venues(self) -> tuple[str, ...]:
        """The venues that are in, by name."""
        return tuple(one.venue for one in self.parts)

    def _of(self, usd: float | None) -> float | None:
        return usd / self.then_usd if usd is not None and self.is_known else None


def window_start(to_ms: int, window_ms: int) -> int:
    """Where a window nominally begins: a day or more begins on the full hour that is nearest.

    Venues give their past by the hour: so all of them are asked about one and the same moment.
    """
    from_ms = to_ms - window_ms
    return (from_ms + HOUR_MS // 2) // HOUR_MS * HOUR_MS if window_ms >= DAY_MS else from_ms


def nearest(
    columns: InterestColumns, moments: Times, near_ms: int = NEAR_MS
) -> tuple[Floats, Floats]:
    """Coins and USD of the sample nearest to each moment, NaN where none is within `near_ms`."""
    if not len(columns.at_ms):
        unknown = np.full(len(moments), np.nan)
        return unknown, unknown
    after = np.searchsorted(columns.at_ms, moments, "left")
    last = len(columns.at_ms) - 1
    before, after = np.maximum(after - 1, 0), np.minimum(after, last)
    # Of two that are equally near the earlier one: nothing is taken from what came later.
    later = np.abs(columns.at_ms[after] - moments) < np.abs(columns.at_ms[before] - moments)
    index = np.where(later, after, before)
    there = np.abs(columns.at_ms[index] - moments) <= near_ms
    return (
        np.where(there, columns.coin[index], np.nan),
        np.where(there, columns.usd[index], np.nan),
    )


def split_venue(
    venue: str, contract: Contract, then: tuple[float, float], now: tuple[float, float]
) -> VenueSplit:
    """The midpoint (Shapley) split of one contract's change; both parts add up to it.

    With q contracts (coins where linear, USD where inverse) and p = USD / q: the price effect is
    (p1 - p0)(q0 + q1) / 2 and the position effect (q1 - q0)(p0 + p1) / 2.

    Args:
        venue: whose it is.
        contract: linear or inverse.
        then: coins and USD at the beginning.
        now: coins and USD at the end.
    """
    at = 1 if contract is Contract.INVERSE else 0
    first, last = then[at], now[at]
    # Where there is no contract there is no price of one: nothing was there for it to move.
    p_last = now[1] / last if last > 0 else (then[1] / first if first > 0 else 0.0)
    p_first = then[1] / first if first > 0 else p_last
    price = now[1] / now[0] / (then[1] / then[0]) - 1 if _all_positive(*then, *now) else None
    return VenueSplit(
        venue,
        contract,
        then[1],
        now[1],
        price_usd=(p_last - p_first) * (first + last) / 2,
        position_usd=(last - first) * (p_first + p_last) / 2,
        position=last / first - 1 if first > 0 else None,
        price=price,
    )


def split(venues: Iterable[VenueInterest], from_ms: int, to_ms: int) -> InterestSplit:
    """The change between two moments, over the venues that have a sample near both.

    A venue that lacks one is excluded and named with its last known USD, so that an outage never
    looks like deleveraging.
    """
    moments = np.array([from_ms, to_ms], np.int64)
    parts: list[VenueSplit] = []
    missing: list[Missing] = []
    for one in venues:
        coin, usd = nearest(one.columns, moments)
        if np.isfinite(coin).all() and np.isfinite(usd).all():
            ends = [(float(c), float(v)) for c, v in zip(coin, usd, strict=True)]
            parts.append(split_venue(one.venue, one.contract, ends[0], ends[1]))
        else:
            missing.append(_missing(one, to_ms))
    return InterestSplit(from_ms, to_ms, tuple(parts), tuple(missing))


def splits(venues: Sequence[VenueInterest], now_ms: int) -> dict[str, InterestSplit]:
    """The splits of all told windows that end now, by name."""
    return {
        name: split(venues, window_start(now_ms, window_ms), now_ms)
        for name, window_ms in WINDOWS_MS.items()
    }


def _missing(one: VenueInterest, to_ms: int) -> Missing:
    known = np.flatnonzero(np.isfinite(one.columns.usd) & (one.columns.at_ms <= to_ms + NEAR_MS))
    if not len(known):
        return Missing(one.venue, None, None)
    row = known[-1]
    return Missing(one.venue, float(one.columns.usd[row]), int(one.columns.at_ms[row]))


def _all_positive(*values: float) -> bool:
    return all(math.isfinite(value) and value > 0 for value in values)
