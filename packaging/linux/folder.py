"""The self-contained folder: it runs where it is unpacked, and brings what installs and removes it.

python packaging/linux/folder.py BUILD
"""

from __future__ import annotations

import platform
import shutil
import sys
import tarfile
from pathlib import Path

import layout

HERE = Path(__file__).resolve().parent


def make_folder(build: Path) -> Path:
    """Write `tracker-VERSION-linux-MACHINE.tar.gz` beside the build, and say where it is."""
    name = f"tracker-{layout.identity.VERSION}-linux-{platform.machine()}"
    folder = build / name
    shutil.rmtree(folder, ignore_errors=True)
    layout.lay_out(build, folder)
    shutil.copy(HERE / "install", folder / "install")
    path = build / f"{name}.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=4) as archive:
        archive.add(folder, name, filter=_of_nobody)
    shutil.rmtree(folder)
    return path


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    print(make_folder(Path(sys.argv[1])))
