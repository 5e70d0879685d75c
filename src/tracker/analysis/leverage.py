"""What a change of open interest says: the quadrant, the break-even rule, and OI against market cap.

Reference: docs/methodology.md, sections 8.4 to 8.6.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum

import numpy as np

from tracker.analysis.columns import Floats, SignedColumns
from tracker.analysis.funding import VenueFunding
from tracker.domain.translating import noted

#: Moves smaller than this are neither up nor down.
DEAD_ZONE = 0.005
#: Over a day the dead zone follows the asset: so much of the standard deviation of its changes.
_DEAD_PART = 0.25
#: A deviation of fewer changes than this says nothing.
_LEAST_CHANGES = 10
#: What must be said beside every quadrant.
CAVEAT = noted(
    "Every contract has a long and a short; the label is a convention about who "
    "seems to press, not an observation."
)


class Quadrant(StrEnum):
    """Price against positions over the same window, as traders call it."""

    LONG_BUILD_UP = noted("long build-up")
    SHORT_BUILD_UP = noted("short build-up")
    LONG_UNWINDING = noted("long unwinding")
    SHORT_COVERING = noted("short covering")
    NEUTRAL = noted("neutral")


def quadrant(
    price: float | None,
    contracts: float | None,
    *,
    price_dead: float = DEAD_ZONE,
    contracts_dead: float = DEAD_ZONE,
) -> Quadrant | None:
    """The label of a move; None where either side of it is unknown.

    Never of open interest in USD: that falls with price, so that nearly every fall would be called
    long unwinding.

    Args:
        price: relative change of price.
        contracts: relative change of positions (`InterestSplit.contracts`) over the same window.
        price_dead: moves up to this are none.
        contracts_dead: the same of positions.
    """
    if price is None or contracts is None:
        return None
    if abs(price) <= price_dead or abs(contracts) <= contracts_dead:
        return Quadrant.NEUTRAL
    if price > 0:
        return Quadrant.LONG_BUILD_UP if contracts > 0 else Quadrant.SHORT_COVERING
    return Quadrant.SHORT_BUILD_UP if contracts > 0 else Quadrant.LONG_UNWINDING


def dead_zone(changes: Sequence[float] | Floats) -> float:
    """How small a daily change is none: a quarter of their trailing standard deviation.

    0.5 % where fewer than ten changes are known.
    """
    known = np.asarray(changes, np.float64)
    known = known[np.isfinite(known)]
    return _DEAD_PART * float(np.std(known)) if len(known) >= _LEAST_CHANGES else DEAD_ZONE


def implied_contracts(interest: float, price: float) -> float:
    """What positions did where open interest in USD and price changed by so much, as fractions.

    The break-even rule: where price fell more than open interest, positions grew. Right for linear
    contracts; those margined in the coin hide it.
    """
    return (1 + interest) / (1 + price) - 1


def supply_share(coin: float | None, circulating: float | None) -> float | None:
    """Open interest in coins as a share of all coins there are: OI against market cap without price."""
    if coin is None or circulating is None or not math.isfinite(coin) or circulating <= 0:
        return None
    return coin / circulating


def weighted_rate(rates: Iterable[tuple[float | None, float | None]]) -> float | None:
    """The mean of rates per eight hours, weighted by open interest in USD.

    Rates and weights that are unknown leave their venue out; None where nobody is left.
    """
    known = [
        (rate, usd)
        for rate, usd in rates
        if rate is not None and usd is not None and math.isfinite(rate) and usd > 0
    ]
    weight = sum(usd for _, usd in known)
    return sum(rate * usd for rate, usd in known) / weight if weight > 0 else None


def weighted_funding(
    venues: Sequence[VenueFunding], interest_usd: Sequence[Floats], interval_ms: int
) -> SignedColumns:
    """The mean rate of each cell, weighted by the open interest in USD at its beginning.

    A venue of which the rate or the open interest is unknown in a cell is not in that cell; NaN
    where nobody is.

    Args:
        venues: all on one grid.
        interest_usd: of each venue, a value a cell; shape (cells,) each.
        interval_ms: the width of a cell.
    """
    if not venues:
        return SignedColumns.empty(interval_ms)
    rates = np.array([one.columns.value for one in venues])
    weights = np.array(interest_usd)
    known = np.isfinite(rates) & np.isfinite(weights) & (weights > 0)
    weight = np.where(known, weights, 0.0).sum(axis=0)
    paid = np.where(known, rates * weights, 0.0).sum(axis=0)
    there = weight > 0
    value = np.where(there, paid / np.where(there, weight, 1.0), np.nan)
    predicted = (np.array([one.columns.provisional for one in venues]) & known).any(axis=0)
    return SignedColumns(interval_ms, venues[0].columns.start_ms, value, there & predicted)
