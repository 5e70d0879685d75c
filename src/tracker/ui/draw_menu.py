"""The button “Draw” with its menu: which tool is in hand, the magnet, and away with all drawings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from tracker.domain.drawing import Shape
from tracker.domain.translating import noted, tr

_TOOLS: tuple[tuple[Shape | None, str, str], ...] = (
    (None, noted("Cursor"), ""),
    (Shape.TREND, noted("Trend line"), "Alt+T"),
    (Shape.RAY, noted("Ray"), "Alt+R"),
    (Shape.RECTANGLE, noted("Rectangle"), "Alt+B"),
    (Shape.TEXT, noted("Text"), "Alt+N"),
    (Shape.MEASURE, noted("Measure (or Shift and drag)"), "Alt+M"),
)


class DrawMenu(QToolButton):
    """Says by signals what is wanted; the button is pressed as long as a tool is in hand.

    Signals:
        tool_chosen: a shape, or None for the cursor.
        level_wanted: the next click is to place a level, as the button beside does it.
        magnet_toggled: whether points jump to the prices of candles.
        clear_wanted: all drawings of the coin are to go.
    """

    tool_chosen = Signal(object)
    level_wanted = Signal()
    magnet_toggled = Signal(bool)
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = tr("Draw lines, boxes and words on the prices, or measure")
        self.setText(tr("Draw"))
        self.setToolTip(tip)
        self.setAccessibleName(tr("Draw"))
        self.setAccessibleDescription(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCheckable(True)
        #: Everything it offers; a part of another menu where there is no room for the button.
        self.tools = QMenu(tr("Draw"), self)
        self._tools: dict[Shape | None, QAction] = {}
        group = QActionGroup(self)
        for shape, text, keys in _TOOLS:
            action = self._add(tr(text), keys)
            action.setCheckable(True)
            action.setChecked(shape is None)
            action.triggered.connect(lambda _=False, one=shape: self.tool_chosen.emit(one))
            group.addAction(action)
            self._tools[shape] = action
            if shape is None:
                self._level = self._add(tr("Level"))
                self._level.triggered.connect(self.level_wanted)
        self.tools.addSeparator()
        self.magnet = self._add(tr("Magnet: points jump to open, high, low, close"), "Alt+G")
        self.magnet.setCheckable(True)
        self.magnet.toggled.connect(self.magnet_toggled)
        self.tools.addSeparator()
        self._clear = self._add(tr("Delete all drawings of this coin"))
        self._clear.triggered.connect(self.clear_wanted)
        self.setMenu(self.tools)

    def _add(self, text: str, keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        self.tools.addAction(action)
        return action

    @property
    def named(self) -> dict[str, QAction]:
        """What it offers, with a name each."""
        tools = {f"draw-{shape or 'cursor'}": action for shape, action in self._tools.items()}
        return {**tools, "draw-level": self._level, "magnet": self.magnet, "clear": self._clear}

    def show_tool(self, shape: Shape | None) -> None:
        """Which tool is in hand now."""
        self._tools[shape].setChecked(True)
        self.setChecked(shape is not None)
