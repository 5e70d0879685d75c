"""What surrounds a coin in figures: sentiment bands, correlation with equities, treasury results.

Every definition is in docs/methodology.md, section 10.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.analysis.sessions import sessions_since
from tracker.domain.context import CLOSE_HOURS, STALE_AFTER_MS, Reading, Series
from tracker.domain.times import DAY_MS
from tracker.domain.translating import noted

#: Pairs of returns that a correlation looks at; the newest so many.
CORRELATION_PAIRS = 60
#: Fewer pairs say nothing: the interval would span most of what is possible.
FEWEST_PAIRS = 20
#: More sessions than these without a value, and a close is stale.
MISSED_SESSIONS = 2
#: Older than this a close is stale without counting sessions.
_OLD_MS = 14 * DAY_MS
#: An index that fell by more than this, together with a correlation above zero, is risk-off.
RISK_OFF_CHANGE = -0.01
#: Two-sided 95 % of a normal distribution.
_Z = 1.96

#: Upper ends of the bands of 0 to 100.
_BANDS = (
    (25, noted("extreme fear")),
    (45, noted("fear")),
    (55, noted("neutral")),
    (75, noted("greed")),
    (math.inf, noted("extreme greed")),
)


def fear_band(value: float) -> str:
    """What a Fear & Greed value is called where its provider does not say.

    0-24 extreme fear, 25-44 fear, 45-54 neutral, 55-74 greed, 75-100 extreme greed: the bands that
    2,644 published days fall into (docs/methodology.md, section 10.1).
    """
    return next(word for end, word in _BANDS if value < end)


def is_stale(series: Series, at_ms: int, now_ms: int) -> bool:
    """Whether a reading of this time no longer speaks of the present (section 10.1).

    What has a daily close is stale once more than two sessions ended without it: closes may come a
    day late, and a holiday is a session by the clock. Everything else has an age.
    """
    hours = CLOSE_HOURS.get(series)
    if hours is not None:
        return now_ms - at_ms > _OLD_MS or sessions_since(hours, at_ms, now_ms) > MISSED_SESSIONS
    return now_ms - at_ms > STALE_AFTER_MS[series]


def merged(readings: Sequence[Reading], ranks: Mapping[str, int]) -> list[Reading]:
    """One reading a period: that of the source which speaks first; oldest period first.

    Args:
        readings: of one series and coin, of any sources.
        ranks: the lower one speaks; 0 for a source that is not in it.
    """
    best: dict[int, Reading] = {}
    for one in readings:
        known = best.get(one.slot_ms)
        order = (ranks.get(one.source, 0), one.source)
        if known is None or order < (ranks.get(known.source, 0), known.source):
            best[one.slot_ms] = one
    return [best[slot_ms] for slot_ms in sorted(best)]


def change(last: float, before: float | None) -> float | None:
    """The change from one official close to the next value, a fraction; None without the former."""
    return last / before - 1 if before else None


class Correlation(Struct, frozen=True):
    """A coefficient with its 95 % interval over so many pairs of returns."""

    r: float
    low: float
    high: float
    pairs: int
    from_ms: int
    to_ms: int

    @property
    def is_positive(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0


def fisher_interval(r: float, pairs: int) -> tuple[float, float]:
    """The 95 % interval of a correlation coefficient: tanh(atanh r ± 1.96 / √(n − 3)).

    R. A. Fisher, On the "Probable Error" of a Coefficient of Correlation, Metron 1, 1921. It takes
    pairs to be independent and nearly normal, which returns are not quite: read it as the least
    uncertainty. `pairs` is at least 4; of |r| = 1 both ends are r.
    """
    if abs(r) >= 1:
        return r, r
    middle, half = math.atanh(r), _Z / math.sqrt(pairs - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


def correlation(
    at_ms: Times, index: Floats, coin: Floats, most: int = CORRELATION_PAIRS
) -> Correlation | None:
    """How a coin moves with an index, by daily log returns sampled at the same instants.

    What the coin does over a weekend or holiday is part of its return to the next close, as it is
    of the index (docs/methodology.md, section 10.3). A close without a price of the coin makes no
    pair, neither with the one before nor the one after.

    Args:
        at_ms: closes of the index, rising, UTC ms, shape (n,).
        index: its value at each, shape (n,).
        coin: the price of the coin at the same instants, NaN where unknown, shape (n,).
        most: only the newest so many pairs are looked at.

    Returns:
        None below 20 pairs, or where one of the two did not move at all.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ours, theirs = np.diff(np.log(coin)), np.diff(np.log(index))
    known = np.flatnonzero(np.isfinite(ours) & np.isfinite(theirs))[-most:]
    if len(known) < FEWEST_PAIRS:
        return None
    x, y = ours[known], theirs[known]
    x, y = x - x.mean(), y - y.mean()
    scale = math.sqrt(float(x @ x) * float(y @ y))
    if scale == 0:
        return None
    r = max(-1.0, min(1.0, float(x @ y) / scale))
    low, high = fisher_interval(r, len(known))
    return Correlation(r, low, high, len(known), int(at_ms[known[0]]), int(at_ms[known[-1] + 1]))


def sampled(candles: CandleColumns, at_ms: Times) -> Floats:
    """The close of the candle that ends exactly at each instant; NaN where there is none.

    Args:
        candles: over; their length divides every distance of an instant from midnight UTC.
        at_ms: rising, UTC ms, shape (n,).
    """
    ends = candles.open_ms + candles.interval_ms
    place = np.searchsorted(ends, at_ms)
    found = np.full(len(at_ms), np.nan)
    inside = place < len(ends)
    inside[inside] = ends[place[inside]] == at_ms[inside]
    found[inside] = candles.close[place[inside]]
    return found


def is_risk_off(index_change: float | None, correlated: Correlation | None) -> bool | None:
    """Whether an index says risk-off: it fell by more than 1 %, and the coin moves with it.

    None where either is unknown: what cannot be assessed is no tick (section 10.4).
    """
    if index_change is None or correlated is None:
        return None
    return index_change < RISK_OFF_CHANGE and correlated.is_positive


class TreasuryResult(Struct, frozen=True):
    """What a holding stands at. Everything that needs the cost is None where that is unknown.

    Attributes:
        value_usd: coins at the price.
        profit_usd: value − cost; unrealised, no call for margin.
        profit_share: price / average cost − 1.
        break_even: the average cost of a coin.
        per_percent_usd: what one percent of price is worth.
    """

    value_usd: float
    profit_usd: float | None
    profit_share: float | None
    break_even: float | None
    per_percent_usd: float


def treasury_result(coins: float, cost_usd: float | None, price: float) -> TreasuryResult:
    """P&L = H × P − cost, % = P / avg − 1, and 0.01 × H × P a percent (section 10.5)."""
    value_usd = coins * price
    profit_usd = share = break_even = None
    if cost_usd:
        profit_usd, break_even = value_usd - cost_usd, cost_usd / coins
        share = price / break_even - 1
    return TreasuryResult(value_usd, profit_usd, share, break_even, 0.01 * value_usd)


def dominance(cap_usd: float | None, total_usd: float | None) -> float | None:
    """A coin's part of the market cap of all coins, 0 to 1."""
    if cap_usd is None or not total_usd:
        return None
    return cap_usd / total_usd


def interest_to_cap(interest_usd: float | None, cap_usd: float | None) -> float | None:
    """Open interest as a part of market cap: how much of a coin's worth stands in contracts.

    One-sided open interest over the venues that are fresh; a lower bound where some are missing.
    """
    if interest_usd is None or not cap_usd:
        return None
    return interest_usd / cap_usd
