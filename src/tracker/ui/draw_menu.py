"""The button “Draw” with its menu: which tool is in hand, the magnet, and away with all drawings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from tracker.domain.drawing import Shape

_TOOLS: tuple[tuple[Shape | None, str, str], ...] = (
    (None, "Cursor", ""),
    (Shape.TREND, "Trend line", "Alt+T"),
    (Shape.RAY, "Ray", "Alt+R"),
    (Shape.RECTANGLE, "Rectangle", "Alt+B"),
    (Shape.TEXT, "Text", "Alt+N"),
    (Shape.MEASURE, "Measure (or Shift and drag)", "Alt+M"),
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
        tip = "Draw lines, boxes and words on the prices, or measure"
        self.setText("Draw")
        self.setToolTip(tip)
        self.setAccessibleName("Draw")
        self.setAccessibleDescription(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setCheckable(True)
        #: Everything it offers; a part of another menu where there is no room for the button.
        self.tools = QMenu("Draw", self)
        self._tools: dict[Shape | None, QAction] = {}
        group = QActionGroup(self)
        for shape, text, keys in _TOOLS:
            action = self._add(text, keys)
            action.setCheckable(True)
            action.setChecked(shape is None)
            action.triggered.connect(lambda _=False, one=shape: self.tool_chosen.emit(one))
            group.addAction(action)
            self._tools[shape] = action
            if shape is None:
                self._add("Level").triggered.connect(self.level_wanted)
        self.tools.addSeparator()
        self.magnet = self._add("Magnet: points jump to open, high, low, close", "Alt+G")
        self.magnet.setCheckable(True)
        self.magnet.toggled.connect(self.magnet_toggled)
        self.tools.addSeparator()
        self._clear = self._add("Delete all drawings of this coin")
        self._clear.triggered.connect(self.clear_wanted)
        self.setMenu(self.tools)

    def _add(self, text: str, keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        self.addAction(action)  # so that its key works while the menu is shut
        self.tools.addAction(action)
        return action

    def show_tool(self, shape: Shape | None) -> None:
        """Which tool is in hand now."""
        self._tools[shape].setChecked(True)
        self.setChecked(shape is not None)
