"""`tracker show`: what the cache and the journal hold. Never waits for the network."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from tracker.analysis import words
from tracker.analysis.columns import BucketColumns
from tracker.analysis.liquidations import resolve
from tracker.app import App
from tracker.commands import OBJECTS
from tracker.commands.output import Cell, Row, json_line, write_rows
from tracker.commands.show_bars import bar_rows
from tracker.domain.derivatives import FeedKind
from tracker.domain.errors import WrongUsage
from tracker.domain.market import Market
from tracker.domain.times import DAY_MS, H1, Interval, iso
from tracker.services.beside import read_beside
from tracker.services.cascade_json import episode_row
from tracker.services.chart_candles import chart_candles, oldest_candle_ms
from tracker.services.context_rows import context_json, context_rows, csv_rows, table_rows
from tracker.services.context_view import ContextView, context_view
from tracker.services.found import alert_row, transition_row
from tracker.services.monitor import read_monitor
from tracker.services.monitor_rows import monitor_row
from tracker.services.summary import beside_json, market_summary
from tracker.services.views import LevelRow, Views
from tracker.store.journal import Journal
from tracker.store.market_reader import FOREVER_MS, MarketReader, day_windows


class Query(Struct, frozen=True):
    """What is asked for; `end_ms` is exclusive.

    `beside` are the services that are no venues: their rows are shown where they are named.
    """

    kind: str
    asset: str
    interval: Interval | None
    start_ms: int
    end_ms: int
    form: str
    venue: str | None
    beside: frozenset[str] = frozenset()


def show(app: App, query: Query) -> int:
    """Print rows; exit code 0 also for none."""
    views, reader, journal = app.views()
    try:
        rows = _rows(app, query, views, reader, journal)
        if query.kind == "context":
            view = _context(app, views, query.asset, app.now_ms(reader))
            faces = {"table": table_rows, "csv": csv_rows, "json": context_rows}
            write_rows(faces[query.form](view), query.form)
            _name_sources(app, query.form)
        elif query.kind in OBJECTS:
            _print_objects(list(rows), query.form)
        else:
            write_rows(rows, query.form)
            if query.form == "table" and query.kind == "candles":
                print(f"{query.asset} {query.interval or H1}, times UTC", file=sys.stderr)
    finally:
        if reader is not None:
            reader.close()
        if journal is not None:
            journal.close()
    return 0


def _rows(
    app: App,
    query: Query,
    views: Views,
    reader: MarketReader | None,
    journal: Journal | None,
) -> Iterator[Row]:
    if query.kind == "context":
        return iter(())
    if query.kind in ("levels", "alerts", "cascades"):
        if journal is None:
            return iter(())
        if query.kind == "cascades":
            return _cascades(query, journal)
        if query.kind == "levels":
            return (level_row(journal, row) for row in views.levels(query.asset))
        return iter(_alerts(query, journal))
    if reader is None:
        return iter(())
    if query.kind == "candles":
        return _candles(app, query, views, reader)
    query = replace(query, beside=frozenset(one.venue for one in app.aggregators))
    if query.kind == "liquidations":
        if query.interval is not None:
            window = _span(query, reader, "liquidation_minute", "liquidation_bucket")
            now_ms = min(query.end_ms, app.now_ms(reader))
            return bar_rows(views, query.asset, query.interval, window, now_ms, form=query.form)
        return _liquidations(query, reader)
    if query.kind == "oi":
        return _interest(query, reader)
    if query.kind == "funding":
        return _funding(query, reader)
    now_ms = app.now_ms(reader)
    if query.kind == "stabilisation":
        return _stabilisation(query, views, journal, now_ms)
    summary = _market(app, query, views, reader)
    return iter([summary])  # type: ignore[list-item]


def _cascades(query: Query, journal: Journal) -> Iterator[Row]:
    """What was kept, by when it began; one that lasts has no `off_at`."""
    every = journal.episodes.listed()
    for one in every:
        if one.asset == query.asset and query.start_ms <= one.start_ms < query.end_ms:
            yield episode_row(one, every)


def _market(app: App, query: Query, views: Views, reader: MarketReader) -> dict[str, object]:
    """The figures of an asset, what services beside the venues say of it, and what surrounds it."""
    now_ms = app.now_ms(reader)
    summary = market_summary(
        views, reader, app.sources, query.asset, now_ms, model=app.settings.liquidation_model
    )
    beside = read_beside(reader, app.aggregators, query.asset, now_ms)
    if beside:
        summary["beside"] = beside_json(beside)
    summary["context"] = context_json(_context(app, views, query.asset, now_ms))
    return summary


def _span(query: Query, reader: MarketReader, *tables: str) -> tuple[int, int] | None:
    """The part of the asked window in which an asset has rows at all."""
    unseen = query.beside - {query.venue}
    found = (reader.span(table, query.asset, leaving_out=unseen) for table in tables)
    spans = [span for span in found if span is not None]
    if not spans:
        return None
    start_ms = max(query.start_ms, min(span[0] for span in spans))
    end_ms = min(query.end_ms, max(span[1] for span in spans) + 1)
    return (start_ms, end_ms) if end_ms > start_ms else None


def _candles(app: App, query: Query, views: Views, reader: MarketReader) -> Iterator[Row]:
    interval = query.interval or H1
    for market in _candle_markets(app, query, views, interval, reader):
        oldest_ms = oldest_candle_ms(reader, market, interval)
        if oldest_ms is None:
            continue
        start_ms = max(query.start_ms, interval.floor(oldest_ms))
        end_ms = min(query.end_ms, app.now_ms(reader) + DAY_MS + interval.ms)
        for begin, finish in day_windows(start_ms, end_ms, max(DAY_MS, 5_000 * interval.ms)):
            columns = chart_candles(reader, market, interval, begin, finish)
            for at in range(len(columns)):
                yield {
                    "at": iso(int(columns.open_ms[at])),
                    "open": float(columns.open[at]),
                    "high": float(columns.high[at]),
                    "low": float(columns.low[at]),
                    "close": float(columns.close[at]),
                    "volume": float(columns.volume[at]),
                    "taker_buy": _known(columns.taker_buy[at]),
                    "closed": bool(columns.closed[at]),
                    "venue": market.venue,
                    "symbol": market.symbol,
                }


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _candle_markets(
    app: App, query: Query, views: Views, interval: Interval, reader: MarketReader
) -> list[Market]:
    if query.venue is None:
        return [views.chart_market(query.asset, interval)]
    markets = reader.markets(query.asset)
    if query.venue == "all":
        return markets
    if query.venue not in {source.venue for source in app.sources}:
        names = ", ".join(source.venue for source in app.sources)
        raise WrongUsage(f"There is no venue “{query.venue}”; there are {names}.")
    return [market for market in markets if market.venue == query.venue]


def _liquidations(query: Query, reader: MarketReader) -> Iterator[Row]:
    window = _span(query, reader, "liquidation", "liquidation_bucket")
    if window is None:
        return
    sums = _bucket_rows(query, reader, window)
    for begin, finish in day_windows(*window):
        rows: list[tuple[int, Row]] = []
        for venue, symbol, at_ms, side, price, quantity, usd in reader.listed(
            "liquidation", query.asset, begin, finish
        ):
            if not _wanted(query, venue):
                continue
            row: Row = {
                "at": iso(at_ms),
                "venue": venue,
                "symbol": symbol,
                "side": side,
                "price": price,
                "quantity": quantity,
                "notional_usd": usd,
                "kind": "event",
            }
            rows.append((at_ms, row))
        rows += [one for one in sums if begin <= one[0] < finish]
        rows.sort(key=lambda one: one[0])
        yield from (row for _, row in rows)


def _bucket_rows(
    query: Query, reader: MarketReader, window: tuple[int, int]
) -> list[tuple[int, Row]]:
    """A venue's own sums, of several widths without overlap."""
    rows: list[tuple[int, Row]] = []
    for market in reader.markets(query.asset):
        if not _wanted(query, market.venue):
            continue
        buckets = reader.buckets(market, *window)
        # Rolling days of a service overlap: they are shown as they are.
        sets = [[one] for one in buckets] if market.venue in query.beside else [buckets]
        for part in sets:
            rows += _own_sums(market, part)
    return rows


