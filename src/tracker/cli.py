"""Arguments to one command each. Importing this must stay cheap: every command imports its own room."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from tracker import __version__
from tracker.domain.errors import TrackerError, WrongUsage
from tracker.domain.times import INTERVALS, BadTime, Interval, parse_when

_NEVER = "never"
_Kind = TypeVar("_Kind", bound=Enum)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 fine, 1 failed, 2 wrong usage, 130 interrupted."""
    try:
        options = _parser().parse_args(_told_apart(arguments))
        return int(_dispatch(options))
    except SystemExit as end:
        return int(end.code or 0)
    except TrackerError as error:
        print(error.sentence, file=sys.stderr)
        return 2 if isinstance(error, WrongUsage) else 1
    except BrokenPipeError:
        # Whoever read the output has enough; nothing must be written to the closed pipe at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _told_apart(arguments: Sequence[str]) -> list[str]:
    """`--demo collect`: the word after it is a command there, and not a scenario of that name."""
    words = list(arguments)
    for at, word in enumerate(words[:-1]):
        if word == "--demo" and words[at + 1] in COMMANDS:
            words[at] = "--demo="
    return words


# --- words to values ---------------------------------------------------------------------------


def _asset(text: str) -> str:
    from tracker.store.settings import BadSettings, parse_assets

    try:
        return parse_assets([text])[0]
    except BadSettings as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def _assets(text: str) -> tuple[str, ...]:
    from tracker.store.settings import BadSettings, parse_assets

    try:
        return parse_assets(text.split(","))
    except BadSettings as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def _indicators(text: str) -> tuple[Any, ...]:
    from tracker.analysis.indicators import BadIndicator, parse_indicators

    try:
        return parse_indicators(text)
    except BadIndicator as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def _interval(text: str) -> Interval:
    try:
        return Interval.parse(text)
    except BadTime as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _when(text: str) -> int:
    import time

    try:
        return parse_when(text, int(time.time() * 1_000))
    except BadTime as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _price(text: str) -> float:
    try:
        value = float(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a price.") from None
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("A price is above zero.")
    return value


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number.") from None
    if not abs(value) < float("inf"):
        raise argparse.ArgumentTypeError("A number is not endless.")
    return value


def _rule(text: str) -> str:
    from tracker.domain.level import BadRule, parse_rule

    try:
        return parse_rule(text).word
    except BadRule as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of seconds.") from None
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("A time is not negative.")
    return value


def _until(text: str) -> str:
    """A time to come; the word is kept, since only the command knows the time that holds."""
    import time

    from tracker.domain.times import parse_until

    if text.strip().lower() == _NEVER:
        return _NEVER
    try:
        parse_until(text, int(time.time() * 1_000))
    except BadTime as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _color(text: str) -> str:
    from tracker.domain.level import BadColor, parse_color

    if text.strip().lower() == _NEVER:
        return _NEVER
    try:
        return parse_color(text)
    except BadColor as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def _duration(text: str) -> int:
    """A stretch of time in ms, written as intervals are; 0 for none."""
    return 0 if text == "0" else _interval(text).ms


def _shape(text: str) -> Any:
    from tracker.ui.charts.style import Shape

    return _one_of(Shape, text, "style of candles")


def _price_scale(text: str) -> Any:
    from tracker.ui.charts.style import Scale

    return _one_of(Scale, text, "scale of prices")


def _one_of(kinds: type[_Kind], text: str, what: str) -> _Kind:
    """The member of an enumeration that has this word."""
    try:
        return kinds(text.strip().lower())
    except ValueError:
        words = ", ".join(str(one.value) for one in kinds)
        raise argparse.ArgumentTypeError(f"“{text}” is no {what}: {words}.") from None


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,5})[xX×](\d{2,5})", text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a size; write for example 1920x1080.")
    return int(match[1]), int(match[2])


def _scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a scale.") from None
    if not 0.25 <= value <= 8:
        raise argparse.ArgumentTypeError("A scale is between 0.25 and 8.")
    return value


# --- the parser --------------------------------------------------------------------------------


