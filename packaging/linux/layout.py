"""Where every file of an installed Tracker lies below its prefix: the same for both ways to install."""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import identity  # noqa: E402

ROOT = HERE.parent.parent


def lay_out(build: Path, prefix: Path) -> None:
    """Fill a prefix, such as `usr` of a package, from what was built."""
    program = prefix / "lib/tracker"
    shutil.copytree(build / "dist/tracker", program, symlinks=True)
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin/tracker").symlink_to("../lib/tracker/tracker")
    share = prefix / "share"
    shutil.copytree(build / "icons/hicolor", share / "icons/hicolor")
    _copy(ROOT / "resources/tracker.desktop", share / "applications/tracker.desktop")
    meta = f"{identity.APP_ID}.metainfo.xml"
    _copy(HERE / meta, share / f"metainfo/{meta}")
    _copy(build / "tracker.bash", share / "bash-completion/completions/tracker")
    _pack(build / "tracker.1", share / "man/man1/tracker.1.gz")
    for path in prefix.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program / "tracker" else 0o644)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _pack(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Without name and time, so that the same page gives the same file.
    target.write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))
