"""What a brief is made of: figures, sentences, sections; and the page while it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.analysis import words
from tracker.analysis.brief_facts import Facts, Origin

#: Stands before what is a lower bound.
LEAST = "≥ "


@dataclass(frozen=True, slots=True)
class Figure:
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and the figures that say so."""

    text: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Section:
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


@dataclass(frozen=True, slots=True)
class Brief:
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
        return f"{self.asset}: why is it moving?"


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
    return f"{value + 0.0:.2f}".replace("-", words.MINUS)


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: one, two and three."""
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
