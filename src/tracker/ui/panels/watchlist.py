"""The watchlist: price, change over 24 hours, two days as a line, and how far the next level is."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QToolButton

from tracker.analysis import words
from tracker.services.views import AssetView
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette

_ROW_PX = 47
_SPARK_PX = 56


class Watchlist(Panel):
    """The watched coins.

    Signals:
        chosen: the one the user picked.
        window_wanted: one that the user wants to see in a window of its own.
        search_wanted: the user wants to add one.
        removed: one that shall not be watched any more.
        moved: one, and by how many places.
    """

    chosen = Signal(str)
    window_wanted = Signal(str)
    search_wanted = Signal()
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, palette: Palette) -> None:
        self._list = _Coins(
            "Watchlist", _ROW_PX, describe, _paint, palette, key=lambda view: view.asset
        )
        super().__init__("Watchlist", self._list, "No coin is watched.")
        self.add = QToolButton()
        self.add.setObjectName("panel-tool")
        self.add.setText("+")
        self.add.setToolTip("Add a coin (/)")
        self.add.setAccessibleName("Add a coin to the watchlist")
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.clicked.connect(self.search_wanted)
        self.head.addWidget(self.add)
        self._list.removed.connect(self.removed)
        self._list.moved.connect(self.moved)
        self._list.selectionModel().currentChanged.connect(self._picked)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)

    def show_assets(self, views: list[AssetView], selected: str) -> None:
        """Show the figures; the selected coin stays selected."""
        # What is selected here the user did not pick: other rows must not choose a coin.
        model = self._list.selectionModel()
        model.blockSignals(True)
        self._list.show_rows(views)
        place = next((n for n, view in enumerate(views) if view.asset == selected), None)
        if place is not None:
            self._list.setCurrentIndex(self._list.model().index(place, 0))
        model.blockSignals(False)
        self._list.viewport().update()

    def _show_menu(self, at: QPoint) -> None:
        """What can be done with the coin under the mouse; the key for menus means the chosen one."""
        row = self._list.row_at(self._list.indexAt(at))
        if row is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        asset = row.asset
        menu.addAction(f"Open {asset} in a new window", lambda: self.window_wanted.emit(asset))
        menu.addSeparator()
        for text, by in (("Move up", -1), ("Move down", 1)):
            action = menu.addAction(text, partial(self.moved.emit, asset, by))
            action.setEnabled(0 <= self._list.rows.index(row) + by < len(self._list.rows))
        menu.addSeparator()
        menu.addAction("Add a coin…", self.search_wanted.emit)
        remove = menu.addAction(f"Remove {asset}", lambda: self.removed.emit(asset))
        remove.setEnabled(len(self._list.rows) > 1)
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _picked(self) -> None:
        row = self._list.row_at(self._list.currentIndex())
        if row is not None:
            self.chosen.emit(row.asset)


class _Coins(RowList[AssetView]):
    """Coins that the keyboard moves (Alt with an arrow) and removes (Delete)."""

    removed = Signal(str)
    moved = Signal(str, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What changes the list; all else is as in every list."""
        row, key = self.row_at(self.currentIndex()), event.key()
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if row is not None and by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(row.asset, by)
        elif row is not None and key == Qt.Key.Key_Delete:
            self.removed.emit(row.asset)
        else:
            super().keyPressEvent(event)


def describe(view: AssetView, _: tzinfo) -> str:
    """The row in words."""
    change = words.percent(view.change_24h)
    return f"{view.asset} {words.price(view.price)}, {change} in 24 hours, {level_distance(view)}"


def level_distance(view: AssetView) -> str:
    """How far the nearest level is from price: above it is a plus."""
    if view.price is None:
        return "no price yet"
    if view.nearest is None:
        return "no level"
    return f"level {words.percent(view.nearest.level.price / view.price - 1, 1)}"


def _paint(brush: Brush, view: AssetView) -> None:
    rect = brush.rect.adjusted(MARGIN, 6, -MARGIN, -6)
    half = rect.height() // 2
    top = QRect(rect.left(), rect.top(), rect.width(), half)
    bottom = QRect(rect.left(), rect.top() + half, rect.width(), rect.height() - half)
    side = (rect.width() - _SPARK_PX) // 2 - 4
    left_top, left_bottom = QRect(top), QRect(bottom)
    left_top.setWidth(side)
    left_bottom.setWidth(side + 8)
    brush.text(view.asset, left_top, bold=True)
    brush.text(level_distance(view), left_bottom, role="quiet", size=SMALL_PX)
    brush.text(words.price(view.price), top, bold=True, right=True)
    role = "quiet"
    if view.change_24h:
        role = "up" if view.change_24h > 0 else "down"
    brush.text(words.percent(view.change_24h), bottom, role=role, size=SMALL_PX, right=True)
    spark = QRect(rect.left() + side + 6, rect.top() + 8, _SPARK_PX, rect.height() - 16)
    _paint_spark(brush, view, spark)


def _paint_spark(brush: Brush, view: AssetView, area: QRect) -> None:
    """The last two days; a hole in the candles is a hole in the line."""
    at, value = view.spark.at_ms, view.spark.value
    if len(at) < 2 or at[-1] == at[0]:
        return
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    x = area.left() + (at - at[0]) / (at[-1] - at[0]) * area.width()
    y = area.bottom() - (value - low) / max(high - low, 1e-12) * area.height()
    painter = brush.painter
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(brush.palette.color("quiet"), 1.2))
    breaks = np.flatnonzero(np.diff(at) > view.spark.interval_ms) + 1
    for part_x, part_y in zip(np.split(x, breaks), np.split(y, breaks), strict=True):
        points = [QPointF(a, b) for a, b in zip(part_x.tolist(), part_y.tolist(), strict=True)]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()
