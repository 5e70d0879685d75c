"""Which panes stand above each other, in which order and how high each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF

from tracker.ui.charts.axes import Area
from tracker.ui.charts.kinds import PaneChoice, kind_of
from tracker.ui.charts.pane import Pane

#: Logical pixels: how near a line is taken hold of, and the least height it leaves to a pane.
GRASP_PX, LEAST_PX = 4, 44


class Composition:
    """The panes of one chart. Each kind is made when it is first shown, and kept."""

    def __init__(self, made: Sequence[Pane]) -> None:
        """Nothing is shown yet.

        Args:
            made: panes that somebody needs whether they are shown or not.
        """
        self.panes: list[Pane] = []
        self._made = {pane.KEY: pane for pane in made}

    def find(self, key: str) -> Pane | None:
        """The pane of this kind that is shown."""
        return next((pane for pane in self.panes if key == pane.KEY), None)

    def choices(self) -> tuple[PaneChoice, ...]:
        """What is shown now."""
        return tuple(PaneChoice(pane.KEY, pane.mode, pane.weight) for pane in self.panes)

    def compose(self, choices: Sequence[PaneChoice]) -> list[Pane]:
        """Show these panes and no others; those that were not shown before.

        Raises:
            UnknownPane: where a kind is not known.
        """
        wanted = [self._pane(choice.key) for choice in choices]
        new = [pane for pane in wanted if pane not in self.panes]
        for pane, choice in zip(wanted, choices, strict=True):
            pane.weight = choice.weight or pane.WEIGHT
            pane.set_mode(choice.mode)
        self.panes = wanted
        return new

    def areas(self) -> Iterator[Area]:
        """What is painted, the hindmost first."""
        for pane in self.panes:
            yield pane.canvas
            yield pane.axis

    def _pane(self, key: str) -> Pane:
        if key not in self._made:
            self._made[key] = kind_of(key)()
        return self._made[key]

    def place(self, plot_width: float, axis_width: float, room: int) -> None:
        """Give every pane its rectangle, in whole logical pixels, by its share of the height."""
        whole = sum(pane.weight for pane in self.panes)
        top, done = 0, 0.0
        for pane in self.panes:
            done += pane.weight
            bottom = round(room * done / whole)
            plot = QRectF(0, top, plot_width, bottom - top)
            pane.place(plot, QRectF(plot_width, top, axis_width, bottom - top))
            top = bottom

    def line_at(self, y: float) -> int | None:
        """The place of the pane below the line at a height of the board."""
        tops = [abs(pane.rect.top() - y) for pane in self.panes]
        near = [place for place, away in enumerate(tops) if place and away <= GRASP_PX]
        return min(near, key=lambda place: tops[place], default=None)

    def drag_line(self, below: int, y: float) -> None:
        """Bring the line above a pane to a height; the two panes beside it share what they had."""
        upper, lower = self.panes[below - 1], self.panes[below]
        top, bottom = upper.rect.top(), lower.rect.bottom()
        least = min(LEAST_PX, (bottom - top) / 2)
        height = min(max(y - top, least), bottom - top - least)
        weight = upper.weight + lower.weight
        upper.weight = weight * height / max(bottom - top, 1)
        lower.weight = weight - upper.weight

    def even_out(self) -> None:
        """Make all panes below the first one equally high."""
        below = self.panes[1:]
        whole = sum(pane.weight for pane in below)
        for pane in below:
            pane.weight = whole / len(below)

    def at(self, y: float) -> Pane | None:
        """The pane at a height of the board."""
        return next((p for p in self.panes if p.rect.top() <= y < p.rect.bottom()), None)
