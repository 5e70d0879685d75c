"""What the user does to drawings: sent to the engine; and the drawings of the coin, when they change."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from tracker.analysis.words import level as price_text
from tracker.domain.drawing import Drawing
from tracker.domain.translating import tr
from tracker.services.update import Update
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.ui.engine import Engine
from tracker.ui.reading import Reading

Say = Callable[[str], None]


class Shown(Struct, frozen=True):
    """The drawings of a coin, as they are kept."""

    asset: str
    drawings: tuple[Drawing, ...]


class DrawingDesk(QObject):
    """The drawings' part of the desk.

    Signals:
        shown: `Shown`, of the coin that is on the chart.
    """

    shown = Signal(object)

    def __init__(
        self, engine: Engine, reading: Reading, say: Say, on_chart: Callable[[], str | None]
    ) -> None:
        """A desk.

        Args:
            engine: what keeps drawings.
            reading: what reads them.
            say: where sentences go.
            on_chart: the coin whose chart is on screen and chosen; None where that is none.
        """
        super().__init__()
        self._engine, self._reading, self._say = engine, reading, say
        self._on_chart = on_chart
        engine.updated.connect(self._take)

    def close(self) -> None:
        """Hear nothing any more."""
        self._engine.updated.disconnect(self._take)

    def _take(self, update: Update) -> None:
        if update.drawings_changed:
            self.load()

    def load(self) -> None:
        """Read the drawings of the coin on the chart."""
        asset = self._on_chart()
        if asset is None:
            return  # its chart brings them

        def read(_: MarketReader | None, journal: Journal | None) -> Shown:
            return Shown(asset, tuple(journal.drawings.of(asset)) if journal is not None else ())

        def show(shown: Shown) -> None:
            if shown.asset == self._on_chart():
                self.shown.emit(shown)

        self._reading.ask("drawings", read, show)

    def _failed(self, sentence: str) -> None:
        self._say(sentence)
        self.load()  # what is shown already did not come true

    # --- changes -------------------------------------------------------------------------------

    def add(self, drawing: Drawing, then: Callable[[Drawing], None]) -> None:
        """Keep a new drawing."""
        self._engine.submit(lambda collector: collector.drawings.add(drawing), then, self._failed)

    def change(self, drawing: Drawing) -> None:
        """Keep what a drawing is now."""
        self._engine.submit(
            lambda collector: collector.drawings.change(drawing), failed=self._failed
        )

    def remove(self, drawing_id: int) -> None:
        """Take a drawing away."""
        self._engine.submit(
            lambda collector: collector.drawings.remove(drawing_id),
            lambda old: self._say(
                tr("The {called} is deleted; Ctrl+Z brings it back.", called=old.shape.called)
            ),
            self._failed,
        )

    def clear(self, asset: str) -> None:
        """Take all drawings of a coin away."""

        def done(count: int) -> None:
            words = tr("%n drawing(s) of {asset}", "", count, asset=asset)
            self._say(
                tr("{words} deleted; Ctrl+Z brings back all of it.", words=words)
                if count
                else tr("There is no drawing on {asset}.", asset=asset)
            )

        self._engine.submit(lambda collector: collector.drawings.clear(asset), done, self._failed)

    def watch(self, drawing: Drawing, price: float) -> None:
        """Watch a price of a drawing as a level; a line of one price becomes it."""
        self._engine.submit(
            lambda collector: collector.drawings.watch(drawing.id, price),
            lambda level: self._say(f"{price_text(level.price)} is watched."),
            self._failed,
        )
