"""Both databases behind coroutines: opened, damaged, held, cancelled and closed."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from services.samples import NOW_MS, SPOT, add, calm
from tracker.domain.errors import TrackerError
from tracker.domain.times import H1
from tracker.services.lane import Haste
from tracker.services.storage import Storage
from tracker.store.database import StoreError
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home


def store_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("store")]


async def test_what_was_written_is_there_for_readers_judges_and_the_next_run(home: Home) -> None:
    first = Storage(home)
    await first.open("one")
    written = await first.write(calm(NOW_MS, 70_000.0, count=5))
    assert len(written.fresh) == 5
    for look in (first.read, first.judge):
        assert len(await look(lambda reader, _: reader.candles(SPOT, H1))) == 5
    await add(first, 69_000.0)
    await first.close()
    assert store_threads() == []
    second = Storage(home)
    await second.open("two")
    assert second.warning is None
    count, prices = await second.read(
        lambda reader, journal: (
            len(reader.candles(SPOT, H1)),
            [level.price for level in journal.levels()],
        )
    )
    assert (count, prices) == (5, [69_000.0])
    await second.close()


async def test_a_damaged_cache_is_set_aside_and_begun_anew(home: Home) -> None:
    home.make()
    home.market_file.write_bytes(b"this was a database once" * 400)
    storage = Storage(home)
    await storage.open("2026-02-04T160000Z")
    assert storage.warning is not None
    assert storage.warning.startswith("The market cache was damaged; it is kept as market")
    (kept,) = [path for path in home.cache.iterdir() if "2026-02-04T160000Z" in path.name]
    assert kept.read_bytes().startswith(b"this was a database once")
    await storage.write(calm(NOW_MS, 70_000.0, count=2))
    await storage.close()


async def test_a_damaged_journal_is_never_touched_and_nothing_is_left_open(home: Home) -> None:
    home.make()
    home.journal_file.write_bytes(b"levels of years" * 400)
    before = home.journal_file.read_bytes()
    with pytest.raises(StoreError) as failure:
        await Storage(home).open("now")
    assert failure.value.damaged
    assert home.journal_file.read_bytes() == before
    assert store_threads() == []


async def test_a_cache_of_a_newer_program_is_refused_and_kept(home: Home) -> None:
    home.make()
    with closing(sqlite3.connect(home.market_file)) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.execute("CREATE TABLE future (at_ms INTEGER)")
        connection.commit()
    with pytest.raises(StoreError) as failure:
        await Storage(home).open("now")
    assert not failure.value.damaged
    with closing(sqlite3.connect(home.market_file)) as connection:
        assert connection.execute("SELECT count(*) FROM future").fetchone() == (0,)


async def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrackerError, match="cannot be made"):
        await Storage(Home.under(tmp_path / "file" / "home")).open("now")
    assert store_threads() == []


async def test_what_the_database_says_becomes_a_sentence(storage: Storage) -> None:
    def full(_market: MarketWriter) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(StoreError) as failure:
        await storage.market(full)
    assert failure.value.sentence.endswith(".")
    assert "full" in str(failure.value)


async def test_a_mistake_of_a_caller_stays_what_it_is(storage: Storage) -> None:
    def wrong(_reader: MarketReader, _journal: Journal) -> None:
        raise KeyError("oops")

    with pytest.raises(KeyError):
        await storage.read(wrong)


async def test_what_a_cancelled_task_began_to_write_is_written(home: Home) -> None:
    storage = Storage(home)
    await storage.open("one")
    entered, may_go = threading.Event(), threading.Event()

    def slow(market: MarketWriter) -> None:
        entered.set()
        assert may_go.wait(30)
        market.write(calm(NOW_MS, 70_000.0, count=4))

    task = asyncio.create_task(storage.market(slow))
    await asyncio.to_thread(entered.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    closed = asyncio.create_task(storage.close())
    may_go.set()
    await closed
    reader = MarketReader.open(home.market_file)
    assert reader is not None
    assert len(reader.candles(SPOT, H1)) == 4
    reader.close()


async def test_a_long_query_does_not_delay_a_commit(storage: Storage) -> None:
    entered, may_go = threading.Event(), threading.Event()

    def long(_reader: MarketReader, _journal: Journal) -> bool:
        entered.set()
        return may_go.wait(30)

    query = asyncio.create_task(storage.read(long))
    await asyncio.to_thread(entered.wait, 30)
    await storage.write(calm(NOW_MS, 70_000.0, count=1))
    assert not query.done()
    may_go.set()
    assert await query


async def test_a_chart_that_is_chosen_waits_for_no_panel(storage: Storage) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def long(*_: object) -> str:
        begun.set()
        go_on.wait(10)
        return "long"

    panels = [storage.ask(long, haste) for haste in (Haste.USUAL, Haste.SLOW)]
    assert begun.wait(10)
    order: list[str] = []
    usual = storage.ask(lambda *_: order.append("a panel"), Haste.USUAL)
    soon = storage.ask(lambda *_: order.append("under the chart"), Haste.SOON)
    count = storage.ask(lambda reader, _: len(reader.candles(SPOT, H1)), Haste.FIRST)
    assert await asyncio.wrap_future(count) == 0
    assert not any(one.done() for one in panels)
    go_on.set()
    for one in (usual, soon):
        await asyncio.wrap_future(one)
    assert order == ["under the chart", "a panel"]


async def test_what_the_database_says_to_a_question_is_a_sentence_too(storage: Storage) -> None:
    def broken(reader: MarketReader, _: Journal) -> None:
        reader._rows("SELECT nothing FROM nowhere")

    with pytest.raises(TrackerError):
        await asyncio.wrap_future(storage.ask(broken, Haste.USUAL))


async def test_once_it_is_closed_nothing_can_be_asked(home: Home) -> None:
    storage = Storage(home)
    await storage.open("now")
    await storage.close()
    for haste in Haste:
        with pytest.raises(RuntimeError):
            storage.ask(lambda *_: None, haste)


async def test_nothing_can_be_asked_before_it_is_open(home: Home) -> None:
    storage = Storage(home)
    for ask in (
        storage.market(lambda market: market),
        storage.journal(lambda journal: journal),
        storage.read(lambda reader, _: reader),
        storage.judge(lambda reader, _: reader),
    ):
        with pytest.raises(RuntimeError, match="not open"):
            await ask
    await storage.close()
    assert store_threads() == []
