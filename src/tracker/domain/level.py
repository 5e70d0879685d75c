"""Support and resistance levels, the rules that judge them, and what happens to them."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from tracker.domain.errors import TrackerError
from tracker.domain.naming import name_of
from tracker.domain.times import D1, H1, M1, BadTime, Interval, base_interval
from tracker.domain.translating import tr


class Role(StrEnum):
    """What a level was made as: price stood above a support and below a resistance."""

    SUPPORT = "support"
    RESISTANCE = "resistance"


class LevelState(StrEnum):
    """Where a rule's state machine stands (docs/methodology.md, section 1.2)."""

    NEW = "NEW"
    ARMED = "ARMED"
    TESTING = "TESTING"
    PIERCED = "PIERCED"
    BROKEN = "BROKEN"
    RETEST = "RETEST"
    FLIPPED = "FLIPPED"

    @property
    def holds(self) -> bool:
        """Whether the level still plays the role it was made for."""
        return self not in (LevelState.BROKEN, LevelState.RETEST, LevelState.FLIPPED)


class Event(StrEnum):
    """What can happen to a level; each at most once a cycle."""

    ALREADY_BEYOND = "already_beyond"
    TOUCHED = "touched"
    PIERCED = "pierced"
    HELD = "held"
    FALSE_BREAK = "false_break"
    BROKEN = "broken"
    RETEST = "retest"
    REJECTED = "rejected"
    FLIPPED = "flipped"
    RECLAIMED = "reclaimed"


class BadRule(TrackerError):
    """A word that is not a rule."""


class BadColor(TrackerError):
    """A word that is not a colour."""


class Rule(Struct, frozen=True):
    """The parameters of one state machine. Percentages are in percent, `*_atr` multiples of ATR14.

    The buffer beyond the level is max(buffer_pct, buffer_atr * ATR14 / level), and likewise for the
    others. `big_pct` None: no single close confirms at once. `on_touch`: trading beyond is enough.
    Reference: docs/methodology.md, section 1.2.
    """

    word: str
    timeframe: Interval
    closes: int
    buffer_pct: float
    buffer_atr: float
    big_pct: float | None
    big_atr: float
    touch_pct: float
    touch_atr: float
    rearm_pct: float
    rearm_atr: float
    reclaim_closes: int
    flip_bars: int
    on_touch: bool = False


HOURLY = Rule("hourly", H1, 2, 0.25, 0.25, 1.0, 1.5, 0.10, 0.10, 0.50, 0.75, 2, 24)
DECISIVE = Rule("decisive", D1, 1, 1.0, 0.0, None, 0.0, 0.20, 0.02, 1.0, 0.25, 1, 2)
# Trading beyond fires at once, so the way back must be longer than the noise around a level: it is
# the re-arm distance of the hourly rule.
TOUCH = Rule("touch", M1, 1, 0.50, 0.75, None, 0.0, 0.10, 0.10, 0.50, 0.75, 1, 1440, on_touch=True)

#: The rules of a level that names none.
DEFAULT_RULES = (HOURLY.word, DECISIVE.word)

#: The colours that a level can be given by name; what they look like is for the theme to say.
COLORS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "grey")

_HEX = re.compile(r"^#[0-9a-f]{6}$", re.ASCII)
_GENERAL = re.compile(
    r"^close:(?P<tf>[1-9]\d*[mhdw])"
    r"(?:\*(?P<closes>[1-9]\d?))?"
    r"(?:\+(?P<pct>\d+(?:\.\d+)?)%)?"
    r"(?:\+(?P<atr>\d+(?:\.\d+)?)atr)?$",
    re.ASCII,
)


