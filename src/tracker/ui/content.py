"""From a view of the store to what the charts draw: titles, scopes and level lines in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

from tracker.analysis import words
from tracker.analysis.open_interest import InterestLine
from tracker.analysis.suggest import Suggestion
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.level import Level
from tracker.domain.times import Interval
from tracker.services.views import AssetView, ChartView, LevelRow
from tracker.ui.charts.content import ChartContent, LevelLine, MarkPrice
from tracker.ui.charts.pane_data import InterestData, LiquidationsData, PaneData
from tracker.ui.flows import Flows

Titles = Mapping[str, str]
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
        data=pane_data(
            Flows(view.liquidations, view.coverage, view.interest),
            view.asset,
            view.interval,
            titles,
        ),
        levels=level_lines(view.levels, now_ms, zone),
        simulated=simulated,
    )


def pane_data(flows: Flows, asset: str, interval: Interval, titles: Titles) -> tuple[PaneData, ...]:
    """What stands under the candles, with its scopes in words."""
    liquidations, interest = flow_scopes(flows.coverage, flows.interest, titles)
    return (
        LiquidationsData(flows.liquidations, str(interval), liquidations),
        InterestData(flows.interest.columns, asset, interest),
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
            text=f"{', '.join(one.sources)} · prominence {one.prominence:.0f}",
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
        parts.append(f"expired {words.clock(level.expires_ms, zone=zone)}")
    elif level.snoozed_until_ms is not None and level.is_snoozed(now_ms):
        parts.append(f"snoozed until {words.clock(level.snoozed_until_ms, zone=zone)}")
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
    return MarkPrice(view.mark.price, f"mark {price} {away} · {titles.get(venue, venue)}")


def flow_scopes(coverage: Coverage, interest: InterestLine, titles: Titles) -> tuple[str, str]:
    """What the two lower panes hold and lack: (liquidations, open interest)."""
    seen = [part for part in coverage.parts if part.share > 0]
    liquidations = f"covered {words.share(coverage.share)}"
    if seen:
        liquidations += " · " + ", ".join(_named(part, titles) for part in seen)
    included = ", ".join(titles.get(venue, venue) for venue in interest.included)
    line = f"one-sided · {included}" if included else "no venue yet"
    if interest.excluded:
        left_out = ", ".join(titles.get(venue, venue) for venue in interest.excluded)
        line += f" · without {left_out}"
    return liquidations, line


def _named(part: VenueCoverage, titles: Titles) -> str:
    sampled = " (sampled)" if part.kind is FeedKind.SAMPLED else ""
    return f"{titles.get(part.venue, part.venue)}{sampled}"


def coverage_text(coverage: Coverage, titles: Titles) -> str:
    """Coverage for the foot of a picture."""
    parts = [f"{_named(part, titles)} {words.share(part.share)}" for part in coverage.parts]
    return f"Liquidations observed: {', '.join(parts)}" if parts else "No liquidation feed"
