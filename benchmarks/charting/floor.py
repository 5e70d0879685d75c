"""The floor: one bare widget that paints a chart directly."""

from __future__ import annotations

from lean import (
    FOOT_PX,
    GRID,
    GROUND,
    HEAD_PX,
    Columns,
    Scene,
    fill,
    grid,
    panes,
    tag_rect,
    write,
    write_head,
    write_tag,
    write_times,
    write_title,
)
from market import Market
from PySide6.QtCore import QBuffer, QIODevice, QRect
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Chart(QWidget):
    def __init__(self, market: Market, size: tuple[int, int], charts: int = 1) -> None:
        super().__init__()
        self.resize(*size)
        self._market, self._columns = market, Columns(market)
        self.frames = 0
        self._scenes = []
        width, each = size[0], size[1] // charts
        for number in range(charts):
            price, below = panes(width, each)
            price.translate(0, number * each)
            below.translate(0, number * each)
            self._scenes.append(Scene(self._columns, price, below))

    def view(self, left: float, right: float) -> None:
        for scene in self._scenes:
            scene.left, scene.right = left, right
            scene.fit()
        self.update()

    def tick(self, number: int) -> None:
        row = self._columns.count - 1
        before = [self._tag(scene) for scene in self._scenes]
        self._columns.put(row, self._market.tick(row, number))
        for scene, old in zip(self._scenes, before, strict=True):
            if scene.fit():
                self.update()
                continue
            per = scene.per
            x = int(scene.x(row // per * per))
            width = int(scene.x(per) - scene.x(0)) + 2
            for pane in (scene.price, scene.below):
                self.update(QRect(x - 1, pane.top(), width + 1, pane.height()))
                self.update(QRect(0, pane.top(), pane.width() // 2, HEAD_PX))
            self.update(old.united(self._tag(scene)).adjusted(0, -12, 0, 12))

    def append(self, number: int) -> None:
        row = self._columns.count
        self._columns.put(row, self._market.tick(row, number))
        view = self._scenes[0]
        self.view(view.left + 1, view.right + 1)

    def _tag(self, scene: Scene) -> QRect:
        close = float(self._columns.levels[0][3][self._columns.count - 1])
        y = scene.price.top() + (scene.high - close) * scene.price.height() / (
            scene.high - scene.low
        )
        return tag_rect(scene.price.width(), y).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self.frames += 1
        painter = QPainter(self)
        for rect in event.region():
            painter.setClipRect(rect)
            painter.fillRect(rect, GROUND)
            for scene in self._scenes:
                self._paint(painter, scene, rect)
        painter.end()

    def _paint(self, painter: QPainter, scene: Scene, rect: QRect) -> None:
        price, below = scene.price, scene.below
        foot = QRect(0, below.bottom() + 1, self.width(), FOOT_PX)
        if not rect.intersects(price.united(below).united(foot)):
            return
        rows, lower, times = scene.price_marks(), scene.volume_marks(), scene.time_marks()
        if rect.left() < price.width():
            width = price.width() / (scene.right - scene.left)
            left = max(scene.left, scene.left + rect.left() / width - scene.per)
            right = min(scene.right, scene.left + (rect.right() + 1) / width + scene.per)
            shapes = scene.shapes(price, below, left, right)
            fill(painter, grid(rows, times, price), GRID)
            fill(painter, grid(lower, times, below), GRID)
            for rects, color in (*shapes.prices, *shapes.volume):
                fill(painter, rects, color)
            for write_words, pane in ((write_head, price), (write_title, below)):
                if rect.top() < pane.top() + HEAD_PX and rect.bottom() >= pane.top():
                    write_words(painter, scene, 0, pane.top())
        if rect.right() >= price.width():
            write(painter, rows, price.width(), price.top())
            write(painter, lower, price.width(), below.top())
            write_tag(painter, scene, price.width(), price.top())
        if rect.intersects(foot):
            write_times(painter, times, 0, foot.top() + 17)

    def png(self, scale: float) -> bytes:
        """The chart as a PNG."""
        image = QImage(self.size() * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        self.render(image)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return bytes(buffer.data().data())
