"""`export`: a chart as a picture or a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import words
from tracker.cli.declaring import Command, Parser

if TYPE_CHECKING:
    from tracker.app import App


def _declare_export(parser: Parser) -> None:
    parser.add_argument("symbol", type=words.asset, metavar="SYMBOL")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.png|.svg|.csv")
    parser.add_argument(
        "--panes",
        default="price,liquidations,oi",
        metavar="LIST",
        help="price,volume,cvd,liquidations,oi,funding,ratio,beside; a mode as oi:candles",
    )
    parser.add_argument("--interval", type=words.interval, default="1h", metavar="1h")
    parser.add_argument("--from", dest="start_ms", type=words.when, metavar="T")
    parser.add_argument("--to", dest="end_ms", type=words.when, metavar="T")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--size", type=words.size, default=(1600, 900), metavar="1920x1080")
    shape.add_argument(
        "--preset",
        choices=("square", "portrait", "wide", "small"),
        default="",
        help="a picture for posting, with large words: 1080x1080, 1080x1350, 1920x1080 or 1200x675",
    )
    parser.add_argument("--scale", type=words.scale, default=1.0, metavar="2")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument(
        "--indicators",
        type=words.indicators,
        default=(),
        metavar="LIST",
        help="sma:50, ema:20, wma:30, vwap:day (week, month, a time), bollinger:20:2, atr, rsi",
    )
    parser.add_argument(
        "--compare",
        type=words.assets,
        default=(),
        metavar="ETH,SOL",
        help="coins beside it, in percent",
    )
    parser.add_argument(
        "--style",
        type=words.shape,
        default="candles",
        metavar="hollow",
        help="candles, hollow, heikin-ashi, bars, line or area",
    )
    parser.add_argument(
        "--scale-mode",
        type=words.price_scale,
        default="linear",
        metavar="log",
        help="how prices are spread: linear, log or percent",
    )
    parser.add_argument(
        "--no-drawings", dest="drawings", action="store_false", help="without what you drew"
    )
    parser.add_argument("--note", metavar="TEXT", help="your words on the picture")
    parser.add_argument(
        "--watermark",
        nargs="?",
        const="",
        metavar="TEXT",
        help="a word behind the candles, by itself the one that is set, or Tracker",
    )


def _run_export(app: App, options: argparse.Namespace) -> int:
    from tracker.commands.export import Export, export
    from tracker.ui.charts.style import ChartStyle

    return export(
        app,
        Export(
            asset=options.symbol,
            out=options.out,
            panes=tuple(options.panes.split(",")),
            interval=options.interval,
            start_ms=options.start_ms,
            end_ms=options.end_ms,
            size=options.size,
            scale=options.scale,
            theme=options.theme,
            indicators=options.indicators,
            compare=options.compare,
            style=ChartStyle(options.style, options.scale_mode),
            drawings=options.drawings,
            preset=options.preset,
            note=options.note,
            watermark=options.watermark,
        ),
    )


EXPORT = Command(
    "export",
    "A chart as an image or a table, without opening a window.",
    _run_export,
    _declare_export,
)
