"""The names at the right ends of lines: each beside its own line, none over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from tracker.ui.charts.axes import BASELINE_PX
from tracker.ui.charts.series import LineSeries
from tracker.ui.charts.stage import Stage, text_width

#: Logical pixels: from a line's end to its name, and from one name to the next.
_RIGHT_PX, _UP_PX, _APART_PX = 6, 5, 15
_EDGE_PX = 4


@dataclass(frozen=True, slots=True)
class LineName:
    """A name, and where its line ends in the pane, in logical pixels."""

    x: float
    y: float
    text: str
    color: QColor


@dataclass(frozen=True, slots=True)
class LineEnd:
    """Where a line ends in view, in logical pixels, and with which value, as it is drawn."""

    x: float
    y: float
    value: float


def end_of(series: LineSeries, stage: Stage, factor: float = 1.0) -> LineEnd | None:
    """The end of a line in view; None where it does not end there.

    Args:
        factor: what its values are multiplied with before they are drawn.
    """
    frame = stage.frame
    value = series.value_in(frame.time.left_ms, frame.time.right_ms)
    if value is None:
        return None
    value *= factor
    if not frame.value.low < value < frame.value.high:
        return None
    end_ms = min(int(series.times[-1]), frame.time.right_ms)
    x = min(frame.time.x_of(end_ms) / frame.ratio, stage.area.right())
    return LineEnd(x, frame.value.y_of(value) / frame.ratio, value)


def write_names(stage: Stage, names: Sequence[LineName]) -> None:
    """Write names right of the ends of their lines, moved apart where they would meet.

    Where there is no room at the right they end at the edge of the pane, above their lines.
    """
    area = stage.area
    ordered = sorted(names, key=lambda name: name.y)
    widest = max((name.x + text_width(name.text) for name in ordered), default=0.0)
    beside = widest + _RIGHT_PX + _EDGE_PX <= area.right()
    by = BASELINE_PX if beside else -_UP_PX
    places = spread(
        [name.y + by for name in ordered], area.top() + _APART_PX, area.bottom() - _EDGE_PX
    )
    for name, baseline in zip(ordered, places, strict=True):
        left = name.x + _RIGHT_PX
        if not beside:
            width = text_width(name.text)
            left = max(min(left, area.right() - _EDGE_PX) - width, area.left() + _EDGE_PX)
        stage.words(left, baseline, name.text, name.color, ground=stage.inks.background)


def spread(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places in rising order, a line of words apart, each as near as may be to what is wanted.

    Where there is no room for all of them they go on below the bottom.
    """
    places: list[float] = []
    for one in wanted:
        least = places[-1] + _APART_PX if places else top
        places.append(max(one, least))
    limit = max(bottom, top + _APART_PX * (len(places) - 1))
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], limit)
        limit = places[at] - _APART_PX
    return places
