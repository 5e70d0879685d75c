"""What keeps the house in order and no linter knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import tracker
from tracker.sources import register_all
from tracker.sources.aggregator import Aggregator
from tracker.sources.base import Source
from tracker.sources.context import ContextSource

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contracts() -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in PROJECT["tool"]["importlinter"]["contracts"]}


def test_every_venue_file_is_in_the_contract_that_keeps_venues_apart() -> None:
    register_all()
    kinds = [
        *Source.registry.values(),
        *Aggregator.services.values(),
        *ContextSource.context_registry.values(),
    ]
    files = {kind.__module__ for kind in kinds if "." in kind.__module__}
    assert set(contracts()["Venues do not know each other"]["modules"]) == files


def test_nothing_outside_a_venues_file_names_it() -> None:
    register_all()
    venues = {
        kind.venue: Path(*kind.__module__.split(".")).with_suffix(".py")
        for kind in [
            *Source.registry.values(),
            *Aggregator.services.values(),
            *ContextSource.context_registry.values(),
        ]
    }
    for path in (ROOT / "src" / "tracker").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for venue, home in venues.items():
            if path.is_relative_to(ROOT / "src" / "tracker" / "sources"):
                continue
            quoted = re.search(rf"[\"']{venue}[\"']", text)
            assert quoted is None, f"{path} names {venue}, which only {home} may"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_pair_of_pyside_and_python_that_dies_cannot_be_installed(python: str) -> None:
    wanted = [Requirement(one) for one in PROJECT["project"]["dependencies"]]
    allowed = [
        one.specifier
        for one in wanted
        if one.name == "PySide6-Essentials"
        and (one.marker is None or one.marker.evaluate({"python_version": python}))
    ]
    assert len(allowed) == 1
    assert (Version("6.12.0") in allowed[0]) == (python != "3.11")
    assert Version("6.11.3") in allowed[0]


def test_every_package_is_named_in_the_architecture_with_its_reason() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for one in PROJECT["project"]["dependencies"]:
        assert f"| {Requirement(one).name} |" in page


def test_no_lock_file_is_tracked_and_the_version_is_said_once() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert re.fullmatch(r"\d+\.\d+\.\d+", tracker.__version__)


def test_the_first_two_shell_blocks_of_the_readme_start_and_test_the_program() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    first, second = (block.strip() for block in blocks[:2])
    assert "\n" not in first
    assert "\n" not in second
    assert first.endswith("tracker")
    assert second.endswith("pytest")
