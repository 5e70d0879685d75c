"""Whether forced closing feeds itself: the feedback ratio B, from one price and one flow by the second.

B = (price moved by one unit liquidated) × (units liquidated by one unit of price newly swept): the further
liquidations that one brings about. Units and constant under-reporting cancel. Reference: docs/methodology.md,
section 11.3.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import Floats
from tracker.domain.derivatives import Side
from tracker.domain.translating import noted, tr

#: The trailing window, in seconds.
WINDOW_S = 7_200
#: How many seconds of flow and of returns go into one return.
_FLOW_LAGS, _RETURN_LAGS = 15, 5
#: With fewer liquidations or less price swept nothing can be said.
LEAST_EVENTS, LEAST_SWEPT = 200, 0.005
#: The least seconds with a price on both sides, and their least share of the window.
_LEAST_ROWS = 900
#: Seconds that repeat one another so closely have no answer.
_WORST_CONDITION = 1e10
#: Standard errors on either side of a 90 % interval.
_Z90 = 1.6449
#: Above these: amplifying, self-feeding.
AMPLIFYING, SELF_FEEDING = 0.3, 0.7

UNKNOWN, NONE, ABSORBED = noted("unknown"), noted("no measurable feedback"), noted("absorbed")
AMPLIFYING_WORD, SELF_FEEDING_WORD = "amplifying", "self-feeding"


class Feedback(Struct, frozen=True):
    """What one window says. None where it cannot be said; `why` says why not, as a sentence.

    Attributes:
        ratio: B, of the side that was liquidated more.
        low90: the lower end of its 90 % interval.
        high90: the upper end.
        events: liquidations of that side in the window.
        swept: how far price went against it beyond where the window began, a log move.
        seconds: how many seconds of the window could be used.
    """

    side: Side
    ratio: float | None
    low90: float | None
    high90: float | None
    events: int
    swept: float
    seconds: int
    why: str = ""

    @property
    def word(self) -> str:
        """What it says."""
        if self.ratio is None or self.low90 is None:
            return UNKNOWN
        if self.low90 <= 0:
            return NONE
        if self.ratio < AMPLIFYING:
            return ABSORBED
        return AMPLIFYING_WORD if self.ratio <= SELF_FEEDING else SELF_FEEDING_WORD

    @property
    def amplification(self) -> float | None:
        """How many times the first forced sale all that follow are: 1 / (1 − B); None from B = 1 on."""
        return 1 / (1 - self.ratio) if self.ratio is not None and self.ratio < 1 else None


def feedback(prices: Floats, longs: Floats, shorts: Floats, events: tuple[int, int]) -> Feedback:
    """Measure one window, second by second, oldest first.

    Args:
        prices: of the reference market at the end of each second, NaN where it is not known.
        longs: units liquidated in each second by the exchange's time, any unit.
        shorts: the same of shorts.
        events: how many liquidations of longs and shorts these are.
    """
    side = Side.LONG if longs.sum() >= shorts.sum() else Side.SHORT
    flow, sign = (longs, 1.0) if side is Side.LONG else (shorts, -1.0)
    count = events[0] if side is Side.LONG else events[1]
    level = sign * np.log(prices)
    known = np.flatnonzero(np.isfinite(level))
    swept = 0.0
    if len(known):
        swept = float(level[known[0]] - level[known].min())
    rows, returns = _rows(level, flow)

    def unknown(why: str) -> Feedback:
        return Feedback(side, None, None, None, count, swept, len(rows), why)

    if len(rows) < _LEAST_ROWS:
        return unknown(tr("Too few seconds with a price."))
    if count < LEAST_EVENTS:
        return unknown(
            tr(
                "Only {count} liquidations; it takes {least_events}.",
                count=count,
                least_events=LEAST_EVENTS,
            )
        )
    if swept < LEAST_SWEPT:
        return unknown(
            tr("Price swept less than {least_swept:.1f}\u202f%.", least_swept=LEAST_SWEPT * 100)
        )
    fitted = _fit(rows, returns)
    if fitted is None:
        return unknown(tr("The flow cannot be told apart from the price."))
    kappa, error = fitted
    rho = float(flow.sum()) / swept
    ratio, half = kappa * rho, _Z90 * error * rho
    return Feedback(side, ratio, ratio - half, ratio + half, count, swept, len(rows))


def _rows(level: Floats, flow: Floats) -> tuple[Floats, Floats]:
    """The regressors and returns of every second whose past is known: 1, flows, returns."""
    returns = np.diff(level)
    first = max(_FLOW_LAGS, _RETURN_LAGS)
    size = len(returns) - first
    if size <= 0:
        return np.empty((0, 0)), np.empty(0)
    # The return of second t goes from t − 1 to t; the flow of t itself is left out.
    columns = [np.ones(size)]
    columns += [flow[first + 1 - lag : first + 1 - lag + size] for lag in range(1, _FLOW_LAGS + 1)]
    columns += [returns[first - lag : first - lag + size] for lag in range(1, _RETURN_LAGS + 1)]
    table, target = np.column_stack(columns), returns[first:]
    known = np.isfinite(target) & np.isfinite(table).all(axis=1)
    return table[known], target[known]


def _fit(table: Floats, target: Floats) -> tuple[float, float] | None:
    """The move per unit (positive: against the side) and its standard error, by HC0 (White 1980)."""
    scale = np.sqrt((table * table).mean(axis=0))
    if not (scale > 0).all():
        return None
    scaled = table / scale
    gram = scaled.T @ scaled
    if np.linalg.cond(gram) > _WORST_CONDITION:
        return None
    inverse = np.linalg.inv(gram)
    weights = inverse @ (scaled.T @ target)
    rest = target - scaled @ weights
    meat = scaled * rest[:, None]
    covariance = inverse @ (meat.T @ meat) @ inverse / np.outer(scale, scale)
    weights = weights / scale
    flows = slice(1, 1 + _FLOW_LAGS)
    feeding = 1 - float(weights[1 + _FLOW_LAGS :].sum())
    if feeding <= 0:
        return None
    # Minus, since liquidated longs press price down, and `level` is signed so for shorts too.
    kappa = -float(weights[flows].sum()) / feeding
    error = math.sqrt(max(0.0, float(covariance[flows, flows].sum()))) / feeding
    return kappa, error
