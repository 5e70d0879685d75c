"""`tracker doctor`: one line a finding; what is essential and wrong is exit code 1."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backends import fail, null

from commands.conftest import Cli, Said, ServedMarket
from loopback import Exchange, Reply
from tracker.sources import register_all
from tracker.sources.base import Source
from tracker.store.paths import Home

register_all()
COUNT = len([kind for kind in Source.registry.values() if not kind.simulated])
VENUES = ("binance", "binance-spot", "bybit", "okx", "gate")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a screen and without a keyring."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)


def findings(said: Said) -> dict[str, tuple[str, str]]:
    """(mark, words) by name."""
    lines = [line.split(maxsplit=2) for line in said.out.splitlines()]
    return {name: (mark, words) for mark, name, words in lines}


def test_a_server_without_screen_and_keyring_is_fine(
    cli: Cli, exchange: Exchange, market: ServedMarket
) -> None:
    market.shift_ms = 0
    said = cli("doctor", "--gateway", exchange.url)
    found = findings(said)
    assert (said.code, said.err) == (0, "")
    assert found["folders"][0] == "ok"
    assert found["cache"] == ("ok", "There is none yet; it fills when Tracker runs.")
    assert found["journal"] == ("ok", "journal.db, 0 levels.")
    assert found["keyring"][0] == found["screen"][0] == "note"
    assert "last for one session only" in found["keyring"][1]
    assert "collect and show work" in found["screen"][1]
    assert found["network"] == ("ok", f"{COUNT} of {COUNT} venues answer.")
    assert {venue: found[venue] for venue in VENUES} == dict.fromkeys(VENUES, ("ok", "It answers."))
    assert found["clock"] == ("ok", "It agrees with the venues within a second.")


def test_a_clock_that_is_off_is_said_in_seconds(
    cli: Cli, exchange: Exchange, market: ServedMarket
) -> None:
    market.shift_ms = 0
    market.offset_ms = -30_000
    mark, words = findings(cli("doctor", "--gateway", exchange.url))["clock"]
    assert mark == "note"
    assert words.startswith("It is off by 30.")
    assert words.endswith(" s against the venues; set it by the network.")


def test_a_network_that_reaches_nobody_fails(cli: Cli, exchange: Exchange) -> None:
    exchange.set_fault("", Reply("", 503))
    said = cli("doctor", "--gateway", exchange.url)
    found = findings(said)
    assert said.code == 1
    assert found["network"] == ("FAIL", f"0 of {COUNT} venues answer.")
    assert found["bybit"] == ("note", "It reports a fault of its own (HTTP 503).")
    assert "clock" not in found


def test_one_venue_that_is_away_does_not_fail(
    cli: Cli, exchange: Exchange, market: ServedMarket, monkeypatch: pytest.MonkeyPatch
) -> None:
    del market
    monkeypatch.setattr("tracker.commands.doctor._NETWORK_S", 0.0)
    found = findings(cli("doctor", "--gateway", exchange.url))
    assert found["bybit"] == ("note", "It did not answer in time.")
    monkeypatch.undo()
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    exchange.set_fault("api.gateio.ws/", Reply("", 451))
    said = cli("doctor", "--gateway", exchange.url)
    found = findings(said)
    assert found["network"] == ("ok", f"{COUNT - 1} of {COUNT} venues answer.")
    assert found["gate"] == ("note", "It is not available from this country or network.")


def test_a_gateway_that_makes_no_sense_is_a_finding(cli: Cli) -> None:
    said = cli("doctor", "--gateway", "nonsense")
    assert said.code == 1
    assert findings(said)["network"][0] == "FAIL"


@pytest.mark.usefixtures("filled")
def test_what_is_stored_is_told(
    cli: Cli, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = null.Keyring()
    monkeypatch.setattr(type(backend), "priority", 1)
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    cli("level", "add", "BTC", "69000")
    found = findings(cli("doctor", "--gateway", exchange.url))
    assert found["cache"][0] == "ok"
    assert found["cache"][1].startswith("market.db, ")
    assert found["journal"] == ("ok", "journal.db, 1 level.")
    assert found["keyring"] == ("ok", f"{backend.name}.")


def test_a_damaged_journal_fails(cli: Cli, home: Home, exchange: Exchange) -> None:
    home.make()
    home.journal_file.write_bytes(b"levels of years" * 500)
    said = cli("doctor", "--gateway", exchange.url)
    assert said.code == 1
    mark, words = findings(said)["journal"]
    assert mark == "FAIL"
    assert "journal.db" in words


def test_a_folder_that_cannot_be_written_fails(
    cli: Cli, exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "logs").write_text("in the way")
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "one"))
    said = cli("doctor", "--gateway", exchange.url)
    assert said.code == 1
    logs = tmp_path / "one" / "logs"
    assert findings(said)["folders"] == ("FAIL", f"The folder {logs} cannot be made: File exists.")
    # The folder is there, but something in it is in the way of writing.
    (tmp_path / "two" / ".writable").mkdir(parents=True)
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "two"))
    mark, words = findings(cli("doctor", "--gateway", exchange.url))["folders"]
    assert (mark, words.startswith(f"{tmp_path / 'two'} cannot be written: ")) == ("FAIL", True)
