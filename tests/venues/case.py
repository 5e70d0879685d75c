"""What the sweeps over all parsers need to know of one venue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.domain.market import Contract, Market
from tracker.domain.times import M1, Interval, parse_iso
from tracker.sources.base import Parsed

#: Later than every recording.
NOW_MS = parse_iso("2026-11-22T00:00:00Z")


class EveryMarket(Mapping[str, Market]):
    """Knows whatever symbol it is asked for."""

    def __init__(self, venue: str, contract: Contract = Contract.LINEAR) -> None:
        self.venue = venue
        self.contract = contract

    def __getitem__(self, symbol: str) -> Market:
        return Market(self.venue, symbol, symbol, self.contract)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Context(NamedTuple):
    """What a request was about."""

    market: Market
    interval: Interval = M1
    now_ms: int = NOW_MS


Reader = Callable[[bytes, Context], Parsed]


@dataclass(frozen=True)
class Case:
    """One venue in the sweeps.

    Attributes:
        readers: every parser of it, by a name.
        documented: the vendor's examples that stand over the parsers, by reader, or by a name of
            their own that `reader_of` leads to the reader.
        symbol: what an example is about that does not say so.
        intervals: of the examples that are not of one minute.
        lists: readers of answers that may be an empty list.
        silent: readers and bodies of `test_fuzz.WRONG` that are no fault and say nothing.
        endpoints: a pattern of "host/path" or of a file's name, and the reader of it.
        refused: recorded files that are refused, and a part of the reason.
        at_least: how many values of a kind come out of the recordings, by reader and kind.
        frames: the same for recorded frames; "heard" and "error" count too.
        limits: what is documented of each budget: so much in so many seconds.
    """

    venue: str
    readers: dict[str, Reader]
    documented: dict[str, bytes]
    symbol: str
    reader_of: dict[str, str] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()
    endpoints: tuple[tuple[str, str], ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    at_least: dict[tuple[str, str], int] = field(default_factory=dict)
    frames: dict[tuple[str, str], int] = field(default_factory=dict)
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
