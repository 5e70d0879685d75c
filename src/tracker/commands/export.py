"""`tracker export`: a chart as an image, without opening a window and without the network."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.app import App
from tracker.domain.errors import TrackerError
from tracker.domain.times import Interval
from tracker.ui.charts.style import PLAIN, ChartStyle

#: Logical pixels a candle has in a picture of no stated length, and the part kept free at its right.
_CANDLE_PX, _ROOM = 8, 16


@dataclass(frozen=True, slots=True)
class Export:
    """What picture is wanted. Panes are written as `oi`, or with a mode as `oi:candles`."""

    asset: str
    out: Path
    panes: tuple[str, ...]
    interval: Interval
    start_ms: int | None
    end_ms: int | None
    size: tuple[int, int]
    scale: float
    theme: str
    style: ChartStyle = PLAIN
    drawings: bool = True


def bounds(command: Export, now_ms: int) -> tuple[int, int]:
    """The time a picture shows: what was asked for, else as many candles as its width reads well."""
    interval = command.interval
    end_ms = command.end_ms
    start_ms = command.start_ms
    if start_ms is None:
        count = max(20, command.size[0] // _CANDLE_PX)
        start_ms = interval.floor((end_ms or now_ms) - count * interval.ms)
    if end_ms is None:
        # Room at the right, where the sentences of the levels stand.
        end_ms = now_ms + max(interval.ms, (now_ms - start_ms) // _ROOM)
    if end_ms <= start_ms:
        raise TrackerError("The end of the picture lies before its beginning.")
    return start_ms, end_ms


def export(app: App, command: Export) -> int:
    """Write the picture.

    Raises:
        TrackerError: where there is nothing to draw, or the file cannot be written.
    """
    if command.out.suffix.lower() not in (".png", ".svg"):
        raise TrackerError(f"{command.out} is neither a .png nor a .svg.")
    # No window is opened, so no screen is needed.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from tracker.ui.charts.kinds import UnknownPane, composed, parse_choice, topics_of
    from tracker.ui.picture import Sheet, save_picture
    from tracker.ui.theme import THEMES

    try:
        panes = composed(parse_choice(text) for text in command.panes)
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
            topics=topics_of(panes),
        )
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
        command.size,
        command.scale,
        THEMES[command.theme],
        view_ms=(start_ms, end_ms),
        panes=panes,
        style=command.style,
    )
    titles = {source.venue: source.title for source in app.sources}
    error = save_picture(command.out, view, titles, sheet, now_ms, simulated=app.simulated)
    del qt
    if error is not None:
        raise TrackerError(error)
    return 0
