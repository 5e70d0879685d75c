"""What panes show beside the candles: columns with the words that say what was seen of them."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from tracker.analysis.columns import (
    BarColumns,
    CandleColumns,
    Floats,
    LineColumns,
    PrintColumns,
    SignedColumns,
)


class PaneData(Struct, frozen=True, eq=False, kw_only=True):
    """The data of one kind of pane; a further pane with data of its own adds a type.

    Up to `since_ms` they are those that were shown before; None where they need not be. What is
    `of_coin` is the same at every interval.
    """

    of_coin: ClassVar[bool] = False
    since_ms: int | None = None


class NamedBars(Struct, frozen=True, eq=False):
    """The liquidations of one venue, and the role of its colour."""

    name: str
    tone: str
    bars: BarColumns


class NamedLine(Struct, frozen=True, eq=False):
    """A line of one venue, and the role of its colour."""

    name: str
    tone: str
    line: LineColumns


class NamedRates(Struct, frozen=True, eq=False):
    """The funding of one venue, and the role of its colour; provisional is what is predicted."""

    name: str
    tone: str
    rates: SignedColumns


class LiquidationsData(PaneData, frozen=True, eq=False):
    """Liquidations. `per` is the length of a bar as it is written, `scope` what was seen.

    `venues` are those of the sum one by one, where they were asked for.
    """

    bars: BarColumns
    per: str = ""
    scope: str = ""
    venues: tuple[NamedBars, ...] = ()


class BesideData(PaneData, frozen=True, eq=False):
    """Liquidations as a service beside the venues has them; `title` names it."""

    title: str
    bars: BarColumns
    per: str = ""
    exchanges: tuple[NamedBars, ...] = ()


class PrintsData(PaneData, frozen=True, eq=False):
    """The largest single liquidations, for the price."""

    prints: PrintColumns


class InterestData(PaneData, frozen=True, eq=False):
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


class FundingData(PaneData, frozen=True, eq=False):
    """Rates as fractions per eight hours: the median over the venues, and each of them.

    `weighted` is their mean by open interest, where it was asked for.
    """

    median: SignedColumns
    venues: tuple[NamedRates, ...] = ()
    weighted: SignedColumns | None = None


class RatioData(PaneData, frozen=True, eq=False):
    """The share of accounts that are long, 0 to 1, venue by venue, the best known first."""

    venues: tuple[NamedLine, ...] = ()


class CascadeData(PaneData, frozen=True, eq=False):
    """The cascade index, 0 to 100, a value a candle, with its three ingredients."""

    index: LineColumns
    pressure: LineColumns
    positions: LineColumns
    impact: LineColumns


class Band(Struct, frozen=True):
    """One cascade on the prices: its time, its figures, and what is left of them in little room."""

    start_ms: int
    end_ms: int
    text: str
    short: str


class EpisodesData(PaneData, frozen=True, eq=False):
    """The cascades of a coin, oldest first."""

    of_coin = True
    bands: tuple[Band, ...] = ()


class MapData(PaneData, frozen=True, eq=False):
    """An estimate of where positions might be liquidated: prices and relative sizes, 0 to 1."""

    of_coin = True
    price: Floats
    longs: Floats
    shorts: Floats
