"""How one coin's forced selling reaches another: which moves first, by how much, and its share of the whole.

Everything on bars of one minute, with how sure it is. Reference: docs/methodology.md, section 11.5.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats

#: So many minutes ahead and behind are compared.
LAGS = 5
#: Fewer minutes that both know say nothing.
LEAST_MINUTES = 60
_Z95 = 1.96


class LeadLag(Struct, frozen=True):
    """Which of two series moves first.

    Attributes:
        together: their correlation in the same minute.
        ahead: correlations of the follower with what the leader did before, over `LAGS` minutes, less
            those the other way round; positive: the leader leads.
        error: the standard error of `ahead`, which holds where variances change.
        lag: the minutes by which the leader is ahead where the correlation is highest.
        minutes: known of both.
    """

    together: float
    ahead: float
    error: float
    lag: int
    minutes: int

    @property
    def leads(self) -> bool | None:
        """Whether the leader leads; None where neither does beyond the 95 % interval."""
        if abs(self.ahead) <= _Z95 * self.error:
            return None
        return self.ahead > 0


class Beta(Struct, frozen=True):
    """How much a coin moves for each percent of the leader, with its 95 % interval."""

    value: float
    low95: float
    high95: float
    minutes: int


def lead_lag(leader: Floats, follower: Floats) -> LeadLag | None:
    """Compare two series minute by minute; NaN where unknown. None with too little of them.

    The measure is the difference of the two halves of the cross-correlation (Huth and Abergel, Journal of
    Empirical Finance 26, 2014), its error that of White (1980), so that a burst does not look sure.
    """
    first, second = _centred(leader), _centred(follower)
    known = np.isfinite(first) & np.isfinite(second)
    minutes = int(known.sum())
    if minutes < LEAST_MINUTES:
        return None
    first, second = np.where(known, first, 0.0), np.where(known, second, 0.0)
    size = math.sqrt(float(first @ first) * float(second @ second))
    if size <= 0:
        return None
    lags = range(-LAGS, LAGS + 1)
    moved = {lag: _shifted(first, lag) for lag in lags}
    correlation = {lag: float(moved[lag] @ second) / size for lag in lags}
    difference = np.sum([moved[lag] - moved[-lag] for lag in range(1, LAGS + 1)], axis=0)
    terms = difference * second
    return LeadLag(
        together=correlation[0],
        ahead=float(terms.sum()) / size,
        error=math.sqrt(float(terms @ terms)) / size,
        lag=max(lags, key=lambda lag: correlation[lag]),
        minutes=minutes,
    )


def sizes(usd: Floats) -> Floats:
    """Liquidations as they are compared: powers of ten, so that one large print is not all there is."""
    result: Floats = np.log10(1.0 + usd)
    return result


def beta(leader: Floats, follower: Floats) -> Beta | None:
    """The slope of a coin's log returns on the leader's, with White's standard error."""
    first, second = _centred(leader), _centred(follower)
    known = np.isfinite(first) & np.isfinite(second)
    first, second = first[known], second[known]
    spread = float(first @ first)
    if len(first) < LEAST_MINUTES or spread <= 0:
        return None
    slope = float(first @ second) / spread
    rest = first * (second - slope * first)
    error = math.sqrt(float(rest @ rest)) / spread
    return Beta(slope, slope - _Z95 * error, slope + _Z95 * error, len(first))


def share_of(one: float | None, every: float | None) -> float | None:
    """What part one coin is of all of them, 0 to 1; None where either is unknown or there is nothing."""
    if one is None or every is None or every <= 0:
        return None
    return one / every


def _centred(values: Floats) -> Floats:
    known = np.isfinite(values)
    return values - (values[known].mean() if known.any() else 0.0)


def _shifted(values: Floats, lag: int) -> Floats:
    """What was so many minutes before; zero where that is outside."""
    result = np.zeros_like(values)
    if lag >= 0:
        result[lag:] = values[: len(values) - lag]
    else:
        result[:lag] = values[-lag:]
    return result
