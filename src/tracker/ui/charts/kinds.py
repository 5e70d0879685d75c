"""Every kind of pane there is, and which of them a chart shows in which order.

A further kind is a subclass of `Pane` in a module `panes_….py` and one more entry in `KINDS`:
1. its `KEY`, `NAME`, `WEIGHT` and `MODES` say how it is called, how high it is and what it can show;
2. its `painters` draw, `fit`, `label` and `say` scale and word its values;
3. `use` and `refresh` give it the candles, `take` whatever else the content has for it;
4. `turn` arranges painters and title for its mode, `read` says its values under the crosshair;
5. `columns` says what it has as columns of a table;
6. `topics` names what has to be read for it beyond candles, liquidations and open interest.
Menus, settings, exports and the board need nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tracker.services.pane_views import Topic
from tracker.ui.charts.pane import Pane
from tracker.ui.charts.panes import PricePane
from tracker.ui.charts.panes_beside import BesidePane
from tracker.ui.charts.panes_cascade import CascadePane
from tracker.ui.charts.panes_interest import InterestPane
from tracker.ui.charts.panes_liquidations import LiquidationsPane
from tracker.ui.charts.panes_rates import FundingPane, RatioPane
from tracker.ui.charts.panes_studies import RangePane, StrengthPane
from tracker.ui.charts.panes_volume import DeltaPane, VolumePane

#: In the order in which menus and sentences list them.
KINDS: tuple[type[Pane], ...] = (
    PricePane,
    VolumePane,
    DeltaPane,
    LiquidationsPane,
    InterestPane,
    CascadePane,
    FundingPane,
    RatioPane,
    BesidePane,
    RangePane,
    StrengthPane,
)


class UnknownPane(ValueError):
    """A pane or a mode that there is not; the message is a sentence that lists those there are."""


class PaneChoice(Struct, frozen=True):
    """One pane of a chart: its kind, its mode and its share of the height (0: as by itself)."""

    key: str
    mode: str = ""
    weight: float = 0.0


#: What a chart shows until the user chooses.
DEFAULT_PANES = tuple(PaneChoice(key) for key in ("price", "liquidations", "oi"))


def kind_of(key: str) -> type[Pane]:
    """The kind of a name.

    Raises:
        UnknownPane: where there is none.
    """
    for kind in KINDS:
        if key == kind.KEY:
            return kind
    raise UnknownPane(_listed())


def _listed() -> str:
    return f"Panes are {', '.join(kind.KEY for kind in KINDS)}, with price among them."


def checked(choices: Iterable[PaneChoice]) -> tuple[PaneChoice, ...]:
    """Choices of which every one is known, each kind once.

    Raises:
        UnknownPane: where one is not, or there is none at all.
    """
    found: dict[str, PaneChoice] = {}
    for choice in choices:
        kind = kind_of(choice.key)
        modes = [mode.key for mode in kind.MODES]
        if choice.mode and choice.mode not in modes:
            there = f"has the modes {', '.join(modes)}" if modes else "has no modes"
            raise UnknownPane(f"The pane {choice.key} {there}.")
        found.setdefault(choice.key, choice)
    if not found:
        raise UnknownPane(_listed())
    return tuple(found.values())


def topics_of(choices: Iterable[PaneChoice]) -> frozenset[Topic]:
    """What has to be read for these panes."""
    every = (kind_of(choice.key).topics(choice.mode) for choice in choices)
    return frozenset(topic for topics in every for topic in topics)


def composed(choices: Iterable[PaneChoice]) -> tuple[PaneChoice, ...]:
    """Choices that make a chart: every one known, each kind once, the price first.

    Raises:
        UnknownPane: where one is not known, or the price is not among them.
    """
    found = checked(choices)
    if all(choice.key != PricePane.KEY for choice in found):
        raise UnknownPane(_listed())
    return tuple(sorted(found, key=lambda choice: choice.key != PricePane.KEY))


def parse_choice(text: str) -> PaneChoice:
    """A choice as it is written in a command: `oi`, or with its mode `oi:candles`.

    Raises:
        UnknownPane: where there is no such pane or mode.
    """
    key, _, mode = text.strip().partition(":")
    return checked([PaneChoice(key, mode)])[0]
