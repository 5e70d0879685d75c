"""One setting as a row of the dialog: what it is called, what it does, a field for it, and a way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from tracker.domain.translating import noted, tr
from tracker.store.setting_kinds import Choice, Names, Plain, Switch, Text
from tracker.store.settings import BadSettings, Setting, Settings
from tracker.ui.marking import mark
from tracker.ui.panels.choice import Choice as ChoiceBox
from tracker.ui.theme import SMALL_PX, font
from tracker.ui.tick_box import TickBox

_FIELD_PX, _RESET_PX = 264, 62
_LATER = noted("Takes effect with the next start.")


class Field(Protocol):
    """What a value is given with. It calls back with what TOML would hold, once it is meant."""

    @property
    def widget(self) -> QWidget:
        """What is in the row."""

    def show_plain(self, plain: Plain) -> None:
        """Show a value without telling it back."""


class SwitchField:
    """A box that is ticked or not."""

    def __init__(self, setting: Setting, tell: Callable[[Plain], None]) -> None:
        del setting
        self._box = TickBox()
        self._box.toggled.connect(self._say)
        self._tell = tell
        self._say(on=False, told=False)

    @property
    def widget(self) -> TickBox:
        """The box."""
        return self._box

    def _say(self, on: bool, *, told: bool = True) -> None:
        self._box.setText(tr("On") if on else tr("Off"))
        if told:
            self._tell(on)

    def show_plain(self, plain: Plain) -> None:
        """Tick it or not."""
        self._box.blockSignals(True)
        self._box.setChecked(bool(plain))
        self._box.blockSignals(False)
        self._say(bool(plain), told=False)


class ChoiceField:
    """A list of words, one of which holds."""

    def __init__(self, setting: Setting, tell: Callable[[Plain], None]) -> None:
        assert isinstance(setting.kind, Choice)
        self._box = ChoiceBox()
        for word, label in setting.kind.options:
            self._box.addItem(tr(label), word)
        self._box.activated.connect(lambda _: tell(str(self._box.currentData())))
        self._box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the page

    @property
    def widget(self) -> QComboBox:
        """The box."""
        return self._box

    def show_plain(self, plain: Plain) -> None:
        """Choose it."""
        self._box.setCurrentIndex(self._box.findData(plain))


class TextField:
    """A line of text; it is meant with Enter, or once the line is left."""

    def __init__(self, setting: Setting, tell: Callable[[Plain], None]) -> None:
        self._kind, self._tell = setting.kind, tell
        self._line = QLineEdit()
        example = getattr(setting.kind, "example", "")
        if isinstance(setting.kind, Text):
            self._line.setMaxLength(setting.kind.longest)
        elif isinstance(setting.kind, Names):
            example = ", ".join(re.findall(r'"([^"]*)"', example))
        self._line.setPlaceholderText(
            tr("for example {example}", example=example) if example else ""
        )
        self._line.editingFinished.connect(self._finished)
        self._shown = ""

    @property
    def widget(self) -> QLineEdit:
        """The line."""
        return self._line

    def _finished(self) -> None:
        text = self._line.text()
        if text != self._shown:
            self._shown = text
            is_list = isinstance(self._kind, Names)
            self._tell([one for one in re.split(r"[,;\s]+", text) if one] if is_list else text)

    def show_plain(self, plain: Plain) -> None:
        """Write it."""
        self._shown = ", ".join(plain) if isinstance(plain, list) else str(plain)
        if self._line.text() != self._shown:
            self._line.setText(self._shown)
            self._line.setCursorPosition(0)


def field_for(setting: Setting, tell: Callable[[Plain], None]) -> Field:
    """The field that suits the kind of a setting."""
    if isinstance(setting.kind, Switch):
        return SwitchField(setting, tell)
    return (ChoiceField if isinstance(setting.kind, Choice) else TextField)(setting, tell)


class SettingRow(QWidget):
    """The row.

    Signals:
        given: the name of the setting and a value that it may have.
        reset_wanted: the name of the setting.
    """

    given = Signal(str, object)
    reset_wanted = Signal(str)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.field = field_for(setting, self._told)
        self._name, self._help, self.message = QLabel(tr(setting.label)), QLabel(), QLabel()
        self.reset = QToolButton()
        self._place()

    def _place(self) -> None:
        setting, widget = self.setting, self.field.widget
        says = tr(setting.help)
        if not setting.at_once:
            says += f" {tr(_LATER)}"
        self._name.setFont(font(bold=True))
        self._name.setBuddy(widget)
        self._help.setText(says)
        self._help.setObjectName("quiet")
        self.message.setObjectName("message")
        self.message.setProperty("wrong", "true")
        self.message.hide()
        for label in (self._name, self._help, self.message):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._help, self.message):
            label.setFont(font(SMALL_PX))
        widget.setFixedWidth(_FIELD_PX)
        widget.setAccessibleName(tr(setting.label))
        widget.setAccessibleDescription(says)
        in_file = tr(
            "In config.toml: {name} = {may_be}", name=setting.name, may_be=tr(setting.kind.may_be)
        )
        widget.setToolTip(f"{tr(setting.help)}\n{in_file}")
        self.reset.setText(tr("Reset"))
        self.reset.setMinimumWidth(_RESET_PX)
        self.reset.setAccessibleName(tr("Reset: {label}", label=tr(setting.label)))
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(setting.name))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 9, 0, 9)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._name, 0, 0, top)
        grid.addWidget(self._help, 1, 0, top)
        right = QGridLayout()
        right.setHorizontalSpacing(8)
        right.setVerticalSpacing(3)
        right.addWidget(widget, 0, 0, top)
        right.addWidget(self.reset, 0, 1, top)
        right.addWidget(self.message, 1, 0, 1, 2)
        grid.addLayout(right, 0, 1, 2, 1, top)

    def show_settings(self, settings: Settings, fault: str = "") -> None:
        """Show its value among all; `fault` says why what the file says does not hold."""
        plain, default = self.setting.plain(settings), self.setting.plain_default
        self.field.show_plain(plain)
        self.reset.setVisible(plain != default or bool(fault))
        shown = ", ".join(default) if isinstance(default, list) else default
        if isinstance(shown, bool):
            shown = tr("on") if shown else tr("off")
        self.reset.setToolTip(tr("Back to the default: {shown}", shown=shown or tr("nothing")))
        self.say(
            tr("{without} The default holds.", without=_without(self.setting.name, fault))
            if fault
            else ""
        )

    def say(self, sentence: str) -> None:
        """Say what is wrong with what was given; nothing takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        widget = self.field.widget
        mark(widget, "wrong", bool(sentence))
        says = self._help.text()
        widget.setAccessibleDescription(f"{sentence} {says}" if sentence else says)

    def matches(self, wanted: list[str]) -> bool:
        """Whether all of some words are in what is said of it."""
        said = f"{tr(self.setting.label)} {self._help.text()} {self.setting.name} {tr(self.setting.group)}"
        kind = self.setting.kind
        if isinstance(kind, Choice):
            said += " ".join(tr(label) for _, label in kind.options)
        said = said.lower()
        return all(word in said for word in wanted)

    def _told(self, plain: Plain) -> None:
        try:
            value: Any = self.setting.kind.read(self.setting.name, plain)
        except BadSettings as error:
            self.say(_without(self.setting.name, error.sentence))
            self.reset.show()
            return
        self.say("")
        self.given.emit(self.setting.name, value)


def _without(name: str, sentence: str) -> str:
    """The sentence without the key: the row has its name."""
    if sentence.startswith(f"{name} "):
        return tr("It {lstrip}", lstrip=sentence.removeprefix(name).lstrip())
    return sentence
