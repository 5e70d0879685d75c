"""Finds out what a file of an exchange holds: its kind, its market and its interval.

By what was asked for, then by the name and the folders that data.binance.vision gives
(`futures/um/…/BTCUSDT-1h-2026-02.zip`), then by the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tracker.domain.errors import TrackerError, WrongUsage
from tracker.domain.market import Contract, Market, coin_and_factor
from tracker.domain.times import BadTime, Interval
from tracker.sources.base import Source
from tracker.store.bulk_rows import BulkKind

#: Folders of the archive: `Source.archive` of the venues whose files lie there.
SPOT, USD_M, COIN_M = "spot", "um", "cm"

#: `BTCUSDT-1h-2026-02`, `BTCUSD_PERP-metrics-2023-06-25`, without their ending.
_NAME = re.compile(
    r"^(?P<symbol>[A-Z0-9]+(?:_[A-Z0-9]+)?)-(?P<what>\d{1,2}(?:mo|[smhdwM])|[A-Za-z]+)"
    r"(?:-\d{4}(?:-\d{2}){0,2})?$"
)
_ENDINGS = re.compile(r"(?:\.csv|\.zip)+$", re.IGNORECASE)
_FOLDERS = (SPOT, USD_M, COIN_M)
_KINDS = {
    "metrics": BulkKind.METRICS,
    "liquidationsnapshot": BulkKind.LIQUIDATIONS,
    "fundingrate": BulkKind.FUNDING,
    "klines": BulkKind.KLINES,
}
#: Tables that look like klines and are not what was traded.
_NOT_TRADES = {"markpriceklines", "indexpriceklines", "premiumindexklines"}
_NOT_READ = {"aggtrades", "trades", "bookdepth", "bookticker", "bvolindex", "eohsummary"}


class UnknownFile(TrackerError):
    """A file of which is not known what it holds, or whose market is not followed."""


class Wish(Struct, frozen=True):
    """What the user said of all files; None where the files shall tell.

    Attributes:
        symbol: a coin (`BTC`) or the venue's own name of a market (`BTCUSDT`).
    """

    symbol: str | None = None
    interval: Interval | None = None
    venue: str | None = None


class FileFacts(Struct, frozen=True):
    """What a file is.

    Attributes:
        symbol: the venue's name of the market; None where the file does not tell.
        interval: of klines, as the name says or as was asked for.
        is_assumed: whether nothing told the venue, so that the usual one was taken.
    """

    kind: BulkKind
    venue: str
    symbol: str | None
    interval: Interval | None
    is_assumed: bool


def facts_of(name: str, words: Sequence[str], by_header: BulkKind | None, wish: Wish) -> FileFacts:
    """What a file is, by its name, the parts of its path and its header.

    Raises:
        UnknownFile: where it is of a kind that is not read.
    """
    stems = [_ENDINGS.sub("", word) for word in words]
    matches = [found for stem in reversed(stems) if (found := _NAME.match(stem)) is not None]
    named = next((one for one in matches if _is_telling(one["what"])), None)
    signs = {stem.lower() for stem in stems} | ({named["what"].lower()} if named else set())
    if signs & _NOT_TRADES:
        raise UnknownFile(f"{name} holds marks or an index, which are not traded prices.")
    if by_header is None and signs & _NOT_READ:
        raise UnknownFile(f"{name} holds neither klines nor metrics, liquidations or funding.")
    by_name = next((kind for word, kind in _KINDS.items() if word in signs), None)
    kind = by_header or by_name or BulkKind.KLINES
    symbol = named["symbol"] if named is not None else None
    venue = wish.venue or _venue(stems, symbol, kind)
    interval = wish.interval
    if interval is None and kind is BulkKind.KLINES and named is not None:
        interval = _interval(name, named["what"])
    return FileFacts(kind, venue or archived(SPOT), symbol, interval, is_assumed=venue is None)


def archived(folder: str) -> str:
    """The venue whose files lie in a folder of the archive."""
    return next(one.venue for one in Source.registry.values() if one.archive == folder)


def _is_telling(what: str) -> bool:
    return what[0].isdigit() or what.lower() in {*_KINDS, *_NOT_TRADES, *_NOT_READ}


def _venue(stems: Sequence[str], symbol: str | None, kind: BulkKind) -> str | None:
    """The venue by folder, by symbol, and by what only futures have; None where nothing tells."""
    if symbol is not None and re.search(r"USD_(?:PERP|\d{6})$", symbol):
        return archived(COIN_M)
    for stem in reversed(stems):
        if stem in _FOLDERS:
            return archived(stem)
    return None if kind is BulkKind.KLINES else archived(USD_M)


def _interval(name: str, what: str) -> Interval | None:
    if what.endswith(("M", "mo")):
        raise UnknownFile(f"{name} holds months, which are not all of one length; import days.")
    if what.endswith("s"):
        raise UnknownFile(f"{name} holds candles of seconds; the shortest that are kept are 1m.")
    try:
        return Interval.parse(what)
    except BadTime:
        return None


class Markets:
    """The markets that files can be of, by venue and name."""

    def __init__(self, sources: Iterable[Source], known: Iterable[Market]) -> None:
        self._sources = {source.venue: source for source in sources}
        self._known = {(market.venue, market.symbol): market for market in known}

    def source(self, venue: str) -> Source:
        """The venue of this name.

        Raises:
            WrongUsage: where there is none.
        """
        if venue not in self._sources:
            there = ", ".join(sorted(self._sources))
            raise WrongUsage(f"There is no venue “{venue}”; there are: {there}.")
        return self._sources[venue]

    def find(self, name: str, venue: str, told: str | None, asked: str | None) -> Market:
        """The market of a file.

        Args:
            name: what sentences call the file.
            told: the symbol that the file says.
            asked: the coin or symbol that the user says, which counts before it.

        Raises:
            UnknownFile: where neither says a market of the venue.
        """
        by_file = self._by_symbol(venue, told) if told is not None else None
        if asked is not None:
            wanted = asked.upper()
            if by_file is not None and wanted in (by_file.asset, by_file.symbol):
                return by_file
            return self._by_symbol(venue, wanted) or self._by_coin(venue, wanted)
        if told is None:
            raise UnknownFile(f"{name} does not say which market it is of; say so with --symbol.")
        if by_file is None:
            raise UnknownFile(
                f"{name}: {told} is not a market that Tracker follows at {venue} "
                f"({self._by_coin(venue, 'BTC').symbol} is); say which with --symbol or --venue."
            )
        return by_file

    def _by_coin(self, venue: str, asset: str) -> Market:
        market = self.source(venue).market(asset)
        return self._known.get((venue, market.symbol), market)

    def _by_symbol(self, venue: str, symbol: str) -> Market | None:
        """The market that the venue calls so; None where its names are not made like this."""
        known = self._known.get((venue, symbol))
        if known is not None:
            return known
        source = self.source(venue)
        before, _, after = source.market(_SOME).symbol.partition(_SOME)
        asset = symbol.removeprefix(before).removesuffix(after)
        if not asset or before + asset + after != symbol or source.market(asset).symbol != symbol:
            return None
        market = source.market(asset)
        if market.contract is Contract.SPOT:
            return market
        coin, factor = coin_and_factor(asset)
        return replace(market, asset=coin, factor=factor)


#: A coin that no venue calls otherwise, to learn how its symbols are made.
_SOME = "QQQ"
