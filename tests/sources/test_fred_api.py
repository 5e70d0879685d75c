"""FRED's API as recorded: the same readings as its tables give, for who has a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.domain.context import Series
from tracker.sources.base import Answer
from tracker.sources.errors import BadAnswer, KeyRefused, Refused
from tracker.sources.fred import COLUMNS, Fred, _Column, parse_observations, parse_series

RATE = next(one for one in COLUMNS if one.name == "DGS10")
NOW_MS = 1_774_000_000_000


def observations(*rows: tuple[str, str]) -> bytes:
    inner = ",".join(f'{{"date":"{day}","value":"{value}"}}' for day, value in rows)
    return b'{"count":1,"offset":0,"limit":100000,"observations":[%s]}' % inner.encode()


def test_recorded_observations_are_read(payloads: Path) -> None:
    column = _Column("DEXBZUS", Series.DOLLAR)
    body = (payloads / "fred" / "rest_fred_DEXBZUS.json").read_bytes()
    parsed = parse_observations(body, NOW_MS, column=column)
    assert len(parsed.values) == 10
    assert parsed.faults == []
    first = parsed.values[0]
    assert (first.value, first.series, first.slot_ms) == (5.1901, Series.DOLLAR, 1_772_409_600_000)


def test_the_api_and_the_tables_say_the_same() -> None:
    rows = (("2026-03-02", "4.05"), ("2026-03-03", "."), ("2026-03-04", "4.11"))
    table = "observation_date,DGS10\n" + "\n".join(f"{day},{value}" for day, value in rows)
    by_api = parse_observations(observations(*rows), NOW_MS, column=RATE)
    as_table = parse_series(table.encode(), NOW_MS, column=RATE)
    assert by_api.values == as_table.values
    assert [one.value for one in by_api.values] == pytest.approx([0.0405, 0.0411])


@pytest.mark.parametrize(
    "body", [observations(), observations(("2026-03-03", ".")), b"[]", b"<html>", b"{}"]
)
def test_an_answer_without_a_figure_is_none(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        parse_observations(body, NOW_MS, column=RATE)


def test_a_wrong_key_is_told_from_a_wrong_question() -> None:
    """The vendor's words, fred.stlouisfed.org/docs/api/fred/errors.html."""
    key = b'{"error_code":400,"error_message":"Bad Request.  The value for variable api_key is not registered."}'
    with pytest.raises(KeyRefused):
        Fred().check(Answer(400, {}, key))
    series = b'{"error_code":400,"error_message":"Bad Request.  The series does not exist."}'
    with pytest.raises(Refused) as caught:
        Fred().check(Answer(400, {}, series))
    assert type(caught.value) is Refused


def test_without_a_key_there_is_a_table_for_each_question() -> None:
    for poll in Fred().polls(()):
        for job in poll.jobs(NOW_MS, None):
            assert job.request.params["file_type"] == "json"
            assert job.keyless is not None
            assert job.keyless.request.params["id"] == job.request.params["series_id"]
