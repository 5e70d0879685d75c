"""Measures moves of the reference market."""

from __future__ import annotations

import math

import numpy as np

from tracker.analysis import words
from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.analysis.conditions import Condition
from tracker.analysis.triggers import Direction, Firing, Sample
from tracker.analysis.windows import (
    Moves,
    moves,
)
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.domain.times import (
    H1,
    M1,
    M5,
    M15,
    Interval,
)
from tracker.domain.translating import tr
from tracker.services.probe import Look, Probe, Told
from tracker.services.probes.parts import window_of_ms

#: A window has at least so many steps, so that where it ends hardly matters.
_STEPS = 48
#: Longer candles stand in where there are none of these, with at least so many a window.
_FEWEST_STEPS = 4


class MoveProbe(Probe):
    """How far price is from the extremes of the window, by the closes of the reference market."""

    inputs = frozenset({Channel.CANDLES})
    waits = True

    def step_ms(self, condition: Condition) -> int:
        """How far apart the moments are."""
        return self.candles(condition).ms

    def candles(self, condition: Condition) -> Interval:
        """The longest candles of which the window has enough."""
        width_ms = window_of_ms(condition)
        fine = [one for one in (M5, M15, H1) if width_ms >= _STEPS * one.ms]
        return next((one for one in reversed(fine) if width_ms % one.ms == 0), M1)

    def _coarser(self, condition: Condition) -> list[Interval]:
        """Its candles, and longer ones that stand in where these are missing."""
        width_ms, own = window_of_ms(condition), self.candles(condition)
        return [own] + [
            one
            for one in (M5, M15, H1)
            if one.ms > own.ms and width_ms % one.ms == 0 and width_ms >= _FEWEST_STEPS * one.ms
        ]

    def _measured(
        self, look: Look, asset: str, condition: Condition, moments: Times
    ) -> tuple[Moves, CandleColumns, Market]:
        """The moves, and the candles that were read last."""
        own, *others = self._coarser(condition)
        market = look.views.chart_market(asset, own)
        candles = self._read(look, market, own, condition, moments)
        found = moves(candles, moments, window_of_ms(condition))
        for interval in others:
            poor = np.flatnonzero((found.share < 1) & (moments % interval.ms == 0))
            if not len(poor):
                continue
            grid = np.arange(moments[poor[0]], moments[poor[-1]] + 1, interval.ms, dtype=np.int64)
            longer = self._read(look, market, interval, condition, grid)
            instead = moves(longer, grid, window_of_ms(condition))
            index = (moments[poor] - grid[0]) // interval.ms
            whole = instead.share[index] >= 1
            if whole.any():
                candles = longer
            for mine, theirs in (
                (found.fall, instead.fall),
                (found.rise, instead.rise),
                (found.share, instead.share),
            ):
                mine[poor[whole]] = theirs[index[whole]]
        return found, candles, market

    @staticmethod
    def _read(
        look: Look, market: Market, interval: Interval, condition: Condition, moments: Times
    ) -> CandleColumns:
        start_ms = int(moments[0]) - window_of_ms(condition) - interval.ms
        return look.reader.candles(market, interval, start_ms, int(moments[-1]), closed_only=True)

    def samples(self, look: Look, asset: str, condition: Condition, moments: Times) -> list[Sample]:
        """One sample a moment."""
        found, _, _ = self._measured(look, asset, condition, moments)
        value = _signed(condition, found.fall, found.rise)
        return [
            Sample(at_ms, one if math.isfinite(one) else None, at_least=share < 1)
            for at_ms, one, share in zip(
                moments.tolist(), value.tolist(), found.share.tolist(), strict=True
            )
        ]

    def tell(self, look: Look, asset: str, condition: Condition, firing: Firing) -> Told:
        """What is said when the rule speaks."""
        at_ms = firing.sample.at_ms
        moment = np.array([at_ms], np.int64)
        found, candles, market = self._measured(look, asset, condition, moment)
        value = firing.sample.value or 0.0
        inside = candles.open_ms + candles.interval_ms >= at_ms - window_of_ms(condition)
        closes, times = candles.close[inside], candles.open_ms[inside] + candles.interval_ms
        # The newest of equal extremes: that is when the move began.
        newest = closes[::-1]
        extreme = -1 - int(np.argmax(newest) if value < 0 else np.argmin(newest))
        name = tr("highest", "of closes") if value < 0 else tr("lowest", "of closes")
        body = tr(
            "{price} on {venue}, from {price_2} at {when} UTC, the {name} close of {window}.",
            price=words.price(float(closes[-1])),
            venue=market.venue,
            price_2=words.price(float(closes[extreme])),
            when=words.clock(int(times[extreme])),
            name=name,
            window=condition.window,
        )
        share = float(found.share[0])
        if share < 1:
            body += tr(" {share} of the window's candles are known.", share=words.share(share))
        title = tr(
            "{asset} {percent} in {window}",
            asset=asset,
            percent=words.percent(value / 100, 1),
            window=condition.window,
        )
        return Told(title, body, value, share)


def _signed(condition: Condition, fall: Floats, rise: Floats) -> Floats:
    if condition.trigger.direction is Direction.BELOW:
        return fall
    if condition.trigger.direction is Direction.ABOVE:
        return rise
    return np.where(-fall > rise, fall, rise)
