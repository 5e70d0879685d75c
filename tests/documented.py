"""The documented JSON examples that stand over the parsers, as bodies: by venue and parser.

An ellipsis in the docstring is left out here, rows of an envelope stand in it; nothing else differs.
"""

from __future__ import annotations

from venues import CASES

BINANCE: dict[str, bytes] = {
    "klines": b"""[[1586987400000,"6733.55","6737.79","6726.61","6727.14","121.20",1586987699999,
        "815879.4",2208,"56.19","378311.7","0"]]""",
    "tickers": b"""{"symbol":"BTCUSDT","lastPrice":"6705.82","openPrice":"6872.64",
        "highPrice":"6933.00","lowPrice":"6680.10","volume":"57857.49",
        "quoteVolume":"392659910.6","closeTime":1586991278494}""",
    "time": b'{"serverTime":1620099477465}',
    "spot_frame": b"""{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1638747660000,
        "s":"BTCUSDT","k":{"t":1638747660000,"T":1638747719999,"s":"BTCUSDT","i":"1m",
        "o":"0.0010","c":"0.0020","h":"0.0025","l":"0.0010","v":"1000","n":100,"x":true,
        "q":"1.0000","V":"500","Q":"0.500"}}}""",
    "usdm_frame": b"""{"stream":"btcusdt@forceOrder","data":{"e":"forceOrder","E":1584059031426,
        "o":{"s":"BTCUSDT","S":"BUY","o":"LIMIT","f":"IOC","q":"0.014","p":"4793.91",
        "ap":"4706.04","X":"FILLED","l":"0.015","z":"0.014","T":1584059031421}}}""",
    "mark_frame": b"""{"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate",
        "E":1597536008000,"s":"BTCUSDT","p":"11857.56","i":"11851.86949091","r":"0.00015640",
        "T":1597564800000}}""",
    "exchange_info": b"""{"symbols":[{"symbol":"BTCUSDT","contractType":"PERPETUAL",
        "status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT"}]}""",
    "funding_info": b"""[{"symbol":"LPTUSDT","fundingIntervalHours":4,
        "adjustedFundingRateCap":"0.02000000"}]""",
    "premium": b"""{"symbol":"BTCUSDT","markPrice":"26780.82","indexPrice":"26798.25",
        "lastFundingRate":"0.00001","nextFundingTime":1687248000000,"time":1687244112000}""",
    "funding": b"""[{"symbol":"BTCUSDT","fundingRate":"0.00010000",
        "fundingTime":1698710400001}]""",
    "open_interest": b'{"symbol":"BTCUSDT","openInterest":"84617.188","time":1654336844754}',
    "open_interest_history": b"""[{"symbol":"BTCUSDT","sumOpenInterest":"20403.637",
        "sumOpenInterestValue":"150570784.07","timestamp":1583127900000}]""",
    "ratios": b"""[{"symbol":"BTCUSDT","longAccount":"0.5747","longShortRatio":"1.3513",
        "shortAccount":"0.4253","timestamp":1602561600000}]""",
}


def _bybit(rows: bytes) -> bytes:
    return (
        b'{"retCode":0,"retMsg":"OK","result":{"list":['
        + rows
        + b'],"nextPageCursor":""},"retExtInfo":{},"time":1731567491688}'
    )


BYBIT: dict[str, bytes] = {
    "tickers": _bybit(
        b"""{"symbol":"BTCUSDT","lastPrice":"29197.40","markPrice":"29197.40",
        "prevPrice24h":"29381.10","openInterest":"72480.801","openInterestValue":"2116250939.12",
        "singleOpenInterest":"","fundingRate":"0.0001","nextFundingTime":"1692172800000",
        "turnover24h":"1727340796.07"}"""
    ),
    "klines": _bybit(b'["1670608800000","17071","17073","17027","17055.5","268611","15.74462667"]'),
    "open_interest": _bybit(
        b"""{"openInterest":"63910691.0","singleOpenInterest":"31955346",
        "timestamp":"1780963200000"}"""
    ),
    "funding": _bybit(
        b'{"symbol":"ETHPERP","fundingRate":"0.0001","fundingRateTimestamp":"1672041600000"}'
    ),
    "ratios": _bybit(
        b"""{"symbol":"BTCUSDT","buyRatio":"0.49","sellRatio":"0.51",
        "timestamp":"1696262400000"}"""
    ),
    "instruments": _bybit(
        b"""{"symbol":"BTCUSDT","contractType":"LinearPerpetual","status":"Trading",
        "baseCoin":"BTC","quoteCoin":"USDT","launchTime":"1585526400000","fundingInterval":480}"""
    ),
    "frame": b"""{"topic":"allLiquidation.ROSEUSDT","type":"snapshot","ts":1739502303204,"data":[
        {"T":1739502302929,"s":"ROSEUSDT","S":"Sell","v":"20000","p":"0.04499"}]}""",
    "ticker_frame": b"""{"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT",
        "markPrice":"17217.33","indexPrice":"17227.36"},"cs":24987956059,"ts":1673272861686}""",
    "refusal_frame": b"""{"success":false,"ret_msg":"Invalid topic: invalid.topic.BTCUSDT",
        "op":"subscribe"}""",
}


