"""What panes show beside the candles: columns with the words that say what was seen of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.analysis.columns import (
    BarColumns,
    CandleColumns,
    Floats,
    LineColumns,
    PrintColumns,
    SignedColumns,
)


@dataclass(frozen=True, slots=True, eq=False)
class PaneData:
    """The data of one kind of pane; a further pane with data of its own adds a type.

    Up to `since_ms` they are those that were shown before; None where they need not be.
    """

    since_ms: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class NamedBars:
    """The liquidations of one venue, and the role of its colour."""

    name: str
    tone: str
    bars: BarColumns


@dataclass(frozen=True, slots=True, eq=False)
class NamedLine:
    """A line of one venue, and the role of its colour."""

    name: str
    tone: str
    line: LineColumns


@dataclass(frozen=True, slots=True, eq=False)
class NamedRates:
    """The funding of one venue, and the role of its colour; provisional is what is predicted."""

    name: str
    tone: str
    rates: SignedColumns


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationsData(PaneData):
    """Liquidations. `per` is the length of a bar as it is written, `scope` what was seen.

    `venues` are those of the sum one by one, where they were asked for.
    """

    bars: BarColumns
    per: str = ""
    scope: str = ""
    venues: tuple[NamedBars, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class BesideData(PaneData):
    """Liquidations as a service beside the venues has them; `title` names it."""

    title: str
    bars: BarColumns
    per: str = ""
    exchanges: tuple[NamedBars, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PrintsData(PaneData):
    """The largest single liquidations, for the price."""

    prints: PrintColumns


@dataclass(frozen=True, slots=True, eq=False)
class InterestData(PaneData):
    """Open interest in coins of `unit`; `scope` names the venues in the sum.

    `candles` are there where they were asked for; `per` is the length of one as it is written.
    `venues` are layers that add up to the line, on the upper side of their bars; `positions` is what
    positions did, in USD; `supply` the share of all coins.
    """

    line: LineColumns
    unit: str
    scope: str = ""
    candles: CandleColumns | None = None
    per: str = ""
    venues: tuple[NamedBars, ...] = ()
    positions: LineColumns | None = None
    supply: LineColumns | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FundingData(PaneData):
    """Rates as fractions per eight hours: the median over the venues, and each of them.

    `weighted` is their mean by open interest, where it was asked for.
    """

    median: SignedColumns
    venues: tuple[NamedRates, ...] = ()
    weighted: SignedColumns | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RatioData(PaneData):
    """The share of accounts that are long, 0 to 1, venue by venue, the best known first."""

    venues: tuple[NamedLine, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CascadeData(PaneData):
    """The cascade index, 0 to 100, a value a candle, with its three ingredients."""

    index: LineColumns
    pressure: LineColumns
    positions: LineColumns
    impact: LineColumns


@dataclass(frozen=True, slots=True)
class Band:
    """One cascade on the prices: its time, its figures, and what is left of them in little room."""

    start_ms: int
    end_ms: int
    text: str
    short: str


@dataclass(frozen=True, slots=True, eq=False)
class EpisodesData(PaneData):
    """The cascades of a coin, oldest first."""

    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class MapData(PaneData):
    """An estimate of where positions might be liquidated: prices and relative sizes, 0 to 1."""

    price: Floats
    longs: Floats
    shorts: Floats
