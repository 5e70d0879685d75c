"""A button of a toolbar, as all of them are: words, a tip, reached by Tab, perhaps with a key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QToolButton


def tool_button(text: str, tip: str, keys: str = "") -> QToolButton:
    """A button with these words, which are its accessible name too."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if keys:
        button.setShortcut(QKeySequence(keys))
    return button
