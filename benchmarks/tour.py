"""A tour through the real window, with everything running: are frames in time, and does it last?

    python benchmarks/tour.py [--minutes 10] [--warm-up 60] [--platform xcb|offscreen] [--demo]

The real program on a screen of its own (Xvfb, started here), fed by the exchange on 127.0.0.1 that the
tests use, in a process of its own, with 200 frames a second; or by the simulated market (`--demo`),
which lives in the same process. Mouse and keys come as from a window system: drags in history, wheel
zooms, axes, coins, intervals, styles, panes, scales, indicators, drawings, levels, a second chart
window. One round takes about a minute; it is repeated until the time is over.

A frame is from preparing a chart to the end of its painting, by the clock and in time of the processor.
What sixty frames in a row take together says whether a second of them would be one.
A switch is from before the key to the end of the first frame that shows the other chart; coins and
intervals lie in the cache by then. What comes before the warm-up is over is left out, but for what went
wrong. What other programs do on the same cores is in the figures by the clock, so it is said how much
of the cores they had.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from ctypes import c_longlong
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from statistics import median

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from latency import Ahead, busy_s, make_noise, percentile
from loopback import Exchange
from loopback.market import Market, calm_shift_ms
from loopback.venues import serve_venues
from screens import screen
from touring.hands import Lost, Walk
from touring.meters import FRAME_MS, Frames, HoldUps, Troubles, resident_mb
from touring.stops import STOPS, Switches, Tour
from tracker.app import App, Options
from tracker.commands import window
from tracker.domain.times import INTERVALS
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.paths import Home
from tracker.ui.theme import font
from tracker.ui.tidying import share_arenas

SYMBOL_GOAL_MS, INTERVAL_GOAL_MS = 150.0, 100.0
#: As many as a second of a smooth screen.
_IN_A_ROW = 60
_PATIENCE_S, _LEAST_CANDLES = 240.0, 60


@dataclass(slots=True)
class Story:
    """What one tour found."""

    frames: Frames = field(default_factory=Frames)
    switches: Switches = field(default_factory=Switches)
    troubles: Troubles = field(default_factory=Troubles)
    late_ms: list[float] = field(default_factory=list)
    #: (seconds since the warm-up was over, MB)
    memory: list[tuple[float, float]] = field(default_factory=list)
    rounds: int = 0
    lasted_s: float = 0.0
    others_cores: float = 0.0


# --- where it happens --------------------------------------------------------------------------


def feed(pipe: Connection, ahead_ms: Synchronized[int]) -> None:
    """The exchange, in its process, until it is told that all is over."""
    with Exchange() as exchange:
        market = serve_venues(exchange, Market(shift_ms=calm_shift_ms()))
        ahead_ms.value = market.shift_ms
        pipe.send(exchange.url)
        is_over = threading.Event()
        noise = threading.Thread(target=make_noise, args=(exchange, market, is_over))
        noise.start()
        pipe.recv()
        is_over.set()
        noise.join()


@contextmanager
def fed(folder: Path) -> Iterator[App]:
    """The program's parts, on the exchange of the tests."""
    spawn = multiprocessing.get_context("spawn")
    ahead_ms: Synchronized[int] = spawn.Value(c_longlong, 0)
    pipe, theirs = spawn.Pipe()
    exchange = spawn.Process(target=feed, args=(theirs, ahead_ms), daemon=True)
    exchange.start()
    app = App(Options(gateway=pipe.recv()), Home.under(folder))
    app.__dict__["clock"] = Ahead(ahead_ms)
    try:
        yield app
    finally:
        pipe.send("over")
        exchange.join(10)


# --- the tour ----------------------------------------------------------------------------------


def is_cached(session: window.Session) -> bool:
    """Whether a chart of every coin and interval lies in the cache; what else is due may follow."""
    if not session.engine.is_ready:
        return False
    desk = session.desk

    def read(reader: MarketReader | None, journal: Journal | None) -> bool:
        views, now_ms = Views(reader, journal, desk._sources), desk._clock.now_ms()
        return all(
            len(views.chart(asset, interval, now_ms).candles) >= _LEAST_CANDLES
            for asset in desk.assets
            for interval in INTERVALS
        )

    return session._cached(read)


