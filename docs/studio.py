"""The running program on its simulated market, and what pictures of it are made with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from picture_files import put_together, reduced
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from tracker.app import DEMO_SPEED
from tracker.commands import window
from tracker.domain.times import Interval
from tracker.sources.clock import ScaledClock
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.chart_window import ChartWindow
from tracker.ui.theme import Palette

_RUN_MS, _PATIENCE_S = 45 * 60_000, 180.0
#: How wide the main window usually is.
WIDE = 1_500
#: One picture of a montage: what stands over it, and the chart.
Tile = tuple[str, KeptChart]


class StandingClock(ScaledClock):
    """The simulated time, up to a moment."""

    def __init__(self, start_ms: int) -> None:
        super().__init__(start_ms, DEMO_SPEED)
        self._end_ms = start_ms + _RUN_MS

    def now_ms(self) -> int:
        """UTC milliseconds."""
        return min(super().now_ms(), self._end_ms)

    @property
    def stands(self) -> bool:
        """Whether the moment has come."""
        return super().now_ms() >= self._end_ms


@dataclass(slots=True)
class Studio:
    """The running program, and what pictures are made of."""

    qt: QApplication
    session: window.Session
    folder: Path
    #: After the names of pictures: what is shown again in light.
    suffix: str = ""

    def until(self, what: str, is_so: Callable[[], object]) -> None:
        """Let the program work until something is so."""
        deadline = time.monotonic() + _PATIENCE_S
        while not is_so():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}: never within {_PATIENCE_S:g} s")
            self.qt.processEvents()
            time.sleep(0.005)

    def settle(self, seconds: float = 1.5) -> None:
        """Let what is on its way arrive: there is no sign that nothing is."""
        deadline = time.monotonic() + seconds
        self.until("a rest", lambda: time.monotonic() > deadline)

    def save(self, name: str, image: QImage | QPixmap) -> None:
        """Write a picture with a palette, packed as well as can be."""
        if isinstance(image, QPixmap):
            image = image.toImage()
        path = self.folder / f"{name}{self.suffix}.png"
        if not reduced(image).save(str(path), "PNG", 0):  # type: ignore[call-overload]
            raise OSError(f"{path} cannot be written.")
        print(
            f"{path.name:28}{image.width()} x {image.height()}  {path.stat().st_size / 1e3:.0f} kB"
        )

    def point(self, widget: QWidget, place: QPoint) -> None:
        """Move the mouse to a place of a widget."""
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(widget.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        self.qt.sendEvent(widget, event)
        self.settle(0.6)

    def quiet(self) -> None:
        """Dismiss what the window says of the way here."""
        banner = self.session.window.banner
        while not banner.isHidden():
            banner._dismiss()
        self.settle(0.5)

    def size(self, width: int, height: int) -> None:
        """Make the main window so large, and look at the newest candles as at first."""
        self.session.window.resize(width, height)
        self.settle(0.5)

    def use(self, palette: Palette) -> None:
        """Dark or light."""
        if self.session.window.palette_now is not palette:
            self.session.window.toggle_theme()
        self.settle(0.3)

    def choose(self, asset: str, interval: str) -> None:
        """Another chart in the main window."""
        desk = self.session.desk
        desk.choose(asset, Interval.parse(interval))
        self.until("a chart", lambda: desk.chart and desk.chart.interval.name == interval)
        self.settle()

    @contextmanager
    def opened(self, kept: KeptChart, size: tuple[int, int]) -> Iterator[ChartWindow]:
        """A chart window for a while."""
        one = self.session.window.charts.open(kept)
        one.resize(*size)
        self.until("a chart", lambda: one.chart.span is not None)
        self.settle()
        try:
            yield one
        finally:
            one.close()

    def beside(self, name: str, parts: Sequence[tuple[str, QPixmap]], columns: int) -> None:
        """Pictures in rows of so many, each below its words."""
        self.save(name, put_together(parts, columns, self.session.window.palette_now))

    def montage(self, name: str, tiles: Sequence[Tile], tile_px: tuple[int, int]) -> None:
        """Charts beside each other, two in a row, each below what it is."""
        found = []
        for text, kept in tiles:
            with self.opened(kept, (tile_px[0], tile_px[1] + 60)) as one:
                one.resize(tile_px[0], tile_px[1] + one.height() - one.chart.height())
                self.settle(0.4)
                found.append(
                    (text, _below_prices(one) if len(kept.panes) > 1 else one.chart.grab())
                )
        self.save(name, put_together(found, 2, self.session.window.palette_now))


def is_loaded(studio: Studio, clock: StandingClock) -> bool:
    """Whether history is there, and the market stands."""
    collector = studio.session.engine._collector
    if collector is None or not studio.session.engine.is_ready or not clock.stands:
        return False
    progress = collector.history.progress()
    return progress.total > 0 and progress.finished


def _below_prices(one: ChartWindow) -> QPixmap:
    """What stands below the prices in a chart window, with the axis of time."""
    top = round(one.chart.canvas.board.price.rect.bottom()) + 1
    return one.chart.grab(QRect(0, top, one.chart.width(), one.chart.height() - top))


def save_page(studio: Studio, name: str, page: QWidget | None, size: tuple[int, int]) -> None:
    """A page beside the window, once it has read what it shows."""
    assert page is not None
    page.resize(*size)
    studio.settle(3.0)
    studio.save(name, page.grab())
    page.close()
