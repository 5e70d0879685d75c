"""A button of a toolbar, as all of them are: words, a tip, reached by Tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QToolButton


def tool_button(text: str, tip: str) -> QToolButton:
    """A button with these words, which are its accessible name too."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def least_px(layout: QLayout, optional: Sequence[QToolButton]) -> int:
    """How wide a toolbar is without what can be left out."""
    shown = [one for one in optional if not one.isHidden()]
    extra = sum(one.sizeHint().width() + layout.spacing() for one in shown)
    return layout.minimumSize().width() - extra


def fit(layout: QLayout, optional: Sequence[QToolButton], width_px: int) -> None:
    """Show as many of these buttons as there is room for, the first of them first."""
    room = width_px - least_px(layout, optional)
    for button in optional:
        room -= button.sizeHint().width() + layout.spacing()
        button.setVisible(room >= 0)
