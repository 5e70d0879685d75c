"""`tracker` without a command: the window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Parser

if TYPE_CHECKING:
    from tracker.app import App


def declare(parser: Parser) -> None:
    """Add what the window takes."""
    parser.add_argument("--minimized", action="store_true", help="start in the tray")
    parser.add_argument(
        "--symbols", type=words.assets, metavar="BTC,ETH", help="the coins to watch"
    )
    parser.add_argument("--show", type=words.asset, metavar="BTC", help="the coin to show")
    parser.add_argument(
        "--interval", type=words.chart_interval, metavar="4h", help="on candles of this length"
    )
    parser.add_argument(
        "--quit-after", type=words.seconds, metavar="S", help="leave by itself after S seconds"
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="with --quit-after: save the window"
    )


def run(app: App, options: argparse.Namespace) -> int:
    """Open the window; returns the exit code once it is left."""
    from tracker.ui.binding import load_binding

    load_binding()
    from tracker.commands.window import WindowRun, open_window

    return open_window(
        app,
        WindowRun(
            minimized=options.minimized,
            quit_after_s=options.quit_after,
            screenshot=options.screenshot,
            shown=options.show or "",
            interval=options.interval,
        ),
    )
