"""The words of the window in the user's language: whole sentences with named places.

The English sentence is the key. Nothing here knows Qt: the window gives the function that looks
sentences up, and without one (the command line, the log, JSON) everything stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from tracker.domain.wording import add_kind, is_keeping, record

#: Gives the sentence of another language: (English sentence, comment, count) -> sentence, or the
#: English one where it has none. A count of -1 is none.
Translator = Callable[[str, str, int], str]

_PLURAL = re.compile(r"\(([^()|]*)\|([^()|]*)\)|\(s\)")
_PLACES = re.compile(r"\{(\w+)\}")
#: A place with its format, or a brace that is none.
_FILLED = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
_KIND = "t"
_translator: Translator | None = None


def use_translator(translator: Translator | None) -> None:
    """Say from now on what this function gives; None is English again."""
    global _translator  # noqa: PLW0603 - one process speaks one language
    _translator = translator


def tr(text: str, comment: str = "", count: int = -1, /, **values: object) -> str:
    """A sentence in the user's language, with its places filled.

    Args:
        text: the English sentence; places are named, `{asset}`, and may say a format, `{pace:.1f}`.
            With a count, `%n` is its place, `venue(s)` loses its s and `(is|are)` is is for one.
        comment: what tells two uses of the same English words apart.
        count: how many; the language has a form for it.
        values: what goes into the places.
    """
    if is_keeping():
        return _recorded(text, comment, count, values)
    said = _translated(text, comment, count)
    return said.format(**values) if values else said


def _translated(text: str, comment: str, count: int) -> str:
    said = text if _translator is None else _translator(text, comment, count)
    return _counted(said, count) if count >= 0 else said


def _recorded(text: str, comment: str, count: int, values: Mapping[str, object]) -> str:
    """The sentence and each place with what stands there, for the store."""
    filled: list[str] = []
    for place in dict.fromkeys(_FILLED.findall(text)) if values else ():
        name, _, form = place.partition(":")
        if place:
            filled += (place, format(values[name], form))
    return record(_KIND, comment, str(count), text, *filled)


def _recalled(fields: Sequence[str]) -> str:
    """The sentence of such a record, in the user's language."""
    comment, count, text, *filled = fields
    said = _translated(text, comment, int(count))
    if not filled:
        return said
    values = dict(zip(filled[::2], filled[1::2], strict=True))

    def fill(place: re.Match[str]) -> str:
        return place[0][0] if place[1] is None else values.get(place[1], place[0])

    return _FILLED.sub(fill, said)


add_kind(_KIND, _recalled)


def noted(text: str) -> str:
    """An English sentence as it is, listed for translation; `tr` is asked when it is shown."""
    return text


def _counted(text: str, count: int) -> str:
    def form(match: re.Match[str]) -> str:
        one, many = (match[1], match[2]) if match[1] is not None else ("", "s")
        return one if count == 1 else many

    return _PLURAL.sub(form, text).replace("%n", str(count))


def said_again(said: str, sentences: Iterable[str]) -> str:
    """What was composed and stored in English, in the user's language; else as it is.

    Args:
        said: the English sentence with its places filled.
        sentences: English sentences with their places, one of which it may be.
    """
    if _translator is None and not is_keeping():
        return said
    for sentence in sentences:
        found = _shape(sentence).fullmatch(said)
        if found is not None:
            return tr(sentence, **found.groupdict())
    return said


@cache
def _shape(sentence: str) -> re.Pattern[str]:
    """What a sentence may look like once its places are filled."""
    parts = _PLACES.split(sentence)
    # Every second part is the name of a place.
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )
