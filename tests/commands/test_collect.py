"""`tracker collect` and `tracker replay`: the engine without a window, through real sockets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import tracker
from commands.conftest import Cli, ServedMarket
from loopback import Exchange, Reply
from loopback.venues import kline_frame
from tracker.commands.collect import Teller
from tracker.domain.alert import Alert, Priority
from tracker.domain.health import Channel, Health, State
from tracker.domain.times import H1, HOUR_MS, iso
from tracker.services.collector import Update
from tracker.services.notices import Notice
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.paths import Home

KLINES = "data-stream.binance.vision"


def until(condition: Callable[[], object], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.05)


def hours_stored(home: Home) -> int:
    """Hourly candles of the reference market in the cache."""
    reader = MarketReader.open(home.market_file)
    if reader is None:
        return 0
    with closing(reader):
        spot = [one for one in reader.markets("BTC") if one.venue == "binance-spot"]
        return len(reader.candles(spot[0], H1)) if spot else 0


def test_a_break_is_one_json_line_while_others_ask_and_an_interrupt_is_130(
    cli: Cli, home: Home, exchange: Exchange, market: ServedMarket
) -> None:
    cli("level", "add", "BTC", "69000", "--rule", "hourly")
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(tracker.__file__).parents[1]),
        "TRACKER_GATEWAY": exchange.url,
    }
    arguments = [sys.executable, "-m", "tracker", "collect", "--symbols", "BTC", "--json"]
    with subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as engine:
        try:
            until(lambda: cli("level", "list", "--json").rows()[0]["side"] == "support")
            until(lambda: exchange.connected(KLINES))
            until(lambda: hours_stored(home) > 900)
            open_ms = H1.floor(market.now_ms())
            market.closes["BTC", "1h", open_ms] = 67_500.0
            exchange.push(KLINES, kline_frame(market, "BTC", "1h", open_ms, closed=True))
            assert engine.stdout is not None
            told = [json.loads(engine.stdout.readline()) for _ in range(2)]
            # A second process may ask meanwhile, and reads the same from the journal.
            states = {(row["venue"], row["channel"]): row for row in cli("status", "--json").rows()}
            assert states["binance-spot", "candles"]["state"] == "live"
            assert cli("show", "alerts", "BTC", "--format", "json").rows() == told
            busy = cli("collect", "--for", "5", "--gateway", exchange.url)
            assert (busy.code, busy.out) == (1, "")
            assert "already fills this cache" in busy.err
        finally:
            engine.send_signal(signal.SIGINT)
            out, err = engine.communicate(timeout=30)
        assert (engine.returncode, out, err) == (130, "", "")
    assert [one["event"] for one in told] == ["pierced", "broken"]
    assert (told[1]["price"], told[1]["state"]) == (67_500.0, "BROKEN")
    assert (told[1]["at"], told[1]["late"]) == (iso(open_ms + HOUR_MS), False)
    with closing(Journal.open(home.journal_file)) as journal:
        assert journal.undelivered() == []
    reasons = {row["reason"] for row in cli("status", "--json").rows() if row["state"] == "off"}
    assert any("No Tracker runs since" in str(reason) for reason in reasons)


@pytest.mark.usefixtures("market")
def test_so_many_seconds_fill_the_cache_and_make_a_recording_that_plays(
    cli: Cli, home: Home, exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.set_fault("api.bybit.com/v5/market/tickers", Reply("<html>"))
    file = tmp_path / "session.jsonl"
    began = time.monotonic()
    said = cli(
        "collect", "--for", "4", "--symbols", "BTC", "--record", file, "--gateway", exchange.url
    )
    assert time.monotonic() - began < 12
    assert (said.code, said.err) == (0, "")
    assert " is live\n" in said.out
    assert hours_stored(home) > 900
    assert (home.logs / "tracker.log").read_text()
    candles = cli("show", "candles", "BTC", "--format", "json").rows()
    assert candles[-1]["closed"] is False

    other = tmp_path / "again"
    other.mkdir()
    (other / "config.toml").write_text('assets = ["BTC"]\n')
    monkeypatch.setenv("TRACKER_HOME", str(other))
    played = cli("replay", file, "--speed", "4")
    assert (played.code, played.err) == (0, "")
    assert played.out.startswith("Playing ")
    assert "at 4 times their speed.\n" in played.out
    again = cli("show", "candles", "BTC", "--format", "json").rows()
    # An answer that came as the time was up is recorded, and may not have been stored any more.
    closes = {row["at"]: row["close"] for row in again}
    assert {row["at"]: closes.get(row["at"]) for row in candles} == {
        row["at"]: row["close"] for row in candles
    }
    silent = cli("replay", file, "--speed", "100", "--json")
    assert (silent.code, silent.out) == (0, "")


def test_a_recording_without_a_frame_is_refused(cli: Cli, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    said = cli("replay", empty)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"{empty} holds no recorded frame or answer.\n"


def test_a_recording_that_cannot_be_written_is_said_before_anything_is_asked(
    cli: Cli, exchange: Exchange, tmp_path: Path
) -> None:
    where = tmp_path / "nowhere" / "session.jsonl"
    said = cli("collect", "--for", "1", "--record", where, "--gateway", exchange.url)
    assert said.code == 1
    assert said.err == f"The recording {where} cannot be written: No such file or directory.\n"
    assert exchange.log == []


def test_a_damaged_cache_is_begun_anew_and_said(cli: Cli, home: Home, exchange: Exchange) -> None:
    home.make()
    home.market_file.write_bytes(b"a database once" * 500)
    said = cli("collect", "--for", "0", "--gateway", exchange.url)
    assert said.code == 0
    assert "The market cache was damaged; it is kept as market" in said.out


# --- what is said ----------------------------------------------------------------------------------


def health(state: State, reason: str | None = None) -> Health:
    return Health("okx", Channel.OI, state, reason=reason)


def test_ups_and_downs_are_told_once_and_what_was_never_up_is_not_told_as_down(
    capsys: pytest.CaptureFixture[str],
) -> None:
    teller = Teller(as_json=False)
    for state in (State.OFF, State.DOWN, State.LIVE, State.QUIET, State.STALE, State.DOWN):
        teller.take(Update(health=[health(state, "Why not.")]))
    assert capsys.readouterr().out.splitlines() == ["okx oi is live", "okx oi is stale: Why not."]


def test_notices_are_sentences_and_are_confirmed_in_either_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    notice = Notice("BTC 69,000 broken", "Close below, 68,000.", "BTC", 1_770_220_800_000, ("a",))
    for as_json, out in (
        (False, "2026-02-04T16:00:00Z  BTC 69,000 broken: Close below, 68,000.\n"),
        (True, ""),
    ):
        stamped: list[Notice] = []
        teller = Teller(as_json=as_json)
        teller.stamp = stamped.append
        teller.take(Update(notices=[notice]))
        teller.note("Playing.")
        assert stamped == [notice]
        assert capsys.readouterr().out == (out if as_json else out + "Playing.\n")
        teller.close()
        teller.take(Update(notices=[notice]))
        assert stamped == [notice]
        capsys.readouterr()


def test_what_rules_found_is_told_in_either_form(capsys: pytest.CaptureFixture[str]) -> None:
    found = Alert(
        rule_id=3,
        cycle=1,
        asset="BTC",
        condition="oi:4h-5%",
        at_ms=1_770_220_800_000,
        title="BTC open interest −5.4 % in 4h",
        body="Positions, counted in coins.",
        priority=Priority.NORMAL,
        late=True,
    )
    Teller(as_json=False).take(Update(alerts=[found]))
    line = "2026-02-04T16:00:00Z  BTC open interest −5.4 % in 4h, found late"
    assert capsys.readouterr().out.splitlines() == [line]
    Teller(as_json=True).take(Update(alerts=[found]))
    row = json.loads(capsys.readouterr().out)
    assert (row["condition"], row["id"]) == ("oi:4h-5%", found.id)
