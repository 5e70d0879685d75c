"""Writes the table of settings into docs/guide.md from their one declaration.

    python docs/make_settings.py [--check]

What stands between the two marks in the guide is written anew; everything else stays. `--check` writes
nothing and ends with 1 where the table is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tracker.store.settings import SETTINGS, Group, Setting

GUIDE = Path(__file__).parent / "guide.md"
_BEGIN, _END = "<!-- settings: begin -->\n", "<!-- settings: end -->\n"


class NoPlace(Exception):
    """The guide has no place for the table."""


def table() -> str:
    """A row for each setting, by group."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| in `config.toml` | may be | default | what it does |"
    yield "|---|---|---|---|"
    for group in Group:
        yield f"| **{group}** | | | |"
        for one in SETTINGS:
            if one.group is group:
                yield f"| {' | '.join(_cells(one))} |"


def _cells(one: Setting) -> tuple[str, str, str, str]:
    later = "" if one.at_once else " *With the next start.*"
    may_be = one.kind.may_be.replace("|", "\\|")
    default = json.dumps(one.plain_default, ensure_ascii=False)
    return f"`{one.name}`", may_be, f"`{default}`", f"{one.label}. {one.help}{later}"


def page(before: str) -> str:
    """The guide with the table as it is now.

    Raises:
        NoPlace: where the marks are missing.
    """
    head, begin, rest = before.partition(_BEGIN)
    _, end, tail = rest.partition(_END)
    if not begin or not end:
        raise NoPlace("The guide has no marks around the table of settings.")
    return f"{head}{begin}\n{table()}\n{end}{tail}"


def main() -> int:
    """Write or check the guide."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    before = GUIDE.read_text(encoding="utf-8")
    after = page(before)
    if is_check:
        return 0 if after == before else 1
    GUIDE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
