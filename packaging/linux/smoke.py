"""Tries what `build` built: the folder in a prefix of its own, and the package on this very system.

    python packaging/linux/smoke.py BUILD ARCHIVE DEB

The package is installed where the one who tries is root, and only unpacked otherwise. After each is removed
again nothing of the program is left, and no file of the user was touched.
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import deb

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from smoke import Trial, fail, say, try_program, try_window  # noqa: E402

NAME = deb.identity.DEBIAN_NAME
_ROUNDS = 5


def main(build: Path, archive: Path, package: Path) -> None:
    """Try both."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Trial(
            [str(build / "venv/bin/python"), "-m", "tracker"], _folder(scratch, "source")
        )
        _try_folder(archive, source, Path(scratch))
        _try_package(package, source, Path(scratch))
        _measure(build, archive, package, source, Path(scratch))


def _try_folder(archive: Path, source: Trial, scratch: Path) -> None:
    with tarfile.open(archive) as packed:
        packed.extractall(scratch / "unpacked", filter="tar")
    folder = next((scratch / "unpacked").iterdir())
    _asks_for_nothing_else(folder)
    home, prefix = _folder(scratch, "home"), scratch / "prefix"
    subprocess.run([folder / "install", prefix], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(folder)
    say(f"the folder installs into a prefix of its own, {_mib(prefix):.0f} MiB")
    trial = Trial([str(prefix / "bin/tracker")], home)
    try_program(trial, source)
    with _screen() as display:
        if display:
            try_window(trial, QT_QPA_PLATFORM="xcb", DISPLAY=display)
    _replaces_qt(prefix, home)
    remove = [prefix / "lib/tracker/install", "--remove", prefix]
    _leaves_no_trace(home, lambda: subprocess.run(remove, check=True, stdout=subprocess.DEVNULL))
    if prefix.exists():
        left = [str(path) for path in prefix.rglob("*")][:5]
        fail(f"removing it leaves {left or prefix}")
    say("removed: its prefix is gone, and what it keeps of its user is as it was")


def _try_package(package: Path, source: Trial, scratch: Path) -> None:
    home = _folder(scratch, "home-of-package")
    if os.geteuid() != 0:
        subprocess.run(["dpkg-deb", "--extract", package, scratch / "extracted"], check=True)
        try_program(Trial([str(scratch / "extracted/usr/bin/tracker")], home), source)
        say("the package is only unpacked: installing it takes root")
        return
    listed = subprocess.run(["dpkg-query", "-s", NAME], capture_output=True, check=False)
    if listed.returncode == 0:
        fail(f"{NAME} is installed here already; remove it first: dpkg -r {NAME}")
    before = _system()
    _dpkg("--install", package)
    try:
        try_program(Trial(["/usr/bin/tracker"], home), source)
        entry = "/usr/share/applications/tracker.desktop"
        subprocess.run(["desktop-file-validate", entry], check=True)
        page = subprocess.run(["man", "-w", "tracker"], capture_output=True, text=True, check=False)
        # A system without documentation leaves pages out.
        if "tracker.1" not in page.stdout and not Path("/etc/dpkg/dpkg.cfg.d/docker").exists():
            fail("its man page is not found")
        wrong = subprocess.run(
            ["dpkg", "--verify", NAME], capture_output=True, text=True, check=False
        )
        changed = [line for line in wrong.stdout.splitlines() if "/usr/share/" not in line]
        if changed:
            fail(f"files differ from the package: {changed[:3]}")
    finally:
        _leaves_no_trace(home, lambda: _dpkg("--purge", NAME))
    left = {path for path in _system() - before if "market-tracker" in path or "/tracker" in path}
    if left:
        fail(f"purging it leaves {sorted(left)[:5]}")
    say("the package installs, is complete, and is purged without a trace")


def _asks_for_nothing_else(folder: Path) -> None:
    """Every library comes along, or belongs to a package that ours depends on."""
    outside: set[str] = set()
    for path in (*folder.rglob("*.so*"), folder / "lib/tracker/tracker"):
        said = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
        for line in said.splitlines():
            name, _, where = line.strip().partition(" => ")
            inside = (
                where.startswith(str(folder)) or (folder / f"lib/tracker/_internal/{name}").exists()
            )
            if where and not inside:
                outside.add(name if where.startswith("not found") else where.split(" (")[0])
    missing = sorted(path for path in outside if not path.startswith("/"))
    if missing:
        fail(f"nobody brings {', '.join(missing)}")
    packages = set()
    for path in outside:
        names = [str(Path(path).resolve()), str(Path(path).resolve()).removeprefix("/usr")]
        found = subprocess.run(
            ["dpkg", "--search", *names], capture_output=True, text=True, check=False
        )
        packages.add(found.stdout.split(":", 1)[0])
    known = set(deb.DEPENDS) | _needed_by(deb.DEPENDS)
    if packages - known:
        fail(f"the package does not depend on {', '.join(sorted(packages - known))}")
    say(f"libraries come along, but for those of {', '.join(sorted(packages))}")


def _needed_by(packages: tuple[str, ...]) -> set[str]:
    """What comes along with packages, step by step."""
    found: set[str] = set()
    waiting = list(packages)
    while waiting:
        shown = ["dpkg-query", "--show", "--showformat=${Depends}\n", waiting.pop()]
        told = subprocess.run(shown, capture_output=True, text=True, check=False).stdout
        for part in told.replace("|", ",").split(","):
            name = part.split("(")[0].split(":")[0].strip()
            if name and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _replaces_qt(prefix: Path, home: Path) -> None:
    """A library of Qt is taken away and put back: the program uses the file that lies there."""
    library = prefix / "lib/tracker/_internal/PySide6/Qt/lib/libQt6Widgets.so.6"
    aside = library.with_suffix(".aside")
    library.rename(aside)
    program = [prefix / "bin/tracker", "--demo", "--quit-after", "0"]
    environment = {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PATH": os.defpath}
    without = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    shutil.copyfile(aside, library)
    aside.unlink()
    again = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    if without.returncode == 0 or "libQt6Widgets" not in without.stderr or again.returncode != 0:
        fail("Qt's libraries are not those of the folder")
    say("Qt's libraries are the files of the folder, and can be replaced there")


def _leaves_no_trace(home: Path, remove: Callable[[], object]) -> None:
    """Removing must not touch what the user has."""
    before = _digests(home)
    if not any("journal.db" in name for name in before):
        fail("the trial kept nothing of its user")
    remove()
    if _digests(home) != before:
        fail("removing the program changed files of its user")


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _system() -> set[str]:
    """Where a package could leave something."""
    roots = ("/usr/bin", "/usr/lib", "/usr/share", "/etc", "/opt", "/var/lib")
    return {
        str(path)
        for root in map(Path, roots)
        for pattern in ("*", "*/*", "*/*/*/*/*tracker*")
        for path in root.glob(pattern)
    }


def _dpkg(*arguments: object) -> None:
    done = subprocess.run(["dpkg", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(f"dpkg {arguments[0]}: {done.stderr}")


@contextmanager
def _screen() -> Iterator[str]:
    """A screen without anybody before it; empty where there is none to be had."""
    if shutil.which("Xvfb") is None:
        yield ""
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1680x1050x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


def _measure(build: Path, archive: Path, package: Path, source: Trial, scratch: Path) -> None:
    """How large, and how fast beside the source tree: medians, turn about."""
    programs = {
        "built": Trial([str(build / "dist/tracker/tracker")], _folder(scratch, "measured")),
        "source": source,
    }
    kinds = {
        "--version": ("--version",),
        "first paint": ("--demo", "--quit-after", "0"),
    }
    for kind, arguments in kinds.items():
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
        for _ in range(_ROUNDS):
            for name, trial in programs.items():
                began, used = time.perf_counter(), _used_s()
                trial.run(*arguments)
                took[name].append((_used_s() - used, time.perf_counter() - began))
        for name, rounds in took.items():
            used_s, wall_s = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(f"    {kind}, {name}: {used_s:.2f} s of the processor, {wall_s:.2f} s in all")
    folder = build / "dist/tracker"
    print(
        f"    folder {_mib(folder):.0f} MiB, of which Qt {_mib(folder / '_internal/PySide6'):.0f} MiB"
    )
    for file in (archive, package):
        print(f"    {file.name} {file.stat().st_size / 1_048_576:.0f} MiB")


def _used_s() -> float:
    """Seconds of the processor that programs which have ended took, all of them together."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _mib(folder: Path) -> float:
    sizes = (
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    return sum(sizes) / 1_048_576


def _folder(scratch: str | Path, name: str) -> Path:
    path = Path(scratch) / name
    path.mkdir()
    return path


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
