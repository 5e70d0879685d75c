"""Every part of Tracker is named with its licence, from source and as a built program ships it."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tracker import __version__
from tracker.store import licences
from tracker.store.licences import (
    components,
    installed_components,
    licence_folder,
    read_components,
    write_components,
)


def runtime_dependencies() -> set[str]:
    """What Tracker needs here, by the standard's own reader."""
    found: set[str] = set()
    waiting = ["tracker"]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return found


def test_every_dependency_is_there_with_the_name_and_text_of_its_licence() -> None:
    found = {str(canonicalize_name(one.name)): one for one in installed_components()}
    assert runtime_dependencies() <= found.keys()
    assert {name for name, one in found.items() if not one.licence} == set()
    without = {name for name, one in found.items() if not one.texts}
    assert without <= {"python"}  # some builds of Python bring none
    sizes = {name: sum(len(path.read_bytes()) for path in one.texts) for name, one in found.items()}
    assert {name for name in sizes.keys() - without if sizes[name] < 400} == set()


def test_tracker_and_qt_come_first_and_qt_has_the_text_of_the_lesser_licence() -> None:
    first, second, *_ = installed_components()
    assert (first.name, first.version, first.licence) == ("tracker", __version__, "MIT")
    assert second.licence == "LGPL-3.0-only"
    assert "LESSER GENERAL PUBLIC LICENSE" in second.texts[0].read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in second.texts[1].read_text()


def test_what_is_shipped_is_what_was_installed_where_it_was_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "licences"
    built = installed_components()
    write_components(built, folder)
    assert licence_folder() is None
    monkeypatch.setattr(licences, "bundled", lambda name: tmp_path / name)
    assert licence_folder() == folder
    shipped = components()
    assert shipped == read_components(folder)
    assert [(one.name, one.version, one.licence) for one in shipped] == [
        (one.name, one.version, one.licence) for one in built
    ]
    for ours, theirs in zip(shipped, built, strict=True):
        assert [path.read_bytes() for path in ours.texts] == [
            path.read_bytes() for path in theirs.texts
        ]
