"""Volume-weighted average price: from the start of a day, week or month, or from one candle on.

The mean over trades weighted by their size (Berkowitz, Logue and Noser, The Total Cost of
Transactions on the NYSE, 1988); of a candle its typical price (high + low + close) / 3 stands for
its trades (docs/methodology.md, section 6).
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.analysis.indicators import Session
from tracker.analysis.rolling import breaks
from tracker.domain.times import D1, W1, Interval

_WIDTHS = {Session.DAY: D1, Session.WEEK: W1}
_NO_SESSION = np.iinfo(np.int64).min


class Weighed(Struct, frozen=True, eq=False):
    """A VWAP from some row on, with the sums to go on from; NaN where it is not known.

    Attributes:
        mean: in the unit of price.
        deviation: the volume-weighted standard deviation of the typical prices around it.
        volume: traded since the session began.
        weighed: Σ volume × (price − origin).
        squared: Σ volume × (price − origin)².
        origin: a price near those of the session, so that the sums stay exact.
    """

    mean: Floats
    deviation: Floats
    volume: Floats
    weighed: Floats
    squared: Floats
    origin: Floats

    @property
    def columns(self) -> tuple[Floats, ...]:
        """All of it, in this order."""
        return (
            self.mean,
            self.deviation,
            self.volume,
            self.weighed,
            self.squared,
            self.origin,
        )


def session_starts(open_ms: Times, session: Session) -> Times:
    """When the session of each candle began, UTC ms."""
    width = _WIDTHS.get(session)
    if width is not None:
        origin = width.floor(0) % width.ms
        result: Times = (open_ms - origin) // width.ms * width.ms + origin
        return result
    months = open_ms.astype("datetime64[ms]").astype("datetime64[M]")
    return months.astype("datetime64[ms]").astype(np.int64)


def anchored_starts(open_ms: Times, anchor_ms: int, interval_ms: int) -> Times:
    """One session from the candle that holds the anchor on, and none before it."""
    start_ms = Interval.of(interval_ms).floor(anchor_ms)
    return np.where(open_ms >= start_ms, start_ms, _NO_SESSION).astype(np.int64)


def weighted_price(
    candles: CandleColumns, starts: Times, row: int = 0, before: tuple[float, ...] | None = None
) -> Weighed:
    """The VWAP of each candle's session up to it, from `row` on.

    A session whose first candle is not there, or that has a hole, is unknown from there to its end:
    what was traded in it is not known.

    Args:
        starts: when the session of each candle began, from the row before `row` on (from 0 on
            where `row` is 0).
        before: the row before `row` of a Weighed's columns; None where `row` is 0.
    """
    count = len(candles) - row
    lead = 1 if row else 0
    own = starts[lead:]
    price = (candles.high[row:] + candles.low[row:] + candles.close[row:]) / 3
    volume = candles.volume[row:]
    good = np.isfinite(price) & np.isfinite(volume)
    joined = ~breaks(candles.tail(count + lead))[lead:] if count else good
    opens = candles.open_ms[row:]
    columns = np.full((4, count), np.nan)
    goes_on = bool(lead and count and before is not None and starts[0] == own[0])
    edges = np.append(np.flatnonzero(np.diff(own, prepend=own[:1] - 1)), count)
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        sums: tuple[float, ...] = (0.0, 0.0, 0.0, float(price[low]))
        if low == 0 and goes_on and before is not None:
            sums = before[2:6] if joined[0] else (np.nan,) * 4
        elif own[low] == _NO_SESSION or opens[low] - own[low] >= candles.interval_ms:
            continue
        whole = good[low:high].copy()
        whole[1:] &= joined[low + 1 : high]
        end = low + (high - low if whole.all() else int(np.argmin(whole)))
        columns[:, low:end] = _sums(price[low:end], volume[low:end], sums)
    return _weighed(columns)


def _sums(price: Floats, volume: Floats, before: tuple[float, ...]) -> Floats:
    """The running sums of one session, going on from what they were."""
    *sums, origin = before
    near = price - origin
    rows = (volume, volume * near, volume * near * near)
    result = np.empty((4, len(price)))
    for at, (values, first) in enumerate(zip(rows, sums, strict=True)):
        result[at] = np.cumsum(np.concatenate(([first], values)))[1:]
    result[3] = origin
    return result


def _weighed(columns: Floats) -> Weighed:
    volume, weighed, squared, origin = columns
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.where(volume > 0, weighed / volume, np.nan)
        spread = np.where(volume > 0, squared / volume, np.nan) - near * near
    return Weighed(
        origin + near, np.sqrt(np.maximum(spread, 0.0)), volume, weighed, squared, origin
    )
