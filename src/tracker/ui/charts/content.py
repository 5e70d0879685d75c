"""What a chart shows, as values: one market's series, its levels and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.columns import CandleColumns, LineColumns
from tracker.analysis.indicators import Indicator
from tracker.domain.drawing import Drawing
from tracker.domain.times import Interval
from tracker.ui.charts.pane_data import PaneData

_D = TypeVar("_D", bound=PaneData)


class LevelLine(Struct, frozen=True):
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


class MarkPrice(Struct, frozen=True):
    """The price at which leveraged positions are valued, where it differs from the chart's."""

    price: float
    text: str


class Marker(Struct, frozen=True):
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


class AverageLine(Struct, frozen=True, eq=False):
    """A moving average by its name; its times are the openings of the candles it is made of."""

    name: str
    line: LineColumns


class Drawn(Struct, frozen=True):
    """An indicator on the chart; `tone` is a role of the palette, a level colour's name or `#rrggbb`."""

    indicator: Indicator
    tone: str
    shown: bool = True


class Compared(Struct, frozen=True, eq=False):
    """Another coin over the first one, in percent from a common start.

    Attributes:
        closes: of its own reference market, in its own unit, at the openings of its candles.
        note: what is to be said of it beside its name: another venue than the first coin's.
    """

    asset: str
    closes: LineColumns
    tone: str
    note: str = ""


class Comparison(Struct, frozen=True):
    """The coins beside the first one; `start_ms` None: from the left edge of the view."""

    others: tuple[Compared, ...] = ()
    start_ms: int | None = None


class Over(Struct, frozen=True, eq=False):
    """What stands over the candles of a chart, with the candles before them that it is made of."""

    studies: tuple[Drawn, ...] = ()
    comparison: Comparison = Comparison()
    lead: CandleColumns | None = None
    profile: bool = False


NOTHING_OVER = Over()


class ChartContent(Struct, frozen=True):
    """Everything on a chart.

    Attributes:
        data: what panes show beside the candles, one of each type; a pane finds its own by that
            type, and one whose data is not there says that nothing is known.
        venue: where the candles are from, as people call it.
        kept_ms: before this moment candles are not kept any more, UTC ms; 0 where none were removed.
        watermark: a word behind the candles of a picture.
        is_loading: `data` are still being read; of what is not there nothing is said yet.
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
    kept_ms: int = 0
    watermark: str = ""
    is_loading: bool = False

    def find(self, kind: type[_D]) -> _D | None:
        """The data of one type."""
        return next((one for one in self.data if isinstance(one, kind)), None)

    def with_data(self, data: Sequence[PaneData]) -> ChartContent:
        """The same chart with other data; what is of a type that is not among it stays."""
        types = {type(one) for one in data}
        kept = (one for one in self.data if type(one) not in types)
        return replace(self, data=(*kept, *data), is_loading=False)

    def after(self, before: ChartContent | None) -> ChartContent:
        """While its data are being read: with those of the chart before that are the coin's own."""
        if not self.is_loading or before is None or before.asset != self.asset:
            return self
        return replace(self, data=tuple(one for one in before.data if one.of_coin))


class ExportHeading(Struct, frozen=True):
    """The words around an exported chart; `stamp` is UTC, `coverage` says what was seen.

    `price` is the last one of the time in view, `change` how far it went in it.
    """

    title: str
    range_text: str
    stamp: str
    venues: str
    coverage: str
    note: str = ""
    simulated: bool = False
    price: str = ""
    change: str = ""
    rising: bool = True
