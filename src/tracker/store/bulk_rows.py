"""Reads the tables beside candles that Binance publishes: metrics, forced orders, funding rates.

What a row says is kept in the exchange's own units; `services.importing` makes values of it.

    create_time,symbol,sum_open_interest,sum_open_interest_value,…,count_long_short_ratio,…
    time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,
        last_fill_quantity,accumulated_fill_quantity
    calc_time,funding_interval_hours,last_funding_rate
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TextIO

from msgspec import Struct

from tracker.store.csv_lines import is_number, pieces, split, time_ms


class BulkKind(StrEnum):
    """What a table holds."""

    KLINES = "klines"
    METRICS = "metrics"
    LIQUIDATIONS = "liquidations"
    FUNDING = "funding"


class MetricsRow(Struct, frozen=True):
    """Positions and accounts at one moment. None is unknown.

    Attributes:
        size: open interest in coins, or in contracts.
        value: the same in USD, or in coins where `size` counts contracts.
        accounts_ratio: accounts that are long over those that are short.
    """

    line: int
    symbol: str | None
    at_ms: int
    size: float | None
    value: float | None
    accounts_ratio: float | None


class ForcedRow(Struct, frozen=True):
    """A forced order: the side of the ORDER (SELL closed a long), what was paid and filled."""

    line: int
    symbol: str | None
    at_ms: int
    order_side: str
    paid: float
    filled: float


class FundingRow(Struct, frozen=True):
    """A settled rate, a fraction per so many hours."""

    line: int
    symbol: str | None
    at_ms: int
    rate: float
    interval_h: float | None


class Refused(Struct, frozen=True):
    """A row that is not one, and why."""

    line: int
    why: str


BulkRow = MetricsRow | ForcedRow | FundingRow

#: The columns of each kind as they stand where a file has no header.
_COLUMNS: Mapping[BulkKind, tuple[str, ...]] = {
    BulkKind.METRICS: (
        *("create_time", "symbol", "sum_open_interest", "sum_open_interest_value"),
        *("count_toptrader_long_short_ratio", "sum_toptrader_long_short_ratio"),
        *("count_long_short_ratio", "sum_taker_long_short_vol_ratio"),
    ),
    BulkKind.LIQUIDATIONS: (
        *("time", "side", "order_type", "time_in_force", "original_quantity", "price"),
        *("average_price", "order_status", "last_fill_quantity", "accumulated_fill_quantity"),
    ),
    BulkKind.FUNDING: ("calc_time", "funding_interval_hours", "last_funding_rate"),
}
#: By which column a header is known.
_SIGNS = {
    "sum_open_interest": BulkKind.METRICS,
    "count_long_short_ratio": BulkKind.METRICS,
    "average_price": BulkKind.LIQUIDATIONS,
    "original_quantity": BulkKind.LIQUIDATIONS,
    "last_funding_rate": BulkKind.FUNDING,
}
#: The same column under the name that older files give it.
_ALIASES = {
    "time": ("order_trade_time",),
    "accumulated_fill_quantity": (
        "order_filled_accumulated_quantity",
        "accumulated_filled_quantity",
    ),
}


def kind_of(first_line: str) -> BulkKind | None:
    """What a table holds by its header; None where that does not tell."""
    try:
        names = _plain(split(first_line))
    except ValueError:
        return None
    return next((kind for name, kind in _SIGNS.items() if name in names), None)


def read_rows(file: TextIO, name: str, kind: BulkKind) -> Iterator[BulkRow | Refused]:
    """The rows of a table of one of these kinds, and those that are none, in the order of the file.

    Raises:
        CandleFileError: where a line does not end.
    """
    places: dict[str, int] | None = None
    line = 0
    for piece in pieces(file, name):
        for text in piece:
            line += 1
            try:
                cells = split(text)
                if not any(cells):
                    continue
                if places is None:
                    places, is_header = _places(cells, kind)
                    if is_header:
                        continue
                yield _READ[kind](line, _Cells(cells, places))
            except ValueError as error:
                yield Refused(line, str(error))


def _plain(cells: Sequence[str]) -> list[str]:
    return [re.sub(r"[^a-z_]", "", cell.lower()) for cell in cells]


def _places(cells: Sequence[str], kind: BulkKind) -> tuple[dict[str, int], bool]:
    """Which column is where, and whether these cells are the header that says so."""
    plain = _plain(cells)
    if not any(_SIGNS.get(name) is kind for name in plain):
        return {name: at for at, name in enumerate(_COLUMNS[kind])}, False
    places = {name: at for at, name in enumerate(plain)}
    for name, others in _ALIASES.items():
        for other in others:
            if name not in places and other in places:
                places[name] = places[other]
    return places, True


class _Cells:
    """One row, by the names of its columns."""

    def __init__(self, cells: Sequence[str], places: Mapping[str, int]) -> None:
        self._cells = cells
        self._places = places

    def text(self, name: str) -> str | None:
        at = self._places.get(name)
        return (self._cells[at] or None) if at is not None and at < len(self._cells) else None

    def needed(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise ValueError(f"{name} is missing")
        return text

    def number(self, name: str) -> float:
        return _number(self.needed(name), name)

    def known(self, name: str) -> float | None:
        """A number that may be missing, and then is unknown."""
        text = self.text(name)
        return _number(text, name) if text is not None else None

    def moment(self, name: str) -> int:
        return time_ms(self.needed(name))


def _number(text: str, name: str) -> float:
    value = float(text) if is_number(text) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"“{text[:40]}” is not a number ({name})")
    return value


def _not_negative(value: float | None, name: str) -> float | None:
    if value is not None and value < 0:
        raise ValueError(f"{name} is negative")
    return value


def _metrics(line: int, cells: _Cells) -> MetricsRow:
    size, value, ratio = (
        _not_negative(cells.known(name), name)
        for name in ("sum_open_interest", "sum_open_interest_value", "count_long_short_ratio")
    )
    if size is None and value is None and ratio is None:
        raise ValueError("it says neither open interest nor a ratio")
    return MetricsRow(line, cells.text("symbol"), cells.moment("create_time"), size, value, ratio)


def _forced(line: int, cells: _Cells) -> ForcedRow:
    side = cells.needed("side").upper()
    if side not in ("BUY", "SELL"):
        raise ValueError(f"“{side[:40]}” is neither BUY nor SELL")
    paid, filled = cells.number("average_price"), cells.number("accumulated_fill_quantity")
    if paid <= 0 or filled <= 0:
        raise ValueError("nothing of the order was filled")
    return ForcedRow(line, cells.text("symbol"), cells.moment("time"), side, paid, filled)


def _funding(line: int, cells: _Cells) -> FundingRow:
    hours = cells.known("funding_interval_hours")
    if hours is not None and not 0 < hours <= 24:
        raise ValueError("funding_interval_hours is no number of hours")
    rate = cells.number("last_funding_rate")
    if abs(rate) >= 1:
        raise ValueError("last_funding_rate is no fraction")
    return FundingRow(line, cells.text("symbol"), cells.moment("calc_time"), rate, hours)


_READ: Mapping[BulkKind, Callable[[int, _Cells], BulkRow]] = {
    BulkKind.METRICS: _metrics,
    BulkKind.LIQUIDATIONS: _forced,
    BulkKind.FUNDING: _funding,
}
