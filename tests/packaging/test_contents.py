"""What is frozen is the whole program, and of Qt and the system no more than it needs."""

from __future__ import annotations

import importlib.util
import pkgutil
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import contents
import drawing
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

import tracker

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


def test_every_module_of_the_program_is_listed() -> None:
    walked = {one.name for one in pkgutil.walk_packages(tracker.__path__, "tracker.")}
    assert set(contents.modules()) == walked | {"tracker"}


def test_what_is_loaded_by_a_name_put_together_is_there() -> None:
    assert all(importlib.util.find_spec(name) for name in contents.HIDDEN_MODULES)


def test_every_folder_that_ships_with_the_wheel_is_frozen() -> None:
    import tomllib

    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = table["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped == contents.DATA
    assert all((ROOT / folder).is_dir() for folder in contents.DATA)
    spec = (PACKAGING / "tracker.spec").read_text(encoding="utf-8")
    compile(spec, "tracker.spec", "exec")
    for declared in ("contents.DATA", "contents.modules()", "contents.HIDDEN_MODULES"):
        assert declared in spec


def test_nothing_that_the_program_imports_is_left_out() -> None:
    import ast

    imported = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
                imported |= {f"{node.module}.{one.name}" for one in node.names}
    assert imported & set(contents.EXCLUDED_MODULES) == set()
    of_qt = {name.split(".")[1] for name in imported if name.startswith("PySide6.Qt")}
    assert {name.removeprefix("Qt") for name in of_qt} <= set(contents.QT_LIBRARIES)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PySide6/Qt/lib/libQt6Qml.so.6", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libicudata.so.73", True),
        ("libQt6Widgets.so.6", True),
        ("libQt6Pdf.so.6", False),
        ("PySide6/QtCore.abi3.so", True),
        ("PySide6/QtCore.pyd", True),
        ("PySide6/Qt6Gui.dll", True),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
        ("PySide6/Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so", True),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", False),
        ("PySide6/Qt/translations/designer_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("libstdc++.so.6", False),
        ("libxcb-cursor.so.0", True),
        ("tracker/bundled/seeds/sell-off-2026-02-12.json", True),
        ("numpy.libs/libscipy_openblas64_-32a4b2a6.so", True),
    ],
)
def test_of_qt_only_what_is_used_is_kept(name: str, wanted: bool) -> None:
    assert contents.is_wanted(name) is wanted


def test_libraries_of_the_system_go_with_the_plugin_that_wanted_them() -> None:
    needs: Mapping[str, tuple[str, ...]] = {
        "/qt/xcb": ("libxcb-a.so", "libc.so.6"),
        "/usr/a": ("libdeep.so",),
        "/usr/gone": ("libdeep.so", "libonly.so"),
    }
    files = [
        ("PySide6/plugins/libqxcb.so", "/qt/xcb"),
        ("libxcb-a.so", "/usr/a"),
        ("libdeep.so", "/usr/deep"),
        ("libgone.so", "/usr/gone"),
        ("libonly.so", "/usr/only"),
        ("libpython3.so.1.0", "/usr/python"),
    ]
    idle = contents.unneeded(files, lambda path: needs.get(path, ()))
    assert idle == {"libgone.so", "libonly.so"}


def test_icons_are_drawn_at_every_size(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot
    drawing.draw_icons(tmp_path)
    for size in drawing.SIZES:
        image = QImage(str(tmp_path / f"hicolor/{size}x{size}/apps/tracker.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.hasAlphaChannel()
        corner, middle = image.pixelColor(0, 0), image.pixelColor(size // 3, size // 3)
        assert corner.alpha() < middle.alpha() == 255
    assert (tmp_path / "hicolor/scalable/apps/tracker.svg").read_text().startswith("<svg")


def test_the_icon_of_windows_lists_its_pictures_where_they_are() -> None:
    data = drawing.ico()
    zero, kind, count = struct.unpack_from("<HHH", data)
    assert (zero, kind) == (0, 1)
    assert count == 7
    for number in range(count):
        side, _, _, _, _, _, length, at = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        image = QImage.fromData(data[at : at + length])
        assert image.width() == (side or 256)


def test_the_icon_of_macos_is_made_of_whole_pictures() -> None:
    data = drawing.icns()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)
    at, sides = 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at + 4)
        sides.append(QImage.fromData(data[at + 8 : at + length]).width())
        at += length
    assert sides == [16, 32, 128, 256, 512, 1024]


def load(path: Path) -> ModuleType:
    """A script as a module, under a name of its own."""
    name = f"packaging_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return module


@pytest.mark.parametrize(
    "name", ["windows/build.py", "macos/build.py", "linux/smoke.py", "finish.py"]
)
def test_scripts_of_every_system_can_be_loaded_on_this_one(name: str) -> None:
    assert callable(getattr(load(PACKAGING / name), "main", None) or load(PACKAGING / name).finish)


def test_flatpak_is_told_the_hash_of_every_wheel() -> None:
    sources = load(PACKAGING / "flatpak/sources.py")

    def row(name: str, url: str, **hashes: str) -> dict[str, object]:
        info = {"url": url, "archive_info": {"hashes": hashes}}
        return {"metadata": {"name": name}, "download_info": info}

    good = row("numpy", "https://files.example.com/b/numpy-2.whl", sha256="a" * 64)
    other = row("apprise", "https://files.example.com/c/apprise-2.whl", sha256="b" * 64)
    own = row("tracker", "file:///here/tracker.whl")
    found = sources.sources_of({"install": [own, good, other]})
    assert [one["url"].rsplit("/", 1)[1] for one in found] == ["apprise-2.whl", "numpy-2.whl"]
    assert found[0] == {"type": "file", "url": other["download_info"]["url"], "sha256": "b" * 64}  # type: ignore[index]
    for bad in (
        row("numpy", "https://files.example.com/numpy.whl"),
        row("numpy", "http://files.example.com/numpy.whl", sha256="a" * 64),
    ):
        with pytest.raises(ValueError, match="numpy"):
            sources.sources_of({"install": [bad]})


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"LD_LIBRARY_PATH": "/ours", "A": "1"}, {"A": "1"}),
        (
            {"LD_LIBRARY_PATH": "/ours:/theirs", "LD_LIBRARY_PATH_ORIG": "/theirs"},
            {"LD_LIBRARY_PATH": "/theirs"},
        ),
    ],
)
def test_what_a_built_tracker_opens_loads_its_own_libraries(
    given: dict[str, str], left: dict[str, str]
) -> None:
    load(PACKAGING / "start.py").restore(given)
    assert given == left
