"""Counts what the exchange is asked against the limits that its venues document, by its own clock.

The figures are those of the vendors' documentation, written down here once more: what the program
believes of its limits is what is checked.
"""

from __future__ import annotations

import json
import math
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from loopback.context import ALTERNATIVE, CBOE, COINGECKO, ECB, FRED, YAHOO
from loopback.server import Asked


def _one(_asked: Asked) -> float:
    return 1.0


def _usdm(asked: Asked) -> float:
    limit = int(asked.query.get("limit", 500))
    if asked.path.endswith("/klines"):
        return 1 if limit < 100 else 2 if limit < 500 else 5 if limit <= 1_000 else 10
    if "symbol" in asked.query or asked.path.endswith(("/time", "/exchangeInfo")):
        return 10 if asked.host.startswith("dapi") and asked.path.endswith("/premiumIndex") else 1
    return 40


def _spot(asked: Asked) -> float:
    if asked.path.endswith("/exchangeInfo"):
        return 20
    return 1 if asked.path.endswith("/time") else 2


def _hyperliquid(asked: Asked) -> float:
    question = json.loads(asked.body or "{}")
    # A page of candles one more per 60 rows, of funding one more per 20.
    return 20 + {"candleSnapshot": 500 / 60, "fundingHistory": 480 / 20}.get(question["type"], 0)


def _deribit(asked: Asked) -> float:
    return 20 if asked.path.endswith("/get_instruments") else 1


@dataclass(frozen=True)
class Rule:
    """One documented limit: `amount` in any `seconds`, of each path apart where `per_path`."""

    host: str
    pattern: str
    amount: float
    seconds: float
    weigh: Callable[[Asked], float] = _one
    per_path: bool = False
    #: A pool refills all the time, so that twice its size may go in the time it takes to fill.
    is_pool: bool = False

    @property
    def most(self) -> float:
        return self.amount * (2 if self.is_pool else 1)


_OKX = "www.okx.com"
RULES = (
    Rule("data-api.binance.vision", "", 6_000, 60, _spot),
    Rule("fapi.binance.com", "/futures/data/", 1_000, 300),
    Rule("fapi.binance.com", "/fapi/v1/funding(Rate|Info)", 500, 300),
    Rule("fapi.binance.com", "/fapi/", 2_400, 60, _usdm),
    Rule("dapi.binance.com", "/futures/data/", 1_000, 300),
    Rule("dapi.binance.com", "/dapi/v1/funding(Rate|Info)", 500, 300),
    Rule("dapi.binance.com", "/dapi/", 2_400, 60, _usdm),
    Rule("api.bybit.com", "", 600, 5),
    Rule(_OKX, ".*/(liquidation-orders|candles)$", 40, 2, per_path=True),
    Rule(_OKX, ".*/long-short-account-ratio$", 5, 2),
    Rule(_OKX, ".*/(funding-rate.*|open-interest-history|time)$", 10, 2, per_path=True),
    Rule(_OKX, "", 20, 2, per_path=True),
    Rule("api.gateio.ws", "", 200, 10, per_path=True),
    Rule("api-pub.bitfinex.com", "/v2/liquidations", 3, 60),
    Rule("api-pub.bitfinex.com", "/v2/status", 90, 60),
    Rule("api-pub.bitfinex.com", "", 90, 60, per_path=True),
    Rule("api.bitget.com", ".*/account-long-short", 1, 1),
    Rule("api.bitget.com", "", 20, 1, per_path=True),
    Rule("api.hbdm.com", "", 240, 3),
    Rule("www.deribit.com", "", 100, 5, _deribit, is_pool=True),
    Rule("api.hyperliquid.xyz", "", 1_200, 60, _hyperliquid),
    Rule("futures.kraken.com", "", 100, 60),
    # By hearsay, and then those that document no limit of the addresses that are asked.
    Rule(COINGECKO, "", 10, 60),
    Rule(ALTERNATIVE, "", 60, 60),
    *(Rule(host, "", math.inf, 60) for host in (ECB, FRED, CBOE, YAHOO)),
)


@dataclass
class _Window:
    sent: deque[tuple[float, float]] = field(default_factory=deque)
    weight: float = 0.0
    peak: float = 0.0


class Counter:
    """The fullest that every limit has been."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, str, str], _Window] = {}
        self.requests = 0

    def count(self, asked: Asked) -> float:
        """Count a request; the share of its limit that is used now, 1 at the limit."""
        mine = (
            one for one in RULES if one.host == asked.host and re.match(one.pattern, asked.path)
        )
        rule = next(mine, None)
        assert rule is not None, f"the documented limit of {asked.host} is missing in RULES"
        key = (rule.host, rule.pattern, asked.path if rule.per_path else "")
        window = self._windows.setdefault(key, _Window())
        self.requests += 1
        weight = rule.weigh(asked)
        window.sent.append((asked.at, weight))
        window.weight += weight
        while window.sent[0][0] <= asked.at - rule.seconds + 1e-6:
            window.weight -= window.sent.popleft()[1]
        share = window.weight / rule.most
        window.peak = max(window.peak, share)
        return share

    def peaks(self) -> dict[tuple[str, str], float]:
        """The highest share of every limit, by host and what is counted together."""
        found: dict[tuple[str, str], float] = {}
        for (host, pattern, path), window in self._windows.items():
            key = host, path or pattern or "all"
            found[key] = max(found.get(key, 0.0), window.peak)
        return found
