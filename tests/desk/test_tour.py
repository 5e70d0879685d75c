"""A tour with mouse and keyboard: every entry of every menu, every key, and not one warning."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.desktop import Desktop
from program import end, environment, until
from tracker.store.paths import Home

pytestmark = pytest.mark.desk

#: How xdotool calls keys that Qt calls otherwise.
_XDOTOOL = {
    "PgUp": "Prior", "PgDown": "Next", "+": "plus", "-": "minus", "=": "equal", "/": "slash",
    "?": "question", ",": "comma", "Ctrl": "ctrl", "Shift": "shift", "Alt": "alt",
}  # fmt: skip


class Tour:
    """The program on its simulated market, the mouse, and the keyboard."""

    def __init__(self, desktop: Desktop, folder: Path) -> None:
        self._desktop = desktop
        self.home = Home.under(folder / "home")
        self.errors = folder / "errors"
        with self.errors.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__).parent / "watched.py"), "--demo"],
                env=environment(self.home.data, **desktop.env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        # One that reads what to do: to start it takes longer than most of what it does.
        self._hands = subprocess.Popen(
            ["xdotool", "-"], env=os.environ | desktop.env, stdin=subprocess.PIPE, text=True
        )
        until(lambda: self.ask("ready"), "the chart is there")

    def ask(self, question: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the program ended at “{question}”: {self.errors.read_text()}"
        return json.loads(answer)

    def entries(self) -> list[dict[str, Any]]:
        return [one for one in self.ask("list") if one["enabled"]]

    def use(self, *command: str) -> None:
        assert self._hands.stdin is not None
        self._hands.stdin.write(" ".join(command) + "\n")
        self._hands.stdin.flush()

    def point(self, at: list[int]) -> None:
        self.use("mousemove", str(at[0]), str(at[1]))

    def click(self, at: list[int]) -> None:
        self.use("mousemove", str(at[0]), str(at[1]), "click", "1")

    def press(self, keys: str) -> None:
        self.use("key", "+".join(_keysym(one) for one in _parts(keys)))

    def put_away(self) -> None:
        """Close what was opened, and give the keyboard to the chart."""
        until(lambda: self.ask("calm") and self._has_keyboard(), "nothing is left open", 20)
        self.ask("forget")

    def _has_keyboard(self) -> bool:
        """Whether the desktop too has given the keyboard to the window, as it does in its own time."""
        focus = subprocess.run(
            ["xdotool", "getwindowfocus"],
            env=os.environ | self._desktop.env,
            stdin=subprocess.DEVNULL,
            check=False,  # between two windows nobody has it
            capture_output=True,
            text=True,
            timeout=20,
        )
        return focus.stdout.strip() == str(self.ask("window"))

    def press_until_done(self, keys: str, name: str) -> None:
        """Press keys on the chart; again where what an earlier key opened came late and took them."""
        for attempt in range(1, 4):
            self.put_away()
            self.point(self.ask("chart"))
            self.press(keys)
            try:
                until(lambda: name in self.ask("done"), f"{keys} does {name}", 10)
            except AssertionError:
                if attempt == 3:
                    raise
            else:
                return

    def stop(self) -> None:
        """End what was started."""
        for process in (self.process, self._hands):
            end(process)
            for one in (process.stdin, process.stdout):
                if one is not None:
                    one.close()

    def leave(self) -> None:
        """The program ends by itself, having complained about nothing."""
        assert self.process.wait(20) == 0
        assert self.errors.read_text() == ""
        log = (self.home.demo().logs / "tracker.log").read_text(encoding="utf-8")
        assert [line for line in log.splitlines() if " INFO " not in line] == []


def _keysym(key: str) -> str:
    """A capital letter would be typed with Shift."""
    return key.lower() if len(key) == 1 and key.isalpha() else _XDOTOOL.get(key, key)


def _parts(keys: str) -> list[str]:
    """`Ctrl++` is Ctrl and plus."""
    held, _, last = keys[:-1].rpartition("+")
    return [*held.split("+"), last + keys[-1]] if held else [keys]


@pytest.fixture
def tour(desktop: Desktop, tmp_path: Path) -> Iterator[Tour]:
    made = Tour(desktop, tmp_path)
    try:
        yield made
    finally:
        made.stop()


def test_the_mouse_reaches_every_entry_of_every_menu(tour: Tour) -> None:
    entries = tour.entries()
    assert len(entries) > 60
    for one in entries:
        if one["name"] == "quit":
            continue
        tour.put_away()
        choose(tour, one)
        until(lambda name=one["name"]: name in tour.ask("done"), f"{one['name']} was done", 30)
        if one["name"] == "new-window":
            tour.put_away()
            tour.press("Ctrl+W")
            until(lambda: not is_beside(tour), "the chart window is gone", 10)
    tour.put_away()
    choose(tour, next(one for one in entries if one["name"] == "quit"))
    tour.leave()


def is_beside(tour: Tour) -> bool:
    """Whether a chart window is open."""
    return any(one["name"] == "close" for one in tour.entries())


def choose(tour: Tour, entry: dict[str, Any]) -> None:
    """Go through a menu, and the one within it, with the mouse."""
    tour.press("F10")
    titles = until(lambda: tour.ask("menus"), "the bar of menus is there", 10)
    open_menus = [entry["place"], *([entry["group"]] if entry["group"] else [])]
    title = itertools.cycle((titles[entry["place"]], [one + 1 for one in titles[entry["place"]]]))

    def opened(menu: str) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = tour.ask(f"items {menu}")
        if not rows and menu == open_menus[0]:
            # F10 opens the first menu, and another follows the mouse, once that is open.
            tour.point(next(title))
        return rows

    for menu, row in zip(open_menus, [*open_menus[1:], entry["name"]], strict=True):
        rows = until(lambda menu=menu: opened(menu), f"the menu {menu} is open", 20)
        tour.click(rows[row])


def test_every_key_does_what_it_says(tour: Tour) -> None:
    press_all(tour, last="quit", but={"new-window"})
    tour.put_away()
    tour.press("Ctrl+N")
    until(lambda: is_beside(tour), "a chart window", 10)
    until(lambda: tour.ask("ready"), "its chart is there")
    press_all(tour, last="close", but={"new-window", "quit"})
    tour.press("Ctrl+W")
    until(lambda: not is_beside(tour), "the window is gone", 10)
    tour.put_away()
    tour.press("Ctrl+Q")
    tour.leave()


def press_all(tour: Tour, *, last: str, but: set[str]) -> None:
    """Every key of the window in front, but those that end or leave it."""
    pressed = 0
    for one in tour.entries():
        if one["name"] == last or one["name"] in but:
            continue
        for keys in one["keys"]:
            tour.press_until_done(keys, one["name"])
            pressed += 1
    assert pressed > 35
    tour.put_away()
