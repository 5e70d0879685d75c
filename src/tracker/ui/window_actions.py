"""What can be done in the main window beside what every window with a chart offers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.domain.translating import tr
from tracker.ui.actions import Actions, Place

if TYPE_CHECKING:
    from tracker.ui.main_window import MainWindow


def add_window_actions(actions: Actions, window: MainWindow) -> None:
    """Fill the menus with what only this window offers."""
    _add_files(actions, window)
    _add_levels(actions, window)
    _add_panels(actions, window)
    actions.separate(Place.HELP)
    actions.add(
        Place.HELP,
        "about",
        tr("About Tracker"),
        window.about.open,
        tip=tr("Its version, where it keeps what is yours, and the licences of all its parts"),
    )


def _add_files(actions: Actions, window: MainWindow) -> None:
    actions.separate(Place.FILE)
    actions.add(
        Place.FILE,
        "brief",
        tr("Brief: why is it moving?"),
        window.briefing.open,
        keys="Ctrl+B",
        tip=tr("One page of figures that says why the coin on the chart moves"),
    )
    actions.add(
        Place.FILE,
        "headline",
        tr("Check a headline…"),
        window.pages.recovering.open_headline,
        tip=tr("Whether a published figure of open interest can be true"),
    )
    actions.separate(Place.FILE)
    actions.take(Place.FILE, "notifications", window.notifying.notifications_wanted)
    actions.add(
        Place.FILE,
        "settings",
        tr("Settings…"),
        window.open_settings,
        keys="Ctrl+,",
        tip=tr("Everything that can be set, in one place"),
    )
    actions.add(
        Place.FILE,
        "service-keys",
        tr("Keys of data services…"),
        window.keying.open,
        tip=tr("What each key adds; test, keep and forget them"),
    )


def _add_levels(actions: Actions, window: MainWindow) -> None:
    bar, levelling = window.toolbar, window.levelling
    actions.separate(Place.LEVELS)
    actions.add(
        Place.LEVELS, "level-new", tr("New level by its price…"), levelling.new, keys="Shift+L"
    )
    actions.take(Place.LEVELS, "suggest", bar.suggest, tr("Suggest levels"))
    actions.separate(Place.LEVELS)
    actions.add(Place.LEVELS, "levels-import", tr("Import levels…"), levelling.load_file)
    actions.add(Place.LEVELS, "levels-export", tr("Export levels…"), levelling.save_file)


def _add_panels(actions: Actions, window: MainWindow) -> None:
    pages, placing = window.pages, window.placing
    for dock in placing.docks.values():
        if not dock.is_late:
            actions.take(Place.PANELS, f"panel-{dock.objectName()}", dock.toggleViewAction())
    actions.separate(Place.PANELS)
    for name, text, call, keys, tip in (
        (
            "rules",
            tr("Alerts beside levels…"),
            window.alerting.show_rules,
            "F3",
            tr("Rules of your own"),
        ),
        (
            "liquidations",
            tr("Liquidations against normal"),
            window.liquidating.open,
            "F4",
            tr("Windows of 5 minutes to 30 days"),
        ),
        (
            "cascades",
            tr("Cascades"),
            partial(pages.open, "cascades"),
            "F6",
            tr("How self-exciting the flow is"),
        ),
        (
            "state",
            tr("State of the market"),
            partial(pages.open, "market-state"),
            "F7",
            tr("What surrounds the coin"),
        ),
        (
            "health",
            tr("Health of the venues"),
            pages.open_health,
            "F8",
            tr("Every feed and its state"),
        ),
        (
            "recovery",
            tr("Is it over?"),
            partial(pages.open, "recovery"),
            "F9",
            tr("What has to be so, and is it"),
        ),
    ):
        actions.add(Place.PANELS, name, text, call, keys=keys, tip=tip)
    actions.separate(Place.PANELS)
    for name, text, by, keys, tip in (
        ("panel-next", tr("Next panel"), 1, "Ctrl+F6", tr("Put the keyboard into the next panel")),
        ("panel-before", tr("Previous panel"), -1, "Ctrl+Shift+F6", tr("Into the one before")),
    ):
        actions.add(Place.PANELS, name, text, partial(placing.step, by), keys=keys, tip=tip)
    actions.take_menu(Place.PANELS, window.layouts.menu)
