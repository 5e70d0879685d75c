"""Why the market moves, `brief`; and whether a headline can be true, `implied-total`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Command, Parser

if TYPE_CHECKING:
    from tracker.app import App


def _declare_brief(parser: Parser) -> None:
    parser.add_argument("symbol", type=words.asset, metavar="SYMBOL", nargs="?")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="a file that ends in .md, .html, .json, .png or .pdf; without it, on stdout",
    )
    parser.add_argument("--at", dest="at_ms", type=words.when, metavar="T", help="as it was then")
    parser.add_argument("--json", action="store_true", help="on stdout as JSON, not as Markdown")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument(
        "--headline",
        action="append",
        default=[],
        metavar="USD,PERCENT[,TEXT]",
        help="a published change of open interest to check: 26e9,-4.4,a comment of today",
    )


def _run_brief(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.brief import BriefCommand, brief, parse_headline

    return brief(
        app,
        BriefCommand(
            options.symbol,
            options.out,
            options.at_ms,
            options.json,
            tuple(map(parse_headline, options.headline)),
            options.theme,
        ),
    )


def _declare_implied_total(parser: Parser) -> None:
    parser.add_argument(
        "coins",
        type=words.asset,
        nargs="*",
        metavar="SYMBOL",
        help="the coins it is about; none for all that are watched",
    )
    parser.add_argument(
        "--amount", type=words.number, required=True, metavar="26e9", help="the change in USD"
    )
    parser.add_argument(
        "--percent", type=words.number, required=True, metavar="-4.4", help="the change in percent"
    )
    parser.add_argument(
        "--price",
        type=words.number,
        metavar="-1.88",
        help="how far price went meanwhile, in percent",
    )
    parser.add_argument(
        "--observed", type=words.price, metavar="103e9", help="the total to compare with, in USD"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def _run_implied_total(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.implied_total import Claim, check_claim

    claim = Claim(
        options.amount,
        options.percent,
        options.price,
        tuple(options.coins),
        options.observed,
        options.json,
    )
    return check_claim(app, claim)


BRIEF = Command(
    "brief",
    "Why the market is moving: one page of figures and their sources.",
    _run_brief,
    _declare_brief,
)
IMPLIED_TOTAL = Command(
    "implied-total",
    "Whether a headline about open interest can be true: amount / percent.",
    _run_implied_total,
    _declare_implied_total,
)
