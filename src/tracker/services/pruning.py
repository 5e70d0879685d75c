"""Keeps the cache as old and as large as the user wants it, a little at a time, when nobody waits.

By age first; then, where the file is still larger than it may be, the oldest of the least valuable
kind. The journal is never touched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from tracker.domain.retention import FIRST_TO_GO, Kind, Retention
from tracker.domain.times import DAY_MS, HOUR_MS, iso
from tracker.domain.translating import tr
from tracker.services.feed import Feed
from tracker.services.lane import Turn
from tracker.services.storage import Storage
from tracker.store.market_writer import MarketWriter
from tracker.store.pruning import Cut

log = logging.getLogger(__name__)

#: Between steps while something is to go, and between two passes.
_BREATHER_S, _IDLE_S = 0.05, 600.0
#: The first pass waits until the start is over.
_FIRST_S = 30.0
#: A cache that is full is brought down to this share of its bound.
ENOUGH = 0.95
#: Below this share of its bound, what went because it was full may be fetched again.
ROOM = 0.6
#: Of a kind that has to go because of its size, so much at once; a chunk of candles fits into the least.
_SLICE_MS, _LEAST_SLICE_MS = 7 * DAY_MS, 3 * DAY_MS
#: Free pages given back in one step (256 KB), and how many stay for what comes next.
_PAGES, _SPARE_PAGES = 64, 1_024
#: How often the size by kind is measured: it reads the whole file.
_MEASURE_MS = HOUR_MS
#: Without a venue's word for so long our clock alone says how old things are: nothing goes by age.
_TRUSTED_MS = DAY_MS


class Pruning:
    """What is due to go, and its going.

    Args:
        feed: pruning waits while it holds a candle that levels are judged on.
        now_ms: the engine's clock.
        say: for the one sentence where the cache cannot be made smaller.
    """

    def __init__(
        self,
        storage: Storage,
        feed: Feed,
        retention: Retention,
        now_ms: Callable[[], int],
        say: Callable[[str], None],
    ) -> None:
        self._storage = storage
        self._feed = feed
        self._retention = retention
        self._now_ms = now_ms
        self._say = say
        self._has_said = False
        self._measured_ms = 0

    async def run(self) -> None:
        """Look now and then, until cancelled."""
        await asyncio.sleep(_FIRST_S)
        while True:
            gone = await self.look()
            now_ms = self._now_ms()
            if gone or now_ms - self._measured_ms >= _MEASURE_MS:
                self._measured_ms = now_ms
                await self.measure()
            await asyncio.sleep(_IDLE_S)

    async def measure(self) -> None:
        """Note what each kind takes on disk."""
        sizes, now_ms = await self._storage.measure(), self._now_ms()
        await self._storage.market(lambda market: market.note_sizes(sizes, now_ms))

    async def look(self) -> int:
        """Remove what is due, and give the room back; how many rows were looked at."""
        gone = 0
        now_ms = await self._trusted_ms()
        if now_ms is not None:
            for kind in Kind:
                gone += await self._remove(Cut(kind, self._retention.since_ms(kind, now_ms)))
        gone += await self._remove_by_size()
        while await self._storage.market(
            partial(MarketWriter.shrink, pages=_PAGES, spare=_SPARE_PAGES)
        ):
            await self._breathe()
        return gone

    async def _trusted_ms(self) -> int | None:
        """The present, where a venue has confirmed it lately: a clock that is wrong costs nothing."""
        newest_ms = await self._storage.read(lambda reader, _: reader.newest_ms())
        now_ms = self._now_ms()
        if newest_ms is None or abs(now_ms - newest_ms) > _TRUSTED_MS:
            return None
        return now_ms

    async def _remove(self, cut: Cut) -> int:
        """Everything of a cut, a few milliseconds of the store's thread at a time."""
        gone = 0
        while cut.until_ms > 0:
            done = await self._storage.market(partial(MarketWriter.prune, cut=cut), turn=Turn.LATER)
            if not done:
                break
            gone += done
            await self._breathe()
        if gone:
            log.info("%s before %s are not kept any more", cut.kind.words, iso(cut.until_ms))
        return gone

    async def _breathe(self) -> None:
        """Let everybody who waits for the store go first."""
        while True:
            await asyncio.sleep(_BREATHER_S)
            if not self._feed.pressing.is_set():
                return

    async def _remove_by_size(self) -> int:
        """Where the cache is too large, the oldest of the least valuable kind."""
        bound = self._retention.bound_bytes
        used = await self._storage.market(MarketWriter.used_bytes)
        if used < ROOM * bound:
            await self._storage.market(MarketWriter.allow_again)
        if used <= bound:
            self._has_said = False
            return 0
        gone = 0
        while used > ENOUGH * bound:
            cut = await self._next_cut()
            removed = await self._remove(cut) if cut is not None else 0
            if not removed:
                self._tell_full()
                break
            gone += removed
            used = await self._storage.market(MarketWriter.used_bytes)
        return gone

    async def _next_cut(self) -> Cut | None:
        for kind, least_ms in FIRST_TO_GO.items():
            until_ms = self._now_ms() - least_ms
            oldest = await self._storage.market(partial(MarketWriter.oldest_ms, kind=kind))
            if oldest is not None and oldest + _LEAST_SLICE_MS < until_ms:
                return Cut(kind, min(until_ms, oldest + _SLICE_MS), by_size=True)
        return None

    def _tell_full(self) -> None:
        if not self._has_said:
            self._has_said = True
            self._say(
                tr(
                    "The cache is larger than keep.size in config.toml allows, and what is left is "
                    "needed: give it more room, or watch fewer coins."
                )
            )
