"""Changes one setting in config.toml and leaves everything else of the file as a person wrote it.

tomlkit changes values; lists are changed here, because their items keep the comments on their lines.
Whatever changed the text, it is only kept where it means what is wanted, and nothing else changed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.domain.translating import tr
from tracker.store.setting_kinds import BadSettings, Plain

_KEY = r"""^[ \t]*(?:{0}|"{0}"|'{0}')[ \t]*=[ \t]*"""
_COIN = re.compile(r"""["']([^"']*)["']""")


def write_list(path: Path, name: str, values: Sequence[str]) -> None:
    """Make this the value of a setting that is a list of words. Everything else stays.

    Raises:
        BadSettings: where the file is no TOML or cannot be written; it is as it was before.
    """
    path = path.resolve()  # a link stays a link
    text, before = _read(path)
    wanted = {**before, name: list(values)}
    for changed in _changes(text, name, values):
        if _meaning(changed) == wanted:
            _replace(path, changed)
            return
    raise BadSettings(
        tr(
            "{path} was not changed; write {name} = {row} into it by hand.",
            path=path,
            name=name,
            row=_row(values),
        )
    )


def write_value(path: Path, name: str, value: Plain) -> None:
    """Make this the value of a setting; `keep.size` is the key `size` of the table `[keep]`.

    Raises:
        BadSettings: where the file is no TOML or cannot be written; it is as it was before.
    """
    if isinstance(value, list):
        write_list(path, name, value)
        return
    _edit(path, name, value)


def remove_value(path: Path, name: str) -> None:
    """Let the default of a setting hold: its line goes.

    Raises:
        BadSettings: where the file is no TOML or cannot be written; it is as it was before.
    """
    _edit(path, name, None)


def set_aside(path: Path, at_ms: int) -> Path:
    """Rename a file that is no TOML to a name that says when, and return that.

    Raises:
        BadSettings: where it cannot be renamed.
    """
    stem = f"{path.stem}.broken-{datetime.fromtimestamp(at_ms / 1_000, UTC):%Y-%m-%dT%H%MZ}"
    names = (f"{stem}{end}" for end in ("", *(f"-{count}" for count in range(2, 100))))
    place = next(
        one for name in names if not (one := path.with_name(f"{name}{path.suffix}")).exists()
    )
    try:
        path.rename(place)
    except OSError as error:
        raise BadSettings(
            tr("{path} cannot be set aside: {strerror}.", path=path, strerror=error.strerror)
        ) from None
    return place


def _edit(path: Path, name: str, value: bool | str | None) -> None:
    """Set a value that is no list, or remove any where it is None."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = path.resolve()  # a link stays a link
    text, wanted = _read(path)
    *tables, key = name.split(".")
    by_hand = f"remove {name}" if value is None else f"write {name} = {json.dumps(value)}"
    try:
        document: Any = tomlkit.parse(text)
        place, meant = document, wanted
        for table in tables:
            if value is not None:
                place.setdefault(table, tomlkit.table())
            place, meant = place.get(table, {}), meant.setdefault(table, {})
        if value is not None:
            place[key] = meant[key] = value
        else:
            place.pop(key, None)
            meant.pop(key, None)
        changed = tomlkit.dumps(document)
    except (TOMLKitError, TypeError, AttributeError):  # a table that is none
        raise BadSettings(
            tr("{path} was not changed; {by_hand} by hand.", path=path, by_hand=by_hand)
        ) from None
    if "\r\n" in text:
        changed = re.sub(r"(?<!\r)\n", "\r\n", changed)
    if _meaning(changed) != wanted:
        raise BadSettings(
            tr("{path} was not changed; {by_hand} by hand.", path=path, by_hand=by_hand)
        )
    if changed != text:
        _replace(path, changed)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """The text and what it means; nothing of both where there is no file."""
    try:
        text = path.read_bytes().decode() if path.exists() else ""
        return text, tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise BadSettings(
            tr("{path} cannot be read, so it was not changed: {error}.", path=path, error=error)
        ) from None


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
        raise BadSettings(
            tr("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror)
        ) from None
