"""From a view of the store to what the charts draw: titles, scopes and level lines in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.analysis import words
from tracker.analysis.open_interest import InterestLine
from tracker.domain.coverage import Coverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.market import Contract
from tracker.services.views import ChartView, LevelRow
from tracker.ui.charts.content import ChartContent, LevelLine

Titles = Mapping[str, str]


def content_of(view: ChartView, titles: Titles, *, simulated: bool) -> ChartContent:
    """The chart of one view."""
    scopes = flow_scopes(view.coverage, view.interest, titles)
    venue = titles.get(view.market.venue, view.market.venue)
    kind = "spot" if view.market.contract is Contract.SPOT else "perpetual"
    return ChartContent(
        asset=view.asset,
        interval=view.interval,
        candles=view.candles,
        liquidations=view.liquidations,
        interest=view.interest.columns,
        levels=level_lines(view.levels),
        price_title=f"{view.asset} · {venue}, {kind}",
        price_scope="",
        liquidations_title=f"Liquidations, USD per {view.interval} · longs down, shorts up",
        liquidations_scope=scopes[0],
        interest_title=f"Open interest, {view.asset}",
        interest_scope=scopes[1],
        interest_unit=view.asset,
        simulated=simulated,
    )


def level_lines(rows: Sequence[LevelRow]) -> tuple[LevelLine, ...]:
    """The levels as lines with their sentence."""
    return tuple(
        LevelLine(
            id=row.level.id,
            price=row.level.price,
            broken=row.broken,
            text=f"{words.level(row.level.price)}  {row.words}",
        )
        for row in rows
    )


def flow_scopes(coverage: Coverage, interest: InterestLine, titles: Titles) -> tuple[str, str]:
    """What the two lower panes hold and lack: (liquidations, open interest)."""
    seen = [part for part in coverage.parts if part.share > 0]
    sampled = [titles.get(part.venue, part.venue) for part in seen if part.kind is FeedKind.SAMPLED]
    liquidations = f"covered {words.share(coverage.share)}"
    if seen:
        liquidations += " · " + ", ".join(titles.get(part.venue, part.venue) for part in seen)
    if sampled:
        liquidations += f" · {', '.join(sampled)} sampled"
    included = ", ".join(titles.get(venue, venue) for venue in interest.included)
    line = f"one-sided · {included}" if included else "no venue yet"
    if interest.excluded:
        left_out = ", ".join(titles.get(venue, venue) for venue in interest.excluded)
        line += f" · without {left_out}"
    return liquidations, line


def coverage_text(coverage: Coverage, titles: Titles) -> str:
    """Coverage for the foot of a picture."""
    parts = [
        f"{titles.get(part.venue, part.venue)} {words.share(part.share)}"
        + (" sampled" if part.kind is FeedKind.SAMPLED else "")
        for part in coverage.parts
    ]
    return f"Liquidations observed: {', '.join(parts)}" if parts else "No liquidation feed"
