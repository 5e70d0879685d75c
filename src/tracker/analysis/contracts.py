"""What traders did to their positions: the change of contracts, which a move of price alone leaves at zero.

Reference: docs/methodology.md, sections 3.1 and 8.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.analysis.columns import Floats, InterestColumns, Times
from tracker.analysis.open_interest import as_of
from tracker.domain.times import HOUR_MS, MINUTE_MS


@dataclass(frozen=True, slots=True, eq=False)
class VenueContracts:
    """One venue's open interest of one asset; `inverse` contracts are worth a fixed sum of USD."""

    venue: str
    columns: InterestColumns
    inverse: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ContractChange:
    """The change of contracts over each window, a fraction, and the share of venues it knows."""

    change: Floats
    matched: Floats


def contract_change(
    venues: Sequence[VenueContracts], moments: Times, window_ms: int
) -> ContractChange:
    """Contracts opened less those closed, over venues that are known at both ends.

    The mean of each venue's relative change, weighted with its USD at the beginning (Laspeyres): coins
    count contracts that are linear, USD those that are inverse.
    """
    near_ms = 10 * MINUTE_MS if window_ms < HOUR_MS else HOUR_MS + 10 * MINUTE_MS
    weight, weighted, both, either = np.zeros((4, len(moments)))
    for one in venues:
        coin_then, usd_then = as_of(one.columns, moments - window_ms, near_ms)
        coin_now, usd_now = as_of(one.columns, moments, 10 * MINUTE_MS)
        then, now = (usd_then, usd_now) if one.inverse else (coin_then, coin_now)
        known = np.isfinite(then) & np.isfinite(now) & np.isfinite(usd_then) & (then > 0)
        share = np.where(known, usd_then, 0.0)
        weight += share
        weighted += share * (np.where(known, now, 1.0) / np.where(known, then, 1.0) - 1)
        both += known
        either += np.isfinite(then) | np.isfinite(now)
    there = weight > 0
    change = np.where(there, weighted / np.where(there, weight, 1.0), np.nan)
    return ContractChange(change, both / np.maximum(either, 1))