def _okx(rows: bytes) -> bytes:
    return b'{"code":"0","msg":"","data":[' + rows + b"]}"


OKX: dict[str, bytes] = {
    "tickers": _okx(
        b"""{"instType":"SWAP","instId":"LTC-USD-SWAP","last":"9999.99","open24h":"9000",
        "high24h":"10000","low24h":"8888.88","volCcy24h":"2222","vol24h":"2222","sodUtc0":"0.1",
        "ts":"1597026383085"}"""
    ),
    "open_interest": _okx(
        b"""{"instId":"BTC-USDT-SWAP","instType":"SWAP","oi":"3246494.1","oiCcy":"32464.941",
        "oiUsd":"2078892496.94","ts":"1664005108969"}"""
    ),
    "funding": _okx(
        b"""{"instId":"BTC-USDT-SWAP","fundingRate":"0.0000792","fundingTime":"1703088000000",
        "nextFundingTime":"1703116800000","settFundingRate":"0.000141","ts":"1703070685309"}"""
    ),
    "candles": _okx(
        b"""["1747094040000","102806.1","102820.4","102806.1","102820.4","1040.37","10.4037",
        "1069603.34883","1"]"""
    ),
    "open_interest_history": _okx(b'["1790550000000","2800476.45","28006.5419","2360916466.88"]'),
    "ratios": _okx(b'["1729323600000","0.9398602814619824"]'),
    "liquidations": _okx(
        b"""{"instId":"BTC-USDT-SWAP","uly":"BTC-USDT","details":[{"bkLoss":"0",
        "bkPx":"64210.1","posSide":"short","side":"buy","sz":"13","ts":"1692266434010"}]}"""
    ),
    "instruments": _okx(
        b"""{"instId":"BTC-USDT-SWAP","ctType":"linear","ctVal":"0.01","ctMult":"1",
        "ctValCcy":"BTC","settleCcy":"USDT","state":"live","uly":"BTC-USDT"}"""
    ),
    "time": _okx(b'{"ts":"1597026383085"}'),
}

GATE: dict[str, bytes] = {
    "contract_stats": b"""[{"time":1654335300,"long_liq_size":0,"long_liq_usd":0,
        "short_liq_size":0,"short_liq_usd":0,"long_liq_usd_new":"0","mark_price":29692.91,
        "open_interest":749773515,"open_interest_usd":2226295750.1279,
        "lsr_account":1.7797816801139,"lsr_taker":0.07}]""",
    "tickers": b"""[{"contract":"BTC_USDT","last":"6432","low_24h":"6278","high_24h":"6790",
        "total_size":"32323904","change_percentage":"4.43","volume_24h_base":"28613220",
        "volume_24h_quote":"184040233284","mark_price":"6534","index_price":"6531",
        "funding_rate":"0.0001"}]""",
    "contracts": b"""[{"name":"BTC_USDT","type":"direct","quanto_multiplier":"0.0001",
        "mark_price":"37985.6","funding_rate":"0.002053","funding_interval":28800,
        "funding_next_apply":1610035200}]""",
    "candles": b"""[{"t":1539852480,"v":97151,"c":"1.032","h":"1.032","l":"1.032","o":"1.032",
        "sum":"3580"}]""",
    "funding": b'[{"t":1543968000,"r":"0.000157"}]',
}

DOCUMENTED: dict[str, dict[str, bytes]] = {
    "binance": BINANCE,
    "bybit": BYBIT,
    "okx": OKX,
    "gate": GATE,
    **{case.venue: case.documented for case in CASES},
}
