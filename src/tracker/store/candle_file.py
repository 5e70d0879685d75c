"""Reads candles from a CSV file as exchanges publish them.

`open_time,open,high,low,close,volume,close_time,…` with or without a header, times in s, ms, µs or ns
since 1970 or ISO-8601 in UTC. What can be used is used and what cannot is named with its line; only a
file without a single candle is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
from msgspec import Struct, field
from msgspec.structs import fields

from tracker.analysis.columns import CandleColumns, Floats, Times
from tracker.domain.candle import candle_fault
from tracker.domain.times import MINUTE_MS, BadTime, Interval
from tracker.store.csv_lines import CandleFileError, is_number, pieces, split, time_ms

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
    "taker_buy": ("takerbuyvolume", "takerbuybasevolume", "takerbuybaseassetvolume"),
}
_NEEDED = ("open_ms", "open", "high", "low", "close")
#: The columns of a file without a header, as Binance publishes them.
_PLACES = {name: at for at, name in enumerate((*_NEEDED, "volume", "close_ms"))} | {"taker_buy": 9}
#: A header stands within the first lines; some files begin with the address they came from.
_HEADER_LINES = 5
#: The limits of `epoch_ms`.
_MS_ABOVE, _US_ABOVE, _NS_ABOVE = 10**11, 10**14, 10**17


class CandleFile(Struct):
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


class _Rows(Struct, eq=False):
    """Rows as they stand in the file. `length_ms` is 0 where a row does not say how long it is."""

    line: Times
    open_ms: Times
    prices: Floats
    volume: Floats
    taker_buy: Floats
    length_ms: Times

    def __len__(self) -> int:
        return len(self.line)

    @classmethod
    def joined(cls, parts: Sequence[_Rows]) -> _Rows:
        names = [one.name for one in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def read_candles(path: Path, now_ms: int, interval: Interval | None = None) -> CandleFile:
    """The candles of a CSV file.

    Args:
        now_ms: a candle that runs at this moment is not over.
        interval: the candles' length; None: what most of them are apart.

    Raises:
        CandleFileError: where there is none; the sentence says why.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            return candles_in(file, str(path), now_ms, interval)
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


def candles_in(
    file: TextIO,
    name: str,
    now_ms: int,
    interval: Interval | None = None,
    *,
    in_contracts: bool = False,
) -> CandleFile:
    """The same of an open text.

    Args:
        name: what sentences call it.
        in_contracts: whether its volumes are contracts and what Binance calls the quote volume is
            in coins, as in files of its perpetuals in coins.

    Raises:
        CandleFileError: where there is none; the sentence says why.
    """
    rows, refused = _parsed(file, name, in_contracts=in_contracts)
    if not len(rows):
        why = f": line {refused[0][0]}: {refused[0][1]}" if refused else ""
        raise CandleFileError(f"{name} holds no candle{why}.")
    found = _interval(name, rows, interval)
    origin = found.floor(0)
    on_grid = (rows.open_ms - origin) % found.ms == 0
    times, first, which = np.unique(rows.open_ms[on_grid], return_index=True, return_inverse=True)
    if not len(times):
        raise CandleFileError(f"{name} holds no candle that opens on a boundary of {found} in UTC.")
    prices, volume, taker_buy = (
        column[on_grid] for column in (rows.prices, rows.volume, rows.taker_buy)
    )
    # A simulated future is over as well; only the candle of this very moment still runs.
    runs = (times <= now_ms) & (now_ms < times + found.ms)
    opened, high, low, close = (np.ascontiguousarray(column) for column in prices[first].T)
    candles = CandleColumns(
        found.ms, times, opened, high, low, close, volume[first], ~runs, taker_buy[first]
    )
    return CandleFile(
        candles,
        found,
        refused,
        unsorted=bool((np.diff(rows.open_ms) < 0).any()),
        repeated=len(prices) - len(times),
        differing=int((prices != prices[first][which]).any(axis=1).sum()),
        off_grid=rows.line[~on_grid].tolist(),
        missing=int(times[-1] - times[0]) // found.ms + 1 - len(times),
    )


