"""The panes of funding and of the share of accounts that are long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracker.analysis.columns import LineColumns, SignedColumns
from tracker.domain.times import HOUR_MS
from tracker.domain.translating import noted, tr
from tracker.services.pane_views import Topic
from tracker.ui.charts.bar_painters import SignedPainter
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, line_column, signed_column, slug
from tracker.ui.charts.data_pane import DataPane, line_painters, line_series
from tracker.ui.charts.figures import THIN, UNKNOWN, fixed, percent, step_decimals
from tracker.ui.charts.painters import LinePainter, ZeroLinePainter
from tracker.ui.charts.pane import Mode
from tracker.ui.charts.pane_data import FundingData, NamedLine, NamedRates, RatioData
from tracker.ui.charts.readout import Moment, Part
from tracker.ui.charts.scaling import Range, diverging, padded
from tracker.ui.charts.series import LineSeries, SignedSeries

_DOT = " \N{MIDDLE DOT} "
_RATE_DECIMALS = 4
_HALF = 0.5


def _label(value: float, step: float) -> str:
    """A mark of an axis in percent."""
    return f"{fixed(value * 100, step_decimals(step * 100))}{THIN}%"


def _rate_painters(venues: Sequence[NamedRates]) -> list[LinePainter]:
    """A firm line of what is settled and a pale one, joined to it, of what is predicted."""
    painters = []
    for one in venues:
        rates, predicted = one.rates, one.rates.provisional
        joined = predicted | np.append(predicted[1:], values=False)
        for mask, pale in ((joined, True), (~predicted, False)):
            value = np.where(mask, rates.value, np.nan)
            line = line_series(LineColumns(rates.interval_ms, rates.start_ms, value))
            painters.append(LinePainter(line, one.tone, pale=pale))
    return painters


def _series(rates: SignedColumns) -> SignedSeries:
    series = SignedSeries(rates.interval_ms, mean=True)
    series.merge(rates)
    return series


class FundingPane(DataPane):
    """Funding per eight hours, over the time for which it is paid."""

    KEY, NAME = "funding", noted("Funding")
    SHOWS = FundingData
    MODES = (
        Mode("median", noted("Median of the venues")),
        Mode("weighted", noted("Weighted by open interest")),
        Mode("venues", noted("By venue")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.data = FundingData(SignedColumns.empty(HOUR_MS))
        self.series = SignedSeries(HOUR_MS, mean=True)
        self.venues: list[tuple[NamedRates, SignedSeries]] = []
        self.turn()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """Rates, with what weighs them where they are weighted."""
        weighted = {Topic.FUNDING_WEIGHTED} if mode == "weighted" else set()
        return frozenset({Topic.FUNDING, *weighted})

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """Fractions per eight hours, and whether each is predicted."""
        data = content.find(FundingData)
        if data is None:
            return ()
        if mode == "venues":
            named = [(f"funding_8h_fraction_{slug(one.name)}", one.rates) for one in data.venues]
        elif mode == "weighted" and data.weighted is not None:
            named = [("funding_8h_fraction_weighted", data.weighted)]
        else:
            named = [("funding_8h_fraction_median", data.median)]
        found = []
        for name, rates in named:
            known = np.isfinite(rates.value)
            found.append(signed_column(name, rates))
            predicted = name.replace("_fraction", "_predicted")
            found.append(DataColumn(predicted, rates.start_ms, rates.provisional, known))
        return tuple(found)

    def take(self, content: ChartContent) -> None:
        """Show the funding of a chart."""
        nothing = FundingData(SignedColumns.empty(content.interval.ms))
        self.data = content.find(FundingData) or nothing
        self.turn()

    def turn(self) -> None:
        """Arrange painters and title for the mode."""
        mean, venues = self.data.median, self.data.venues
        if self.mode == "weighted":
            mean = self.data.weighted or SignedColumns.empty(mean.interval_ms)
        self.series = _series(mean)
        self.venues = [(one, _series(one.rates)) for one in venues]
        self.lack(self.series)
        head = [self.grid, self.gaps, ZeroLinePainter()]
        if self.mode == "venues":
            self.painters = [*head, *_rate_painters(venues)]
            self.title = tr("Funding, % per 8 h") + _DOT + tr("predicted pale")
            self.legend = tuple((one.name, one.tone) for one in venues)
            self.scope = ""
        else:
            self.painters = [*head, SignedPainter(self.series)]
            how = (
                tr("weighted by open interest")
                if self.mode == "weighted"
                else tr("median of the venues")
            )
            self.title = tr("Funding, % per 8 h{dot}{how}, predicted pale", dot=_DOT, how=how)
            self.legend = ()
            self.scope = ", ".join(one.name for one in venues) or tr("no venue yet")

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The rate of the candle's time."""
        if moment.row is None:
            return (Part(tr("funding"), UNKNOWN, "quiet"),)
        if self.mode == "venues" and self.venues:
            return tuple(self._venue_part(moment, one, series) for one, series in self.venues)
        found = self.series.value_in(moment.start_ms, moment.end_ms)
        if found is None:
            return (Part(tr("funding"), UNKNOWN, "quiet"),)
        tone = "up" if found[0] >= 0 else "down"
        parts = (Part(tr("funding"), self.say(found[0]), tone),)
        return parts if found[1] else (*parts, Part("", tr("predicted"), "quiet"))

    def _venue_part(self, moment: Moment, one: NamedRates, series: SignedSeries) -> Part:
        found = series.value_in(moment.start_ms, moment.end_ms)
        return Part(one.name, UNKNOWN if found is None else self.say(found[0]), one.tone)

    def fit(self, span: Range, height_px: float) -> Range:
        """Zero, and room for both sides."""
        return padded(diverging(span), self.MARGINS, height_px)

    @property
    def anchor(self) -> float:
        """The zero line stays where it is."""
        return 0.0

    def label(self, value: float, step: float) -> str:
        """A rate in percent."""
        return _label(value, step)

    def say(self, value: float) -> str:
        """A rate in percent."""
        return percent(value, _RATE_DECIMALS)


