"""Every coin that a venue lists, how they are ranked, and what a typed word finds."""

from __future__ import annotations

import pytest

from tracker.domain.derivatives import Ticker
from tracker.domain.market import Contract, Market
from tracker.services.coins import Coin, known_coins, search
from tracker.services.storage import Storage
from tracker.sources.binance import Binance
from tracker.sources.bybit import Bybit

COINS = [Coin(name, ("a",)) for name in ("PEPECOIN", "SPEPE", "PEPE", "KAS", "1INCH", "BTC")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pepe", ["PEPE", "PEPECOIN", "SPEPE"]),
        (" 1000PEPE ", ["PEPE", "PEPECOIN", "SPEPE"]),
        ("kPEPE", ["PEPE", "PEPECOIN", "SPEPE"]),
        ("kas", ["KAS"]),
        ("KAS", ["KAS"]),
        ("1inch", ["1INCH"]),
        ("nothing", []),
        ("", [coin.asset for coin in COINS]),
    ],
)
def test_a_word_finds_the_name_then_what_begins_so_then_what_holds_it(
    text: str, found: list[str]
) -> None:
    assert sorted(one.asset for one in search(COINS, text)) == sorted(found)
    if text:
        assert [one.asset for one in search(COINS, text)] == found


async def test_coins_are_ranked_by_venues_and_then_by_volume(storage: Storage) -> None:
    def market(venue: str, symbol: str, asset: str) -> Market:
        return Market(venue, symbol, asset, Contract.LINEAR)

    loud = market("bybit", "LOUDUSDT", "LOUD")
    await storage.write(
        [
            market("binance", "BTCUSDT", "BTC"),
            market("binance", "BTCUSDC", "BTC"),
            market("bybit", "BTCUSDT", "BTC"),
            market("bybit", "CALMUSDT", "CALM"),
            market("gone", "GONEUSDT", "GONE"),
            market("bybit", "odd", "not a coin"),
            loud,
            Ticker(loud, 1, 1.0, None, None, None, None, 5e6),
        ]
    )
    sources = [Bybit(), Binance()]
    found = await storage.read(lambda reader, _: known_coins(reader, sources))
    assert found == [
        Coin("BTC", ("bybit", "binance")),
        Coin("LOUD", ("bybit",), 5e6),
        Coin("CALM", ("bybit",)),
    ]
    assert known_coins(None, sources) == []
