"""The store on threads of its own: one writer for everybody, and beside it readers by their patience."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing
from functools import partial
from typing import TypeVar

from tracker.domain.giving_way import WAY
from tracker.domain.health import Health, Observed
from tracker.domain.translating import tr
from tracker.services.lane import Haste, Lane, Turn
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
#: What goes on in the store's job that another has begun.
Along = Callable[[MarketReader, Journal], None]


class Storage:
    """Opens the two databases of a home and lets coroutines use them.

    Everything that writes runs on one thread, one call after the other, what a notice waits for before
    all else. Reading has a thread and a connection of its own, so that a long query never delays a
    commit. What goes through weeks of the past has another of both, so that what is shown never waits
    for it; and so have the candles of a chart that was chosen, which wait for no panel.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._writing = Lane("store-write", notices=True)
        self._reading = Lane("store-read")
        self._study = Lane("store-study")
        self._looking = Lane("store-look")
        self._market: MarketWriter | None = None
        self._journal: Journal | None = None
        #: What each lane that only reads has open.
        self._readers: dict[Lane, tuple[MarketReader | None, Journal | None]] = {}
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
            await self._on(self._writing, lambda: self._open_writers(stamp))
            for lane in (self._reading, self._study, self._looking):
                await self._on(lane, partial(self._open_readers, lane))
        except BaseException:
            await self.close()
            raise

    def _open_writers(self, stamp: str) -> None:
        path = self._home.market_file
        try:
            connection = open_writer(path, MIGRATIONS, keep_copy=False, before=WAY.give)
        except StoreError as error:
            if not error.damaged:
                raise
            aside = set_aside(path, stamp)
            self.warning = tr(
                "The market cache was damaged; it is kept as {name} and begun anew.",
                name=aside.name,
            )
            log.warning(
                "the market cache was damaged and is kept as %s (%s)", aside.name, error.detail
            )
            connection = open_writer(path, MIGRATIONS, keep_copy=False, before=WAY.give)
        make_shrinkable(connection, path)
        self._market = MarketWriter(connection)
        self._journal = Journal.open(self._home.journal_file)

    def _open_readers(self, lane: Lane) -> None:
        # What was chosen to be looked at waits for no frame; it is one of the next.
        before = None if lane is self._looking else WAY.give
        reader = MarketReader.open(self._home.market_file, before)
        self._readers[lane] = reader, Journal.read(self._home.journal_file)

    async def close(self) -> None:
        """Finish what is queued and close the files. Nothing may be asked afterwards."""
        try:
            # Readers first: the last connection to close folds the log back into the file.
            for lane, readers in self._readers.items():
                await self._on(lane, partial(_close, *readers), Turn.LAST)
            await self._on(self._writing, lambda: _close(self._market, self._journal), Turn.LAST)
        finally:
            for lane in (self._looking, self._study, self._reading, self._writing):
                lane.shutdown(wait=True)

    async def write(
        self,
        values: Sequence[Stored],
        observed: Iterable[Observed] = (),
        health: Iterable[Health] = (),
        *,
        turn: Turn = Turn.USUAL,
        along: Along | None = None,
    ) -> Written:
        """Store one batch in one transaction; what it changed of the past is noted in the journal.

        Args:
            along: done in the same job once the batch is stored, on all that is stored by then.
        """

        def store() -> Written:
            written = _there(self._market).write(values, observed, health)
            if written.revised:
                found_ms = int(time.time() * 1_000)
                note_revisions(_there(self._journal), written.revised, found_ms)
            if along is not None:
                along(_there(self._market).reader(), _there(self._journal))
            return written

        return await self._on(self._writing, store, turn)

    async def market(self, use: Callable[[MarketWriter], T], *, turn: Turn = Turn.USUAL) -> T:
        """Run something that writes the cache."""
        return await self._on(self._writing, lambda: use(_there(self._market)), turn)

    async def journal(self, use: Callable[[Journal], T]) -> T:
        """Run something that reads or writes the journal."""
        return await self._on(self._writing, lambda: use(_there(self._journal)))

    async def judge(
        self, use: Callable[[MarketReader, Journal], T], *, turn: Turn = Turn.USUAL
    ) -> T:
        """Run something that reads candles and writes the journal, on all that is stored by then."""
        return await self._on(
            self._writing,
            lambda: use(_there(self._market).reader(), _there(self._journal)),
            turn,
        )

    async def read(self, use: Callable[[MarketReader, Journal], T]) -> T:
        """Run a query over both, beside the writer."""
        return await self._on(self._reading, lambda: self._use(self._reading, use))

    async def study(self, use: Callable[[MarketReader, Journal], T]) -> T:
        """The same for what takes long: nothing that is shown at once waits for it."""
        return await self._on(self._study, lambda: self._use(self._study, use))

    def ask(self, use: Callable[[MarketReader, Journal], T], haste: Haste) -> Future[T]:
        """Run a query from any thread, without a loop that may be busy with what venues send.

        Raises:
            RuntimeError: once it was closed.
        """
        lane, turn = {
            Haste.FIRST: (self._looking, Turn.URGENT),
            Haste.SOON: (self._reading, Turn.URGENT),
            Haste.USUAL: (self._reading, Turn.USUAL),
            Haste.SLOW: (self._study, Turn.USUAL),
        }[haste]

        def work() -> T:
            try:
                return self._use(lane, use)
            except SqlError as error:
                raise explained(error) from error

        return lane.put(turn, work)

    def _use(self, lane: Lane, use: Callable[[MarketReader, Journal], T]) -> T:
        reader, journal = self._readers.get(lane, (None, None))
        return use(_there(reader), _there(journal))

    async def measure(self) -> dict[str, int]:
        """What each kind takes on disk, in bytes: on a thread and a connection of its own."""
        path = self._home.market_file

        def measured() -> dict[str, int]:
            reader = MarketReader.open(path)
            if reader is None:
                return {}
            with closing(reader):
                return reader.measured_sizes()

        lane = Lane("store-measure")
        try:
            return await self._on(lane, measured)
        finally:
            lane.shutdown(wait=False)

    def file_bytes(self) -> int:
        """What the cache takes on disk now, with what waits in its log."""
        return file_bytes(self._home.market_file)

    @staticmethod
    async def _on(lane: Lane, work: Callable[[], T], turn: Turn = Turn.USUAL) -> T:
        try:
            # Shielded: what a cancelled task began to write is finished, and close() waits for it.
            loop = asyncio.get_running_loop()
            return await asyncio.shield(loop.run_in_executor(lane.at(turn), work))
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
