"""What panes show beside the candles: columns with the words that say what was seen of them."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.analysis.columns import BarColumns, LineColumns


@dataclass(frozen=True, slots=True, eq=False)
class PaneData:
    """The data of one kind of pane; a further pane with data of its own adds a type."""


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationsData(PaneData):
    """Liquidations. `per` is the length of a bar as it is written, `scope` what was seen."""

    bars: BarColumns
    per: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class InterestData(PaneData):
    """Open interest in coins of `unit`; `scope` names the venues in the sum."""

    line: LineColumns
    unit: str
    scope: str = ""
