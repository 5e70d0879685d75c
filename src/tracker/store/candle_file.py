"""Reads candles from a CSV file as exchanges publish them.

`open_time,open,high,low,close,volume,close_time,…` with or without a header, times in s, ms, µs or ns
since 1970 or ISO-8601 in UTC. What can be used is used and what cannot is named with its line; only a
file without a single candle is refused.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import candle_fault
from tracker.domain.errors import TrackerError
from tracker.domain.times import MINUTE_MS, BadTime, Interval, epoch_ms, parse_iso

#: What the columns are called elsewhere, without spaces, signs and capitals.
_NAMES = {
    "open_ms": (
        *("opentime", "time", "timestamp", "date", "datetime", "unix", "unixtime", "starttime"),
        *("start", "startat", "ts", "t", "opentimems", "timestampms", "opentimeutc", "timeutc"),
    ),
    "open": ("open", "o", "openprice"),
    "high": ("high", "h", "highprice", "max"),
    "low": ("low", "l", "lowprice", "min"),
    "close": ("close", "c", "closeprice"),
    "volume": ("volume", "v", "vol", "basevolume", "volumebase", "amount"),
    "close_ms": ("closetime", "endtime", "closetimems", "end"),
}
_NEEDED = ("open_ms", "open", "high", "low", "close")
#: The columns of a file without a header, as Binance publishes them.
_PLACES = {name: at for at, name in enumerate((*_NEEDED, "volume", "close_ms"))}
#: A header stands within the first lines; some files begin with the address they came from.
_HEADER_LINES = 5


class CandleFileError(TrackerError):
    """A file that no candle can be read from."""


@dataclass(slots=True)
class CandleFile:
    """The candles of a file, and what was strange about it.

    Attributes:
        candles: by opening time, each once, on the interval's boundaries; all are over, except one
            that still ran when the file was read.
        interval: what the candles' length is.
        refused: (line, why) of rows that are not candles.
        unsorted: whether rows stood before older ones.
        repeated: rows whose opening time had come before; the first counts.
        differing: of these, rows whose prices differ from the first.
        off_grid: lines of candles that do not open on the interval's boundary, which are left out.
        missing: candles that are missing between the first and the last.
    """

    candles: CandleColumns
    interval: Interval
    refused: list[tuple[int, str]] = field(default_factory=list)
    unsorted: bool = False
    repeated: int = 0
    differing: int = 0
    off_grid: list[int] = field(default_factory=list)
    missing: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    open_ms: int
    prices: tuple[float, float, float, float]
    volume: float
    length_ms: int | None


def read_candles(path: Path, now_ms: int, interval: Interval | None = None) -> CandleFile:
    """The candles of a CSV file.

    Args:
        now_ms: a candle that runs at this moment is not over.
        interval: the candles' length; None: what most of them are apart.

    Raises:
        CandleFileError: where there is none; the sentence says why.
    """
    rows, refused = _read(path)
    if not rows:
        why = f": line {refused[0][0]}: {refused[0][1]}" if refused else ""
        raise CandleFileError(f"{path} holds no candle{why}.".replace("..", "."))
    found = _interval(path, rows, interval)
    result = CandleFile(CandleColumns.empty(found.ms), found, refused)
    kept: dict[int, _Row] = {}
    newest_ms = -1
    for row in rows:
        if row.open_ms < newest_ms:
            result.unsorted = True
        newest_ms = max(newest_ms, row.open_ms)
        first = kept.get(row.open_ms)
        if found.floor(row.open_ms) != row.open_ms:
            result.off_grid.append(row.line)
        elif first is None:
            kept[row.open_ms] = row
        else:
            result.repeated += 1
            result.differing += first.prices != row.prices
    if not kept:
        raise CandleFileError(f"{path} holds no candle that opens on a boundary of {found} in UTC.")
    result.candles = _columns(kept, found, now_ms)
    first_ms, last_ms = (int(result.candles.open_ms[at]) for at in (0, -1))
    result.missing = (last_ms - first_ms) // found.ms + 1 - len(kept)
    return result


def _columns(kept: dict[int, _Row], interval: Interval, now_ms: int) -> CandleColumns:
    times = np.array(sorted(kept), np.int64)
    ordered = [kept[at] for at in times.tolist()]
    opened, high, low, close = (
        np.array(column, np.float64)
        for column in zip(*(row.prices for row in ordered), strict=True)
    )
    # A simulated future is over as well; only the candle of this very moment still runs.
    runs = (times <= now_ms) & (now_ms < times + interval.ms)
    return CandleColumns(
        interval.ms,
        times,
        opened,
        high,
        low,
        close,
        np.array([row.volume for row in ordered], np.float64),
        ~runs,
    )


# --- rows ----------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[list[_Row], list[tuple[int, str]]]:
    try:
        return _parsed(path)
    except FileNotFoundError:
        raise CandleFileError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise CandleFileError(f"{path} is a folder; name a CSV file of candles.") from None
    except UnicodeDecodeError:
        raise CandleFileError(
            f"{path} is not a text file; unpack it first if it is a ZIP of candles."
        ) from None
    except OSError as error:
        raise CandleFileError(f"{path} cannot be read: {error.strerror}.") from None
    except csv.Error as error:
        raise CandleFileError(f"{path} is not a CSV file.", str(error)) from None


def _parsed(path: Path) -> tuple[list[_Row], list[tuple[int, str]]]:
    rows: list[_Row] = []
    refused: list[tuple[int, str]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        places: dict[str, int] | None = None
        for line, cells in _lines(file):
            if places is None:
                places = _header(cells)
                if places is not None:
                    lacking = [name for name in _NEEDED if name not in places]
                    if lacking:
                        raise CandleFileError(
                            f"{path} has no column for the {_said(lacking[0])}; its columns are "
                            f"{', '.join(cells)}."
                        )
                    continue
                if len(cells) < len(_NEEDED) and line <= _HEADER_LINES:
                    continue
                places = _PLACES
            try:
                rows.append(_row(line, cells, places))
            except ValueError as error:
                refused.append((line, str(error)))
    return rows, refused


def _lines(file: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of the lines that say something, whatever parts the cells."""
    first = next(file, "")
    delimiter = max(",;\t", key=first.count)

    def every() -> Iterator[str]:
        yield first
        yield from file

    reader = csv.reader(every(), delimiter=delimiter)
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield reader.line_num, stripped


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    """Which column is where; None where this line is no header."""
    plain = [re.sub(r"[^a-z]", "", cell.lower()) for cell in cells]
    places: dict[str, int] = {}
    for name, known in _NAMES.items():
        for word in known:
            if word in plain:
                places[name] = plain.index(word)
                break
    if "volume" not in places:
        # “Volume BTC”, as some call it.
        named = [at for at, word in enumerate(plain) if word.startswith("volume")]
        places.update({"volume": named[0]} if named else {})
    prices = sum(name in places for name in ("open", "high", "low", "close"))
    return places if prices >= 2 else None


