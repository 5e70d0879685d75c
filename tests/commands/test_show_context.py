"""`tracker show context`: a coin or none, three forms, and nothing where nothing is known."""

from __future__ import annotations

import pytest

from commands.conftest import Cli
from tracker.domain.context import Holding, Reading, Series
from tracker.store.market_writer import MarketWriter


def fill(writer: MarketWriter, hour_ms: int) -> None:
    writer.write(
        [
            Reading("alternative.me", Series.FEAR_GREED, "", hour_ms, hour_ms, 9.0, words="Fear"),
            Reading("coingecko", Series.DOMINANCE, "BTC", hour_ms, hour_ms, 0.575, closed=False),
            Holding("coingecko", "BTC", "Keeper", "", hour_ms, 10.0, 800_000.0),
        ]
    )


def test_without_a_coin_it_is_about_bitcoin(cli: Cli, filled: MarketWriter, hour_ms: int) -> None:
    fill(filled, hour_ms)
    rows = cli("show", "context", "--format", "json").rows()
    assert rows == cli("show", "context", "BTC", "--format", "json").rows()
    by_figure = {row["figure"]: row for row in rows}
    assert by_figure["dominance"] | {"age_s": 0} == {
        "figure": "dominance",
        "asset": "BTC",
        "value": 0.575,
        "unit": "fraction",
        "before": None,
        "before_as_of": None,
        "says": None,
        "source": "coingecko",
        "as_of": by_figure["treasury"]["as_of"],
        "age_s": 0,
        "stale": False,
    }
    assert by_figure["fear_greed"]["says"] == "fear"
    # 70,050 against 80,000 a coin.
    assert by_figure["treasury"]["unrealised_usd"] == pytest.approx(-99_500.0)


def test_a_table_names_who_wants_to_be_named(cli: Cli, filled: MarketWriter, hour_ms: int) -> None:
    fill(filled, hour_ms)
    said = cli("show", "context")
    assert said.code == 0
    assert said.out.splitlines()[0].split()[:3] == ["figure", "of", "value"]
    assert "57.5" in said.out
    assert "Powered by CoinGecko" in said.err
    assert cli("show", "context", "--format", "csv").out.startswith("figure,asset,value,")


def test_the_market_has_its_context(cli: Cli, filled: MarketWriter, hour_ms: int) -> None:
    fill(filled, hour_ms)
    (market,) = cli("show", "market", "BTC", "--format", "json").rows()
    assert market["context"]["dominance"]["value"] == 0.575
    assert market["context"]["oi_to_market_cap"]["value"] is None
    assert market["context"]["treasuries"][0]["holder"] == "Keeper"


@pytest.mark.parametrize("kind", ["candles", "market"])
def test_everything_else_needs_a_coin(cli: Cli, kind: str) -> None:
    said = cli("show", kind)
    assert said.code == 2
    assert f"tracker show {kind} BTC" in said.err


def test_a_service_that_is_not_there_cannot_be_switched_on(cli: Cli, home: object) -> None:
    home.make()
    home.config_file.write_text('opt_in = ["nobody"]\n', encoding="utf-8")
    said = cli("status")
    assert said.code == 1
    assert "opt_in names “nobody”; there is yahoo." in said.err


def test_a_service_that_is_switched_on_is_asked_like_the_others(cli: Cli, home: object) -> None:
    home.make()
    home.config_file.write_text('opt_in = ["yahoo"]\n', encoding="utf-8")
    rows = {(row["venue"], row["channel"]): row for row in cli("status", "--json").rows()}
    assert rows["yahoo", "indices"]["reason"] == "No Tracker has run here yet."
