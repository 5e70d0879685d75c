"""`tracker level`: support and resistance levels from the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from tracker.analysis import words
from tracker.app import App
from tracker.commands.level_suggest import print_suggestions
from tracker.commands.level_test import print_trial
from tracker.commands.output import json_line, write_rows
from tracker.commands.show import level_row
from tracker.domain.errors import TrackerError, WrongUsage
from tracker.domain.level import Level, Role
from tracker.domain.times import H1, Interval, iso, parse_until
from tracker.services.dry_run import Trial
from tracker.services.level_files import BadLevelFile, format_levels, parse_levels
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
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader

#: Says on the command line that something has no value any more.
NEVER = "never"


class LevelCommand(Struct, frozen=True):
    """What is to be done; what an action does not take is left out.

    `expires` and `snooze` are words for a time to come, or `never`; None leaves them.
    """

    action: str
    asset: str | None = None
    price: float = 0.0
    rules: tuple[str, ...] = ()
    note: str | None = None
    level_id: int = 0
    color: str | None = None
    expires: str | None = None
    snooze: str | None = None
    venue: str | None = None
    side: str | None = None
    file: Path | None = None
    interval: Interval | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    json: bool = False


def level(app: App, command: LevelCommand) -> int:
    """Do one action with levels."""
    if command.action in ("test", "suggest"):
        # They only read, and work beside whatever writes.
        reader = MarketReader.open(app.home.market_file)
        try:
            return _try(app, reader, command)
        finally:
            if reader is not None:
                reader.close()
    app.home.make()
    journal = Journal.open(app.home.journal_file)
    try:
        reader = MarketReader.open(app.home.market_file)
        try:
            return _Levels(app, journal, reader, command).run()
        finally:
            if reader is not None:
                reader.close()
    finally:
        journal.close()


def _try(app: App, reader: MarketReader | None, command: LevelCommand) -> int:
    asset = command.asset or ""
    if command.action == "suggest":
        return print_suggestions(
            app.sources, reader, asset, command.interval or H1, json=command.json
        )
    trial = Trial(
        asset,
        command.price,
        command.rules,
        Role(command.side) if command.side is not None else None,
        command.interval,
        command.start_ms,
        command.end_ms,
    )
    return print_trial(app, reader, trial, command.file, json=command.json)


class _Levels:
    """One action over an open journal and cache."""

    def __init__(
        self, app: App, journal: Journal, reader: MarketReader | None, command: LevelCommand
    ) -> None:
        self._app = app
        self._journal = journal
        self._reader = reader
        self._command = command
        self._now_ms = app.now_ms(reader)

    def run(self) -> int:
        actions = {
            "add": self._add,
            "list": self._list,
            "edit": self._edit,
            "move": self._move,
            "remove": self._remove,
            "import": self._import,
            "export": self._export,
            "undo": self._undo,
            "redo": self._redo,
            "rebuild": self._rebuild,
        }
        actions[self._command.action]()
        return 0

    # --- one action each -----------------------------------------------------------------------

    def _add(self) -> None:
        command = self._command
        wish = LevelWish(
            command.asset or "",
            command.price,
            command.rules,
            command.note or "",
            command.color,
            self._until(command.expires),
            self._until(command.snooze),
            command.venue,
            Role(command.side) if command.side is not None else None,
        )
        sources = self._app.sources
        reference = choose_market(self._reader, sources, wish.asset, wish.venue)
        made = make_level(self._reader, self._journal, sources, wish, self._now_ms)
        self._print([made])
        market = reference.market
        if reference.reason:
            self._say(f"It is judged on {market.symbol} of {market.venue}. {reference.reason}")

    def _list(self) -> None:
        levels = self._journal.levels(self._command.asset)
        self._print(levels)
        if not levels and not self._command.json:
            print("No levels yet. Add one with: tracker level add BTC 75000")

    def _edit(self) -> None:
        command = self._command
        given = {
            "color": command.color,
            "expires_ms": command.expires,
            "snoozed_until_ms": command.snooze,
        }
        color = command.color if command.color != NEVER else None
        edit = LevelEdit(
            command.rules or None,
            command.note,
            color,
            self._until(command.expires),
            self._until(command.snooze),
            frozenset(name for name, word in given.items() if word == NEVER),
        )
        if edit == LevelEdit():
            raise WrongUsage("Say what to change: --rule, --note, --color, --expires, --snooze.")
        self._print([edit_level(self._journal, command.level_id, edit, self._now_ms)])

    def _move(self) -> None:
        moved = move_level(
            self._reader,
            self._journal,
            self._app.sources,
            self._command.level_id,
            price=self._command.price,
            now_ms=self._now_ms,
        )
        self._print([moved])
        self._say("It was moved: it begins a new history under a new number.")

    def _remove(self) -> None:
        remove_level(self._journal, self._command.level_id, self._now_ms)
        if not self._command.json:
            print(f"Level {self._command.level_id} is removed.")

    def _import(self) -> None:
        path = self._file()
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise BadLevelFile(f"There is no file {path}.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadLevelFile(f"{path} cannot be read.", str(error)) from None
        sources = self._app.sources
        venues = [one.venue for one in sources if one.reference_rank is not None]
        wishes = parse_levels(text, _kind(path), venues)
        made = import_levels(self._reader, self._journal, sources, wishes, self._now_ms)
        self._print(made)
        there = len(wishes) - len(made)
        known = f" {there} were on the list already." if there else ""
        self._say(f"{len(made)} levels were imported.{known}")

    def _export(self) -> None:
        path = self._file()
        levels = self._journal.levels(self._command.asset)
        text = format_levels(levels, _kind(path))
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise TrackerError(f"{path} cannot be written: {error.strerror}.") from None
        self._say(f"{len(levels)} levels were written to {path}.")

    def _undo(self) -> None:
        self._turned("undone", self._journal.steps.undo(self._now_ms))

    def _redo(self) -> None:
        self._turned("redone", self._journal.steps.redo(self._now_ms))

    def _turned(self, how: str, what: str | None) -> None:
        if self._command.json:
            sys.stdout.write(json_line({how: what}))
        elif what is None:
            print(f"There is nothing to be {how}.")
        else:
            print(f"{how.capitalize()}: {what}.")

    def _rebuild(self) -> None:
        if self._reader is None:
            raise TrackerError("There is no cache to rebuild it from; run tracker collect first.")
        rebuilt, hole = rebuild_level(
            self._reader,
            self._journal,
            self._app.sources,
            self._command.level_id,
            self._now_ms,
        )
        self._print([rebuilt])
        self._say("It was judged anew, on the candles as they are stored now.")
        if hole is not None:
            self._say(f"It waits at a hole in the candles from {iso(hole.start_ms)}.")

    # --- parts ---------------------------------------------------------------------------------

    def _until(self, word: str | None) -> int | None:
        return parse_until(word, self._now_ms) if word not in (None, NEVER) else None

    def _file(self) -> Path:
        path = self._command.file
        if path is None:
            raise BadLevelFile("Name a file.")
        return path

    def _say(self, sentence: str) -> None:
        """For people, beside what is printed for programs."""
        print(sentence, file=sys.stderr if self._command.json else sys.stdout)

    def _print(self, levels: Sequence[Level]) -> None:
        views = Views(self._reader, self._journal, self._app.sources)
        wanted = {one.id for one in levels}
        assets = {one.asset for one in levels}
        only = assets.pop() if len(assets) == 1 else None
        rows = [row for row in views.levels(only) if row.level.id in wanted]
        if self._command.json:
            write_rows((level_row(self._journal, row) for row in rows), "json")
            return
        for row in rows:
            said = [f"({', '.join(row.level.rules)})", *self._marks(row.level)]
            print(
                f"{row.level.id:>4}  {row.level.asset:<6} {words.level(row.level.price):>12}  "
                f"{row.words}  {' · '.join(said)}"
            )

    def _marks(self, one: Level) -> list[str]:
        """What else there is to say of a level, shortly."""
        marks = [one.note] if one.note else []
        if one.color is not None:
            marks.append(one.color)
        if one.expires_ms is not None:
            verb = "expired" if one.is_expired(self._now_ms) else "expires"
            marks.append(f"{verb} {words.clock(one.expires_ms)} UTC")
        if one.snoozed_until_ms is not None and one.is_snoozed(self._now_ms):
            marks.append(f"snoozed until {words.clock(one.snoozed_until_ms)} UTC")
        revised = self._journal.revised(one.id)
        if revised:
            marks.append(f"revised: {revised}")
        with suppress(TrackerError):
            first = choose_market(None, self._app.sources, one.asset).market
            if one.venue != first.venue:
                marks.append(f"on {one.venue}")
        return marks


def _kind(path: Path) -> str:
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("csv", "json"):
        raise BadLevelFile(f"{path} is neither a .csv nor a .json file.")
    return kind
