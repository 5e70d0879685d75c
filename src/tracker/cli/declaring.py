"""What commands are declared with: what a command is, its parser, and the options that all share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the program itself is loaded once the arguments are understood
    from tracker.app import App


class Parser(argparse.ArgumentParser):
    """Makes words of help that take long to look up when somebody asks for help.

    Attributes:
        look_up: the description and the epilog.
    """

    look_up: Callable[[], tuple[str | None, str | None]] | None = None

    def format_help(self) -> str:
        """The help, with all its words."""
        if self.look_up is not None:
            self.description, self.epilog = self.look_up()
        return super().format_help()


class Actions:
    """The actions of a command that can do several things, as `level add` and `level remove`."""

    def __init__(self, parser: Parser) -> None:
        self._choices = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def add(self, name: str, text: str) -> Parser:
        """One more action; what is said of it stands in the command's help and in its own."""
        return self._choices.add_parser(
            name, help=text, description=text, parents=[common(scenario=False)]
        )


def _nothing(_parser: Parser) -> None:
    """A command without arguments of its own."""


class Command:
    """One command of the program.

    Attributes:
        name: its word.
        text: what it does, in the help.
        run: does it, and returns the exit code.
        declare: adds its arguments to its parser.
    """

    def __init__(
        self,
        name: str,
        text: str,
        run: Callable[[App, argparse.Namespace], int],
        declare: Callable[[Parser], None] = _nothing,
    ) -> None:
        self.name, self.text, self.run, self.declare = name, text, run, declare


class WhenNamed:
    """The parser of a command, made when the command is named: the window waits for none of them."""

    def __init__(self, *, command: Command, prog: str) -> None:
        self._command, self._prog = command, prog

    @cached_property
    def made(self) -> Parser:
        """The parser itself."""
        text = self._command.text
        parser = Parser(prog=self._prog, description=text, parents=[common(scenario=False)])
        self._command.declare(parser)
        return parser

    def parse_known_args(
        self, args: Sequence[str], namespace: argparse.Namespace | None
    ) -> tuple[argparse.Namespace, list[str]]:
        """What argparse asks of the parser of the command that is named."""
        return self.made.parse_known_args(args, namespace)


@cache
def common(*, scenario: bool) -> Parser:
    """Options that every command takes; a command's own words would be taken for a scenario."""
    parent = Parser(add_help=False)
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
