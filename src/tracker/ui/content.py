"""From a view of the store to what the charts draw: titles, scopes and level lines in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

from tracker.analysis import words
from tracker.domain.coverage import Coverage
from tracker.domain.level import Level
from tracker.domain.translating import tr
from tracker.services.views import AssetView, ChartView, LevelRow
from tracker.ui.charts.content import ChartContent, LevelLine, MarkPrice
from tracker.ui.flows import flows_of
from tracker.ui.pane_words import Titles, named, pane_data

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.analysis.suggest import Suggestion

#: So much of a note stands at its line; the editor shows all of it.
_NOTE = 40


def content_of(
    view: ChartView, titles: Titles, *, simulated: bool, now_ms: int, zone: tzinfo = UTC
) -> ChartContent:
    """The chart of one view."""
    return ChartContent(
        asset=view.asset,
        interval=view.interval,
        candles=view.candles,
        data=pane_data(flows_of(view), view.asset, view.interval, titles) if view.is_whole else (),
        levels=level_lines(view.levels, now_ms, zone),
        venue=titles.get(view.market.venue, view.market.venue),
        simulated=simulated,
        drawings=view.drawings,
        kept_ms=view.kept_ms,
        is_loading=not view.is_whole,
    )


def level_lines(rows: Sequence[LevelRow], now_ms: int, zone: tzinfo = UTC) -> tuple[LevelLine, ...]:
    """The levels as lines with their sentence."""
    return tuple(
        LevelLine(
            id=row.level.id,
            price=row.level.price,
            broken=row.broken,
            text=level_words(row, now_ms, zone),
            tone=row.level.color or "",
            dim=is_silent(row.level, now_ms),
        )
        for row in rows
    )


def suggestion_lines(found: Sequence[Suggestion]) -> tuple[LevelLine, ...]:
    """Suggested levels as lines; their numbers are those of no level: -1, -2 and so on."""
    return tuple(
        LevelLine(
            id=-place,
            price=one.price,
            broken=False,
            text=tr(
                "{sources} · prominence {prominence:.0f}",
                sources=", ".join(one.sources),
                prominence=one.prominence,
            ),
            movable=False,
            suggested=True,
        )
        for place, one in enumerate(found, start=1)
    )


def is_silent(level: Level, now_ms: int) -> bool:
    """Whether what happens at a level now alerts nobody, as the user wished."""
    return level.is_expired(now_ms) or level.is_snoozed(now_ms)


def level_words(row: LevelRow, now_ms: int, zone: tzinfo = UTC) -> str:
    """What a level is, whether it is silent, and the start of its note."""
    level, parts = row.level, [row.words_in(zone)]
    if level.expires_ms is not None and level.is_expired(now_ms):
        parts.append(tr("expired {when}", when=words.clock(level.expires_ms, zone=zone)))
    elif level.snoozed_until_ms is not None and level.is_snoozed(now_ms):
        parts.append(
            tr("snoozed until {when}", when=words.clock(level.snoozed_until_ms, zone=zone))
        )
    if level.note:
        note = " ".join(level.note.split())
        parts.append(note if len(note) <= _NOTE else f"{note[: _NOTE - 1].rstrip()}…")
    return " · ".join(parts)


def mark_price(view: AssetView, titles: Titles) -> MarkPrice | None:
    """The mark price as a line, where it differs from the reference price."""
    if view.mark is None or view.mark_away is None:
        return None
    venue = view.mark.market.venue
    price, away = words.price(view.mark.price), words.percent(view.mark_away)
    return MarkPrice(
        view.mark.price,
        tr(
            "mark {price} {away} · {titles}",
            price=price,
            away=away,
            titles=titles.get(venue, venue),
        ),
    )


def coverage_text(coverage: Coverage, titles: Titles) -> str:
    """Coverage for the foot of a picture."""
    parts = [f"{named(part, titles)} {words.share(part.share)}" for part in coverage.parts]
    return (
        tr("Liquidations observed: {parts}", parts=", ".join(parts))
        if parts
        else tr("No liquidation feed")
    )
