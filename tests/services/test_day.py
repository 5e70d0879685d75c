"""All sources at once through a simulated half hour in which everything goes wrong that can.

`benchmarks/day.py` runs a whole day of it.
"""

from __future__ import annotations

import pytest

from loopback.day import READ_BACK, Day, Report
from loopback.virtual import run_jumping
from tracker.sources.limits import ALLOWED

#: Less than one request cannot be asked: of this limit one a second is allowed.
ONE_A_SECOND = ("api.bitget.com", ".*/account-long-short")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    home = tmp_path_factory.mktemp("day") / "home"
    return run_jumping(lambda: Day(home, hours=0.5).run())


def test_every_venue_has_what_it_served_once_and_nothing_else(report: Report) -> None:
    assert len(report.rows) == 10
    for row in report.rows:
        assert row.served > 20, row
        assert row.stored == row.served == row.same, row
        assert row.stored_usd == pytest.approx(row.served_usd, rel=1e-9), row


def test_coverage_is_what_was_truly_observed(report: Report) -> None:
    for row in report.rows:
        # Where a connection breaks, its last sign of life may be lost with it.
        assert row.wrong_s <= (row.stretches - 1) * row.proof_s + 1, row
    observed = {row.venue: row.observed for row in report.rows}
    assert observed["kraken"] < 0.9, "it was gone for a while, and nothing gives that back"
    assert observed["bybit"] < 0.97, "it was connected and silent for a while"
    assert all(observed[venue] == pytest.approx(1, abs=1e-3) for venue in READ_BACK)
    assert observed["binance"] == pytest.approx(1, abs=0.01)


def test_no_documented_limit_is_passed_and_two_fifths_of_it_are_ours(report: Report) -> None:
    assert len(report.peaks) > 30
    for key, peak in report.peaks.items():
        assert peak <= (1 if key == ONE_A_SECOND else ALLOWED) + 1e-9, key
    assert 0.9 < report.others <= 1


def test_after_a_ban_nothing_is_sent_until_it_is_over(report: Report) -> None:
    assert report.bans == 1
    assert report.broken_bans == 0


def test_sums_and_candles_of_the_time_are_whole_at_the_end(report: Report) -> None:
    for right, wanted in (report.buckets, report.candles):
        assert right == wanted > 0


def test_every_fault_was_seen_and_passed(report: Report) -> None:
    assert "stale" in report.seen["bybit"]
    for venue in ("binance", "okx", "gate", "kraken", "deribit", "bitfinex", "binance-spot"):
        assert "down" in report.seen[venue], venue
    bad = {key for key, state in report.states.items() if state not in ("live", "quiet")}
    assert {venue for venue, _ in bad} == {"bitget"}
    assert {report.states[key] for key in bad} == {"blocked"}


def test_memory_is_flat(report: Report) -> None:
    assert max(report.memory_mb[-8:]) - max(report.memory_mb[4:12]) < 8
