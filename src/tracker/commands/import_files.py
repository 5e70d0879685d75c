"""`tracker import`: the exchanges' own bulk files into the cache."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from tracker.app import App
from tracker.commands.file_report import note, report_candles, report_rows
from tracker.domain.errors import TrackerError, WrongUsage
from tracker.services.file_market import SPOT, USD_M, Wish, archived
from tracker.services.importing import ImportedPart, Importer
from tracker.store.bulk_files import find_files, parts_of
from tracker.store.bulk_rows import BulkKind
from tracker.store.database import SqlError, explained
from tracker.store.journal import Journal
from tracker.store.market_writer import MarketWriter

_WHAT = {
    BulkKind.KLINES: "a candle",
    BulkKind.METRICS: "a row of metrics",
    BulkKind.LIQUIDATIONS: "a liquidation",
    BulkKind.FUNDING: "a funding rate",
}
_NAMES = {
    BulkKind.METRICS: ("row of open interest and accounts", "rows of open interest and accounts"),
    BulkKind.LIQUIDATIONS: ("liquidation", "liquidations"),
    BulkKind.FUNDING: ("funding rate", "funding rates"),
}
_BAR = 24


class Import(Struct, frozen=True):
    """Which files, and what is known of all of them."""

    paths: Sequence[Path]
    wish: Wish


def import_files(app: App, command: Import) -> int:
    """Import files; 0 where anything was kept, else 1."""
    if app.simulated:
        raise WrongUsage("The simulated market takes no files; leave --demo out.")
    app.start_logging()
    files = find_files(command.paths)
    kept = 0
    with _importer(app, command.wish) as importer:
        bar = Bar(sys.stderr, len(files))
        for file in files:
            with bar.step(file.name):
                kept += _import(importer, file, bar)
        bar.clear()
        importer.pack()
    return 0 if kept else 1


@contextmanager
def _importer(app: App, wish: Wish) -> Iterator[Importer]:
    """The cache, and the journal where there is one, open for writing."""
    app.home.make()
    with ExitStack() as stack:
        try:
            writer = MarketWriter.open(app.home.market_file)
            stack.callback(writer.close)
            journal = None
            if app.home.journal_file.exists():
                journal = Journal.open(app.home.journal_file)
                stack.callback(journal.close)
            yield Importer(writer, journal, app.sources, wish, app.clock.now_ms)
        except SqlError as error:
            raise explained(error) from error


def _import(importer: Importer, file: Path, bar: Bar) -> int:
    """Import one file, and say what came of it; how many rows were kept."""
    kept = 0
    for part in parts_of(file):
        try:
            if isinstance(part, TrackerError):
                raise part
            found = importer.take(part)
        except WrongUsage:
            raise
        except TrackerError as error:
            bar.clear()
            note(error.sentence)
            continue
        bar.clear()
        _report(found)
        kept += found.kept
    return kept


def _report(found: ImportedPart) -> None:
    name = found.name
    report_rows(name, found.refused, _WHAT[found.kind])
    if found.candles is not None:
        report_candles(name, found.candles)
    if found.unfinished:
        are = _counted(found.unfinished, "candle is", "candles are")
        note(f"{name}: {are} not over yet and left out.")
    if found.changed:
        were = _counted(found.changed, "candle was", "candles were")
        note(f"{name}: {were} stored with other values; the file counts.")
    if found.judged:
        note(
            f"{name}: levels were judged on candles that are others now; what was decided stays. "
            "`tracker level rebuild` decides anew."
        )
    if found.is_assumed:
        note(
            f"{name} does not say whether it is of spot or futures; taken as {archived(SPOT)} (for futures: "
            f"--venue {archived(USD_M)})."
        )
    print(f"{name}: {_said(found)}", flush=True)


def _said(found: ImportedPart) -> str:
    market = found.market
    where = f"{market.venue} {market.symbol}" if market is not None else ""
    if found.fresh is not None:
        what = _counted(found.kept, f"{found.interval} candle", f"{found.interval} candles")
        return f"{what} of {where}, {found.fresh:,} of them new."
    sampled = " (a sample: sums stay lower bounds)"
    end = sampled if found.kind is BulkKind.LIQUIDATIONS else ""
    return f"{_counted(found.kept, *_NAMES[found.kind])} of {where}{end}."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


class Bar:
    """How far it is, on a terminal; nothing elsewhere."""

    def __init__(self, out: TextIO, total: int) -> None:
        self._out = out
        self._total = total
        self._done = 0
        self._write: Callable[[str], object] = out.write if out.isatty() else lambda _text: None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One file of all."""
        full = _BAR * self._done // max(self._total, 1)
        shown = name if len(name) <= 40 else f"{name[:39]}…"
        line = f"{'█' * full}{'░' * (_BAR - full)} {self._done + 1}/{self._total} {shown}"
        self._write(f"\r\x1b[K{line}")
        self._out.flush()
        yield
        self._done += 1

    def clear(self) -> None:
        """Take it away before something else is printed."""
        self._write("\r\x1b[K")
        self._out.flush()
