"""The ladder: the levels of one coin by price, the price among them, each with its state in words."""

from __future__ import annotations

from datetime import tzinfo

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPen

from tracker.analysis import words
from tracker.analysis.ladder import Distance
from tracker.analysis.ladder import distance as ladder_distance
from tracker.domain.translating import tr
from tracker.services.views import LevelRow
from tracker.ui.content import is_silent, level_words
from tracker.ui.panels.ages import length, old_ms
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette, level_tones, text_width

_ROW_PX = 44
#: Between a level's price and its distance; how opaque the dot of a silent level is.
_GAP_PX, _SILENT = 10, 110


class Rung(Struct, frozen=True):
    """A level, or the price itself where `row` is None; `at_ms` is when that was, where it is known."""

    price: float
    row: LevelRow | None
    distance: Distance | None
    now_ms: int = 0
    at_ms: int | None = None

    @property
    def age_ms(self) -> int | None:
        """How old the price is, where it is not the present any more."""
        return old_ms(self.at_ms, self.now_ms)


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
        self._asset = ""
        self._levels: list[LevelRow] = []
        self._list = RowList[Rung](
            tr("Ladder of levels"), _ROW_PX, describe, _paint, palette, key=_key
        )
        super().__init__(
            tr("Ladder"),
            self._list,
            tr("No level yet. Press L over the chart, or the Level button and click a price."),
        )
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._menu)
        delete = QAction(tr("Remove the level"), self._list)
        delete.setShortcuts([QKeySequence(name) for name in ("Del", "Backspace")])
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(lambda: self._tell(self._list.currentIndex(), self.removed))
        edit = QAction(tr("Edit the level"), self._list)
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
        at_ms: int | None = None,
    ) -> None:
        """Show the levels of a coin, highest first, with the price where it belongs.

        `at_ms` is when the price was; None where that is not known.
        """
        self._asset, self._levels = asset, rows
        self.show_price(price, now_ms=now_ms, daily_atr=daily_atr, at_ms=at_ms)

    def show_price(
        self,
        price: float | None,
        *,
        now_ms: int = 0,
        daily_atr: float | None = None,
        at_ms: int | None = None,
    ) -> None:
        """The price moved among the levels."""
        lacks = bool(self._levels) and price is None
        self.set_scope(tr("{asset} · no price yet", asset=self._asset) if lacks else self._asset)
        found = rungs(self._levels, price, now_ms=now_ms, daily_atr=daily_atr)
        self._list.show_rows([_dated(rung, now_ms, at_ms) for rung in found])

    def tell(self, now_ms: int) -> None:
        """Time went on: what was the present may be old now."""
        rows = self._list.rows
        later = [_dated(rung, now_ms, rung.at_ms) for rung in rows]
        if [one.age_ms for one in later] != [one.age_ms for one in rows]:
            self._list.show_rows(later)

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


def _dated(rung: Rung, now_ms: int, at_ms: int | None) -> Rung:
    """The price with its time; a level has none."""
    return rung if rung.row is not None else replace(rung, now_ms=now_ms, at_ms=at_ms)


def _when(rung: Rung) -> str:
    return tr("now") if rung.age_ms is None else tr("{length} old", length=length(rung.age_ms))


def describe(rung: Rung, zone: tzinfo) -> str:
    """The rung in words."""
    if rung.row is None:
        return tr("Price {when} {price}", when=_when(rung), price=words.price(rung.price))
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
        role = "text" if rung.age_ms is None else "quiet"
        brush.text(words.price(rung.price), inner, bold=True, role=role)
        brush.text(_when(rung), inner, role="quiet", size=SMALL_PX, right=True)
        return
    inner = rect.adjusted(MARGIN, 4, -MARGIN, -4)
    # A full dot holds, a ring is broken: shape says it before colour does.
    painter = brush.painter
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    level, broken = rung.row.level, rung.row.broken
    silent = is_silent(level, rung.now_ms)
    color = _color(brush.palette, level.color or ("bad" if broken else "level"))
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
    whole = tr(
        "{short}, {daily_atrs} ATR", short=short, daily_atrs=words.fixed(distance.daily_atrs, 1)
    )
    return whole if text_width(whole, SMALL_PX) <= room else short


def _color(palette: Palette, tone: str) -> QColor:
    """The colour of a role, of a level colour's name, or of `#rrggbb`."""
    if tone in ("bad", "level"):
        return palette.color(tone)
    return QColor(level_tones(palette).get(tone, QColor(tone)))
