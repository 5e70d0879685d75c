"""`tracker collect` and `tracker replay`: the engine without a window."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from msgspec import Struct

from tracker.analysis import words
from tracker.app import App
from tracker.commands.output import json_line
from tracker.domain.health import Filled, Health
from tracker.domain.level import Transition
from tracker.domain.times import iso
from tracker.services.collector import Collector, Setup
from tracker.services.found import alert_row, transition_row
from tracker.services.kept import one_filled
from tracker.services.notices import Notice
from tracker.services.update import Update
from tracker.sources.clock import ScaledClock
from tracker.sources.recording import RecordingFile, ReplayTransport, read_recording

#: A recording without a speed is played this much faster than it was made.
_REPLAY_SPEED = 60.0
#: After the last frame of a recording, time for what it caused to be judged and stored; a slow
#: machine that is not through by then is waited for, but not for ever.
_SETTLE_S, _LONGEST_SETTLE_S, _LOOK_S = 1.0, 30.0, 0.05
#: The past is there once nothing was lacking for so long.
_CALM_S = 3.0


class Interrupted(Exception):
    """The user or the system asked the program to stop."""


class Collect(Struct, frozen=True):
    """How to collect; `for_s` None: until interrupted."""

    for_s: float | None = None
    json: bool = False
    record: Path | None = None


def collect(app: App, command: Collect) -> int:
    """Run the engine and tell what happens on stdout."""
    app.begin()
    app.start_logging()
    recorder = RecordingFile(command.record) if command.record is not None else None
    try:
        titles = {source.venue: source.title for source in app.sources}
        teller = Teller(as_json=command.json, titles=titles)
        return _run(app, app.setup(recorder), _lasting(command.for_s), teller)
    finally:
        if recorder is not None:
            recorder.close()


def replay(app: App, path: Path, *, speed: float | None, json: bool) -> int:
    """Play a recording through the engine."""
    app.begin()
    app.start_logging()
    records = read_recording(path)
    factor = speed or _REPLAY_SPEED
    first_ms, last_ms = records[0].at_ms, records[-1].at_ms
    clock = ScaledClock(first_ms, factor)
    teller = Teller(as_json=json)
    teller.note(
        f"Playing {len(records)} records, {iso(first_ms)} to {iso(last_ms)}, "
        f"at {factor:g} times their speed."
    )
    transport = ReplayTransport(records, clock)
    enough = _played(transport, (last_ms - first_ms) / 1_000 / factor)
    return _run(app, app.replay_setup(transport, clock), enough, teller)


def fill(app: App) -> None:
    """Run the engine until the past is in the cache, without a word; for a market that is simulated."""
    app.demo_speed = 1.0  # the moment at which it begins is wanted, not what comes after it
    app.begin()
    asyncio.run(_until(Collector(app.storage(), app.setup(), lambda _update: None), _filled))


async def _filled(collector: Collector) -> None:
    """Until nothing has been lacking for a while, or for long enough: coins come one after another."""
    calm = 0
    for _ in range(int(_LONGEST_SETTLE_S / _LOOK_S)):
        progress = collector.history.progress()
        calm = calm + 1 if progress.total > 0 and progress.finished else 0
        if calm * _LOOK_S >= _CALM_S:
            break
        await asyncio.sleep(_LOOK_S)


#: Waits until a collector has run for long enough.
Wait = Callable[[Collector], Coroutine[object, object, None]]


def _lasting(for_s: float | None) -> Wait:
    """So many seconds; None: until interrupted."""

    async def wait(_collector: Collector) -> None:
        if for_s is None:
            await asyncio.Event().wait()
        else:
            await asyncio.sleep(for_s)

    return wait


def _played(transport: ReplayTransport, lasts_s: float) -> Wait:
    """As long as the recording lasts, and until all of it has gone through the engine."""

    def is_through(collector: Collector) -> bool:
        progress = collector.history.progress()
        return transport.is_played() and progress.total > 0 and progress.finished

    async def wait(collector: Collector) -> None:
        await asyncio.sleep(lasts_s)
        for _ in range(int(_LONGEST_SETTLE_S / _LOOK_S)):
            if is_through(collector):
                break
            await asyncio.sleep(_LOOK_S)
        await asyncio.sleep(_SETTLE_S)

    return wait


def _run(app: App, setup: Setup, enough: Wait, teller: Teller) -> int:
    storage = app.storage()
    collector = Collector(storage, setup, teller.take)
    teller.stamp = collector.stamp_soon
    try:
        asyncio.run(_until(collector, enough))
    except (Interrupted, KeyboardInterrupt):
        return 130
    finally:
        teller.close()
    if storage.warning is not None:
        teller.note(storage.warning)
    return 0


async def _until(collector: Collector, enough: Wait) -> None:
    """Run the collector until it is enough, or a signal comes."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in loops
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stopped.set)
    running = asyncio.create_task(collector.run())
    others = [asyncio.create_task(stopped.wait()), asyncio.create_task(enough(collector))]
    await asyncio.wait({running, *others}, return_when=asyncio.FIRST_COMPLETED)
    was_stopped = stopped.is_set()
    for task in (running, *others):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    if was_stopped:
        raise Interrupted


