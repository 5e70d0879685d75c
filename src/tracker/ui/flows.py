"""Candles, liquidations and open interest as columns, as the chart takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.analysis.columns import BarColumns, CandleColumns
from tracker.analysis.liquidations import bars, total
from tracker.analysis.open_interest import InterestLine, line
from tracker.domain.candle import Candle
from tracker.domain.coverage import Coverage
from tracker.domain.times import Interval
from tracker.services.views import Views


@dataclass(frozen=True, slots=True)
class Flows:
    """Liquidations and open interest under one chart."""

    liquidations: BarColumns
    coverage: Coverage
    interest: InterestLine


def read_flows(views: Views, asset: str, interval: Interval, first_ms: int, now_ms: int) -> Flows:
    """What stands under the candles from `first_ms` to now."""
    flows = views.flows(asset, first_ms, now_ms)
    interest = views.interest(asset, first_ms, now_ms)
    return Flows(
        bars(flows, interval.ms, first_ms, now_ms),
        total(flows, first_ms, max(now_ms, first_ms + 1)).coverage,
        line(interest, interval.ms, first_ms, now_ms),
    )


def columns_of(candles: Sequence[Candle], interval: Interval) -> CandleColumns:
    """Candles of one series as columns, oldest first, the last word on each kept."""
    newest = {candle.open_ms: candle for candle in candles}
    ordered = [newest[at] for at in sorted(newest)]
    return CandleColumns(
        interval.ms,
        np.array([one.open_ms for one in ordered], np.int64),
        np.array([one.open for one in ordered]),
        np.array([one.high for one in ordered]),
        np.array([one.low for one in ordered]),
        np.array([one.close for one in ordered]),
        np.array([one.volume for one in ordered]),
        np.array([one.closed for one in ordered], np.bool_),
        np.array([one.taker_buy for one in ordered], np.float64),
    )