def _own_sums(market: Market, buckets: list[BucketColumns]) -> list[tuple[int, Row]]:
    rows: list[tuple[int, Row]] = []
    starts, widths, longs, shorts = resolve(buckets)
    for at_ms, width_ms, long_usd, short_usd in zip(
        starts.tolist(), widths.tolist(), longs.tolist(), shorts.tolist(), strict=True
    ):
        row: Row = {
            "at": iso(at_ms),
            "width_s": width_ms // 1_000,
            "venue": market.venue,
            "symbol": market.symbol,
            "long_usd": long_usd,
            "short_usd": short_usd,
            "kind": "bucket",
        }
        rows.append((at_ms, row))
    return rows


def _wanted(query: Query, venue: object) -> bool:
    """Whether a row is shown; what a service beside the venues says again, only under its name."""
    if venue in query.beside:
        return query.venue == venue
    return query.venue in (None, "all", venue)


def _interest(query: Query, reader: MarketReader) -> Iterator[Row]:
    window = _span(query, reader, "open_interest")
    since = {
        (one.venue, one.symbol): oldest_ms
        for one in reader.markets(query.asset)
        if (oldest_ms := reader.oldest_interest_ms(one)) is not None
    }
    for begin, finish in day_windows(*window) if window is not None else ():
        for venue, symbol, at_ms, coin, usd in reader.listed(
            "open_interest", query.asset, begin, finish
        ):
            if _wanted(query, venue):
                row: dict[str, Cell] = {
                    "at": iso(at_ms),
                    "venue": venue,
                    "symbol": symbol,
                    "oi_coin": coin,
                    "oi_usd": usd,
                }
                if query.form == "json":
                    row["feed"] = str(FeedKind.COMPLETE)
                    row["recorded_since"] = iso(since[venue, symbol])
                yield row


