"""What is kept: to look at with `show`, to add to with `import`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Command, Parser
from tracker.commands import KINDS
from tracker.domain.errors import WrongUsage

if TYPE_CHECKING:
    from tracker.app import App


def _declare_show(parser: Parser) -> None:
    parser.add_argument("kind", choices=KINDS, help="what to show")
    parser.add_argument(
        "symbol",
        type=words.asset,
        metavar="SYMBOL",
        nargs="?",
        help="the coin, for example BTC; context may do without and is about BTC then",
    )
    parser.add_argument(
        "--interval", type=words.interval, metavar="5m", help="candles or sums of this length"
    )
    parser.add_argument(
        "--from", dest="start_ms", type=words.when, metavar="T", help="first time, inclusive"
    )
    parser.add_argument(
        "--to", dest="end_ms", type=words.when, metavar="T", help="last time, exclusive"
    )
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--venue", metavar="NAME", help="one venue only, or all")


def _run_show(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.show import Query, show
    from tracker.store.market_reader import FOREVER_MS

    if options.symbol is None and options.kind != "context":
        raise WrongUsage(
            "the following arguments are required: SYMBOL; "
            f"for example: tracker show {options.kind} BTC."
        )
    start_ms = options.start_ms if options.start_ms is not None else 0
    end_ms = options.end_ms if options.end_ms is not None else FOREVER_MS
    query = Query(
        kind=options.kind,
        asset=options.symbol or "BTC",
        interval=options.interval,
        start_ms=start_ms,
        end_ms=end_ms,
        form=options.format,
        venue=options.venue,
    )
    return show(app, query)


def _declare_import(parser: Parser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="klines, metrics, liquidationSnapshot or fundingRate as data.binance.vision has them",
    )
    parser.add_argument(
        "--symbol", metavar="BTC", help="the coin, or the market's name, instead of the file's"
    )
    parser.add_argument(
        "--interval",
        type=words.interval,
        metavar="1h",
        help="the candles' length, where it is not told",
    )
    parser.add_argument(
        "--venue",
        metavar="VENUE",
        help="whose market it is, where neither name nor folder tells; `status` lists the venues",
    )


def _run_import(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.import_files import Import, import_files
    from tracker.services.file_market import Wish

    return import_files(
        app, Import(options.files, Wish(options.symbol, options.interval, options.venue))
    )


SHOW = Command("show", "What the cache and the journal hold.", _run_show, _declare_show)
IMPORT = Command(
    "import",
    "Bulk files of exchanges into the cache: CSV, ZIP, or folders of both.",
    _run_import,
    _declare_import,
)
