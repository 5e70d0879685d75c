"""`tracker export`: a chart as an image or a table, without opening a window and without the network."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis.indicators import Indicator
from tracker.analysis.studies import lead_ms as indicator_lead
from tracker.app import App
from tracker.domain.errors import TrackerError
from tracker.domain.times import Interval
from tracker.services.chart_candles import chart_candles
from tracker.services.comparison import read_closes
from tracker.services.views import ChartView
from tracker.store.market_reader import MarketReader
from tracker.ui.charts.content import Comparison, Drawn, Over
from tracker.ui.charts.presets import POST_SCALE, preset_of
from tracker.ui.charts.style import PLAIN, ChartStyle
from tracker.ui.chosen import compared, free_tone
from tracker.ui.export_wish import WATERMARK

#: Logical pixels a candle has in a picture of no stated length, and the part kept free at its right.
_CANDLE_PX, _ROOM = 8, 16


class Export(Struct, frozen=True):
    """What is wanted. Panes are written as `oi`, or with a mode as `oi:candles`.

    Attributes:
        out: a file that ends in .png, .svg or .csv.
        preset: a size for posting instead of `size`; its pixels times `scale`.
        note: words of the user's on the picture; None: those that are set.
        watermark: a word behind the candles; empty: the one that is set; None: there is none.
    """

    asset: str
    out: Path
    panes: tuple[str, ...]
    interval: Interval
    start_ms: int | None
    end_ms: int | None
    size: tuple[int, int]
    scale: float
    theme: str
    indicators: tuple[Indicator, ...] = ()
    compare: tuple[str, ...] = ()
    style: ChartStyle = PLAIN
    drawings: bool = True
    preset: str = ""
    note: str | None = None
    watermark: str | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Width and height in logical pixels."""
        preset = preset_of(self.preset)
        return preset.size if preset is not None else self.size


def bounds(command: Export, now_ms: int) -> tuple[int, int]:
    """The time a picture shows: what was asked for, else as many candles as its width reads well."""
    interval = command.interval
    end_ms = command.end_ms
    start_ms = command.start_ms
    if start_ms is None:
        count = max(20, command.shape[0] // _CANDLE_PX)
        start_ms = interval.floor((end_ms or now_ms) - count * interval.ms)
    if end_ms is None:
        # Room at the right, where the sentences of the levels stand.
        end_ms = now_ms + max(interval.ms, (now_ms - start_ms) // _ROOM)
    if end_ms <= start_ms:
        raise TrackerError("The end of the picture lies before its beginning.")
    return start_ms, end_ms


def export(app: App, command: Export) -> int:
    """Write the picture, or the table.

    Raises:
        TrackerError: where there is nothing to draw, or the file cannot be written.
    """
    kind = command.out.suffix.lower()
    if kind not in (".png", ".svg", ".csv"):
        raise TrackerError(f"{command.out} is neither a .png nor a .svg nor a .csv.")
    # No window is opened, so no screen is needed.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from tracker.ui.charts.kinds import UnknownPane, composed, parse_choice, topics_of
    from tracker.ui.picture import Sheet, save_picture, save_table
    from tracker.ui.theme import palette_of

    below = [str(one.kind) for one in command.indicators if one.in_pane]
    try:
        panes = composed(parse_choice(text) for text in (*command.panes, *below))
    except UnknownPane as unknown:
        raise TrackerError(str(unknown)) from unknown
    qt = QApplication.instance() or QApplication(["tracker"])
    views, reader, journal = app.views()
    try:
        now_ms = app.now_ms(reader)
        start_ms, end_ms = bounds(command, now_ms)
        view = views.chart(
            command.asset,
            command.interval,
            now_ms,
            start_ms=start_ms,
            end_ms=command.end_ms,
            topics=topics_of(panes) | command.style.topics,
        )
        over = _over(app, command, view, reader)
    finally:
        if reader is not None:
            reader.close()
        if journal is not None:
            journal.close()
    if not len(view.candles):
        raise TrackerError(
            f"The cache holds no {command.interval} candles of {command.asset} for that time."
        )
    if not command.drawings:
        view = replace(view, drawings=())
    sheet = Sheet(
        command.shape,
        command.scale * (POST_SCALE if command.preset else 1.0),
        palette_of(command.theme, app.settings.colors),
        view_ms=(start_ms, end_ms),
        panes=panes,
        over=over,
        style=command.style,
        note=app.settings.note if command.note is None else command.note,
        watermark=_watermark(app, command),
        post=bool(command.preset),
    )
    titles = {source.venue: source.title for source in app.sources}
    save = save_table if kind == ".csv" else save_picture
    error = save(command.out, view, titles, sheet, now_ms, simulated=app.simulated)
    del qt
    if error is not None:
        raise TrackerError(error)
    return 0


def _watermark(app: App, command: Export) -> str:
    """The word behind the candles; empty for none."""
    if command.watermark is None:
        return ""
    return command.watermark or app.settings.watermark or WATERMARK


def _over(app: App, command: Export, view: ChartView, reader: MarketReader | None) -> Over:
    """What stands over the candles, with the candles before them that it needs.

    Raises:
        TrackerError: where the cache holds nothing of a coin that is to be compared with.
    """
    if reader is None or not len(view.candles):
        return Over()
    interval, start_ms = command.interval, int(view.candles.open_ms[0])
    tones: list[str] = []
    for _ in command.indicators:
        tones.append(free_tone(tones))
    drawn = map(Drawn, command.indicators, tones)
    lead_ms = max(
        (indicator_lead(one, interval, start_ms) for one in command.indicators), default=0
    )
    lead = chart_candles(reader, view.market, interval, start_ms - lead_ms, start_ms)
    coins = [one for one in command.compare if one != command.asset]
    end_ms = int(view.candles.open_ms[-1]) + interval.ms
    found = read_closes(reader, app.sources, coins, interval, start_ms=start_ms, end_ms=end_ms)
    lacking = [one.asset for one in found if not len(one.line)]
    if lacking:
        raise TrackerError(
            f"The cache holds no {interval} candles of {' and '.join(lacking)} for that time."
        )
    titles = {source.venue: source.title for source in app.sources}
    others = compared(found, tones, view.market.venue, titles)
    return Over(tuple(drawn), Comparison(others), lead)
