"""Arguments: every wrong one is a sentence and exit code 2, every failure a sentence and 1."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.conftest import SPOT, Cli
from tracker import __version__
from tracker.cli import COMMANDS
from tracker.domain.candle import Candle
from tracker.domain.times import INTERVALS, M1
from tracker.store.market_writer import MarketWriter
from tracker.store.paths import Home

SOURCE = Path(__file__).parents[2] / "src"


def test_the_version_is_told(cli: Cli) -> None:
    said = cli("--version")
    assert (said.code, said.out) == (0, f"tracker {__version__}\n")


def test_help_lists_every_command_and_every_command_has_its_own(cli: Cli) -> None:
    said = cli("--help")
    assert said.code == 0
    for name in COMMANDS:
        assert f"\n    {name} " in said.out
        own = cli(name, "--help")
        assert (own.code, own.err) == (0, "")
        assert own.out.startswith(f"usage: tracker {name} ")
        assert "--gateway URL" in own.out


def test_the_help_names_all_lengths_of_candles_that_are_fetched(cli: Cli) -> None:
    words = " ".join(cli("level", "suggest", "--help").out.split())
    assert f" {', '.join(one.name for one in INTERVALS)} " in words


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (["--version"], []),
        (["status", "--help"], []),
        (["level", "add", "--help"], ["msgspec"]),  # the rules that it tells of are records
    ],
)
def test_nothing_heavy_is_loaded_to_tell_the_version_or_to_help(
    arguments: list[str], loaded: list[str]
) -> None:
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"  # what measures coverage has modules of its own
        "from tracker.cli import run\n"
        f"code = run({arguments!r})\n"
        "heavy = {'PySide6', 'asyncio', 'httpx', 'keyring', 'msgspec', 'numpy', 'sqlite3'}\n"
        "sys.stderr.write(f'{code} {sorted(heavy & set(sys.modules) - before)}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout
    assert done.stderr == f"0 {loaded}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fly"], "invalid choice: 'fly'"),
        (["show", "weather", "BTC"], "invalid choice: 'weather'"),
        (["show", "candles"], "the following arguments are required: SYMBOL"),
        (["show", "candles", "../etc"], "“../ETC” is not the name of a coin."),
        (["show", "candles", ""], "No coin is named."),
        (["show", "candles", "BTC", "--interval", "soon"], "“soon” is not an interval"),
        (["show", "candles", "BTC", "--from", "yesterday"], "“yesterday” is not a time"),
        (["show", "candles", "BTC", "--format", "xml"], "invalid choice: 'xml'"),
        (["level"], "the following arguments are required: ACTION"),
        (["level", "add", "BTC", "high"], "“high” is not a price."),
        (["level", "add", "BTC", "-5"], "A price is above zero."),
        (["level", "add", "BTC", "inf"], "A price is above zero."),
        (["level", "add", "BTC", "5", "--rule", "often"], "“often” is not a rule; write touch"),
        (["level", "remove", "first"], "invalid int value: 'first'"),
        (["collect", "--for", "long"], "“long” is not a number of seconds."),
        (["collect", "--for", "-1"], "A time is not negative."),
        (["collect", "--symbols", "BTC,$"], "“$” is not the name of a coin."),
        (["replay"], "the following arguments are required: FILE"),
        (["export", "BTC", "--out", "x.png", "--size", "big"], "“big” is not a size"),
        (["export", "BTC", "--out", "x.png", "--scale", "big"], "“big” is not a scale."),
        (["export", "BTC", "--out", "x.png", "--scale", "9"], "A scale is between 0.25 and 8."),
        (
            ["export", "BTC", "--out", "x.png", "--style", "kagi"],
            "“kagi” is no style of candles: candles, hollow, heikin-ashi, bars, line, area.",
        ),
        (
            ["export", "BTC", "--out", "x.png", "--scale-mode", "square"],
            "“square” is no scale of prices: linear, log, percent.",
        ),
        (["--quit-after", "soon"], "“soon” is not a number of seconds."),
    ],
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(
    cli: Cli, home: Home, arguments: list[str], words: str
) -> None:
    said = cli(*arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert "Traceback" not in said.err
    # Nothing was begun.
    assert not home.data.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["level", "remove", "7"], "There is no level with the number 7."),
        (["replay", "nothing.jsonl"], "nothing.jsonl cannot be read: No such file or directory."),
        (["--gateway", "ftp://x", "collect", "--for", "0"], "gateway"),
        (["collect", "--for", "0", "--gateway", "http://192.0.2.1:1"], "--insecure-gateway"),
        (["--demo", "nowhere", "collect", "--for", "0"], "There is no scenario “nowhere”"),
    ],
)
def test_a_failure_is_one_sentence_and_exit_code_1(
    cli: Cli, arguments: list[str], words: str
) -> None:
    said = cli(*arguments)
    assert (said.code, said.out) == (1, "")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_settings_that_cannot_be_read_are_named_and_kept(cli: Cli, home: Home) -> None:
    home.make()
    home.config_file.write_text("assets = 7\n")
    said = cli("status")
    assert said.code == 1
    assert "config.toml: assets is a list of coins" in said.err
    assert home.config_file.read_text() == "assets = 7\n"


def test_an_interrupt_is_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.commands.status.status", interrupted)
    assert cli("status").code == 130


def test_a_reader_that_has_enough_is_no_failure_and_neither_qt_nor_the_network_is_loaded(
    home: Home, writer: MarketWriter, hour_ms: int
) -> None:
    writer.write(
        [
            Candle(SPOT, M1, hour_ms - at * M1.ms, 7e4, 7e4, 7e4, 7e4, 1.0, closed=True)
            for at in range(1, 3_000)
        ]
    )
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"  # what measures coverage has modules of its own
        "from tracker.cli import run\n"
        "code = run(['show', 'candles', 'BTC', '--interval', '1m', '--format', 'json'])\n"
        "loaded = {'httpx', 'websockets', 'PySide6', 'keyring'} & set(sys.modules)\n"
        "sys.stderr.write(f'{code} {sorted(loaded)}')\n"
    )
    environment = {**os.environ, "TRACKER_HOME": str(home.data), "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().startswith('{"at":')
        child.stdout.close()
        assert child.stderr.read() == "0 []"
        assert child.wait(30) == 0
