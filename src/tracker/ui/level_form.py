"""What is typed about a level: from words to values and back, each with a sentence where it is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.numerals import plainly
from tracker.analysis.rules import help_text, measured
from tracker.domain.errors import TrackerError
from tracker.domain.level import DECISIVE, DEFAULT_RULES, HOURLY, TOUCH, Level, parse_rule
from tracker.domain.times import HOUR_MS, BadTime, iso, parse_until
from tracker.domain.translating import noted, tr
from tracker.services.levels import LevelEdit, LevelWish

#: The rules that have a box of their own; others are typed.
BOXES = (HOURLY, DECISIVE, TOUCH)
#: A price further away than this may be a slip of the finger.
_FAR = 0.5
_PRICE = re.compile(r"^(\d+(?:\.\d*)?|\.\d+)([km]?)$", re.ASCII)
_GROUPS = re.compile(r"[\s,_'$]")
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6}


class BadEntry(TrackerError):
    """A field that cannot be so; the sentence says why."""


class Entry(Struct, frozen=True):
    """A level as it is in the editor; None: no colour of its own, no end, not snoozed."""

    price: float
    note: str = ""
    rules: tuple[str, ...] = DEFAULT_RULES
    color: str | None = None
    expires_ms: int | None = None
    snoozed_until_ms: int | None = None

    @classmethod
    def of(cls, level: Level) -> Entry:
        """What there is to edit of a level."""
        return cls(
            level.price,
            level.note,
            level.rules,
            level.color,
            level.expires_ms,
            level.snoozed_until_ms,
        )

    def wish(self, asset: str) -> LevelWish:
        """The same for a level that does not exist yet."""
        return LevelWish(
            asset,
            self.price,
            self.rules,
            self.note,
            self.color,
            self.expires_ms,
            self.snoozed_until_ms,
        )


def edit_between(old: Entry, new: Entry) -> LevelEdit | None:
    """What is to be changed beside the price; None where nothing is."""
    clear = frozenset(
        name
        for name in ("color", "expires_ms", "snoozed_until_ms")
        if getattr(new, name) is None and getattr(old, name) is not None
    )
    edit = LevelEdit(
        rules=new.rules if set(new.rules) != set(old.rules) else None,
        note=new.note if new.note != old.note else None,
        color=new.color if new.color != old.color else None,
        expires_ms=new.expires_ms if new.expires_ms != old.expires_ms else None,
        snoozed_until_ms=(
            new.snoozed_until_ms if new.snoozed_until_ms != old.snoozed_until_ms else None
        ),
        clear=clear,
    )
    return edit if edit != LevelEdit() else None


# --- price ---------------------------------------------------------------------------------------


def parse_price(text: str) -> float:
    """A price as people type it: 70,000 · 70k · 1.3731.

    Raises:
        BadEntry: where it is none above zero.
    """
    plain = _GROUPS.sub("", plainly(text)).lower()
    if not plain:
        raise BadEntry(tr("Type a price, for example 70,000 or 70k."))
    match = _PRICE.match(plain)
    if match is None:
        raise BadEntry(
            tr("“{text}” is not a price. Write for example 70,000 or 70k.", text=text.strip())
        )
    price = float(match[1]) * _TIMES[match[2]]
    if not 0 < price < math.inf:
        raise BadEntry(tr("A level is a price above zero."))
    return price


def price_words(
    price: float, old: float | None, taken: Sequence[float], now: float | None, age: str = ""
) -> str:
    """What to know of a price that was typed.

    Args:
        old: the level's own price; None for a new level.
        taken: the prices of the coin's other levels.
        now: where the market is; None where that is unknown.
        age: how long ago it was there, where that is not the present any more.

    Raises:
        BadEntry: where there is another level at this price.
    """
    if price in taken:
        raise BadEntry(tr("There is already a level at {level}.", level=words.level(price)))
    parts = []
    if old is not None and price != old:
        parts.append(
            tr(
                "A new price begins a new history; what happened at {level} stays listed.",
                level=words.level(old),
            )
        )
    if now:
        away = price / now - 1
        side = tr("resistance") if away > 0 else tr("support")
        if old is None or price != old:
            percent = words.percent(away, 1)
            parts.append(
                tr(
                    "{percent} from the price {age} ago: {side}.",
                    percent=percent,
                    age=age,
                    side=side,
                )
                if age
                else tr("{percent} from the price: {side}.", percent=percent, side=side)
            )
        if abs(away) > _FAR:
            parts.append(tr("That is far away: is it what you meant?"))
    return " ".join(parts)


# --- rules ---------------------------------------------------------------------------------------


def box_words(word: str) -> str:
    """A rule's name with the share of its alerts that were reclaimed."""
    known = measured(parse_rule(word))
    return f"{word} · {words.share(known.false_share)}" if known is not None else word


def rule_help(word: str) -> str:
    """All that is known of a rule."""
    return f"{word}: {help_text(parse_rule(word))}"


def split_rules(rules: Sequence[str]) -> tuple[list[str], str]:
    """The rules that have a box, and the text of the others."""
    boxed = [rule.word for rule in BOXES]
    return [one for one in rules if one in boxed], ", ".join(
        one for one in rules if one not in boxed
    )


def join_rules(boxes: Sequence[str], typed: str) -> tuple[str, ...]:
    """The rules of boxes and text, each once.

    Raises:
        TrackerError: where one is none, or there is none at all.
    """
    rules = [*boxes, *(parse_rule(one).word for one in typed.replace(",", " ").split())]
    if not rules:
        raise BadEntry(tr("Choose at least one rule: a level without one never speaks."))
    return tuple(dict.fromkeys(rules))


# --- times ---------------------------------------------------------------------------------------


def snoozes(now_ms: int, zone: tzinfo) -> list[tuple[str, int]]:
    """How long a level can be put to sleep: words and the moment it wakes."""
    today = datetime.fromtimestamp(now_ms / 1_000, zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )

    def at(days: int) -> int:
        return round((today + timedelta(days=days)).timestamp()) * 1_000

    ends = (
        (tr("1 hour"), now_ms + HOUR_MS),
        (tr("4 hours"), now_ms + 4 * HOUR_MS),
        (tr("until tomorrow"), at(1)),
        (tr("a week"), at(7)),
    )
    return [(f"{name}, {words.clock(end, zone=zone)}", end) for name, end in ends]


#: What the field of the end offers; a date or `10d` can be typed.
EXPIRIES = (noted("never"), "1d", "7d", "30d")


def expiry_text(expires_ms: int | None) -> str:
    """The end of a level as it can be typed, in UTC."""
    return iso(expires_ms)[:16].replace("T", " ") if expires_ms is not None else tr(EXPIRIES[0])


def parse_expiry(text: str, old_ms: int | None, now_ms: int) -> int | None:
    """The end of a level: `never`, `30d` from now, or a date in UTC.

    Raises:
        BadEntry: where it is none of these, or in the past.
    """
    text = text.strip()
    if text == expiry_text(old_ms):
        return old_ms
    if text.lower() in ("", EXPIRIES[0], tr(EXPIRIES[0])):
        return None
    try:
        return parse_until(text, now_ms)
    except BadTime as error:
        raise BadEntry(tr("Expires: {error}", error=error)) from None
