"""Writes the man page and the completion of shells, from what the command line itself declares."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tracker import __version__
from tracker.cli import parser
from tracker.cli.declaring import WhenNamed

#: A line that shows nothing, where a tag has no text.
_NOTHING = "\\&"
_HEAD = """\
.\\" Made by packaging/manual.py from the command line's own declarations.
.TH TRACKER 1 "{date}" "tracker {version}" "User Commands"
.ad l
.SH NAME
tracker \\- levels, liquidations and open interest of crypto markets
"""
_DESCRIPTION = """\
.SH DESCRIPTION
.B tracker
opens a window with charts, the user's levels, alerts and the liquidations of many venues, and an icon in
the tray. It collects public market data by itself, keeps it on this machine, and tells when a level
breaks. Without a command it opens the window; where one is open already, that comes to the front.
.PP
.B show, export, brief
and
.B level
work from what was collected and never wait for the network.
"""
_REST = """\
.SH EXIT STATUS
0 fine; 1 the work failed, with one sentence on standard error; 2 wrong usage; 130 interrupted.
.SH ENVIRONMENT
.TP
.B TRACKER_HOME
One folder for everything that Tracker keeps, instead of the user's own folders.
.TP
.B TRACKER_GATEWAY
The address of a gateway that every request goes through, as
.B \\-\\-gateway
says.
.SH FILES
.TP
.I ~/.config/tracker/config.toml
The settings. A person may edit them.
.TP
.I ~/.local/share/tracker/journal.db
What is the user's own: levels, alerts, drawings, layouts. Removing the program does not remove it.
.TP
.I ~/.cache/tracker/market.db
Market data. It may be deleted at any time and is fetched again.
.TP
.I ~/.local/state/tracker/log
The log.
.SH EXAMPLES
.TP
.B tracker \\-\\-demo
The whole program on a simulated market, without the network.
.TP
.B tracker level add BTC 70000 \\-\\-rule close:4h
A level that breaks with a close of four hours beyond it.
.TP
.B tracker export BTC \\-\\-out btc.png \\-\\-size 1920x1080
A chart as a picture.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the program: its words, and what parses them."""

    words: tuple[str, ...]
    text: str
    parser: argparse.ArgumentParser


def commands() -> list[Command]:
    """Every command, those with actions included, in the order of the help."""
    return list(_commands((), "", parser()))


def _commands(
    words: tuple[str, ...], text: str, inner: argparse.ArgumentParser
) -> Iterator[Command]:
    yield Command(words, text, inner)
    for action in inner._actions:  # noqa: SLF001 - argparse tells it nowhere else
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            texts = {one.dest: one.help or "" for one in action._choices_actions}  # noqa: SLF001
            for name, deeper in action.choices.items():
                made = deeper.made if isinstance(deeper, WhenNamed) else deeper
                yield from _commands((*words, name), texts.get(name, ""), made)


def man_page() -> str:
    """The page in the language of man(7)."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.fromtimestamp(int(stamp), UTC) if stamp else datetime.now(UTC)
    every = commands()
    parts = [_HEAD.format(date=f"{day:%Y-%m-%d}", version=__version__)]
    parts += [".SH SYNOPSIS\n", ".B tracker\n[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR ...]\n"]
    parts += [_DESCRIPTION, ".SH OPTIONS\n", *_options(every[0].parser), ".SH COMMANDS\n"]
    common = {one.dest for one in every[0].parser._actions}  # noqa: SLF001
    for one in every[1:]:
        parts.append(f'.SS "{_escaped(" ".join(one.words))}"\n{_escaped(one.text)}\n')
        parts += _options(one.parser, without=common)
    return "".join([*parts, _REST])


def _options(inner: argparse.ArgumentParser, without: set[str] | None = None) -> Iterator[str]:
    for action in inner._actions:  # noqa: SLF001
        hidden = isinstance(action, argparse._SubParsersAction | argparse._HelpAction)  # noqa: SLF001
        if hidden or action.dest in (without or ()):
            continue
        value = _value(action)
        names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in action.option_strings)
        head = " ".join(part for part in (names, value) if part)
        text = (action.help or "").replace("%%", "%")
        yield f".TP\n{head}\n{_escaped(text) or _NOTHING}\n"


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    word = action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper()
    shown = word if isinstance(word, str) else " ".join(word)
    optional = action.nargs == "?" and action.option_strings
    return f"[\\fI{_escaped(shown)}\\fR]" if optional else f"\\fI{_escaped(shown)}\\fR"


def _escaped(text: str) -> str:
    """A text in which roff finds nothing of its own."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


def bash_completion() -> str:
    """Completes commands, actions and options in bash; files where nothing else is known."""
    cases = []
    for one in commands():
        known = [
            name
            for action in one.parser._actions  # noqa: SLF001
            for name in action.option_strings
            if name.startswith("--")
        ]
        deeper = [
            each.words[-1] for each in commands() if each.words[:-1] == one.words and each.words
        ]
        cases.append(f'        "{" ".join(one.words)}") words="{" ".join([*deeper, *known])}" ;;')
    paths = " ".join(f'"{" ".join(one.words)}"' for one in commands()[1:])
    return (
        "# Made by packaging/manual.py from the command line's own declarations.\n"
        "_tracker() {\n"
        "    local word path='' words='' one\n"
        f"    local known=({paths})\n"
        '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do\n'
        '        for one in "${known[@]}"; do\n'
        '            if [ "${path:+$path }$word" = "$one" ]; then path="$one"; break; fi\n'
        "        done\n"
        "    done\n"
        '    case "$path" in\n' + "\n".join(cases) + "\n    esac\n"
        '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")\n'
        "}\n"
        "complete -o default -F _tracker tracker\n"
    )
