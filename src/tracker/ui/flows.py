"""Candles as columns, and what stands under them, as the chart takes both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle
from tracker.domain.times import Interval
from tracker.services.flows import Flows
from tracker.services.views import ChartView


def flows_of(view: ChartView) -> Flows:
    """What a chart that was read brings with it."""
    return Flows(view.liquidations, view.coverage, view.interest, view.panes, view.tally)


def with_flows(view: ChartView, flows: Flows) -> ChartView:
    """A chart whose candles were read alone, with what is known under them."""
    return replace(
        view,
        liquidations=flows.liquidations,
        coverage=flows.coverage,
        interest=flows.interest,
        panes=flows.panes,
        tally=flows.tally,
        is_whole=True,
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
