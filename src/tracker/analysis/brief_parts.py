"""What a brief is made of: figures, sentences, sections; and the page while it is written."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tracker.analysis import words
from tracker.analysis.brief_facts import Facts, Origin
from tracker.domain.translating import tr

#: Stands before what is a lower bound.
LEAST = "≥ "


class Figure(Struct, frozen=True):
    """A number of a sentence, for machines: its unit, where it comes from, and what it is.

    Attributes:
        name: in snake case, unique within the sentence.
        at_least: whether it is a lower bound.
        estimate: whether it comes from a model and not from counting.
    """

    name: str
    value: float | str
    unit: str
    origin: Origin
    at_least: bool = False
    estimate: bool = False


class Sentence(Struct, frozen=True):
    """What is said, and the figures that say so."""

    text: str
    figures: tuple[Figure, ...]


class Section(Struct, frozen=True):
    """A part of the page."""

    key: str
    title: str
    sentences: tuple[Sentence, ...]

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Where its figures come from, each once, in the order of reading."""
        found = dict.fromkeys(
            figure.origin for sentence in self.sentences for figure in sentence.figures
        )
        return tuple(one for one in found if one.names)


class Brief(Struct, frozen=True):
    """The page.

    Attributes:
        lead: the few sentences that answer the question; empty where nothing is known.
        unknown: what could not be said, and why.
    """

    asset: str
    at_ms: int
    simulated: str
    lead: str
    sections: tuple[Section, ...]
    unknown: tuple[str, ...]

    @property
    def title(self) -> str:
        """What stands above it."""
        return tr("{asset}: why is it moving?", asset=self.asset)


class Page:
    """The facts, and what turned out not to be known while writing."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.unknown: list[str] = []

    def lacks(self, sentence: str) -> None:
        """Note what cannot be said."""
        if sentence not in self.unknown:
            self.unknown.append(sentence)


def two(value: float) -> str:
    """A ratio with two decimals and a true minus sign."""
    return words.fixed(value + 0.0, 2)


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: one, two and three."""
    found = list(names)
    return (
        found[0]
        if len(found) == 1
        else tr("{first} and {last}", first=", ".join(found[:-1]), last=found[-1])
    )
