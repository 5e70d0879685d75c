"""The table of settings in the guide is that of the declaration."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tracker.store.settings import SETTINGS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_settings", DOCS / "make_settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guide_is_as_the_settings_are_declared(maker: ModuleType) -> None:
    guide = (DOCS / "guide.md").read_text(encoding="utf-8")
    assert maker.page(guide) == guide, "run `python docs/make_settings.py`"


def test_every_setting_is_in_the_table_with_what_it_does(maker: ModuleType) -> None:
    lines = maker.table().splitlines()
    for one in SETTINGS:
        (line,) = [row for row in lines if row.startswith(f"| `{one.name}` |")]
        assert one.help in line
        assert ("*With the next start.*" in line) is not one.at_once
        assert line.replace("\\|", "").count("|") == 5


def test_a_guide_without_a_place_for_it_is_refused(maker: ModuleType) -> None:
    with pytest.raises(maker.NoPlace, match="no marks"):
        maker.page("# Guide\n")
