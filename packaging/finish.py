"""Completes a frozen folder: the licences of all that is in it, and nothing that only debuggers read.

    python packaging/finish.py BUILD FROZEN

BUILD is where PyInstaller worked, FROZEN the folder `_internal` (macOS: `Contents/Resources`) of what it
made. Ends with 1 where a module of the source tree is missing.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import contents

from tracker.store.licences import Component, installed_components, write_components

#: Where Debian lays the terms of a package.
_DEBIAN_DOC = Path("/usr/share/doc")


def finish(build: Path, frozen: Path) -> None:
    """Check, add and strip."""
    work = build / "work/tracker"
    missing = set(contents.modules()) - _entries(work / "PYZ-00.toc").keys()
    if missing:
        sys.exit(f"The frozen program lacks {', '.join(sorted(missing))}.")
    found = [*installed_components(), *_of_the_system(_entries(work / "COLLECT-00.toc"))]
    write_components(found, frozen / "tracker/bundled/licences")
    # Qt's files keep their signature and numpy's their layout; Python's own come with debug symbols.
    if sys.platform.startswith("linux"):
        for path in (*frozen.glob("libpython*.so*"), *frozen.glob("python3*/lib-dynload/*.so")):
            subprocess.run(["strip", "--strip-unneeded", path], check=True)


def _entries(file: Path) -> dict[str, str]:
    """Name and source of everything in a table of contents of PyInstaller."""
    found: dict[str, str] = {}

    def collect(value: object) -> None:
        if isinstance(value, tuple) and len(value) == 3 and all(isinstance(x, str) for x in value):
            found[value[0]] = value[1]
        elif isinstance(value, tuple | list):
            for one in value:
                collect(one)

    collect(ast.literal_eval(file.read_text(encoding="utf-8")))
    return found


def _of_the_system(files: dict[str, str]) -> list[Component]:
    """Libraries that were taken from a Debian system, package by package."""
    if shutil.which("dpkg-query") is None:
        return []
    paths = {
        str(Path(source).resolve())
        for source in files.values()
        if source.startswith(("/lib/", "/usr/lib/"))
    }
    found: dict[str, Component] = {}
    for path in sorted(paths):
        # A file may be known by the name it had before /usr was merged.
        names = [path, path.removeprefix("/usr")]
        asked = subprocess.run(
            ["dpkg-query", "--search", *names], capture_output=True, text=True, check=False
        )
        package = asked.stdout.split(":", 1)[0].strip()
        text = _DEBIAN_DOC / package / "copyright"
        if not package or not text.is_file():
            sys.exit(f"The terms of {path} are not known; install what it belongs to properly.")
        if package not in found:
            shown = ["dpkg-query", "--show", "--showformat=${Version}", package]
            version = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
            found[package] = Component(package, version, "", (text,))
    return list(found.values())


if __name__ == "__main__":
    finish(Path(sys.argv[1]), Path(sys.argv[2]))
