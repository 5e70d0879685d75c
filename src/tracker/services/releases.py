"""Whether there is a newer Tracker: asked once a day at most, told once a version, fetched never."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import asdict, replace

from tracker import __version__
from tracker.domain.times import DAY_MS
from tracker.domain.version import BadVersion, Version
from tracker.services.storage import Storage
from tracker.sources.base import Transport
from tracker.sources.errors import SourceError
from tracker.sources.releases import ReleaseFeed, parse_release

log = logging.getLogger(__name__)

#: What is remembered lies in the journal under this name.
KEEPSAKE = "releases"


class Memory(Struct, frozen=True):
    """What is remembered over restarts.

    Attributes:
        asked_ms: when the feed was last asked, UTC ms; 0 for never.
        newest: the newest version that it named; empty for none.
        told: the version that the user was told of last; empty for none.
    """

    asked_ms: int = 0
    newest: str = ""
    told: str = ""


class ReleaseWatch:
    """Asks the feed of releases and remembers what it said."""

    def __init__(
        self, storage: Storage, now_ms: Callable[[], int], current: str = __version__
    ) -> None:
        self._storage, self._now_ms = storage, now_ms
        self._current = Version.parse(current)
        self._feed = ReleaseFeed()

    async def look(self, transport: Transport) -> Version | None:
        """A newer release that the user was not told of; None where there is none.

        The feed is asked where that was not done for a day, whatever came of it. An answer that is
        none changes nothing.
        """
        memory = await self._memory()
        now_ms = self._now_ms()
        if not 0 <= now_ms - memory.asked_ms < DAY_MS:
            memory = replace(memory, asked_ms=now_ms)
            # Before it is asked: who is stopped meanwhile must not ask again at every start.
            await self._keep(memory)
            memory = replace(memory, newest=await self._newest(transport) or memory.newest)
            await self._keep(memory)
        if memory.newest in ("", memory.told):
            return None
        version = Version.parse(memory.newest)
        return version if version > self._current else None

    async def told(self, version: Version) -> None:
        """The user was told of it, and is not told again."""
        await self._keep(replace(await self._memory(), told=str(version)))

    async def _newest(self, transport: Transport) -> str:
        try:
            answer = await transport.get(self._feed, self._feed.request())
            return str(parse_release(answer.body))
        except SourceError as error:
            log.info("no news of releases: %s", error)
            return ""

    async def _memory(self) -> Memory:
        kept = await self._storage.read(lambda _, journal: journal.kept(KEEPSAKE))
        return read_memory(kept)

    async def _keep(self, memory: Memory) -> None:
        packed = json.dumps(asdict(memory)).encode()
        await self._storage.journal(lambda journal: journal.keep(KEEPSAKE, packed))


def read_memory(kept: bytes | None) -> Memory:
    """What was remembered; nothing where that cannot be read."""
    try:
        found = json.loads(kept or b"{}")
        memory = Memory(
            int(found.get("asked_ms", 0)), str(found.get("newest", "")), str(found.get("told", ""))
        )
        if memory.newest:
            Version.parse(memory.newest)
    except (ValueError, TypeError, AttributeError, BadVersion):
        return Memory()
    return memory
