"""`tracker level`: support and resistance levels from the command line."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.analysis import words
from tracker.app import App
from tracker.commands.output import write_rows
from tracker.commands.show import level_row
from tracker.services.levels import LevelWish, make_level, remove_level
from tracker.services.views import Views
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader


@dataclass(frozen=True, slots=True)
class LevelCommand:
    """What is to be done."""

    action: str
    asset: str | None = None
    price: float = 0.0
    rules: tuple[str, ...] = ()
    note: str = ""
    level_id: int = 0
    json: bool = False


def level(app: App, command: LevelCommand) -> int:
    """Add, list or remove levels."""
    app.home.make()
    journal = Journal.open(app.home.journal_file)
    reader = MarketReader.open(app.home.market_file)
    try:
        if command.action == "remove":
            remove_level(journal, command.level_id, app.clock.now_ms())
            if not command.json:
                print(f"Level {command.level_id} is removed.")
            return 0
        views = Views(reader, journal, app.sources)
        rows = views.levels(command.asset)
        if command.action == "add":
            wish = LevelWish(command.asset or "", command.price, command.rules, command.note)
            made = make_level(reader, journal, app.sources, wish, app.clock.now_ms())
            rows = [row for row in views.levels(made.asset) if row.level.id == made.id]
        if command.json:
            write_rows((level_row(journal, row) for row in rows), "json")
            return 0
        for row in rows:
            note = f" · {row.level.note}" if row.level.note else ""
            print(
                f"{row.level.id:>4}  {row.level.asset:<6} {words.level(row.level.price):>12}  "
                f"{row.words}  ({', '.join(row.level.rules)}){note}"
            )
        if not rows:
            print("No levels yet. Add one with: tracker level add BTC 75000")
    finally:
        journal.close()
        if reader is not None:
            reader.close()
    return 0
