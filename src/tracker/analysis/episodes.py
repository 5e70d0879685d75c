"""Cascades in time: when the index comes on and is over, and which minutes they were made of.

Reference: docs/methodology.md, section 11.2.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict, replace

from tracker.analysis.cascade import BANNER_LOW, BANNER_ON, fed
from tracker.analysis.columns import Floats

#: The part of an episode's liquidations that says when it was.
_MIDDLE = 0.95


class Span(Struct, frozen=True):
    """When one episode's index was high.

    Attributes:
        rise_ms: since when it was not low.
        on_ms: when it came on.
        last_ms: the last moment at which it was not low.
        off_ms: the first moment at which it was low for good; None while it lasts.
        index: the highest.
    """

    rise_ms: int
    on_ms: int
    last_ms: int
    off_ms: int | None
    index: float


class SpanFold(Struct, frozen=True):
    """All that is remembered between two moments."""

    at_ms: int = -1
    rise_ms: int | None = None
    on_ms: int | None = None
    last_ms: int | None = None
    low_ms: int | None = None
    index: float = 0.0

    def text(self) -> str:
        """One JSON row."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str | None) -> SpanFold:
        """What was kept."""
        return cls(**json.loads(text)) if text is not None else cls()

    @property
    def running(self) -> Span | None:
        """The episode that is not over."""
        if self.on_ms is None or self.rise_ms is None or self.last_ms is None:
            return None
        return Span(self.rise_ms, self.on_ms, self.last_ms, None, self.index)


def fold_spans(
    fold: SpanFold, moments: Iterable[tuple[int, float | None, float | None]], window_ms: int
) -> tuple[SpanFold, list[Span]]:
    """Look at moments in their order; the same ones in any portions give the same episodes.

    Args:
        fold: what was remembered.
        moments: (UTC ms, index, lower end of the feedback ratio's interval); None is unknown and
            decides nothing.
        window_ms: of the index; two of them must pass low before it is over.
    """
    ended = []
    for at_ms, index, low90 in moments:
        if at_ms <= fold.at_ms:
            continue
        fold = replace(fold, at_ms=at_ms)
        if index is None:
            continue
        fold, span = _step(fold, at_ms, index, low90, window_ms)
        if span is not None:
            ended.append(span)
    return fold, ended


def _step(
    fold: SpanFold, at_ms: int, index: float, low90: float | None, window_ms: int
) -> tuple[SpanFold, Span | None]:
    if index >= BANNER_LOW:
        rise_ms = at_ms if fold.rise_ms is None else fold.rise_ms
        fold = replace(fold, rise_ms=rise_ms, last_ms=at_ms, low_ms=None)
        if fold.on_ms is None and (index >= BANNER_ON or fed(index, low90)):
            fold = replace(fold, on_ms=at_ms)
        return replace(fold, index=max(fold.index, index)), None
    if fold.on_ms is None or fold.rise_ms is None or fold.last_ms is None:
        return SpanFold(at_ms), None
    low_ms = at_ms if fold.low_ms is None else fold.low_ms
    if at_ms - low_ms < 2 * window_ms:
        return replace(fold, low_ms=low_ms), None
    span = Span(fold.rise_ms, fold.on_ms, fold.last_ms, low_ms, fold.index)
    return SpanFold(at_ms), span


class Core(Struct, frozen=True):
    """The buckets, first and last inclusive, of the middle 95 %, and the largest one."""

    first: int
    last: int
    peak: int


def core(usd: Floats) -> Core | None:
    """When the liquidations of a stretch happened, by the sums of its buckets; None for nothing."""
    known = np.nan_to_num(usd)
    total = known.sum()
    if total <= 0:
        return None
    so_far = np.cumsum(known) / total
    edge = (1 - _MIDDLE) / 2
    first = int(np.searchsorted(so_far, edge, "right"))
    last = int(np.searchsorted(so_far, 1 - edge, "left"))
    return Core(first, max(first, min(last, len(usd) - 1)), int(np.argmax(known)))
