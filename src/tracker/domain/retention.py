"""For how long each kind of market data is kept, and how large the cache may grow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from tracker.domain.errors import TrackerError
from tracker.domain.times import DAY_MS, M1, M5, M15, Interval
from tracker.domain.translating import tr


class Kind(StrEnum):
    """What is kept for a time of its own; the name is its key in config.toml.

    Everything else is kept for ever: longer candles, funding, liquidations summed up by minute and
    hour, and which stretches were observed.
    """

    LIQUIDATIONS = "liquidations"  # single ones; their sums stay
    STATISTICS = "statistics"  # venues' own sums of less than an hour
    CANDLES_1M = "candles_1m"
    CANDLES_5M = "candles_5m"
    CANDLES_15M = "candles_15m"
    OPEN_INTEREST = "open_interest"  # every answer; afterwards one in five minutes
    RATIOS = "ratios"

    @property
    def interval(self) -> Interval | None:
        """The interval of candles; None of other kinds."""
        return _CANDLES.get(self)

    @property
    def is_thinned(self) -> bool:
        """Whether one row in five minutes stays of what is not kept."""
        return self is Kind.OPEN_INTEREST

    @property
    def words(self) -> str:
        """As people read it."""
        return _WORDS[self]

    @classmethod
    def of_candles(cls, interval: Interval) -> Kind | None:
        """The kind of candles of this interval; None where they are kept for ever."""
        return next((kind for kind, one in _CANDLES.items() if one == interval), None)


_CANDLES = {Kind.CANDLES_1M: M1, Kind.CANDLES_5M: M5, Kind.CANDLES_15M: M15}
_WORDS = {
    Kind.LIQUIDATIONS: "single liquidations",
    Kind.STATISTICS: "venues' own liquidation sums",
    Kind.CANDLES_1M: "1m candles",
    Kind.CANDLES_5M: "5m candles",
    Kind.CANDLES_15M: "15m candles",
    Kind.OPEN_INTEREST: "open interest",
    Kind.RATIOS: "long/short ratios",
}

#: What is kept where nothing is said; None is for ever. Ten years of minutes: nobody who imports a past
#: loses it, and where the cache is full they go first.
DEFAULT_KEEP_MS: Mapping[Kind, int | None] = {
    Kind.LIQUIDATIONS: 90 * DAY_MS,
    Kind.STATISTICS: None,
    Kind.CANDLES_1M: 3_650 * DAY_MS,
    Kind.CANDLES_5M: None,
    Kind.CANDLES_15M: None,
    Kind.OPEN_INTEREST: 30 * DAY_MS,
    Kind.RATIOS: None,
}
DEFAULT_BOUND_BYTES = 4_000_000_000
#: Alerts and charts of today need this much, whatever is wished.
LEAST_KEEP_MS = 7 * DAY_MS
LEAST_BOUND_BYTES = 100_000_000

#: What goes first where the cache is full: the least valuable kind, down to so much of it. What can be
#: fetched again, or leaves its sums behind, is worth least.
FIRST_TO_GO: Mapping[Kind, int] = {
    Kind.CANDLES_1M: 30 * DAY_MS,
    Kind.OPEN_INTEREST: 7 * DAY_MS,
    Kind.CANDLES_5M: 90 * DAY_MS,
    Kind.LIQUIDATIONS: 30 * DAY_MS,
    Kind.RATIOS: 90 * DAY_MS,
    Kind.STATISTICS: 90 * DAY_MS,
    Kind.CANDLES_15M: 365 * DAY_MS,
}

_SPAN = re.compile(r"^(\d{1,4}) ?(d|w|y)$")
_SPAN_DAYS = {"d": 1, "w": 7, "y": 365}
_SIZE = re.compile(r"^(\d{1,6}(?:\.\d{1,3})?) ?(MB|GB|TB)$", re.IGNORECASE)
_SIZE_BYTES = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
FOR_EVER = "for ever"


class BadRetention(TrackerError):
    """What is to be kept, said in a way that cannot be understood."""


class Retention(Struct, frozen=True):
    """The user's choice.

    Attributes:
        keep_ms: by kind; None is for ever.
        bound_bytes: how large the cache may grow.
    """

    keep_ms: Mapping[Kind, int | None] = field(default_factory=lambda: DEFAULT_KEEP_MS)
    bound_bytes: int = DEFAULT_BOUND_BYTES

    def since_ms(self, kind: Kind | None, now_ms: int) -> int:
        """From when on a kind is kept; 0 for ever."""
        keep_ms = self.keep_ms[kind] if kind is not None else None
        return now_ms - keep_ms if keep_ms is not None else 0

    @classmethod
    def parse(cls, table: Mapping[str, object]) -> Retention:
        """The `[keep]` table of config.toml; what is not in it has its default.

        Raises:
            BadRetention: where a key or a value is none.
        """
        keep_ms = dict(DEFAULT_KEEP_MS)
        bound = DEFAULT_BOUND_BYTES
        for name, value in table.items():
            if name == "size":
                bound = parse_size(value)
            elif name in set(Kind):
                keep_ms[Kind(name)] = parse_span(name, value)
            else:
                known = ", ".join([*Kind, "size"])
                raise BadRetention(
                    tr("keep has no {name}; there are: {known}.", name=name, known=known)
                )
        return cls(keep_ms, bound)


def parse_span(name: str, value: object) -> int | None:
    """A span in ms: "90d", "12w", "2y", or "for ever", which is None.

    Raises:
        BadRetention: where it is none of these, or less than a week.
    """
    text = value.strip().lower() if isinstance(value, str) else ""
    if text in (FOR_EVER, "forever"):
        return None
    found = _SPAN.match(text)
    if found is None:
        raise BadRetention(
            tr(
                'keep.{name} is like "90d", "12w", "2y" or "{for_ever}".',
                name=name,
                for_ever=FOR_EVER,
            )
        )
    span_ms = int(found[1]) * _SPAN_DAYS[found[2]] * DAY_MS
    if span_ms < LEAST_KEEP_MS:
        raise BadRetention(
            tr("keep.{name} is a week at least: alerts and charts need that much.", name=name)
        )
    return span_ms


def parse_size(value: object) -> int:
    """A size in bytes: "4GB", "800 MB".

    Raises:
        BadRetention: where it is no size, or too small to work with.
    """
    found = _SIZE.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise BadRetention(tr('keep.size is like "4GB" or "800MB".'))
    size = int(float(found[1]) * _SIZE_BYTES[found[2].upper()])
    if size < LEAST_BOUND_BYTES:
        raise BadRetention(tr("keep.size is 100MB at least."))
    return size


def span_words(span_ms: int | None) -> str:
    """A span as it is written in config.toml: 90d, 2y, for ever."""
    if span_ms is None:
        return FOR_EVER
    days = span_ms // DAY_MS
    return f"{days // 365}y" if days % 365 == 0 else f"{days}d"


def size_words(count: int) -> str:
    """A size as it is written in config.toml: 4GB, 1.5TB, 800MB."""
    unit, size = next(
        (unit, size)
        for unit, size in reversed(_SIZE_BYTES.items())
        if count >= size or size == 10**6
    )
    return f"{count / size:.3f}".rstrip("0").rstrip(".") + unit
