"""What the user does to drawings while the engine runs: every change is a step that can be undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from tracker.analysis import words
from tracker.domain.drawing import BadDrawing, Drawing, checked
from tracker.domain.level import Level
from tracker.domain.translating import tr
from tracker.domain.wording import kept
from tracker.services.levels import LevelWish, place_level
from tracker.services.storage import Storage
from tracker.sources.base import Source
from tracker.sources.clock import Clock
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader


class NoSuchDrawing(BadDrawing):
    """A drawing that is not there any more."""


def add_drawing(journal: Journal, drawing: Drawing, now_ms: int) -> Drawing:
    """Keep a new drawing; gives it its number.

    Raises:
        BadDrawing: where it cannot be.
    """
    new = checked(drawing)
    with journal.steps.step(kept(lambda: tr("drawing {name}", name=_name(new))), now_ms):
        return replace(new, id=journal.drawings.add(new))


def change_drawing(journal: Journal, drawing: Drawing, now_ms: int) -> Drawing:
    """Keep what a drawing is now; coin and shape stay.

    Raises:
        BadDrawing: where it cannot be so, or is not there.
    """
    old, new = _there(journal, drawing.id), checked(drawing)
    if (new.asset, new.shape) != (old.asset, old.shape):
        raise BadDrawing(tr("It is {name} and stays that.", name=_name(old)))
    stays = new.anchors == old.anchors

    def done() -> str:
        name = _name(old)
        return tr("changing {name}", name=name) if stays else tr("moving {name}", name=name)

    with journal.steps.step(kept(done), now_ms):
        journal.drawings.put(new)
    return new


def remove_drawing(journal: Journal, drawing_id: int, now_ms: int) -> Drawing:
    """Take a drawing away; what it was.

    Raises:
        NoSuchDrawing: where there is none of this number.
    """
    old = _there(journal, drawing_id)
    with journal.steps.step(kept(lambda: tr("removing {name}", name=_name(old))), now_ms):
        journal.drawings.remove(drawing_id)
    return old


def clear_drawings(journal: Journal, asset: str, now_ms: int) -> int:
    """Take all drawings of a coin away, in one step; how many there were."""
    with journal.steps.step(
        kept(lambda: tr("removing all drawings on {asset}", asset=asset)), now_ms
    ):
        return journal.drawings.remove_all(asset)


def watch_drawing(
    reader: MarketReader | None,
    journal: Journal,
    sources: Sequence[Source],
    drawing_id: int,
    *,
    price: float,
    now_ms: int,
) -> Level:
    """Watch a price of a drawing. A flat line becomes the level, in one step; others stay.

    Raises:
        TrackerError: where the drawing is not there, or the level cannot be made.
    """
    old = _there(journal, drawing_id)
    wish = LevelWish(old.asset, price, note=old.text, color=old.style.color)
    with journal.steps.step(
        kept(lambda: tr("watching {asset} {level}", asset=old.asset, level=words.level(price))),
        now_ms,
    ):
        level = place_level(reader, journal, sources, wish, now_ms)
        if old.is_flat:
            journal.drawings.remove(drawing_id)
    return level


def _there(journal: Journal, drawing_id: int) -> Drawing:
    drawing = journal.drawings.one(drawing_id)
    if drawing is None:
        raise NoSuchDrawing(tr("This drawing is not there any more."))
    return drawing


def _name(drawing: Drawing) -> str:
    return tr("a {called} on {asset}", called=drawing.shape.called, asset=drawing.asset)


class DrawingBook:
    """The drawings, for whoever is beside the engine. `changed` is called after each change."""

    def __init__(
        self,
        storage: Storage,
        sources: Sequence[Source],
        clock: Clock,
        changed: Callable[[], None],
        levels_changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._storage = storage
        self._sources = sources
        self._clock = clock
        self._changed = changed
        self._levels_changed = levels_changed

    async def add(self, drawing: Drawing) -> Drawing:
        """Keep a new drawing.

        Raises:
            BadDrawing: where it cannot be.
        """
        now_ms = self._clock.now_ms()
        made = await self._storage.journal(lambda journal: add_drawing(journal, drawing, now_ms))
        self._changed()
        return made

    async def change(self, drawing: Drawing) -> Drawing:
        """Keep what a drawing is now.

        Raises:
            BadDrawing: where it cannot be so, or is not there.
        """
        now_ms = self._clock.now_ms()
        new = await self._storage.journal(lambda journal: change_drawing(journal, drawing, now_ms))
        self._changed()
        return new

    async def remove(self, drawing_id: int) -> Drawing:
        """Take a drawing away.

        Raises:
            NoSuchDrawing: where there is none of this number.
        """
        now_ms = self._clock.now_ms()
        old = await self._storage.journal(
            lambda journal: remove_drawing(journal, drawing_id, now_ms)
        )
        self._changed()
        return old

    async def clear(self, asset: str) -> int:
        """Take all drawings of a coin away; how many there were."""
        now_ms = self._clock.now_ms()
        count = await self._storage.journal(lambda journal: clear_drawings(journal, asset, now_ms))
        self._changed()
        return count

    async def watch(self, drawing_id: int, price: float) -> Level:
        """Watch a price of a drawing as a level.

        Raises:
            TrackerError: where the drawing is not there, or the level cannot be made.
        """
        now_ms, sources = self._clock.now_ms(), self._sources
        level = await self._storage.judge(
            lambda reader, journal: watch_drawing(
                reader, journal, sources, drawing_id, price=price, now_ms=now_ms
            )
        )
        self._changed()
        await self._levels_changed()
        return level
