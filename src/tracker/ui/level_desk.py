"""What the user does to levels: sent to the engine, with a sentence about what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tracker.analysis.words import level as price_text
from tracker.domain.errors import TrackerError
from tracker.domain.level import Level
from tracker.domain.times import H1
from tracker.domain.translating import tr
from tracker.services.lane import Haste
from tracker.services.levels import LevelEdit, LevelWish
from tracker.sources.base import Source
from tracker.store.journal import Journal
from tracker.ui.engine import Engine
from tracker.ui.reading import Failed, Reading

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.analysis.dry_run import DryRun
    from tracker.services.collector import Collector
    from tracker.services.dry_run import Trial
    from tracker.services.suggestions import Suggested

Say = Callable[[str], None]


class Voice(Struct, frozen=True):
    """Where sentences go: those that pass, those that stay, and whom to tell that nothing changed."""

    said: Say
    warned: Say
    unchanged: Callable[[], None]


class LevelDesk:
    """The levels' part of the desk."""

    def __init__(
        self, engine: Engine, reading: Reading, sources: Sequence[Source], voice: Voice
    ) -> None:
        self._engine, self._reading, self._sources = engine, reading, sources
        self._voice = voice

    # --- one level -----------------------------------------------------------------------------

    def add(
        self, wish: LevelWish, then: Callable[[], None] | None = None, failed: Say | None = None
    ) -> None:
        """Make a level; where another market than the usual one judges it, say so and why."""

        def made(level_and_reason: tuple[Level, str]) -> None:
            level, reason = level_and_reason
            if reason:
                titles = {one.venue: one.title for one in self._sources}
                title = titles.get(level.venue, level.venue)
                self._voice.warned(
                    tr(
                        "{asset} {price_text} is judged on {title}. {reason}",
                        asset=level.asset,
                        price_text=price_text(level.price),
                        title=title,
                        reason=reason,
                    )
                )
            if then is not None:
                then()

        self._engine.submit(
            lambda collector: collector.levels.add(wish), made, failed or self._voice.said
        )

    def change(
        self,
        level: Level,
        price: float,
        edit: LevelEdit | None,
        then: Callable[[], None],
        failed: Say,
    ) -> None:
        """Change a level; at another price it is a new one with a history of its own."""

        async def work(collector: Collector) -> bool:
            if price != level.price:
                await collector.levels.move(level.id, price, edit)
            elif edit is not None:
                await collector.levels.edit(level.id, edit)
            return price != level.price

        def done(moved: bool) -> None:
            if moved:
                self._voice.said(moved_words(level.price, price))
            then()

        self._engine.submit(work, done, failed)

    def edit(self, level: Level, edit: LevelEdit, sentence: str) -> None:
        """Change a little of a level, and say so."""
        self._engine.submit(
            lambda collector: collector.levels.edit(level.id, edit),
            lambda _: self._voice.said(sentence),
            self._failed,
        )

    def _failed(self, sentence: str) -> None:
        self._voice.said(sentence)
        self._voice.unchanged()

    # --- steps ---------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back what was last done to levels."""
        self._engine.submit(
            lambda collector: collector.levels.undo(),
            lambda words: self._voice.said(
                tr("Undone: {words}.", words=words) if words else tr("Nothing to undo.")
            ),
            self._voice.said,
        )

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._engine.submit(
            lambda collector: collector.levels.redo(),
            lambda words: self._voice.said(
                tr("Done again: {words}.", words=words) if words else tr("Nothing to redo.")
            ),
            self._voice.said,
        )

    # --- what history says ---------------------------------------------------------------------

    def suggest(self, asset: str, then: Callable[[Suggested], None], failed: Failed) -> None:
        """Look for prices that others may be looking at."""
        from tracker.services.suggestions import suggest_levels

        self._reading.ask(
            "suggest",
            lambda reader, _: suggest_levels(reader, self._sources, asset, H1),
            then,
            failed=failed,
        )

    def try_rules(self, trial: Trial, then: Callable[[DryRun], None]) -> None:
        """Run rules over the stored candles as if the level had been made at the first of them."""
        from tracker.services.dry_run import over_cache

        self._reading.ask(
            "trial",
            lambda reader, _: over_cache(trial, reader, self._sources),
            then,
            haste=Haste.SLOW,
        )

    # --- files ---------------------------------------------------------------------------------

    def save_file(self, path: Path) -> None:
        """Write all levels of all coins; the name's end says whether as CSV or JSON."""
        kind = kind_of(path)

        def write(text_and_count: tuple[str, int]) -> None:
            text, count = text_and_count
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                self._voice.warned(
                    tr(
                        "{path} cannot be written: {strerror}.",
                        path=path,
                        strerror=error.strerror or error,
                    )
                )
            else:
                self._voice.said(tr("{levels} saved to {path}.", levels=_levels(count), path=path))

        def read(_: object, journal: object) -> tuple[str, int]:
            from tracker.services.level_files import format_levels

            levels = journal.levels() if isinstance(journal, Journal) else []
            return format_levels(levels, kind), len(levels)

        self._reading.ask(tr("levels to save"), read, write)

    def load_file(self, path: Path) -> None:
        """Make the levels of a file, all of them or none."""
        from tracker.services.level_files import parse_levels

        venues = [one.venue for one in self._sources if one.reference_rank is not None]
        try:
            text = path.read_text(encoding="utf-8")
            wishes = parse_levels(text, kind_of(path), venues)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else tr("it is not UTF-8 text")
            self._voice.warned(tr("{path} cannot be read: {reason}.", path=path, reason=reason))
            return
        except TrackerError as error:
            self._voice.warned(f"{path.name}: {error.sentence}")
            return

        def made(levels: list[Level]) -> None:
            there = len(wishes) - len(levels)
            rest = tr(" %n (was|were) there already.", "", there) if there else ""
            self._voice.said(
                tr(
                    "{levels} imported from {name}.{rest}",
                    levels=_levels(len(levels)),
                    name=path.name,
                    rest=rest,
                )
            )

        self._engine.submit(
            lambda collector: collector.levels.import_all(wishes), made, self._voice.warned
        )


def kind_of(path: Path) -> str:
    """How levels are written in a file of this name."""
    return "json" if path.suffix.lower() == ".json" else "csv"


def moved_words(old: float, new: float) -> str:
    """What is said of a level that was moved."""
    return tr(
        "Moved from {price_text} to {price_text_2}: it begins a new history.",
        price_text=price_text(old),
        price_text_2=price_text(new),
    )


def _levels(count: int) -> str:
    return tr("%n level(s)", "", count)