class Teller:
    """Says on stdout what happens: transitions as JSON lines, or everything as sentences."""

    def __init__(self, *, as_json: bool, titles: Mapping[str, str] | None = None) -> None:
        self._as_json = as_json
        self._titles = titles or {}
        self._filled: dict[str, tuple[str, int]] = {}
        self._was_good: dict[tuple[str, str], bool] = {}
        self.stamp: Callable[[Notice], None] = lambda _notice: None

    def take(self, update: Update) -> None:
        """Tell one update and confirm its notices."""
        if self._as_json:
            for one in update.transitions:
                self._write(json_line(transition_row(one)))
            for found in update.alerts:
                self._write(json_line(alert_row(found)))
        else:
            for health in update.health:
                self._tell_health(health)
            for one in update.transitions:
                self._write(f"{iso(one.at_ms)}  {sentence(one)}\n")
            for found in update.alerts:
                late = ", found late" if found.late else ""
                self._write(f"{iso(found.at_ms)}  {found.title}{late}\n")
        for notice in update.notices:
            if not self._as_json:
                self._write(f"{iso(notice.at_ms)}  {notice.title}: {notice.body}\n")
            self.stamp(notice)
        for text in update.said:
            self.note(text)
        for filled in update.filled:
            self._tell_filled(filled)

    def note(self, text: str) -> None:
        """Something about the program itself."""
        if not self._as_json:
            self._write(text + "\n")

    def _tell_filled(self, filled: Filled) -> None:
        """By tenths: a line for each percent would be all that is read."""
        tenth = (filled.stage, int(filled.share * 10))
        if self._filled.get(filled.venue) != tenth:
            self._filled[filled.venue] = tenth
            self.note(one_filled(filled, self._titles.get(filled.venue, filled.venue)))

    def _tell_health(self, health: Health) -> None:
        key = (health.venue, str(health.channel))
        good = health.state.is_good
        before = self._was_good.get(key)
        self._was_good[key] = good
        if before is None or before == good:
            return
        text = str(health.state) if good else f"{health.state}: {health.reason}"
        self._write(f"{health.venue} {health.channel} is {text}\n")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing more will be told."""
        self.stamp = lambda _notice: None


def sentence(one: Transition) -> str:
    """A transition as a line in the log: BTC 75,000 pierced (hourly), 74,603."""
    name = str(one.event).replace("_", " ")
    late = ", found late" if one.late else ""
    return (
        f"{one.asset} {words.level(one.level)} {name} ({one.rule}), {words.price(one.price)}{late}"
    )
