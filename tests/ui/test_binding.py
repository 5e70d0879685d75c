"""Qt's binding is loaded without its hook in `import`."""

from __future__ import annotations

import subprocess
import sys


def loaded(first: str) -> list[str]:
    """Whether Qt is loaded, and whose `import` is used then, in a process of its own."""
    script = (
        "import builtins, sys; own = builtins.__import__\n"
        f"{first}\n"
        "import tracker.ui.charts.view\n"
        "print('PySide6.QtWidgets' in sys.modules, builtins.__import__ is own)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.split()


def test_import_stays_as_it_was() -> None:
    call = "from tracker.ui.binding import load_binding; load_binding()"
    assert loaded(call) == ["True", "True"]


def test_without_it_there_is_the_hook() -> None:
    """Where this fails the binding has mended it, and `load_binding` can go."""
    assert loaded("import PySide6.QtCore") == ["True", "False"]
