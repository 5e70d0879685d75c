"""Dry runs, changes, files, undo and suggestions of levels, through the command line and real files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from commands.conftest import Cli
from history import perpetual_hours
from tracker.analysis.candles import aggregate
from tracker.analysis.columns import CandleColumns
from tracker.domain.candle import Candle
from tracker.domain.derivatives import Ticker
from tracker.domain.health import Channel, Health, State
from tracker.domain.market import Contract, Market
from tracker.domain.times import D1, DAY_MS, H1, HOUR_MS, Interval, iso, parse_iso
from tracker.store.database import open_writer
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter, Stored
from tracker.store.paths import Home

SPOT = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
BYBIT = Market("bybit", "BTCUSDT", "BTC", Contract.LINEAR)
START_MS = parse_iso("2026-01-05T00:00:00Z")
#: Down through 100, a wick back, down for good, back up.
CLOSES = (103.0, 102.0, 99.9, 101.5, 98.0, 97.0, 96.0, 99.0, 102.0, 103.0)


@dataclass
class Said:
    """What one run of the program left."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Said]


@pytest.fixture
def tracker(cli: Cli) -> Run:
    def run(*words: object) -> Said:
        said = cli(*words)
        return Said(said.code, said.out, said.err)

    return run


Store = Callable[..., None]


@pytest.fixture
def store(home: Home) -> Store:
    """Puts values into the cache of the home that the command line uses."""

    def write(values: Iterable[Stored] = (), health: Iterable[Health] = ()) -> None:
        home.make()
        with closing(
            MarketWriter(open_writer(home.market_file, MIGRATIONS, keep_copy=False))
        ) as writer:
            writer.write(list(values), (), list(health))

    return write


def hours(closes: Iterable[float] = CLOSES, market: Market = SPOT) -> list[Candle]:
    made: list[Candle] = []
    for at, close in enumerate(closes):
        opened = made[-1].close if made else close
        high, low = max(opened, close), min(opened, close)
        made.append(
            Candle(market, H1, START_MS + at * HOUR_MS, opened, high, low, close, 1.0, closed=True)
        )
    return made


