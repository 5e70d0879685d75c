"""`tracker level test`: what a rule would have said, over the cache or over the candles of a file."""

from __future__ import annotations

from pathlib import Path

from tracker.analysis import words
from tracker.analysis.dry_run import ENOUGH, DryRun, RuleRun
from tracker.analysis.rules import condition
from tracker.app import App
from tracker.commands.file_report import note, report_candles, report_rows
from tracker.commands.output import Row, write_rows
from tracker.domain.times import HOUR_MS, Interval
from tracker.services.dry_run import Trial, over_cache, over_candles
from tracker.services.found import transition_row
from tracker.store.candle_file import read_candles
from tracker.store.market_reader import MarketReader


def print_trial(
    app: App, reader: MarketReader | None, trial: Trial, file: Path | None, *, json: bool
) -> int:
    """Print every transition; as a table also what came of the alerts."""
    if file is None:
        run = over_cache(trial, reader, app.sources)
    else:
        candles = read_candles(file, app.clock.now_ms(), trial.interval)
        report_rows(file.name, candles.refused, "a candle")
        report_candles(file.name, candles)
        if candles.missing:
            note("Closes in a row do not count across a hole.")
        run = over_candles(trial, candles.candles)
    for rule in run.unfit:
        note(f"{rule.word} is not judged: these candles do not make its {rule.timeframe} ones.")
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
