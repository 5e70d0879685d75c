"""Pages show pictures that are there, and no picture lies there that no page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).parents[2]
PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())
#: So much a reader on a slow line will wait for.
MOST_BYTES = 150_000


def shown() -> dict[Path, str]:
    """Every picture that a page refers to, with its words."""
    found: dict[Path, str] = {}
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        links = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        found |= {(page.parent / path).resolve(): words for words, path in links}
    return found


def test_every_picture_that_is_shown_exists_and_says_what_it_is() -> None:
    assert shown()
    for path, words in shown().items():
        assert path.is_file(), path
        assert words.strip(), path


def test_every_picture_is_shown() -> None:
    assert set(PICTURES) == set(shown())


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_pictures_are_images_that_load_fast(path: Path) -> None:
    assert not QImage(str(path)).isNull()
    assert path.stat().st_size < MOST_BYTES
