"""Prepares a build of the Flatpak: the wheels it installs, pinned by hash, and what is made of the source.

    python packaging/flatpak/sources.py

Writes `python-sources.json` and the folder `prepared` beside the manifest; neither is kept in the repository.
The wheels are those that pip would install for the Python of the runtime, at the versions of pyproject.toml;
where they lie is asked of the registry that pip is set up with. Then, where Flatpak is:

    flatpak-builder --user --install build/flatpak packaging/flatpak/io.github.tracker_desktop.tracker.yml
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import identity  # noqa: E402

ROOT = HERE.parent.parent
#: Of the runtime that the manifest names.
PYTHON = "3.13"
PLATFORMS = ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux2014_x86_64")


def main() -> None:
    """Write everything."""
    prepared = HERE / "prepared"
    shutil.rmtree(prepared, ignore_errors=True)
    prepared.mkdir()
    subprocess.run([sys.executable, HERE.parent / "prepare.py", prepared], check=True)
    shutil.move(prepared / "icons/hicolor", prepared / "hicolor")
    shutil.rmtree(prepared / "icons")
    (prepared / "tracker.bash").unlink()
    meta = f"{identity.APP_ID}.metainfo.xml"
    shutil.copyfile(HERE.parent / "linux" / meta, prepared / meta)
    shutil.copyfile(ROOT / "resources/tracker.desktop", prepared / "tracker.desktop")
    subprocess.run(["uv", "build", "-q", "--wheel", "--out-dir", prepared, ROOT], check=True)
    sources = sources_of(_report(next(prepared.glob("*.whl"))))
    (HERE / "python-sources.json").write_text(json.dumps(sources, indent=2) + "\n")
    print(f"{len(sources)} wheels are pinned")


def _report(wheel: Path) -> Mapping[str, Any]:
    """What pip would install, without installing it."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins: list[str] = table["tool"]["uv"]["constraint-dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        constraints, report = Path(folder) / "pins.txt", Path(folder) / "report.json"
        constraints.write_text("\n".join(pins) + "\n")
        asked = ["--dry-run", "--quiet", "--ignore-installed", "--only-binary=:all:"]
        asked += ["--target", folder, "--python-version", PYTHON, "--constraint", str(constraints)]
        for platform in PLATFORMS:
            asked += ["--platform", platform]
        command = [sys.executable, "-m", "pip", "install", *asked, "--report", str(report)]
        subprocess.run([*command, str(wheel)], check=True)
        found: Mapping[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def sources_of(report: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """Flatpak's words for the files of a report of pip; Tracker's own wheel is left out.

    Raises:
        ValueError: where a file comes without a hash, or from no registry.
    """
    found = []
    for row in report["install"]:
        name, info = row["metadata"]["name"], row["download_info"]
        if name == "tracker":
            continue
        sha256 = info.get("archive_info", {}).get("hashes", {}).get("sha256", "")
        if len(sha256) != 64 or not info["url"].startswith("https://"):
            raise ValueError(f"{name} has no hash, or comes from no registry.")
        found.append({"type": "file", "url": info["url"], "sha256": sha256})
    return sorted(found, key=lambda one: one["url"].rsplit("/", 1)[-1])


if __name__ == "__main__":
    main()
