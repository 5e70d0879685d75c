"""Where the panels are: around the chart, behind each other, out of the window, or hidden."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget, QWidget

from tracker.domain.translating import tr
from tracker.ui.on_screen import bring_onto_screen
from tracker.ui.panel_dock import PanelDock
from tracker.ui.panels.rows import Panel
from tracker.ui.theme import SMALL_PX, font

_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
#: Widths of the columns beside the chart, and heights of the panels in them, by default.
_LEFT_PX, _RIGHT_PX = 246, 314
_HEIGHTS_PX = {"watchlist": 300, "ladder": 420, "alerts": 340, "tape": 380}
#: The most that a page takes of the window when it is put into it.
_PAGE_SHARE = 0.36
#: More is no size of a panel.
_MOST_PX = 16_384
#: Changes with the panels there are, so that Qt refuses the places of another set.
_STATE_VERSION = 1


class Arrangement(Struct, frozen=True):
    """Where all panels are; for the journal.

    Attributes:
        state: as Qt packs it; empty is the default.
        check: a checksum of it: Qt must not be given what is damaged.
        opened: the panels that were opened at some time, so that their place is the user's.
    """

    state: bytes = b""
    check: int = 0
    opened: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether there is something, and it is what was packed."""
        return bool(self.state) and zlib.crc32(self.state) == self.check


#: Where they are until somebody moves one.
BY_DEFAULT = Arrangement()


