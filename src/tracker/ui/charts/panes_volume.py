"""The panes of volume: how much was traded, and how much more buyers took than sellers."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import LineColumns, SignedColumns
from tracker.analysis.running import anchor_name, anchors, cumulated_delta
from tracker.analysis.volume_delta import volume_delta
from tracker.domain.terms import term
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.ui.charts.bar_painters import SignedPainter, VolumeBarsPainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, slug
from tracker.ui.charts.data_pane import DataPane
from tracker.ui.charts.figures import UNKNOWN, compact, signed
from tracker.ui.charts.painters import LinePainter, ZeroLinePainter
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Range, diverging, padded
from tracker.ui.charts.series import CandleSeries, LineSeries, SignedSeries


class VolumePane(DataPane):
    """Traded volume in coins, in the colour of its candle."""

    KEY, NAME, WEIGHT = "volume", noted("Volume"), 15

    def __init__(self) -> None:
        super().__init__()
        self.series = CandleSeries(HOUR_MS)
        self.bars = VolumeBarsPainter(self.series)
        self.painters = [self.grid, self.gaps, self.bars]

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """The volume."""
        del mode
        candles = content.candles
        return (DataColumn(f"volume_{slug(content.asset)}", candles.open_ms, candles.volume),)

    def use(self, series: CandleSeries) -> None:
        """Show the volume of these candles."""
        self.series = self.bars.series = series
        self.lack(series)

    def take(self, content: ChartContent) -> None:
        """Say of what."""
        self.title = tr(
            "Volume, {asset} per {interval}", asset=content.asset, interval=content.interval
        )
        self.scope = content.venue

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The volume of the candle."""
        if moment.row is None:
            return (Part(tr("volume"), UNKNOWN, "quiet"),)
        _, opened, _, _, close, volume = self.series.candle(moment.row)
        return (Part(tr("volume"), compact(volume, 4), "up" if close >= opened else "down"),)

    def fit(self, span: Range, height_px: float) -> Range:
        """From zero at the foot to the largest, with room for the title."""
        low, high = padded((0.0, span[1] or 1.0), self.MARGINS, height_px)
        del low
        return 0.0, high

    @property
    def anchor(self) -> float:
        """The foot stays where it is."""
        return 0.0


class DeltaPane(DataPane):
    """The volume delta: its sum so far, or candle by candle."""

    KEY, NAME = "cvd", noted("Volume delta (CVD)")
    MODES = (Mode("sum", noted("Cumulative")), Mode("bars", noted("Candle by candle")))

    def __init__(self) -> None:
        super().__init__()
        self.series = CandleSeries(HOUR_MS)
        self.sums, self.deltas = LineSeries(HOUR_MS), SignedSeries(HOUR_MS)
        self._asset = self._per = self._venue = ""
        self._known = False
        self.turn()

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """What buyers took, the delta, and where it is drawn its sum."""
        candles, coin = content.candles, slug(content.asset)
        at_ms, delta = candles.open_ms, volume_delta(candles)
        found = [
            DataColumn(f"taker_buy_volume_{coin}", at_ms, candles.taker_buy),
            DataColumn(f"volume_delta_{coin}", at_ms, delta),
        ]
        if mode == "sum":
            since = anchor_name(candles.interval_ms)
            summed = cumulated_delta(at_ms, delta, candles.interval_ms)
            found.append(DataColumn(f"volume_delta_since_{since}_start_{coin}", at_ms, summed))
        return tuple(found)

    def use(self, series: CandleSeries) -> None:
        """Sum the deltas of these candles."""
        self.series = series
        self._begin()

    def take(self, content: ChartContent) -> None:
        """Say of what."""
        self._asset, self._per, self._venue = content.asset, str(content.interval), content.venue
        self._word()

    def turn(self) -> None:
        """Arrange painters and title for the mode."""
        self._begin()
        self._word()

    def _word(self) -> None:
        what = tr(" per {per}", per=self._per)
        if self.mode == "sum":
            what = tr(
                ", cumulative since the start of the UTC {anchor_name}",
                anchor_name=term(anchor_name(self.series.interval_ms)),
            )
        self.title = tr(
            "Volume delta, {asset}{what} · taker buys less sells", asset=self._asset, what=what
        )
        self.scope = (
            self._venue
            if self._known
            else tr("not told by {venue}", venue=self._venue or tr("the venue"))
        )

    def _begin(self) -> None:
        self.sums = LineSeries(self.series.interval_ms)
        self.deltas = SignedSeries(self.series.interval_ms)
        shown = self.sums if self.mode == "sum" else self.deltas
        painter = LinePainter(self.sums) if self.mode == "sum" else SignedPainter(self.deltas)
        self._known = False
        self.lack(shown)
        self.painters = [self.grid, self.gaps, ZeroLinePainter(), painter]
        self._sum_from(0)

    def refresh(self) -> None:
        """Sum anew what has changed: from the anchor before it, so that a tick costs little."""
        touched, times = self.series.touched, self.series.times
        if touched is not None:
            home = anchors(np.array([touched[0]], np.int64), self.series.interval_ms)
            self._sum_from(int(times.searchsorted(home[0])))
            self._word()

    def _sum_from(self, row: int) -> None:
        interval_ms = self.series.interval_ms
        times, delta = self.series.times[row:], self.series.deltas[row:]
        self._known = self._known or bool(np.isfinite(delta).any())
        self.sums.merge(LineColumns(interval_ms, times, cumulated_delta(times, delta, interval_ms)))
        settled = np.zeros(len(times), np.bool_)
        self.deltas.merge(SignedColumns(interval_ms, times, delta, settled))

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The delta of the candle, and the sum at its close."""
        row = moment.row
        delta = float(self.series.deltas[row]) if row is not None else float("nan")
        if row is None or not np.isfinite(delta):
            return (Part("CVD", UNKNOWN, "quiet"),)
        sums = self.sums.value_in(moment.start_ms, moment.end_ms)
        tone = "up" if delta >= 0 else "down"
        total = UNKNOWN if sums is None else signed(sums, 4)
        return Part("CVD", total, "interest"), Part(tr("delta"), signed(delta, 4), tone)

    def fit(self, span: Range, height_px: float) -> Range:
        """Zero, and room for both sides."""
        return padded(diverging(span), self.MARGINS, height_px)

    @property
    def anchor(self) -> float:
        """The zero line stays where it is."""
        return 0.0

    def say(self, value: float) -> str:
        """Coins with their sign."""
        return signed(value, 4)
