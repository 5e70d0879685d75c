"""What the command palette finds: actions, coins, panes and levels of one window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.analysis import words
from tracker.domain.translating import tr
from tracker.ui.actions import Entry
from tracker.ui.charts.kinds import KINDS
from tracker.ui.charts.panes import PricePane
from tracker.ui.fuzzy import score

if TYPE_CHECKING:
    from tracker.ui.chart_host import ChartHost

#: So much more does count what was chosen before, the last one most.
_RECENT = 25.0


class Offer(Struct, frozen=True):
    """One thing that can be chosen.

    Attributes:
        name: by which it is remembered.
        kind: what sort of thing it is, in a word.
        keys: its keys, as they are printed.
        on: whether it is so now; None where that is no question.
    """

    name: str
    text: str
    kind: str
    do: Callable[[], object]
    keys: tuple[str, ...] = ()
    on: bool | None = None


def find(offers: list[Offer], typed: str, recent: list[str]) -> list[Offer]:
    """What fits what was typed, the best first; of nothing all, what was chosen last first."""
    age = {name: place for place, name in enumerate(recent)}
    fitting = []
    for place, offer in enumerate(offers):
        fit = score(typed, f"{offer.text} {offer.kind}")
        if fit is not None:
            lift = _RECENT - age[offer.name] if offer.name in age else 0.0
            fitting.append((-fit - lift if typed.strip() else -lift, place, offer))
    return [offer for _, _, offer in sorted(fitting, key=lambda one: one[:2])]


def all_offers(host: ChartHost) -> list[Offer]:
    """Everything that can be chosen in a window now."""
    entries = [_of_entry(one) for one in host.registry.entries if one.action.isEnabled()]
    return [*coins(host), *entries, *_panes(host), *_levels(host), *host.more_offers()]


def coins(host: ChartHost) -> list[Offer]:
    """The coins of the watchlist."""
    desk = host.desk_now
    return [
        Offer(
            f"coin-{asset}",
            asset,
            tr("Coin"),
            partial(_choose_coin, host, asset),
            on=asset == desk.asset or None,
        )
        for asset in desk.assets
    ]


def _choose_coin(host: ChartHost, asset: str) -> None:
    host.desk_now.choose(asset, host.desk_now.interval)


def _of_entry(entry: Entry) -> Offer:
    action = entry.action
    on = action.isChecked() if action.isCheckable() else None
    return Offer(entry.name, entry.title, tr(entry.place), action.trigger, entry.keys, on)


def _panes(host: ChartHost) -> Iterator[Offer]:
    control = host.chart.panes
    shown = {choice.key for choice in control.choices}
    for kind in KINDS:
        if kind is not PricePane:
            on = kind.KEY in shown
            change = control.remove if on else control.add
            yield Offer(
                f"pane-{kind.KEY}",
                tr("Pane: {name}", name=tr(kind.NAME)),
                tr("Chart"),
                partial(change, kind.KEY),
                on=on,
            )


def _levels(host: ChartHost) -> Iterator[Offer]:
    for line in host.chart.levels:
        if not line.suggested:
            yield Offer(
                f"level-{line.id}",
                tr("Level {level}: {text}", level=words.level(line.price), text=line.text),
                tr("Level"),
                partial(host.chart.level_edit_wanted.emit, line.id),
            )
