"""Lets the style sheet show what a widget is at the moment, by a property that is on or off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def mark(widget: QWidget, name: str, on: bool) -> None:
    """Set a property that the style sheet asks for, and dress the widget anew where it changed."""
    if bool(widget.property(name)) != on:
        widget.setProperty(name, on)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            return  # it is dressed for the first time once it is shown
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
