"""Brings up the dialog of keys, and takes what the user does there to the engine and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tracker.ui.desk import Desk

if TYPE_CHECKING:  # loaded when it is first wanted
    from tracker.services.keys import Kept, Verdict
    from tracker.ui.keys_dialog import KeyCard, KeysDialog


class Keying(QObject):
    """The one dialog of a window; it is made when it is first asked for."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.dialog: KeysDialog | None = None

    def open(self) -> None:
        """Show the dialog."""
        if self.dialog is None:
            from tracker.ui.keys_dialog import KeysDialog

            dialog = self.dialog = KeysDialog(self._window)
            dialog.refresh_wanted.connect(self._read)
            dialog.test_wanted.connect(self._test)
            dialog.keep_wanted.connect(self._keep)
            dialog.forget_wanted.connect(self._forget)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _card(self, name: str) -> KeyCard:
        assert self.dialog is not None
        return self.dialog.cards[name]

    def _read(self) -> None:
        dialog = self.dialog
        assert dialog is not None
        self._desk.submit(lambda collector: collector.keys.view(), dialog.show_keys, dialog.refused)

    def _test(self, name: str, text: str) -> None:
        card = self._card(name)

        def then(verdict: Verdict) -> None:
            card.show_verdict(verdict)

        self._desk.submit(lambda collector: collector.keys.test(name, text), then, card.refused)

    def _keep(self, name: str, text: str, session: bool) -> None:
        card = self._card(name)

        def then(kept: Kept) -> None:
            card.show_kept(kept)
            self._read()

        self._desk.submit(
            lambda collector: collector.keys.keep(name, text, session=session), then, card.refused
        )

    def _forget(self, name: str) -> None:
        card = self._card(name)

        def then(sentence: str) -> None:
            from tracker.services.keys import Kept

            card.show_kept(Kept(True, sentence))
            self._read()

        self._desk.submit(lambda collector: collector.keys.forget(name), then, card.refused)
