"""The services that take a key, on the loopback exchange: they let in only who brings the right one."""

from __future__ import annotations

from typing import Any

from loopback.market import ASSETS
from loopback.server import Asked, Exchange, Query, Reply

KEY = "k3y-f0r-TESTS-0123456789"
WRONG = "wr0ng-k3y-9876543210"
COINALYZE, COINGLASS = "api.coinalyze.net", "open-api-v4.coinglass.com"
COINGECKO, FRED = "api.coingecko.com", "api.stlouisfed.org"
FRED_TABLES = "fred.stlouisfed.org"
HOUR_MS = 3_600_000
NAMES = {"A": "Binance", "6": "Bybit"}
LONG_USD, SHORT_USD, INTEREST_USD = 1_500.0, 500.0, 7e9


def serve_keyed(exchange: Exchange, now_ms: Any) -> None:
    """Let the exchange answer as these services do."""
    _serve_coinalyze(exchange, now_ms)
    _serve_coinglass(exchange, now_ms)
    exchange.rule(COINGECKO, "/api/v3/ping", lambda _q: {"gecko_says": "(V3) To the Moon!"})
    exchange.doors[COINGECKO] = lambda asked: _let(
        asked.headers.get("x-cg-demo-api-key"),
        Reply({"status": {"error_code": 10002, "error_message": "API Key Missing"}}, 401),
    )
    exchange.rule(
        FRED,
        "/fred/series/observations",
        lambda _q: {"count": 1, "observations": [{"date": "2026-03-02", "value": "4.33"}]},
    )
    exchange.rule(
        FRED_TABLES,
        "/graph/fredgraph.csv",
        lambda q: Reply(f"observation_date,{q['id']}\n2026-03-02,4.33\n".encode()),
    )
    exchange.rule(
        COINGECKO,
        "/api/v3/global",
        lambda _q: {
            "data": {
                "total_market_cap": {"usd": 2.6e12},
                "market_cap_percentage": {"btc": 57.9},
            }
        },
    )
    refused = "Bad Request.  The value for variable api_key is not registered."
    exchange.doors[FRED] = lambda asked: _let(
        asked.query.get("api_key"), Reply({"error_code": 400, "error_message": refused}, 400)
    )


def _let(given: str | None, refusal: Reply) -> Reply | None:
    return None if given == KEY else refusal


def _serve_coinalyze(exchange: Exchange, now_ms: Any) -> None:
    def door(asked: Asked) -> Reply | None:
        return _let(asked.headers.get("api_key"), Reply({"message": "Invalid API key"}, 401))

    def markets(_query: Query) -> Any:
        return [
            {
                "symbol": f"{asset}USDT_PERP.{code}",
                "exchange": code,
                "symbol_on_exchange": f"{asset}USDT",
                "base_asset": asset,
                "quote_asset": "USDT",
                "expire_at": None,
                "is_perpetual": True,
                "margined": "STABLE",
            }
            for asset in ASSETS
            for code in NAMES
        ]

    def history(query: Query, row: dict[str, float]) -> Any:
        first, last = int(query["from"]), min(int(query["to"]), now_ms() // 1_000)
        if first > 10**11:  # milliseconds
            return []
        hours = range(-(-first // 3_600) * 3_600, last + 1, 3_600)
        return [
            {"symbol": symbol, "history": [{"t": at, **row} for at in hours]}
            for symbol in query["symbols"].split(",")
        ]

    exchange.doors[COINALYZE] = door
    for path, rule in {
        "exchanges": lambda _q: [{"name": name, "code": code} for code, name in NAMES.items()],
        "future-markets": markets,
        "liquidation-history": lambda q: history(q, {"l": LONG_USD, "s": SHORT_USD}),
        "open-interest-history": lambda q: history(
            q, {"o": 1.0, "h": 2.0, "l": 0.5, "c": INTEREST_USD}
        ),
    }.items():
        exchange.rule(COINALYZE, f"/v1/{path}", rule)


def _serve_coinglass(exchange: Exchange, now_ms: Any) -> None:
    def door(asked: Asked) -> Reply | None:
        missing = Reply({"code": "30001", "msg": "API key missing."})
        return _let(asked.headers.get("cg-api-key"), missing)

    def enveloped(data: Any) -> Reply:
        limits = {"API-KEY-MAX-LIMIT": "80", "API-KEY-USE-LIMIT": "1"}
        return Reply({"code": "0", "msg": "success", "data": data}, headers=limits)

    def buckets(query: Query, row: dict[str, Any]) -> Reply:
        step = 4 * HOUR_MS
        first, last = int(query["start_time"]), min(int(query["end_time"]), now_ms())
        grid = range(-(-first // step) * step, last + 1, step)
        return enveloped([{"time": at, **row} for at in grid])

    def liquidations(query: Query) -> Reply:
        count = len(query["exchange_list"].split(","))
        return buckets(
            query,
            {
                "aggregated_long_liquidation_usd": count * LONG_USD,
                "aggregated_short_liquidation_usd": count * SHORT_USD,
            },
        )

    def split(_query: Query) -> Reply:
        row = {"long_liquidation_usd": LONG_USD, "short_liquidation_usd": SHORT_USD}
        return enveloped([{"exchange": name, **row} for name in ("All", "Bybit", "HTX")])

    def interest(_query: Query) -> Reply:
        row = {"open_interest_usd": INTEREST_USD, "open_interest_quantity": 100_000.0}
        return enveloped([{"exchange": name, **row} for name in ("All", "CME")])

    exchange.doors[COINGLASS] = door
    for path, rule in {
        "supported-coins": lambda _q: enveloped(list(ASSETS)),
        "supported-exchanges": lambda _q: enveloped(["Binance", "Bybit", "HTX"]),
        "liquidation/aggregated-history": liquidations,
        "liquidation/exchange-list": split,
        "open-interest/exchange-list": interest,
        "open-interest/aggregated-history": lambda q: buckets(q, {"close": str(INTEREST_USD)}),
    }.items():
        exchange.rule(COINGLASS, f"/api/futures/{path}", rule)
