"""`tracker export`: pictures from a filled cache, and clear words where there is none to make."""

from __future__ import annotations

import csv
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage

from commands.conftest import Cli
from loopback import venues
from program import run_tracker
from tracker.domain.candle import Candle
from tracker.domain.drawing import Anchor, Drawing, Shape
from tracker.domain.market import Contract, Market
from tracker.domain.times import H1
from tracker.services.drawings import add_drawing
from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

Export = Callable[..., tuple[int, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A cache with the newest 300 hourly candles of BTC."""
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))
    home = Home.under(tmp_path / "home")
    home.make()
    bitcoin = Market("binance-spot", "BTCUSDT", "BTC", Contract.SPOT)
    wave, now_ms = venues.Market(), int(time.time() * 1_000)
    last_ms = H1.floor(now_ms)
    rows = wave.candles("BTC", "1h", last_ms - 299 * H1.ms, last_ms, 300)
    candles = [Candle(bitcoin, H1, *row[:6], closed=row[0] < last_ms) for row in rows]
    writer = MarketWriter(open_writer(home.market_file, MIGRATIONS, keep_copy=False))
    with closing(writer):
        writer.write(candles)
        ether = Market("binance-spot", "ETHUSDT", "ETH", Contract.SPOT)
        writer.write([replace(one, market=ether) for one in candles])
    return home


@pytest.fixture
def export(cli: Cli, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    del qapp
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str]:
        """The exit code, and what was said on stderr; nothing belongs on stdout."""
        done = cli("export", *arguments)
        assert done.out == ""
        return done.code, done.err

    return run


def test_a_png_has_size_times_scale_pixels(home: Home, tmp_path: Path) -> None:
    out = tmp_path / "new" / "chart.png"
    size = ("--size", "1920x1080", "--scale", 2)
    done = run_tracker(home.data, "export", "BTC", "--out", out, *size)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = QImage(str(out))
    assert (image.width(), image.height()) == (3_840, 2_160)
    colors = {image.pixel(x, y) for x in range(0, 3_840, 16) for y in range(0, 2_160, 9)}
    assert len(colors) > 10, "the picture is blank"


def test_style_and_scale_of_prices_are_chosen_and_said(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    assert export("BTC", "--out", out, "--style", "Heikin-Ashi", "--scale-mode", "log") == (0, "")
    words = out.read_text()
    assert "Heikin-Ashi" in words
    assert "· log" in words


def test_an_svg_has_the_words_of_the_chart(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    assert export("BTC", "--out", out, "--theme", "light", "--panes", "price") == (0, "")
    root = ET.parse(out).getroot()
    assert root.get("viewBox") == "0 0 1600 900"
    assert any("BTC 1h" in (one.text or "") for one in root.iter())


def test_what_was_drawn_is_on_the_picture_unless_it_is_not_wanted(
    home: Home, export: Export, tmp_path: Path
) -> None:
    now_ms = int(time.time() * 1_000)
    with closing(Journal.open(home.journal_file)) as journal:
        for text, asset in (("halving", "BTC"), ("merge", "ETH")):
            anchor = Anchor(now_ms - 40 * H1.ms, 70_000.0)
            add_drawing(journal, Drawing(0, asset, Shape.TEXT, (anchor,), text), now_ms)
        journal.drawings.add(Drawing(0, "BTC", Shape.TEXT, (), "no place"))

    def words(*arguments: str) -> set[str]:
        out = tmp_path / "chart.svg"
        assert export("BTC", "--out", out, *arguments)[0] == 0
        return {(one.text or "").strip() for one in ET.parse(out).getroot().iter()}

    assert "halving" in words()
    assert not {"merge", "no place"} & words()
    assert "halving" not in words("--no-drawings")


def test_a_chart_of_candles_that_are_made_of_shorter_ones(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    assert export("BTC", "--out", out, "--interval", "2h", "--panes", "price") == (0, "")
    assert any("BTC 2h" in (one.text or "") for one in ET.parse(out).getroot().iter())


def test_every_pane_can_be_in_a_picture(export: Export, tmp_path: Path) -> None:
    panes = "price,volume,cvd:bars,liquidations:venues,oi:candles,funding,ratio:venues"
    out = tmp_path / "chart.svg"
    assert export("BTC", "--out", out, "--panes", panes) == (0, "")
    text = out.read_text()
    for words in (
        "Volume, BTC",
        "Volume delta",
        "Liquidations",
        "Open interest",
        "Funding",
        "Long",
    ):
        assert words in text


def test_indicators_and_other_coins_are_in_the_picture(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    wanted = ("--indicators", "sma:50,bollinger:20,vwap:day,rsi", "--compare", "ETH,BTC")
    assert export("BTC", "--out", out, "--panes", "price", *wanted) == (0, "")
    text = " ".join(one.text or "" for one in ET.parse(out).getroot().iter())
    for words in ("SMA 50", "Bollinger 20, 2", "VWAP day", "RSI 14", "Relative strength", "ETH"):
        assert words in text
    # The axis is in percent; the averages are known from the left edge on, with older candles.
    assert "%" in text


@pytest.mark.parametrize(
    ("preset", "size"),
    [
        ("square", (1080, 1080)),
        ("portrait", (1080, 1350)),
        ("wide", (1920, 1080)),
        ("small", (1200, 675)),
    ],
)
def test_a_preset_is_a_picture_for_posting(
    export: Export, tmp_path: Path, preset: str, size: tuple[int, int]
) -> None:
    out = tmp_path / "post.png"
    assert export("BTC", "--out", out, "--preset", preset) == (0, "")
    image = QImage(str(out))
    assert (image.width(), image.height()) == size


def test_note_and_watermark_are_in_the_picture_given_or_set(
    home: Home, export: Export, tmp_path: Path
) -> None:
    out = tmp_path / "post.svg"

    def words(*arguments: str) -> str:
        assert export("BTC", "--out", out, "--preset", "square", *arguments) == (0, "")
        return " ".join(one.text or "" for one in ET.parse(out).getroot().iter())

    plain = words()
    assert "Third leg" not in plain
    assert "@desk" not in plain
    given = words("--note", "Third leg\ndown", "--watermark", "@desk")
    assert "Third leg down" in given
    assert "@desk" in given
    home.config_file.write_text('note = "Weekly"\nwatermark = "@mine"\n')
    both = words("--watermark")
    assert "Weekly" in both
    assert "@mine" in both
    none = words("--note", "")
    assert "Weekly" not in none
    assert "@mine" not in none


def test_a_table_of_what_a_picture_shows(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "new" / "chart.csv"
    panes = ("--panes", "price,liquidations,rsi", "--from", "2020-01-01")
    assert export("BTC", "--out", out, *panes) == (0, "")
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) == 300, "rows of years of which nothing is known"
    times = [row["at_utc"] for row in rows]
    assert times == sorted(set(times))
    candles = [row for row in rows if row["close_usd"]]
    assert len(candles) == 300
    assert [row["closed"] for row in candles[-2:]] == ["true", "false"]
    assert {row["long_liquidations_usd"] for row in rows} == {""}, "nobody looked: not 0"
    assert float(candles[-1]["rsi_14"]) > 0
    assert "simulated" not in rows[0]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_picture_is_the_same_whatever_the_screen_is_like(
    home: Home, tmp_path: Path, ending: str
) -> None:
    screens = (
        {"QT_SCALE_FACTOR": "1"},
        {"QT_SCALE_FACTOR": "1.25"},
        {"QT_SCALE_FACTOR": "2", "QT_FONT_DPI": "144", "TZ": "Asia/Tokyo"},
    )
    stretch = ("--from", "2020-01-01", "--to", "2035-01-01", "--panes", "price,volume")
    made = []
    for place, screen in enumerate(screens):
        out = tmp_path / f"{place}.{ending}"
        post = ("--preset", "square", "--watermark", "--note", "The same")
        done = run_tracker(home.data, "export", "BTC", "--out", out, *stretch, *post, **screen)
        assert done.returncode == 0, done.stderr
        made.append(_without_stamp(out))
    assert made[0]
    assert made[1] == made[0]
    assert made[2] == made[0]


def _without_stamp(out: Path) -> bytes:
    """A picture without the corner that says when it was made."""
    if out.suffix == ".svg":
        return re.sub(rb"[0-9]+ [A-Z][a-z]{2} [0-9]{4} [0-9:]{5}", b"", out.read_bytes())
    image = QImage(str(out)).convertToFormat(QImage.Format.Format_RGB32)
    kept = image.copy(0, 0, image.width(), image.height() - 80)
    return bytes(kept.constBits())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("BTC", "--out", "a.png", "--size", "wide"), 2, "“wide” is not a size; write for example"),
        (("BTC", "--out", "a.png", "--scale", "9"), 2, "A scale is between 0.25 and 8."),
        (("BTC", "--out", "a.png", "--interval", "7y"), 2, "7y"),
        (("B!C", "--out", "a.png"), 2, "B!C"),
        (("BTC",), 2, "--out"),
        (("BTC", "--out", "a.png", "--preset", "round"), 2, "invalid choice: 'round'"),
        (
            ("BTC", "--out", "a.png", "--preset", "wide", "--size", "100x100"),
            2,
            "not allowed with argument --preset",
        ),
        (("BTC", "--out", "a.gif"), 1, "a.gif is neither a .png nor a .svg nor a .csv.\n"),
        (("BTC", "--out", "a.png", "--panes", "price,oi:bars"), 1, "has the modes line, candles"),
        (
            ("BTC", "--out", "a.png", "--panes", "price,moon"),
            1,
            "liquidations, oi, cascade, funding, ratio",
        ),
        (("BTC", "--out", "a.png", "--panes", "oi"), 1, "Panes are price, volume"),
        (("BTC", "--out", "a.png", "--size", "10000x10000", "--scale", "8"), 1, "make no picture"),
        (("DOGE", "--out", "a.png"), 1, "The cache holds no 1h candles of DOGE for that time.\n"),
        (("BTC", "--out", "a.png", "--indicators", "sma:0"), 2, "from 1 to 1,000"),
        (("BTC", "--out", "a.png", "--indicators", "macd"), 2, "“macd” is no indicator"),
        (("BTC", "--out", "a.png", "--compare", "E!H"), 2, "E!H"),
        (
            ("BTC", "--out", "a.png", "--compare", "ETH,DOGE"),
            1,
            "The cache holds no 1h candles of DOGE for that time.\n",
        ),
        (("BTC", "--out", "/dev/null/a.png"), 1, "/dev/null/a.png cannot be written: "),
        (
            ("BTC", "--out", "a.png", "--from", "2026-02-03", "--to", "2026-02-02"),
            1,
            "The end of the picture lies before its beginning.\n",
        ),
    ],
)
def test_what_is_no_picture_is_said_in_a_sentence(
    export: Export,
    tmp_path: Path,
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    got, said = export(*arguments)
    assert got == code
    assert words in said
    assert "Traceback" not in said
    assert (len(said.splitlines()) == 1) is (code == 1)
    assert list(tmp_path.glob("a.*")) == []


def test_without_any_cache_it_says_so_and_makes_none(tmp_path: Path) -> None:
    done = run_tracker(tmp_path / "none", "export", "BTC", "--out", tmp_path / "a.png")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The cache holds no 1h candles of BTC for that time.\n"
    assert list(tmp_path.iterdir()) == []
