"""The same drawing as items inside pyqtgraph: two plots, linked in time, with axes of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pyqtgraph as pg
import pyqtgraph.exporters
from lean import (
    AXIS_PX,
    FOOT_PX,
    GRID,
    GROUND,
    Columns,
    Scene,
    fill,
    grid,
    write,
    write_head,
    write_tag,
    write_times,
    write_title,
)
from market import Market
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QTransform


class Item(pg.GraphicsObject):
    """Fills the view of its plot, in device pixels."""

    def __init__(self, draw: Callable[[QPainter, QRect], None]) -> None:
        super().__init__()
        self._draw = draw

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self.viewRect()

    def viewTransformChanged(self) -> None:  # noqa: N802
        super().viewTransformChanged()
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        view = self.getViewBox()
        place = view.mapRectToScene(view.boundingRect()).toAlignedRect()
        painter.setWorldTransform(QTransform())
        self._draw(painter, place)


class Strip(pg.GraphicsWidget):
    """An axis: labels only."""

    def __init__(self, draw: Callable[[QPainter, QRectF], None]) -> None:
        super().__init__()
        self._draw = draw

    def paint(self, painter: QPainter, *_: object) -> None:
        self._draw(painter, self.rect())


class One:
    """One chart: prices over volume in a layout."""

    def __init__(self, layout: pg.GraphicsLayout, row: int, columns: Columns) -> None:
        self.scene = Scene(columns, QRect(0, 0, 1, 1), QRect(0, 0, 1, 1))
        self.plots = [layout.addPlot(row + n, 0, enableMenu=False) for n in range(2)]
        for plot in self.plots:
            plot.hideButtons()
            for side in ("left", "bottom"):
                plot.hideAxis(side)
            plot.vb.setMouseEnabled(x=False, y=False)
            plot.vb.setDefaultPadding(0)
            plot.vb.disableAutoRange()
        self.plots[1].setXLink(self.plots[0])
        self.items = [Item(self._prices), Item(self._volume)]
        self.strips = [Strip(self._price_axis), Strip(self._volume_axis), Strip(self._time_axis)]
        for number, (plot, item) in enumerate(zip(self.plots, self.items, strict=True)):
            plot.addItem(item)
            self.strips[number].setFixedWidth(AXIS_PX)
            layout.addItem(self.strips[number], row + number, 1)
        self.strips[2].setFixedHeight(FOOT_PX)
        layout.addItem(self.strips[2], row + 2, 0, 1, 2)
        layout.layout.setRowStretchFactor(row, 3)
        layout.layout.setRowStretchFactor(row + 1, 1)

    def place(self) -> None:
        self.scene.price, self.scene.below = (
            plot.vb.mapRectToScene(plot.vb.boundingRect()).toAlignedRect() for plot in self.plots
        )

    def view(self, left: float, right: float) -> None:
        scene = self.scene
        scene.left, scene.right = left, right
        self.fit()
        for strip in self.strips:
            strip.update()

    def fit(self) -> None:
        scene = self.scene
        scene.fit()
        ranges = (scene.low, scene.high), (0, scene.most)
        for plot, values in zip(self.plots, ranges, strict=True):
            plot.vb.setRange(xRange=(scene.left, scene.right), yRange=values, padding=0)

    def tick(self) -> None:
        self.fit()
        for item in self.items:
            item.update()
        self.strips[0].update()

    def _prices(self, painter: QPainter, place: QRect) -> None:
        scene = self.scene
        self._shapes = scene.shapes(place, scene.below, scene.left, scene.right)
        fill(painter, grid(scene.price_marks(), scene.time_marks(), place), GRID)
        for rects, color in self._shapes.prices:
            fill(painter, rects, color)
        write_head(painter, scene, place.left(), place.top())

    def _volume(self, painter: QPainter, place: QRect) -> None:
        scene = self.scene
        fill(painter, grid(scene.volume_marks(), scene.time_marks(), place), GRID)
        for rects, color in self._shapes.volume:
            fill(painter, rects, color)
        write_title(painter, scene, place.left(), place.top())

    def _price_axis(self, painter: QPainter, _: QRectF) -> None:
        write(painter, self.scene.price_marks(), 0, 0)
        write_tag(painter, self.scene, 0, 0)

    def _volume_axis(self, painter: QPainter, _: QRectF) -> None:
        write(painter, self.scene.volume_marks(), 0, 0)

    def _time_axis(self, painter: QPainter, _: QRectF) -> None:
        write_times(painter, self.scene.time_marks(), 0, 17)


class Chart(pg.GraphicsView):
    def __init__(self, market: Market, size: tuple[int, int], charts: int = 1) -> None:
        super().__init__(background=GROUND)
        self.resize(*size)
        self._market, self._columns = market, Columns(market)
        self.frames = 0
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.setCentralItem(layout)
        self._ones = [One(layout, 3 * number, self._columns) for number in range(charts)]
        self._layout = layout

    def showEvent(self, event: object) -> None:  # noqa: N802
        super().showEvent(event)
        self._layout.layout.activate()
        for one in self._ones:
            one.place()

    def paintEvent(self, event: object) -> None:  # noqa: N802
        self.frames += 1
        super().paintEvent(event)

    def view(self, left: float, right: float) -> None:
        for one in self._ones:
            one.place()
            one.view(left, right)

    def tick(self, number: int) -> None:
        row = self._columns.count - 1
        self._columns.put(row, self._market.tick(row, number))
        for one in self._ones:
            one.tick()

    def append(self, number: int) -> None:
        row = self._columns.count
        self._columns.put(row, self._market.tick(row, number))
        scene = self._ones[0].scene
        self.view(scene.left + 1, scene.right + 1)

    def png(self, scale: float) -> bytes:
        """The chart as a PNG by pyqtgraph's ImageExporter."""
        exporter = pyqtgraph.exporters.ImageExporter(self.scene())
        exporter.parameters()["width"] = int(self.width() * scale)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "chart.png"
            exporter.export(str(path))
            return path.read_bytes()