def klines(path: Path, rows: Iterable[Candle | Iterable[object]], *, header: bool = True) -> Path:
    """A file as Binance publishes it."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        if header:
            writer.writerow(("open_time", "open", "high", "low", "close", "volume", "close_time"))
        for row in rows:
            writer.writerow(_kline(row) if isinstance(row, Candle) else list(row))
    return path


def _kline(one: Candle) -> tuple[object, ...]:
    close_ms = one.open_ms + one.interval.ms - 1
    return one.open_ms, one.open, one.high, one.low, one.close, one.volume, close_ms


def events(said: Said, *fields: str) -> list[tuple[object, ...]]:
    assert said.code == 0, said.err
    return [tuple(row[name] for name in fields or ("at", "event")) for row in said.rows]


# --- dry run -----------------------------------------------------------------------------------


def test_a_transition_is_one_json_line_with_the_fields_of_the_public_face(
    tracker: Run, tmp_path: Path
) -> None:
    file = klines(tmp_path / "c.csv", hours())
    said = tracker("level", "test", "BTC", 100, "--rule", "hourly", "--candles", file, "--json")
    assert (said.code, said.err) == (0, "")
    broken = next(row for row in said.rows if row["event"] == "broken")
    assert {name: value for name, value in broken.items() if name not in ("id", "extreme")} == {
        "at": "2026-01-05T05:00:00Z",
        "bar_open": "2026-01-05T04:00:00Z",
        "symbol": "BTC",
        "level": 100.0,
        "side": "support",
        "rule": "hourly",
        "timeframe": "1h",
        "cycle": 2,
        "event": "broken",
        "reason": "extension",
        "state": "BROKEN",
        "price": 98.0,
        "gap": False,
        "late": True,
    }
    assert len({row["id"] for row in said.rows}) == len(said.rows) > 3


def test_the_table_says_what_came_of_the_alerts_and_how_little_that_is(
    tracker: Run, tmp_path: Path
) -> None:
    file = klines(tmp_path / "c.csv", hours())
    said = tracker("level", "test", "BTC", 100, "--rule", "hourly", "--candles", file)
    assert said.code == 0
    assert "It fired 1 time over 10 candles of 1h." in said.out
    # 96 is 4 % beyond, and came before the way back.
    assert "within 72 h: 0 of 1; 3\u202f% beyond first: 1; neither: 0." in said.out
    assert "median 0 min (n = 1)" in said.out
    assert "Too few to say" in said.out
    assert "%)" not in said.out.split("within 72 h")[1].splitlines()[0].replace("3\u202f%", "")


@pytest.mark.parametrize(
    "column",
    [
        lambda ms: ms // 1_000,
        lambda ms: ms,
        lambda ms: ms * 1_000,
        iso,
        lambda ms: iso(ms).replace("T", " ").replace("Z", " UTC"),
    ],
    ids=["s", "ms", "us", "iso", "words"],
)
@pytest.mark.parametrize("header", [True, False], ids=["header", "bare"])
def test_times_in_any_unit_with_and_without_a_header_give_the_same(
    tracker: Run, tmp_path: Path, column: Callable[[int], object], header: bool
) -> None:
    plain = tracker(
        *("level", "test", "BTC", 100, "--json", "--rule", "hourly"),
        *("--candles", klines(tmp_path / "plain.csv", hours())),
    )
    rows = [(column(one.open_ms), *_kline(one)[1:6]) for one in hours()]
    file = klines(tmp_path / "other.csv", (), header=False)
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        if header:
            writer.writerow(("Date", "Open", "High", "Low", "Close", "Volume BTC"))
        writer.writerows(rows)
    said = tracker("level", "test", "BTC", 100, "--rule", "hourly", "--candles", file, "--json")
    assert events(said, "at", "event", "id") == events(plain, "at", "event", "id") != []
    assert said.err == ""


def test_disorder_repetitions_and_rows_that_are_none_change_nothing_and_are_said(
    tracker: Run, tmp_path: Path
) -> None:
    words = ("level", "test", "BTC", 100, "--json", "--rule", "hourly", "--candles")
    plain = tracker(*words, klines(tmp_path / "plain.csv", hours()))
    rows: list[Candle | tuple[object, ...]] = [*hours(), *hours()[:3]]
    rows[0], rows[5] = rows[5], rows[0]
    rows.insert(4, (START_MS + 7, "not a number", 1, 1, 1, 1))
    rows.insert(8, (START_MS + 90 * 60_000, 90, 90, 90, 90, 1))
    rows.append((START_MS + 30 * HOUR_MS, 100, 90, 95, 100, 1))
    said = tracker(*words, klines(tmp_path / "odd.csv", rows))
    assert events(said, "id") == events(plain, "id") != []
    assert "odd.csv line 6: not a candle, “not a number” is not a number (open)." in said.err
    assert "odd.csv line 17: not a candle, high and low do not enclose open and close" in said.err
    assert "not in order of time" in said.err
    assert "3 rows came again; the first counts." in said.err
    assert "1 row (line 10) open on no 1h boundary in UTC" in said.err


def test_a_bare_file_of_six_columns_and_one_with_a_torn_row_give_the_same(
    tracker: Run, tmp_path: Path
) -> None:
    words = ("level", "test", "BTC", 100, "--json", "--rule", "hourly", "--candles")
    six = klines(tmp_path / "six.csv", [_kline(one)[:6] for one in hours()], header=False)
    five = klines(tmp_path / "five.csv", [_kline(one)[:5] for one in hours()], header=False)
    with six.open("a") as file:
        file.write("\n")
    plain = tracker(*words, six)
    assert events(plain) != []
    # The only torn row makes all be looked at one by one.
    torn = klines(tmp_path / "torn.csv", [*map(_kline, hours()), (START_MS, 1, 1)], header=False)
    said = tracker(*words, torn)
    assert "torn.csv line 11: not a candle, the low is missing" in said.err
    assert plain.out == said.out == tracker(*words, five).out


def test_a_hole_is_said_and_marks_the_event_behind_it(tracker: Run, tmp_path: Path) -> None:
    rows = hours()
    del rows[3]
    file = klines(tmp_path / "c.csv", rows)
    said = tracker("level", "test", "BTC", 100, "--rule", "hourly", "--candles", file, "--json")
    assert "1 1h candle is missing" in said.err
    assert [row["gap"] for row in said.rows if row["event"] == "broken"] == [True]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"", "holds no candle."),
        (b"\x50\x4b\x03\x04\xff\xfe\x00", "is not a text file"),
        (b"time,open,high,close\n1,2,3,4\n", "has no column for the low; its columns are time"),
        (b"hello\nworld\n", "holds no candle"),
        (b"time,open,high,low,close\nx,1,1,1,1\n", "holds no candle: line 2: “x” is not a time"),
        (b"time,open,high,low,close\n1767571200,1,1,1,1\n", "does not say how long it is"),
        (
            b"time,open,high,low,close\n1767571200,1,1,1,1\n1767571207,1,1,1,1\n",
            "are 7 s apart, which no candle is",
        ),
        (
            b"time,open,high,low,close\n1767571230,1,1,1,1\n1767571290,1,1,1,1\n",
            "no candle that opens on a boundary of 1m",
        ),
    ],
    ids=["absent", "empty", "packed", "column", "words", "time", "one", "seconds", "grid"],
)
def test_a_file_without_candles_is_refused_with_one_sentence(
    tracker: Run, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "bad.csv"
    if content is not None:
        file.write_bytes(content)
    said = tracker("level", "test", "BTC", 100, "--candles", file)
    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1


def test_a_folder_in_place_of_a_file_is_said(tracker: Run, tmp_path: Path) -> None:
    said = tracker("level", "test", "BTC", 100, "--candles", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert "is a folder" in said.err


def test_a_rule_that_the_candles_do_not_make_is_left_out_or_refused(
    tracker: Run, tmp_path: Path
) -> None:
    def day(at: int, close: float) -> Candle:
        open_ms = START_MS + at * DAY_MS
        return Candle(SPOT, D1, open_ms, close, close, close, close, 1.0, closed=True)

    days = [day(at, close) for at, close in enumerate(CLOSES)]
    file = klines(tmp_path / "days.csv", days)
    said = tracker("level", "test", "BTC", 100, "--candles", file, "--json")
    assert {row["rule"] for row in said.rows} == {"decisive"}
    assert "hourly is not judged" in said.err
    alone = tracker("level", "test", "BTC", 100, "--rule", "hourly", "--candles", file, "--json")
    assert (alone.code, alone.out) == (1, "")
    assert "Candles of 1d do not make those that hourly looks at" in alone.err


def test_a_touch_takes_the_candles_as_they_are(tracker: Run, tmp_path: Path) -> None:
    file = klines(tmp_path / "c.csv", hours())
    said = tracker("level", "test", "BTC", 100, "--rule", "touch", "--candles", file, "--json")
    assert events(said, "event", "timeframe", "bar_open")[:2] == [
        ("pierced", "1h", "2026-01-05T02:00:00Z"),
        ("broken", "1h", "2026-01-05T02:00:00Z"),
    ]


def test_the_side_can_be_fixed_and_the_window_be_chosen(tracker: Run, tmp_path: Path) -> None:
    file = klines(tmp_path / "c.csv", hours())
    words = ("level", "test", "BTC", 100, "--rule", "hourly", "--candles", file, "--json")
    fixed = tracker(*words, "--side", "resistance")
    assert events(fixed, "event", "side")[0] == ("already_beyond", "resistance")
    later = tracker(*words, "--from", "2026-01-05T05:00:00Z", "--to", "2026-01-05T10:00:00Z")
    assert {row["side"] for row in later.rows} == {"resistance"}
    assert events(later, "event", "at")[-1] == ("broken", "2026-01-05T10:00:00Z")
    nothing = tracker(*words, "--from", "2027-01-01")
    assert nothing.code == 1
    assert "no closed candle in this window" in nothing.err


def test_without_a_file_the_cache_is_judged(tracker: Run, tmp_path: Path, store: Store) -> None:
    words = ("level", "test", "BTC", 100, "--rule", "hourly", "--json")
    empty = tracker(*words)
    assert empty.code == 1
    assert "The cache holds no closed 1h candle of BTC (binance-spot)" in empty.err
    store(hours())
    file = klines(tmp_path / "c.csv", hours())
    assert tracker(*words).out == tracker(*words, "--candles", file).out != ""
    assert tracker(*words, "--interval", "1h").out == tracker(*words).out
    odd = tracker(*words, "--interval", "7m")
    assert "The cache holds no candles of 7m" in odd.err


# --- February 2026 -----------------------------------------------------------------------------

FEBRUARY = ("--from", "2026-01-28", "--to", "2026-02-17")


def february(tracker: Run, file: Path, price: int, rule: str) -> list[tuple[object, ...]]:
    words = ("level", "test", "BTC", price, "--rule", rule, "--candles", file, "--json", *FEBRUARY)
    rows = events(tracker(*words), "bar_open", "event")
    return [(str(at)[5:16], what) for at, what in rows if what != "pierced"]


def as_file(path: Path, series: CandleColumns, interval: Interval) -> Path:
    made = aggregate(series, interval)
    columns = (made.open_ms, made.open, made.high, made.low, made.close, made.volume)
    return klines(path, zip(*(np.asarray(one).tolist() for one in columns), strict=True))


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_february_2026_on_hourly_candles(tracker: Run, shared: Path, venue: str) -> None:
    """The hours are those of the perpetuals; where spot differs, test_levels_february_2026 says so."""
    perpetual_hours(shared, venue)
    file = shared / "data/finm33150/csv" / f"{venue}-BTC-1h.csv"
    assert february(tracker, file, 75_000, "hourly")[:6] == [
        ("02-02T03:00", "false_break"),
        ("02-02T06:00", "false_break"),
        ("02-03T18:00", "broken"),
        ("02-03T19:00", "retest"),
        ("02-03T21:00", "reclaimed"),
        ("02-04T15:00", "broken"),
    ]
    assert february(tracker, file, 75_000, "decisive")[:2] == [
        ("02-02T00:00", "false_break"),
        ("02-04T00:00", "broken"),
    ]
    assert ("02-05T13:00", "broken") in february(tracker, file, 70_000, "hourly")


@pytest.mark.parametrize("venue", ["binance", "bybit"])
def test_february_2026_on_daily_candles(
    tracker: Run, shared: Path, tmp_path: Path, venue: str
) -> None:
    file = as_file(tmp_path / "days.csv", perpetual_hours(shared, venue), D1)
    assert february(tracker, file, 80_000, "decisive")[0] == ("01-31T00:00", "broken")
    assert february(tracker, file, 70_000, "decisive") == [
        ("02-05T00:00", "broken"),
        ("02-06T00:00", "retest"),
        ("02-10T00:00", "rejected"),
        ("02-10T00:00", "flipped"),
    ]
    assert february(tracker, file, 65_000, "decisive")[:2] == [
        ("02-05T00:00", "broken"),
        ("02-06T00:00", "reclaimed"),
    ]


# --- making and changing -----------------------------------------------------------------------


def test_a_level_has_colour_expiry_and_snooze_and_they_can_be_changed(tracker: Run) -> None:
    words = ("--color", "Teal", "--expires", "30d", "--snooze", "2h", "--note", "range low")
    (row,) = tracker("level", "add", "BTC", 65_000, *words, "--json").rows
    assert (row["color"], row["note"], row["revised"]) == ("teal", "range low", 0)
    lasts = parse_iso(str(row["expires"])) - parse_iso(str(row["created"]))
    assert lasts == 30 * DAY_MS
    changes = ("--color", "#A0B1C2", "--expires", "2030-01-01", "--snooze", "never")
    (row,) = tracker("level", "edit", 1, *changes, "--rule", "close:60m", "--json").rows
    assert (row["color"], row["expires"], row["snoozed_until"]) == (
        "#a0b1c2",
        "2030-01-01T00:00:00Z",
        None,
    )
    assert (row["rules"], row["note"]) == (["close:1h"], "range low")
    listed = tracker("level", "list").out
    assert "range low · #a0b1c2 · expires 1 Jan 00:00 UTC" in listed
    (row,) = tracker("level", "edit", 1, "--color", "never", "--note", "", "--json").rows
    assert (row["color"], row["note"]) == (None, "")


@pytest.mark.parametrize(
    "words",
    [
        ("--color", "octarine"),
        ("--expires", "yesterday"),
        ("--expires", "2020-01-01"),
        ("--rule", "close:1x"),
        ("--side", "left"),
    ],
)
def test_nonsense_is_wrong_usage(tracker: Run, words: tuple[str, str]) -> None:
    assert tracker("level", "add", "BTC", 65_000, *words).code == 2
    assert tracker("level", "list", "--json").rows == []


def test_an_edit_of_nothing_or_of_no_level_fails_with_a_sentence(tracker: Run) -> None:
    tracker("level", "add", "BTC", 65_000)
    nothing = tracker("level", "edit", 1)
    assert (nothing.code, nothing.out) == (2, "")
    assert "Say what to change" in nothing.err
    said = tracker("level", "edit", 7, "--note", "x")
    assert (said.code, said.err) == (1, "There is no level with the number 7.\n")


def test_a_moved_level_keeps_what_was_said_of_it_and_says_that_it_begins_anew(
    tracker: Run,
) -> None:
    tracker("level", "add", "BTC", 65_000, "--venue", "bybit", "--color", "red", "--note", "n")
    said = tracker("level", "move", 1, 64_000)
    assert "begins a new history" in said.out
    (row,) = tracker("level", "list", "--json").rows
    assert (row["id"], row["price"], row["color"], row["note"], row["venue"]) == (
        2,
        64_000.0,
        "red",
        "n",
        "bybit",
    )


def test_help_gives_what_was_measured_of_each_rule(tracker: Run) -> None:
    said = " ".join(tracker("level", "test", "--help").out.split())
    for word, share in (("touch", 75), ("hourly", 51), ("decisive", 23), ("close:4h", 59)):
        assert f"{word}:" in said
        assert f"{share}\u202f%".replace("\u202f", " ") in said.replace("\u202f", " ")


# --- the reference market ----------------------------------------------------------------------


def unfit(state: State, channel: Channel, **changes: object) -> Health:
    return Health("binance-spot", channel, state, **changes)  # type: ignore[arg-type]


def test_the_first_declared_venue_judges_unless_another_is_named(tracker: Run) -> None:
    (first,) = tracker("level", "add", "BTC", 1_000, "--json").rows
    (named,) = tracker("level", "add", "BTC", 2_000, "--venue", "okx", "--json").rows
    assert (first["venue"], named["venue"]) == ("binance-spot", "okx")
    said = tracker("level", "add", "BTC", 3_000, "--venue", "nowhere")
    assert said.code == 1
    assert (
        "“nowhere” cannot judge levels; the venues that can are binance-spot, binance" in said.err
    )


def test_a_blocked_reference_is_replaced_by_the_next_and_that_is_said(
    tracker: Run, store: Store
) -> None:
    why = "It is not available from this country or network."
    store(health=[unfit(State.BLOCKED, Channel.CANDLES, reason=why)])
    said = tracker("level", "add", "BTC", 70_000)
    assert f"It is judged on BTCUSDT of binance. Binance spot: {why}" in said.out
    # Once made it stays there, whatever becomes of the first one.
    store(health=[unfit(State.LIVE, Channel.CANDLES)])
    venues = [row["venue"] for row in tracker("level", "list", "--json").rows]
    assert venues == ["binance"]
    (row,) = tracker("level", "add", "BTC", 71_000, "--json").rows
    assert row["venue"] == "binance-spot"


def test_a_reference_that_does_not_list_the_coin_is_replaced(tracker: Run, store: Store) -> None:
    listed = unfit(State.LIVE, Channel.INSTRUMENTS, last_event_at_ms=START_MS)
    ether = Market("binance-spot", "ETHUSDT", "ETH", Contract.SPOT)
    store([ether], [listed])
    said = tracker("level", "add", "BTC", 70_000, "--json")
    assert said.rows[0]["venue"] == "binance"
    assert "does not list BTC" in said.err
    assert tracker("level", "add", "ETH", 2_000, "--json").rows[0]["venue"] == "binance-spot"


# --- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_levels_go_out_and_come_back_the_same(
    tracker: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    words = ("--color", "blue", "--expires", "2031-01-01", "--snooze", "2030-06-01")
    note = ("--note", 'a “note”, with; signs\nand "lines"')
    tracker("level", "add", "BTC", 65_000, "--side", "support", *words, *note)
    tracker("level", "add", "ETH", 0.1234567, "--rule", "close:4h*2+0.5%", "--rule", "touch")
    file = tmp_path / f"levels.{kind}"
    assert tracker("level", "export", file).out == f"2 levels were written to {file}.\n"
    before = tracker("level", "list", "--json").rows
    again = tracker("level", "import", file)
    assert again.out == "0 levels were imported. 2 were on the list already.\n"
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "other"))
    assert tracker("level", "import", file).code == 0
    after = tracker("level", "list", "--json").rows
    plain = [{**row, "id": 0, "created": ""} for row in after]
    assert plain == [{**row, "id": 0, "created": ""} for row in before]


def test_a_file_with_bad_rows_names_each_and_imports_nothing(tracker: Run, tmp_path: Path) -> None:
    file = tmp_path / "levels.csv"
    file.write_text(
        "symbol,price,rules,color,venue\n"
        "BTC,65000,,,\n"
        "BTC,much,,,\n"
        "BTC,64000,close:9x,,\n"
        ",63000,,,\n"
        "BTC,62000,,octarine,\n"
        "BTC,61000,,,nowhere\n"
        "BTC,-5,,,\n"
        "BTC,65000,,,\n"
    )
    said = tracker("level", "import", file)
    assert said.code == 1
    lines = said.err.splitlines()
    assert lines[0] == "Nothing was imported."
    assert [line.split(":")[0] for line in lines[1:]] == [f"line {at}" for at in range(3, 10)]
    assert tracker("level", "list", "--json").rows == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("l.csv", "price\n1\n", "names no column “symbol”"),
        ("l.csv", "symbol,price\n", "no level in it"),
        ("l.json", "{", "It is not JSON"),
        ("l.json", "[1]", "not a list of levels"),
        ("l.json", '[{"symbol": "BTC"}]', "level 1: “” is not a price"),
        ("l.txt", "", "neither a .csv nor a .json"),
        ("none.csv", None, "There is no file"),
    ],
)
def test_a_file_that_holds_no_levels_is_refused(
    tracker: Run, tmp_path: Path, name: str, text: str | None, sentence: str
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text)
    said = tracker("level", "import", file)
    assert said.code == 1
    assert sentence in said.err


# --- undo --------------------------------------------------------------------------------------


def test_each_command_can_be_undone_and_redone_by_a_later_one(tracker: Run, tmp_path: Path) -> None:
    file = tmp_path / "levels.csv"
    file.write_text("symbol,price\nBTC,60000\nBTC,61000\n")
    steps = [
        ("level", "add", "BTC", 65_000),
        ("level", "edit", 1, "--color", "red", "--rule", "touch"),
        ("level", "move", 1, 64_000),
        ("level", "import", file),
        ("level", "remove", 2),
    ]

    def listed() -> str:
        return tracker("level", "list", "--json").out

    states = [listed()]
    for step in steps:
        assert tracker(*step).code == 0
        states.append(listed())
    assert len(set(states)) == len(states)
    for state in reversed(states[:-1]):
        assert tracker("level", "undo").out.startswith("Undone: ")
        assert listed() == state
    assert tracker("level", "undo").out == "There is nothing to be undone.\n"
    for state in states[1:]:
        assert tracker("level", "redo").out.startswith("Redone: ")
        assert listed() == state
    assert tracker("level", "redo", "--json").rows == [{"redone": None}]


# --- suggestions -------------------------------------------------------------------------------


def test_suggestions_have_prominence_and_the_caveat(tracker: Run, store: Store) -> None:
    assert "holds no 1h candle of BTC" in tracker("level", "suggest", "BTC").err
    rng = np.random.default_rng(3)
    closes = (100 * np.exp(np.cumsum(rng.normal(0, 0.01, 24 * 40)))).tolist()
    ticker = Ticker(SPOT, START_MS + 960 * HOUR_MS, closes[-1], *(None,) * 5)
    store([*hours(closes), ticker])
    said = tracker("level", "suggest", "BTC", "--interval", "1h")
    assert said.code == 0
    assert "prominence" in said.out
    assert "no kind of them held more often than levels drawn at random" in said.out
    assert "strength" not in said.out
    rows = tracker("level", "suggest", "BTC", "--json").rows
    levels = [row for row in rows if row["kind"] == "level"]
    assert {row["side"] for row in levels} == {"support", "resistance"}
    scores = [float(str(row["prominence"])) for row in levels]
    assert scores == sorted(scores, reverse=True)
    assert "random" in " ".join(tracker("level", "suggest", "--help").out.split())
    assert tracker("level", "suggest", "BTC", "--interval", "7m").code == 2
