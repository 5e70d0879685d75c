"""The words that alert rules are written in, read into their terms and back into one spelling.

Every kind of condition is a `Kind` in `KINDS`; a further one is added with `add_kind`.
Reference: docs/methodology.md, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.cascade import BANNER_AGAIN, BANNER_ON, MAIN_MS, WINDOWS_MS, banner_off
from tracker.analysis.triggers import Direction, Trigger
from tracker.domain.derivatives import Side
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel
from tracker.domain.terms import term
from tracker.domain.times import DAY_MS, M5, M15, MINUTE_MS, BadTime, Interval
from tracker.domain.translating import noted, tr

#: Ends the sentence where a terminal may have eaten a part of the word.
QUOTES_HINT = noted(" In a terminal it needs quotes, since < and > mean something there.")

_NUMBER = r"\d{1,12}(?:\.\d{1,6})?"
_WINDOW = r"(?P<window>[1-9]\d{0,3}[mhdw])"
_SIGN = r"(?P<sign>[+-]?)"
_LONGEST_MS = 30 * DAY_MS
#: A move or a change is over when it is back to this share of its threshold, a sum likewise.
_MOVE_BACK, _SUM_BACK = 2 / 3, 0.75
#: Percentage points that the long share must come back.
_SHARE_BACK = 5.0
#: Percent per eight hours that funding must come back: this, or a fifth of the threshold.
_FUNDING_BACK, _FUNDING_BACK_SHARE = 0.005, 0.2
#: A feed that is back within this time was not worth a word: streams reconnect once a day.
_FEED_HOLD_MS = MINUTE_MS


class BadCondition(TrackerError):
    """A word that is not a condition."""


class Condition(Struct, frozen=True):
    """What one rule waits for.

    Attributes:
        word: its one spelling.
        trigger: its terms, in `unit`.
        unit: `%`, `usd`, `x` (multiples of normal), `index`, or empty where it is not a number.
        window: the trailing window; None where there is none.
        side: only liquidations of this side.
        subject: what else it names, such as a venue.
    """

    kind: str
    word: str
    trigger: Trigger
    unit: str
    window: Interval | None = None
    side: Side | None = None
    subject: str = ""

    @property
    def name(self) -> str:
        """What it waits for, as a sentence without an end."""
        return KINDS[self.kind].say(self)


class Kind(Struct, frozen=True):
    """One kind of condition.

    Attributes:
        forms: how it is written, for help and errors.
        read: makes a condition of what follows the name, None where it makes no sense of it; may
            raise `BadCondition` where it does, and it cannot be.
        say: the condition in words.
        about_asset: whether it is about a coin.
    """

    name: str
    forms: tuple[str, ...]
    read: Callable[[str], Condition | None]
    say: Callable[[Condition], str]
    about_asset: bool = True


KINDS: dict[str, Kind] = {}


def add_kind(kind: Kind) -> Kind:
    """Make a kind of condition known."""
    KINDS[kind.name] = kind
    return kind


def parse_condition(text: str) -> Condition:
    """Read a condition's word.

    Raises:
        BadCondition: where it is none; the sentence says how it is written.
    """
    word = "".join(text.split()).lower()
    match = re.match(r"[a-z_]*", word)
    name = match[0] if match is not None else ""
    kind = KINDS.get(name)
    if kind is None:
        names = ", ".join(KINDS)
        raise BadCondition(
            tr(
                "“{text}” is not a condition; it begins with one of {names}.",
                text=text,
                names=names,
            )
        )
    condition = kind.read(word[len(name) :])
    if condition is None:
        hint = ""
        if not re.search("[<>%]", word) and any(">" in form for form in kind.forms):
            hint = tr(QUOTES_HINT)
        forms = " or ".join(kind.forms)
        raise BadCondition(
            tr(
                "“{text}” is not a condition; write {forms}.{hint}",
                text=text,
                forms=forms,
                hint=hint,
            )
        )
    return condition


def _plain(value: float) -> str:
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _window(text: str, shortest: Interval) -> Interval:
    try:
        window = Interval.parse(text)
    except BadTime as error:
        raise BadCondition(str(error)) from None
    if not shortest.ms <= window.ms <= _LONGEST_MS:
        raise BadCondition(
            tr(
                "A window is between {shortest} and 30d long here, not {window}.",
                shortest=shortest,
                window=window,
            )
        )
    return window


def _direction(sign: str) -> Direction:
    return {"+": Direction.ABOVE, "-": Direction.BELOW}.get(sign, Direction.EITHER)


def _change(kind: str, rest: str, shortest: Interval) -> Condition | None:
    """`:WINDOW[+|-]X%`."""
    match = re.fullmatch(rf":{_WINDOW}{_SIGN}(?P<x>{_NUMBER})%", rest)
    if match is None:
        return None
    window, size = _window(match["window"], shortest), float(match["x"])
    direction = _direction(match["sign"])
    if size <= 0:
        raise BadCondition(tr("A change of 0 % is always there; write one above it."))
    if direction is Direction.BELOW and size >= 100:
        raise BadCondition(tr("Nothing falls by 100 %; write less."))
    threshold = -size if direction is Direction.BELOW else size
    return Condition(
        kind=kind,
        word=f"{kind}:{window}{match['sign']}{_plain(size)}%",
        trigger=Trigger(direction, threshold, size * (1 - _MOVE_BACK), inclusive=True),
        unit="%",
        window=window,
    )


def _change_words(what: str, condition: Condition) -> str:
    sign = {Direction.ABOVE: "+", Direction.BELOW: words.MINUS, Direction.EITHER: "±"}
    size = f"{_plain(abs(condition.trigger.threshold))}\u202f%"
    return tr(
        "{what} {sign}{size} in {window}",
        what=what,
        sign=sign[condition.trigger.direction],
        size=size,
        window=condition.window,
    )


# --- the kinds ---------------------------------------------------------------------------------


def _read_move(rest: str) -> Condition | None:
    return _change("move", rest, M5)


def _read_oi(rest: str) -> Condition | None:
    return _change("oi", rest, M15)


_SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}


def _read_liquidations(rest: str) -> Condition | None:
    match = re.fullmatch(
        rf":{_WINDOW}(?::(?P<side>long|short)s?)?>(?:\$?(?P<usd>{_NUMBER})(?P<size>[kmb]?)|"
        rf"(?P<times>{_NUMBER})x)",
        rest,
    )
    if match is None:
        return None
    window = _window(match["window"], M5)
    side = Side(match["side"]) if match["side"] else None
    if match["times"] is not None:
        threshold, unit = float(match["times"]), "x"
        amount = f"{_plain(threshold)}x"
        if threshold <= 1:
            raise BadCondition(tr("Normal is 1x; write a multiple above it, for example >5x."))
    else:
        threshold, unit = float(match["usd"]) * _SIZES[match["size"]], "usd"
        amount = _amount(threshold)
        if threshold <= 0:
            raise BadCondition(tr("The amount is above zero, for example >50M."))
    place = f":{side}" if side is not None else ""
    return Condition(
        kind="liquidations",
        word=f"liquidations:{window}{place}>{amount}",
        trigger=Trigger(Direction.ABOVE, threshold, threshold * (1 - _SUM_BACK)),
        unit=unit,
        window=window,
        side=side,
    )


def _amount(value: float) -> str:
    """A sum in the largest unit that says it without a fraction of more than three digits."""
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if value >= size and round(value / size, 3) * size == value:
            return f"{_plain(round(value / size, 3))}{unit}"
    return _plain(value)


def _liquidations_words(condition: Condition) -> str:
    what = (
        tr("{side} liquidations", side=term(condition.side))
        if condition.side is not None
        else tr("liquidations")
    )
    if condition.unit == "x":
        amount = tr("{plain} times their median", plain=_plain(condition.trigger.threshold))
    else:
        amount = words.usd(condition.trigger.threshold)
    return tr(
        "{what} above {amount} in {window}", what=what, amount=amount, window=condition.window
    )


def _read_longs(rest: str) -> Condition | None:
    match = re.fullmatch(rf":{_WINDOW}(?P<way>[<>])(?P<x>{_NUMBER})%", rest)
    if match is None:
        return None
    window, share = _window(match["window"], M5), float(match["x"])
    if not 0 < share < 100:
        raise BadCondition(tr("A share is between 0 % and 100 %, for example >80%."))
    way = Direction.ABOVE if match["way"] == ">" else Direction.BELOW
    return Condition(
        kind="longs",
        word=f"longs:{window}{match['way']}{_plain(share)}%",
        trigger=Trigger(way, share, _SHARE_BACK),
        unit="%",
        window=window,
    )


def _longs_words(condition: Condition) -> str:
    share = f"{_plain(condition.trigger.threshold)}\u202f%"
    return tr(
        "longs {direction} {share} of liquidations in {window}",
        direction=condition.trigger.direction,
        share=share,
        window=condition.window,
    )


def _read_funding(rest: str) -> Condition | None:
    match = re.fullmatch(rf"(?P<way>[<>])(?P<x>[+-]?{_NUMBER})%", rest)
    if match is None:
        return None
    rate = float(match["x"]) + 0.0
    way = Direction.ABOVE if match["way"] == ">" else Direction.BELOW
    back = max(_FUNDING_BACK, _FUNDING_BACK_SHARE * abs(rate))
    return Condition(
        kind="funding",
        word=f"funding{match['way']}{_plain(rate)}%",
        trigger=Trigger(way, rate, back),
        unit="%",
    )


def _funding_words(condition: Condition) -> str:
    rate = _plain(condition.trigger.threshold).replace("-", words.MINUS)
    return tr(
        "funding {direction} {rate}\u202f% per 8 h",
        direction=condition.trigger.direction,
        rate=rate,
    )


def _read_cascade(rest: str) -> Condition | None:
    match = re.fullmatch(rf"(?::{_WINDOW})?(?:>(?P<x>{_NUMBER}))?", rest)
    if match is None:
        return None
    window = _window(match["window"] or "4h", M15)
    if window.ms not in WINDOWS_MS:
        raise BadCondition(tr("Cascades are measured over 15m, 1h and 4h."))
    threshold = float(match["x"] or BANNER_ON)
    if not 0 < threshold < 100:
        raise BadCondition(tr("The cascade index is between 0 and 100, for example >60."))
    place = f":{window}" if window.ms != MAIN_MS else ""
    amount = f">{_plain(threshold)}" if threshold != BANNER_ON else ""
    return Condition(
        kind="cascade",
        word=f"cascade{place}{amount}",
        trigger=Trigger(
            Direction.ABOVE,
            threshold,
            threshold - banner_off(threshold),
            inclusive=True,
            again=BANNER_AGAIN,
            calm_ms=2 * window.ms,
        ),
        unit="index",
        window=window,
    )


def _cascade_words(condition: Condition) -> str:
    return tr(
        "cascade index of {window} at {plain} or above",
        window=condition.window,
        plain=_plain(condition.trigger.threshold),
    )


def _read_feed(rest: str) -> Condition | None:
    match = re.fullmatch(r":(?P<venue>[a-z][a-z0-9-]*)(?:/(?P<channel>[a-z]+))?", rest)
    if match is None:
        return None
    channel = match["channel"]
    if channel is not None and channel not in set(Channel):
        raise BadCondition(
            tr(
                "“{channel}” is not a channel; there are {channel_2}.",
                channel=channel,
                channel_2=", ".join(Channel),
            )
        )
    subject = match["venue"] + (f"/{channel}" if channel is not None else "")
    trigger = Trigger(Direction.ABOVE, 0, 0, hold_ms=_FEED_HOLD_MS, tells_return=True)
    return Condition("feed", f"feed:{subject}", trigger, unit="", subject=subject)


def _feed_words(condition: Condition) -> str:
    venue, _, channel = condition.subject.partition("/")
    who = tr("any venue") if venue == "any" else venue
    return tr(
        "{who}{value}{channel} goes down or comes back",
        who=who,
        value=" " if channel else "",
        channel=channel,
    )


add_kind(
    Kind(
        "move",
        ("move:WINDOW-X%", "move:WINDOW+X%", "move:WINDOWX% (either way)"),
        _read_move,
        lambda one: _change_words(tr("price"), one),
    )
)
add_kind(
    Kind(
        "liquidations",
        ("liquidations:WINDOW[:long|:short]>50M", "liquidations:WINDOW[:long|:short]>5x"),
        _read_liquidations,
        _liquidations_words,
    )
)
add_kind(Kind("longs", ("longs:WINDOW>80%", "longs:WINDOW<20%"), _read_longs, _longs_words))
add_kind(Kind("funding", ("funding>0.05%", "funding<0%"), _read_funding, _funding_words))
add_kind(
    Kind(
        "oi",
        ("oi:WINDOW-X%", "oi:WINDOW+X%", "oi:WINDOWX% (either way)"),
        _read_oi,
        lambda one: _change_words(tr("positions"), one),
    )
)
add_kind(
    Kind(
        "cascade",
        ("cascade", "cascade:1h", "cascade:15m>70"),
        _read_cascade,
        _cascade_words,
    )
)
add_kind(
    Kind(
        "feed",
        ("feed:VENUE[/CHANNEL]", "feed:any[/CHANNEL]"),
        _read_feed,
        _feed_words,
        about_asset=False,
    )
)