def parse_rule(word: str) -> Rule:
    """Turn a rule's word into its parameters.

    `touch`, `hourly`, `decisive`, or `close:TF[*N][+X%][+Yatr]`: N closes of timeframe TF in a row
    beyond max(X %, Y x ATR14), for example `close:4h` or `close:1h*2+0.25%+0.25atr`.

    Raises:
        BadRule: where the word is none of these.
    """
    word = word.strip().lower()
    for rule in (HOURLY, DECISIVE, TOUCH):
        if word == rule.word:
            return rule
    match = _GENERAL.match(word)
    if match is None:
        raise BadRule(
            tr(
                "“{word}” is not a rule; write touch, hourly, decisive or "
                "close:TF[*N][+X%][+Yatr], for example close:4h or close:1h*2+0.25%.",
                word=word,
            )
        )
    try:
        timeframe = Interval.parse(match["tf"])
    except BadTime as error:
        raise BadRule(str(error)) from None
    closes = int(match["closes"] or 1)
    percent, atr = float(match["pct"] or 0), float(match["atr"] or 0)
    if percent >= 100:
        raise BadRule(
            tr("“{word}” can never be true: no price closes 100 % beyond a level.", word=word)
        )
    # Zones and re-arming follow the default rule of the nearer timeframe.
    like = DECISIVE if timeframe.ms >= D1.ms else HOURLY
    return Rule(
        word=_canonical(timeframe, closes, percent, atr),
        timeframe=timeframe,
        closes=closes,
        buffer_pct=percent,
        buffer_atr=atr,
        big_pct=None,
        big_atr=0.0,
        touch_pct=like.touch_pct,
        touch_atr=like.touch_atr,
        rearm_pct=like.rearm_pct,
        rearm_atr=like.rearm_atr,
        reclaim_closes=closes,
        flip_bars=like.flip_bars,
    )


def parse_color(word: str) -> str:
    """A colour's name or its `#rrggbb`, in small letters.

    Raises:
        BadColor: where it is neither.
    """
    color = word.strip().lower()
    if color in COLORS or _HEX.match(color):
        return color
    raise BadColor(
        tr(
            "“{word}” is not a colour; write #rrggbb or one of {colors}.",
            word=word,
            colors=", ".join(COLORS),
        )
    )


def _canonical(timeframe: Interval, closes: int, percent: float, atr: float) -> str:
    """One spelling for one rule, since the word names it in the journal."""
    word = f"close:{timeframe}"
    if closes > 1:
        word += f"*{closes}"
    if percent:
        word += f"+{_plain(percent)}%"
    if atr:
        word += f"+{_plain(atr)}atr"
    return word


def _plain(value: float) -> str:
    """Without an exponent, and as many digits as make the number."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


class Level(Struct, frozen=True):
    """A price the user watches, judged on one market only.

    Attributes:
        id: the journal's number, as `level remove` takes it.
        role: None until the first closed candle has placed it.
        generation: counts earlier levels at the same price of the same asset, so that a level made
            again starts a history of its own.
        color: one of `COLORS` or `#rrggbb`; None for the colour of its role.
        expires_ms: candles that close later are not judged; None for never.
        snoozed_until_ms: it is judged, and what happens is listed but not shown, until then.
    """

    id: int
    asset: str
    venue: str
    price: float
    role: Role | None
    rules: tuple[str, ...]
    note: str
    created_ms: int
    generation: int = 1
    color: str | None = None
    expires_ms: int | None = None
    snoozed_until_ms: int | None = None

    def is_expired(self, now_ms: int) -> bool:
        """Whether no candle that closes from now on is judged."""
        return self.expires_ms is not None and self.expires_ms <= now_ms

    def is_snoozed(self, now_ms: int) -> bool:
        """Whether what happens now is listed and not shown."""
        return self.snoozed_until_ms is not None and now_ms < self.snoozed_until_ms


class Transition(Struct, frozen=True):
    """One event of one rule of one level, decided by one closed candle.

    Attributes:
        bar_open_ms: the candle that decided; `at_ms` is its close.
        price: that candle's close.
        extreme: the furthest price beyond the level since it was pierced; None where it was not.
        gap: the candle follows a hole in the series.
        late: found in history after the fact.
    """

    asset: str
    level: float
    role: Role
    rule: str
    timeframe: str
    cycle: int
    event: Event
    reason: str | None
    state: LevelState
    bar_open_ms: int
    at_ms: int
    price: float
    extreme: float | None
    gap: bool
    late: bool = False
    id: str = ""


def transition_id(transition: Transition, generation: int) -> str:
    """A name that is the same whenever the same candles decide the same event."""
    parts = (
        transition.asset,
        repr(float(transition.level)),
        str(generation),
        transition.role,
        transition.rule,
        str(transition.cycle),
        transition.event,
        str(transition.bar_open_ms),
    )
    return name_of(parts)


def rules_on(level: Level, interval: Interval) -> list[Rule]:
    """The level's rules that are judged on stored candles of this interval."""
    rules = [parse_rule(word) for word in level.rules]
    return [rule for rule in rules if base_interval(rule.timeframe) == interval]
