"""The watchlist: price, change over 24 hours, two days as a line, and how far the next level is."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QToolButton

from tracker.analysis import words
from tracker.domain.translating import tr
from tracker.services.views import AssetView
from tracker.ui.panels.ages import length, old_ms
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import BODY_PX, SMALL_PX, Palette, text_width

_ROW_PX = 47
_SPARK_PX, _GAP_PX = 56, 8


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
        self._now_ms = 0
        self._list = _Coins(
            tr("Watchlist"),
            _ROW_PX,
            self._describe,
            self._paint,
            palette,
            key=lambda view: view.asset,
        )
        super().__init__(
            tr("Watchlist"), self._list, tr("No coin is watched. Add one with + or the / key.")
        )
        self.add = QToolButton()
        self.add.setObjectName("panel-tool")
        self.add.setText("+")
        self.add.setToolTip(tr("Add a coin (/)"))
        self.add.setAccessibleName(tr("Add a coin to the watchlist"))
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.clicked.connect(self.search_wanted)
        self.head.addWidget(self.add)
        self._list.removed.connect(self.removed)
        self._list.moved.connect(self.moved)
        self._list.selectionModel().currentChanged.connect(self._picked)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._show_menu)

    def tell(self, now_ms: int) -> None:
        """Time went on: what was the present may be old now."""
        before = [self._age_ms(view) for view in self._list.rows]
        self._now_ms = now_ms
        if before != [self._age_ms(view) for view in self._list.rows]:
            self._list.viewport().update()

    def _age_ms(self, view: AssetView) -> int | None:
        return old_ms(view.price_at_ms, self._now_ms)

    def _describe(self, view: AssetView, zone: tzinfo) -> str:
        return describe(view, zone, self._age_ms(view))

    def _paint(self, brush: Brush, view: AssetView) -> None:
        _paint(brush, view, self._age_ms(view))

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
        menu.addAction(
            tr("Open {asset} in a new window", asset=asset), lambda: self.window_wanted.emit(asset)
        )
        menu.addSeparator()
        for text, by in ((tr("Move up"), -1), (tr("Move down"), 1)):
            action = menu.addAction(text, partial(self.moved.emit, asset, by))
            action.setEnabled(0 <= self._list.rows.index(row) + by < len(self._list.rows))
        menu.addSeparator()
        menu.addAction(tr("Add a coin…"), self.search_wanted.emit)
        remove = menu.addAction(tr("Remove {asset}", asset=asset), lambda: self.removed.emit(asset))
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


def describe(view: AssetView, _: tzinfo, age_ms: int | None = None) -> str:
    """The row in words; how old its price is, where that is not the present any more."""
    if view.price is None:
        return tr("{asset}: no price yet", asset=view.asset)
    change = words.percent(view.change_24h)
    said = tr(
        "{asset} {price}, {change} in 24 hours, {level_distance}",
        asset=view.asset,
        price=words.price(view.price),
        change=change,
        level_distance=level_distance(view),
    )
    return (
        tr("{said}; no news for {length}", said=said, length=length(age_ms))
        if age_ms is not None
        else said
    )


def level_distance(view: AssetView) -> str:
    """How far the nearest level is from price: above it is a plus."""
    if view.price is None:
        return tr("no price yet")
    if view.nearest is None:
        return tr("no level")
    return tr(
        "level {percent}", percent=words.percent(view.nearest.level.price / view.price - 1, 1)
    )


def _paint(brush: Brush, view: AssetView, age_ms: int | None) -> None:
    """Words have the room they need, and the line what they leave it."""
    rect = brush.rect.adjusted(MARGIN, 6, -MARGIN, -6)
    half = rect.height() // 2
    top = QRect(rect.left(), rect.top(), rect.width(), half)
    bottom = QRect(rect.left(), rect.top() + half, rect.width(), rect.height() - half)
    price, change = words.price(view.price), words.percent(view.change_24h)
    below = level_distance(view)
    if view.price is None:
        change = ""  # one dash says it
    elif age_ms is not None:
        below = tr("{length} old", length=length(age_ms))
    right = max(text_width(price, bold=True), text_width(change, SMALL_PX))
    left = max(text_width(view.asset, bold=True), text_width(below, SMALL_PX))
    is_old = age_ms is not None
    brush.text(price, top, bold=True, right=True, role="quiet" if is_old else "text")
    role = "quiet"
    if view.change_24h and not is_old:
        role = "up" if view.change_24h > 0 else "down"
    brush.text(change, bottom, role=role, size=SMALL_PX, right=True)
    for text, area, size in ((view.asset, top, BODY_PX), (below, bottom, SMALL_PX)):
        beside = price if area is top else change
        room = area.width() - text_width(beside, size, bold=area is top) - _GAP_PX
        area.setWidth(round(room))
        said = "quiet" if area is bottom else "text"
        brush.text(text, area, bold=area is top, size=size, role=said)
    # The line stands in one column in every row, where there is room between the words at all.
    space = rect.width() - 2 * max(left, right, rect.width() / 2 - _SPARK_PX / 2 - _GAP_PX)
    if space >= _SPARK_PX:
        spark = QRect(
            rect.center().x() - _SPARK_PX // 2, rect.top() + 8, _SPARK_PX, rect.height() - 16
        )
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
