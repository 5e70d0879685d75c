"""What buyers took of the volume, in files as exchanges publish them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tracker.domain.times import parse_iso
from tracker.store.candle_file import read_candles

AT = parse_iso("2026-02-04T15:00:00Z")
HEAD = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
    "taker_buy_quote_volume,ignore"
)


def row(hour: int, taken: str) -> str:
    open_ms = AT + hour * 3_600_000
    return f"{open_ms},100,120,80,101,5,{open_ms + 3_599_999},500,9,{taken},300,0"


@pytest.mark.parametrize("head", [HEAD, None], ids=["header", "no header"])
@pytest.mark.parametrize("odd", [None, "not a candle,1,1,1,1,1"], ids=["plain", "row by row"])
def test_what_buyers_took_is_read_where_it_can_be_true(
    tmp_path: Path, head: str | None, odd: str | None
) -> None:
    lines = [head, row(0, "3"), row(1, "0"), row(2, "5.5"), row(3, "-1"), odd]
    path = tmp_path / "BTCUSDT-1h.csv"
    path.write_text("\n".join(line for line in lines if line is not None) + "\n")
    found = read_candles(path, AT + 10 * 3_600_000)
    assert found.candles.taker_buy.tolist() == pytest.approx(
        [3, 0, math.nan, math.nan], nan_ok=True
    )
    assert len(found.refused) == (odd is not None)


def test_a_file_without_it_leaves_it_unknown(tmp_path: Path) -> None:
    path = tmp_path / "candles.csv"
    path.write_text(
        f"time,open,high,low,close,volume\n{AT},1,1,1,1,5\n{AT + 3_600_000},1,1,1,1,5\n"
    )
    taken = read_candles(path, AT).candles.taker_buy.tolist()
    assert taken == pytest.approx([math.nan, math.nan], nan_ok=True)