class Guide:
    """Walks through the window, with the meters on; `failed` says where it ended early."""

    def __init__(
        self, session: window.Session, story: Story, warm_up_s: float, seconds: float
    ) -> None:
        self._session, self._story = session, story
        self._warm_up_s, self._seconds = warm_up_s, seconds
        self._tour = Tour(session.window, story.switches, self._begin_stop)
        self._walk: Walk | None = None
        self._hold_ups = HoldUps()
        self._opened = self._loaded = self._began = 0.0
        self._busy = (0.0, 0.0)
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._memory = QTimer()
        self._memory.timeout.connect(self._weigh)
        self.failed = ""

    def begin(self) -> None:
        """Wait until charts lie in the cache, then go."""
        self._opened = time.monotonic()
        self._timer.start(0)

    def _go_on(self) -> None:
        now = time.monotonic()
        if not self._loaded:
            if is_cached(self._session):
                self._loaded = now
                print(f"charts were in the cache after {now - self._opened:.0f} s", file=sys.stderr)
            elif now - self._opened > _PATIENCE_S:
                self._end("charts never came")
                return
            self._timer.start(1_000)
            return
        if not self._began and now - self._loaded >= self._warm_up_s:
            self._begin_measuring()
        if self._began and now - self._began >= self._seconds:
            self._end("")
            return
        try:
            rest = self._step()
        except Lost as error:
            self._end(str(error))
            return
        except Exception:
            self._end("one of its steps failed")
            raise
        self._timer.start(rest)

    def _step(self) -> int:
        if self._walk is None:
            self._walk = Walk(self._tour.stops())
        rest = self._walk.step()
        if rest is None:
            self._walk = None
            self._story.rounds += 1
        return rest or 0

    def _begin_stop(self, number: int) -> None:
        self._story.frames.stop = number

    def _begin_measuring(self) -> None:
        """Forget what was measured while everything was new."""
        story = self._story
        frames, switches = story.frames, story.switches
        for values in (
            frames.walls_ms,
            frames.cpus_ms,
            frames.stops,
            switches.symbols_ms,
            switches.intervals_ms,
        ):
            del values[:]
        print(f"measuring, after {story.rounds} rounds", file=sys.stderr)
        self._began, self._busy = time.monotonic(), busy_s()
        self._hold_ups.begin()
        self._weigh()
        self._memory.start(1_000)

    def _weigh(self) -> None:
        self._story.memory.append((time.monotonic() - self._began, resident_mb()))

    def _end(self, failed: str) -> None:
        self.failed, story = failed, self._story
        self._memory.stop()
        if self._began:
            self._weigh()
            story.lasted_s = time.monotonic() - self._began
            others_s = (busy_s()[0] - self._busy[0]) - (busy_s()[1] - self._busy[1])
            story.others_cores = others_s / story.lasted_s
        story.late_ms = list(self._hold_ups.late_ms)
        self._session.window.leave()


def run(app: App, warm_up_s: float, seconds: float) -> tuple[Story, str]:
    """The whole program, once through: what was found, and where it got lost."""
    story = Story()
    story.frames.painted = story.switches.painted
    story.frames.listen()
    story.troubles.listen()
    app.begin()
    qt = QApplication.instance() or QApplication(["tour"])
    assert isinstance(qt, QApplication)
    qt.setStyle("Fusion")
    look: QFont = font()
    qt.setFont(look)
    qt.setQuitOnLastWindowClosed(False)
    session = window.Session(app, window.WindowRun(first_steps=False), qt)
    session.open()
    session.window.resize(1_600, 900)
    guide = Guide(session, story, warm_up_s, seconds)
    guide.begin()
    qt.exec()
    session.close()
    return story, guide.failed


# --- what is said ------------------------------------------------------------------------------


def spread(values: Sequence[float]) -> str:
    return (
        f"median {median(values):7.2f}   p99 {percentile(values, 0.99):7.2f}"
        f"   worst {max(values):7.2f} ms   ({len(values)})"
    )


