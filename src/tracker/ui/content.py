"""From a view of the store to what the charts draw: titles, scopes and level lines in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

from tracker.analysis import words
from tracker.analysis.open_interest import InterestLine
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.services.views import ChartView, LevelRow
from tracker.ui.charts.content import ChartContent, LevelLine

Titles = Mapping[str, str]


def content_of(
    view: ChartView, titles: Titles, *, simulated: bool, zone: tzinfo = UTC
) -> ChartContent:
    """The chart of one view."""
    scopes = flow_scopes(view.coverage, view.interest, titles)
    return ChartContent(
        asset=view.asset,
        interval=view.interval,
        candles=view.candles,
        liquidations=view.liquidations,
        interest=view.interest.columns,
        levels=level_lines(view.levels, zone),
        liquidations_title=f"Liquidations, USD per {view.interval} · longs down, shorts up",
        liquidations_scope=scopes[0],
        interest_title=f"Open interest, {view.asset}",
        interest_scope=scopes[1],
        interest_unit=view.asset,
        simulated=simulated,
    )


def level_lines(rows: Sequence[LevelRow], zone: tzinfo = UTC) -> tuple[LevelLine, ...]:
    """The levels as lines with their sentence."""
    return tuple(
        LevelLine(
            id=row.level.id,
            price=row.level.price,
            broken=row.broken,
            text=row.words_in(zone),
        )
        for row in rows
    )


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
