"""A chart as a picture or a table for others: heading, time range, venues, coverage and a UTC stamp."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tracker.domain.translating import tr
from tracker.services.views import ChartView
from tracker.ui.charts.bands import NARROW, POST, one_line
from tracker.ui.charts.content import NOTHING_OVER, ExportHeading, Marker, Over
from tracker.ui.charts.export import CannotExport, Picture, paint
from tracker.ui.charts.figures import fixed, percent, price_decimals
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.content import content_of, coverage_text
from tracker.ui.data_file import csv_of
from tracker.ui.pane_words import Titles
from tracker.ui.theme import Palette
from tracker.ui.whole_file import write_whole


class Sheet(Struct, frozen=True):
    """How a picture is to be: logical size, scale, colours, style, and the time in view (None: now).

    With `post` its words are large, as a picture for posting needs them.
    """

    size: tuple[int, int]
    scale: float
    palette: Palette
    view_ms: tuple[int, int] | None = None
    zone: tzinfo = UTC
    panes: tuple[PaneChoice, ...] = DEFAULT_PANES
    markers: tuple[Marker, ...] = ()
    over: Over = NOTHING_OVER
    style: ChartStyle = PLAIN
    note: str = ""
    watermark: str = ""
    post: bool = False


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
        sentence = file_error(path, error)
        return lambda: sentence

    def write() -> str | None:
        try:
            finish()
        except (CannotExport, OSError) as error:
            return file_error(path, error)
        return None

    return write


def save_table(
    path: Path, view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool
) -> str | None:
    """Write what a picture would show as a table; a sentence where that failed, else None."""
    text = table_of(view, titles, sheet, now_ms, simulated=simulated)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    except OSError as error:
        return file_error(path, error)
    return None


def table_of(view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool) -> str:
    """The series that a picture would show, as CSV."""
    content = picture_of(view, titles, sheet, now_ms, simulated=simulated).content
    view_ms = sheet.view_ms or _range(view, now_ms)
    return csv_of(content, sheet.panes, view, view_ms, simulated=simulated)


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
            watermark=one_line(sheet.watermark),
        ),
        sheet.size,
        sheet.palette,
        heading_of(view, titles, sheet, now_ms, simulated=simulated),
        sheet.view_ms,
        sheet.zone,
        sheet.panes,
        sheet.style,
        POST if sheet.post else NARROW,
    )


def file_error(path: Path, error: CannotExport | OSError) -> str:
    """Why a file could not be made, as a sentence."""
    if isinstance(error, OSError):
        return tr(
            "{path} cannot be written: {strerror}.", path=path, strerror=error.strerror or error
        )
    return str(error)


def heading_of(
    view: ChartView, titles: Titles, sheet: Sheet, now_ms: int, *, simulated: bool
) -> ExportHeading:
    """What stands around the picture."""
    start_ms, end_ms = sheet.view_ms or _range(view, now_ms)
    price, change, rising = _prices(view, start_ms, end_ms)
    venues = dict.fromkeys([view.market.venue, *view.coverage.venues, *view.interest.included])
    return ExportHeading(
        title=f"{view.asset} {view.interval} · {titles.get(view.market.venue, view.market.venue)}",
        range_text=tr(
            "{date} to {date_2} UTC", date=_date(start_ms), date_2=_date(min(end_ms, now_ms))
        ),
        stamp=tr("Made {date} UTC with Tracker", date=_date(now_ms)),
        venues=tr("Venues: ") + ", ".join(titles.get(venue, venue) for venue in venues),
        coverage=coverage_text(view.coverage, titles),
        note=one_line(sheet.note),
        simulated=simulated,
        price=price,
        change=change,
        rising=rising,
    )


def _prices(view: ChartView, start_ms: int, end_ms: int) -> tuple[str, str, bool]:
    """The last price of a time, how far it is from the first one, and whether it rose."""
    candles = view.candles.between(view.interval.floor(start_ms), end_ms)
    if not len(candles):
        return "", "", True
    first, last = float(candles.open[0]), float(candles.close[-1])
    price = fixed(last, price_decimals(candles.close))
    change = last / first - 1 if first > 0 else 0.0
    return (
        price,
        tr("{percent} in this time", percent=percent(change)) if first > 0 else "",
        change >= 0,
    )


def _range(view: ChartView, now_ms: int) -> tuple[int, int]:
    if not len(view.candles):
        return now_ms, now_ms
    last_ms = int(view.candles.open_ms[-1]) + view.interval.ms
    return int(view.candles.open_ms[0]), min(last_ms, now_ms)


def _date(at_ms: int) -> str:
    moment = datetime.fromtimestamp(at_ms / 1_000, UTC)
    return f"{moment.day} {moment:%b %Y %H:%M}"
