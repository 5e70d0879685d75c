"""The real program in a process of its own, as a user starts it, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import tracker

T = TypeVar("T")

#: What the user who runs the tests may have set and the program would heed.
_PRIVATE = ("TRACKER_HOME", "TRACKER_GATEWAY", "DISPLAY", "WAYLAND_DISPLAY", "QT_SCALE_FACTOR")


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a user of an own, without a screen."""
    kept = {name: value for name, value in os.environ.items() if name not in _PRIVATE}
    ours = {
        "PYTHONPATH": str(Path(tracker.__file__).parents[1]),
        "QT_QPA_PLATFORM": "offscreen",
        "TRACKER_HOME": str(home),
    }
    return kept | ours | more


def run_tracker(home: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*arguments),
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running_tracker(
    output: Path, env: Mapping[str, str], *arguments: object
) -> Iterator[subprocess.Popen[bytes]]:
    """The program beside the test; what it prints goes to `output`. It is over afterwards."""
    with output.open("ab") as file:
        process = subprocess.Popen(
            command(*arguments), env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        end(process)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "tracker", *map(str, arguments)]


def end(process: subprocess.Popen[Any], patience_s: float = 10) -> None:
    """Ask it to leave, and make it leave where it does not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(patience_s)


def until(condition: Callable[[], T], what: str, timeout_s: float = 60) -> T:
    """Wait for a condition, never for time; says what it waited for when it never came."""
    deadline = time.monotonic() + timeout_s
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: never within {timeout_s:g} s"
        time.sleep(0.02)
    return found
