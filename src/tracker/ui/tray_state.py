"""What the tray icon says at a glance, and the rule for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from tracker.analysis import words
from tracker.domain.alert import Alert, Priority
from tracker.domain.health import Channel, Health, State
from tracker.domain.level import Event
from tracker.domain.translating import tr
from tracker.services.found import Found
from tracker.services.views import AssetView
from tracker.ui.happened import headline

#: A level nearer than this many daily ATR is near: price gets there within hours of a usual day.
NEAR_ATRS = 0.5
#: The same as a share of price, where the ATR is not known.
NEAR_SHARE = 0.01
#: So many names of coins are said.
_NAMED = 3

Rows = Mapping[tuple[str, Channel], Health]


class TrayState(StrEnum):
    """From what everything else waits for to nothing to see."""

    PAUSED = "paused"
    BREAK = "break"
    STALE = "stale"
    WATCH = "watch"
    CALM = "calm"


class Glance(Struct, frozen=True):
    """A state and the sentence that says why."""

    state: TrayState
    sentence: str


def glance(
    views: Sequence[AssetView], rows: Rows, unread: Sequence[Found], *, paused: bool
) -> Glance:
    """What holds now.

    Paused comes before all, for nothing is heard then. A break, or an urgent alert, that was not
    seen stays until it is. Where the price of a watched coin is not fresh, nothing can be near a
    level or far from it: that is stale, never calm. Then comes a level that is near.

    Args:
        views: the watched coins.
        rows: the health of every channel.
        unread: news that was not seen, newest first.
        paused: whether nobody is asked.
    """
    if paused:
        return Glance(TrayState.PAUSED, tr("Paused: no venue is asked."))
    urgent = [one for one in unread if is_break(one)]
    if urgent:
        return Glance(
            TrayState.BREAK, tr("{headline}, not seen yet.", headline=headline(urgent[0]))
        )
    stale = _stale(views, rows)
    if stale is not None:
        return Glance(TrayState.STALE, stale)
    near = [(away, view) for view in views if (away := _away(view)) is not None and away <= 1]
    if near:
        _, view = min(near, key=lambda one: one[0])
        return Glance(TrayState.WATCH, _near(view))
    return Glance(TrayState.CALM, tr("Calm: no level is near."))


def is_break(one: Found) -> bool:
    """Whether it is a broken level or an urgent alert."""
    if isinstance(one, Alert):
        return one.priority is Priority.HIGH
    return one.event is Event.BROKEN


def _stale(views: Sequence[AssetView], rows: Rows) -> str | None:
    """Why prices are not those of now; None where they are."""
    asked = [row for row in rows.values() if row.channel is Channel.CANDLES]
    if not any(row.state is not State.OFF for row in asked):
        return tr("No venue has answered yet.")
    if not any(row.state.is_good for row in rows.values()):
        return tr("Offline: no venue answers.")
    old = [view.asset for view in views if not _is_fresh(view, rows)]
    if old:
        others = tr(" and {count} others", count=len(old) - _NAMED) if len(old) > _NAMED else ""
        return tr(
            "Stale: no fresh price of {old}{others}.", old=", ".join(old[:_NAMED]), others=others
        )
    if all(view.price is None for view in views):
        return tr("No price is known yet.")
    return None


def _is_fresh(view: AssetView, rows: Rows) -> bool:
    row = rows.get((view.market.venue, Channel.CANDLES))
    return row is not None and row.state.is_good


def _away(view: AssetView) -> float | None:
    """How far the nearest level is, in what counts as near; None where that is not known."""
    if view.price is None or view.nearest is None:
        return None
    near = view.daily_atr * NEAR_ATRS if view.daily_atr else view.price * NEAR_SHARE
    return abs(view.nearest.level.price - view.price) / near if near > 0 else None


def _near(view: AssetView) -> str:
    assert view.price is not None
    assert view.nearest is not None
    level = view.nearest.level.price
    way = words.distance(
        level / view.price - 1,
        abs(level - view.price) / view.daily_atr if view.daily_atr else None,
    )
    return tr(
        "{asset} is near {level}: {way}.", asset=view.asset, level=words.level(level), way=way
    )
