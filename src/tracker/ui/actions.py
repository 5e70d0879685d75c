"""The one list of everything that can be done in a window: its words, its keys, its place in the menus.

Menus, the command palette, the sheet of keys and the guide are made of it. What has no keys here has
none in the window, apart from those of a list or a sheet while it has the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from tracker.domain.translating import noted


class Place(StrEnum):
    """The menus, in their order."""

    FILE = noted("File")
    VIEW = noted("View")
    CHART = noted("Chart")
    DRAW = noted("Draw")
    LEVELS = noted("Levels")
    PANELS = noted("Panels")
    WINDOW = noted("Window")
    HELP = noted("Help")


class Entry(Struct, frozen=True):
    """One thing that can be done.

    Attributes:
        name: stays the same in every release and language.
        place: the menu it stands in.
        group: the name of the menu within that menu, if it stands in one.
    """

    name: str
    place: Place
    action: QAction
    group: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return self.action.text()

    @property
    def title(self) -> str:
        """Its words where they stand alone: with what it is about."""
        return f"{self.group}: {self.text}" if self.group else self.text

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys as they are printed here, the first one first."""
        return tuple(
            one.toString(QKeySequence.SequenceFormat.NativeText) for one in self.action.shortcuts()
        )


class Actions(QObject):
    """What can be done in one window.

    Signals:
        triggered: something is being done; its name.
    """

    triggered = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._entries: dict[str, Entry] = {}
        #: What each menu shows: an entry, a menu of its own, or None for a line between.
        self._rows: dict[Place, list[Entry | QMenu | None]] = {place: [] for place in Place}

    # --- what there is ---------------------------------------------------------------------------

    @property
    def entries(self) -> list[Entry]:
        """Everything, menu by menu."""
        order = {place: number for number, place in enumerate(Place)}
        return sorted(self._entries.values(), key=lambda one: order[one.place])

    def rows(self, place: Place) -> list[Entry | QMenu | None]:
        """What a menu shows; None is a line between."""
        return self._rows[place]

    def entry(self, name: str) -> Entry:
        """One of them.

        Raises:
            KeyError: where there is none of that name.
        """
        return self._entries[name]

    def clashes(self) -> dict[str, list[str]]:
        """Keys that mean more than one thing, with the names of what they mean."""
        found: dict[str, list[str]] = {}
        for one in self._entries.values():
            for keys in one.action.shortcuts():
                found.setdefault(keys.toString(), []).append(one.name)
        return {keys: names for keys, names in found.items() if len(names) > 1}

    # --- filling ---------------------------------------------------------------------------------

    def add(
        self,
        place: Place,
        name: str,
        text: str,
        call: Callable[[], object],
        *,
        keys: str = "",
        tip: str = "",
    ) -> QAction:
        """Something new.

        Args:
            keys: key sequences with blanks between them; none where empty.
            tip: what it does, for who points at it.
        """
        action = QAction(text, self._window)
        if keys:
            action.setShortcuts([QKeySequence(one) for one in keys.split()])
        if tip:
            action.setToolTip(tip)
        self.take(place, name, action)
        action.triggered.connect(lambda *_: call())
        return action

    def take(self, place: Place, name: str, action: QAction, text: str = "") -> None:
        """Something that a button or a menu offers already; `text` says it where there is room."""
        if text:
            action.setIconText(action.iconText())  # what a button says stays short
            action.setText(text)
        self._rows[place].append(self._put(Entry(name, place, action)))

    def take_menu(
        self, place: Place, menu: QMenu, named: Iterable[tuple[str, QAction]] = ()
    ) -> None:
        """A menu within a menu; what of it does not change is known by name, too."""
        group = menu.title().replace("&", "")
        for name, action in named:
            self._put(Entry(name, place, action, group))
        self._rows[place].append(menu)

    def separate(self, place: Place) -> None:
        """A line between what stands in a menu and what comes."""
        if self._rows[place]:
            self._rows[place].append(None)

    def _put(self, entry: Entry) -> Entry:
        if entry.name in self._entries:
            raise ValueError(f"There are two actions “{entry.name}”.")
        self._entries[entry.name] = entry
        self._window.addAction(entry.action)  # its keys work while its menu is shut
        entry.action.triggered.connect(lambda *_: self.triggered.emit(entry.name))
        return entry
