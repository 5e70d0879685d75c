"""A screen of our own for what is measured with a window system (Linux, Xvfb)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SIZE = "1700x1000x24"
_QUIET = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.DEVNULL,
    "stderr": subprocess.DEVNULL,
}


@contextmanager
def screen() -> Iterator[str]:
    """A free display, with a window manager if there is one: its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SIZE, "-noreset"]
    started = [subprocess.Popen(command, pass_fds=[writing], **_QUIET)]  # type: ignore[call-overload]
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        name = f":{int(answer.readline())}"
    try:
        manager = ["openbox"]
        started.append(subprocess.Popen(manager, env=os.environ | {"DISPLAY": name}, **_QUIET))  # type: ignore[call-overload]
    except OSError:
        print("without a window manager", file=sys.stderr)
    try:
        yield name
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(10)
