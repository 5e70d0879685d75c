"""What the user does to levels while the engine runs; each change is judged at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from tracker.domain.level import Level
from tracker.domain.times import H1, Interval
from tracker.services.levels import (
    LevelEdit,
    LevelWish,
    choose_market,
    edit_level,
    import_levels,
    make_level,
    move_level,
    rebuild_level,
    remove_level,
)
from tracker.services.storage import Storage
from tracker.services.suggestions import Suggested, suggest_levels
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader


class LevelBook:
    """The list of levels, for whoever is beside the engine. `changed` is awaited after each change."""

    def __init__(
        self,
        storage: Storage,
        sources: Sequence[Source],
        clock: Clock,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._storage = storage
        self._sources = sources
        self._clock = clock
        self._changed = changed

    async def add(self, wish: LevelWish) -> tuple[Level, str]:
        """Make a level on the asset's reference market.

        Returns:
            The level, and why it is not judged on the first declared market, if so.

        Raises:
            TrackerError: where it cannot be made; the sentence says why.
        """
        now_ms = self._clock.now_ms()
        sources = self._sources

        def make(reader: MarketReader, journal: Journal) -> tuple[Level, str]:
            reference = choose_market(reader, sources, wish.asset, wish.venue)
            return make_level(reader, journal, sources, wish, now_ms), reference.reason

        made = await self._storage.judge(make)
        await self._changed()
        return made

    async def move(self, level_id: int, price: float, edit: LevelEdit | None = None) -> Level:
        """Put a level at another price: a new level with a history of its own takes its place.

        What else is changed of it is part of the same step.

        Raises:
            TrackerError: where it cannot be made.
        """
        now_ms, sources = self._clock.now_ms(), self._sources
        level = await self._storage.judge(
            lambda reader, journal: move_level(
                reader, journal, sources, level_id, price=price, now_ms=now_ms, edit=edit
            )
        )
        await self._changed()
        return level

    async def edit(self, level_id: int, edit: LevelEdit) -> Level:
        """Change rules, note, colour, expiry or snooze of a level.

        Raises:
            TrackerError: where there is no such level, or it cannot be so.
        """
        now_ms = self._clock.now_ms()
        level = await self._storage.journal(
            lambda journal: edit_level(journal, level_id, edit, now_ms)
        )
        await self._changed()
        return level

    async def remove(self, level_id: int) -> None:
        """Take a level off the list.

        Raises:
            NoSuchLevel: where there is none with this number.
        """
        now_ms = self._clock.now_ms()
        await self._storage.journal(lambda journal: remove_level(journal, level_id, now_ms))
        await self._changed()

    async def import_all(self, wishes: Sequence[LevelWish]) -> list[Level]:
        """Make levels, all of them or none; those that are there already are passed over.

        Raises:
            TrackerError: where one cannot be made.
        """
        now_ms, sources = self._clock.now_ms(), self._sources
        made = await self._storage.judge(
            lambda reader, journal: import_levels(reader, journal, sources, wishes, now_ms)
        )
        await self._changed()
        return made

    async def undo(self) -> str | None:
        """Take back what was last done to levels; what that was, None where there is nothing."""
        now_ms = self._clock.now_ms()
        words = await self._storage.journal(lambda journal: journal.steps.undo(now_ms))
        await self._changed()
        return words

    async def redo(self) -> str | None:
        """Do again what was taken back last; what that was, None where there is nothing."""
        now_ms = self._clock.now_ms()
        words = await self._storage.journal(lambda journal: journal.steps.redo(now_ms))
        await self._changed()
        return words

    async def rebuild(self, level_id: int) -> Level:
        """Judge a level anew from when it was made, on the candles as they are stored now.

        Raises:
            TrackerError: where there is no such level.
        """
        now_ms, sources = self._clock.now_ms(), self._sources
        level, _ = await self._storage.judge(
            lambda reader, journal: rebuild_level(reader, journal, sources, level_id, now_ms)
        )
        await self._changed()
        return level

    async def suggest(self, asset: str, interval: Interval = H1) -> Suggested:
        """Prices that others may be looking at, from the stored candles."""
        sources = self._sources
        return await self._storage.read(
            lambda reader, _: suggest_levels(reader, sources, asset, interval)
        )
