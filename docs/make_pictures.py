"""Makes the pictures of the user guide with the program itself, on its simulated market.

    python docs/make_pictures.py [NAME …] [--out docs/pictures]

Offscreen, without a network. The market runs for three quarters of an hour of its time and then stands
still, so that all pictures of a run show the same moment and those of two runs nearly the same. Without
names all are made, but for those of a desktop (`notification.png`) and of another language
(`window-german.png`: `tracker --demo --screenshot` with `language = "de"`). Only by name `states-every-page`
is made: the four pages in each of their states, for whoever works on them. A PNG has at most 256 colours.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

import chart_pictures
import dialog_pictures
import level_pictures
import menu_pictures
import panel_pictures
from page_pictures import EVERY_STATE, PAGES
from PySide6.QtWidgets import QApplication
from state_pictures import STATES
from studio import WIDE, StandingClock, Studio, is_loaded

from tracker.app import App, Options
from tracker.commands import window
from tracker.store.paths import Home
from tracker.ui.theme import DARK, LIGHT, font


def in_light(studio: Studio) -> None:
    """What was shown dark, once more."""
    studio.use(LIGHT)
    studio.suffix = "-light"
    for name in IN_LIGHT:
        studio.quiet()
        PICTURES[name](studio)
    studio.suffix = ""
    studio.use(DARK)


PICTURES: dict[str, Callable[[Studio], None]] = {
    "window-dark": chart_pictures.window_dark,
    "window-light": chart_pictures.window_light,
    "styles": chart_pictures.styles,
    "scales": chart_pictures.scales,
    "panes": chart_pictures.panes,
    "menus": menu_pictures.menus,
    "menu-bar": menu_pictures.menu_bar,
    "settings": menu_pictures.settings,
    "colors": menu_pictures.colors,
    "palette": menu_pictures.palette,
    "key-sheet": menu_pictures.key_sheet,
    "indicators": chart_pictures.indicators,
    "comparison": chart_pictures.comparison,
    "drawings": chart_pictures.drawings,
    "linked": chart_pictures.linked,
    "level-editor": level_pictures.level_editor,
    "level-suggestions": level_pictures.level_suggestions,
    "levels": level_pictures.levels,
    "level-dry-run": level_pictures.level_dry_run,
    "alerts": panel_pictures.alerts,
    "alert-picture": dialog_pictures.alert_picture,
    "export-light": dialog_pictures.export_light,
    "export-dialog": dialog_pictures.export_dialog,
    "export-posts": dialog_pictures.export_posts,
    "panels": panel_pictures.panels,
    "market-state": panel_pictures.market_state,
    "health": panel_pictures.health,
    "rules": panel_pictures.rules,
    "small-dialogs": dialog_pictures.small_dialogs,
    "cascades": panel_pictures.cascades,
    "recovery": panel_pictures.recovery,
    "liquidations": panel_pictures.liquidations,
    "brief": panel_pictures.brief,
    "service-keys": dialog_pictures.service_keys,
    "about": dialog_pictures.about,
    "notifications": dialog_pictures.notifications,
    "tray-states": dialog_pictures.tray_states,
    **STATES,
    **PAGES,
    "in-light": in_light,
}
#: Dialogs and pages that are shown in light too; others show both by themselves.
IN_LIGHT = (
    "menus",
    "key-sheet",
    "indicators",
    "level-editor",
    "level-suggestions",
    "alert-picture",
    "export-dialog",
    "market-state",
    "health",
    "rules",
    "small-dialogs",
    "cascades",
    "recovery",
    "liquidations",
    "brief",
    "service-keys",
    "about",
    "notifications",
    "first-run",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "pictures")
    given = parser.parse_args()
    recipes = PICTURES | EVERY_STATE
    unknown = [name for name in given.names if name not in recipes]
    if unknown:
        parser.error(f"there is no picture {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as home:
        app = App(Options(demo=""), Home.under(Path(home)))
        clock = StandingClock(app.scenario.now_ms)
        app.__dict__["clock"] = clock
        app.begin()
        qt = QApplication(["tracker"])
        qt.setStyle("Fusion")
        qt.setFont(font())
        session = window.Session(app, window.WindowRun(), qt)
        studio = Studio(qt, session, given.out)
        session.open()
        studio.size(WIDE, 900)
        session.window.placing.arrange()  # with the room that there is now
        studio.until("the market", lambda: is_loaded(studio, clock))
        studio.settle(4.0)
        for name in given.names or PICTURES:
            studio.quiet()
            recipes[name](studio)
        session.window.leave()
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
