"""docs/keys.md says what the windows' list of actions says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from program import environment

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_as_the_actions_declare(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "make_keys.py"), "--check"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"run `python docs/make_keys.py`\n{done.stderr}"


def test_the_keys_that_everybody_needs_are_on_it() -> None:
    text = (DOCS / "keys.md").read_text(encoding="utf-8")
    for keys in ("/", "?, F1", "L", "Ctrl+E", "Ctrl+C", "Ctrl+B", "F6", "F9", "F11", "Ctrl+W"):
        assert f"`{keys.split(', ')[0]}`" in text, keys
