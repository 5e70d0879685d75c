"""The table: what was measured, beside what it should be, as Markdown."""

from __future__ import annotations

import math
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

Values = dict[str, float]


@dataclass
class Row:
    """One case: a figure of each contender, and what ours should be."""

    words: str
    values: Values = field(default_factory=dict)
    form: str = "{:.1f}"
    goals: list[tuple[str, Callable[[Values], float], float]] = field(default_factory=list)
    at_least: bool = False

    def note(self, key: str, value: float) -> None:
        """Keep the best of several rounds."""
        best = max if self.at_least else min
        known = self.values.get(key, math.nan)
        self.values[key] = value if math.isnan(known) else best(known, value)

    def cells(self, keys: tuple[str, ...]) -> list[str]:
        """Figures, and the verdict in the last cell."""
        figures = [
            self.form.format(self.values[key]) if key in self.values else "–" for key in keys
        ]
        return [self.words, *figures, "; ".join(self._verdicts()) or "–"]

    def _verdicts(self) -> list[str]:
        said = []
        for words, measure, goal in self.goals:
            try:
                value = measure(self.values)
            except KeyError:
                continue
            met = value >= goal if self.at_least else value <= goal
            sign = "≥" if self.at_least else "≤"
            said.append(f"{value:.3g} {words} (goal {sign} {goal:.3g}{'' if met else ', missed'})")
        return said


def table(rows: list[Row], keys: tuple[str, ...], heads: tuple[str, ...]) -> str:
    """Rows as a Markdown table."""
    lines = [("", *heads, "Tracker against its goals")]
    lines.append(tuple("---" for _ in lines[0]))
    lines += [tuple(row.cells(keys)) for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """Where it was measured."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{os.cpu_count()} cores, {model}, {system}"


def stamp() -> str:
    """When."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def python() -> str:
    """Which Python."""
    return "Python " + sys.version.split()[0]