# --- rows ----------------------------------------------------------------------------------------


def _parsed(file: TextIO, name: str, *, in_contracts: bool) -> tuple[_Rows, list[tuple[int, str]]]:
    parts = [_rows([])]
    refused: list[tuple[int, str]] = []
    places: dict[str, int] | None = None
    delimiter, first_line = ",", 1
    for lines in pieces(file, name):
        piece = lines
        if places is None:
            delimiter = max(",;\t", key=piece[0].count)
            places, done = _places(name, piece, delimiter)
            if in_contracts:
                places = _in_coins(name, places)
            first_line, piece = done + 1, piece[done:]
        part = _quick(piece, first_line, delimiter, places) if piece else None
        if part is None:
            part = _slow(enumerate(piece, first_line), delimiter, places, refused)
        parts.append(part)
        first_line += len(piece)
    return _Rows.joined(parts), refused


def _places(name: str, piece: Sequence[str], delimiter: str) -> tuple[dict[str, int], int]:
    """Which column is where, and how many lines stand before the first row."""
    for line, text in enumerate(piece, 1):
        try:
            cells = split(text, delimiter)
        except ValueError:
            cells = []
        places = _header(cells)
        if places is not None:
            lacking = [one for one in _NEEDED if one not in places]
            if lacking:
                raise CandleFileError(
                    f"{name} has no column for the {_said(lacking[0])}; its columns are "
                    f"{', '.join(cells)}."
                )
            return places, line
        if len(cells) >= len(_NEEDED) or line > _HEADER_LINES:
            return _PLACES, line - 1
    return _PLACES, len(piece)


def _in_coins(name: str, places: dict[str, int]) -> dict[str, int]:
    """Where the coins stand in a file that counts contracts: beside them, two and one columns on."""
    if any(places.get(one) != at for one, at in _PLACES.items() if one != "taker_buy"):
        raise CandleFileError(f"{name} counts contracts, and where its coins stand is not known.")
    return places | {"volume": 7, "taker_buy": 10}


