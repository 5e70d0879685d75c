"""The button that says how prices are drawn: style, scale, volume, lines between days."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton

from tracker.domain.translating import noted, tr
from tracker.ui.charts.style import PLAIN, ChartStyle, Scale, Shape

_SHAPES = (
    (Shape.CANDLES, noted("Candles")),
    (Shape.HOLLOW, noted("Hollow candles")),
    (Shape.HEIKIN_ASHI, noted("Heikin-Ashi")),
    (Shape.BARS, noted("Bars")),
    (Shape.LINE, noted("Line of closes")),
    (Shape.AREA, noted("Area under the closes")),
)
_SCALES = (
    (Scale.LINEAR, noted("Auto: linear, fits what is in view"), "Alt+A"),
    (Scale.LOG, noted("Logarithmic"), "Alt+L"),
    (Scale.PERCENT, noted("Percent since the start of the view"), "Alt+P"),
)


class StyleMenu(QToolButton):
    """Opens a menu.

    Signals:
        chosen: the whole new style.
        volume_toggled: whether volume is wanted at the foot of the prices.
        fit_wanted: the scale shall fit by itself again.
    """

    chosen = Signal(object)  # ChartStyle
    volume_toggled = Signal(bool)
    fit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        tip = tr("How prices are drawn: style, scale, volume, lines between days")
        self.setText(tr("Candles"))
        self.setToolTip(tip)
        self.setAccessibleName(tr("Candles: style and scale"))
        self.setAccessibleDescription(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._style = PLAIN
        self._menu = QMenu(tr("Candles"), self)
        self._shapes: dict[Shape, QAction] = {}
        self._scales: dict[Scale, QAction] = {}
        shapes, scales = QActionGroup(self), QActionGroup(self)
        for shape, text in _SHAPES:
            self._shapes[shape] = self._add(tr(text), partial(self._change, shape=shape), shapes)
        self._menu.addSeparator()
        for scale, text, keys in _SCALES:
            action = self._add(tr(text), partial(self._rescale, scale), scales)
            action.setShortcut(QKeySequence(keys))
            self._scales[scale] = action
        self._menu.addSeparator()
        self._volume = self._add(
            tr("Volume"), lambda: self.volume_toggled.emit(self._volume.isChecked())
        )
        self._breaks = self._add(
            tr("Lines between days"), lambda: self._change(breaks=not self._style.breaks)
        )
        self._prints = self._add(
            tr("Largest liquidations"), lambda: self._change(prints=not self._style.prints)
        )
        self.setMenu(self._menu)
        self.show_style(self._style)
        self.show_volume(shown=True)

    @property
    def named(self) -> dict[str, QAction]:
        """What it offers, with a name each."""
        return {
            **{f"style-{shape.value}": action for shape, action in self._shapes.items()},
            **{f"scale-{scale.value}": action for scale, action in self._scales.items()},
            "volume": self._volume,
            "breaks": self._breaks,
            "prints": self._prints,
        }

    def show_style(self, style: ChartStyle) -> None:
        """Check what is in use."""
        self._style = style
        self._shapes[style.shape].setChecked(True)
        self._scales[style.scale].setChecked(True)
        self._breaks.setChecked(style.breaks)
        self._prints.setChecked(style.prints)

    def show_volume(self, *, shown: bool) -> None:
        """Check whether there is volume at the foot of the prices."""
        self._volume.setChecked(shown)

    def _add(
        self, text: str, call: Callable[[], None], group: QActionGroup | None = None
    ) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        if group is not None:
            group.addAction(action)
        action.triggered.connect(lambda _=False: call())
        self._menu.addAction(action)
        return action

    def _rescale(self, scale: Scale) -> None:
        if scale is Scale.LINEAR:
            self.fit_wanted.emit()
        self._change(scale=scale)

    def _change(self, **parts: Shape | Scale | bool) -> None:
        self.show_style(replace(self._style, **parts))
        self.chosen.emit(self._style)
