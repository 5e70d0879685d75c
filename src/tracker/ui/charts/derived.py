"""Series that are made of the candles: Heikin-Ashi and the line of closes, kept up to date."""

from __future__ import annotations

from tracker.analysis.columns import LineColumns
from tracker.analysis.heikin_ashi import SETTLED, heikin_ashi
from tracker.ui.charts.series import CandleSeries, LineSeries


class _Follower:
    """Knows which rows of a series of candles have changed since it was last asked."""

    def __init__(self) -> None:
        self._source: CandleSeries | None = None
        self._revision = 0

    def _changed(self, source: CandleSeries) -> tuple[int, int] | None:
        """Rows low to high (without it) that changed in a known series; all of another one."""
        known, self._source = self._source, source
        before, self._revision = self._revision, source.revision
        if known is not source:
            self._renew(source)
            return 0, len(source)
        return source.changed_since(before)

    def _renew(self, source: CandleSeries) -> None:
        """Begin anew for another series."""
        raise NotImplementedError


class HeikinAshi(_Follower):
    """The Heikin-Ashi candles of a series; a live tick costs one candle, an older page itself."""

    def __init__(self) -> None:
        super().__init__()
        self._made = CandleSeries(1)

    def of(self, source: CandleSeries) -> CandleSeries:
        """The candles of a series, as it is now."""
        changed = self._changed(source)
        if changed is not None:
            low, high = changed
            # Those after a change feel it until it is too small for a double.
            self._made.merge(heikin_ashi(source.rows(low, high + SETTLED), self._before(low)))
        return self._made

    def _before(self, row: int) -> tuple[float, float] | None:
        """Open and close of the candle right before a row, where the series knows one."""
        if row == 0:
            return None
        made, source = self._made, self._source
        assert source is not None
        if source.times[row] - source.times[row - 1] != source.interval_ms:
            return None
        _, opened, _, _, close, _ = made.candle(row - 1)
        return opened, close

    def _renew(self, source: CandleSeries) -> None:
        self._made = CandleSeries(source.interval_ms)


class Closes(_Follower):
    """The closes of a series as a line through the middle of its candles."""

    def __init__(self) -> None:
        super().__init__()
        self._made = LineSeries(1)

    def of(self, source: CandleSeries) -> LineSeries:
        """The line of a series, as it is now."""
        changed = self._changed(source)
        if changed is not None:
            rows = source.rows(*changed)
            middle = rows.open_ms + source.interval_ms // 2
            self._made.merge(LineColumns(source.interval_ms, middle, rows.close))
        return self._made

    def _renew(self, source: CandleSeries) -> None:
        self._made = LineSeries(source.interval_ms)
