"""Holds alerts for as long as the user said, over a restart too; they come later as one digest."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tracker.domain.quiet import Mute, QuietHours
from tracker.services.alerts import Manners
from tracker.services.storage import Storage

#: Under this name the journal keeps the newest stretch.
KEEPSAKE = "mute"


class Muting:
    """The newest stretch that the user muted.

    Args:
        follow: gets the manners that hold from now on.
        tell: gets until when it is muted, UTC ms; 0 where it is not.
    """

    def __init__(
        self,
        storage: Storage,
        manners: Manners,
        *,
        now_ms: Callable[[], int],
        follow: Callable[[Manners], None],
        tell: Callable[[int], None],
    ) -> None:
        self._storage = storage
        self._manners = manners
        self._now_ms = now_ms
        self._follow = follow
        self._tell = tell

    async def begin(self) -> None:
        """Go on with what was muted before a restart."""
        kept = await self._storage.journal(lambda journal: journal.kept(KEEPSAKE))
        mute = Mute.unpack(kept)
        if mute is not None:
            self._take(mute)

    async def mute(self, until_ms: int) -> None:
        """Hold alerts up to a moment, UTC ms; what is held already stays with it."""
        now_ms, known = self._now_ms(), self._manners.mute
        goes_on = known is not None and known.covers(now_ms)
        await self._keep(Mute(known.from_ms if known and goes_on else now_ms, until_ms))

    async def unmute(self) -> None:
        """Deliver what was held, and hold nothing more."""
        now_ms, known = self._now_ms(), self._manners.mute
        if known is not None and known.covers(now_ms):
            await self._keep(Mute(known.from_ms, now_ms))

    async def keep_quiet(self, hours: QuietHours | None, *, lets_urgent: bool) -> None:
        """Hold by other quiet hours from now on."""
        self._manners = replace(self._manners, quiet=hours, quiet_lets_urgent=lets_urgent)
        self._follow(self._manners)

    async def _keep(self, mute: Mute) -> None:
        packed, known = mute.pack(), self._manners.mute
        # At once: what happens while it is being written is held already.
        self._take(mute)
        try:
            await self._storage.journal(lambda journal: journal.keep(KEEPSAKE, packed))
        except BaseException:
            if self._manners.mute is mute:  # the user has chosen no other one meanwhile
                self._take(known)
            raise

    def _take(self, mute: Mute | None) -> None:
        self._manners = replace(self._manners, mute=mute)
        self._follow(self._manners)
        self._tell(mute.until_ms if mute is not None and mute.covers(self._now_ms()) else 0)
