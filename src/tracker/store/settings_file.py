"""Writes lists into config.toml and leaves everything else of the file as a person wrote it."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker.store.settings import BadSettings

_KEY = r"""^[ \t]*(?:{0}|"{0}"|'{0}')[ \t]*=[ \t]*"""
_COIN = re.compile(r"""["']([^"']*)["']""")


def write_assets(path: Path, assets: Sequence[str]) -> None:
    """Make these the watched coins. Comments, order and all other settings stay.

    Raises:
        BadSettings: where the file is no TOML or cannot be written; it is as it was before.
    """
    write_list(path, "assets", assets)


def write_list(path: Path, name: str, values: Sequence[str]) -> None:
    """Make this the value of a setting that is a list of words. Everything else stays.

    Raises:
        BadSettings: where the file is no TOML or cannot be written; it is as it was before.
    """
    path = path.resolve()  # a link stays a link
    try:
        text = path.read_bytes().decode() if path.exists() else ""
        before = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise BadSettings(f"{path} cannot be read, so it was not changed: {error}.") from None
    wanted = {**before, name: list(values)}
    for changed in _changes(text, name, values):
        if _meaning(changed) == wanted:
            _replace(path, changed)
            return
    raise BadSettings(f"{path} was not changed; write {name} = {_row(values)} into it by hand.")


def _changes(text: str, name: str, values: Sequence[str]) -> Iterator[str]:
    """The texts that may be meant; which one is right is told by what it means as a whole."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    for match in re.finditer(_KEY.format(re.escape(name)), text, re.MULTILINE):
        for end in (found.end() for found in re.finditer(r"\]", text[match.end() :])):
            value = text[match.end() : match.end() + end]
            if _meaning(f"x = {value}") is not None:
                rest = text[match.end() + end :]
                yield text[: match.end()] + _array(value, values, line_end) + rest
                break
    yield f"{name} = {_row(values)}{line_end}{text}"


def _array(value: str, assets: Sequence[str], line_end: str) -> str:
    """The array anew; where it stood on many lines, each coin keeps its line with its comment."""
    lines = value.splitlines()
    if len(lines) < 3:
        return _row(assets)
    kept: dict[str, str] = {}
    above: list[str] = []
    for line in lines[1:-1]:
        code = line.partition("#")[0]
        coins = _COIN.findall(code)
        if len(coins) == 1 and coins[0] in assets:
            body = code.rstrip().rstrip(",")
            kept[coins[0]] = line_end.join([*above, f"{body},{line[len(code.rstrip()) :]}"])
            above = []
        elif not coins and line.strip():
            above.append(line)
    indent = re.match(r"[ \t]*", lines[1])
    margin = indent[0] if indent is not None else ""
    rows = [kept.get(asset, f"{margin}{json.dumps(asset)},") for asset in assets]
    return line_end.join([lines[0], *rows, *above, lines[-1]])


def _row(assets: Sequence[str]) -> str:
    return f"[{', '.join(json.dumps(asset) for asset in assets)}]"


def _meaning(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def _replace(path: Path, text: str) -> None:
    """Put the whole file in place at once, so that a crash leaves the old or the new one."""
    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".config-")
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        Path(name).replace(path)
    except OSError as error:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        raise BadSettings(f"{path} cannot be written: {error.strerror}.") from None
