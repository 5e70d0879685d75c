"""The ladder: the levels of one coin by price, the price among them, each with its state in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPen

from tracker.analysis import words
from tracker.analysis.ladder import Distance
from tracker.analysis.ladder import distance as ladder_distance
from tracker.services.views import LevelRow
from tracker.ui.content import is_silent, level_words
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette, level_tones, text_width

_ROW_PX = 44
#: Between a level's price and its distance; how opaque the dot of a silent level is.
_GAP_PX, _SILENT = 10, 110


@dataclass(frozen=True, slots=True)
class Rung:
    """A level, or the price itself where `row` is None."""

    price: float
    row: LevelRow | None
    distance: Distance | None
    now_ms: int = 0


class Ladder(Panel):
    """The levels of the selected coin.

    Signals:
        removed: carries a level's number.
        edit_wanted: the same.
        menu_wanted: the same, and a place on the screen.
    """

    removed = Signal(int)
    edit_wanted = Signal(int)
    menu_wanted = Signal(int, object)

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
        delete.triggered.connect(lambda: self._tell(self._list.currentIndex(), self.removed))
        edit = QAction("Edit the level", self._list)
        edit.setShortcuts([QKeySequence(name) for name in ("Return", "Enter", "F2")])
        edit.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        edit.triggered.connect(lambda: self._tell(self._list.currentIndex(), self.edit_wanted))
        self._list.addActions([edit, delete])
        self._list.doubleClicked.connect(lambda index: self._tell(index, self.edit_wanted))

    def show_levels(
        self,
        asset: str,
        rows: list[LevelRow],
        price: float | None,
        *,
        now_ms: int = 0,
        daily_atr: float | None = None,
    ) -> None:
        """Show the levels of a coin, highest first, with the price where it belongs."""
        self.set_scope(asset)
        self._levels = rows
        self.show_price(price, now_ms=now_ms, daily_atr=daily_atr)

    def show_price(
        self, price: float | None, *, now_ms: int = 0, daily_atr: float | None = None
    ) -> None:
        """The price moved among the levels."""
        self._list.show_rows(rungs(self._levels, price, now_ms=now_ms, daily_atr=daily_atr))

    def _menu(self, at: QPoint) -> None:
        index = self._list.indexAt(at)
        rung = self._list.row_at(index)
        if rung is not None and rung.row is not None:
            self.menu_wanted.emit(rung.row.level.id, self._list.viewport().mapToGlobal(at))

    def _tell(self, index: QModelIndex, signal: SignalInstance) -> None:
        rung = self._list.row_at(index)
        if rung is not None and rung.row is not None:
            signal.emit(rung.row.level.id)


def rungs(
    rows: list[LevelRow],
    price: float | None,
    *,
    now_ms: int = 0,
    daily_atr: float | None = None,
) -> list[Rung]:
    """Levels and price in one order; nothing where there is no level."""
    if not rows:
        return []
    ladder = [
        Rung(
            row.level.price,
            row,
            ladder_distance(price, row.level.price, daily_atr) if price else None,
            now_ms,
        )
        for row in rows
    ]
    if price is not None:
        ladder.append(Rung(price, None, None))
    return sorted(ladder, key=lambda rung: (-rung.price, rung.row is not None))


def describe(rung: Rung, zone: tzinfo) -> str:
    """The rung in words."""
    if rung.row is None:
        return f"Price now {words.price(rung.price)}"
    state = f"{words.level(rung.price)} {level_words(rung.row, rung.now_ms, zone)}"
    away = rung.distance
    if away is None:
        return state
    return f"{state} · {words.distance(away.fraction, away.daily_atrs)}"


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
    level, broken = rung.row.level, rung.row.broken
    silent = is_silent(level, rung.now_ms)
    color = _color(brush.palette, level.color or ("down" if broken else "level"))
    color.setAlpha(_SILENT if silent else 255)
    painter.setPen(QPen(color, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush if broken else color)
    painter.drawEllipse(QRect(inner.left() + 1, inner.top() + 6, 6, 6))
    text = inner.adjusted(16, 0, 0, 0)
    half = text.height() // 2
    first = QRect(text.left(), text.top(), text.width(), half)
    name = words.level(rung.price)
    brush.text(name, first, bold=True, role="quiet" if silent else "text")
    room = first.width() - text_width(name, bold=True) - _GAP_PX
    brush.text(_away(rung.distance, room), first, role="quiet", size=SMALL_PX, right=True)
    line = QRect(text.left(), text.top() + half, text.width(), text.height() - half)
    state = level_words(rung.row, rung.now_ms, brush.zone)
    brush.text(state, line, role="quiet", size=SMALL_PX)


def _away(distance: Distance | None, room: float) -> str:
    """How far the level is, in as many words as there is room for."""
    if distance is None:
        return ""
    short = words.percent(distance.fraction, 1)
    if distance.daily_atrs is None:
        return short
    whole = f"{short}, {distance.daily_atrs:.1f} ATR"
    return whole if text_width(whole, SMALL_PX) <= room else short


def _color(palette: Palette, tone: str) -> QColor:
    """The colour of a role, of a level colour's name, or of `#rrggbb`."""
    if tone in ("down", "level"):
        return palette.color(tone)
    return QColor(level_tones(palette).get(tone, QColor(tone)))
