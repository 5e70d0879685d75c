"""The steps that every system's build shares: an environment, what is drawn and written, the frozen folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def make_environment(build: Path) -> Path:
    """An environment with what Tracker needs and PyInstaller, at the pinned versions: its Python."""
    folder = build / "venv"
    shutil.rmtree(folder, ignore_errors=True)
    synced = ["uv", "sync", "-q", "--no-dev", "--group", "packaging", "--no-editable"]
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder)}
    subprocess.run(synced, cwd=ROOT, env=environment, check=True)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def freeze(build: Path, python: Path, frozen: str) -> None:
    """Fill `build/dist`; `frozen` is where in it the libraries lie, for the texts of licences."""
    for name in ("dist", "work"):
        shutil.rmtree(build / name, ignore_errors=True)
    subprocess.run([python, HERE / "prepare.py", build], check=True)
    folders = ["--workpath", build / "work", "--distpath", build / "dist"]
    made = [python, "-m", "PyInstaller", "-y", "--log-level", "ERROR", *folders]
    environment = {**os.environ, "TRACKER_BUILD": str(build)}
    subprocess.run([*made, HERE / "tracker.spec"], env=environment, check=True)
    subprocess.run([python, HERE / "finish.py", build, build / "dist" / frozen], check=True)
