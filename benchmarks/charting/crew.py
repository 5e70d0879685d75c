"""The contenders as processes: started, asked in turn, and ended."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
#: What finplot runs with; PyQt6 and PySide6 cannot share a process.
PEER = ("finplot==1.9.7", "PyQt6==6.11.0", "pyqtgraph==0.14.0", "numpy==2.4.6")


@dataclass(frozen=True, slots=True)
class Contender:
    """A column of the table."""

    key: str
    words: str
    name: str


FINPLOT = Contender("finplot", "finplot", "peer_finplot.Chart")
FLOOR = Contender("floor", "bare widget", "floor.Chart")
INSIDE = Contender("inside", "same drawing inside pyqtgraph", "inside.Chart")
OURS = Contender("ours", "Tracker", "ours.Chart")
SIX = Contender("ours", "Tracker", "ours.Six")
WHOLE = Contender("whole", "Tracker, every pane", "ours.Whole")


class Missing(RuntimeError):
    """A contender that does not start; the message says why."""


class Process:
    """One contender with one market in one room."""

    def __init__(self, who: Contender, file: Path, room: str, platform: str) -> None:
        self.who = who
        command = [*_python(who), str(HERE / "worker.py"), who.name, str(file), room]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if who is FINPLOT else None,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": platform, "QT_LOGGING_RULES": "*.warning=false"},
        )
        about = self._read()
        self.memory_mib: float = about["memory_mib"]
        self.versions: dict[str, str] = about["versions"]

    def ask(self, question: str, **how: Any) -> dict[str, float]:
        """One answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"ask": question, **how}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def end(self) -> None:
        """Let it go."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            said = self._process.stderr.read() if self._process.stderr else ""
            raise Missing(f"{self.who.words} has ended: {said.strip().splitlines()[-1:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _python(who: Contender) -> list[str]:
    if who is not FINPLOT:
        return [sys.executable]
    uv = shutil.which("uv")
    if uv is None:
        raise Missing("finplot needs uv to be run")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    parts = [part for name in PEER for part in ("--with", name)]
    return [
        uv,
        "run",
        "--quiet",
        "--isolated",
        "--no-project",
        "--python",
        version,
        *parts,
        "python",
    ]
