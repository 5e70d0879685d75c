"""Levels as CSV or JSON text: what `level export` writes and `level import` reads."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.domain.errors import TrackerError
from tracker.domain.level import Level, Role, parse_color, parse_rule
from tracker.domain.times import BadTime, iso, parse_when
from tracker.domain.translating import tr
from tracker.services.levels import LevelWish
from tracker.store.settings import BadSettings, parse_assets

_FIELDS = (
    *("symbol", "price", "side", "rules", "note", "color", "expires", "snoozed_until", "venue"),
)
_NEEDED = ("symbol", "price")
#: So many faults are named; the rest is counted.
_MOST_FAULTS = 20


class BadLevelFile(TrackerError):
    """A file whose levels cannot all be read; none of them was kept."""


def format_levels(levels: Iterable[Level], kind: str) -> str:
    """Levels as text; `kind` is csv or json."""
    rows = [_row(level) for level in levels]
    if kind == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    out = io.StringIO()
    writer = csv.DictWriter(out, _FIELDS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "rules": " ".join(row["rules"])})
    return out.getvalue()


def _row(level: Level) -> dict[str, Any]:
    expires, snoozed = level.expires_ms, level.snoozed_until_ms
    return {
        "symbol": level.asset,
        "price": level.price,
        "side": str(level.role) if level.role is not None else None,
        "rules": list(level.rules),
        "note": level.note,
        "color": level.color,
        "expires": iso(expires) if expires is not None else None,
        "snoozed_until": iso(snoozed) if snoozed is not None else None,
        "venue": level.venue,
    }


def parse_levels(text: str, kind: str, venues: Sequence[str]) -> list[LevelWish]:
    """The levels of a text; only symbol and price are needed.

    Args:
        kind: csv or json.
        venues: the venues whose markets can judge levels.

    Raises:
        BadLevelFile: where a row is none; every bad one is named by its line (in JSON its number).
    """
    rows = _json_rows(text) if kind == "json" else _csv_rows(text)
    where = "level" if kind == "json" else "line"
    wishes: list[LevelWish] = []
    faults: list[str] = []
    lines: dict[tuple[str, float], int] = {}
    for number, row in rows:
        try:
            wish = _wish(row, venues)
            earlier = lines.setdefault((wish.asset, wish.price), number)
            if earlier != number:
                raise BadLevelFile(
                    tr("it is that of {where} {earlier} once more.", where=where, earlier=earlier)
                )
            wishes.append(wish)
        except TrackerError as error:
            faults.append(f"{where} {number}: {error.sentence}")
    if faults:
        named = "\n".join(faults[:_MOST_FAULTS])
        if len(faults) > _MOST_FAULTS:
            named += tr("\nand {count} more", count=len(faults) - _MOST_FAULTS)
        raise BadLevelFile(tr("Nothing was imported.\n{named}", named=named))
    if not wishes:
        raise BadLevelFile(tr("There is no level in it."))
    return wishes


def _json_rows(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise BadLevelFile(tr("It is not JSON: {error}.", error=error)) from None
    if isinstance(rows, dict):
        rows = rows.get("levels")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadLevelFile(tr("It is not a list of levels, each an object with symbol and price."))
    return list(enumerate(rows, 1))


def _csv_rows(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        lacking = [name for name in _NEEDED if name not in reader.fieldnames]
        if lacking:
            raise BadLevelFile(
                tr("Its first line names no column “{lacking}”.", lacking=lacking[0])
            )
        return [(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise BadLevelFile(tr("It is not CSV: {error}.", error=error)) from None


def _wish(row: Mapping[str, Any], venues: Sequence[str]) -> LevelWish:
    color, side, venue = (_text(row, name) for name in ("color", "side", "venue"))
    if venue and venue not in venues:
        raise BadLevelFile(
            tr(
                "“{venue}” is no venue that judges levels ({venues}).",
                venue=venue,
                venues=", ".join(venues),
            )
        )
    if side and side not in tuple(Role):
        raise BadLevelFile(tr("“{side}” is not a side; write support or resistance.", side=side))
    rules = row.get("rules") or ()
    words = rules.replace(";", " ").split() if isinstance(rules, str) else [str(w) for w in rules]
    return LevelWish(
        asset=_asset(_text(row, "symbol")),
        price=_price(row.get("price")),
        rules=tuple(parse_rule(word).word for word in words),
        note=_text(row, "note"),
        color=parse_color(color) if color else None,
        expires_ms=_moment(row, "expires"),
        snoozed_until_ms=_moment(row, "snoozed_until"),
        venue=venue or None,
        role=Role(side) if side else None,
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _asset(text: str) -> str:
    if not text:
        raise BadLevelFile(tr("it has no symbol."))
    try:
        (asset,) = parse_assets([text])
    except BadSettings as error:
        raise BadLevelFile(error.sentence) from None
    return asset


def _price(value: object) -> float:
    text = str(value if value is not None else "").strip().replace(",", "").replace("_", "")
    try:
        price = float(text)
    except ValueError:
        raise BadLevelFile(tr("“{text}” is not a price.", text=text)) from None
    if not 0 < price < math.inf:
        raise BadLevelFile(tr("“{text}” is not a price above zero.", text=text))
    return price


def _moment(row: Mapping[str, Any], name: str) -> int | None:
    text = _text(row, name)
    if not text:
        return None
    try:
        return parse_when(text, 0)
    except BadTime as error:
        raise BadLevelFile(str(error)) from None
