"""What a chart shows, as values: one market's series, its levels and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tracker.analysis.columns import CandleColumns, LineColumns
from tracker.analysis.indicators import Indicator
from tracker.domain.drawing import Drawing
from tracker.domain.times import Interval
from tracker.ui.charts.pane_data import PaneData

_D = TypeVar("_D", bound=PaneData)


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level. `text` says what it is or was: `support`, `was support, broken 5 Feb 13:00`.

    Attributes:
        id: the journal's number.
        price: where the line is.
        broken: drawn dashed.
        text: a short sentence; the price goes before it by itself.
        movable: whether the mouse may drag it.
        tone: a role of the palette, a level colour's name or `#rrggbb`; by itself `level`, and
            `down` once broken.
        dim: it does not speak now: snoozed or expired.
        suggested: nobody watches it yet; it is offered and can be taken, not changed.
    """

    id: int
    price: float
    broken: bool
    text: str
    movable: bool = True
    tone: str = ""
    dim: bool = False
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class MarkPrice:
    """The price at which leveraged positions are valued, where it differs from the chart's."""

    price: float
    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """One event on one candle.

    Attributes:
        bar_open_ms: the candle.
        above: whether the arrow stands above the candle and points down at it.
        tone: the palette's role for its colour.
        text: one word or two; empty for an arrow alone.
    """

    bar_open_ms: int
    above: bool
    tone: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class AverageLine:
    """A moving average by its name; its times are the openings of the candles it is made of."""

    name: str
    line: LineColumns


@dataclass(frozen=True, slots=True)
class Drawn:
    """An indicator on the chart; `tone` is a role of the palette, a level colour's name or `#rrggbb`."""

    indicator: Indicator
    tone: str
    shown: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Another coin over the first one, in percent from a common start.

    Attributes:
        closes: of its own reference market, in its own unit, at the openings of its candles.
        note: what is to be said of it beside its name: another venue than the first coin's.
    """

    asset: str
    closes: LineColumns
    tone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The coins beside the first one; `start_ms` None: from the left edge of the view."""

    others: tuple[Compared, ...] = ()
    start_ms: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """What stands over the candles of a chart, with the candles before them that it is made of."""

    studies: tuple[Drawn, ...] = ()
    comparison: Comparison = Comparison()
    lead: CandleColumns | None = None
    profile: bool = False


NOTHING_OVER = Over()


@dataclass(frozen=True, slots=True)
class ChartContent:
    """Everything on a chart.

    Attributes:
        data: what panes show beside the candles, one of each type; a pane finds its own by that
            type, and one whose data is not there says that nothing is known.
        venue: where the candles are from, as people call it.
    """

    asset: str
    interval: Interval
    candles: CandleColumns
    data: tuple[PaneData, ...] = ()
    levels: tuple[LevelLine, ...] = ()
    venue: str = ""
    price_title: str = ""
    price_scope: str = ""
    simulated: bool = False
    markers: tuple[Marker, ...] = ()
    mark: MarkPrice | None = None
    profile: bool = False
    averages: tuple[AverageLine, ...] = ()
    studies: tuple[Drawn, ...] = ()
    comparison: Comparison = Comparison()
    drawings: tuple[Drawing, ...] = ()

    def find(self, kind: type[_D]) -> _D | None:
        """The data of one type."""
        return next((one for one in self.data if isinstance(one, kind)), None)

    def with_data(self, data: Sequence[PaneData]) -> ChartContent:
        """The same chart with other data; what is of a type that is not among it stays."""
        types = {type(one) for one in data}
        kept = (one for one in self.data if type(one) not in types)
        return replace(self, data=(*kept, *data))


@dataclass(frozen=True, slots=True)
class ExportHeading:
    """The words around an exported chart; `stamp` is UTC, `coverage` says what was seen."""

    title: str
    range_text: str
    stamp: str
    venues: str
    coverage: str
    note: str = ""
    simulated: bool = False
