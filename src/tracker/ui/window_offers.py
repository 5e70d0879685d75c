"""What the command palette finds in the main window alone: layouts and settings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tracker.domain.translating import tr
from tracker.store.settings import SETTINGS
from tracker.ui.layouts import DEFAULT_NAME
from tracker.ui.offers import Offer

if TYPE_CHECKING:
    from tracker.ui.main_window import MainWindow


def window_offers(window: MainWindow) -> list[Offer]:
    """Everything beside its actions that can be chosen."""
    return [*_layouts(window), *_settings(window)]


def _layouts(window: MainWindow) -> Iterator[Offer]:
    layouts = window.layouts
    for name, used in ((tr(DEFAULT_NAME), ""), *((one, one) for one in layouts.names)):
        yield Offer(
            f"layout-{used}",
            name,
            tr("Layout"),
            partial(layouts.choose, used),
            on=used == layouts.current or None,
        )


def _settings(window: MainWindow) -> Iterator[Offer]:
    for one in SETTINGS:
        yield Offer(
            f"setting-{one.name}",
            tr(one.label),
            tr("Setting"),
            partial(_open, window, tr(one.label)),
        )


def _open(window: MainWindow, label: str) -> None:
    """The dialog of settings, at one of them."""
    window.setting_up.open()
    dialog = window.setting_up.dialog
    assert dialog is not None
    dialog.search.setText(label)
