"""The Debian package of what was built.

python packaging/linux/deb.py BUILD
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
from email.utils import formatdate
from pathlib import Path

import layout

identity = layout.identity

#: What a frozen Tracker does not bring: the C library, what comes with a driver for graphics, and
#: libraries that must be those of the running X server.
DEPENDS = (
    "libc6",
    "libegl1",
    "libgcc-s1",
    "libgl1",
    "libstdc++6",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-6",
    "libxcb1",
)
#: Programs that Tracker uses where they are there.
RECOMMENDS = ("fonts-inter | fonts-dejavu-core", "gnome-keyring | kwalletmanager")

_CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size_kib}
Depends: {depends}
Recommends: {recommends}
Section: misc
Priority: optional
Description: {summary}
 Tracker collects public data of crypto markets by itself, keeps it on this
 machine, and shows what is known and what is not: charts, the user's levels
 with exact rules for when one is broken, liquidations of many venues, open
 interest, funding, and alerts.
"""
_COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {name}
Comment: Python, Qt and the libraries that are part of this package are under
 their own licences. The list of them, with all texts, is the folder
 /usr/lib/tracker/_internal/tracker/bundled/licences; Help, About shows it.
 Qt (LGPL-3.0-only) lies in /usr/lib/tracker/_internal/PySide6/Qt as shared
 libraries that may be replaced.

Files: *
Copyright: 2026 The Tracker developers
License: Expat

License: Expat
{text}
"""
_CHANGELOG = """\
{package} ({version}) unstable; urgency=medium

  * See CHANGELOG.md of the project for what is new.

 -- {maintainer}  {date}
"""


def make_deb(build: Path) -> Path:
    """Write the package into the folder of the build, and say where it is."""
    root = build / "deb"
    shutil.rmtree(root, ignore_errors=True)
    layout.lay_out(build, root / "usr")
    program = root / "usr/lib/tracker"
    architecture = _said("dpkg", "--print-architecture")
    doc = root / f"usr/share/doc/{identity.DEBIAN_NAME}"
    doc.mkdir(parents=True)
    text = (layout.ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[-1]
    lines = [f" {line}" if line.strip() else " ." for line in text.strip().splitlines()]
    known = {
        "package": identity.DEBIAN_NAME,
        "name": identity.NAME,
        "version": identity.VERSION,
        "maintainer": identity.MAINTAINER,
    }
    _write(doc / "copyright", _COPYRIGHT.format(**known, text="\n".join(lines)))
    log = _CHANGELOG.format(**known, date=formatdate(localtime=False))
    (doc / "changelog.gz").write_bytes(gzip.compress(log.encode(), 9, mtime=0))
    (doc / "changelog.gz").chmod(0o644)
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    control = _CONTROL.format(
        **known,
        architecture=architecture,
        size_kib=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join(DEPENDS).replace("libc6", f"libc6 (>= {_c_library(program)})"),
        recommends=", ".join(RECOMMENDS),
        summary=identity.SUMMARY.lower(),
    )
    sums = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}" for path in files
    ]
    (root / "DEBIAN").mkdir()
    _write(root / "DEBIAN/control", control)
    _write(root / "DEBIAN/md5sums", "\n".join(sorted(sums)) + "\n")
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    path = build / f"{identity.DEBIAN_NAME}_{identity.VERSION}_{architecture}.deb"
    packed = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", root, path]
    subprocess.run(packed, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    return path


def _c_library(program: Path) -> str:
    """The oldest version of the C library that has all symbols: what any file asks for at most."""
    found = (0, 0)
    for path in program.rglob("*.so*"):
        for part in path.read_bytes().split(b"GLIBC_")[1:]:
            number = part[:8].split(b"\0")[0].split(b".")
            if len(number) >= 2 and all(one.isdigit() for one in number):
                found = max(found, (int(number[0]), int(number[1])))
    return f"{found[0]}.{found[1]}"


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


if __name__ == "__main__":
    print(make_deb(Path(sys.argv[1])))
