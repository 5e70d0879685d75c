"""`tracker show stabilisation`: where an asset stands, as one object; what is unknown is null."""

from __future__ import annotations

from tracker.analysis.episode import Phase, Turn
from tracker.analysis.recovery_checks import Checks
from tracker.analysis.stabilisation_words import check_lines, is_calm_known
from tracker.domain.times import HOUR_MS, iso
from tracker.domain.wording import say
from tracker.services.coverage import Json
from tracker.services.monitor import Monitor


def monitor_row(monitor: Monitor, now_ms: int) -> Json:
    """One object.

    `phase` is null where nothing tells whether it is calm; `checks` are there within an episode.
    """
    memory, reading = monitor.memory, monitor.reading
    known = memory.phase is not Phase.CALM or is_calm_known(memory, reading)
    pace = reading.pace(memory.side) if reading is not None else None
    usd = pace.usd if pace is not None else None
    base = monitor.base_usd
    row: Json = {
        "symbol": monitor.asset,
        "as_of": iso(now_ms),
        "phase": str(memory.phase) if known else None,
        "since": _iso(memory.since_ms),
        "judged_until": _iso(monitor.judged_ms),
        "side": str(memory.side) if memory.in_episode else None,
        "pace_usd": usd,
        "base_usd": base,
        "times_base": usd / base if usd is not None and base else None,
        "coverage": round(reading.coverage, 4) if reading is not None else None,
        "venues": list(reading.venues) if reading is not None else [],
        "silent": list(reading.dead) if reading is not None else [],
        "fast": {
            "usd_per_day": monitor.fast.usd,
            "times_base": monitor.fast.usd / base
            if monitor.fast.usd is not None and base
            else None,
            "coverage": round(monitor.fast.coverage, 4),
            "half_life_s": HOUR_MS // 1_000,
        },
        "checks": _checks(monitor.checks) if monitor.checks is not None else None,
        "timeline": [_turn(one) for one in memory.timeline],
    }
    if memory.in_episode:
        row |= {
            "peak_usd": memory.peak_usd,
            "peak_at": _iso(memory.peak_ms),
            "extreme": memory.extreme,
            "extreme_at": _iso(memory.extreme_ms),
        }
    return row


def _checks(found: Checks) -> list[Json]:
    price, pace, positions = found.price, found.pace, found.positions
    numbers: list[Json] = [
        {
            "held_s": price.held_ms // 1_000 if price.held_ms is not None else None,
            "worst_close": price.worst_close,
            "level": price.level.price if price.level is not None else None,
            "level_source": price.level.source if price.level is not None else None,
        },
        {
            "pace_usd": pace.usd,
            "of_peak": pace.of_peak,
            "times_base": pace.times,
            "coverage": round(pace.coverage, 4),
            "silent": list(pace.dead),
        },
        {"contracts_12h": positions.change, "known_share": positions.share},
    ]
    return [
        {"check": line.name, "outcome": str(line.outcome), "text": line.text, **some}
        for line, some in zip(check_lines(found), numbers, strict=True)
    ]


def _turn(one: Turn) -> Json:
    return {
        "at": iso(one.at_ms),
        "phase": str(one.phase),
        "was": str(one.was),
        "reason": say(one.reason),
        "pace_usd": one.pace_usd,
        "times_base": one.times,
    }


def _iso(at_ms: int | None) -> str | None:
    return iso(at_ms) if at_ms is not None else None
