"""Asks for a name, and says what is wrong with it while it is there to be changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker.domain.translating import tr
from tracker.ui.marking import mark

#: Says what is wrong with a name; nothing where it is good.
Check = Callable[[str], str]
_MOST_CHARACTERS = 40


class NameDialog(QDialog):
    """One line for a name.

    Signals:
        named: the name that was given, without spaces around it.
    """

    named = Signal(str)

    def __init__(self, title: str, action: str, name: str, check: Check, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._check = check
        label = QLabel(tr("&Name"))
        self.edit = QLineEdit(name)
        self.edit.setMaxLength(_MOST_CHARACTERS)
        self.edit.setAccessibleName(tr("Name"))
        self.edit.selectAll()
        label.setBuddy(self.edit)
        self.message = QLabel()
        self.message.setObjectName("message")
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(self.message.fontMetrics().lineSpacing() * 2)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(action)
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        for part in (label, self.edit, self.message, buttons):
            column.addWidget(part)
        self.setFixedWidth(340)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        self.edit.textChanged.connect(self._judge)
        self._judge()

    def _judge(self) -> None:
        """Say what is wrong; an empty line is only not ready yet."""
        name = self.edit.text().strip()
        wrong = self._check(name) if name else ""
        self.message.setText(wrong)
        mark(self.message, "wrong", bool(wrong))
        self.go.setEnabled(bool(name) and not wrong)

    def _take(self) -> None:
        if self.go.isEnabled():
            self.named.emit(self.edit.text().strip())
            self.accept()
