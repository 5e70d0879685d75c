"""`tracker show market`: one asset's figures with where each comes from, how old and how complete."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tracker.analysis.clustering import clustering
from tracker.analysis.leverage import CAVEAT, DEAD_ZONE, quadrant, supply_share, weighted_rate
from tracker.analysis.liquidation_windows import WindowFigures
from tracker.analysis.open_interest import change
from tracker.analysis.open_interest_split import InterestSplit, split, window_start
from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.domain.times import DAY_MS, HOUR_MS, iso
from tracker.services.beside import Beside
from tracker.services.cascade_json import cascade_json
from tracker.services.cascade_reading import cascade_view
from tracker.services.coverage import Json, coverage_json, coverage_rows, interest_coverage
from tracker.services.markets import own_market
from tracker.services.paces import Paces
from tracker.services.supply import circulating
from tracker.services.views import FRESH_MS, Views
from tracker.sources.base import Source
from tracker.store.market_reader import MarketReader

#: Venues without a rate per eight hours are normalised to it.
_FUNDING_HOURS = 8.0


def market_summary(
    views: Views,
    reader: MarketReader,
    sources: Sequence[Source],
    asset: str,
    now_ms: int,
    *,
    model: bool = False,
) -> Json:
    """One object; what is unknown is null.

    `model` adds the labelled estimate.
    """
    view = views.asset(asset, now_ms)
    supply = circulating(reader, asset, now_ms)
    interest = _interest(views, asset, now_ms, supply, view.price_dead_24h)
    funding = _funding(reader, sources, asset)
    held = _held(interest["by_venue"])
    return {
        "symbol": asset,
        "as_of": iso(now_ms),
        "price": {
            "value": view.price,
            "source": view.market.venue,
            "as_of": _iso(view.price_at_ms),
            "change_24h": view.change_24h,
            "mark": view.mark.price if view.mark is not None else None,
        },
        "tickers": _tickers(reader, sources, asset),
        "cascade": {
            **cascade_json(cascade_view(views, asset, now_ms)),
            "clustering": _clustering(views, asset, now_ms),
        },
        "open_interest": interest,
        "funding": funding,
        "funding_weighted": _weighted(funding, interest["by_venue"]),
        "long_short": _ratios(reader, sources, asset),
        "liquidations": {
            one.name: {
                **liquidations_json(one, model=model),
                "coverage_by_interest": _rounded(one.total.coverage.weighted(held), 4),
            }
            for one in Paces(model=model).read(views, asset, now_ms).windows
        },
    }


def liquidations_json(window: WindowFigures, *, model: bool = False) -> Json:
    """Every figure of one window (docs/methodology.md, sections 2.6 to 2.9)."""
    total, seen = window.total, window.is_seen
    found: Json = {
        "long_usd": total.long_usd if seen else None,
        "short_usd": total.short_usd if seen else None,
        "count": total.count if seen else None,
        "largest_usd": total.largest_usd,
        "largest_day": None,
        "compared_venues": list(window.compared),
        "median_usd": window.median_usd,
        "multiple": _rounded(window.multiple),
        "percentile": _rounded(window.percentile, 2),
        "robust_z": _rounded(window.score),
        "history_days": round(window.known_ms / DAY_MS, 2),
        "seasonal_multiple": _rounded(window.seasonal_multiple),
        "seasonally_adjusted": window.seasonally_adjusted,
        "bp_of_oi": _rounded(window.bp_of_oi),
        "dominance": _rounded(window.dominance),
        "saturated": window.saturated if seen else None,
        "corrected_count": _rounded(window.corrected_count, 1),
    }
    if window.largest_day is not None:
        day_ms, usd = window.largest_day
        found["largest_day"] = {"day": iso(day_ms)[:10], "usd": usd}
    if model:
        found["model_usd"] = _rounded(window.model_usd, 2)
    return {**found, **coverage_json(total.coverage)}


def _held(interest: object) -> dict[str, float]:
    """What each venue holds of the market, in USD, as last known: however old, it is a weight."""
    rows = interest if isinstance(interest, list) else ()
    return {row["venue"]: row["oi_usd"] for row in rows if row["oi_usd"] is not None}


def _rounded(value: float | None, digits: int = 6) -> float | None:
    return round(value, digits) if value is not None else None


def _tickers(reader: MarketReader, sources: Sequence[Source], asset: str) -> list[Json]:
    rows: list[Json] = []
    for source in sources:
        ticker = reader.ticker(own_market(reader, source, asset))
        if ticker is not None:
            rows.append(
                {
                    "venue": source.venue,
                    "symbol": ticker.market.symbol,
                    "last": ticker.last,
                    "change_24h": ticker.change_24h,
                    "volume_24h": ticker.volume_24h,
                    "volume_24h_usd": ticker.volume_24h_usd,
                    "as_of": iso(ticker.at_ms),
                }
            )
    return rows


def _weighted(funding: list[Json], interest: object) -> Json:
    """The mean rate per eight hours by open interest, and over which venues."""
    usd = {
        row["venue"]: row["oi_usd"]
        for row in (interest if isinstance(interest, list) else ())
        if row["in_total"]
    }
    pairs = [(row["venue"], row["rate_8h"], usd.get(row["venue"])) for row in funding]
    known = [(name, rate, size) for name, rate, size in pairs if rate is not None and size]
    rate = weighted_rate((rate, size) for _, rate, size in known)  # type: ignore[misc]
    return {"rate_8h": rate, "venues": [name for name, _, _ in known]}


def _interest(
    views: Views, asset: str, now_ms: int, supply: float | None, price_dead: float
) -> Json:
    venues = views.interest(asset, now_ms - 28 * DAY_MS, now_ms)
    rows: list[Json] = []
    coin = usd = 0.0
    counted = []
    for one in venues:
        at_ms = int(one.columns.at_ms[-1])
        coins, dollars = float(one.columns.coin[-1]), float(one.columns.usd[-1])
        counts = now_ms - at_ms <= FRESH_MS and math.isfinite(coins)
        rows.append(
            {
                "venue": one.venue,
                "oi_coin": _known(coins),
                "oi_usd": _known(dollars),
                "as_of": iso(at_ms),
                "in_total": counts,
            }
        )
        if counts:
            counted.append(one.venue)
            coin += coins
            usd += dollars
    changes: Json = {}
    for name, span in (("1h", HOUR_MS), ("24h", DAY_MS), ("7d", 7 * DAY_MS), ("4w", 28 * DAY_MS)):
        seen = interest_coverage(views, venues, asset, now_ms - span, now_ms)
        delta = change(venues, now_ms - span, now_ms)
        changes[name] = {
            "usd": delta.usd,
            "coin": delta.coin,
            "venues": list(delta.venues),
            "missing": list(delta.missing),
            "coverage": round(seen.share, 4),
            "coverage_by_venue": coverage_rows(seen),
            "split": _split(
                split(venues, window_start(now_ms, span), now_ms),
                price_dead if span == DAY_MS else DEAD_ZONE,
            ),
        }
    total = coin if counted else None
    return {
        "oi_coin": total,
        "oi_usd": _known(usd) if counted else None,
        "venues": counted,
        "by_venue": rows,
        "change": changes,
        "quadrant_caveat": CAVEAT,
        "circulating_supply": supply,
        "oi_to_market_cap": supply_share(total, supply),
    }


def _split(found: InterestSplit, price_dead: float) -> Json:
    """What price did and what positions did; null where no venue is known at both ends."""
    label = quadrant(found.price_change, found.contracts, price_dead=price_dead)
    return {
        "from": iso(found.from_ms),
        "to": iso(found.to_ms),
        "change": found.change,
        "change_usd": found.change_usd,
        "price_effect": found.price,
        "price_effect_usd": found.price_usd,
        "position_effect": found.position,
        "position_effect_usd": found.position_usd,
        "contracts": found.contracts,
        "price_change": found.price_change,
        "quadrant": str(label) if label is not None else None,
        "venues": list(found.venues),
        "missing": [
            {
                "venue": one.venue,
                "last_usd": one.last_usd,
                "as_of": _iso(one.at_ms),
            }
            for one in found.missing
        ],
        "matched_usd_share": found.matched_usd_share,
    }


def _funding(reader: MarketReader, sources: Sequence[Source], asset: str) -> list[Json]:
    rows: list[Json] = []
    for source in sources:
        newest = reader.newest_funding(own_market(reader, source, asset))
        if newest is not None:
            settles_ms, rate, hours, settled = newest
            rows.append(
                {
                    "venue": source.venue,
                    "at": iso(settles_ms),
                    "rate": rate,
                    "interval_h": hours,
                    "rate_8h": rate * _FUNDING_HOURS / hours if hours else None,
                    "settled": settled,
                }
            )
    return rows


def _clustering(views: Views, asset: str, now_ms: int) -> list[Json]:
    """An expert's diagnostic of each complete feed over a day (docs/methodology.md, section 11.4)."""
    rows: list[Json] = []
    for flow in views.flows(asset, now_ms - DAY_MS, now_ms):
        if flow.kind is not FeedKind.COMPLETE:
            continue
        seen = [(max(one, now_ms - DAY_MS), min(end, now_ms)) for one, end in flow.observed]
        found = clustering(flow.events.at_ms, flow.kind, seen)
        rows.append(
            {
                "venue": flow.venue,
                "ratio": found.ratio,
                "low95": found.low95,
                "high95": found.high95,
                "events": found.events,
            }
        )
    return rows


