"""What a frame of the chart costs, beside finplot, a bare widget, and pyqtgraph: one table.

    python benchmarks/charts.py [--platform xcb|offscreen] [--write docs/performance.md]

Every contender is a process of its own with the same million one-minute candles, 1600 by 900 pixels,
candles over a second pane of bars, and does the same frames. Figures are process CPU ms (a busy machine
matters less): the median over the frames, the best of interleaved rounds. On Linux they are painted on a
screen of their own (Xvfb, started here), and a step that is not painted as one frame is an error. Quote the
ratios; milliseconds are of one machine.
finplot is fetched by uv for the run alone; without it its column stays empty.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from charting import market, report
from charting.crew import (
    FINPLOT,
    FLOOR,
    INSIDE,
    OURS,
    PEER,
    SIX,
    WHOLE,
    Contender,
    Missing,
    Process,
)
from charting.report import Row, Values
from screens import screen

MANY, FEW, STEADY = 1_000_000, 1_000, 10_000
KEYS = ("finplot", "floor", "inside", "ours")
HERE = Path(__file__).resolve().parent
_PLATFORMS = {"xcb": "Xvfb", "offscreen": "Qt's offscreen platform"}
HOW = (
    "Process CPU time: medians over the frames, the best of interleaved rounds. Each contender is a"
    " process of its own with the same 1 000 000 one-minute candles; two panes, values fitted to what"
    " is in view on every frame. Pans go back through the middle of the history (finplot asks all that"
    " follows for its marks of time: near the newest candle its frame costs half). The bare widget is the floor: one `QWidget` that paints directly; the"
    " next column is the same drawing as items inside pyqtgraph. Six panes are three such charts above"
    " each other, and in Tracker six panes of one chart. Ratios hold elsewhere, milliseconds do not."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    has_screen = shutil.which("Xvfb") is not None
    parser.add_argument("--platform", default="xcb" if has_screen else "offscreen")
    parser.add_argument("--size", default="1600x900")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--frames", type=int, default=24)
    parser.add_argument("--only", default="", help="contenders, as in finplot,floor,inside,ours")
    parser.add_argument("--write", type=Path, help="also write the table into this file")
    args = parser.parse_args()
    bench = Bench(args.platform, args.size, args.rounds, args.frames, args.only.split(","))
    with ExitStack() as stack:
        if args.platform == "xcb":
            os.environ["DISPLAY"] = stack.enter_context(screen())
        text = bench.run(Path(stack.enter_context(tempfile.TemporaryDirectory())))
    print(text)
    if args.write:
        args.write.write_text(text)


class Bench:
    """Markets, contenders, and the rows that are filled."""

    def __init__(self, platform: str, size: str, rounds: int, frames: int, only: list[str]) -> None:
        self._platform, self._size = platform, size
        self._rounds, self._frames, self._only = rounds, frames, only
        self._versions: dict[str, str] = {}
        self._missing = ""

    def run(self, folder: Path) -> str:
        self._files = {rows: folder / str(rows) for rows in (MANY, FEW, STEADY)}
        for rows, file in self._files.items():
            market.write(file, rows)
        compared = [*self._frames_of_many(), *self._six_panes(), self._pictures()]
        whole = self._whole()
        return self._page(compared, whole)

    # -- what is compared --------------------------------------------------------------------------

    def _frames_of_many(self) -> list[Row]:
        pan = Row("pan, 200 candles in view, ms", goals=goals(12))
        whole = Row("pan, everything in view, ms", goals=goals(25))
        tick = Row("live tick with repaint, ms", goals=goals(100))
        append = Row("append a candle, ms", goals=goals(60))
        few = Row("pan, 200 of 1 000 candles, ms")
        growth = Row("200-candle frame at 1 000 000 against 1 000", form="{:.2f}")
        growth.goals = [("of 1k", lambda v: v["ours"], 1.2)]
        memory = Row("memory above the imports, MiB", form="{:.0f}")
        memory.goals = [("MiB", lambda v: v["ours"], 90)]
        cases: tuple[tuple[Row, str, dict[str, int]], ...] = (
            (pan, "pan", {"view": 200, "by": 10}),
            (whole, "pan", {"view": MANY * 9 // 10, "by": MANY // 500}),
            (tick, "tick", {"view": 200}),
            (append, "append", {"view": 200}),
        )
        with ExitStack() as stack:
            many = self._start(stack, MANY)
            small = self._start(stack, FEW)
            for process in many:
                memory.note(process.who.key, process.memory_mib)
            for _ in range(self._rounds):
                for row, case, how in cases:
                    for process in many:
                        answer = process.ask("frames", case=case, number=self._frames, **how)
                        row.note(process.who.key, answer["ms"])
                for process in small:
                    answer = process.ask("frames", case="pan", number=self._frames, view=200, by=10)
                    few.note(process.who.key, answer["ms"])
        for key, value in pan.values.items():
            growth.note(key, value / few.values[key])
        return [pan, whole, tick, append, few, growth, memory]

    def _six_panes(self) -> list[Row]:
        rows = []
        for hertz in (10, 60):
            cpu = Row(f"six panes at {hertz} Hz, CPU of one core, %")
            rate = Row(f"six panes at {hertz} Hz, updates a second", form="{:.0f}", at_least=True)
            if hertz == 10:
                cpu.goals = [("%", lambda v: v["ours"], 6)]
            else:
                rate.goals = [("a second", lambda v: v["ours"], 55)]
            rows += [cpu, rate]
        with ExitStack() as stack:
            crew = self._start(stack, STEADY, charts=3)
            for _ in range(2):
                for index, hertz in enumerate((10, 60)):
                    for process in crew:
                        answer = process.ask("steady", hertz=hertz, seconds=3)
                        rows[2 * index].note(process.who.key, answer["cpu"])
                        rows[2 * index + 1].note(process.who.key, answer["rate"])
        return rows

    def _pictures(self) -> Row:
        row = Row("PNG at 2x of 300 candles, ms", form="{:.0f}")
        row.goals = [("of ImageExporter", lambda v: v["ours"] / v["inside"], 0.6)]
        with ExitStack() as stack:
            crew = self._start(stack, FEW, leave_out=FINPLOT)
            for _ in range(self._rounds):
                for process in crew:
                    row.note(process.who.key, process.ask("png", scale=2)["ms"])
        return row

    # -- the whole stack ---------------------------------------------------------------------------

    def _whole(self) -> str:
        few, many = STEADY, MANY
        views: tuple[tuple[str, Callable[[int], int]], ...] = (
            ("200 candles in view", lambda _: 200),
            ("2 000 in view", lambda _: 2_000),
            ("9 000 in view", lambda _: 9_000),
            ("everything in view", lambda rows: rows * 9 // 10),
        )
        lines = [
            "| every pane, 20 levels, crosshair moving | 10 000 candles | 1 000 000 | ratio |",
            "| --- | --- | --- | --- |",
        ]
        with ExitStack() as stack:
            crew = [self._one(stack, WHOLE, rows) for rows in (few, many)]
            for words, view in views:
                for case in ("cross_pan", "cross"):
                    best = [float("inf")] * len(crew)
                    for _ in range(
                        2 * self._rounds
                    ):  # they are short: a machine may be busy for one
                        for at, (process, rows) in enumerate(zip(crew, (few, many), strict=True)):
                            how = {"view": view(rows)}
                            if case == "cross_pan":
                                how["by"] = max(view(rows) // 500, 10)
                            answer = process.ask("frames", case=case, number=self._frames, **how)
                            best[at] = min(best[at], answer["ms"])
                    what = "frame" if case == "cross_pan" else "mouse move alone"
                    lines.append(
                        f"| {words}, {what}, ms | {best[0]:.1f} | {best[1]:.1f} |"
                        f" {best[1] / best[0]:.2f} |"
                    )
        return "\n".join(lines)

    # -- processes ---------------------------------------------------------------------------------

    def _start(
        self, stack: ExitStack, rows: int, *, charts: int = 1, leave_out: Contender | None = None
    ) -> list[Process]:
        crew = []
        for who in (FINPLOT, FLOOR, INSIDE, OURS if charts == 1 else SIX):
            chosen = self._only == [""] or who.key in self._only
            if who is leave_out or not chosen or (who is FINPLOT and self._missing):
                continue
            try:
                # Tracker shows six panes in one chart; the others have two in each.
                crew.append(self._one(stack, who, rows, 1 if who is SIX else charts))
            except Missing as error:
                if who is not FINPLOT:
                    raise
                self._missing = str(error)
        return crew

    def _one(self, stack: ExitStack, who: Contender, rows: int, charts: int = 1) -> Process:
        room = f"{self._size}x{charts}"
        process = Process(who, self._files[rows], room, self._platform)
        stack.callback(process.end)
        for name, version in process.versions.items():
            self._versions[f"{name} ({who.key})" if who is FINPLOT else name] = version
        return process

    # -- the page ----------------------------------------------------------------------------------

    def _page(self, compared: list[Row], whole: str) -> str:
        heads = (*(who.words for who in (FINPLOT, FLOOR, INSIDE, OURS)),)
        versions = ", ".join(
            f"{name} {version}" for name, version in sorted(self._versions.items())
        )
        measured = (
            f"Written by `python benchmarks/charts.py --write docs/performance.md` on"
            f" {report.stamp()}: {report.machine()}; {report.python()}, {versions};"
            f" {_PLATFORMS.get(self._platform, self._platform)}, {self._size} pixels,"
            f" {self._rounds} rounds."
        )
        figures = report.table(compared, KEYS, heads)
        parts = ["# Performance", measured, HOW, figures, "## Everything open", whole]
        if self._missing:
            parts.append(f"finplot was not measured: {self._missing}.")
        start = start_up(self._platform)
        if start:
            parts += ["## Start-up", f"```\n{start}\n```"]
        parts.append(f"finplot ran with {', '.join(PEER)} in an environment that uv made for it.")
        return "\n\n".join(parts) + "\n"


def goals(share_of_finplot: int) -> list[tuple[str, Callable[[Values], float], float]]:
    """Near the drawing inside pyqtgraph, far from finplot."""
    return [
        ("of pyqtgraph", lambda v: v["ours"] / v["inside"], 1.2),
        ("of finplot", lambda v: v["ours"] / v["finplot"], 1 / share_of_finplot),
    ]


def start_up(platform: str) -> str:
    """What the benchmark of start-up prints, where there is one."""
    script = HERE / "startup.py"
    if not script.exists():
        return ""
    done = subprocess.run(
        [sys.executable, str(script), "--platform", platform],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout.strip() or f"startup.py has failed: {done.stderr.strip()[-300:]}"


if __name__ == "__main__":
    main()
