"""`tracker level`: made, listed and removed, for people and for programs."""

from __future__ import annotations

import pytest

from commands.conftest import Cli
from tracker.store.paths import Home


def test_a_level_is_made_listed_and_removed(cli: Cli, home: Home) -> None:
    assert cli("level", "list").out == "No levels yet. Add one with: tracker level add BTC 75000\n"
    assert cli("level", "list", "--json").rows() == []
    made = cli("level", "add", "btc", "69_000", "--note", "old high")
    assert made.code == 0
    assert "not placed yet  (hourly, decisive) · old high" in made.out
    cli("level", "add", "ETH", "2000", "--rule", "touch", "--rule", "close:60m*1")
    rows = cli("level", "list", "--json").rows()
    created = [row.pop("created") for row in rows]
    assert all(one.endswith("Z") for one in created)
    assert rows == [
        {
            "id": 1,
            "symbol": "BTC",
            "price": 69_000.0,
            "side": None,
            "rules": ["hourly", "decisive"],
            "states": {"hourly": "NEW", "decisive": "NEW"},
            "note": "old high",
            "color": None,
            "expires": None,
            "snoozed_until": None,
            "revised": 0,
            "venue": "binance-spot",
            "words": "not placed yet",
        },
        {
            "id": 2,
            "symbol": "ETH",
            "price": 2_000.0,
            "side": None,
            "rules": ["touch", "close:1h"],
            "states": {"touch": "NEW", "close:1h": "NEW"},
            "note": "",
            "color": None,
            "expires": None,
            "snoozed_until": None,
            "revised": 0,
            "venue": "binance-spot",
            "words": "not placed yet",
        },
    ]
    assert [row["id"] for row in cli("level", "list", "eth", "--json").rows()] == [2]
    assert cli("level", "remove", 1).out == "Level 1 is removed.\n"
    assert cli("level", "remove", 2, "--json").rows() == []
    assert cli("level", "list").out.startswith("No levels yet.")
    # A cache is not made by looking for one.
    assert not home.market_file.exists()
    assert home.journal_file.exists()


@pytest.mark.usefixtures("filled")
def test_a_filled_cache_places_a_level_at_once(cli: Cli) -> None:
    (above,) = cli("level", "add", "BTC", "71000", "--rule", "hourly", "--json").rows()
    (below,) = cli("level", "add", "BTC", "69000", "--rule", "hourly", "--json").rows()
    assert (above["side"], above["states"]) == ("resistance", {"hourly": "ARMED"})
    assert (below["side"], below["words"]) == ("support", "support")
    lines = cli("level", "list", "BTC").out.splitlines()
    assert [line.split()[2] for line in lines] == ["71,000", "69,000"]


def test_what_cannot_be_done_is_said_and_changes_nothing(cli: Cli) -> None:
    cli("level", "add", "BTC", "69000")
    twice = cli("level", "add", "BTC", "69000.0")
    assert (twice.code, twice.out) == (1, "")
    assert twice.err == "There is already a level at 69,000 (number 1).\n"
    cli("level", "remove", "1")
    again = cli("level", "remove", "1")
    assert (again.code, again.err) == (1, "There is no level with the number 1.\n")


def test_a_journal_that_is_damaged_is_said_and_kept(cli: Cli, home: Home) -> None:
    home.make()
    home.journal_file.write_bytes(b"levels of years" * 500)
    for arguments in (("level", "list"), ("show", "levels", "BTC"), ("level", "add", "BTC", "1")):
        said = cli(*arguments)
        assert (said.code, said.out) == (1, "")
        assert "journal.db" in said.err
    assert home.journal_file.read_bytes() == b"levels of years" * 500
