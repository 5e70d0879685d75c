"""Words that are stored so that they can be said in any language later.

What is found is stored with its words, by whichever process found it, and read by another one, which may
speak another language. So while words are made for the store (`keeping`), `tr` and what writes numbers give
records instead: marks around the English sentence and what stands in its places. Records are text: they can
be put together, and into each other, as words can. `say` makes words of them where they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

#: Control characters, which are in no sentence: a record begins, its next field follows, it ends.
_BEGIN, _NEXT, _END = "\x02", "\x1f", "\x03"
_MARKS = re.compile(f"([{_BEGIN}{_NEXT}{_END}])")

_keeps: ContextVar[bool] = ContextVar("keeps", default=False)
_sayers: dict[str, Callable[[Sequence[str]], str]] = {}


@contextmanager
def keeping() -> Iterator[None]:
    """Within it, on this thread and task, words are made for the store."""
    token = _keeps.set(True)
    try:
        yield
    finally:
        _keeps.reset(token)


def kept(words: Callable[[], str]) -> str:
    """These words as they are stored."""
    with keeping():
        return words()


def is_keeping() -> bool:
    """Whether words are made for the store here."""
    return _keeps.get()


def add_kind(kind: str, sayer: Callable[[Sequence[str]], str]) -> None:
    """Make known how the records of a kind are said: by their fields, in which all is said already."""
    _sayers[kind] = sayer


def record(kind: str, *fields: str) -> str:
    """What is stored instead of words; a field may hold records."""
    return f"{_BEGIN}{_NEXT.join((kind, *fields))}{_END}"


def say(stored: str) -> str:
    """The words of what was stored, in the language of now; words are left as they are.

    What goes into other words that are made for the store stays what it is.
    """
    if _BEGIN not in stored or is_keeping():
        return stored
    levels = [[""]]
    for token in _MARKS.split(stored):
        if token == _BEGIN:
            levels.append([""])
        elif token == _END and len(levels) > 1:
            kind, *fields = levels.pop()
            levels[-1][-1] += _said(kind, fields)
        elif token == _NEXT and len(levels) > 1:
            levels[-1].append("")
        elif token not in (_END, _NEXT):
            levels[-1][-1] += token
    # A record that was cut off has no end: what it held is better than nothing.
    return "".join(level[-1] for level in levels)


def _said(kind: str, fields: Sequence[str]) -> str:
    sayer = _sayers.get(kind)
    if sayer is None:  # what makes such records is not loaded here
        return fields[-1] if fields else ""
    return sayer(fields)
