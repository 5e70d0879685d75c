"""Builds the installer for Windows and tries it: installs, runs, removes, and looks what is left.

    python packaging/windows/build.py [FOLDER]

Runs on Windows with Python, uv and Inno Setup 6. Signs where SIGNTOOL names a command that signs the file it
is given; without one the installer is not signed, and Windows says that it does not know who made it.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import freeze  # noqa: E402
import identity  # noqa: E402
from smoke import Trial, fail, say, try_program  # noqa: E402

_ISCC = (
    Path(os.environ.get("PROGRAMFILES(X86)", "C:/Program Files (x86)")) / "Inno Setup 6/ISCC.exe"
)


def main(build: Path) -> None:
    """Build and try."""
    build.mkdir(parents=True, exist_ok=True)
    python = freeze.make_environment(build)
    freeze.freeze(build, python, "tracker/_internal")
    shutil.copyfile(freeze.ROOT / "LICENSE", build / "LICENSE.txt")
    for name in ("tracker.exe", "trackerw.exe"):
        _sign(build / "dist/tracker" / name)
    known = {
        "Version": identity.VERSION,
        "Name": identity.NAME,
        "Id": identity.WINDOWS_ID,
        "AppModel": identity.APP_ID,
        "Build": str(build),
    }
    compiler = shutil.which("iscc") or str(_ISCC)
    defined = [f"/D{name}={value}" for name, value in known.items()]
    subprocess.run([compiler, "/Q", *defined, HERE / "tracker.iss"], check=True)
    installer = build / f"tracker-{identity.VERSION}-windows-x64.exe"
    _sign(installer)
    _try(installer, python)
    print(f"{installer.name} {installer.stat().st_size / 1_048_576:.0f} MiB")


def _sign(path: Path) -> None:
    command = os.environ.get("SIGNTOOL", "")
    if command:
        subprocess.run([*shlex.split(command), str(path)], check=True)


def _try(installer: Path, python: Path) -> None:
    """Install for this user, try it, remove it, and look."""
    with tempfile.TemporaryDirectory() as scratch:
        target, home, other = (Path(scratch) / name for name in ("app", "home", "source"))
        home.mkdir()
        other.mkdir()
        quiet = ["/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART", "/CURRENTUSER"]
        subprocess.run([installer, *quiet, f"/DIR={target}"], check=True)
        built = Trial([str(target / "tracker.exe")], home)
        try_program(built, Trial([str(python), "-m", "tracker"], other))
        kept = _files(home)
        subprocess.run([target / "unins000.exe", *quiet[:3]], check=True)
        if any(target.rglob("*.exe")) or (target / "_internal").exists():
            fail("removing it leaves parts of the program")
        if _files(home) != kept:
            fail("removing it changed files of its user")
        say("installed, tried and removed; what it keeps of its user is as it was")


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else freeze.ROOT / "build/windows").resolve())