def _funding(query: Query, reader: MarketReader) -> Iterator[Row]:
    for venue, symbol, at_ms, rate, hours, settled in reader.listed(
        "funding", query.asset, query.start_ms, min(query.end_ms, FOREVER_MS)
    ):
        if _wanted(query, venue):
            yield {
                "at": iso(at_ms),
                "venue": venue,
                "symbol": symbol,
                "rate": rate,
                "interval_h": hours,
                "settled": bool(settled),
            }


def _stabilisation(
    query: Query, views: Views, journal: Journal | None, now_ms: int
) -> Iterator[Row]:
    """Where the coin stands; nothing of one that no venue was asked about."""
    if views.markets(query.asset):
        monitor = read_monitor(views, journal, query.asset, now_ms, whole=True)
        yield monitor_row(monitor, now_ms)  # type: ignore[misc]


def _alerts(query: Query, journal: Journal) -> list[Row]:
    """What happened at levels and what rules beside them found, by time; feeds concern every coin."""
    bounds_ms = (query.start_ms, query.end_ms)
    at_levels = journal.transitions(query.asset, *bounds_ms)
    rows = [(one.at_ms, transition_row(one)) for one in at_levels]
    for asset in (query.asset, ""):
        found = journal.alerts.found(asset, *bounds_ms)
        rows += [(one.at_ms, alert_row(one)) for one in found]
    rows.sort(key=lambda row: row[0])
    if query.form == "json":
        return [row for _, row in rows]
    # A table has one set of columns: those of both where there are both.
    names = dict.fromkeys(name for _, row in rows for name in row)
    return [{name: row.get(name) for name in names} for _, row in rows]


def level_row(journal: Journal, row: LevelRow) -> Row:
    """A level as `level list --json` prints it."""
    level = row.level
    states = {one.rule: str(one.state) for one in journal.states(level.id)}
    return {
        "id": level.id,
        "symbol": level.asset,
        "price": level.price,
        "side": str(level.role) if level.role is not None else None,
        "rules": list(level.rules),
        "states": {rule: states.get(rule, "NEW") for rule in level.rules},
        "note": level.note,
        "color": level.color,
        "expires": iso(level.expires_ms) if level.expires_ms is not None else None,
        "snoozed_until": (
            iso(level.snoozed_until_ms) if level.snoozed_until_ms is not None else None
        ),
        "revised": journal.revised(level.id),
        "venue": level.venue,
        "created": iso(level.created_ms),
        "words": row.words,
    }


def _context(app: App, views: Views, asset: str, now_ms: int) -> ContextView:
    return context_view(views, app.services, asset, now_ms, app.optional_services)


def _name_sources(app: App, form: str) -> None:
    """Who wants to be named beside what they tell."""
    if form == "table":
        print("; ".join(one.attribution for one in app.services), file=sys.stderr)


def _print_objects(rows: list[Row], form: str) -> None:
    for row in rows:
        if form == "json":
            sys.stdout.write(json_line(row))
        else:
            _print_tree(row, 0)


def _print_tree(value: object, depth: int) -> None:
    """An object as indented lines, for people."""
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        if name == "by_venue" and "coverage_by_venue" in value:
            continue  # the same in fewer words
        pad = "  " * depth
        if isinstance(one, dict):
            print(f"{pad}{name}")
            _print_tree(one, depth + 1)
        elif name == "coverage_by_venue" and isinstance(one, list):
            _print_coverage(one, pad)
        elif isinstance(one, list) and one and isinstance(one[0], dict):
            print(f"{pad}{name}")
            for part in one:
                print(f"{pad}  {_flat(part)}")
        else:
            print(f"{pad}{name}: {_text(one)}")


def _print_coverage(parts: list[dict[str, object]], pad: str) -> None:
    """The venues that were seen with how far, and the names of the others."""
    print(f"{pad}coverage_by_venue")
    for part in parts:
        if part["share"]:
            print(f"{pad}  {_flat(part)}")
    unseen = [str(part["venue"]) for part in parts if not part["share"]]
    if unseen:
        print(f"{pad}  not seen: {', '.join(unseen)}")


def _flat(part: dict[str, object]) -> str:
    return "  ".join(f"{name} {_text(one)}" for name, one in part.items())


def _text(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, float):
        return words.figure(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "none"
    return str(value)
