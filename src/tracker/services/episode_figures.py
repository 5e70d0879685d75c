"""What one cascade did, from what is stored: when exactly, how much, how far, how many contracts."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import BarColumns
from tracker.analysis.episodes import Span, core
from tracker.analysis.liquidations import Flow, bars, total
from tracker.analysis.windows import positions
from tracker.domain.cascade import Episode
from tracker.domain.derivatives import Side
from tracker.domain.times import H1, M1, M5, MINUTE_MS, Interval
from tracker.services.cascade_reading import Cached, contracts_of

#: Venues' own sums are as fine as this or coarser; the finest that place most of the sum are used.
_WIDTHS = (M1, M5, H1)
_MOST = 0.8


def episode_of(views: Cached, asset: str, span: Span, window_ms: int) -> Episode | None:
    """The figures of one episode; None where nothing that is stored tells when it was."""
    first_ms, last_ms = H1.floor(span.rise_ms - window_ms), max(span.last_ms, span.rise_ms + 1)
    flows = views.flows(asset, first_ms, last_ms)
    fine = _finest(flows, first_ms, last_ms)
    usd = np.nan_to_num(fine.long_usd) + np.nan_to_num(fine.short_usd)
    when = core(usd)
    if when is None:
        return None
    start_ms = int(fine.start_ms[when.first])
    end_ms = int(fine.start_ms[when.last]) + fine.interval_ms
    whole = total(flows, start_ms, end_ms)
    side = Side.LONG if whole.long_usd >= whole.short_usd else Side.SHORT
    found = views.reader.cascades.feedback(asset, start_ms, end_ms) if views.reader else []
    ratios = [one.ratio for _, one in found if one.ratio is not None]
    return Episode(
        asset=asset,
        window_ms=window_ms,
        on_ms=span.on_ms,
        off_ms=span.off_ms,
        start_ms=start_ms,
        end_ms=end_ms,
        peak_ms=int(fine.start_ms[when.peak]),
        index=span.index,
        long_usd=whole.long_usd,
        short_usd=whole.short_usd,
        side=side,
        move=_move(views, asset, (start_ms, end_ms), side),
        change=_change(views, asset, (start_ms, end_ms)),
        venues=whole.coverage.venues,
        share=whole.coverage.share,
        lower_bound=whole.coverage.lower_bound,
        feedback=max(ratios, default=None),
    )


def _finest(flows: list[Flow], start_ms: int, end_ms: int) -> BarColumns:
    every = total(flows, start_ms, end_ms).usd
    fine = bars(flows, H1.ms, start_ms, end_ms)
    for width in _WIDTHS:
        fine = bars(flows, width.ms, start_ms, end_ms)
        if np.nansum(fine.long_usd) + np.nansum(fine.short_usd) >= _MOST * every:
            break
    return fine


def _move(views: Cached, asset: str, span_ms: tuple[int, int], side: Side) -> float | None:
    """From the price at the start to the extreme against the side, by the finest candles there are."""
    start_ms, end_ms = span_ms
    for step in (M1, M5, H1):
        found = _move_by(views, asset, step, (step.floor(start_ms), end_ms), side)
        if found is not None:
            return found
    return None


def _move_by(
    views: Cached, asset: str, step: Interval, span_ms: tuple[int, int], side: Side
) -> float | None:
    if views.reader is None:
        return None
    candles = views.reader.candles(views.chart_market(asset, step), step, *span_ms)
    wanted = -(-(span_ms[1] - span_ms[0]) // step.ms)
    if not len(candles) or len(candles) < wanted:
        return None
    extreme = candles.low.min() if side is Side.LONG else candles.high.max()
    return float(extreme / candles.open[0] - 1)


def _change(views: Cached, asset: str, span_ms: tuple[int, int]) -> float | None:
    start_ms, end_ms = span_ms
    moments = np.array([end_ms], np.int64)
    width_ms = max(end_ms - start_ms, MINUTE_MS)
    venues = contracts_of(views, asset, moments, width_ms)
    change = float(positions(venues, moments, width_ms).change[0]) / 100
    return change if np.isfinite(change) else None
