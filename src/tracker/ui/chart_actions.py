"""What can be done in every window with a chart, with its keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tracker.domain.translating import tr
from tracker.ui.actions import Actions, Place

if TYPE_CHECKING:
    from tracker.ui.chart_host import ChartHost

_STEP, _PAGE = 0.25, 0.9
_CLOSER, _WIDER = 1.25, 0.8


def add_chart_actions(actions: Actions, host: ChartHost) -> None:
    """Fill the menus with what the chart of a window offers."""
    _add_files(actions, host)
    _add_view(actions, host)
    _add_chart(actions, host)
    bar = host.bar
    for name, action in bar.draw.named.items():
        if name in ("magnet", "clear"):
            actions.separate(Place.DRAW)
        actions.take(Place.DRAW, name, action)
    _add_levels(actions, host)
    actions.take(Place.WINDOW, "new-window", bar.new_window)
    actions.add(
        Place.HELP,
        "keys",
        tr("All keys"),
        host.show_keys,
        keys="? F1",
        tip=tr("Every key and what it does"),
    )
    actions.add(
        Place.HELP,
        "palette",
        tr("Find what to do…"),
        host.show_palette,
        keys="Ctrl+K Ctrl+Shift+P",
        tip=tr("Type what you want: an action, a coin, an interval, a level"),
    )


def _add_files(actions: Actions, host: ChartHost) -> None:
    bar = host.bar
    actions.take(Place.FILE, "export", bar.export, tr("Export the chart…"))
    actions.take(Place.FILE, "copy", bar.copy)


def _add_view(actions: Actions, host: ChartHost) -> None:
    bar = host.bar
    actions.add(
        Place.VIEW,
        "search",
        tr("Search for a coin…"),
        host.search,
        keys="/",
        tip=tr("Or just type its name"),
    )
    actions.add(Place.VIEW, "coin-before", tr("Previous coin"), partial(host.step, -1), keys="PgUp")
    actions.add(Place.VIEW, "coin-after", tr("Next coin"), partial(host.step, 1), keys="PgDown")
    actions.separate(Place.VIEW)
    actions.take(Place.VIEW, "theme", bar.theme)
    actions.take(Place.VIEW, "zone", bar.zone)
    actions.separate(Place.VIEW)
    actions.add(
        Place.VIEW,
        "menus",
        tr("Go to the menus"),
        host.summon_menus,
        keys="F10",
        tip=tr("Alt alone does it, too"),
    )
    keep = actions.add(Place.VIEW, "keep-menus", tr("Keep the menus in view"), lambda: None)
    keep.setCheckable(True)
    keep.toggled.connect(host.keep_menus)
    full = actions.add(
        Place.VIEW, "full-screen", tr("Full screen"), host.toggle_full_screen, keys="F11"
    )
    full.setCheckable(True)


def _add_chart(actions: Actions, host: ChartHost) -> None:
    bar, chart = host.bar, host.chart
    actions.take_menu(Place.CHART, bar.intervals_menu, bar.named_intervals())
    style = bar.style_menu
    actions.take_menu(Place.CHART, style.menu(), style.named.items())
    actions.take_menu(Place.CHART, host.pane_menu)
    actions.take(Place.CHART, "indicators", bar.indicators, tr("Indicators and comparison…"))
    actions.take(Place.CHART, "profile", bar.profile, tr("Volume profile"))
    actions.separate(Place.CHART)
    for name, text, call, keys in (
        ("earlier", tr("Earlier"), partial(chart.pan, -_STEP), "Left"),
        ("later", tr("Later"), partial(chart.pan, _STEP), "Right"),
        ("page-earlier", tr("A page earlier"), partial(chart.pan, -_PAGE), "Shift+Left"),
        ("page-later", tr("A page later"), partial(chart.pan, _PAGE), "Shift+Right"),
        ("oldest", tr("The oldest candles that are loaded"), chart.to_oldest, "Home"),
        ("now", tr("Back to now"), chart.back_to_now, "End"),
        ("closer", tr("Zoom in"), partial(chart.zoom, _CLOSER), "+ ="),
        ("wider", tr("Zoom out"), partial(chart.zoom, _WIDER), "-"),
    ):
        actions.add(Place.CHART, name, text, call, keys=keys)


def _add_levels(actions: Actions, host: ChartHost) -> None:
    bar = host.bar
    actions.add(
        Place.LEVELS,
        "level",
        tr("Level at the crosshair"),
        host.add_level_at_cursor,
        keys="L",
        tip=tr("Watch the price under the mouse"),
    )
    actions.take(Place.LEVELS, "level-mode", bar.place_level)
    actions.separate(Place.LEVELS)
    actions.take(Place.LEVELS, "undo", bar.undo)
    actions.take(Place.LEVELS, "redo", bar.redo)


def add_last_actions(actions: Actions, host: ChartHost) -> None:
    """What stands at the end of its menu in every window."""
    actions.separate(Place.FILE)
    leave = actions.add(Place.FILE, "quit", tr("Quit Tracker"), host.leave_program, keys="Ctrl+Q")
    leave.setMenuRole(leave.MenuRole.QuitRole)


def is_typed(text: str, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a key that nobody else wanted is the first letter of a coin's name."""
    held = modifiers & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return len(text) == 1 and text.isalpha() and not held
