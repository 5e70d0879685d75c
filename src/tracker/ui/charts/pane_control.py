"""What the user does to the panes of a chart: add, remove, move, resize, choose a mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from tracker.services.pane_views import Topic
from tracker.ui.charts.board import Board
from tracker.ui.charts.kinds import DEFAULT_PANES, PaneChoice, composed
from tracker.ui.charts.panes import PricePane


class PaneControl(QObject):
    """Changes which panes a board shows. The price is always there, above all others.

    Signals:
        changed: another pane, order, mode or height.
        topics_changed: what has to be read for the panes, a set of topics.
    """

    changed = Signal()
    topics_changed = Signal(object)

    def __init__(self, board: Board, mark: Callable[[], None]) -> None:
        """Control over a board.

        Args:
            board: what is changed.
            mark: tells that the board has changed.
        """
        super().__init__()
        self._board, self._mark = board, mark
        self._topics = board.topics

    @property
    def choices(self) -> tuple[PaneChoice, ...]:
        """What is shown, from above."""
        return self._board.composition.choices()

    @property
    def topics(self) -> frozenset[Topic]:
        """What has to be read for it."""
        return self._board.topics

    def compose(self, choices: Sequence[PaneChoice]) -> None:
        """Show these panes, from above.

        Raises:
            UnknownPane: where one is not known, or the price is not among them.
        """
        self._board.compose(composed(choices))
        self.tell()

    def reset(self) -> None:
        """Show what a chart shows until the user chooses."""
        self.compose(DEFAULT_PANES)

    def add(self, key: str) -> None:
        """Show a pane below all others."""
        self.compose([*self.choices, PaneChoice(key)])

    def remove(self, key: str) -> None:
        """Take a pane off; the price stays."""
        if key != PricePane.KEY:
            self.compose([choice for choice in self.choices if choice.key != key])

    def set_mode(self, key: str, mode: str) -> None:
        """Show a pane in another way."""
        pane = self._board.composition.find(key)
        if pane is not None:
            pane.set_mode(mode)
            self.tell()

    @property
    def has_volume(self) -> bool:
        """Whether volume stands at the foot of the prices."""
        return self._board.price.mode == PricePane.MODES[0].key

    def set_volume(self, shown: bool) -> None:
        """With or without volume at the foot of the prices."""
        self.set_mode(PricePane.KEY, PricePane.MODES[0 if shown else 1].key)

    def can_move(self, key: str, by: int) -> bool:
        """Whether there is a place so far below (negative: above) that is not the price's."""
        keys = [choice.key for choice in self.choices]
        return key in keys[1:] and 1 <= keys.index(key) + by < len(keys)

    def move(self, key: str, by: int) -> None:
        """Move a pane so many places down (negative: up), as far as there are any."""
        if not self.can_move(key, by):
            return
        choices = list(self.choices)
        at = next(place for place, choice in enumerate(choices) if choice.key == key)
        choices.insert(at + by, choices.pop(at))
        self.compose(choices)

    def even_out(self) -> None:
        """Make all panes below the price equally high."""
        self._board.composition.even_out()
        self.tell()

    def drag_line(self, below: int, y: float) -> None:
        """Bring the line above a pane to a height of the board."""
        self._board.composition.drag_line(below, y)
        self.tell()

    def tell(self) -> None:
        """The panes are others now: place them, and say so."""
        self._board.place_again()
        self._mark()
        self.changed.emit()
        self.tell_topics()

    def tell_topics(self) -> None:
        """Say what has to be read, where that is something else now."""
        if self._board.topics != self._topics:
            self._topics = self._board.topics
            self.topics_changed.emit(self._topics)
