"""The one kind of error that is shown to people: a sentence, with the detail kept for the log."""

from __future__ import annotations


class TrackerError(Exception):
    """Something expected went wrong.

    Attributes:
        sentence: for the person, complete, calm, without jargon.
        detail: for the log; may be empty.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.sentence} ({self.detail})" if self.detail else self.sentence


class WrongUsage(TrackerError):
    """A command was given words that do not fit; nothing was tried."""


class EngineBusy(TrackerError):
    """Another engine fills this cache."""
