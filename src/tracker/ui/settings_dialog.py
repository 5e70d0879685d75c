"""The dialog of settings, made of their one declaration: groups, a search, and a row for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import noted, tr
from tracker.store.settings import SETTINGS, Group
from tracker.store.settings_book import SettingsBook
from tracker.ui.focus_frame import FocusFramed
from tracker.ui.on_screen import resize_within
from tracker.ui.page_area import PageArea
from tracker.ui.panels.elided import Elided
from tracker.ui.panels.rows import MARGIN
from tracker.ui.setting_rows import SettingRow
from tracker.ui.setting_up import Offer
from tracker.ui.theme import font

_WIDTH, _HEIGHT, _GROUPS_PX = 860, 640, 176
_AROUND_PX = 60
_NONE = noted("No setting has these words.")


class _Groups(FocusFramed, QListWidget):
    """Where the keyboard is is seen around it."""


class SettingsDialog(QDialog):
    """The dialog. Every change is told at once.

    Signals:
        given: the name of a setting and its new value.
        reset_wanted: the name of a setting.
        file_wanted: the user wants to see the file.
    """

    given = Signal(str, object)
    reset_wanted = Signal(str)
    file_wanted = Signal()

    def __init__(self, book: SettingsBook, offers: Sequence[Offer], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._book = book
        self.setWindowTitle(tr("Settings"))
        resize_within(self, _WIDTH, _HEIGHT)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search all settings"))
        self.search.setAccessibleName(tr("Search all settings"))
        self.search.setToolTip(tr("Words of what a setting is called or does (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.groups = _Groups()
        self.groups.setObjectName("groups")
        self.groups.setAccessibleName(tr("Groups of settings"))
        self.groups.setFixedWidth(_GROUPS_PX)
        self.groups.addItems([tr(one) for one in Group])
        self.rows = {one.name: SettingRow(one) for one in SETTINGS}
        self._offers = {one: self._button_of(one) for one in offers}
        self._titles = {group: QLabel(tr(group)) for group in Group}
        self._none = QLabel(tr(_NONE))
        self._none.setObjectName("quiet")
        self._scroll = PageArea(tr("Settings"))
        self._place()
        for row in self.rows.values():
            row.given.connect(self.given)
            row.reset_wanted.connect(self.reset_wanted)
        self.search.textChanged.connect(self._choose)
        self.groups.setCurrentRow(0)
        self.groups.currentRowChanged.connect(self._leave_search)
        self.groups.itemClicked.connect(self._leave_search)
        QShortcut(QKeySequence.StandardKey.Find, self, self._find)
        self.refresh()
        self._choose()

    # --- placing -------------------------------------------------------------------------------

    def _place(self) -> None:
        page = QWidget()
        page.installEventFilter(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN + 6, 6, MARGIN + 6, MARGIN)
        column.setSpacing(0)
        for group, title in self._titles.items():
            title.setFont(font(15, bold=True))
            title.setContentsMargins(0, 10, 0, 4)
            column.addWidget(title)
            for row in self.rows.values():
                if row.setting.group is group:
                    column.addWidget(row)
                    row.field.widget.installEventFilter(self)
                    row.reset.installEventFilter(self)
            for offer, button in self._offers.items():
                if offer.group is group:
                    column.addSpacing(6)
                    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._none)
        column.addStretch(1)
        self._scroll.hold(page)
        side = QVBoxLayout()
        side.setContentsMargins(MARGIN, MARGIN, 0, MARGIN)
        side.setSpacing(10)
        self.search.setFixedWidth(_GROUPS_PX)
        side.addWidget(self.search)
        side.addWidget(self.groups, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(side)
        middle.addWidget(self._scroll, 1)
        line = QWidget()
        line.setObjectName("hairline")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line.setFixedHeight(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(middle, 1)
        rows.addWidget(line)
        rows.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        path = self._book.path
        self.where = Elided()
        self.where.setObjectName("quiet")
        kept = (
            tr("Kept in {path}", path=path)
            if path is not None
            else tr("Kept until Tracker is closed")
        )
        self.where.setText(kept)
        self.file, self.close_button = QPushButton(tr("Open the file")), QPushButton(tr("Close"))
        self.file.setToolTip(
            tr(
                "Open config.toml in your editor; what you change there is taken up when you "
                "save it"
            )
        )
        self.file.setAccessibleName(tr("Open config.toml"))
        self.file.setEnabled(path is not None)
        self.file.clicked.connect(self.file_wanted)
        self.close_button.setToolTip(tr("Close the settings (Esc); they hold already"))
        self.close_button.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 10, MARGIN, 10)
        foot.setSpacing(8)
        foot.addWidget(self.where, 1)
        for button in (self.file, self.close_button):
            button.setAutoDefault(False)  # Enter ends the line that is typed
            foot.addWidget(button)
        return foot

    def _button_of(self, offer: Offer) -> QPushButton:
        button = QPushButton(offer.label)
        button.setAutoDefault(False)
        button.setToolTip(offer.tip)
        button.clicked.connect(lambda _=False: offer.call())
        return button

    # --- showing -------------------------------------------------------------------------------

    def refresh(self, names: Sequence[str] | None = None) -> None:
        """Show what holds now: all of it, or some settings alone."""
        faults = {one.name: one.sentence for one in self._book.faults}
        for name in self.rows if names is None else names:
            self.rows[name].show_settings(self._book.settings, faults.get(name, ""))

    def say(self, name: str, sentence: str) -> None:
        """Say at a setting why it is not kept."""
        self.rows[name].say(sentence)

    def open_group(self, group: Group) -> None:
        """Show one group."""
        self.groups.setCurrentRow(list(Group).index(group))
        self._leave_search()

    def showEvent(self, event: QShowEvent) -> None:
        """Whatever changed while it was closed is shown."""
        super().showEvent(event)
        self.refresh()
        self.search.setFocus()

    # --- what the user does --------------------------------------------------------------------

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _leave_search(self) -> None:
        if self.search.text():
            self.search.clear()  # which chooses
        else:
            self._choose()

    def _choose(self) -> None:
        """Show the rows that are searched for, or else the group that is chosen."""
        wanted = self.search.text().lower().split()
        chosen = list(Group)[max(0, self.groups.currentRow())]
        self.groups.item(self.groups.currentRow()).setSelected(not wanted)
        any_row = False
        for group, title in self._titles.items():
            rows = [row for row in self.rows.values() if row.setting.group is group]
            seen = [row for row in rows if (row.matches(wanted) if wanted else group is chosen)]
            for row in rows:
                row.setVisible(row in seen)
            title.setVisible(bool(seen))
            any_row = any_row or bool(seen)
        for offer, button in self._offers.items():
            said = f"{offer.label} {offer.tip}".lower()
            there = all(one in said for one in wanted) if wanted else offer.group is chosen
            button.setVisible(there)
            if there:
                self._titles[offer.group].show()
                any_row = True
        self._none.setVisible(not any_row)
        self._scroll.verticalScrollBar().setValue(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What has the focus is in view."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._scroll.ensureWidgetVisible(watched, 0, _AROUND_PX)
        return super().eventFilter(watched, event)
