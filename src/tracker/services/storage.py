"""The store on threads of its own: one writer for everybody, a reader beside it, and one that studies."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TypeVar

from tracker.domain.health import Health, Observed
from tracker.services.revisions import note_revisions
from tracker.store.database import (
    SqlError,
    StoreError,
    explained,
    make_shrinkable,
    open_writer,
    set_aside,
)
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter, Stored, Written
from tracker.store.paths import Home
from tracker.store.sizes import file_bytes

log = logging.getLogger(__name__)
T = TypeVar("T")


class Storage:
    """Opens the two databases of a home and lets coroutines use them.

    Everything that writes runs on one thread, one call after the other; reading has a thread and a
    connection of its own, so that a long query never delays a commit. What goes through weeks of the
    past has another of both, so that what is shown never waits for it.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._write_pool = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._read_pool = ThreadPoolExecutor(1, thread_name_prefix="store-read")
        self._study_pool = ThreadPoolExecutor(1, thread_name_prefix="store-study")
        self._market: MarketWriter | None = None
        self._journal: Journal | None = None
        self._reader: MarketReader | None = None
        self._journal_reader: Journal | None = None
        self._studying: tuple[MarketReader | None, Journal | None] = None, None
        self.warning: str | None = None

    async def open(self, stamp: str) -> None:
        """Open both files, bringing them up to date.

        A damaged cache is set aside and begun anew (`warning` says so); a damaged journal is the
        user's own and never touched.

        Raises:
            StoreError: where one cannot be used.
        """
        try:
            self._home.make()
            await self._on(self._write_pool, lambda: self._open_writers(stamp))
            await self._on(self._read_pool, self._open_readers)
            await self._on(self._study_pool, self._open_study)
        except BaseException:
            await self.close()
            raise

    def _open_writers(self, stamp: str) -> None:
        path = self._home.market_file
        try:
            connection = open_writer(path, MIGRATIONS, keep_copy=False)
        except StoreError as error:
            if not error.damaged:
                raise
            aside = set_aside(path, stamp)
            self.warning = (
                f"The market cache was damaged; it is kept as {aside.name} and begun anew."
            )
            log.warning("%s (%s)", self.warning, error.detail)
            connection = open_writer(path, MIGRATIONS, keep_copy=False)
        make_shrinkable(connection, path)
        self._market = MarketWriter(connection)
        self._journal = Journal.open(self._home.journal_file)

    def _open_readers(self) -> None:
        self._reader = MarketReader.open(self._home.market_file)
        self._journal_reader = Journal.read(self._home.journal_file)

    def _open_study(self) -> None:
        reader = MarketReader.open(self._home.market_file)
        self._studying = reader, Journal.read(self._home.journal_file)

    async def close(self) -> None:
        """Finish what is queued and close the files. Nothing may be asked afterwards."""
        try:
            # Readers first: the last connection to close folds the log back into the file.
            await self._on(self._study_pool, lambda: _close(*self._studying))
            await self._on(self._read_pool, lambda: _close(self._reader, self._journal_reader))
            await self._on(self._write_pool, lambda: _close(self._market, self._journal))
        finally:
            self._study_pool.shutdown(wait=True)
            self._read_pool.shutdown(wait=True)
            self._write_pool.shutdown(wait=True)

    async def write(
        self,
        values: Sequence[Stored],
        observed: Iterable[Observed] = (),
        health: Iterable[Health] = (),
    ) -> Written:
        """Store one batch in one transaction; what it changed of the past is noted in the journal."""

        def store() -> Written:
            written = _there(self._market).write(values, observed, health)
            if written.revised:
                found_ms = int(time.time() * 1_000)
                note_revisions(_there(self._journal), written.revised, found_ms)
            return written

        return await self._on(self._write_pool, store)

    async def market(self, use: Callable[[MarketWriter], T]) -> T:
        """Run something that writes the cache."""
        return await self._on(self._write_pool, lambda: use(_there(self._market)))

    async def journal(self, use: Callable[[Journal], T]) -> T:
        """Run something that reads or writes the journal."""
        return await self._on(self._write_pool, lambda: use(_there(self._journal)))

    async def judge(self, use: Callable[[MarketReader, Journal], T]) -> T:
        """Run something that reads candles and writes the journal, after all that was stored."""
        return await self._on(
            self._write_pool, lambda: use(_there(self._market).reader(), _there(self._journal))
        )

    async def read(self, use: Callable[[MarketReader, Journal], T]) -> T:
        """Run a query over both, beside the writer."""
        return await self._on(
            self._read_pool, lambda: use(_there(self._reader), _there(self._journal_reader))
        )

    async def study(self, use: Callable[[MarketReader, Journal], T]) -> T:
        """The same for what takes long: nothing that is shown at once waits for it."""
        return await self._on(
            self._study_pool, lambda: use(_there(self._studying[0]), _there(self._studying[1]))
        )

    async def measure(self) -> dict[str, int]:
        """What each kind takes on disk, in bytes: on a thread and a connection of its own."""
        path = self._home.market_file

        def measured() -> dict[str, int]:
            reader = MarketReader.open(path)
            if reader is None:
                return {}
            with closing(reader):
                return reader.measured_sizes()

        with ThreadPoolExecutor(1, thread_name_prefix="store-measure") as pool:
            return await self._on(pool, measured)

    def file_bytes(self) -> int:
        """What the cache takes on disk now, with what waits in its log."""
        return file_bytes(self._home.market_file)

    @staticmethod
    async def _on(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            # Shielded: what a cancelled task began to write is finished, and close() waits for it.
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(pool, work))
        except SqlError as error:
            raise explained(error) from error


def _close(*parts: MarketWriter | MarketReader | Journal | None) -> None:
    """Close all of them, whatever one of them says."""
    with ExitStack() as stack:
        for part in parts:
            if part is not None:
                stack.callback(part.close)


def _there(part: T | None) -> T:
    if part is None:
        raise RuntimeError("the storage is not open")
    return part