def _quick(
    piece: Sequence[str], first_line: int, delimiter: str, places: dict[str, int]
) -> _Rows | None:
    """Rows of plain numbers that are all candles; None where one by one must be looked at."""
    if not all(line.strip() for line in piece):
        return None
    width = piece[0].count(delimiter) + 1
    more = ("volume", "close_ms", "taker_buy")
    names = [*_NEEDED, *(one for one in more if places.get(one, width) < width)]
    try:
        table = np.loadtxt(
            piece,
            np.float64,
            comments=None,
            delimiter=delimiter,
            usecols=[places[name] for name in names],
            quotechar='"',
            ndmin=2,
        )
    except ValueError:
        return None
    columns = dict(zip(names, table.T, strict=True))
    times = [columns[name] for name in ("open_ms", "close_ms") if name in columns]
    # Nanoseconds are more than a float holds exactly, and seconds are rare.
    if not all(((one > _MS_ABOVE) & (one <= _NS_ABOVE)).all() for one in times):
        return None
    prices, volume = table[:, 1:5], columns.get("volume", np.zeros(len(table)))
    lowest, highest = prices.min(axis=1), prices.max(axis=1)
    if not (np.isfinite(prices).all() and np.isfinite(volume).all() and (volume >= 0).all()):
        return None
    if (lowest <= 0).any() or (lowest != prices[:, 2]).any() or (highest != prices[:, 1]).any():
        return None
    taken = columns.get("taker_buy", np.full(len(table), np.nan))
    taken = np.where((taken >= 0) & (taken <= volume), taken, np.nan)
    opens, closes = (_ms(one) for one in (times[0], times[-1]))
    length_ms = -(-(closes - opens) // 1_000) * 1_000
    length_ms[(length_ms < 0) | (length_ms % MINUTE_MS != 0)] = 0
    lines = np.arange(first_line, first_line + len(table))
    return _Rows(lines, opens, prices, volume, taken, length_ms)


def _ms(times: Floats) -> Times:
    """Times in ms and µs since 1970, told apart by their size, as ms."""
    whole = times.astype(np.int64)
    return np.where(whole > _US_ABOVE, whole // 1_000, whole)


def _slow(
    lines: Iterable[tuple[int, str]],
    delimiter: str,
    places: dict[str, int],
    refused: list[tuple[int, str]],
) -> _Rows:
    kept: list[_Row] = []
    for line, text in lines:
        try:
            cells = split(text, delimiter)
            if any(cells):
                kept.append(_row(line, cells, places))
        except ValueError as error:
            refused.append((line, str(error)))
    return _rows(kept)


def _rows(rows: Sequence[_Row]) -> _Rows:
    return _Rows(
        np.array([row.line for row in rows], np.int64),
        np.array([row.open_ms for row in rows], np.int64),
        np.array([row.prices for row in rows], np.float64).reshape(-1, 4),
        np.array([row.volume for row in rows], np.float64),
        np.array([row.taker_buy for row in rows], np.float64),
        np.array([row.length_ms for row in rows], np.int64),
    )


class _Row(Struct, frozen=True):
    line: int
    open_ms: int
    prices: tuple[float, float, float, float]
    volume: float
    taker_buy: float
    length_ms: int


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

    open_ms = time_ms(cell("open_ms"))
    prices = (number("open"), number("high"), number("low"), number("close"))
    at = places.get("volume")
    volume = number("volume") if at is not None and at < len(cells) and cells[at] else 0.0
    # The boundary is looked at when the length is known; every minute is one of a minute's candles.
    fault = candle_fault(_ANY, open_ms - open_ms % MINUTE_MS, prices, volume)
    if fault is not None:
        raise ValueError(fault)
    taken = _taken(cells, places, volume)
    return _Row(line, open_ms, prices, volume, taken, _length_ms(cells, places, open_ms))


_ANY = Interval.of(MINUTE_MS)


def _taken(cells: Sequence[str], places: dict[str, int], volume: float) -> float:
    """What buyers took of the volume; NaN where the file does not say what it can have been."""
    at = places.get("taker_buy")
    text = cells[at] if at is not None and at < len(cells) else ""
    taken = float(text) if is_number(text) else math.nan
    return taken if 0 <= taken <= volume else math.nan


def _length_ms(cells: Sequence[str], places: dict[str, int], open_ms: int) -> int:
    """How long a candle says it is: exchanges let it close a millisecond before the next opens."""
    at = places.get("close_ms")
    if at is None or at >= len(cells):
        return 0
    try:
        length_ms = -(-(time_ms(cells[at]) - open_ms) // 1_000) * 1_000
    except ValueError:
        return 0
    return length_ms if length_ms > 0 and length_ms % MINUTE_MS == 0 else 0


def _said(name: str) -> str:
    return {"open_ms": "opening time", "close_ms": "closing time"}.get(name, name)


# --- the length of the candles -------------------------------------------------------------------


def _interval(name: str, rows: _Rows, wanted: Interval | None) -> Interval:
    """What the candles' length is.

    Raises:
        CandleFileError: where it cannot be told, or is not the wanted one nor divides it.
    """
    said = rows.length_ms[rows.length_ms > 0]
    lengths = said if len(said) else np.diff(np.unique(rows.open_ms))
    if not len(lengths):
        if wanted is None:
            raise CandleFileError(
                f"{name} holds one candle, which does not say how long it is; say so with --interval."
            )
        return wanted
    each, counts = np.unique(lengths, return_counts=True)
    length_ms = int(each[np.argmax(counts)])
    try:
        found = Interval.of(length_ms)
    except BadTime:
        raise CandleFileError(
            f"The candles of {name} are {length_ms / 1_000:g} s apart, which no candle is."
        ) from None
    if wanted is not None and wanted.ms % found.ms:
        raise CandleFileError(f"The candles of {name} are {found} long and do not make {wanted}.")
    return found
