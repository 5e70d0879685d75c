"""`tracker brief`: why the market is moving, as one page; from the cache, never from the network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis import words
from tracker.analysis.brief_pages import as_json, markdown
from tracker.analysis.brief_parts import Brief
from tracker.analysis.implied_total import BadClaim, implied_total
from tracker.app import App
from tracker.commands.output import json_line
from tracker.domain.errors import TrackerError, WrongUsage
from tracker.domain.times import H1
from tracker.services.brief import read_brief
from tracker.services.brief_wish import CHART_SPAN_MS, BriefWish, Headline
from tracker.services.views import ChartView


class BriefCommand(Struct, frozen=True):
    """What is wanted. `out` None: on stdout, as Markdown or JSON. `at_ms` None: now."""

    asset: str | None
    out: Path | None = None
    at_ms: int | None = None
    json: bool = False
    headlines: tuple[Headline, ...] = ()
    theme: str = "light"


def parse_headline(text: str) -> Headline:
    """A headline as it is typed: 26e9,-4.4,a comment of today.

    Raises:
        WrongUsage: where it is none; the sentence says why.
    """
    amount, _, rest = text.partition(",")
    percent, _, said = rest.partition(",")
    try:
        amount_usd, change = float(amount), float(percent.removesuffix("%")) / 100
        implied_total(amount_usd, change, None)
    except ValueError as error:
        reason = str(error) if isinstance(error, BadClaim) else "it is USD,PERCENT[,TEXT]"
        raise WrongUsage(f"“{text}” is no headline: {reason}.".replace("..", ".")) from None
    what = said.strip() or "A headline"
    numbers = f"open interest {words.percent(change, 1)}, {words.usd(abs(amount_usd))}"
    return Headline(f"{what}: {numbers}.", abs(amount_usd), change)


def brief(app: App, command: BriefCommand) -> int:
    """Write the page.

    Raises:
        TrackerError: where the ending of the file says nothing, or it cannot be written.
    """
    # No window is opened, so no screen is needed.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command.out is not None:
        from tracker.ui.brief_page import ENDINGS

        if command.out.suffix.lower() not in ENDINGS:
            raise TrackerError(f"{command.out} ends in none of {', '.join(ENDINGS)}.")
    if app.simulated and not app.home.market_file.exists():
        from tracker.commands.collect import fill

        fill(app)
    page, view = _read(app, command)
    if command.out is None:
        sys.stdout.write(json_line(as_json(page)) if command.json else markdown(page))
        return 0
    return _save(app, command.out, page, view, command.theme)


def _save(app: App, path: Path, page: Brief, view: ChartView, theme: str) -> int:
    from PySide6.QtWidgets import QApplication

    from tracker.ui.brief_page import chart_png, write
    from tracker.ui.theme import THEMES

    qt = QApplication.instance() or QApplication(["tracker"])
    try:
        chart = chart_png(page, view, titles_of(app), THEMES[theme])
        write(path, page, chart, THEMES[theme])
    except OSError as error:
        raise TrackerError(f"{path} cannot be written: {error.strerror or error}.") from error
    del qt
    return 0


def _read(app: App, command: BriefCommand) -> tuple[Brief, ChartView]:
    views, reader, journal = app.views()
    try:
        now_ms = app.now_ms(reader)
        asset = command.asset or app.settings.assets[0]
        at_ms = min(command.at_ms, now_ms) if command.at_ms is not None else now_ms
        wish = BriefWish(asset, app.settings.assets, at_ms, now_ms, headlines=command.headlines)
        told = (*app.headlines, *command.headlines)
        wish = replace(wish, simulated=app.simulated_words, headlines=told)
        page = read_brief(views, journal, app.services, titles_of(app), wish)
        start_ms = H1.floor(at_ms - CHART_SPAN_MS)
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