def _row(line: int, cells: Sequence[str], places: dict[str, int]) -> _Row:
    def cell(name: str) -> str:
        at = places[name]
        if at >= len(cells) or not cells[at]:
            raise ValueError(f"the {_said(name)} is missing")
        return cells[at]

    def number(name: str) -> float:
        text = cell(name)
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"“{text}” is not a number ({_said(name)})") from None

    open_ms = _time_ms(cell("open_ms"))
    prices = (number("open"), number("high"), number("low"), number("close"))
    at = places.get("volume")
    volume = number("volume") if at is not None and at < len(cells) and cells[at] else 0.0
    # The boundary is looked at when the length is known; every minute is one of a minute's candles.
    fault = candle_fault(_ANY, open_ms - open_ms % MINUTE_MS, prices, volume)
    if fault is not None:
        raise ValueError(fault)
    return _Row(line, open_ms, prices, volume, _length_ms(cells, places, open_ms))


_ANY = Interval.of(MINUTE_MS)


def _length_ms(cells: Sequence[str], places: dict[str, int], open_ms: int) -> int | None:
    """How long a candle says it is: exchanges let it close a millisecond before the next opens."""
    at = places.get("close_ms")
    if at is None or at >= len(cells):
        return None
    try:
        length_ms = _time_ms(cells[at]) - open_ms
    except ValueError:
        return None
    length_ms = -(-length_ms // 1_000) * 1_000
    return length_ms if length_ms > 0 and length_ms % MINUTE_MS == 0 else None


def _time_ms(text: str) -> int:
    try:
        if _is_number(text):
            return epoch_ms(float(text) if "." in text or "e" in text.lower() else int(text))
        return parse_iso(text.removesuffix("UTC").removesuffix("GMT"))
    except BadTime as error:
        raise ValueError(str(error).rstrip(".")) from None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _said(name: str) -> str:
    return {"open_ms": "opening time", "close_ms": "closing time"}.get(name, name)


# --- the length of the candles -------------------------------------------------------------------


def _interval(path: Path, rows: Sequence[_Row], wanted: Interval | None) -> Interval:
    """What the candles' length is.

    Raises:
        CandleFileError: where it cannot be told, or is not the wanted one nor divides it.
    """
    lengths = Counter(row.length_ms for row in rows if row.length_ms is not None)
    if not lengths:
        times = np.unique(np.array([row.open_ms for row in rows], np.int64))
        lengths = Counter(np.diff(times).tolist())
    if not lengths:
        if wanted is None:
            raise CandleFileError(
                f"{path} holds one candle, which does not say how long it is; say so with --interval."
            )
        return wanted
    most = max(lengths.values())
    length_ms = min(one for one, count in lengths.items() if count == most)
    try:
        found = Interval.of(length_ms)
    except BadTime:
        raise CandleFileError(
            f"The candles of {path} are {length_ms / 1_000:g} s apart, which no candle is."
        ) from None
    if wanted is not None and wanted.ms % found.ms:
        raise CandleFileError(f"The candles of {path} are {found} long and do not make {wanted}.")
    return found
