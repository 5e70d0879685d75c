"""A chart as a picture for others: heading, time range, venues, coverage and a UTC stamp."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tracker.services.views import ChartView
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.export import ExportHeading, write_chart
from tracker.ui.content import Titles, content_of, coverage_text
from tracker.ui.theme import Palette


def save_picture(
    path: Path,
    view: ChartView,
    titles: Titles,
    *,
    size: tuple[int, int],
    scale: float,
    palette: Palette,
    view_ms: tuple[int, int] | None,
    now_ms: int,
    simulated: bool,
    panes: tuple[str, ...] = ("price", "liquidations", "oi"),
) -> str | None:
    """Write a chart as PNG or SVG; a sentence where that failed, else None."""
    content = content_of(view, titles, simulated=simulated)
    heading = heading_of(view, content, titles, now_ms, simulated=simulated, view_ms=view_ms)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_chart(
            path, content, size=size, scale=scale, palette=palette, heading=heading, view=view_ms
        )
    except OSError as error:
        return f"{path} cannot be written: {error.strerror or error}."
    del panes
    return None


def heading_of(
    view: ChartView,
    content: ChartContent,
    titles: Titles,
    now_ms: int,
    *,
    simulated: bool,
    view_ms: tuple[int, int] | None,
) -> ExportHeading:
    """What stands around the picture."""
    start_ms, end_ms = view_ms or _range(view, now_ms)
    venues = dict.fromkeys(
        [view.market.venue, *view.coverage.venues, *view.interest.included], None
    )
    return ExportHeading(
        title=f"{view.asset} {view.interval} · {titles.get(view.market.venue, view.market.venue)}",
        range_text=f"{_date(start_ms)} to {_date(end_ms)} UTC",
        stamp=f"{_date(now_ms)} UTC",
        venues=", ".join(titles.get(venue, venue) for venue in venues),
        coverage=coverage_text(view.coverage, titles),
        simulated=simulated,
    )


def _range(view: ChartView, now_ms: int) -> tuple[int, int]:
    if not len(view.candles):
        return now_ms, now_ms
    last_ms = int(view.candles.open_ms[-1]) + view.interval.ms
    return int(view.candles.open_ms[0]), min(last_ms, now_ms)


def _date(at_ms: int) -> str:
    moment = datetime.fromtimestamp(at_ms / 1_000, UTC)
    return f"{moment.day} {moment:%b %Y %H:%M}"
