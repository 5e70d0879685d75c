"""Keeps windows on screens that exist."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

#: What a title bar takes of the screen: it is not known before a window is shown.
_TITLE_BAR_PX = 36


def bring_onto_screen(window: QWidget) -> None:
    """Move a window, and make it smaller, so that it is whole on the screen it has most of."""
    rooms = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if not rooms or window.isMaximized() or window.isFullScreen():
        return
    place = placed_on(window.geometry(), rooms)
    if place != window.geometry():
        window.setGeometry(place)


def resize_within(window: QWidget, width: int, height: int) -> None:
    """Make a window so large, or as large as its screen leaves room for below a title bar."""
    room = window.screen().availableGeometry()
    window.resize(min(width, room.width()), min(height, room.height() - _TITLE_BAR_PX))


def placed_on(place: QRect, rooms: list[QRect]) -> QRect:
    """A window's place, whole in one of the rooms, the one it has most of; logical pixels."""
    room = max(rooms, key=lambda one: _shared_px(one, place))
    width, height = min(place.width(), room.width()), min(place.height(), room.height())
    left = max(room.left(), min(place.left(), room.right() + 1 - width))
    top = max(room.top(), min(place.top(), room.bottom() + 1 - height))
    return QRect(left, top, width, height)


def _shared_px(one: QRect, other: QRect) -> int:
    both = one.intersected(other)
    return max(both.width(), 0) * max(both.height(), 0)
