"""The button that says which charts a window is linked with: a letter in a dot, and a menu."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QToolButton

from tracker.domain.translating import noted, tr
from tracker.ui.linking import GROUPS, Links, Member
from tracker.ui.theme import SMALL_PX, Palette, font, level_tones

#: The tones of levels that a group's dot has; its letter says the same.
_TONES = dict(zip(GROUPS, ("blue", "orange", "purple"), strict=True))
_DOT_PX, _RATIO = 16, 3
_WORDS = (
    ("symbol", noted("Same coin")),
    ("interval", noted("Same interval")),
    ("time", noted("Same time and crosshair")),
)


class LinkButton(QToolButton):
    """Shows the group of one window, and lets the user choose another, or what is linked in it."""

    def __init__(self, links: Links, member: Member, palette: Palette) -> None:
        super().__init__()
        self._links, self._member, self._palette = links, member, palette
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIconSize(QSize(_DOT_PX, _DOT_PX))
        self._menu = QMenu(tr("Link with other charts"), self)
        self._menu.setAccessibleName(tr("Link with other charts"))
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        links.changed.connect(self.show_group)
        self.show_group()

    def set_palette(self, palette: Palette) -> None:
        """Use other colours."""
        self._palette = palette
        self.show_group()

    def show_group(self) -> None:
        """Say which group the window is in."""
        group = self._member.group
        linked = (
            tr("Linked with the charts of group {group}", group=group)
            if group
            else tr("Not linked")
        )
        self.setIcon(QIcon(dot(group, self._palette)))
        self.setToolTip(
            tr("{linked}: choose a group, and what its charts have in common", linked=linked)
        )
        self.setAccessibleName(linked)

    def fill(self) -> None:
        """The groups, then what the charts of this one have in common."""
        menu, member, links = self._menu, self._member, self._links
        menu.clear()
        for group in ("", *GROUPS):
            action = menu.addAction(QIcon(dot(group, self._palette)), _named(links, member, group))
            action.setCheckable(True)
            action.setChecked(group == member.group)
            action.triggered.connect(partial(self._choose, group))
        if not member.group:
            return
        menu.addSeparator()
        switches = links.switches(member.group)
        for name, text in _WORDS:
            on = bool(getattr(switches, name))
            action = menu.addAction(tr(text))
            action.setCheckable(True)
            action.setChecked(on)
            action.triggered.connect(partial(self._switch, name, not on))

    def _choose(self, group: str, *_: object) -> None:
        self._links.set_group(self._member, group)

    def _switch(self, name: str, on: bool, *_: object) -> None:
        group = self._member.group
        self._links.set_switches(group, replace(self._links.switches(group), **{name: on}))


def _named(links: Links, member: Member, group: str) -> str:
    """A group, and how many other windows are in it."""
    if not group:
        return tr("Not linked")
    others = sum(one.group == group and one is not member for one in links.members)
    return tr("Group {group}", group=group) + (tr(" (%n other(s))", "", others) if others else "")


def dot(group: str, palette: Palette) -> QPixmap:
    """A disc in the group's colour with its letter; a ring where there is no group."""
    picture = QPixmap(_DOT_PX * _RATIO, _DOT_PX * _RATIO)
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = QRectF(1, 1, _DOT_PX - 2, _DOT_PX - 2)
    if group:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(level_tones(palette)[_TONES[group]])
        painter.drawEllipse(disc)
        painter.setPen(QColor(palette.background))
        painter.setFont(font(SMALL_PX, bold=True))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, group)
    else:
        painter.setPen(palette.color("quiet"))
        painter.drawEllipse(disc.adjusted(1.5, 1.5, -1.5, -1.5))
    painter.end()
    return picture