def _common(*, scenario: bool) -> argparse.ArgumentParser:
    """Options that every command takes; a command's own words would be taken for a scenario."""
    parent = argparse.ArgumentParser(add_help=False)
    group = parent.add_argument_group("where data comes from")
    group.add_argument(
        "--gateway",
        metavar="URL",
        default=argparse.SUPPRESS,
        help="send every request through this one address",
    )
    group.add_argument(
        "--insecure-gateway",
        action="store_true",
        default=argparse.SUPPRESS,
        help="allow plain http to a gateway on another machine",
    )
    text = "use the bundled, simulated market instead of the network"
    default = argparse.SUPPRESS
    if scenario:
        group.add_argument(
            "--demo", nargs="?", const="", metavar="SCENARIO", default=default, help=text
        )
    else:
        group.add_argument("--demo", action="store_const", const="", default=default, help=text)
    return parent


def _parser() -> argparse.ArgumentParser:
    common = _common(scenario=False)
    parser = argparse.ArgumentParser(
        prog="tracker",
        description="A desktop market tracker for crypto traders. Without a command: the window.",
        parents=[_common(scenario=True)],
    )
    parser.add_argument("--version", action="version", version=f"tracker {__version__}")
    parser.add_argument("--minimized", action="store_true", help="start in the tray")
    parser.add_argument("--symbols", type=_assets, metavar="BTC,ETH", help="the coins to watch")
    parser.add_argument(
        "--quit-after", type=_seconds, metavar="S", help="leave by itself after S seconds"
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE.png", help="with --quit-after: save the window"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    _add_collect(add("collect", "Run the engine without a window: fill the cache, judge levels."))
    status = add("status", "Every channel of every venue: state, last event, reason, next try.")
    status.add_argument("--json", action="store_true", help="one JSON object a line")
    status.add_argument(
        "--storage", action="store_true", help="what each kind of data takes on disk instead"
    )
    _add_show(add("show", "What the cache and the journal hold."))
    _add_import(
        add("import", "Bulk files of exchanges into the cache: CSV, ZIP, or folders of both.")
    )
    _add_level(add("level", "Support and resistance levels."), common)
    _add_notify(add("notify", "Services outside this machine that get every alert."), common)
    _add_key(add("key", "Keys of data services: kept in the keyring, tried before."), common)
    _add_alert(
        add("alert", "Alerts beside levels: moves, liquidations, funding, positions, feeds."),
        common,
    )
    _add_export(add("export", "A chart as an image, without opening a window."))
    _add_implied_total(
        add(
            "implied-total", "Whether a headline about open interest can be true: amount / percent."
        )
    )
    _add_replay(add("replay", "Run a recording through the engine."))
    add("doctor", "Check folders, databases, keyring, tray, notifications, network and clock.")
    return parser


def _add_collect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for", dest="for_s", type=_seconds, metavar="S", help="stop after S seconds"
    )
    parser.add_argument(
        "--symbols",
        type=_assets,
        default=argparse.SUPPRESS,  # what was said before the command stays
        metavar="BTC,ETH",
        help="the coins to watch",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object for each level event")
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="keep all that was received, for replay"
    )


