"""Versions of Tracker and their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FORM = re.compile(
    r"v?(\d{1,6}(?:\.\d{1,6}){0,3})(?:[-.]?(a|alpha|b|beta|rc)[-.]?(\d{1,6}))?", re.ASCII
)
#: What comes before a release, in order.
_STAGES = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "rc": 2}
_FINAL = (3, 0)


class BadVersion(ValueError):
    """A text that is no version."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version as `0.2.0` or `v0.2.0-rc1`; what is not final comes before the final one."""

    numbers: tuple[int, ...]
    stage: tuple[int, int] = _FINAL
    text: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read a version.

        Raises:
            BadVersion: where it is none.
        """
        found = _FORM.fullmatch(text)
        if found is None:
            raise BadVersion(f"“{text[:40]}” is no version.")
        numbers = [int(one) for one in found[1].split(".")]
        while numbers and numbers[-1] == 0:  # 1.0 is 1
            numbers.pop()
        stage = (_STAGES[found[2]], int(found[3])) if found[2] else _FINAL
        return cls(tuple(numbers), stage, text.removeprefix("v"))

    @property
    def is_final(self) -> bool:
        """Whether it is a release and no trial of one."""
        return self.stage == _FINAL

    def __str__(self) -> str:
        return self.text
