"""What is traded where: assets, and the markets of the venues that trade them."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct


class Contract(StrEnum):
    """How a market's size turns into coins and USD."""

    SPOT = "spot"
    LINEAR = "linear"  # margined in USD(T): a contract is a number of coins
    INVERSE = "inverse"  # margined in the coin: a contract is a number of USD


class Market(Struct, frozen=True):
    """One instrument of one venue.

    Attributes:
        venue: the venue's short name, as in `status` (`binance-spot`, `bybit`).
        symbol: the venue's own name of the instrument (`BTCUSDT`, `BTC-USDT-SWAP`).
        asset: the coin it is about (`BTC`).
        contract: spot, linear or inverse.
        multiplier: coins per contract where linear, USD per contract where inverse; 1 where the
            venue counts in coins. None where the venue has not said yet: then contracts cannot be
            turned into coins, and nothing may be guessed.
        factor: coins per quoted unit (1000 for `1000PEPEUSDT`): prices are divided by it and
            quantities multiplied.
        funding_h: hours between two funding payments; None where unknown or where there is none.
    """

    venue: str
    symbol: str
    asset: str
    contract: Contract
    multiplier: float | None = 1.0
    factor: int = 1
    funding_h: float | None = None


#: The watchlist of a fresh installation, in order.
DEFAULT_ASSETS = ("BTC", "ETH", "BNB", "SOL", "XRP")


#: `1000PEPE` and `1MBABYDOGE`; one venue says `SHIB1000`.
_FACTOR = re.compile(r"^(10{3,7})([A-Z].*)$")
_MILLION = re.compile(r"^1M([A-Z]{3,})$")
_FACTOR_BEHIND = re.compile(r"^([A-Z]{2,})(10{3,7})$")


def coin_and_factor(base: str) -> tuple[str, int]:
    """`1000PEPE` is the coin PEPE quoted per 1000; `BTC` is quoted per one."""
    if match := _FACTOR.match(base):
        return match[2], int(match[1])
    if match := _MILLION.match(base):
        return match[1], 1_000_000
    if match := _FACTOR_BEHIND.match(base):
        return match[1], int(match[2])
    return base, 1
