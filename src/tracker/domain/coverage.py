"""How complete a figure is: which venues it holds and how much of its window they truly saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from tracker.domain.derivatives import FeedKind

#: Below this share of the window a figure is written with ≥ (docs/methodology.md, section 2.3).
COMPLETE_SHARE = 0.98


class VenueCoverage(Struct, frozen=True):
    """One venue's part of a figure.

    Attributes:
        share: how much of the window it was observed, 0 to 1.
        kind: what its feed carries.
        capped_share: how much of what was observed a sampled feed spent at its cap, 0 to 1; 0 for
            other feeds, None where nothing was observed.
        recorded_since_ms: the first moment that is known of it, in UTC ms; None where there is none.
    """

    venue: str
    share: float
    kind: FeedKind
    capped_share: float | None = None
    recorded_since_ms: int | None = None


class Coverage(Struct, frozen=True):
    """The parts of all venues that could have contributed, seen or not."""

    parts: tuple[VenueCoverage, ...] = field(default=())

    @property
    def share(self) -> float:
        """The mean share over all venues that could have contributed; 0 where there are none."""
        return sum(part.share for part in self.parts) / len(self.parts) if self.parts else 0.0

    def weighted(self, weights: Mapping[str, float]) -> float | None:
        """The mean share with each venue weighing what it holds of the market, 0 to 1.

        None where the weight of a venue is unknown, or nothing weighs anything: a venue that is
        left out would make what is left look whole (docs/methodology.md, section 2.3).

        Args:
            weights: by venue, for instance its open interest in USD.
        """
        known = [weights.get(part.venue) for part in self.parts]
        if any(weight is None for weight in known):
            return None
        whole = sum(weight or 0.0 for weight in known)
        seen = sum(
            (weight or 0.0) * part.share for weight, part in zip(known, self.parts, strict=True)
        )
        return seen / whole if whole > 0 else None

    @property
    def venues(self) -> tuple[str, ...]:
        """The venues that were seen at all, by name."""
        return tuple(part.venue for part in self.parts if part.share > 0)

    @property
    def capped(self) -> tuple[str, ...]:
        """The venues whose feed was at its cap for a part of the window, by name."""
        return tuple(part.venue for part in self.parts if part.capped_share)

    @property
    def lower_bound(self) -> bool:
        """Whether the truth may be larger: part of the window unseen, or a sampled feed in the sum."""
        sampled = any(part.kind is FeedKind.SAMPLED and part.share > 0 for part in self.parts)
        return sampled or self.share < COMPLETE_SHARE


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The union of half-open stretches, sorted and without overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def observed_ms(stretches: Iterable[tuple[int, int]], start_ms: int, end_ms: int) -> int:
    """How many ms of the half-open window lie in the union of the stretches."""
    return sum(max(0, min(end, end_ms) - max(start, start_ms)) for start, end in merged(stretches))
