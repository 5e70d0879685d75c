"""All keys on one sheet, made of the list of actions, with a field to search them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import noted, tr
from tracker.ui.actions import Actions, Place
from tracker.ui.fuzzy import score
from tracker.ui.page_area import PageArea
from tracker.ui.popover import Popover
from tracker.ui.theme import SMALL_PX, font

_SIZE_PX, _COLUMNS, _BETWEEN_PX = (912, 552), 3, 28
#: What a group takes beside its rows: its name and the space above.
_HEAD_ROWS = 2
#: So many letters of words and keys stand in one line.
_LINE = 46
#: However long the keys beside them are, words have so much.
_LEAST_PX, _TEXT_PX = 96, 12

#: Keys of lists, sheets and the mouse: they hold where the keyboard or the mouse is.
_ELSEWHERE: tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    (
        noted("In a list"),
        (
            (("Return",), noted("Open, edit or show what is selected")),
            (("Del",), noted("Remove it")),
            (("Alt+Up", "Alt+Down"), noted("Move a coin of the watchlist")),
            (("Ctrl+C",), noted("Copy the selected row")),
            (("Tab",), noted("To the next control")),
            (("Esc",), noted("Close a sheet; give up what was begun")),
        ),
    ),
    (
        noted("On the chart"),
        (
            ((noted("A letter"),), noted("Search for a coin by its name")),
            (("Return",), noted("Edit what is under the mouse")),
            (("Del",), noted("Remove it")),
            ((noted("Shift and drag"),), noted("Measure")),
            ((noted("Wheel"),), noted("Zoom; with Shift move")),
            ((noted("Double click"),), noted("On an axis: fit by itself again")),
        ),
    ),
)


class KeyRow(Struct, frozen=True):
    """Some keys, as they are printed, and what they do."""

    keys: tuple[str, ...]
    text: str


class KeyGroup(Struct, frozen=True):
    """Keys that belong together."""

    name: str
    rows: tuple[KeyRow, ...]


def key_groups(actions: Actions) -> list[KeyGroup]:
    """Every key, menu by menu, then those of lists and the mouse."""
    found = [
        KeyGroup(
            tr(place),
            _together(
                [
                    KeyRow(one.keys, one.title.rstrip("…"))
                    for one in actions.entries
                    if one.place is place and one.keys
                ]
            ),
        )
        for place in Place
    ]
    elsewhere = [
        KeyGroup(
            tr(name), tuple(KeyRow(tuple(map(_native, keys)), tr(text)) for keys, text in rows)
        )
        for name, rows in _ELSEWHERE
    ]
    return [one for one in (*found, *elsewhere) if one.rows]


def _together(rows: list[KeyRow]) -> tuple[KeyRow, ...]:
    """Rows whose keys are figures in a row stand in one: `1–6`."""
    figures = [row for row in rows if row.keys[0].isdigit()]
    if len(figures) < 2:
        return tuple(rows)
    first, last = figures[0], figures[-1]
    keys = f"{first.keys[0]}\N{EN DASH}{last.keys[0]}"
    head, _, end = last.text.rpartition(" ")
    start = first.text.removeprefix(head).strip()
    one = KeyRow((keys,), tr("{head} {start} to {end}", head=head, start=start, end=end))
    return tuple([one if row is first else row for row in rows if row not in figures[1:]])


def _native(keys: str) -> str:
    """A key sequence as it is printed here; words stay."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return shown if shown and " " not in keys and keys != "Wheel" else tr(keys)


class KeySheet(Popover):
    """Lies over the window."""

    def __init__(self, parent: QWidget, groups: Sequence[KeyGroup]) -> None:
        super().__init__(parent, tr("Keys"))
        self._groups = groups
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search by key or words"))
        self.field.setAccessibleName(tr("Search the keys"))
        self.field.textChanged.connect(self._find)
        self._area = PageArea(tr("All keys"))
        self.rows.addWidget(self.field)
        self.rows.addWidget(self._area, 1)
        self.shown: list[KeyGroup] = []
        self._find()

    def open(self) -> None:
        """Show all of them, in the middle of the window."""
        parent = self.parentWidget()
        assert parent is not None
        self.field.clear()
        width = min(_SIZE_PX[0], parent.width() - 24)
        height = min(_SIZE_PX[1], parent.height() - 24)
        self.setFixedSize(width, height)
        at = QPoint((parent.width() - width) // 2, (parent.height() - height) // 2)
        self.show_at(at, self.field)

    def _find(self) -> None:
        typed = self.field.text().strip()
        self.shown = [
            KeyGroup(group.name, rows)
            for group in self._groups
            if (rows := tuple(row for row in group.rows if _fits(row, group.name, typed)))
        ]
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(_BETWEEN_PX)
        for groups in _in_columns(self.shown):
            column = QVBoxLayout()
            column.setSpacing(2)
            for group in groups:
                _add_group(column, group)
            column.addStretch(1)
            columns.addLayout(column, 1)
        if not self.shown:
            columns.insertWidget(0, _label(tr("No key does “{typed}”.", typed=typed), "quiet"))
        self._area.hold(page)


def _fits(row: KeyRow, group: str, typed: str) -> bool:
    if typed and any(typed.lower() == keys.lower() for keys in row.keys):
        return True
    return score(typed, f"{row.text} {group} {' '.join(row.keys)}") is not None


def _in_columns(groups: Sequence[KeyGroup]) -> list[list[KeyGroup]]:
    """In columns about as long each: the longest group first, each to the shortest column."""
    columns: list[list[int]] = [[] for _ in range(_COLUMNS)]
    lengths = [0] * _COLUMNS
    sizes = [_lines(group) for group in groups]
    for place in sorted(range(len(groups)), key=lambda one: -sizes[one]):
        shortest = lengths.index(min(lengths))
        columns[shortest].append(place)
        lengths[shortest] += sizes[place]
    in_order = sorted((sorted(one) for one in columns), key=lambda one: one or [len(groups)])
    return [[groups[place] for place in one] for one in in_order]


def _lines(group: KeyGroup) -> int:
    """About how many lines a group takes."""
    long = sum(len(row.text) + len("  ".join(row.keys)) > _LINE for row in group.rows)
    return len(group.rows) + long + _HEAD_ROWS


def _add_group(column: QVBoxLayout, group: KeyGroup) -> None:
    head = QLabel(group.name.upper())
    head.setObjectName("panel-title")
    head.setFont(font(SMALL_PX))
    column.addSpacing(6)
    column.addWidget(head)
    for row in group.rows:
        line = QHBoxLayout()
        line.setSpacing(8)
        text = QLabel(row.text)
        text.setWordWrap(True)
        text.setMinimumWidth(_LEAST_PX)
        text.setStyleSheet(f"font-size: {_TEXT_PX}px;")
        line.addWidget(text, 1)
        keys = _label("  ".join(row.keys), "quiet")
        keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        line.addWidget(keys)
        column.addLayout(line)


def _label(text: str, name: str) -> QLabel:
    made = QLabel(text)
    made.setObjectName(name)
    return made
