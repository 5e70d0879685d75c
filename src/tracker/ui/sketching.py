"""Drawings in the window: connects chart, menu and desk, and asks for words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from tracker.analysis import words
from tracker.domain.drawing import MOST_TEXT, WIDTHS, Drawing, Shape, Style
from tracker.domain.level import COLORS
from tracker.domain.translating import tr
from tracker.ui.charts.stack import ChartStack
from tracker.ui.draw_menu import DrawMenu
from tracker.ui.drawing_desk import DrawingDesk, Shown
from tracker.ui.popover import Popover
from tracker.ui.theme import Palette, level_tones

_TEXT_PX = 280


class SketchParts(Struct, frozen=True):
    """What of the window has to do with drawings."""

    desk: DrawingDesk
    chart: ChartStack
    menu: DrawMenu
    place_level: Callable[[], None]


class TextSheet(Popover):
    """Asks for the words of a drawing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("Text"))
        self.text = QLineEdit()
        self.text.setMaxLength(MOST_TEXT)
        self.text.setMinimumWidth(_TEXT_PX)
        self.text.setAccessibleName(tr("Text"))
        self._done = QPushButton(tr("Save"))
        self._done.clicked.connect(self.accept)
        self.rows.addWidget(self.text)
        self.rows.addWidget(self._done)
        self._then: Callable[[str], None] | None = None

    def ask(self, text: str, at: QPoint, then: Callable[[str], None]) -> None:
        """Show what is written, and tell what it is to be."""
        self._then = then
        self.text.setText(text)
        self.text.selectAll()
        self.show_at(at, self.text)

    def accept(self) -> None:
        """Tell the words."""
        then, self._then = self._then, None
        self.hide()
        if then is not None:
            then(self.text.text().strip())


class Sketching(QObject):
    """Everything about drawings that is not the chart's own."""

    def __init__(self, parts: SketchParts, window: QWidget, palette: Palette) -> None:
        super().__init__(window)
        self._parts, self._window, self._palette = parts, window, palette
        self._hand = parts.chart.hand
        self.sheet = TextSheet(window)
        hand, menu, desk = self._hand, parts.menu, parts.desk
        desk.shown.connect(self._show)
        hand.tool_changed.connect(menu.show_tool)
        hand.drawn.connect(self._keep)  # no lambda: it would keep a closed window alive
        hand.changed.connect(desk.change)
        hand.removed.connect(desk.remove)
        hand.text_wanted.connect(self.ask_text)
        hand.menu_wanted.connect(self._show_menu)
        menu.tool_chosen.connect(self._take_tool)
        menu.level_wanted.connect(parts.place_level)
        menu.magnet_toggled.connect(self._set_magnet)
        menu.clear_wanted.connect(self._clear)
        self.sheet.closed.connect(self._hand.drop_draft)

    @property
    def magnet(self) -> bool:
        """Whether points jump to the prices of candles."""
        return self._hand.magnet

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette

    def _show(self, shown: Shown) -> None:
        self._parts.chart.set_drawings(shown.drawings)

    def _take_tool(self, shape: Shape | None) -> None:
        self._parts.chart.choose_tool(shape)
        self._parts.menu.show_tool(shape)
        self._parts.chart.setFocus()  # Escape is to reach it

    def _set_magnet(self, on: bool) -> None:
        self._hand.magnet = on

    def _keep(self, drawing: Drawing) -> None:
        self._parts.desk.add(drawing, self._made)

    def _made(self, drawing: Drawing) -> None:
        """It is kept, and has a number: now it can be chosen."""
        self._parts.chart.put_drawing(drawing)

    def _clear(self) -> None:
        asset = self._parts.chart.asset
        if asset is not None:
            self._parts.desk.clear(asset)

    # --- words ---------------------------------------------------------------------------------

    def ask_text(self, drawing: Drawing) -> None:
        """Ask for the words of a drawing, new or not."""
        chart = self._parts.chart
        at = chart.mapTo(self._window, chart.place_of(drawing.anchors[0]) + QPoint(12, 12))
        self.sheet.ask(drawing.text, at, lambda text: self._write(drawing, text))

    def _write(self, drawing: Drawing, text: str) -> None:
        if drawing.id == 0:
            if text:
                self._parts.desk.add(replace(drawing, text=text), self._made)
        elif not text and drawing.shape is Shape.TEXT:
            self._parts.desk.remove(drawing.id)
        elif text != drawing.text:
            self._parts.desk.change(replace(drawing, text=text))

    # --- the menu of one -----------------------------------------------------------------------

    def _show_menu(self, drawing: Drawing, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        if drawing.id == 0:
            menu.addAction(tr("Keep this measurement"), self._hand.pin)
            menu.addAction(tr("Forget it"), self._hand.drop_draft)
        else:
            self._fill(menu, drawing)
        menu.popup(at)

    def _fill(self, menu: QMenu, drawing: Drawing) -> None:
        desk = self._parts.desk
        menu.addAction(tr("Edit text…"), lambda: self.ask_text(drawing))
        self._add_styles(menu, drawing)
        menu.addSeparator()
        for price, text in watchable(drawing):
            menu.addAction(text, partial(desk.watch, drawing, price))
        if drawing.shape.is_line and not drawing.is_flat:
            menu.addAction(tr("Make it horizontal"), lambda: desk.change(flat(drawing)))
        menu.addSeparator()
        menu.addAction(tr("Delete"), lambda: desk.remove(drawing.id))

    def _add_styles(self, menu: QMenu, drawing: Drawing) -> None:
        from tracker.ui.level_editor import swatch

        style, tones = drawing.style, level_tones(self._palette)
        colors = menu.addMenu(tr("Colour"))
        self._choice(colors, tr("usual"), drawing, replace(style, color=None))
        for name in COLORS:
            action = self._choice(colors, tr(name), drawing, replace(style, color=name))
            action.setIcon(swatch(tones.get(name, QColor(name)), menu))
        if drawing.shape is Shape.TEXT:
            return
        widths = menu.addMenu(tr("Width"))
        for width in WIDTHS:
            self._choice(widths, f"{width} px", drawing, replace(style, width=width))
        dashed = self._choice(menu, tr("Dashed"), drawing, replace(style, dashed=not style.dashed))
        dashed.setChecked(style.dashed)

    def _choice(self, menu: QMenu, text: str, drawing: Drawing, style: Style) -> QAction:
        action = menu.addAction(text, lambda: self._restyle(drawing, style))
        action.setCheckable(True)
        action.setChecked(style == drawing.style)
        return action

    def _restyle(self, drawing: Drawing, style: Style) -> None:
        """Draw it so, and the next one of its shape as well."""
        self._hand.styles[drawing.shape] = style
        if style != drawing.style:
            self._parts.desk.change(replace(drawing, style=style))


def watchable(drawing: Drawing) -> list[tuple[float, str]]:
    """The prices of a drawing that could be levels, each with what is offered."""
    prices = sorted({one.price for one in drawing.anchors}, reverse=True)
    if drawing.is_flat:
        return [(prices[0], tr("Make it a watched level at {level}", level=words.level(prices[0])))]
    if drawing.shape.is_line:
        return []
    return [(one, tr("Watch {level}", level=words.level(one))) for one in prices]


def flat(drawing: Drawing) -> Drawing:
    """A line at the price of its first point."""
    first, second = drawing.anchors
    return replace(drawing, anchors=(first, replace(second, price=first.price)))
