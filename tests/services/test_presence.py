"""One engine a home: of several that begin at the same instant one writes, and says so as it goes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from program import environment, until
from tracker.domain.errors import EngineBusy
from tracker.services.presence import Presence, engine_runs
from tracker.services.storage import Storage
from tracker.store.market_reader import EngineState, MarketReader
from tracker.store.paths import Home

#: A process that opens the store, waits for the word to go, claims it, and then holds what it has.
_CLAIM = """
import asyncio, pathlib, sys
from tracker.domain.errors import EngineBusy
from tracker.services.presence import Presence
from tracker.services.storage import Storage
from tracker.store.paths import Home

async def main():
    storage = Storage(Home.under(pathlib.Path(sys.argv[1])))
    await storage.open("stamp")
    presence = Presence(storage)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await presence.claim()
        print("engine", flush=True)
    except EngineBusy as error:
        print(error.sentence, flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await storage.close()

asyncio.run(main())
"""


def claimant(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CLAIM, str(home)],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def say(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_processes_that_begin_at_the_same_instant_one_is_the_engine(tmp_path: Path) -> None:
    processes = [claimant(tmp_path) for _ in range(4)]
    try:
        assert [hear(one) for one in processes] == ["ready"] * 4
        for one in processes:
            say(one)
        heard = [hear(one) for one in processes]
        engines = [one for one, word in zip(processes, heard, strict=True) if word == "engine"]
        assert len(engines) == 1
        sentence = f"Another Tracker (process {engines[0].pid}) already fills this cache."
        assert sum(word.startswith(sentence) for word in heard) == 3
        reader = MarketReader.open(Home.under(tmp_path).market_file)
        assert reader is not None
        with closing(reader):
            engine = reader.engine()
        assert engine is not None
        assert engine.pid == engines[0].pid
    finally:
        for one in processes:
            one.communicate("leave\n", timeout=20)


@pytest.fixture
async def storage(tmp_path: Path) -> Storage:
    return Storage(Home.under(tmp_path))


async def test_an_engine_that_was_stopped_and_lost_its_place_notices_it(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.open("stamp")
    monkeypatch.setattr("tracker.services.presence._BEAT_S", 0.01)
    try:
        presence = Presence(storage)
        await presence.claim()
        mine = await storage.read(lambda reader, _: reader.engine())
        assert mine is not None
        # While it was stopped another one found it silent and began.
        later_ms = mine.beat_ms + 10_001
        assert await storage.market(lambda market: market.beat(1, later_ms, later_ms)) is None
        with pytest.raises(EngineBusy, match=r"process 1\)"):
            await presence.keep_beating()
        await presence.leave(later_ms + 1)
        other = await storage.read(lambda reader, _: reader.engine())
        assert other == EngineState(1, later_ms, later_ms, None)
        assert engine_runs(other, later_ms + 10_000)
        assert not engine_runs(other, later_ms + 10_001)
    finally:
        await storage.close()


def test_of_two_programs_started_at_once_the_other_says_so(tmp_path: Path) -> None:
    """Both meet at a home that is not there yet; the gateway leads nowhere."""
    arguments = ("--gateway", "http://127.0.0.1:9", "collect", "--for", "20")
    outputs = [tmp_path / "first", tmp_path / "second"]
    processes = []
    try:
        for output in outputs:
            with output.open("wb") as file:
                processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "tracker", *arguments],
                        env=environment(tmp_path / "home"),
                        stdin=subprocess.DEVNULL,
                        stdout=file,
                        stderr=file,
                    )
                )
        ended = until(
            lambda: [at for at, one in enumerate(processes) if one.poll() is not None],
            "one of them has given way",
        )
        assert len(ended) == 1
        loser, winner = ended[0], 1 - ended[0]
        assert processes[loser].returncode == 1
        said = outputs[loser].read_text()
        assert f"Another Tracker (process {processes[winner].pid}) already fills" in said
        assert "Traceback" not in said
    finally:
        for one in processes:
            one.terminate()
            one.wait(20)
