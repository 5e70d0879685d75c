"""HTX's stream: liquidations of all contracts, what proves them alive, and pings to be answered."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from tracker.domain.derivatives import Liquidation, Side
from tracker.domain.health import Channel
from tracker.domain.market import Market
from tracker.sources.base import Parsed
from tracker.sources.decode import Number, decode, moment, optional, positive, rows
from tracker.sources.errors import BadAnswer

LIQUIDATIONS, RATES = "public.*.liquidation_orders", "public.*.funding_rate"
_SUBSCRIBED_TWICE = 2014


class _Frame(msgspec.Struct):
    op: str = ""
    topic: str = ""
    ts: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"0"))
    code: int = msgspec.field(name="err-code", default=0)
    words: str = msgspec.field(name="err-msg", default="")
    data: msgspec.Raw = msgspec.field(default_factory=lambda: msgspec.Raw(b"[]"))


class _Order(msgspec.Struct):
    contract_code: str
    direction: str
    price: Number
    created_at: int
    trade_turnover: Number = None
    volume: Number = None


def parse_frame(frame: bytes | str, now_ms: int, *, known: Mapping[str, Market]) -> Parsed:
    """Liquidations of all contracts, the rates that prove the channel alive, and pings.

    {"op":"notify","topic":"public.ETH-USDT.liquidation_orders","ts":1789670297217,"data":[
      {"symbol":"ETH","contract_code":"ETH-USDT","direction":"buy","offset":"close","volume":500,
       "price":2446.26,"created_at":1789670297212,"amount":5,"trade_turnover":12231.3,
       "contract_type":"swap","pair":"ETH-USDT","business_type":"swap","trade_partition":"USDT"}]}
    {"op":"notify","topic":"public.*.funding_rate","ts":1603778748166,"data":[{"symbol":"BTC",
      "contract_code":"BTC-USDT","fee_asset":"USDT","funding_time":"1603778700000",
      "funding_rate":"-0.000220068774978695","settlement_time":"1603785600000","estimated_rate":null}]}
    {"op":"ping","ts":"1789676355591"}
    {"op":"sub","cid":"1","topic":"public.*.liquidation_orders","ts":1670903745088,"err-code":0}

    A ping is answered with its own `ts` as it came, number or text: without it HTX hangs up.
    """
    del now_ms
    row = decode(frame, _Frame)
    if row.op == "ping":
        text = bytes(row.ts).decode()
        decode(text, float)  # nothing but a number is sent back
        return Parsed(reply=f'{{"op":"pong","ts":{text}}}')
    if row.op == "sub":
        if row.code in (0, _SUBSCRIBED_TWICE):
            return Parsed(heard=(Channel.LIQUIDATIONS,) if row.topic == LIQUIDATIONS else ())
        reason = f"{row.topic} {row.code} {row.words}"[:200]
        return Parsed(error="It refused a subscription.", faults=[reason])
    if row.op != "notify":
        return Parsed()
    if row.topic.endswith(".liquidation_orders"):
        return _liquidations(bytes(row.data), known)
    return Parsed(heard=(Channel.LIQUIDATIONS,) if row.topic.endswith(".funding_rate") else ())


def _liquidations(data: bytes, known: Mapping[str, Market]) -> Parsed:
    parsed = Parsed()

    def build(row: _Order) -> Liquidation | None:
        market = known.get(row.contract_code)
        if market is None:
            parsed.dropped += 1
            return None
        return liquidation(market, row)

    values, parsed.faults = rows(decode(data, list[msgspec.Raw]), _Order, build)
    parsed.values += values
    return parsed


def liquidation(market: Market, row: _Order) -> Liquidation:
    """`direction` is the side of the ORDER: sell closed a long.

    USD = `trade_turnover`, which is contracts x contract size x price. Where it is left out, or
    tells the same, the coins are counted by the contracts; else they are what it paid for.
    """
    if row.direction not in ("buy", "sell"):
        raise BadAnswer("It sent a liquidation that cannot be true.", f"side {row.direction!r}")
    price, turnover = positive(row.price, "price"), optional(row.trade_turnover)
    coins = None
    if market.multiplier is not None:
        coins = positive(row.volume, "volume") * market.multiplier
    if turnover is None:
        if coins is None:
            raise BadAnswer("Its contract size is not known yet.", market.symbol)
        turnover = coins * price
    usd = positive(turnover, "trade_turnover")
    if coins is None or not math.isclose(coins * price, usd, rel_tol=1e-9):
        coins = usd / price
    return Liquidation(
        market=market,
        at_ms=moment(row.created_at, "created_at"),
        side=Side.LONG if row.direction == "sell" else Side.SHORT,
        price=price,
        quantity=coins,
        notional_usd=usd,
    )
