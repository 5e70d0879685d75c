"""Candles to longer candles: exact aggregation on UTC boundaries, from complete parts only.

What a longer candle lacks a part of is not made, for charts no more than for rules: it would look like a
whole one. Only the newest may be unfinished, as the running candle of a venue is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.analysis.columns import CandleColumns
from tracker.domain.times import DAY_MS, WEEK_MS, Interval


def aggregate(
    candles: CandleColumns, interval: Interval, *, running: bool = False
) -> CandleColumns:
    """Candles of a longer interval, each made of all its closed parts; incomplete ones are left out.

    Boundaries are UTC, weeks begin on Monday. A rule on a longer timeframe uses complete candles
    only (docs/methodology.md, section 1.1), so a part that is missing or still runs leaves a
    hole rather than a guess. What buyers took is known where it is of every part.

    Args:
        running: with the newest one, not closed, where its parts are there from its opening on without
            a hole up to the newest of them.

    Raises:
        ValueError: where the interval is no multiple of the candles' own.
    """
    count, rest = divmod(interval.ms, candles.interval_ms)
    if rest or count < 1:
        raise ValueError(f"{interval} is no multiple of {candles.interval_ms} ms")
    whole = _whole(candles, interval, count)
    unfinished = _unfinished(candles, interval) if running and len(candles) else None
    return whole if unfinished is None else merged(whole, unfinished)


def _whole(candles: CandleColumns, interval: Interval, count: int) -> CandleColumns:
    closed = candles.closed
    origin = 4 * DAY_MS if interval.ms % WEEK_MS == 0 else 0
    opens = (candles.open_ms[closed] - origin) // interval.ms * interval.ms + origin
    if not len(opens):
        return CandleColumns.empty(interval.ms)
    starts = np.flatnonzero(np.concatenate(([True], np.diff(opens) != 0)))
    counts = np.diff(np.concatenate((starts, [len(opens)])))
    whole = counts == count
    ends = starts + counts - 1
    return CandleColumns(
        interval.ms,
        opens[starts][whole],
        candles.open[closed][starts][whole],
        np.maximum.reduceat(candles.high[closed], starts)[whole],
        np.minimum.reduceat(candles.low[closed], starts)[whole],
        candles.close[closed][ends][whole],
        np.add.reduceat(candles.volume[closed], starts)[whole],
        np.ones(int(whole.sum()), np.bool_),
        np.add.reduceat(candles.taker_buy[closed], starts)[whole],
    )


def _unfinished(candles: CandleColumns, interval: Interval) -> CandleColumns | None:
    """The candle that the newest part belongs to, as far as it is; None where it has a hole."""
    start_ms, step_ms = interval.floor(int(candles.open_ms[-1])), candles.interval_ms
    parts = candles.between(start_ms, start_ms + interval.ms)
    expected = (int(parts.open_ms[-1]) - start_ms) // step_ms + 1
    if len(parts) != expected or not parts.closed[:-1].all():
        return None
    if parts.closed[-1] and expected == interval.ms // step_ms:
        return None  # it is whole
    return CandleColumns(
        interval.ms,
        np.array([start_ms]),
        parts.open[:1],
        parts.high.max(keepdims=True),
        parts.low.min(keepdims=True),
        parts.close[-1:],
        parts.volume.sum(keepdims=True),
        np.array([False]),
        parts.taker_buy.sum(keepdims=True),
    )


def merged(known: CandleColumns, more: CandleColumns) -> CandleColumns:
    """The candles of two series of one interval; where both have one, that of the first."""
    if not len(more):
        return known
    if not len(known):
        return more
    _, first = np.unique(np.concatenate((known.open_ms, more.open_ms)), return_index=True)

    def both(name: str) -> NDArray[Any]:
        joined: NDArray[Any] = np.concatenate((getattr(known, name), getattr(more, name)))[first]
        return joined

    names = ("open_ms", "open", "high", "low", "close", "volume", "closed", "taker_buy")
    return CandleColumns(known.interval_ms, *(both(name) for name in names))


def lacking(candles: CandleColumns, window_ms: tuple[int, int]) -> list[tuple[int, int]]:
    """The stretches of a half-open window in which candles are missing, oldest first.

    Args:
        window_ms: from one boundary of the interval to another.
    """
    step_ms = candles.interval_ms
    inside = candles.between(*window_ms).open_ms
    edges = np.concatenate(([window_ms[0] - step_ms], inside, [window_ms[1]]))
    gaps = np.flatnonzero(np.diff(edges) > step_ms)
    return [(int(edges[at]) + step_ms, int(edges[at + 1])) for at in gaps]
