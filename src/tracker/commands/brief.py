"""`tracker brief`: why the market is moving, as one page; from the cache, never from the network."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.analysis.brief import Brief
from tracker.analysis.brief_pages import as_json, html, markdown
from tracker.app import App
from tracker.commands.output import json_line
from tracker.domain.errors import TrackerError
from tracker.domain.times import DAY_MS, H1
from tracker.services.brief import BriefWish, Headline, read_brief
from tracker.services.views import ChartView

#: The chart of a page: the week before the moment, by the hour.
_SPAN_MS = 7 * DAY_MS
_SIZE, _SCALE = (1200, 720), 2.0
_PANES = ("price", "liquidations", "oi")
_SIMULATED = "Simulated market: {title}. No figure here is real."


@dataclass(frozen=True, slots=True)
class BriefCommand:
    """What is wanted. `out` None: on stdout, as Markdown or JSON. `at_ms` None: now."""

    asset: str | None
    out: Path | None = None
    at_ms: int | None = None
    json: bool = False
    headlines: tuple[Headline, ...] = ()
    theme: str = "light"


def brief(app: App, command: BriefCommand) -> int:
    """Write the page.

    Raises:
        TrackerError: where the ending of the file says nothing, or it cannot be written.
    """
    kind = command.out.suffix.lower() if command.out is not None else ""
    if command.out is not None and kind not in _WRITERS:
        known = ", ".join(_WRITERS)
        raise TrackerError(f"{command.out} ends in none of {known}.")
    if app.simulated and not app.home.market_file.exists():
        from tracker.commands.collect import fill

        fill(app)
    page, view = _read(app, command)
    if command.out is None:
        sys.stdout.write(json_line(as_json(page)) if command.json else markdown(page))
        return 0
    try:
        command.out.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS[kind](app, command, page, view)
    except OSError as error:
        reason = error.strerror or error
        raise TrackerError(f"{command.out} cannot be written: {reason}.") from error
    return 0


def _read(app: App, command: BriefCommand) -> tuple[Brief, ChartView]:
    views, reader, journal = app.views()
    try:
        now_ms = app.now_ms(reader)
        asset = command.asset or app.settings.assets[0]
        at_ms = min(command.at_ms, now_ms) if command.at_ms is not None else now_ms
        wish = BriefWish(asset, app.settings.assets, at_ms, now_ms, headlines=command.headlines)
        if app.simulated:
            told = tuple(
                Headline(one.text, one.amount_usd, one.change, one.window_ms)
                for one in app.scenario.headlines
            )
            said = _SIMULATED.format(title=app.scenario.title)
            wish = replace(wish, simulated=said, headlines=(*told, *command.headlines))
        page = read_brief(views, journal, app.services, titles_of(app), wish)
        start_ms = H1.floor(at_ms - _SPAN_MS)
        view = views.chart(asset, H1, at_ms, start_ms=start_ms, end_ms=at_ms)
    finally:
        if reader is not None:
            reader.close()
        if journal is not None:
            journal.close()
    return page, view


def titles_of(app: App) -> dict[str, str]:
    """How venues and services are called."""
    return {one.venue: one.title for one in (*app.sources, *app.services)}


def _chart(app: App, command: BriefCommand, page: Brief, view: ChartView) -> bytes | None:
    """The chart as a PNG; None where there is nothing to draw."""
    if not len(view.candles):
        return None
    # No window is opened, so no screen is needed.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from tracker.ui.charts import export
    from tracker.ui.charts.kinds import composed, parse_choice
    from tracker.ui.picture import Sheet, picture_of
    from tracker.ui.theme import THEMES

    qt = QApplication.instance() or QApplication(["tracker"])
    panes = composed(parse_choice(text) for text in _PANES)
    room_ms = _SPAN_MS // 16
    sheet = Sheet(
        _SIZE,
        _SCALE,
        THEMES[command.theme],
        view_ms=(page.at_ms - _SPAN_MS, page.at_ms + room_ms),
        panes=panes,
    )
    picture = picture_of(view, titles_of(app), sheet, page.at_ms, simulated=app.simulated)
    made = export.png(export.render(picture, _SCALE))
    del qt
    return made


def _write_markdown(app: App, command: BriefCommand, page: Brief, view: ChartView) -> None:
    """The text, and the chart as a PNG beside it."""
    assert command.out is not None
    chart = _chart(app, command, page, view)
    name = None
    if chart is not None:
        path = command.out.with_name(command.out.stem + "-chart.png")
        path.write_bytes(chart)
        name = path.name
    command.out.write_text(markdown(page, name), encoding="utf-8")


def _write_html(app: App, command: BriefCommand, page: Brief, view: ChartView) -> None:
    assert command.out is not None
    command.out.write_text(html(page, _chart(app, command, page, view)), encoding="utf-8")


def _write_json(_app: App, command: BriefCommand, page: Brief, _view: ChartView) -> None:
    assert command.out is not None
    command.out.write_text(json_line(as_json(page)), encoding="utf-8")


def _write_png(app: App, command: BriefCommand, page: Brief, view: ChartView) -> None:
    assert command.out is not None
    chart = _chart(app, command, page, view)
    from tracker.ui.brief_page import page_png
    from tracker.ui.theme import THEMES

    command.out.write_bytes(page_png(page, chart, THEMES[command.theme], _SCALE))


def _write_pdf(app: App, command: BriefCommand, page: Brief, view: ChartView) -> None:
    assert command.out is not None
    chart = _chart(app, command, page, view)
    from tracker.ui.brief_page import page_pdf

    command.out.write_bytes(page_pdf(page, chart))


_WRITERS: dict[str, Callable[[App, BriefCommand, Brief, ChartView], None]] = {
    ".md": _write_markdown,
    ".html": _write_html,
    ".json": _write_json,
    ".png": _write_png,
    ".pdf": _write_pdf,
}
