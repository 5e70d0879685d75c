"""Takes the bulk files of exchanges into the cache, beside an engine that may run on it.

What a file holds is stored as if it had been fetched: the same keys, so that a second import changes
nothing; candles that were changed after levels were judged on them are said, and never judged again;
and what need not be fetched any more is remembered. That a channel was observed is never claimed:
Binance's liquidation snapshots are samples, and stay a lower bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from msgspec import Struct, field

from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Revision
from tracker.domain.derivatives import Funding, Liquidation, LongShortRatio, OpenInterest
from tracker.domain.errors import TrackerError
from tracker.domain.health import Channel
from tracker.domain.market import Contract, Market
from tracker.domain.times import HOUR_MS, M5, MINUTE_MS, Interval
from tracker.services.file_market import (
    COIN_M,
    USD_M,
    Markets,
    UnknownFile,
    Wish,
    archived,
    facts_of,
)
from tracker.services.presence import engine_runs
from tracker.services.revisions import note_revisions
from tracker.sources.base import Source
from tracker.sources.binance_futures import liquidation_of, on_the_hour
from tracker.store.bulk_files import BulkPart
from tracker.store.bulk_rows import (
    BulkKind,
    BulkRow,
    ForcedRow,
    FundingRow,
    MetricsRow,
    Refused,
    kind_of,
    read_rows,
)
from tracker.store.candle_file import CandleFile, candles_in
from tracker.store.csv_lines import is_number
from tracker.store.journal import Journal
from tracker.store.market_writer import MarketWriter

#: Rows in one transaction.
_ROWS = 1_000
#: Time that an engine beside us gets between two transactions.
_BREATHER_S = 0.01
#: Chunks packed in a step, as the engine does.
_PACKED = 4
#: Rows of metrics are five minutes apart, and stamped some seconds late now and then.
_METRICS_GAP_MS = M5.ms + MINUTE_MS // 2
_HEAD_CHARACTERS = 4_096
#: Above this a time is in microseconds; of klines only spot's are.
_US_ABOVE = 10**14

_Value = OpenInterest | LongShortRatio | Liquidation | Funding


class ImportedPart(Struct):
    """What came of one CSV file.

    Attributes:
        kept: rows that were understood and are stored now, whether or not they were before.
        fresh: candles that were not there before; None for other rows.
        changed: candles that were there with other values.
        unfinished: candles that are not over yet, which are left out.
        judged: judgements of levels that stand on candles that are others now.
        candles: what was strange about a file of klines.
    """

    name: str
    kind: BulkKind
    market: Market | None = None
    interval: Interval | None = None
    kept: int = 0
    fresh: int | None = None
    changed: int = 0
    unfinished: int = 0
    judged: int = 0
    is_assumed: bool = False
    refused: list[tuple[int, str]] = field(default_factory=list)
    candles: CandleFile | None = None


class Importer:
    """Imports files into one home.

    Args:
        journal: where changed candles are noted; None where there are no levels yet.
    """

    def __init__(
        self,
        writer: MarketWriter,
        journal: Journal | None,
        sources: Sequence[Source],
        wish: Wish,
        now_ms: Callable[[], int],
    ) -> None:
        self._writer = writer
        self._journal = journal if journal is not None and journal.levels() else None
        self._wish = wish
        self._now_ms = now_ms
        known = writer.reader().markets()
        self._markets = Markets(sources, known)
        self._known = set(known)
        if wish.venue is not None:
            self._markets.source(wish.venue)

    def take(self, part: BulkPart) -> ImportedPart:
        """Import one CSV file.

        Raises:
            TrackerError: where nothing of it can be imported; the sentence says why.
        """
        with part.open() as file:
            head = file.read(_HEAD_CHARACTERS)
        first = next((line for line in head.splitlines() if line.strip()), "")
        facts = facts_of(part.name, part.words, kind_of(first), self._wish)
        result = ImportedPart(part.name, facts.kind)
        result.is_assumed = facts.is_assumed and not _is_in_us(head)
        if facts.kind is BulkKind.KLINES:
            result.market = self._find(part.name, facts.venue, facts.symbol)
            self._take_candles(part, result, facts.interval)
        else:
            futures = [archived(folder) for folder in (USD_M, COIN_M)]
            if facts.venue not in futures:
                raise UnknownFile(
                    f"{part.name} holds {facts.kind}, which are read of {futures[0]} and {futures[1]} only."
                )
            self._take_rows(part, result, facts.venue, facts.symbol)
        return result

    def _find(self, name: str, venue: str, told: str | None) -> Market:
        return self._markets.find(name, venue, told, self._wish.symbol)

    def _make_known(self, market: Market) -> None:
        """Before the first row of a market is stored."""
        if market not in self._known:
            self._writer.note_unlisted(market, self._now_ms())
            self._known.add(market)

    def pack(self) -> None:
        """Pack what was imported for reading; the engine would, were it to run."""
        while self._writer.pack(self._now_ms(), _PACKED):
            self._breathe()

    def _breathe(self) -> None:
        """Leave an engine that runs on the same cache the time to write."""
        engine = self._writer.reader().engine()
        if engine is not None and engine_runs(engine, int(time.time() * 1_000)):
            time.sleep(_BREATHER_S)

    # --- candles -------------------------------------------------------------------------------

    def _take_candles(
        self, part: BulkPart, result: ImportedPart, interval: Interval | None
    ) -> None:
        assert result.market is not None
        market, now_ms = result.market, self._now_ms()
        in_contracts = market.venue == archived(COIN_M)
        with part.open() as file:
            found = candles_in(file, part.name, now_ms, interval, in_contracts=in_contracts)
        result.candles, result.interval, result.refused = found, found.interval, found.refused
        all_of_it = found.candles
        over = int(np.searchsorted(all_of_it.open_ms, now_ms - found.interval.ms, side="right"))
        result.unfinished, result.kept, result.fresh = len(all_of_it) - over, over, 0
        if not over:
            return
        self._make_known(market)
        for step in self._writer.import_candles(
            market, scaled(all_of_it.head(over), market.factor)
        ):
            result.fresh += step.fresh
            result.changed += step.changed
            result.judged += self._note(step.revised)
            self._breathe()

    def _note(self, revised: Sequence[Revision]) -> int:
        if self._journal is None or not revised:
            return 0
        return note_revisions(self._journal, revised, self._now_ms())

    # --- what lies beside candles --------------------------------------------------------------

    def _take_rows(
        self, part: BulkPart, result: ImportedPart, venue: str, symbol: str | None
    ) -> None:
        times: dict[tuple[Market, Channel], list[int]] = {}
        hours: dict[Market, float] = {}
        with part.open() as file:
            rows = read_rows(file, part.name, result.kind)
            while values := list(islice(self._values(rows, result, venue, symbol), _ROWS)):
                self._writer.write(values)
                for value in values:
                    series = (value.market, _CHANNELS[type(value)])
                    times.setdefault(series, []).append(_at_ms(value))
                    if isinstance(value, Funding) and value.interval_h is not None:
                        hours[value.market] = value.interval_h
                self._breathe()
        if not result.kept:
            why = f": line {result.refused[0][0]}: {result.refused[0][1]}" if result.refused else ""
            raise TrackerError(f"{part.name} holds no {result.kind}{why}.")
        for (market, channel), at_ms in times.items():
            self._note_whole(market, channel, at_ms, hours.get(market))

    def _values(
        self,
        rows: Iterable[BulkRow | Refused],
        result: ImportedPart,
        venue: str,
        symbol: str | None,
    ) -> Iterator[_Value]:
        """The values of the rows that are some; the others are noted with their line."""
        found: dict[str | None, Market] = {}
        now_ms = self._now_ms()
        for row in rows:
            if isinstance(row, Refused):
                result.refused.append((row.line, row.why))
                continue
            told = row.symbol or symbol
            if told not in found:
                found[told] = self._find(result.name, venue, told)
                self._make_known(found[told])
            if row.at_ms > now_ms:
                result.refused.append((row.line, "it is of the future"))
                continue
            result.market = found[told]
            result.kept += 1
            yield from values_of(row, found[told], result.name)

    def _note_whole(
        self, market: Market, channel: Channel, times_ms: list[int], hours: float | None
    ) -> None:
        """Remember the stretches of a series that have no hole, so that nobody asks for them."""
        now_ms = self._now_ms()
        if channel is Channel.LIQUIDATIONS:
            return  # a sample: nobody knows what is not in it
        if channel is Channel.FUNDING:
            if hours is not None:
                width_ms = int(hours * HOUR_MS)
                windows = _windows(times_ms, width_ms, width_ms + MINUTE_MS, now_ms)
                self._writer.note_imported(market, channel, 0, windows, now_ms)
            return
        spec = self._markets.source(market.venue).histories.get(channel)
        whole = _windows(times_ms, M5.ms, _METRICS_GAP_MS, now_ms)
        for interval in spec.intervals if spec is not None else ():
            inner = [
                (-(-start // interval.ms) * interval.ms, end // interval.ms * interval.ms)
                for start, end in whole
            ]
            windows = [(start, end) for start, end in inner if start < end]
            self._writer.note_imported(market, channel, interval.seconds, windows, now_ms)


def _is_in_us(head: str) -> bool:
    """Whether one of the first rows begins with a time in microseconds."""
    starts = [line.split(",", 1)[0] for line in head.splitlines()[:3]]
    return any(float(start) > _US_ABOVE for start in starts if is_number(start))


_CHANNELS: dict[type, Channel] = {
    OpenInterest: Channel.OI,
    LongShortRatio: Channel.RATIOS,
    Liquidation: Channel.LIQUIDATIONS,
    Funding: Channel.FUNDING,
}


def _at_ms(value: _Value) -> int:
    return value.settles_ms if isinstance(value, Funding) else value.at_ms


def _windows(
    times_ms: Iterable[int], width_ms: int, gap_ms: int, now_ms: int
) -> list[tuple[int, int]]:
    """The stretches in which no two neighbours are further apart than the gap, up to now."""
    times = np.unique(np.array(list(times_ms), np.int64))
    breaks = np.flatnonzero(np.diff(times) > gap_ms)
    starts = times[np.concatenate(([0], breaks + 1))].tolist()
    ends = times[np.concatenate((breaks, [len(times) - 1]))].tolist()
    return [(start, min(end + width_ms, now_ms)) for start, end in zip(starts, ends, strict=True)]


def scaled(candles: CandleColumns, factor: int) -> CandleColumns:
    """Candles per coin, of those that a venue quotes per so many (`1000PEPE`)."""
    if factor == 1:
        return candles
    return CandleColumns(
        candles.interval_ms,
        candles.open_ms,
        candles.open / factor,
        candles.high / factor,
        candles.low / factor,
        candles.close / factor,
        candles.volume * factor,
        candles.closed,
        candles.taker_buy * factor,
    )


def values_of(row: BulkRow, market: Market, name: str) -> Iterator[_Value]:
    """What a row says, in coins and USD as the same figures are when they are fetched.

    Raises:
        UnknownFile: where it counts contracts whose size is not known yet.
    """
    match row:
        case MetricsRow():
            if row.size is not None or row.value is not None:
                yield _interest(row, market)
            if row.accounts_ratio is not None:
                share = row.accounts_ratio / (1 + row.accounts_ratio)
                yield LongShortRatio(market, row.at_ms, share)
        case ForcedRow():
            if market.contract is Contract.INVERSE and market.multiplier is None:
                raise UnknownFile(
                    f"{name} counts contracts of {market.symbol}, and how many USD one is comes with "
                    f"{market.venue}'s list: let Tracker run once with the network, then import again."
                )
            yield liquidation_of(market, row.at_ms, row.order_side, row.paid, row.filled)
        case FundingRow():
            hours = row.interval_h or market.funding_h
            yield Funding(market, on_the_hour(row.at_ms), row.rate, hours, settled=True)


def _interest(row: MetricsRow, market: Market) -> OpenInterest:
    """Coins and USD; of contracts in coins the value is in coins, as `openInterestHist` has it."""
    if market.contract is not Contract.INVERSE:
        coin = row.size * market.factor if row.size is not None else None
        return OpenInterest(market, row.at_ms, coin, row.value)
    size = market.multiplier
    usd = row.size * size if row.size is not None and size is not None else None
    return OpenInterest(market, row.at_ms, row.value, usd)
