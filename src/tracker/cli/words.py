"""Words of the command line to values; what cannot be meant is refused with a sentence."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # loaded for the words that name one
    from tracker.analysis.indicators import Indicator
    from tracker.domain.times import Interval
    from tracker.ui.charts.style import Scale, Shape

_NEVER = "never"
_Kind = TypeVar("_Kind", bound=Enum)


# --- coins and what is said of them ------------------------------------------------------------


def asset(text: str) -> str:
    """One coin."""
    return _parse_assets([text])[0]


def assets(text: str) -> tuple[str, ...]:
    """Coins, with commas between them."""
    return _parse_assets(text.split(","))


def _parse_assets(names: list[str]) -> tuple[str, ...]:
    from tracker.store.settings import BadSettings, parse_assets

    try:
        return parse_assets(names)
    except BadSettings as error:
        raise ArgumentTypeError(error.sentence) from None


def price(text: str) -> float:
    """A price, with or without separators of thousands."""
    try:
        value = float(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a price.") from None
    if not 0 < value < float("inf"):
        raise ArgumentTypeError("A price is above zero.")
    return value


def number(text: str) -> float:
    """Any number, below zero too."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a number.") from None
    if not abs(value) < float("inf"):
        raise ArgumentTypeError("A number is not endless.")
    return value


def rule(text: str) -> str:
    """A rule of a level, as it is written down."""
    from tracker.domain.level import BadRule, parse_rule

    try:
        return parse_rule(text).word
    except BadRule as error:
        raise ArgumentTypeError(error.sentence) from None


def color(text: str) -> str:
    """The colour of a level, or the word for none of its own."""
    from tracker.domain.level import BadColor, parse_color

    if text.strip().lower() == _NEVER:
        return _NEVER
    try:
        return parse_color(text)
    except BadColor as error:
        raise ArgumentTypeError(error.sentence) from None


# --- times -------------------------------------------------------------------------------------


def interval(text: str) -> Interval:
    """The length of a candle or of a sum."""
    from tracker.domain.times import BadTime, Interval

    try:
        return Interval.parse(text)
    except BadTime as error:
        raise ArgumentTypeError(str(error)) from None


def chart_interval(text: str) -> Interval:
    """The length of a candle that a chart can have."""
    from tracker.domain.times import CHART_INTERVALS

    return _interval_of(text, CHART_INTERVALS, "a chart has one of")


def fetched_interval(text: str) -> Interval:
    """The length of a candle that venues are asked for."""
    from tracker.domain.times import INTERVALS

    return _interval_of(text, INTERVALS, "candles are fetched of")


def _interval_of(text: str, known: tuple[Interval, ...], sentence: str) -> Interval:
    found = interval(text)
    if found not in known:
        raise ArgumentTypeError(f"{sentence} {', '.join(one.name for one in known)}")
    return found


def duration(text: str) -> int:
    """A stretch of time in ms, written as intervals are; 0 for none."""
    return 0 if text == "0" else interval(text).ms


def seconds(text: str) -> float:
    """A stretch of time in seconds."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a number of seconds.") from None
    if not 0 <= value < float("inf"):
        raise ArgumentTypeError("A time is not negative.")
    return value


def when(text: str) -> int:
    """A time in ms: a date, or how long ago."""
    import time

    from tracker.domain.times import BadTime, parse_when

    try:
        return parse_when(text, int(time.time() * 1_000))
    except BadTime as error:
        raise ArgumentTypeError(str(error)) from None


def until(text: str) -> str:
    """A time to come; the word is kept, since only the command knows the time that holds."""
    import time

    from tracker.domain.times import BadTime, parse_until

    if text.strip().lower() == _NEVER:
        return _NEVER
    try:
        parse_until(text, int(time.time() * 1_000))
    except BadTime as error:
        raise ArgumentTypeError(str(error)) from None
    return text


# --- pictures ----------------------------------------------------------------------------------


def indicators(text: str) -> tuple[Indicator, ...]:
    """Indicators, with commas between them."""
    from tracker.analysis.indicators import BadIndicator, parse_indicators

    try:
        return parse_indicators(text)
    except BadIndicator as error:
        raise ArgumentTypeError(error.sentence) from None


def shape(text: str) -> Shape:
    """How candles are drawn."""
    from tracker.ui.charts.style import Shape

    return _one_of(Shape, text, "style of candles")


def price_scale(text: str) -> Scale:
    """How prices are spread over the height of a chart."""
    from tracker.ui.charts.style import Scale

    return _one_of(Scale, text, "scale of prices")


def _one_of(kinds: type[_Kind], text: str, what: str) -> _Kind:
    """The member of an enumeration that has this word."""
    try:
        return kinds(text.strip().lower())
    except ValueError:
        known = ", ".join(str(one.value) for one in kinds)
        raise ArgumentTypeError(f"“{text}” is no {what}: {known}.") from None


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels."""
    match = re.fullmatch(r"(\d{2,5})[xX×](\d{2,5})", text.strip())
    if match is None:
        raise ArgumentTypeError(f"“{text}” is not a size; write for example 1920x1080.")
    return int(match[1]), int(match[2])


def scale(text: str) -> float:
    """How many pixels of a picture one of the chart becomes."""
    try:
        value = float(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a scale.") from None
    if not 0.25 <= value <= 8:
        raise ArgumentTypeError("A scale is between 0.25 and 8.")
    return value
