"""`tracker import`: the exchanges' own bulk files, and what is no such file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bulk import AT, FORCED, FUNDING, KLINES, METRICS, forced, kline, metrics, pack, write, zipped
from commands.conftest import Cli
from tracker.commands.import_files import Bar
from tracker.domain.market import Contract, Market
from tracker.domain.times import HOUR_MS, MINUTE_MS
from tracker.store.market_writer import MarketWriter

COINM = Market(
    "binance-coinm", "BTCUSD_PERP", "BTC", Contract.INVERSE, multiplier=100.0, funding_h=8.0
)


@pytest.mark.parametrize("unit", [1, 1000], ids=["ms", "us"])
@pytest.mark.parametrize("head", [(KLINES,), ()], ids=["header", "no header"])
@pytest.mark.parametrize("make", [write, zipped], ids=["csv", "zip"])
def test_klines_come_into_the_cache(
    cli: Cli, tmp_path: Path, unit: int, head: tuple[str, ...], make: object
) -> None:
    ending = "csv" if make is write else "zip"
    rows = [kline(hour, unit=unit) for hour in range(3)]
    file = make(tmp_path / f"BTCUSDT-1h-2026-02.{ending}", *head, *rows)
    for fresh in (3, 0):
        said = cli("import", file)
        assert (said.code, f"{fresh} of them new" in said.out) == (0, True)
        # Milliseconds may be of futures, which is said; microseconds are of spot alone.
        assert ("--venue binance" in said.err) == (unit == 1)
    rows = cli("show", "candles", "BTC", "--interval", "1h", "--format", "json").rows()
    assert [row["at"] for row in rows] == [f"2026-02-01T0{hour}:00:00Z" for hour in range(3)]
    assert {(row["close"], row["volume"], row["taker_buy"], row["venue"]) for row in rows} == {
        (101.0, 5.0, 3.0, "binance-spot")
    }
    assert all(row["closed"] for row in rows)


@pytest.mark.parametrize(
    ("folder", "options", "venue"),
    [
        ("futures/um/monthly/klines/BTCUSDT/1h", (), "binance"),
        ("spot/monthly/klines/BTCUSDT/1h", (), "binance-spot"),
        ("spot", ("--venue", "binance"), "binance"),
        ("elsewhere", ("--venue", "bybit"), "bybit"),
    ],
)
def test_the_venue_is_that_of_the_folder_or_what_was_asked(
    cli: Cli, tmp_path: Path, folder: str, options: tuple[str, ...], venue: str
) -> None:
    file = write(tmp_path / folder / "BTCUSDT-1h-2026-02.csv", kline(0), kline(1))
    said = cli("import", file, *options)
    assert (said.code, said.err) == (0, "")
    assert f"of {venue} BTCUSDT" in said.out


def test_futures_in_coins_are_counted_in_coins(
    cli: Cli, writer: MarketWriter, tmp_path: Path
) -> None:
    writer.write([COINM])
    write(tmp_path / "BTCUSD_PERP-1h-2026-02.csv", kline(0), kline(1))
    write(tmp_path / "BTCUSD_PERP-liquidationSnapshot-2026-02-01.csv", FORCED, forced(filled="301"))
    write(tmp_path / "BTCUSD_PERP-metrics-2026-02-01.csv", METRICS, metrics(0, "BTCUSD_PERP", "7"))
    assert cli("import", tmp_path).code == 0
    candles = ("show", "candles", "BTC", "--interval", "1h", "--venue", "binance-coinm")
    rows = cli(*candles, "--format", "json").rows()
    assert [(row["volume"], row["taker_buy"]) for row in rows] == [(50.0, 30.0)] * 2
    (event,) = cli("show", "liquidations", "BTC", "--format", "json").rows()
    assert (event["notional_usd"], event["quantity"]) == (30_100.0, 1.0)
    (point,) = cli("show", "oi", "BTC", "--format", "json").rows()
    assert (point["oi_coin"], point["oi_usd"]) == (5600.0, 700.0)


def test_contracts_of_unknown_size_are_not_guessed(cli: Cli, tmp_path: Path) -> None:
    name = "BTCUSD_PERP-liquidationSnapshot-2026-02-01.csv"
    said = cli("import", write(tmp_path / name, FORCED, forced()))
    assert said.code == 1
    assert "let Tracker run once" in said.err
    assert cli("show", "liquidations", "BTC", "--format", "json").rows() == []


def test_metrics_are_open_interest_and_accounts(cli: Cli, tmp_path: Path) -> None:
    rows = [metrics(minute) for minute in range(0, 60, 5)]
    file = zipped(tmp_path / "BTCUSDT-metrics-2026-02-01.zip", METRICS, *rows, "soon,BTCUSDT,1,2")
    said = cli("import", file)
    assert said.code == 0
    assert "line 14: not a row of metrics" in said.err
    points = cli("show", "oi", "BTC", "--format", "json").rows()
    assert [(one["oi_coin"], one["oi_usd"], one["venue"]) for one in points] == [
        (80_000.5, 5600.0, "binance")
    ] * 12
    assert points[1]["at"] == "2026-02-01T00:05:00Z"


def test_liquidations_are_by_position_and_a_lower_bound(cli: Cli, tmp_path: Path) -> None:
    file = write(
        tmp_path / "BTCUSDT-liquidationSnapshot-2026-02-01.csv",
        *(FORCED, forced(AT + 123), forced(AT + 123), forced(AT + HOUR_MS, "BUY", "0.1")),
        *(forced(AT, "HOLD"), forced(AT, filled="0")),
    )
    for _ in range(2):
        said = cli("import", file)
        assert said.code == 0
        assert "line 5: not a liquidation, “HOLD” is neither BUY nor SELL." in said.err
        assert "line 6: not a liquidation, nothing of the order was filled." in said.err
    events = cli("show", "liquidations", "BTC", "--format", "json").rows()
    assert [(one["side"], one["price"], one["notional_usd"]) for one in events] == [
        ("long", 30_100.0, 15_050.0),
        ("short", 30_100.0, pytest.approx(3_010.0)),
    ]
    bars = cli("show", "liquidations", "BTC", "--interval", "1h", "--format", "json").rows()
    # A sample: what it has is the least there was, what it has not is unknown, nothing was observed.
    assert [(one["long_usd"], one["short_usd"], one["coverage"]) for one in bars[:2]] == [
        (15_050.0, None, 0.0),
        (None, pytest.approx(3_010.0), 0.0),
    ]
    assert all(one["lower_bound"] for one in bars)


def test_funding_rates_belong_to_their_hour(cli: Cli, tmp_path: Path) -> None:
    rows = (f"{AT + 3},8,0.0001", f"{AT + 8 * HOUR_MS},8,-0.0002", f"{AT},8,1.5")
    said = cli("import", write(tmp_path / "BTCUSDT-fundingRate-2026-02.csv", FUNDING, *rows))
    assert (said.code, "line 4: not a funding rate" in said.err) == (0, True)
    rates = cli("show", "funding", "BTC", "--format", "json").rows()
    assert [(one["at"], one["rate"], one["interval_h"]) for one in rates] == [
        ("2026-02-01T00:00:00Z", 0.0001, 8.0),
        ("2026-02-01T08:00:00Z", -0.0002, 8.0),
    ]


def test_a_folder_is_taken_whole_and_in_order(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "b" / "BTCUSDT-1h-2026-02-02.csv", kline(24, 2 * 60.0))
    zipped(tmp_path / "a" / "deep" / "BTCUSDT-1h-2026-02-01.zip", kline(0), kline(1))
    write(tmp_path / "BTCUSDT-1h-2026-02-01.zip.CHECKSUM", "0123 BTCUSDT-1h-2026-02-01.zip")
    said = cli("import", tmp_path, "--interval", "1h")
    assert said.code == 0
    names = [line.split(": ")[0] for line in said.out.splitlines()]
    assert [Path(one).name for one in names] == [
        *("BTCUSDT-1h-2026-02-01.zip", "BTCUSDT-1h-2026-02-02.csv"),
    ]
    assert len(cli("show", "candles", "BTC", "--interval", "1h", "--format", "json").rows()) == 3


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("candles.csv", (), "does not say which market it is of; say so with --symbol."),
        ("BTCEUR-1h-2026-02.csv", (), "BTCEUR is not a market that Tracker follows"),
        ("BTCUSDT.csv", ("--symbol", "BTC"), "say so with --interval"),
        ("markPriceKlines/BTCUSDT-1h-2026-02.csv", (), "not traded prices"),
        ("BTCUSDT-1mo-2026-02.csv", (), "not all of one length"),
        ("BTCUSDT-1s-2026-02.csv", (), "candles of seconds"),
        ("BTCUSDT-aggTrades-2026-02.csv", (), "neither klines nor metrics"),
    ],
)
def test_what_cannot_be_known_is_asked_in_one_sentence(
    cli: Cli, tmp_path: Path, name: str, options: tuple[str, ...], sentence: str
) -> None:
    row = kline(0).split(",")
    row[6] = ""  # one candle that does not say how long it is
    said = cli("import", write(tmp_path / name, ",".join(row)), *options)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert sentence in said.err


def test_flags_say_what_the_file_does_not(cli: Cli, tmp_path: Path) -> None:
    row = kline(0).split(",")
    row[6] = ""
    file = write(tmp_path / "mine.csv", ",".join(row))
    options = ("--symbol", "ethusdt", "--interval", "1h", "--venue", "binance-spot")
    said = cli("import", file, *options)
    assert (said.code, said.err) == (0, "")
    assert "1 1h candle of binance-spot ETHUSDT, 1 of them new." in said.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "required"),
        (("x.csv", "--venue", "nowhere"), "There is no venue “nowhere”"),
        (("x.csv", "--interval", "5"), "not an interval"),
        (("x.csv", "--demo"), "takes no files"),
    ],
)
def test_wrong_usage_is_two(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: object, sentence: str
) -> None:
    monkeypatch.chdir(write(tmp_path / "x.csv", kline(0)).parent)
    said = cli("import", *arguments)
    assert (said.code, sentence in said.err) == (2, True)


def test_a_file_that_is_not_there_is_said(cli: Cli, tmp_path: Path) -> None:
    said = cli("import", tmp_path / "no.csv")
    assert (said.code, said.err) == (1, f"There is no file {tmp_path / 'no.csv'}.\n")
    (tmp_path / "empty").mkdir()
    assert "holds no CSV and no ZIP file" in cli("import", tmp_path / "empty").err


HOSTILE = {
    "nul": b"\x00" * 5_000,
    "huge line": b"1" * 3_000_000,
    "open quote": b'"1,2,3\n' * 100,
    "not utf-8": b"\xff\xfe\x80,1,2\n" * 10,
    "empty": b"",
    "separators": b",,,,,,,,\n" * 10,
    "nan": b"nan,nan,nan,nan,nan,nan\n",
    "far": b"99999999999999999999999999,1,1,1,1,1\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("what", ["1h", "metrics", "liquidationSnapshot", "fundingRate"])
def test_a_hostile_file_is_refused_with_a_sentence(
    cli: Cli, tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / f"BTCUSDT-{what}-2026-02-01.csv"
    path.write_bytes(content)
    said = cli("import", path)
    assert (said.code, said.out) == (1, "")
    assert said.err
    assert "Traceback" not in said.err


def test_bad_rows_among_good_ones_cost_themselves_alone(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "BTCUSDT-1h-2026-02.csv"
    bad = [b'"open', b"\x00\x00", b"\xff,1", b"9" * 20_000, b"a,b,c", b""]
    path.write_bytes(b"\n".join([kline(0).encode(), *bad, kline(1).encode()]))
    said = cli("import", path)
    assert (said.code, "2 1h candles" in said.out) == (0, True)
    assert [f"line {line}: not a candle" in said.err for line in range(1, 9)] == [
        *(False, True, True, True, True, True, False, False),
    ]


def test_archives_that_are_made_to_harm_are_not_opened(cli: Cli, tmp_path: Path) -> None:
    bomb = pack(tmp_path / "bomb.zip", [("BTCUSDT-1h-2026-02.csv", b"0" * 65 * 1024 * 1024)])
    dense = pack(tmp_path / "dense.zip", [("BTCUSDT-1h-2026-02.csv", b"0" * 30_000_000)])
    said = cli("import", bomb, dense)
    assert (said.code, said.err.count("it is not opened")) == (1, 2)
    broken = zipped(tmp_path / "BTCUSDT-1h-2026-02.zip", *(kline(hour) for hour in range(50)))
    whole = broken.read_bytes()
    broken.write_bytes(whole[:60] + b"\x00" * 40 + whole[100:])
    assert "cannot be unpacked" in cli("import", broken).err
    broken.write_bytes(whole[:200])
    assert "is not a ZIP file, or not all of it is there" in cli("import", broken).err
    other = pack(tmp_path / "other.zip", [("readme.txt", b"hello")])
    assert "holds no CSV file" in cli("import", other).err


def test_one_bad_file_does_not_keep_the_others_out(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "A.csv", "nothing")
    write(tmp_path / "BTCUSDT-1h-2026-02.csv", kline(0), kline(1))
    said = cli("import", tmp_path)
    assert (said.code, "A.csv" in said.err) == (0, True)


def test_candles_that_are_not_over_are_left_out(cli: Cli, tmp_path: Path, hour_ms: int) -> None:
    rows = [kline(hour, at_ms=hour_ms) for hour in (-1, 0, 1)]
    said = cli("import", write(tmp_path / "BTCUSDT-1h-now.csv", *rows), "--symbol", "BTC")
    assert "2 candles are not over yet and left out" in said.err
    (row,) = cli("show", "candles", "BTC", "--interval", "1h", "--format", "json").rows()
    assert row["closed"] is True


def test_what_was_stored_with_other_values_is_said(cli: Cli, tmp_path: Path) -> None:
    hours = [kline(hour) for hour in range(30)]
    file = write(tmp_path / "BTCUSDT-1h-2026-02.csv", *hours)
    assert "other values" not in cli("import", file).err
    write(file, *hours[:-1], kline(29, 90.0))
    said = cli("import", file)
    assert "1 candle was stored with other values; the file counts." in said.err
    rows = cli("show", "candles", "BTC", "--interval", "1h", "--format", "json").rows()
    assert [row["close"] for row in rows[-2:]] == [101.0, 90.0]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_on_a_terminal_alone() -> None:
    for out, is_drawn in ((_Terminal(), True), (io.StringIO(), False)):
        bar = Bar(out, 2)
        with bar.step("first.zip"):
            pass
        with bar.step("second.zip"):
            pass
        bar.clear()
        assert ("2/2 second.zip" in out.getvalue()) == is_drawn
        assert ("░" in out.getvalue()) == is_drawn


def test_real_recordings_come_in(cli: Cli, shared: Path) -> None:
    folder = shared / "data" / "finm33150" / "csv"
    if not folder.is_dir():
        pytest.skip(f"there is no {folder}")
    file = folder / "binance-BTC-1h.csv"
    lines = file.read_text().splitlines()
    said = cli("import", file, "--symbol", "BTC", "--venue", "binance")
    assert said.code == 0
    shown = cli(
        "show", "candles", "BTC", "--interval", "1h", "--venue", "binance", "--format", "json"
    )
    rows = shown.rows()
    assert len(rows) == len(lines) - 1
    assert rows[0]["close"] == float(lines[1].split(",")[4])
    assert (AT % MINUTE_MS, rows[0]["closed"]) == (0, True)
