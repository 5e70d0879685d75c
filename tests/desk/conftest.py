"""A little desktop for each test that wants one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.desktop import Desktop, missing_programs


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    if not sys.platform.startswith("linux"):
        pytest.skip("a desktop of X11 is for Linux")
    if missing := missing_programs():
        pytest.skip(f"these programs of a little desktop are not installed: {', '.join(missing)}")
    folder = tmp_path / "desktop"
    folder.mkdir()
    made = Desktop(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