def _ratios(reader: MarketReader, sources: Sequence[Source], asset: str) -> list[Json]:
    rows: list[Json] = []
    for source in sources:
        if Channel.RATIOS not in source.channels:
            continue
        newest = reader.newest_ratio(own_market(reader, source, asset))
        if newest is not None:
            at_ms, long_share = newest
            rows.append(
                {
                    "venue": source.venue,
                    "as_of": iso(at_ms),
                    "long_share": long_share,
                    "long_short_ratio": long_share / (1 - long_share) if long_share < 1 else None,
                }
            )
    return rows


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _iso(at_ms: int | None) -> str | None:
    return iso(at_ms) if at_ms is not None else None


def beside_json(rows: Sequence[Beside]) -> list[Json]:
    """What services beside the venues say, each series by itself: it is in none of the sums above."""
    return [
        {
            "service": one.service,
            "exchange": one.exchange,
            "symbol": one.symbol,
            "label": one.label,
            "liquidations": {
                name: None
                if part is None
                else {
                    "long_usd": part.long_usd,
                    "short_usd": part.short_usd,
                    "coverage": round(part.share, 4),
                }
                for name, part in one.sums.items()
            },
            "as_of": _iso(one.as_of_ms),
            "oi_usd": one.interest_usd,
            "oi_coin": one.interest_coin,
            "oi_as_of": _iso(one.interest_as_of_ms),
        }
        for one in rows
    ]
