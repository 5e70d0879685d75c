"""The command line: arguments to one command each.

A file a family of commands; each declares its arguments beside what runs them, with the values of
`words` and the tools of `declaring`. Importing this must stay cheap: every command imports its own room.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any

from tracker import __version__
from tracker.cli import window
from tracker.cli.alerts import ALERT
from tracker.cli.brief import BRIEF, IMPLIED_TOTAL
from tracker.cli.data import IMPORT, SHOW
from tracker.cli.declaring import Parser, WhenNamed, common
from tracker.cli.engine import COLLECT, DOCTOR, REPLAY, STATUS
from tracker.cli.levels import LEVEL
from tracker.cli.pictures import EXPORT
from tracker.cli.services import KEY, NOTIFY
from tracker.domain.errors import TrackerError, WrongUsage

#: Every command by its word, in the order of the help.
COMMANDS = {
    one.name: one
    for one in (
        COLLECT,
        STATUS,
        SHOW,
        IMPORT,
        LEVEL,
        NOTIFY,
        KEY,
        ALERT,
        EXPORT,
        IMPLIED_TOTAL,
        BRIEF,
        REPLAY,
        DOCTOR,
    )
}


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 fine, 1 failed, 2 wrong usage, 130 interrupted."""
    try:
        options = parser().parse_args(_told_apart(arguments))
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


def parser() -> argparse.ArgumentParser:
    """The whole command line, declared; the man page is made of it, too."""
    whole = Parser(
        prog="tracker",
        description="A desktop market tracker for crypto traders. Without a command: the window.",
        parents=[common(scenario=True)],
    )
    whole.add_argument("--version", action="version", version=f"tracker {__version__}")
    window.declare(whole)
    commands = whole.add_subparsers(
        dest="command",
        metavar="COMMAND",
        parser_class=WhenNamed,  # type: ignore[type-var]  # of a parser it has what is asked of one
    )
    for one in COMMANDS.values():
        commands.add_parser(one.name, help=one.text, command=one)
    return whole


def _dispatch(options: argparse.Namespace) -> int:
    # Before numpy is loaded: waking a thread for each core costs more than our small matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if options.command is None:
        import gc

        # Loading leaves no garbage, and looking for some takes a fifth of the start. The window
        # collects it itself.
        gc.disable()
    from tracker.app import App, Options

    given: dict[str, Any] = vars(options)
    app = App(
        Options(
            gateway=given.get("gateway") or os.environ.get("TRACKER_GATEWAY"),
            insecure_gateway=given.get("insecure_gateway", False),
            demo=given.get("demo"),
            assets=given.get("symbols"),
        ),
        # A command says what is wrong with config.toml; the window opens and says it there.
        forgiving=options.command is None,
    )
    if options.command is None:
        return window.run(app, options)
    return COMMANDS[options.command].run(app, options)