def _add_notify(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, text in (
        ("add", "Keep the Apprise address of a service in the keyring; it is asked for."),
        ("test", "Send one message to a service now."),
        ("remove", "Forget the address of a service."),
    ):
        one = actions.add_parser(action, help=text, description=text, parents=[common])
        one.add_argument("name", metavar="NAME", help="your name for the service, such as ntfy")
    text = "The services of the settings, and how their messages fared."
    actions.add_parser("list", help=text, description=text, parents=[common])


def _add_key(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, text in (
        ("list", "The services that take a key, what each adds, and whether there is one."),
        ("set", "Try a key and keep it; it is asked for, or read from standard input."),
        ("test", "Try the key that is kept with one real request."),
        ("forget", "Forget a key; its service is asked no more."),
    ):
        one = actions.add_parser(action, help=text, description=text, parents=[common])
        if action != "list":
            one.add_argument("name", metavar="NAME", help="of the service, as `key list` has it")
        one.add_argument("--json", action="store_true", help="JSON alone on standard output")


def _add_show(parser: argparse.ArgumentParser) -> None:
    from tracker.commands import KINDS

    parser.add_argument("kind", choices=KINDS, help="what to show")
    parser.add_argument(
        "symbol",
        type=_asset,
        metavar="SYMBOL",
        nargs="?",
        help="the coin, for example BTC; context may do without and is about BTC then",
    )
    parser.add_argument(
        "--interval", type=_interval, metavar="5m", help="candles or sums of this length"
    )
    parser.add_argument(
        "--from", dest="start_ms", type=_when, metavar="T", help="first time, inclusive"
    )
    parser.add_argument("--to", dest="end_ms", type=_when, metavar="T", help="last time, exclusive")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--venue", metavar="NAME", help="one venue only, or all")


def _add_implied_total(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "coins",
        type=_asset,
        nargs="*",
        metavar="SYMBOL",
        help="the coins it is about; none for all that are watched",
    )
    parser.add_argument(
        "--amount", type=_number, required=True, metavar="26e9", help="the change in USD"
    )
    parser.add_argument(
        "--percent", type=_number, required=True, metavar="-4.4", help="the change in percent"
    )
    parser.add_argument(
        "--price", type=_number, metavar="-1.88", help="how far price went meanwhile, in percent"
    )
    parser.add_argument(
        "--observed", type=_price, metavar="103e9", help="the total to compare with, in USD"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def _add_import(parser: argparse.ArgumentParser) -> None:
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
        "--interval", type=_interval, metavar="1h", help="the candles' length, where it is not told"
    )
    parser.add_argument(
        "--venue",
        metavar="VENUE",
        help="whose market it is, where neither name nor folder tells; `status` lists the venues",
    )


def _add_level(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def add(name: str, text: str, *, rules: bool = False) -> argparse.ArgumentParser:
        action = actions.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=_rules_help() if rules else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
        )
        action.add_argument("--json", action="store_true", help="one JSON object a line")
        if rules:
            rule = "touch, hourly, decisive or close:TF[*N][+X%%][+Yatr]; more than one is possible"
            action.add_argument(
                "--rule", action="append", type=_rule, default=[], metavar="RULE", help=rule
            )
        return action

    _add_level_changes(add)
    _add_level_looks(add)


def _add_level_changes(add: Callable[..., argparse.ArgumentParser]) -> None:
    new = add("add", "add a level", rules=True)
    new.add_argument("symbol", type=_asset, metavar="SYMBOL")
    new.add_argument("price", type=_price, metavar="PRICE")
    new.add_argument("--side", choices=("support", "resistance"), help="instead of what price says")
    new.add_argument(
        "--venue", metavar="NAME", help="the market it is judged on, for as long as it lives"
    )
    edit = add("edit", "change a level; its price, market and history stay", rules=True)
    edit.add_argument("level_id", type=int, metavar="ID")
    for action in (new, edit):
        action.add_argument("--note", metavar="TEXT")
        action.add_argument(
            "--color", type=_color, metavar="COLOR", help="a name, #rrggbb or never"
        )
        action.add_argument(
            "--expires",
            type=_until,
            metavar="30d",
            help="candles that close later are not judged; never for no end",
        )
        action.add_argument(
            "--snooze",
            type=_until,
            metavar="2h",
            help="so long it is judged and its events are listed, but not shown; never ends it",
        )
    move = add("move", "put a level at another price; that begins a new history")
    move.add_argument("level_id", type=int, metavar="ID")
    move.add_argument("price", type=_price, metavar="PRICE")
    remove = add("remove", "remove a level; what happened at it stays readable")
    remove.add_argument("level_id", type=int, metavar="ID")
    read = add("import", "add the levels of a CSV or JSON file, all of them or none")
    read.add_argument("file", type=Path, metavar="FILE.csv|.json")
    write = add("export", "write the levels to a CSV or JSON file")
    write.add_argument("file", type=Path, metavar="FILE.csv|.json")
    write.add_argument("symbol", type=_asset, metavar="SYMBOL", nargs="?")
    add("undo", "take back what was last done to levels or drawings")
    add("redo", "do again what was taken back")
    rebuild = add("rebuild", "judge a level anew on the candles as they are now, after revisions")
    rebuild.add_argument("level_id", type=int, metavar="ID")


def _add_level_looks(add: Callable[..., argparse.ArgumentParser]) -> None:
    listing = add("list", "list the levels")
    listing.add_argument("symbol", type=_asset, metavar="SYMBOL", nargs="?")
    trial = add("test", "dry run: what a rule would have said of a level, and when", rules=True)
    trial.add_argument("symbol", type=_asset, metavar="SYMBOL")
    trial.add_argument("price", type=_price, metavar="PRICE")
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
        "--interval", type=_interval, metavar="5m", help="judge on candles of this length"
    )
    trial.add_argument(
        "--from", dest="start_ms", type=_when, metavar="T", help="the level is made here"
    )
    trial.add_argument("--to", dest="end_ms", type=_when, metavar="T", help="last time, exclusive")
    suggest = add(
        "suggest",
        "prices that others may be looking at, by prominence. In measurement none held more often\n"
        "than levels drawn at random: prominence is how much there is to see, not how likely it\n"
        "is to hold",
    )
    suggest.add_argument("symbol", type=_asset, metavar="SYMBOL")
    suggest.add_argument(
        "--interval",
        type=_interval,
        choices=INTERVALS,
        metavar="1h",
        help=", ".join(one.name for one in INTERVALS),
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


def _add_alert(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    from tracker.analysis.conditions import KINDS

    forms = "; ".join(form for kind in KINDS.values() for form in kind.forms)
    about = f" CONDITION is one of: {forms}. Quote it: < and > mean something to a terminal."
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str, more: str = "") -> argparse.ArgumentParser:
        return actions.add_parser(name, help=text, description=f"{text}{more}", parents=[common])

    add = action("add", "Add an alert.", about)
    test = action("test", "When it would have fired, over what the cache holds.", about)
    for one in (add, test):
        one.add_argument("what", nargs="+", metavar="SYMBOL CONDITION", help="feeds need no symbol")
        one.add_argument(
            "--cooldown",
            type=_duration,
            default=_duration("30m"),
            metavar="1h",
            help="silent for so long after it fired (30m); 0 for none",
        )
    add.add_argument("--priority", choices=("normal", "high"), default="normal")
    add.add_argument("--expires", type=_duration, metavar="7d", help="look no more after so long")
    add.add_argument("--note", default="", metavar="TEXT")
    test.add_argument("--from", dest="start_ms", type=_when, metavar="T", help="30 days ago")
    test.add_argument("--to", dest="end_ms", type=_when, metavar="T", help="now")
    listing = action("list", "List the alerts.")
    listing.add_argument("symbol", type=_asset, metavar="SYMBOL", nargs="?")
    remove = action("remove", "Remove an alert.")
    remove.add_argument("rule_id", type=int, metavar="ID")
    snooze = action("snooze", "Go on looking, and show nothing for a while.")
    snooze.add_argument("rule_id", type=int, metavar="ID")
    snooze.add_argument("snooze_ms", type=_duration, metavar="2h")
    for one in (add, test, listing, remove, snooze):
        one.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(refuse=parser.error)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("symbol", type=_asset, metavar="SYMBOL")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.png|.svg")
    parser.add_argument(
        "--panes",
        default="price,liquidations,oi",
        metavar="LIST",
        help="price,volume,cvd,liquidations,oi,funding,ratio,beside; a mode as oi:candles",
    )
    parser.add_argument("--interval", type=_interval, default=Interval.parse("1h"), metavar="1h")
    parser.add_argument("--from", dest="start_ms", type=_when, metavar="T")
    parser.add_argument("--to", dest="end_ms", type=_when, metavar="T")
    parser.add_argument("--size", type=_size, default=(1600, 900), metavar="1920x1080")
    parser.add_argument("--scale", type=_scale, default=1.0, metavar="2")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument(
        "--indicators",
        type=_indicators,
        default=(),
        metavar="LIST",
        help="sma:50, ema:20, wma:30, vwap:day (week, month, a time), bollinger:20:2, atr, rsi",
    )
    parser.add_argument(
        "--compare", type=_assets, default=(), metavar="ETH,SOL", help="coins beside it, in percent"
    )
    parser.add_argument(
        "--style",
        type=_shape,
        default="candles",
        metavar="hollow",
        help="candles, hollow, heikin-ashi, bars, line or area",
    )
    parser.add_argument(
        "--scale-mode",
        type=_price_scale,
        default="linear",
        metavar="log",
        help="how prices are spread: linear, log or percent",
    )
    parser.add_argument(
        "--no-drawings", dest="drawings", action="store_false", help="without what you drew"
    )


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--speed", type=_seconds, metavar="N", help="so many times as fast")
    parser.add_argument("--json", action="store_true", help="one JSON object for each level event")


# --- one command each --------------------------------------------------------------------------


def _dispatch(options: argparse.Namespace) -> int:
    if options.command is None:
        import gc

        # Loading leaves no garbage, and looking for some takes a fifth of the start. The window
        # enables it.
        gc.disable()
    from tracker.app import App, Options

    given: dict[str, Any] = vars(options)
    app = App(
        Options(
            gateway=given.get("gateway") or os.environ.get("TRACKER_GATEWAY"),
            insecure_gateway=given.get("insecure_gateway", False),
            demo=given.get("demo"),
            assets=given.get("symbols"),
        )
    )
    command = COMMANDS.get(options.command, _window)
    return command(app, options)


def _collect(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.collect import Collect, collect

    return collect(app, Collect(options.for_s, options.json, options.record))


def _status(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.status import status, storage

    return (storage if options.storage else status)(app, json=options.json)


def _show(app: Any, options: argparse.Namespace) -> int:
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


def _implied_total(app: Any, options: argparse.Namespace) -> int:
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


def _import(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.import_files import Import, import_files
    from tracker.services.file_market import Wish

    return import_files(
        app, Import(options.files, Wish(options.symbol, options.interval, options.venue))
    )


def _level(app: Any, options: argparse.Namespace) -> int:
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


def _notify(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands import notify

    if options.action == "add":
        return notify.add_service(app, options.name)
    if options.action == "test":
        return notify.try_service(options.name, app.clock.now_ms())
    if options.action == "remove":
        return notify.remove_service(app, options.name)
    return notify.list_services(app)


def _key(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.key import KeyCommand, key

    return key(app, KeyCommand(options.action, vars(options).get("name", ""), options.json))


def _alert(app: Any, options: argparse.Namespace) -> int:
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
    words: list[str] = vars(options).get("what") or []
    if not words:
        return vars(options).get("symbol") or "", ""
    if len(words) > 2:
        options.refuse("expected SYMBOL CONDITION; a condition is one word, in quotes")
    try:
        return (_asset(words[0]) if len(words) == 2 else ""), words[-1]
    except argparse.ArgumentTypeError as error:
        options.refuse(str(error))
        raise


def _export(app: Any, options: argparse.Namespace) -> int:
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
        ),
    )


def _replay(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.collect import replay

    return replay(app, options.file, speed=options.speed, json=options.json)


def _doctor(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.doctor import doctor

    del options
    return doctor(app)


def _window(app: Any, options: argparse.Namespace) -> int:
    from tracker.commands.window import WindowRun, open_window

    return open_window(
        app,
        WindowRun(
            minimized=options.minimized,
            quit_after_s=options.quit_after,
            screenshot=options.screenshot,
        ),
    )


COMMANDS = {
    "collect": _collect,
    "status": _status,
    "show": _show,
    "import": _import,
    "level": _level,
    "notify": _notify,
    "key": _key,
    "alert": _alert,
    "export": _export,
    "implied-total": _implied_total,
    "replay": _replay,
    "doctor": _doctor,
}
