"""What panes show, from what was read of the store: columns with names, tones and scopes in words."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.analysis import words
from tracker.analysis.columns import LineColumns
from tracker.analysis.open_interest import InterestLine
from tracker.domain.cascade import Episode
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.times import Interval
from tracker.domain.translating import tr
from tracker.services.flows import Flows
from tracker.services.pane_views import PaneViews
from tracker.ui.charts.pane_data import (
    Band,
    BesideData,
    CascadeData,
    EpisodesData,
    FundingData,
    InterestData,
    LiquidationsData,
    MapData,
    NamedBars,
    NamedLine,
    NamedRates,
    PaneData,
    PrintsData,
    RatioData,
)

Titles = Mapping[str, str]
#: Colours of venues by their place in the program's list, so that a venue has one in all panes.
_TONES = ("blue", "orange", "purple", "yellow", "pink", "teal", "green", "grey", "red")


def pane_data(flows: Flows, asset: str, interval: Interval, titles: Titles) -> tuple[PaneData, ...]:
    """What stands under the candles; of topics that were not read there is nothing."""
    panes, per = flows.panes, str(interval)
    liquidations, interest = flow_scopes(flows.coverage, flows.interest, titles)
    venues = tuple(
        NamedBars(titles.get(one.venue, one.venue), tone_of(one.venue, titles), one.columns)
        for one in panes.venues or ()
    )
    return (
        LiquidationsData(flows.liquidations, per, liquidations, venues, since_ms=flows.since_ms),
        InterestData(
            flows.interest.columns,
            asset,
            interest,
            panes.interest_candles,
            per,
            tuple(
                NamedBars(titles.get(one.venue, one.venue), tone_of(one.venue, titles), one.columns)
                for one in panes.interest_venues or ()
            ),
            panes.positions,
            panes.supply,
            since_ms=flows.since_ms,
        ),
        *_rates(panes, titles),
        *_cascades(panes),
        *_beside(panes, per),
    )


def _beside(panes: PaneViews, per: str) -> list[PaneData]:
    """What a service has, in its own name; its exchanges have tones by their place in its list."""
    told = panes.beside
    if told is None:
        return []
    named = [
        NamedBars(name, _TONES[place % len(_TONES)], columns)
        for place, (name, columns) in enumerate(told.exchanges)
    ]
    return [BesideData(told.title, told.columns, per, tuple(named))]


def _rates(panes: PaneViews, titles: Titles) -> list[PaneData]:
    found: list[PaneData] = []
    if panes.prints is not None:
        found.append(PrintsData(panes.prints))
    if panes.funding is not None and panes.median is not None:
        rates = (
            NamedRates(titles.get(one.venue, one.venue), tone_of(one.venue, titles), one.columns)
            for one in panes.funding
        )
        found.append(FundingData(panes.median, tuple(rates), panes.weighted))
    if panes.ratios is not None:
        found.append(
            RatioData(tuple(_named_line(one.venue, one.columns, titles) for one in panes.ratios))
        )
    return found


def _cascades(panes: PaneViews) -> list[PaneData]:
    found: list[PaneData] = []
    if panes.episodes is not None:
        found.append(EpisodesData(tuple(band_of(one) for one in panes.episodes)))
    if panes.cascade is not None:
        lines = panes.cascade
        found.append(CascadeData(lines.index, lines.pressure, lines.positions, lines.impact))
    if panes.map is not None:
        longs, shorts = panes.map.relative()
        found.append(MapData(panes.map.price, longs, shorts))
    return found


def band_of(episode: Episode) -> Band:
    """A cascade as it stands on the prices."""
    least = "≥\u202f" if episode.lower_bound else ""
    parts = [
        tr("cascade {index:.0f}", index=episode.index),
        f"{least}{words.usd(episode.usd)}",
        words.percent(episode.move, 1),
    ]
    if episode.change is not None:
        parts.append(tr("contracts {percent}", percent=words.percent(episode.change, 1)))
    return Band(episode.start_ms, episode.end_ms, " · ".join(parts), f"{episode.index:.0f}")


def _named_line(venue: str, line: LineColumns, titles: Titles) -> NamedLine:
    return NamedLine(titles.get(venue, venue), tone_of(venue, titles), line)


def tone_of(venue: str, titles: Titles) -> str:
    """The role of a venue's colour."""
    names = list(titles)
    return _TONES[(names.index(venue) if venue in names else len(names)) % len(_TONES)]


def flow_scopes(coverage: Coverage, interest: InterestLine, titles: Titles) -> tuple[str, str]:
    """What the two lower panes hold and lack: (liquidations, open interest)."""
    seen = [part for part in coverage.parts if part.share > 0]
    liquidations = tr("covered {share}", share=words.share(coverage.share))
    if seen:
        liquidations += " · " + ", ".join(named(part, titles) for part in seen)
    included = ", ".join(titles.get(venue, venue) for venue in interest.included)
    line = tr("one-sided · {included}", included=included) if included else tr("no venue yet")
    if interest.excluded:
        left_out = ", ".join(titles.get(venue, venue) for venue in interest.excluded)
        line += tr(" · without {left_out}", left_out=left_out)
    return liquidations, line


def named(part: VenueCoverage, titles: Titles) -> str:
    """A venue, and whether its feed carries only a part of what happened, or was at its cap."""
    sampled = tr(" (sampled)") if part.kind is FeedKind.SAMPLED else ""
    if part.capped_share:
        sampled = tr(" (sampled, capped {share} of the time)", share=words.share(part.capped_share))
    return f"{titles.get(part.venue, part.venue)}{sampled}"
