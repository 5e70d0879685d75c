"""Makes what a build needs beside the program: icons, man page, completion.

python packaging/prepare.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import drawing
import identity
import manual

_WINDOWS_VERSION = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('FileDescription', '{summary}'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('ProductName', '{name}'),
      StringStruct('ProductVersion', '{version}'),
    ])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])]),
  ],
)
"""


def prepare(folder: Path) -> None:
    """Write everything into a folder."""
    icons = folder / "icons"
    drawing.draw_icons(icons)
    numbers = tuple([*map(int, identity.VERSION.split(".")), 0, 0, 0, 0][:4])
    text = _WINDOWS_VERSION.format(
        numbers=numbers, summary=identity.SUMMARY, version=identity.VERSION, name=identity.NAME
    )
    (icons / "version.txt").write_text(text, encoding="utf-8")
    (folder / "tracker.1").write_text(manual.man_page(), encoding="utf-8")
    (folder / "tracker.bash").write_text(manual.bash_completion(), encoding="utf-8")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
