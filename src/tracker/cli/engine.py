"""The engine without a window, and how it fares: `collect`, `replay`, `status`, `doctor`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Command, Parser

if TYPE_CHECKING:
    from tracker.app import App


def _declare_collect(parser: Parser) -> None:
    parser.add_argument(
        "--for", dest="for_s", type=words.seconds, metavar="S", help="stop after S seconds"
    )
    parser.add_argument(
        "--symbols",
        type=words.assets,
        default=argparse.SUPPRESS,  # what was said before the command stays
        metavar="BTC,ETH",
        help="the coins to watch",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for each level event")
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="keep all that was received, for replay"
    )


def _run_collect(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.collect import Collect, collect

    return collect(app, Collect(options.for_s, options.json, options.record))


def _declare_replay(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--speed", type=words.seconds, metavar="N", help="so many times as fast")
    parser.add_argument("--json", action="store_true", help="one JSON object for each level event")


def _run_replay(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.collect import replay

    return replay(app, options.file, speed=options.speed, json=options.json)


def _declare_status(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--storage", action="store_true", help="what each kind of data takes on disk instead"
    )


def _run_status(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.status import status, storage

    return (storage if options.storage else status)(app, json=options.json)


def _run_doctor(app: App, _options: argparse.Namespace) -> int:
    from tracker.commands.doctor import doctor

    return doctor(app)


COLLECT = Command(
    "collect",
    "Run the engine without a window: fill the cache, judge levels.",
    _run_collect,
    _declare_collect,
)
REPLAY = Command("replay", "Run a recording through the engine.", _run_replay, _declare_replay)
STATUS = Command(
    "status",
    "Every channel of every venue: state, last event, reason, next try.",
    _run_status,
    _declare_status,
)
DOCTOR = Command(
    "doctor",
    "Check folders, databases, keyring, tray, notifications, network and clock.",
    _run_doctor,
)
