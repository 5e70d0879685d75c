"""The names at the right ends of lines: each beside its own line, none over another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tracker.ui.charts.axes import BASELINE_PX
from tracker.ui.charts.painters import Painter
from tracker.ui.charts.series import LineSeries
from tracker.ui.charts.stage import Stage, text_width

#: Logical pixels: from a line's end to its name, and from one name to the next.
_RIGHT_PX, _UP_PX, _APART_PX = 6, 5, 15
_EDGE_PX = 4
#: So far a name may be moved away from the end of its line.
FARTHEST_PX = 40
#: How far words reach above and below their baseline.
_ABOVE_PX, _BELOW_PX = 10.0, 3.0


class LineName(Struct, frozen=True):
    """A name, and where its line ends in the pane, in logical pixels."""

    x: float
    y: float
    text: str
    color: QColor


class LineEnd(Struct, frozen=True):
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


class NamesPainter(Painter):
    """Writes the names of all lines of a pane, right of their ends or, without room, above them."""

    def __init__(
        self,
        names: Sequence[Callable[[Stage], list[LineName]]],
        taken: Callable[[], list[QRectF]] = list,
    ) -> None:
        """A painter of names; it comes after all painters that it asks.

        Args:
            names: each says the names of some lines.
            taken: where other words stand, in logical pixels.
        """
        self._names, self._taken = names, taken

    def paint(self, stage: Stage) -> None:
        """Write the names, moved apart where they would meet each other or other words."""
        names = [name for make in self._names for name in make(stage)]
        if not names:
            return
        area = stage.area
        placed = sorted((_place(name, area) for name in names), key=lambda one: one[1])
        column = min((left for left, _, _ in placed), default=area.right())
        places = spread(
            [baseline for _, baseline, _ in placed],
            area.top() + _APART_PX,
            area.bottom() - _EDGE_PX,
            [(one.top(), one.bottom()) for one in self._taken() if one.right() > column],
        )
        for (left, wanted, name), baseline in zip(placed, places, strict=True):
            # Far from its line a name would seem to be another's; the read-out has it, too.
            if abs(baseline - wanted) <= FARTHEST_PX:
                stage.words(left, baseline, name.text, name.color, ground=stage.inks.background)

    def state(self) -> Hashable:
        """They go with the lines that they name."""
        return None


def _place(name: LineName, area: QRectF) -> tuple[float, float, LineName]:
    """Where a name begins and its baseline: beside its line, or above it where that has no room."""
    left, width = name.x + _RIGHT_PX, text_width(name.text)
    if left + width + _EDGE_PX <= area.right():
        return left, name.y + BASELINE_PX, name
    left = max(min(left, area.right() - _EDGE_PX) - width, area.left() + _EDGE_PX)
    return left, name.y - _UP_PX, name


def spread(
    wanted: Sequence[float],
    top: float,
    bottom: float,
    taken: Sequence[tuple[float, float]] = (),
) -> list[float]:
    """Baselines in rising order, a line of words apart, each as near as may be to what is wanted.

    Where there is no room for all of them they go on below the bottom.

    Args:
        wanted: the baselines that are best, rising.
        top: none above this.
        bottom: none below this, as long as there is room.
        taken: from where to where other words stand, which are avoided as far as there is room.
    """
    places: list[float] = []
    for one in wanted:
        least = places[-1] + _APART_PX if places else top
        places.append(_clear(max(one, least), least, sorted(taken)))
    limit = max(bottom, top + _APART_PX * (len(places) - 1))
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], limit)
        limit = places[at] - _APART_PX
    return places


def _clear(baseline: float, least: float, taken: Sequence[tuple[float, float]]) -> float:
    """The nearest baseline from `least` on whose words stand on no others."""
    for top, bottom in taken:
        if baseline - _ABOVE_PX < bottom and baseline + _BELOW_PX > top:
            over, under = top - _BELOW_PX, bottom + _ABOVE_PX
            near = baseline - over <= under - baseline
            free = all(over - _ABOVE_PX >= end for _, end in taken if end <= top)
            baseline = over if near and over >= least and free else under
    return baseline
