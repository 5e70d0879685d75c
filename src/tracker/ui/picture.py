"""A chart as a picture for others: heading, time range, venues, coverage and a UTC stamp."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from tracker.services.views import ChartView
from tracker.ui.charts.content import NOTHING_OVER, ExportHeading, Marker, Over
from tracker.ui.charts.export import CannotExport, Picture, paint
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.content import content_of, coverage_text
from tracker.ui.pane_words import Titles
from tracker.ui.theme import Palette


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a picture is to be: logical size, scale, colours, style, and the time in view (None: now)."""

    size: tuple[int, int]
    scale: float
    palette: Palette
    view_ms: tuple[int, int] | None = None
    zone: tzinfo = UTC
    panes: tuple[PaneChoice, ...] = DEFAULT_PANES
    markers: tuple[Marker, ...] = ()
    over: Over = NOTHING_OVER
    style: ChartStyle = PLAIN


def save_picture(
    path: Path, view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool
) -> str | None:
    """Write a chart as PNG or SVG; a sentence where that failed, else None."""
    return paint_picture(path, view, titles, sheet, now_ms, simulated=simulated)()


def paint_picture(
    path: Path, view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool
) -> Callable[[], str | None]:
    """Paint a chart, on the GUI thread; the call that is returned makes the file, on any thread.

    It returns a sentence where the picture could not be painted or written, else None.
    """
    picture = picture_of(view, titles, sheet, now_ms, simulated=simulated)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        finish = paint(path, picture, sheet.scale)
    except (CannotExport, OSError) as error:
        sentence = _sentence(path, error)
        return lambda: sentence

    def write() -> str | None:
        try:
            finish()
        except (CannotExport, OSError) as error:
            return _sentence(path, error)
        return None

    return write


def picture_of(
    view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool
) -> Picture:
    """A chart as it is to be painted."""
    content = content_of(view, titles, simulated=simulated, now_ms=now_ms, zone=sheet.zone)
    over = sheet.over
    return Picture(
        replace(
            content,
            candles=content.candles.after(over.lead) if over.lead is not None else content.candles,
            markers=sheet.markers,
            studies=over.studies,
            comparison=over.comparison,
            profile=over.profile,
        ),
        sheet.size,
        sheet.palette,
        heading_of(view, titles, sheet, now_ms, simulated=simulated),
        sheet.view_ms,
        sheet.zone,
        sheet.panes,
        sheet.style,
    )


def _sentence(path: Path, error: CannotExport | OSError) -> str:
    if isinstance(error, OSError):
        return f"{path} cannot be written: {error.strerror or error}."
    return str(error)


def heading_of(
    view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool
) -> ExportHeading:
    """What stands around the picture."""
    start_ms, end_ms = sheet.view_ms or _range(view, now_ms)
    venues = dict.fromkeys([view.market.venue, *view.coverage.venues, *view.interest.included])
    return ExportHeading(
        title=f"{view.asset} {view.interval} · {titles.get(view.market.venue, view.market.venue)}",
        range_text=f"{_date(start_ms)} to {_date(min(end_ms, now_ms))} UTC",
        stamp=f"Made {_date(now_ms)} UTC with Tracker",
        venues="Venues: " + ", ".join(titles.get(venue, venue) for venue in venues),
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
