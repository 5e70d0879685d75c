"""Layouts of all windows by name: saved, chosen, renamed and deleted, and kept in the journal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from tracker.domain.decoding import decoder_of
from tracker.domain.translating import noted, tr
from tracker.ui.chart_desk import ChartDesk
from tracker.ui.chart_keeping import count_unkept, pack_charts, read_charts
from tracker.ui.chart_windows import ChartWindows
from tracker.ui.on_screen import bring_onto_screen
from tracker.ui.placing import Arrangement, Placing

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector

log = logging.getLogger(__name__)

#: The name of the keepsake, and the version of what is in it.
LAYOUTS_KEEPSAKE = "layouts"
_VERSION = 1
#: How the layout is called that is always there.
DEFAULT_NAME = noted("Default")


class NamedLayout(Struct, frozen=True):
    """Where the panels are, and all windows.

    Attributes:
        geometry: of the main window, as Qt packs it.
        charts: the chart windows and their links, as `pack_charts` packs them; empty where the
            layout was saved by a version that left them as they are.
    """

    name: str
    panels: Arrangement
    geometry: bytes = b""
    charts: bytes = b""


class _Kept(msgspec.Struct):
    version: int
    layouts: tuple[NamedLayout, ...]


def pack_layouts(layouts: list[NamedLayout]) -> bytes:
    """For the journal."""
    return msgspec.json.encode(_Kept(_VERSION, tuple(layouts)))


def unpack_layouts(raw: bytes | None) -> list[NamedLayout]:
    """What was kept, without what is damaged; none where nothing can be read any more."""
    if raw is None:
        return []
    try:
        kept = decoder_of(_Kept).decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        log.warning("the layouts that were kept cannot be used: %s", error)
        return []
    if kept.version != _VERSION:
        log.warning("the layouts were kept by another version: %s", kept.version)
        return []
    return [one for one in kept.layouts if one.name and one.panels.is_whole]


class Layouts(QObject):
    """The layouts there are, the one that is in use, and their menu.

    Signals:
        said: a sentence for the user.
        changed: there are others, or another is in use.
    """

    said = Signal(str)
    changed = Signal()

    def __init__(
        self, desk: ChartDesk, window: QWidget, placing: Placing, charts: ChartWindows
    ) -> None:
        super().__init__(window)
        self._desk, self._window, self._placing, self._charts = desk, window, placing, charts
        self._layouts: list[NamedLayout] = []
        #: The layout that was chosen last; empty is the default.
        self.current = ""
        self._unkept = False
        self.menu = QMenu(tr("Layouts"), window)
        self.menu.setToolTipsVisible(True)
        self._fill()

    @property
    def names(self) -> list[str]:
        """Of the layouts that were saved, in alphabetical order."""
        return [one.name for one in self._layouts]

    # --- doing ---------------------------------------------------------------------------------

    def save(self, name: str) -> None:
        """Keep what is on screen under a name; a layout of that name is replaced."""
        geometry = bytes(self._window.saveGeometry().data())
        charts = pack_charts(self._charts.kept())
        made = NamedLayout(name, self._placing.arrangement(), geometry, charts)
        self._layouts = [one for one in self._layouts if one.name != name]
        self._layouts.append(made)
        self.current = name
        self._keep()

    def use(self, name: str) -> None:
        """Put everything where it was; an empty name is the default, which leaves all windows."""
        found = self._find(name)
        if found is None:
            self._placing.arrange()
        else:
            if found.geometry and self._window.restoreGeometry(QByteArray(found.geometry)):
                bring_onto_screen(self._window)
            if not self._placing.use(found.panels):
                self.said.emit(
                    tr("The layout “{name}” cannot be read; this is the default.", name=name)
                )
            self._use_charts(found)
        self.current = name if found is not None else ""
        self._fill()

    def _use_charts(self, found: NamedLayout) -> None:
        """Open its chart windows instead of those that are open."""
        charts = read_charts(found.charts) if found.charts else None
        if charts is not None:
            self._charts.use(charts)
        elif found.charts:
            self.said.emit(
                tr(
                    "The chart windows of the layout “{name}” cannot be read; they stay as they are.",
                    name=found.name,
                )
            )

    def rename(self, before: str, name: str) -> None:
        """Call a layout otherwise."""
        self._layouts = [
            replace(one, name=name) if one.name == before else one for one in self._layouts
        ]
        if self.current == before:
            self.current = name
        self._keep()

    def delete(self, name: str) -> None:
        """Forget a layout; the panels stay where they are."""
        self._layouts = [one for one in self._layouts if one.name != name]
        if self.current == name:
            self.current = ""
        self._keep()

    def fault_of(self, name: str, *, other_than: str | None = None) -> str:
        """What is wrong with a name; with `other_than`, no layout but that may have it."""
        if name.casefold() in (DEFAULT_NAME.casefold(), tr(DEFAULT_NAME).casefold()):
            return tr(
                "{default_name} is the layout that is always there.", default_name=tr(DEFAULT_NAME)
            )
        if other_than is not None and name != other_than and name in self.names:
            return tr("There is a layout “{name}” already.", name=name)
        return ""

    def _find(self, name: str) -> NamedLayout | None:
        return next((one for one in self._layouts if one.name == name), None)

    # --- asking --------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Use a layout, once the user has said yes where a chart window would be lost."""
        lost = self._lost(name)
        if not lost:
            self.use(name)
            return
        from PySide6.QtWidgets import QMessageBox  # its enums may wait for the first question

        kind = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Use the layout"))
        box.setText(
            tr(
                "The layout “{name}” closes %n chart window(s) that (is|are) in no layout.",
                "",
                lost,
                name=name,
            )
        )
        yes = box.addButton(tr("Use the layout"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(kind.Cancel)
        box.setDefaultButton(kind.Cancel)
        yes.clicked.connect(lambda: self.use(name))
        box.finished.connect(self._fill)  # Qt has moved the mark to what was asked for
        box.finished.connect(box.deleteLater)
        box.open()

    def _lost(self, name: str) -> int:
        """How many chart windows it would close that nothing brings back."""
        found = self._find(name)
        if found is None or not found.charts:
            return 0
        layouts = [read_charts(one.charts) for one in self._layouts if one.charts]
        return count_unkept(self._charts.kept(), [one for one in layouts if one is not None])

    def ask_save(self) -> None:
        """Ask for a name to save what is on screen under."""
        self._ask(tr("Save the layout"), tr("Save"), self.current, self.fault_of, self.save)

    def ask_rename(self) -> None:
        """Ask for another name of the layout that is in use."""
        before = self.current
        self._ask(
            tr("Rename the layout"),
            tr("Rename"),
            before,
            lambda name: self.fault_of(name, other_than=before),
            lambda name: self.rename(before, name),
        )

    def _ask(
        self,
        title: str,
        action: str,
        name: str,
        check: Callable[[str], str],
        then: Callable[[str], None],
    ) -> None:
        from tracker.ui.name_dialog import NameDialog

        dialog = NameDialog(title, action, name, check, self._window)
        dialog.named.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_delete(self) -> None:
        """Delete the layout that is in use, once the user has said yes."""
        from PySide6.QtWidgets import QMessageBox  # its enums may wait for the first question

        name = self.current
        kind = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Delete the layout"))
        box.setText(tr("Delete the layout “{name}”? The panels stay where they are.", name=name))
        yes = box.addButton(tr("Delete"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(kind.Cancel)
        box.setDefaultButton(kind.Cancel)
        yes.clicked.connect(lambda: self.delete(name))
        box.finished.connect(box.deleteLater)
        box.open()

    # --- the menu ------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.menu.clear()
        for name in ("", *self.names):
            action = self.menu.addAction(name.replace("&", "&&") or tr(DEFAULT_NAME))
            action.setCheckable(True)
            action.setChecked(name == self.current)
            action.triggered.connect(lambda _=False, one=name: self.choose(one))
        self.menu.addSeparator()
        self._add(
            tr("Save layout as…"), tr("Keep where the panels and all windows are"), self.ask_save
        )
        known = bool(self.current)
        rename = self._add(tr("Rename layout…"), tr("The layout with the mark"), self.ask_rename)
        delete = self._add(tr("Delete layout…"), tr("The layout with the mark"), self.ask_delete)
        rename.setEnabled(known)
        delete.setEnabled(known)
        self.changed.emit()

    def _add(self, text: str, tip: str, call: Callable[[], None]) -> QAction:
        action = self.menu.addAction(text)
        action.setToolTip(tip)
        action.triggered.connect(lambda _=False: call())
        return action

    # --- remembering ---------------------------------------------------------------------------

    def load(self) -> None:
        """Read what was kept."""
        self._desk.ask(
            LAYOUTS_KEEPSAKE,
            lambda _, journal: journal.kept(LAYOUTS_KEEPSAKE) if journal is not None else None,
            self._remember,
        )

    def _remember(self, raw: bytes | None) -> None:
        made = self.names
        self._layouts += [one for one in unpack_layouts(raw) if one.name not in made]
        self._layouts.sort(key=lambda one: one.name.casefold())
        if self.current not in self.names:
            self.current = ""
        self._fill()
        if self._unkept:  # one was saved before this was read
            self._keep()

    @property
    def unkept(self) -> bytes | None:
        """What is still to be kept when the program ends; None where nothing is."""
        return pack_layouts(self._layouts) if self._unkept else None

    def _keep(self) -> None:
        """Remember it at once; without an engine it is kept when the program ends."""
        self._layouts.sort(key=lambda one: one.name.casefold())
        self._fill()
        packed = pack_layouts(self._layouts)
        self._unkept = True

        async def keep(collector: Collector) -> None:
            await collector.storage.journal(lambda journal: journal.keep(LAYOUTS_KEEPSAKE, packed))

        self._desk.submit(keep, failed=lambda _: None)
