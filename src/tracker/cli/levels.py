"""`level`: what the user does to levels, and looks at of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Actions, Command, Parser

if TYPE_CHECKING:
    from tracker.app import App


def _declare_level(parser: Parser) -> None:
    actions = Actions(parser)

    def add(name: str, text: str, *, rules: bool = False) -> Parser:
        action = actions.add(name, text)
        action.description = f"{text[0].upper()}{text[1:]}."
        action.formatter_class = argparse.RawDescriptionHelpFormatter
        action.add_argument("--json", action="store_true", help="one JSON object a line")
        if rules:
            about = action.description
            action.look_up = lambda: (about, _rules_help())
            rule = "touch, hourly, decisive or close:TF[*N][+X%%][+Yatr]; more than one is possible"
            action.add_argument(
                "--rule", action="append", type=words.rule, default=[], metavar="RULE", help=rule
            )
        return action

    _declare_level_changes(add)
    _declare_level_looks(add)


def _declare_level_changes(add: Callable[..., Parser]) -> None:
    new = add("add", "add a level", rules=True)
    new.add_argument("symbol", type=words.asset, metavar="SYMBOL")
    new.add_argument("price", type=words.price, metavar="PRICE")
    new.add_argument("--side", choices=("support", "resistance"), help="instead of what price says")
    new.add_argument(
        "--venue", metavar="NAME", help="the market it is judged on, for as long as it lives"
    )
    edit = add("edit", "change a level; its price, market and history stay", rules=True)
    edit.add_argument("level_id", type=int, metavar="ID")
    for action in (new, edit):
        action.add_argument("--note", metavar="TEXT")
        action.add_argument(
            "--color", type=words.color, metavar="COLOR", help="a name, #rrggbb or never"
        )
        action.add_argument(
            "--expires",
            type=words.until,
            metavar="30d",
            help="candles that close later are not judged; never for no end",
        )
        action.add_argument(
            "--snooze",
            type=words.until,
            metavar="2h",
            help="so long it is judged and its events are listed, but not shown; never ends it",
        )
    move = add("move", "put a level at another price; that begins a new history")
    move.add_argument("level_id", type=int, metavar="ID")
    move.add_argument("price", type=words.price, metavar="PRICE")
    remove = add("remove", "remove a level; what happened at it stays readable")
    remove.add_argument("level_id", type=int, metavar="ID")
    read = add("import", "add the levels of a CSV or JSON file, all of them or none")
    read.add_argument("file", type=Path, metavar="FILE.csv|.json")
    write = add("export", "write the levels to a CSV or JSON file")
    write.add_argument("file", type=Path, metavar="FILE.csv|.json")
    write.add_argument("symbol", type=words.asset, metavar="SYMBOL", nargs="?")
    add("undo", "take back what was last done to levels or drawings")
    add("redo", "do again what was taken back")
    rebuild = add("rebuild", "judge a level anew on the candles as they are now, after revisions")
    rebuild.add_argument("level_id", type=int, metavar="ID")


def _declare_level_looks(add: Callable[..., Parser]) -> None:
    listing = add("list", "list the levels")
    listing.add_argument("symbol", type=words.asset, metavar="SYMBOL", nargs="?")
    trial = add("test", "dry run: what a rule would have said of a level, and when", rules=True)
    trial.add_argument("symbol", type=words.asset, metavar="SYMBOL")
    trial.add_argument("price", type=words.price, metavar="PRICE")
    trial.add_argument(
        "--side", choices=("support", "resistance"), help="instead of what price says"
    )
    trial.add_argument(
        "--candles",
        dest="file",
        type=Path,
        metavar="FILE.csv",
        help="klines as exchanges publish them, instead of the cache",
    )
    trial.add_argument(
        "--interval", type=words.interval, metavar="5m", help="judge on candles of this length"
    )
    trial.add_argument(
        "--from", dest="start_ms", type=words.when, metavar="T", help="the level is made here"
    )
    trial.add_argument(
        "--to", dest="end_ms", type=words.when, metavar="T", help="last time, exclusive"
    )
    suggest = add(
        "suggest",
        "prices that others may be looking at, by prominence. In measurement none held more often\n"
        "than levels drawn at random: prominence is how much there is to see, not how likely it\n"
        "is to hold",
    )
    suggest.add_argument("symbol", type=words.asset, metavar="SYMBOL")
    suggest.add_argument(
        "--interval",
        type=words.fetched_interval,
        metavar="1h",
        help="1m, 5m, 15m, 1h, 4h, 1d",
    )


def _rules_help() -> str:
    """Every named rule with what was measured of it."""
    import textwrap

    from tracker.analysis.rules import help_text
    from tracker.domain.level import parse_rule

    named = ("touch", "hourly", "decisive", "close:1h", "close:4h", "close:1d", "close:4h*2+0.5%")
    parts = [
        textwrap.fill(f"{word}: {help_text(parse_rule(word))}", 96, subsequent_indent="    ")
        for word in named
    ]
    return "rules:\n" + "\n".join(textwrap.indent(part, "  ") for part in parts)


def _run_level(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.level import LevelCommand, level

    given = vars(options)
    return level(
        app,
        LevelCommand(
            action=options.action,
            asset=given.get("symbol"),
            price=given.get("price", 0.0),
            rules=tuple(given.get("rule", ())),
            note=given.get("note"),
            level_id=given.get("level_id", 0),
            color=given.get("color"),
            expires=given.get("expires"),
            snooze=given.get("snooze"),
            venue=given.get("venue"),
            side=given.get("side"),
            file=given.get("file"),
            interval=given.get("interval"),
            start_ms=given.get("start_ms"),
            end_ms=given.get("end_ms"),
            json=options.json,
        ),
    )


LEVEL = Command("level", "Support and resistance levels.", _run_level, _declare_level)
