"""What a frozen Tracker is made of, and what it does without: declared once, for every system.

`tracker.spec` reads it while it builds; the tests compare it with the source tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Folders of files that ship with the program, and where in the package they are looked for.
DATA = {"resources": "tracker/bundled/resources", "seeds": "tracker/bundled/seeds"}

#: Packages of Python that something imports only where they are there, or that only builders need.
EXCLUDED_MODULES = (
    "IPython",
    "OpenGL",
    "PyQt5",
    "PyQt6",
    "PySide2",
    "PySide6.QtTest",
    "cupy",
    "ensurepip",
    "h5py",
    "idlelib",
    "lib2to3",
    "matplotlib",
    "numba",
    "pip",
    "pkg_resources",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "readline",  # its library is under the GPL, and nobody edits lines here
    "scipy",
    "setuptools",
    "tkinter",
    "turtledemo",
)

#: Modules that something loads by a name it puts together.
HIDDEN_MODULES = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")

#: Plugins of Qt that Tracker uses, by folder; what is not named here stays out.
QT_PLUGINS = {
    "iconengines": ("svgicon",),
    "imageformats": ("svg", "ico", "icns"),
    "networkinformation": ("networkmanager", "networklistmanager", "scnetworkreachability"),
    "platforminputcontexts": ("compose", "ibus"),
    "platforms": ("xcb", "wayland", "offscreen", "windows", "cocoa"),
    "platformthemes": ("xdgdesktopportal",),
    "styles": ("*",),
    "wayland-decoration-client": ("*",),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "wayland-shell-integration": ("xdg-shell",),
    "xcbglintegrations": ("*",),
}

#: Libraries of Qt that Tracker uses, itself or through the plugins above.
QT_LIBRARIES = (
    "Core",
    "DBus",
    "Gui",
    "Network",
    "OpenGL",
    "OpenGLWidgets",
    "Svg",
    "WaylandClient",
    "WaylandEglClientHwIntegration",
    "WlShellIntegration",
    "Widgets",
    "XcbQpa",
)

#: Languages of the dialogs that Qt brings itself.
QT_LANGUAGES = ("de", "en")

#: Every machine with a driver for graphics has these, and a driver breaks on older ones.
LEFT_TO_THE_SYSTEM = (
    "libgcc_s.so.1",
    "libstdc++.so.6",
    "libwayland-client.so.0",
    "libwayland-cursor.so.0",
    "libwayland-egl.so.1",
)

_QT_FOLDER = re.compile(r"^PySide6/(?:Qt/)?(plugins|translations|qml|libexec)/(.+)$")
_QT_LIBRARY = re.compile(
    r"^(?:.*/)?(?:lib)?Qt6?([A-Za-z0-9]+?)(?:\.so\.6.*|\.dll|\.abi3.*|\.dylib)?$"
)


def modules() -> list[str]:
    """Every module of the program, by the source tree: many are found by looking through packages."""
    source = ROOT / "src"
    names = []
    for path in sorted((source / "tracker").rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def is_wanted(name: str) -> bool:
    """Whether a collected file belongs into the frozen folder.

    Args:
        name: where it would lie, below the folder of libraries.
    """
    path = name.replace("\\", "/")
    if path in LEFT_TO_THE_SYSTEM:
        return False
    if path.startswith(("PySide6/", "libQt6", "Qt6")) or "/Qt" in path:
        return _is_wanted_of_qt(path)
    return True


def unneeded(
    files: Iterable[tuple[str, str]], needs: Callable[[str], Iterable[str]]
) -> frozenset[str]:
    """Libraries of the building system that nothing asks for once unwanted plugins are gone.

    Args:
        files: of each collected file that is wanted its place in the folder and its path.
        needs: the names of the libraries that the file at a path asks for.
    """
    places = dict(files)
    libraries = {
        name
        for name in places
        # The start of the program asks for Python's own.
        if "/" not in name and name.startswith("lib") and not name.startswith("libpython")
    }
    wanted = set(places) - libraries
    look = list(wanted)
    while look:
        for name in needs(places[look.pop()]):
            if name in libraries - wanted:
                wanted.add(name)
                look.append(name)
    return frozenset(libraries - wanted)


def _is_wanted_of_qt(path: str) -> bool:
    match = _QT_FOLDER.match(path)
    if match is not None:
        folder, rest = match[1], match[2]
        if folder == "translations":
            return rest in {f"qtbase_{language}.qm" for language in QT_LANGUAGES}
        return folder == "plugins" and _is_wanted_plugin(rest)
    file = path.rsplit("/", 1)[-1]
    library = _QT_LIBRARY.match(file)
    return library is None or library[1] in QT_LIBRARIES


def _is_wanted_plugin(path: str) -> bool:
    folder, _, file = path.rpartition("/")
    wanted = QT_PLUGINS.get(folder, ())
    name = re.sub(r"^(?:lib)?q?|(?:plugin)?\.(?:so|dll|dylib)$", "", file)
    return "*" in wanted or any(
        name.startswith(one) or f"q{name}".startswith(one) for one in wanted
    )
