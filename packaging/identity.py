"""How Tracker is called where programs are listed: names, identifiers, sentences; each is said once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

NAME = "Tracker"
#: Of AppStream, Flatpak and macOS. There is no domain of the project yet; change it with the
#: repository in `tracker.sources.releases` before anything is published.
APP_ID = "io.github.tracker_desktop.tracker"
#: Debian's archive has a `tracker` of another project, with a higher version, that an upgrade would
#: put in this one's place.
DEBIAN_NAME = "market-tracker"
MAINTAINER = "The Tracker project <tracker@localhost.invalid>"
SUMMARY = "Levels, liquidations and open interest of crypto markets"
#: Never to be changed: Windows knows an installed program by it.
WINDOWS_ID = "7C0E5B0D-3C43-4B7F-9A54-2D7A5F6B6E11"


def version() -> str:
    """The version of the source tree beside this folder."""
    text = (ROOT / "src/tracker/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    assert found is not None, "src/tracker/__init__.py names no version"
    return found[1]


VERSION = version()


def bundle_information() -> dict[str, Any]:
    """What macOS wants to know of a program."""
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": APP_ID,
        "CFBundleShortVersionString": VERSION,
        "CFBundleVersion": VERSION,
        "LSApplicationCategoryType": "public.app-category.finance",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSPrincipalClass": "NSApplication",
        "NSSupportsAutomaticGraphicsSwitching": True,
    }
