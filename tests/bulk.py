"""Files as data.binance.vision publishes them, made for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from tracker.domain.times import HOUR_MS, parse_iso

AT = parse_iso("2026-02-01T00:00:00Z")
KLINES = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
    "taker_buy_quote_volume,ignore"
)
METRICS = (
    "create_time,symbol,sum_open_interest,sum_open_interest_value,"
    "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,"
    "sum_taker_long_short_vol_ratio"
)
FORCED = (
    "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,"
    "last_fill_quantity,accumulated_fill_quantity"
)
FUNDING = "calc_time,funding_interval_hours,last_funding_rate"


def kline(
    hour: int, close: float = 101.0, *, unit: int = 1, taken: str = "3", at_ms: int = AT
) -> str:
    """One hour of 5 coins (50 in the column of the quote volume); `unit` 1000 is microseconds."""
    open_ms = (at_ms + hour * HOUR_MS) * unit
    end = open_ms + HOUR_MS * unit - 1
    return f"{open_ms},100,120,80,{close},5,{end},50,9,{taken},30,0"


def metrics(minute: int, symbol: str = "BTCUSDT", size: str = "80000.5") -> str:
    """Positions of five minutes of 2026-02-01; three accounts are long for two that are short."""
    return (
        f"2026-02-01 {minute // 60:02d}:{minute % 60:02d}:00,{symbol},{size},5600,1.2,1.1,1.5,0.9"
    )


def forced(at_ms: int = AT, side: str = "SELL", filled: str = "0.5") -> str:
    return f"{at_ms},{side},LIMIT,IOC,{filled},29900,30100,FILLED,{filled},{filled}"


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def pack(path: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def zipped(path: Path, *lines: str) -> Path:
    """An archive with the one CSV file that exchanges put into it."""
    content = "".join(f"{line}\n" for line in lines).encode()
    return pack(path, [(path.with_suffix(".csv").name, content)])
