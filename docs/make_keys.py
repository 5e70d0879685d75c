"""Writes docs/keys.md: every key of Tracker, from the list of actions that its windows are made with.

python docs/make_keys.py            write the page
python docs/make_keys.py --check    exit 1 where the page is not as it would be written
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtWidgets import QApplication

from tracker.app import App, Options
from tracker.commands import window
from tracker.store.paths import Home
from tracker.ui.chart_keeping import KeptChart
from tracker.ui.key_sheet import KeyGroup, key_groups

PAGE = Path(__file__).parent / "keys.md"
_INTRO = """# Keys

Written by `python docs/make_keys.py` from the list of actions. `?` shows the same in the window, and `Ctrl+K` finds everything else that can be done. On macOS, Ctrl is ⌘.

A letter that is no key begins the search for a coin: type `sol`. `L` does so where the mouse is not on the prices; there it places a level, so `/` comes first for LINK or LTC.
"""


def groups() -> tuple[list[KeyGroup], list[KeyGroup]]:
    """The keys of the main window, and those of a chart window."""
    qt = QApplication.instance() or QApplication(["tracker"])
    assert isinstance(qt, QApplication)
    with tempfile.TemporaryDirectory() as home:
        app = App(Options(demo=""), Home.under(Path(home)))
        app.begin()
        session = window.Session(app, window.WindowRun(), qt)
        main = session.window
        other = main.charts.open(KeptChart(main.layout_now().asset))
        found = key_groups(main.registry), key_groups(other.registry)
        main.leave()
        session.close()
    return found


def page() -> str:
    """The page as it should be."""
    main, other = groups()
    known = {(row.keys, row.text) for group in main for row in group.rows}
    only = [row for group in other for row in group.rows if (row.keys, row.text) not in known]
    parts = [_INTRO, *map(_section, main)]
    if only:
        parts.append(_section(KeyGroup("In a chart window beside", tuple(only))))
    return "\n".join(parts)


def _section(group: KeyGroup) -> str:
    rows = [f"| {_shown(row.keys)} | {row.text} |" for row in group.rows]
    return "\n".join([f"## {group.name}", "", "| key | does |", "|---|---|", *rows, ""])


def _shown(keys: tuple[str, ...]) -> str:
    return ", ".join(f"`{one}`" for one in keys)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    after = page()
    if options.check:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == after
        return 0 if same else 1
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
