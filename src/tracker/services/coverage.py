"""How complete figures are, as every face of the program says it: by venue, feed, cap and since when."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis.open_interest import VenueInterest, observed_share
from tracker.domain.coverage import Coverage, VenueCoverage
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.times import iso
from tracker.services.views import Views

Json = dict[str, object]


def interest_coverage(
    views: Views, venues: Sequence[VenueInterest], asset: str, start_ms: int, end_ms: int
) -> Coverage:
    """How much of a window each venue's open interest is known, seen or not.

    A venue's figure is the whole of it at that moment, never a sample of it.
    """
    known = {one.venue: one.columns for one in venues}
    markets, listed = views.markets(asset), views.listed()
    parts = []
    for source in views.sources:
        market = markets.get(source.venue)
        if Channel.OI not in source.channels or (market is None and source.venue in listed):
            continue
        share = 0.0
        if source.venue in known:
            share = observed_share(known[source.venue], start_ms, end_ms)
        since_ms = None
        if views.reader is not None and market is not None:
            since_ms = views.reader.oldest_interest_ms(market)
        capped = 0.0 if share > 0 else None
        parts.append(VenueCoverage(source.venue, share, FeedKind.COMPLETE, capped, since_ms))
    return Coverage(tuple(parts))


def coverage_json(coverage: Coverage) -> Json:
    """The fields that every aggregate carries."""
    return {
        "coverage": round(coverage.share, 4),
        "venues": list(coverage.venues),
        "lower_bound": coverage.lower_bound,
        "capped": list(coverage.capped),
        "by_venue": {
            part.venue: {"observed": round(part.share, 4), "feed": str(part.kind)}
            for part in coverage.parts
        },
        "coverage_by_venue": coverage_rows(coverage),
    }


def coverage_rows(coverage: Coverage) -> list[Json]:
    """One object a venue that could have contributed, seen or not."""
    return [
        {
            "venue": part.venue,
            "share": round(part.share, 4),
            "feed": str(part.kind),
            "capped_share": round(part.capped_share, 4) if part.capped_share is not None else None,
            "recorded_since": (
                iso(part.recorded_since_ms) if part.recorded_since_ms is not None else None
            ),
        }
        for part in coverage.parts
    ]
