"""Cascades as rows for `tracker show`: what is unknown is null."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis.cascade import Reading
from tracker.analysis.feedback import Feedback
from tracker.domain.cascade import Episode, market_wide
from tracker.domain.times import Interval, iso
from tracker.services.cascade_reading import CascadeView
from tracker.services.coverage import Json, coverage_json


def episode_row(
    one: Episode, every: Sequence[Episode]
) -> dict[str, str | float | bool | list[str] | None]:
    """One cascade; `every` holds those of all coins."""
    return {
        "at": iso(one.start_ms),
        "end": iso(one.end_ms),
        "symbol": one.asset,
        "window": str(Interval.of(one.window_ms)),
        "on_at": iso(one.on_ms),
        "off_at": iso(one.off_ms) if one.off_ms is not None else None,
        "peak_at": iso(one.peak_ms),
        "index": round(one.index, 1),
        "side": str(one.side),
        "long_usd": one.long_usd,
        "short_usd": one.short_usd,
        "move": one.move,
        "position_change": one.change,
        "feedback": one.feedback,
        "venues": list(one.venues),
        "coverage": round(one.share, 4),
        "lower_bound": one.lower_bound,
        "market_wide": list(market_wide(one, list(every))),
    }


def cascade_json(view: CascadeView) -> Json:
    """The index now, with its ingredients, by window."""
    return {
        "windows": {str(Interval.of(one.window_ms)): _reading(one) for one in view.readings},
        "feedback": _feedback(view.feedback),
        "learnt_days": round(view.learnt_days, 1),
        **coverage_json(view.coverage),
    }


def _reading(one: Reading) -> Json:
    return {
        "as_of": iso(one.at_ms),
        "index": one.index,
        "pressure": one.pressure,
        "positions": one.positions,
        "impact": one.impact,
        "side": str(one.side) if one.usd else None,
        "at_least": one.at_least,
        "position_change": one.change,
        "move": one.move,
    }


def _feedback(found: Feedback | None) -> Json | None:
    if found is None:
        return None
    return {
        "ratio": found.ratio,
        "low90": found.low90,
        "high90": found.high90,
        "word": found.word,
        "why": found.why or None,
        "events": found.events,
    }
