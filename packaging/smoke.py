"""Tries a built Tracker as a stranger would, on any system: against a home of its own, with no network.

    python packaging/smoke.py PROGRAM SOURCE_PYTHON

PROGRAM is the built executable; SOURCE_PYTHON is a Python that has the source tree installed, to compare
with. Ends with 1 at the first thing that is not as it should be, and names it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

#: Of the caller's environment only this goes along: no Python, no path to the source tree.
_KEPT = ("SYSTEMROOT", "TEMP", "TMPDIR", "WINDIR", "LANG", "DISPLAY")
_PNG = b"\x89PNG\r\n\x1a\n"


class Trial:
    """One built program and a user who has never seen it."""

    def __init__(self, program: Sequence[str], home: Path, **more: str) -> None:
        self._program = list(program)
        self.home = home
        self.environment = {
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            "HOME": str(home),
            "USERPROFILE": str(home),
            "APPDATA": str(home / "Roaming"),
            "LOCALAPPDATA": str(home / "Local"),
            "PATH": os.defpath if sys.platform != "win32" else os.environ["PATH"],
            "QT_QPA_PLATFORM": "offscreen",
            **more,
        }

    def run(self, *arguments: str, codes: Sequence[int] = (0,), **more: str) -> str:
        """What a command prints; anything unexpected ends the trial."""
        done = subprocess.run(
            [*self._program, *arguments],
            env=self.environment | more,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        shown = " ".join(arguments)
        if done.returncode not in codes or "Traceback" in done.stderr:
            fail(f"`tracker {shown}` ended with {done.returncode}: {done.stderr or done.stdout}")
        return done.stdout


def fail(sentence: str) -> None:
    """End the trial."""
    sys.exit(f"NOT GOOD: {sentence}")


def say(sentence: str) -> None:
    """Tell what was found good."""
    print(f"ok  {sentence}", flush=True)


def try_program(built: Trial, source: Trial) -> None:
    """Everything that can be tried on every system."""
    version = built.run("--version").strip()
    if version != source.run("--version").strip():
        fail(f"it says {version}, the source tree something else")
    say(f"{version} starts")
    channels = [_channels(one.run("status", "--json")) for one in (source, built)]
    if channels[0] != channels[1]:
        fail(f"channels differ: {sorted(channels[0] ^ channels[1])}")
    say(
        f"all {len(channels[0])} channels of {len({one[0] for one in channels[0]})} sources are there"
    )
    # 1: no venue can be reached in a trial without a network, which is no fault of the program.
    parts = [one.run("doctor", codes=(0, 1)).splitlines()[0] for one in (source, built)]
    if parts[0] != parts[1] or not parts[1].startswith("ok"):
        fail(f"its parts differ:\n  {parts[0]}\n  {parts[1]}")
    say(parts[1].partition("program")[2].strip())
    commands = [line.split()[0] for line in _commands(built.run("--help"))]
    for command in commands:
        built.run(command, "--help")
    say(f"{len(commands)} commands answer --help")
    try_window(built)
    picture = built.home / "chart.png"
    built.run("--demo", "export", "BTC", "--out", str(picture), "--size", "1280x720")
    _is_picture(picture)
    svg = built.home / "chart.svg"
    built.run("--demo", "export", "BTC", "--out", str(svg))
    if "<svg" not in svg.read_text(encoding="utf-8")[:1000]:
        fail("the exported SVG is none")
    built.run("--demo", "brief", "BTC", "--out", str(built.home / "brief.html"))
    say("a chart is exported as PNG and SVG, and a brief is written")


def try_window(built: Trial, **more: str) -> None:
    """The window on the simulated market, for five seconds."""
    picture = built.home / "window.png"
    picture.unlink(missing_ok=True)
    arguments = ("--demo", "--quit-after", "5", "--screenshot", str(picture))
    began = time.monotonic()
    built.run(*arguments, **more)
    _is_picture(picture)
    platform = more.get("QT_QPA_PLATFORM", built.environment["QT_QPA_PLATFORM"])
    say(f"the window opens on {platform}, and leaves after {time.monotonic() - began:.1f} s")


def _is_picture(path: Path) -> None:
    if not path.is_file() or not path.read_bytes().startswith(_PNG):
        fail(f"{path.name} is no picture")
    if path.stat().st_size < 20_000:
        fail(f"{path.name} is empty: {path.stat().st_size} bytes")


def _channels(text: str) -> set[tuple[str, str]]:
    rows = [json.loads(line) for line in text.splitlines()]
    return {(row["venue"], row["channel"]) for row in rows}


def _commands(text: str) -> list[str]:
    """The lines of the help that begin with a command."""
    listed = text.partition("COMMAND\n")[2].partition("\n\n")[0].splitlines()
    found = [line for line in listed if line.startswith("    ") and line[4:5].strip()]
    if len(found) < 5:
        fail("its help lists no commands")
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        try_program(
            Trial([sys.argv[1]], Path(one)), Trial([sys.argv[2], "-m", "tracker"], Path(other))
        )