class Placing(QMainWindow):
    """The room between tiles and chips: panels around what is in the middle.

    It lies within the main window, so that what stands above and below it stays where it is.

    Signals:
        changed: a panel was shown, hidden, moved or taken out.
    """

    changed = Signal()

    def __init__(
        self, middle: QWidget, chart: QWidget, panels: dict[str, tuple[str, Panel]]
    ) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDocumentMode(True)
        self._chart = chart
        self.setCentralWidget(middle)
        self.docks: dict[str, PanelDock] = {}
        self._opened: set[str] = set()
        #: The pages that have a place within the window.
        self._homes: set[str] = set()
        self._waiting: list[PanelDock] = []
        self._before_hiding: Arrangement | None = None
        for name, (title, panel) in panels.items():
            width = _LEFT_PX if name in ("watchlist", "ladder") else _RIGHT_PX
            self._add(PanelDock(name, title, (width, _HEIGHTS_PX[name]))).hold(panel)

    def add_page(self, name: str, title: str, size_px: tuple[int, int]) -> PanelDock:
        """A panel that is hidden until it is first asked for, and then out of the window."""
        dock = self._add(PanelDock(name, title, size_px))
        self.addDockWidget(_RIGHT, dock)
        dock.hide()
        return dock

    def _add(self, dock: PanelDock) -> PanelDock:
        self.docks[dock.objectName()] = dock
        dock.toggleViewAction().triggered.connect(
            lambda shown, one=dock: self.open(one) if shown else None
        )
        dock.back_wanted.connect(lambda: self.take_in(dock))
        for signal in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
            signal.connect(self._note)
        return dock

    def open(self, dock: PanelDock) -> None:
        """Show a panel in front where the user put it; a page that has no place yet floats."""
        if dock.is_late and dock.objectName() not in self._opened:
            dock.float_over(self.window())
        self._opened.add(dock.objectName())
        dock.bring_up()

    def take_in(self, dock: PanelDock) -> None:
        """Put a panel back; a page that never was in the window becomes a tab beside the alerts."""
        dock.setFloating(False)
        self.activateWindow()
        alerts = self.docks["alerts"]
        if dock.is_late and dock.objectName() not in self._homes:
            if not (alerts.isHidden() or alerts.isFloating()):
                self.tabifyDockWidget(alerts, dock)
            self._make_room_for(dock)
        dock.bring_up()

    def _make_room_for(self, page: PanelDock) -> None:
        """Give it the width it likes, or what there is while the chart stays the larger."""
        wanted = max(_RIGHT_PX, min(page.sizeHint().width(), round(self.width() * _PAGE_SHARE)))
        left = next(
            (one for one in self.docks.values() if one.is_seen and self._is_left(one)), None
        )
        if left is None:
            self.resizeDocks([page], [wanted], _ACROSS)
        else:
            self.resizeDocks([left, page], [left.width(), wanted], _ACROSS)

    @property
    def toggles(self) -> list[QAction]:
        """Shows or hides each panel."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    # --- arranging -----------------------------------------------------------------------------

    def arrange(self) -> None:
        """The default: two panels at each side, the pages hidden."""
        for dock in self.docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        docks = self.docks
        for area, over, below in (
            (_LEFT, "watchlist", "ladder"),
            (_RIGHT, "alerts", "tape"),
        ):
            self.addDockWidget(area, docks[over])
            self.splitDockWidget(docks[over], docks[below], _DOWN)
        for dock in docks.values():
            if dock.is_late:
                self.addDockWidget(_RIGHT, dock)
                dock.hide()
            else:
                dock.show()
        self._opened.clear()
        self._homes.clear()
        self.use_splits((_LEFT_PX, 1, _RIGHT_PX), (300, 420), (340, 380))

    def use_splits(self, widths: Sequence[int], left: Sequence[int], right: Sequence[int]) -> None:
        """Sizes in px in the default arrangement: left, chart and right; the panels at each side.

        What makes no sense is left as it is.
        """
        one = self.docks
        if len(widths) == 3:
            self._resize((one["watchlist"], one["alerts"]), (widths[0], widths[2]), _ACROSS)
        self._resize((one["watchlist"], one["ladder"]), left, _DOWN)
        self._resize((one["alerts"], one["tape"]), right, _DOWN)

    def _resize(
        self, docks: Sequence[PanelDock], sizes_px: Sequence[int], along: Qt.Orientation
    ) -> None:
        if len(sizes_px) == len(docks) and all(0 < size < _MOST_PX for size in sizes_px):
            self.resizeDocks(list(docks), list(sizes_px), along)

    def arrangement(self) -> Arrangement:
        """Where everything is now; of a window in the tray, where it was before."""
        if self._before_hiding is not None:
            return self._before_hiding
        state = bytes(self.saveState(_STATE_VERSION).data())
        return Arrangement(state, zlib.crc32(state), tuple(sorted(self._opened)))

    def use(self, arrangement: Arrangement) -> bool:
        """Put everything where it was; the default, and False, where that cannot be read."""
        self._before_hiding, self._waiting = None, []
        self.arrange()
        if not arrangement.is_whole:
            return False
        known = set(self.docks)
        self._opened = known & set(arrangement.opened)
        if not self.restoreState(QByteArray(arrangement.state), _STATE_VERSION):
            self.arrange()
            return False
        for dock in self.docks.values():
            if dock.isFloating():
                bring_onto_screen(dock)
        self._note_homes()
        if not self.isVisible():
            self._hold_back(arrangement)
        return True

    # --- what is out of the window comes and goes with it ----------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The window is seen: what is out of it, too."""
        super().showEvent(event)
        waiting, self._waiting = self._waiting, []
        self._before_hiding = None
        for dock in waiting:
            dock.show()

    def hideEvent(self, event: QHideEvent) -> None:
        """The window went into the tray, or closed."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._hold_back(self.arrangement())

    def _hold_back(self, arrangement: Arrangement) -> None:
        self._before_hiding = arrangement
        out = [one for one in self.docks.values() if one.isFloating() and not one.isHidden()]
        self._waiting += [one for one in out if one not in self._waiting]
        for dock in out:
            dock.hide()

    # --- the keyboard --------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Put the keyboard into the next panel, or the one before; the chart is one of them."""
        seen = [dock for dock in self.docks.values() if dock.is_seen]
        seen.sort(key=self._place_of)
        stations: list[PanelDock | None] = [*seen]
        left = sum(1 for dock in seen if self._is_left(dock))
        stations.insert(left, None)  # the chart
        at = next((n for n, one in enumerate(stations) if one and one.has_focus_within()), left)
        wanted = stations[(at + by) % len(stations)]
        if wanted is None:
            self.activateWindow()
            self._chart.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            wanted.take_focus()

    def _is_left(self, dock: PanelDock) -> bool:
        return not dock.isFloating() and self.dockWidgetArea(dock) == _LEFT

    def _place_of(self, dock: PanelDock) -> tuple[bool, bool, int, int]:
        corner = dock.mapTo(self, QPoint(0, 0)) if not dock.isFloating() else dock.pos()
        return dock.isFloating(), not self._is_left(dock), corner.x(), corner.y()

    def _note_homes(self) -> None:
        self._homes |= {
            name for name, dock in self.docks.items() if not (dock.isFloating() or dock.isHidden())
        }

    def _note(self) -> None:
        QTimer.singleShot(0, self, self._name_tabs)
        self.changed.emit()

    def _name_tabs(self) -> None:
        """Qt makes a bar of tabs when panels lie behind each other; give it a name and its look."""
        self._note_homes()
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setVisible(bar.count() > 1)  # Qt may leave one behind that has nothing to choose
            bar.setFont(font(SMALL_PX))
            bar.setAccessibleName(tr("Panels behind each other"))
            bar.setToolTip(tr("Panels behind each other; drag one to take it out"))
            bar.setDrawBase(False)
            bar.setExpanding(False)


def set_tab_order(window: QWidget, *rows: Sequence[QWidget]) -> None:
    """Let Tab go through what is in these parts of a window, one after the other."""
    stops = [
        stop
        for row in rows
        for part in row
        for stop in (part, *part.findChildren(QWidget))
        if stop.window() is window
        # A part that hands the focus on stays beside whom it hands it to, or Tab would jump there.
        and (stop is part or stop.focusProxy() is None)
        and (stop.focusPolicy() & Qt.FocusPolicy.TabFocus or stop.focusProxy() is not None)
    ]
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