def report(story: Story) -> bool:
    """Print everything; whether all goals are met."""
    print(f"{story.rounds} rounds, {story.lasted_s / 60:.1f} minutes measured")
    print(
        f"others, feed and screen included, had {story.others_cores:.2f} of {os.cpu_count()} cores"
    )
    walls, cpus = story.frames.walls_ms, story.frames.cpus_ms
    if not walls or not story.memory or not story.late_ms:
        print("nothing was measured")
        return False
    print(f"frame, clock      {spread(walls)}   {_over(walls):.2%} over {FRAME_MS:.1f} ms")
    slowest = slowest_rate(walls)
    print(
        f"slowest {_IN_A_ROW} frames that follow each other: {slowest:.0f} a second of paint time"
    )
    print(f"frame, processor  {spread(cpus)}   {_over(cpus):.2%} over {FRAME_MS:.1f} ms")
    for number, name in enumerate(STOPS):
        rows = [at for at, stop in enumerate(story.frames.stops) if stop == number]
        if rows:
            print(f"  {name:22}{spread([walls[at] for at in rows])}")
            print(f"  {'':22}{spread([cpus[at] for at in rows])} of the processor")
    print(f"window held up    {spread(story.late_ms)}")
    symbols, intervals = story.switches.symbols_ms, story.switches.intervals_ms
    for name, values in (("symbol switch", symbols), ("interval switch", intervals)):
        print(f"{name:18}{spread(values) if values else 'none'}")
    first, last = story.memory[0][1], story.memory[-1][1]
    most = max(mb for _, mb in story.memory)
    print(
        f"memory            {first:.0f} MB, at the end {last:.0f} ({last - first:+.0f}), most {most:.0f}"
    )
    every = max(1, len(story.memory) // 12)
    print("                  " + " ".join(f"{mb:.0f}" for _, mb in story.memory[::every]))
    troubles = story.troubles.found
    print(f"troubles          {len(troubles)}")
    goals = [
        goal(f"p99 of frames ≤ {FRAME_MS:.1f} ms", percentile(walls, 0.99) <= FRAME_MS),
        goal(f"never below {_IN_A_ROW} frames a second of paint time", slowest >= _IN_A_ROW),
        goal(f"every symbol switch ≤ {SYMBOL_GOAL_MS:.0f} ms", _within(symbols, SYMBOL_GOAL_MS)),
        goal(
            f"every interval switch ≤ {INTERVAL_GOAL_MS:.0f} ms",
            _within(intervals, INTERVAL_GOAL_MS),
        ),
        goal("no exception, no error", not troubles),
    ]
    return all(goals)


def goal(what: str, met: bool) -> bool:
    print(f"goal: {what}: {'met' if met else 'MISSED'}")
    return met


def slowest_rate(walls_ms: Sequence[float]) -> float:
    """Frames a second of paint time, of those in a row that took longest."""
    some = min(_IN_A_ROW, len(walls_ms))
    sums_ms = np.convolve(np.asarray(walls_ms), np.ones(some), "valid")
    return some * 1_000 / float(sums_ms.max())


def _over(values: Sequence[float]) -> float:
    return sum(one > FRAME_MS for one in values) / len(values)


def _within(values: list[float], most_ms: float) -> bool:
    return bool(values) and max(values) <= most_ms


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="after the warm-up")
    parser.add_argument("--warm-up", type=float, default=60.0, help="seconds that do not count")
    parser.add_argument("--platform", choices=("xcb", "offscreen"), default="xcb")
    parser.add_argument("--demo", action="store_true", help="feed it by the simulated market")
    given = parser.parse_args()
    sys.setswitchinterval(window._TURN_S)
    share_arenas()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["QT_QPA_PLATFORM"] = given.platform
        if given.platform == "xcb":
            os.environ["DISPLAY"] = stack.enter_context(screen())
        if given.demo:
            app = App(Options(demo=""), Home.under(folder))
        else:
            app = stack.enter_context(fed(folder))
        story, failed = run(app, given.warm_up, given.minutes * 60)
    good = report(story)
    if failed:
        print(f"the tour ended early: {failed}", file=sys.stderr)
    return 0 if good and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