class RatioPane(DataPane):
    """The share of accounts that are long, around one half; venues count different accounts."""

    KEY, NAME = "ratio", noted("Long accounts")
    SHOWS = RatioData
    MODES = (Mode("one", noted("The best known venue")), Mode("venues", noted("By venue")))

    def __init__(self) -> None:
        super().__init__()
        self.data = RatioData()
        self.lines: list[LinePainter] = []
        self.turn()

    @classmethod
    def topics(cls, mode: str) -> frozenset[Topic]:
        """Shares."""
        del mode
        return frozenset([Topic.RATIO])

    @classmethod
    def columns(cls, content: ChartContent, mode: str) -> tuple[DataColumn, ...]:
        """Shares of all accounts, 0 to 1."""
        data = content.find(RatioData) or RatioData()
        shown = data.venues if mode == "venues" else data.venues[:1]
        return tuple(
            line_column(f"long_accounts_share_{slug(one.name)}", one.line) for one in shown
        )

    def take(self, content: ChartContent) -> None:
        """Show the shares of a chart."""
        self.data = content.find(RatioData) or RatioData()
        self.turn()

    @property
    def _shown(self) -> tuple[NamedLine, ...]:
        return self.data.venues if self.mode == "venues" else self.data.venues[:1]

    def turn(self) -> None:
        """Arrange painters and title for the mode."""
        shown = self._shown
        self.lines = line_painters(shown)
        self.lack(self.lines[0].series if self.lines else LineSeries(HOUR_MS))
        self.painters = [self.grid, self.gaps, ZeroLinePainter(_HALF), *self.lines]
        self.title = tr("Long accounts, % of all accounts")
        self.legend = tuple((one.name, one.tone) for one in shown)
        self.scope = tr("no venue yet") if not shown else tr("accounts, not their size")

    def read(self, moment: Moment) -> tuple[Part, ...]:
        """The share in the candle's time."""
        if moment.row is None or not self.lines:
            return (Part(tr("long accounts"), UNKNOWN, "quiet"),)
        parts = []
        for one, painter in zip(self._shown, self.lines, strict=True):
            share = painter.series.value_in(moment.start_ms, moment.end_ms)
            parts.append(Part(one.name, UNKNOWN if share is None else self.say(share), one.tone))
        return tuple(parts)

    def fit(self, span: Range, height_px: float) -> Range:
        """What is in view, and one half."""
        low, high = float(np.fmin(span[0], _HALF)), float(np.fmax(span[1], _HALF))
        return padded((low, high), self.MARGINS, height_px)

    def label(self, value: float, step: float) -> str:
        """A share in percent."""
        return _label(value, step)

    def say(self, value: float) -> str:
        """A share in percent."""
        return f"{fixed(value * 100, 2)}{THIN}%"
