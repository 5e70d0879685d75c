"""`tracker level test`: what a rule would have said, over the cache or over the candles of a file."""

from __future__ import annotations

import sys
from pathlib import Path

from tracker.analysis import words
from tracker.analysis.dry_run import ENOUGH, DryRun, RuleRun
from tracker.analysis.rules import condition
from tracker.app import App
from tracker.commands.output import Row, write_rows
from tracker.domain.times import HOUR_MS, Interval
from tracker.services.dry_run import Trial, over_cache, over_candles
from tracker.services.found import transition_row
from tracker.store.candle_file import CandleFile, read_candles
from tracker.store.market_reader import MarketReader

#: So many refused rows are named one by one.
_MOST_LINES = 50


def print_trial(
    app: App, reader: MarketReader | None, trial: Trial, file: Path | None, *, json: bool
) -> int:
    """Print every transition; as a table also what came of the alerts."""
    if file is None:
        run = over_cache(trial, reader, app.sources)
    else:
        candles = read_candles(file, app.clock.now_ms(), trial.interval)
        _report(file, candles)
        run = over_candles(trial, candles.candles)
    for rule in run.unfit:
        _note(f"{rule.word} is not judged: these candles do not make its {rule.timeframe} ones.")
    if json:
        write_rows((transition_row(one) for one in run.transitions), "json")
        return 0
    write_rows((_short(transition_row(one)) for one in run.transitions), "table")
    if run.transitions:
        print()
    _print_summary(run)
    return 0


def _short(row: Row) -> Row:
    """A transition as people read it; what is the same in every row is left out."""
    return {
        "at": row["at"],
        "rule": row["rule"],
        "event": row["event"],
        "reason": row["reason"],
        "price": row["price"],
        "extreme": row["extreme"],
        "cycle": row["cycle"],
        "state": row["state"],
        "gap": "gap" if row["gap"] else "",
    }


# --- what the file is like -----------------------------------------------------------------------


def _report(file: Path, found: CandleFile) -> None:
    """Say on stderr what was strange about a file."""
    for line, why in found.refused[:_MOST_LINES]:
        _note(f"{file.name} line {line}: not a candle, {why}.")
    if len(found.refused) > _MOST_LINES:
        _note(f"{file.name}: {len(found.refused) - _MOST_LINES} more rows are not candles.")
    if found.unsorted:
        _note(f"{file.name}: the rows are not in order of time; they were sorted.")
    if found.repeated:
        other = f", {found.differing} of them with other prices" if found.differing else ""
        _note(f"{file.name}: {_rows(found.repeated)} came again{other}; the first counts.")
    if found.off_grid:
        at = ", ".join(str(line) for line in found.off_grid[:5])
        more = "…" if len(found.off_grid) > 5 else ""
        _note(
            f"{file.name}: {_rows(len(found.off_grid))} (line {at}{more}) open on no {found.interval} "
            "boundary in UTC and are left out."
        )
    if found.missing:
        _note(
            f"{file.name}: {found.missing:,} {found.interval} candles are missing; closes in a row "
            "do not count across a hole."
        )


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"


def _note(text: str) -> None:
    print(text, file=sys.stderr)


# --- what came of it -----------------------------------------------------------------------------


def _print_summary(run: DryRun) -> None:
    print(f"{run.asset} {words.level(run.price)}, made as {run.role} at the first candle.")
    for one in run.runs:
        print()
        for line in summary(one):
            print(line)


def summary(run: RuleRun) -> list[str]:
    """What a rule did and what came of it, honest about how little that may be."""
    candles = f"{run.candles:,} candle{'s' if run.candles != 1 else ''} of {run.rule.timeframe}"
    lines = [f"{run.rule.word}: {condition(run.rule)}"]
    if not run.candles:
        return [*lines, f"  No complete candle of {run.rule.timeframe} was there to judge."]
    if not run.alerts:
        return [*lines, f"  It did not fire over {candles}."]
    times = f"{run.alerts} time{'s' if run.alerts != 1 else ''}"
    lines.append(f"  It fired {times} over {candles}.")
    lines.append(_outcomes(run))
    delay = run.median_delay_ms
    if delay is not None:
        lines.append(
            f"  Delay from the first trade beyond to the alert: median {_hours(delay)} "
            f"(n = {run.alerts})."
        )
    if run.known < ENOUGH:
        lines.append(
            f"  Too few to say how the rule does: fewer than {ENOUGH} alerts. The help of --rule "
            "gives what was measured over many levels."
        )
    return lines


def _outcomes(run: RuleRun) -> str:
    length = Interval.of(run.outcome_ms)
    text = (
        f"  Reclaimed (two closes of {length} 0.25\u202f% back) before price traded 3\u202f% beyond "
        f"the level, within 72 h: {run.reclaimed} of {run.known}"
    )
    if run.known >= ENOUGH:
        text += f" ({words.share(run.reclaimed / run.known)})"
    text += f"; 3\u202f% beyond first: {run.further}; neither: {run.neither}."
    still = run.alerts - run.known
    return f"{text} Of {still} it is not known yet." if still else text


def _hours(ms: float) -> str:
    if ms < HOUR_MS:
        return f"{ms / 60_000:.0f} min"
    return f"{ms / HOUR_MS:.3g} h"
