"""One price and the liquidations of each second of the last two hours, in memory, by the exchanges' time."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from tracker.analysis.columns import EventColumns, Floats
from tracker.analysis.feedback import WINDOW_S
from tracker.domain.derivatives import Side

#: A power of two that holds the window and some more.
_SLOTS = 1 << 13
#: A price stands for so many seconds after it, where no other comes: venues tell changes alone.
_STANDS_S = 3
#: Over so many seconds it is counted which venue tells prices most often.
_CHOICE_S = 600
#: Another venue must tell so much more often before its prices are taken instead.
_BETTER = 1.2


class SecondsWindow(Struct, frozen=True, eq=False):
    """What `analysis.feedback` takes; `venue` is None where no price is known."""

    prices: Floats
    longs: Floats
    shorts: Floats
    events: tuple[int, int]
    venue: str | None


class _Line:
    """A value a second; a slot that another second has left is unknown."""

    def __init__(self, empty: float) -> None:
        self._stamps = np.full(_SLOTS, -1, np.int64)
        self._values = np.full(_SLOTS, empty)
        self._empty = empty

    def put(self, second: int, value: float, *, add: bool = False) -> None:
        slot = second % _SLOTS
        if add and self._stamps[slot] == second:
            self._values[slot] += value
        elif second >= self._stamps[slot]:
            self._stamps[slot], self._values[slot] = second, value

    def between(self, start: int, end: int) -> Floats:
        seconds = np.arange(start, end, dtype=np.int64)
        slots = seconds % _SLOTS
        return np.where(self._stamps[slots] == seconds, self._values[slots], self._empty)


class Seconds:
    """The seconds of one coin."""

    def __init__(self) -> None:
        self._prices: dict[str, _Line] = {}
        self._venue: str | None = None
        self._flow = {side: _Line(0.0) for side in Side}
        self._count = {side: _Line(0.0) for side in Side}

    def take_price(self, venue: str, at_ms: int, price: float) -> None:
        """A mark price, or the last trade, at the venue's own time."""
        line = self._prices.get(venue)
        if line is None:
            line = self._prices[venue] = _Line(np.nan)
        line.put(at_ms // 1_000, price)

    def take_prices(self, venue: str, start_s: int, prices: Floats) -> None:
        """Prices that were kept, a second each."""
        for place in np.flatnonzero(np.isfinite(prices)).tolist():
            self.take_price(venue, (start_s + place) * 1_000, float(prices[place]))

    def take_liquidation(self, at_ms: int, side: Side, usd: float) -> None:
        """A liquidation that was not taken before."""
        self._flow[side].put(at_ms // 1_000, usd, add=True)
        self._count[side].put(at_ms // 1_000, 1.0, add=True)

    def take_events(self, events: EventColumns) -> None:
        """Liquidations that were kept."""
        rows = zip(events.at_ms.tolist(), events.usd.tolist(), events.is_long.tolist(), strict=True)
        for at_ms, usd, is_long in rows:
            self.take_liquidation(at_ms, Side.LONG if is_long else Side.SHORT, usd)

    def prices(self, start_s: int, end_s: int) -> tuple[Floats, str | None]:
        """The price at the end of each second, of the venue that tells it most often."""
        venue = self._chosen(end_s)
        if venue is None:
            return np.full(end_s - start_s, np.nan), None
        line = self._prices[venue].between(start_s - _STANDS_S, end_s)
        return _standing(line)[_STANDS_S:], venue

    def window(self, end_s: int, length_s: int = WINDOW_S) -> SecondsWindow:
        """The seconds before a moment."""
        start_s = end_s - length_s
        prices, venue = self.prices(start_s, end_s)
        longs, shorts = (self._flow[side].between(start_s, end_s) for side in Side)
        counts = [self._count[side].between(start_s, end_s).sum() for side in Side]
        return SecondsWindow(prices, longs, shorts, (int(counts[0]), int(counts[1])), venue)

    def _chosen(self, end_s: int) -> str | None:
        """Prices of one venue alone make a line; another is taken only where it tells much more."""
        told = {
            venue: int(np.isfinite(line.between(end_s - _CHOICE_S, end_s)).sum())
            for venue, line in self._prices.items()
        }
        best = max(told, key=lambda venue: told[venue], default=None)
        if best is None or not told[best]:
            return self._venue
        if self._venue is None or told[best] > _BETTER * told.get(self._venue, 0):
            self._venue = best
        return self._venue


def _standing(line: Floats) -> Floats:
    """Each unknown second with the last price before it, where that is not older than it may be."""
    places = np.where(np.isfinite(line), np.arange(len(line)), -1)
    last = np.maximum.accumulate(places)
    near = (last >= 0) & (np.arange(len(line)) - last <= _STANDS_S)
    result: Floats = np.where(near, line[np.maximum(last, 0)], np.nan)
    return result
