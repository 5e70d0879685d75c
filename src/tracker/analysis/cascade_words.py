"""A cascade in words: what it was, its three figures, and what is known of feedback."""

from __future__ import annotations

from tracker.analysis import words
from tracker.analysis.cascade import BANNER_LOW, BANNER_ON, Reading
from tracker.analysis.feedback import UNKNOWN, Feedback
from tracker.domain.derivatives import Side

_THIN = "\u202f"


def level_word(index: float | None) -> str:
    """How severe an index is: the words of the two marks of the banner."""
    if index is None:
        return "not known"
    if index >= BANNER_ON:
        return "cascade"
    return "strained" if index >= BANNER_LOW else "calm"


def what(reading: Reading) -> str:
    """What happens, as a sentence without an end."""
    forced = "selling" if reading.side is Side.LONG else "buying"
    if reading.rebuilt:
        return f"heavy forced {forced}, positions rebuilt"
    if reading.change is not None and reading.change < 0:
        return f"forced {forced}, deleveraging"
    return f"forced {forced}"


def figures(reading: Reading, *, lower_bound: bool = False) -> str:
    """The three numbers, each with its ingredient."""
    least = f"≥{_THIN}" if lower_bound else ""
    side = "Longs" if reading.side is Side.LONG else "Shorts"
    return (
        f"{side} foremost, {least}{words.usd(reading.usd)} liquidated "
        f"(P{_THIN}{_one(reading.pressure)}), "
        f"contracts {words.percent(reading.change, 1)} (F{_THIN}{_one(reading.positions)}), "
        f"price {words.percent(reading.move, 1)} at its extreme (I{_THIN}{_one(reading.impact)})"
    )


def feedback_words(found: Feedback | None) -> str:
    """The ratio, its word and its interval; what is not known, with the reason."""
    if found is None:
        return "feedback not measured"
    if found.word == UNKNOWN or found.ratio is None:
        why = found.why[:1].lower() + found.why[1:].rstrip(".")
        return f"feedback unknown: {why}" if why else "feedback unknown"
    return f"B {signed(found.ratio)}, {found.word} ({interval(found)})"


def interval(found: Feedback) -> str:
    """The 90 % interval of the ratio."""
    if found.low90 is None or found.high90 is None:
        return words.UNKNOWN
    return f"90{_THIN}%: {signed(found.low90)} to {signed(found.high90)}"


def signed(value: float) -> str:
    """A ratio with two digits and a true minus."""
    text = f"{value:.2f}"
    return f"{words.MINUS}{text[1:]}" if text.startswith("-") else text


def _one(value: float | None) -> str:
    return words.UNKNOWN if value is None else f"{value:.1f}"
