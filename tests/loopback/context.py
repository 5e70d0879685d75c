"""What the services of market context answer: their documented envelopes around a small, computable world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from loopback.market import Market
from loopback.server import Exchange, Query, Reply

COINGECKO, ALTERNATIVE = "api.coingecko.com", "api.alternative.me"
ECB, FRED = "data-api.ecb.europa.eu", "fred.stlouisfed.org"
CBOE, YAHOO = "cdn.cboe.com", "query1.finance.yahoo.com"
DAY_MS = 86_400_000
SUPPLY = {"BTC": 20_000_000.0, "ETH": 120_000_000.0}
COINS, COST = 700_000, 53_000_000_000.0
FEAR, DEPOSIT, EUR_USD, VIX, DVOL = 11, 2.0, 1.1511, 19.5, 61.25
FRED_VALUES = {"DFF": 3.64, "DGS10": 4.18, "DTWEXBGS": 119.2, "VIXCLS": 99.0, "SP500": 6_900.0}
ZONES = {"^STOXX50E": 8, "^GDAXI": 8, "^FTSE": 8, "^GSPC": 15, "^IXIC": 15}


def days(market: Market, count: int) -> list[datetime]:
    """The last weekdays before today, oldest first."""
    today = datetime.fromtimestamp(market.now_ms() / 1_000, UTC)
    midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
    found = (midnight - timedelta(days=number) for number in range(2 * count, 0, -1))
    return [day for day in found if day.weekday() < 5][-count:]


def serve_context(exchange: Exchange, market: Market) -> None:
    """Let the exchange answer as every service does."""
    _coingecko(exchange, market)

    def fear(query: Query) -> Any:
        today = market.now_ms() // DAY_MS * DAY_MS // 1_000
        rows = [
            {
                "value": str(FEAR + number),
                "value_classification": "Extreme Fear",
                "timestamp": str(today - number * 86_400),
            }
            for number in range(int(query["limit"]))
        ]
        return {"name": "Fear and Greed Index", "data": rows, "metadata": {"error": None}}

    exchange.rule(ALTERNATIVE, "/fng/", fear)
    for key, value in (("FM/D.U2.EUR.4F.KR.DFR.LEV", DEPOSIT), ("EXR/D.USD.EUR.SP00.A", EUR_USD)):
        rows = [f"{day:%Y-%m-%d},{value}" for day in days(market, 20)]
        text = "\r\n".join(["TIME_PERIOD,OBS_VALUE", *rows, ""])
        exchange.rule(ECB, f"/service/data/{key}", lambda _q, text=text: _csv(text))

    def fred(query: Query) -> Reply:
        name = query["id"]
        value = FRED_VALUES.get(name, 23_000.0)
        rows = [
            f"{day:%Y-%m-%d},{value * (1 + 0.01 * (number % 3))}"
            for number, day in enumerate(days(market, 80))
        ]
        return _csv("\n".join([f"observation_date,{name}", *rows]))

    exchange.rule(FRED, "/graph/fredgraph.csv", fred)
    vix = [f"{day:%m/%d/%Y},{VIX},{VIX},{VIX},{VIX}" for day in days(market, 80)]
    table = "\n".join(["DATE,OPEN,HIGH,LOW,CLOSE", *vix])
    path = "/api/global/us_indices/daily_prices/VIX_History.csv"
    exchange.rule(CBOE, path, lambda _q: _csv(table))
    for symbol, hour in ZONES.items():
        exchange.rule(
            YAHOO,
            f"/v8/finance/chart/{symbol.replace('^', '%5E')}",
            lambda _q, hour=hour: _chart(market, hour),
        )


def _csv(text: str) -> Reply:
    return Reply(text, headers={"Content-Type": "text/csv"})


def _coingecko(exchange: Exchange, market: Market) -> None:
    def price(asset: str) -> float:
        return float(market.price(asset, market.now_ms()))

    def markets(_query: Query) -> Any:
        stamp = datetime.fromtimestamp(market.now_ms() / 1_000, UTC).isoformat()
        return [
            {
                "id": asset.lower(),
                "symbol": asset.lower(),
                "market_cap": supply * price(asset),
                "circulating_supply": supply,
                "last_updated": stamp.replace("+00:00", "Z"),
            }
            for asset, supply in SUPPLY.items()
        ]

    def everything(_query: Query) -> Any:
        return {
            "data": {
                "total_market_cap": {"usd": 2.5e12},
                "market_cap_percentage": {"btc": 57.5, "eth": 9.5},
                "updated_at": market.now_ms() // 1_000,
            }
        }

    def treasury(_query: Query) -> Any:
        known = {"name": "Keeper", "symbol": "NASDAQ:KEEP", "total_holdings": COINS}
        return {
            "companies": [
                {**known, "total_entry_value_usd": COST},
                {"name": "Silent", "symbol": "", "total_holdings": 5, "total_entry_value_usd": 0},
            ]
        }

    exchange.rule(COINGECKO, "/api/v3/coins/markets", markets)
    exchange.rule(COINGECKO, "/api/v3/global", everything)
    for coin in ("bitcoin", "ethereum"):
        exchange.rule(COINGECKO, f"/api/v3/companies/public_treasury/{coin}", treasury)


def _chart(market: Market, hour: int) -> Any:
    sessions = [int(day.timestamp()) + hour * 3_600 for day in days(market, 80)]
    closes: list[float | None] = [5_000.0 + 10 * (at % 7) for at in range(len(sessions))]
    closes[3] = None
    meta = {"regularMarketTime": sessions[-1] + 40_000, "regularMarketPrice": closes[-1]}
    indicators = {"quote": [{"close": closes}]}
    result = {"meta": meta, "timestamp": sessions, "indicators": indicators}
    return {"chart": {"result": [result], "error": None}}
