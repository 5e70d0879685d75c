"""A cascade in words: what it was, its three figures, and what is known of feedback."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis import words
from tracker.analysis.cascade import BANNER_LOW, BANNER_ON, Reading
from tracker.analysis.feedback import UNKNOWN, Feedback
from tracker.domain.derivatives import Side
from tracker.domain.translating import tr
from tracker.domain.wording import add_kind, is_keeping, record

_THIN = "\u202f"
#: A sentence within another one, in words that are stored.
_WITHIN = "within"


def level_word(index: float | None) -> str:
    """How severe an index is: the words of the two marks of the banner."""
    if index is None:
        return tr("not known")
    if index >= BANNER_ON:
        return tr("cascade")
    return tr("strained") if index >= BANNER_LOW else tr("calm")


def what(reading: Reading) -> str:
    """What happens, as a sentence without an end."""
    forced = tr("selling") if reading.side is Side.LONG else tr("buying")
    if reading.rebuilt:
        return tr("heavy forced {forced}, positions rebuilt", forced=forced)
    if reading.change is not None and reading.change < 0:
        return tr("forced {forced}, deleveraging", forced=forced)
    return tr("forced {forced}", forced=forced)


def figures(reading: Reading, *, lower_bound: bool = False) -> str:
    """The three numbers, each with its ingredient."""
    least = f"≥{_THIN}" if lower_bound else ""
    side = tr("Longs") if reading.side is Side.LONG else tr("Shorts")
    return tr(
        "{side} foremost, {least}{usd} liquidated (P{thin}{pressure}), contracts {change} "
        "(F{thin}{positions}), price {move} at its extreme (I{thin}{impact})",
        side=side,
        least=least,
        usd=words.usd(reading.usd),
        thin=_THIN,
        pressure=_one(reading.pressure),
        change=words.percent(reading.change, 1),
        positions=_one(reading.positions),
        move=words.percent(reading.move, 1),
        impact=_one(reading.impact),
    )


def feedback_words(found: Feedback | None) -> str:
    """The ratio, its word and its interval; what is not known, with the reason."""
    if found is None:
        return tr("feedback not measured")
    if found.word == UNKNOWN or found.ratio is None:
        why = _within(found.why) if found.why else ""
        return tr("feedback unknown: {why}", why=why) if why else tr("feedback unknown")
    return f"B {signed(found.ratio)}, {tr(found.word)} ({interval(found)})"


def _within(sentence: str) -> str:
    """A sentence as a part of another one."""
    if is_keeping():
        return record(_WITHIN, sentence)
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _said_within(fields: Sequence[str]) -> str:
    return _within(fields[0])


add_kind(_WITHIN, _said_within)


def interval(found: Feedback) -> str:
    """The 90 % interval of the ratio."""
    if found.low90 is None or found.high90 is None:
        return words.UNKNOWN
    return tr("90\u202f%: {low} to {high}", low=signed(found.low90), high=signed(found.high90))


def signed(value: float) -> str:
    """A ratio with two digits and a true minus."""
    return words.fixed(value, 2)


def _one(value: float | None) -> str:
    return words.UNKNOWN if value is None else words.fixed(value, 1)
