"""The alerts panel: what happened at levels, newest first, with what it means and when it was."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QRect

from tracker.analysis import words
from tracker.domain.level import DECISIVE, Event, Transition
from tracker.ui.panels.rows import MARGIN, Brush, Panel, RowList
from tracker.ui.theme import SMALL_PX, Palette
from tracker.ui.zones import moment

_ROW_PX = 47
#: What the panel keeps; `tracker show alerts` has all of them.
MOST = 500
#: A smaller distance would be written as 0.00 %.
_LEAST = 0.00005

_NAMES = {
    Event.ALREADY_BEYOND: "already beyond when made",
    Event.TOUCHED: "touched",
    Event.PIERCED: "traded beyond",
    Event.HELD: "held",
    Event.FALSE_BREAK: "false break: closed back",
    Event.BROKEN: "broken",
    Event.RETEST: "retested",
    Event.REJECTED: "rejected at the level",
    Event.FLIPPED: "changed its role",
    Event.RECLAIMED: "reclaimed",
}


class AlertsPanel(Panel):
    """Transitions of all watched levels."""

    def __init__(self, palette: Palette) -> None:
        self._list = RowList[Transition](
            "Alerts", _ROW_PX, describe, _paint, palette, key=lambda one: one.id
        )
        super().__init__("Alerts", self._list, "Nothing has happened at a level yet.")

    def show_transitions(self, oldest_first: list[Transition]) -> None:
        """Replace the list."""
        self._list.show_rows(oldest_first[::-1][:MOST])

    def add(self, oldest_first: list[Transition]) -> None:
        """Put what just happened on top."""
        known = {row.id for row in self._list.rows}
        new = [one for one in oldest_first[::-1] if one.id not in known]
        self._list.insert_rows(0, new, MOST)


def headline(one: Transition) -> str:
    """The event in the field's words: 75,000 decisively broken."""
    name = _NAMES[one.event]
    if one.event is Event.BROKEN:
        name = "decisively broken" if one.rule == DECISIVE.word else f"broken ({one.rule})"
    return f"{one.asset} {words.level(one.level)} {name}"


def qualifier(one: Transition) -> str:
    """The line below: what decided, and what to know of it."""
    parts = [f"{one.timeframe} close {words.price(one.price)}"]
    if one.event in (Event.PIERCED, Event.FALSE_BREAK) and one.extreme is not None:
        beyond = one.extreme / one.level - 1
        if abs(beyond) >= _LEAST:
            parts.append(f"worst {words.percent(beyond)}")
    if one.event is not Event.BROKEN:
        parts.append(one.rule)
    if one.gap:
        parts.append("after a hole")
    if one.late:
        parts.append("found late")
    return " · ".join(parts)


def describe(one: Transition, zone: tzinfo) -> str:
    """The row in words."""
    return f"{headline(one)}, {moment(one.at_ms, zone)}, {qualifier(one)}"


def _paint(brush: Brush, one: Transition) -> None:
    rect = brush.rect.adjusted(MARGIN, 5, -MARGIN, -5)
    role = "quiet"
    if one.event is Event.BROKEN:
        role = "down"
    elif one.event in (Event.RECLAIMED, Event.HELD):
        role = "up"
    elif one.event in (Event.TOUCHED, Event.PIERCED, Event.RETEST):
        role = "level"
    brush.painter.fillRect(
        QRect(rect.left(), rect.top() + 1, 3, rect.height() - 2), brush.palette.color(role)
    )
    inner = rect.adjusted(11, 0, 0, 0)
    half = inner.height() // 2
    time_px = 84
    loud = one.event is Event.BROKEN
    title = QRect(inner.left(), inner.top(), inner.width() - time_px, half)
    brush.text(headline(one), title, bold=loud)
    when = QRect(inner.right() - time_px, inner.top(), time_px, half)
    brush.text(
        words.clock(one.at_ms, zone=brush.zone), when, role="quiet", size=SMALL_PX, right=True
    )
    below = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
    brush.text(qualifier(one), below, role="quiet", size=SMALL_PX)
