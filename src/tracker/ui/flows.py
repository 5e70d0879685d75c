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
from tracker.services.pane_views import NO_PANES, Asked, PaneViews, Topic, read_panes
from tracker.services.recorded import grain_of
from tracker.services.views import ChartView, Views


@dataclass(frozen=True, slots=True)
class Flows:
    """Liquidations, open interest and what else panes want to know, under one chart."""

    liquidations: BarColumns
    coverage: Coverage
    interest: InterestLine
    panes: PaneViews = NO_PANES


def flows_of(view: ChartView) -> Flows:
    """What a chart that was read brings with it."""
    return Flows(view.liquidations, view.coverage, view.interest, view.panes)


def read_flows(
    views: Views,
    asset: str,
    interval: Interval,
    window_ms: tuple[int, int],
    topics: frozenset[Topic] = frozenset(),
) -> Flows:
    """What stands under the candles from the first of them to now."""
    first_ms, now_ms = window_ms
    flows = views.flows(asset, first_ms, now_ms, grain_ms=grain_of(interval.ms))
    samples = views.interest(asset, first_ms, now_ms)
    interest = line(samples, interval.ms, first_ms, now_ms)
    asked = Asked(asset, interval.ms, first_ms, now_ms, topics)
    return Flows(
        bars(flows, interval.ms, first_ms, now_ms),
        total(flows, first_ms, max(now_ms, first_ms + 1)).coverage,
        interest,
        read_panes(views, asked, flows, (samples, interest)),
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
