"""`alert`: what else alerts, beside levels."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Actions, Command, Parser

if TYPE_CHECKING:
    from tracker.app import App


def _declare_alert(parser: Parser) -> None:
    actions = Actions(parser)
    add = actions.add("add", "Add an alert.")
    test = actions.add("test", "When it would have fired, over what the cache holds.")
    for one in (add, test):
        about = one.description
        one.look_up = lambda about=about: (f"{about} {_conditions_help()}", None)
        one.add_argument("what", nargs="+", metavar="SYMBOL CONDITION", help="feeds need no symbol")
        one.add_argument(
            "--cooldown",
            type=words.duration,
            default="30m",
            metavar="1h",
            help="silent for so long after it fired (30m); 0 for none",
        )
    add.add_argument("--priority", choices=("normal", "high"), default="normal")
    add.add_argument(
        "--expires", type=words.duration, metavar="7d", help="look no more after so long"
    )
    add.add_argument("--note", default="", metavar="TEXT")
    test.add_argument("--from", dest="start_ms", type=words.when, metavar="T", help="30 days ago")
    test.add_argument("--to", dest="end_ms", type=words.when, metavar="T", help="now")
    listing = actions.add("list", "List the alerts.")
    listing.add_argument("symbol", type=words.asset, metavar="SYMBOL", nargs="?")
    remove = actions.add("remove", "Remove an alert.")
    remove.add_argument("rule_id", type=int, metavar="ID")
    snooze = actions.add("snooze", "Go on looking, and show nothing for a while.")
    snooze.add_argument("rule_id", type=int, metavar="ID")
    snooze.add_argument("snooze_ms", type=words.duration, metavar="2h")
    for one in (add, test, listing, remove, snooze):
        one.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(refuse=parser.error)


def _conditions_help() -> str:
    """Every kind of condition as it is written."""
    from tracker.analysis.conditions import KINDS

    forms = "; ".join(form for kind in KINDS.values() for form in kind.forms)
    return f"CONDITION is one of: {forms}. Quote it: < and > mean something to a terminal."


def _run_alert(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.alert import AlertCommand, alert
    from tracker.domain.alert import Priority

    given = vars(options)
    asset, condition = _what(options)
    return alert(
        app,
        AlertCommand(
            action=options.action,
            asset=asset,
            condition=condition,
            priority=Priority(given.get("priority", "normal")),
            cooldown_ms=given.get("cooldown", 0),
            lasts_ms=given.get("expires"),
            note=given.get("note", ""),
            rule_id=given.get("rule_id", 0),
            snooze_ms=given.get("snooze_ms", 0),
            start_ms=given.get("start_ms"),
            end_ms=given.get("end_ms"),
            json=given.get("json", False),
        ),
    )


def _what(options: argparse.Namespace) -> tuple[str, str]:
    """The coin and the condition; a condition about feeds stands alone."""
    said: list[str] = vars(options).get("what") or []
    if not said:
        return vars(options).get("symbol") or "", ""
    if len(said) > 2:
        options.refuse("expected SYMBOL CONDITION; a condition is one word, in quotes")
    try:
        return (words.asset(said[0]) if len(said) == 2 else ""), said[-1]
    except argparse.ArgumentTypeError as error:
        options.refuse(str(error))
        raise


ALERT = Command(
    "alert",
    "Alerts beside levels: moves, liquidations, funding, positions, feeds.",
    _run_alert,
    _declare_alert,
)
