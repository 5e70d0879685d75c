"""What Tracker is built on, and under which licences: read where it runs, or from what was shipped."""

from __future__ import annotations

import json
import platform
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from tracker.store.paths import bundled

_INDEX = "index.json"
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT = re.compile(r"(?i)licen[cs]e|copying|notice|copyright")
_CLASSIFIER = "License :: OSI Approved :: "
_QT = frozenset({"pyside6-essentials", "shiboken6"})
_LGPL = "LGPL-3.0-only"
#: Where distributions of Python lay its licence.
_PYTHON_TEXTS = ("LICENSE.txt", "LICENSE", "lib/python{0}/LICENSE.txt", "lib/python{0}/LICENSE")


class Component(Struct, frozen=True):
    """One part of the program that somebody wrote.

    Attributes:
        licence: its short name; empty where only the text says it.
        texts: files with the full text; none where a distribution brought none.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...] = ()


def components() -> list[Component]:
    """All parts, Tracker and Qt first: as shipped with a built program, else as installed here."""
    folder = licence_folder()
    return read_components(folder) if folder is not None else installed_components()


def licence_folder() -> Path | None:
    """The folder of texts that ships with a built program; None where Tracker runs from source."""
    folder = bundled("licences")
    return folder if (folder / _INDEX).is_file() else None


def installed_components() -> list[Component]:
    """Tracker, Qt, Python and every distribution that Tracker needs, by their own metadata."""
    own = bundled("resources") / "licences"
    # The binding to Qt and its libraries are offered under several; Tracker takes this one.
    qt_texts = (own / "LGPL-3.0.txt", own / "GPL-3.0.txt")
    found = [
        _named(one, _LGPL, qt_texts) if _folded(one.metadata["Name"]) in _QT else _plain(one)
        for one in _needed("tracker")
    ]
    found.append(_python())
    first = {"tracker": 0, "pyside6-essentials": 1}
    return sorted(found, key=lambda one: (first.get(_folded(one.name), 2), _folded(one.name)))


def write_components(found: list[Component], folder: Path) -> None:
    """Lay the texts of all parts into a folder, with a list that `read_components` understands."""
    rows = []
    for one in found:
        place = folder / _folded(one.name)
        place.mkdir(parents=True, exist_ok=True)
        names = []
        for number, path in enumerate(one.texts):
            name = path.name if path.name not in names else f"{number}-{path.name}"
            (place / name).write_bytes(path.read_bytes())
            names.append(name)
        rows.append(
            {"name": one.name, "version": one.version, "licence": one.licence, "texts": names}
        )
    text = json.dumps(rows, indent=1, ensure_ascii=False)
    (folder / _INDEX).write_text(text + "\n", encoding="utf-8")


def read_components(folder: Path) -> list[Component]:
    """What `write_components` wrote."""
    rows = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    return [
        Component(
            row["name"],
            row["version"],
            row["licence"],
            tuple(folder / _folded(row["name"]) / name for name in row["texts"]),
        )
        for row in rows
    ]


def _needed(name: str) -> Iterator[metadata.Distribution]:
    """A distribution and all that it needs here, each once."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        folded = _folded(waiting.pop(0))
        if folded in seen:
            continue
        seen.add(folded)
        try:
            distribution = metadata.distribution(folded)
        except metadata.PackageNotFoundError:
            continue  # for another system, or for another Python
        yield distribution
        for line in distribution.requires or ():
            needed = _NAME.match(line)
            if needed is not None and not re.search(r"\bextra\s*==", line):
                waiting.append(needed[0])


def _plain(distribution: metadata.Distribution) -> Component:
    return _named(distribution, _licence(distribution), tuple(_texts(distribution)))


def _named(distribution: metadata.Distribution, licence: str, texts: tuple[Path, ...]) -> Component:
    return Component(distribution.metadata["Name"], distribution.version, licence, texts)


def _licence(distribution: metadata.Distribution) -> str:
    told = distribution.metadata
    fields = (told.get_all(name) or [""] for name in ("License-Expression", "License"))
    short = next((found[0] for found in fields if found[0]), "")
    if short and len(short) < 80 and "\n" not in short:
        return short
    classes = [one for one in told.get_all("Classifier") or () if one.startswith(_CLASSIFIER)]
    return ", ".join(one.removeprefix(_CLASSIFIER) for one in classes)


def _texts(distribution: metadata.Distribution) -> Iterator[Path]:
    for file in distribution.files or ():
        inside = file.parts[0].endswith(".dist-info")
        if inside and (_TEXT.search(file.name) or "licenses" in file.parts):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path


def _python() -> Component:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    places = [Path(sys.base_prefix) / one.format(version) for one in _PYTHON_TEXTS]
    texts = tuple(one for one in places if one.is_file())[:1]
    return Component("Python", platform.python_version(), "PSF-2.0", texts)


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
