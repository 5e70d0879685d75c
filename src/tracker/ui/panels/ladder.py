"""The ladder: the levels of one coin by price, the price among them, each with its state in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QMenu

from tracker.analysis import words
from tracker.services.views import LevelRow
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette

_ROW_PX = 44


@dataclass(frozen=True, slots=True)
class Rung:
    """A level, or the price itself where `row` is None."""

    price: float
    row: LevelRow | None
    distance: float | None


class Ladder(Panel):
    """The levels of the selected coin; `removed` carries a level's number."""

    removed = Signal(int)

    def __init__(self, palette: Palette) -> None:
        self._levels: list[LevelRow] = []
        self._list = RowList[Rung]("Ladder of levels", _ROW_PX, describe, _paint, palette, key=_key)
        super().__init__(
            "Ladder",
            self._list,
            "No level yet. Press L over the chart, or the Level button and click a price.",
        )
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._menu)
        delete = QAction("Remove the level", self._list)
        delete.setShortcuts([QKeySequence(name) for name in ("Del", "Backspace")])
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(lambda: self._remove(self._list.row_at(self._list.currentIndex())))
        self._list.addAction(delete)

    def show_levels(self, asset: str, rows: list[LevelRow], price: float | None) -> None:
        """Show the levels of a coin, highest first, with the price where it belongs."""
        self.set_scope(asset)
        self._levels = rows
        self.show_price(price)

    def show_price(self, price: float | None) -> None:
        """The price moved among the levels."""
        self._list.show_rows(rungs(self._levels, price))

    def _menu(self, at: QPoint) -> None:
        rung = self._list.row_at(self._list.indexAt(at))
        if rung is None or rung.row is None:
            return
        menu = QMenu(self)
        menu.addAction(f"Remove {words.level(rung.price)}").triggered.connect(
            lambda: self._remove(rung)
        )
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _remove(self, rung: Rung | None) -> None:
        if rung is not None and rung.row is not None:
            self.removed.emit(rung.row.level.id)


def rungs(rows: list[LevelRow], price: float | None) -> list[Rung]:
    """Levels and price in one order; nothing where there is no level."""
    if not rows:
        return []
    ladder = [
        Rung(row.level.price, row, row.level.price / price - 1 if price else None) for row in rows
    ]
    if price is not None:
        ladder.append(Rung(price, None, None))
    return sorted(ladder, key=lambda rung: (-rung.price, rung.row is not None))


def describe(rung: Rung, zone: tzinfo) -> str:
    """The rung in words."""
    if rung.row is None:
        return f"Price now {words.price(rung.price)}"
    return f"{words.level(rung.price)} {_state(rung.row, rung.distance, zone)}"


def _state(row: LevelRow, distance: float | None, zone: tzinfo) -> str:
    state = row.words_in(zone)
    if row.broken or distance is None:
        return state
    return f"{state} · {words.percent(distance, 1)}"


def _key(rung: Rung) -> int:
    """What a rung is, wherever it stands; no level has the number of the price."""
    return rung.row.level.id if rung.row is not None else -1


def _paint(brush: Brush, rung: Rung) -> None:
    rect = brush.rect
    if rung.row is None:
        box = rect.adjusted(9, 9, -9, -9)
        brush.painter.fillRect(box, brush.palette.color("raised"))
        inner = box.adjusted(8, 0, -10, 0)
        brush.text(words.price(rung.price), inner, bold=True)
        brush.text("now", inner, role="quiet", size=SMALL_PX, right=True)
        return
    inner = rect.adjusted(MARGIN, 4, -MARGIN, -4)
    # A full dot holds, a ring is broken: shape says it before colour does.
    painter = brush.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color = brush.palette.color("down" if rung.row.broken else "level")
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush if rung.row.broken else color)
    painter.drawEllipse(QRect(inner.left() + 1, inner.top() + 6, 6, 6))
    text = inner.adjusted(16, 0, 0, 0)
    half = text.height() // 2
    brush.text(
        words.level(rung.price), QRect(text.left(), text.top(), text.width(), half), bold=True
    )
    line = QRect(text.left(), text.top() + half, text.width(), text.height() - half)
    state = _state(rung.row, rung.distance, brush.zone)
    brush.text(state, line, role="quiet", size=SMALL_PX)
