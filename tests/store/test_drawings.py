"""Drawings in the journal: what is kept is what is read, and a bad row costs only itself."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.domain.drawing import WIDTHS, Anchor, Drawing, Shape, Style, checked
from tracker.domain.level import COLORS
from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.journal_schema import MIGRATIONS

A, B = Anchor(1_000, 100.25), Anchor(9_000, 90.5)
LINE = Drawing(0, "BTC", Shape.TREND, (A, B), "note", Style("teal", 2, dashed=True))


def kept(journal: Journal, drawing: Drawing) -> Drawing:
    return replace(drawing, id=journal.drawings.add(drawing))


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    shape = draw(st.sampled_from(Shape))
    moment, price = st.integers(0, 1 << 41), st.floats(1e-9, 1e9)
    points = draw(
        st.lists(
            st.builds(Anchor, moment, price),
            min_size=shape.anchors,
            max_size=shape.anchors,
            unique=True,
        )
    )
    text = draw(st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=20))
    color = draw(st.sampled_from([None, "#a1b2c3", *COLORS]))
    style = Style(color, draw(st.sampled_from(WIDTHS)), draw(st.booleans()))
    words = text or ("x" if shape is Shape.TEXT else "")
    return checked(
        Drawing(0, draw(st.sampled_from(["BTC", "ETH"])), shape, tuple(points), words, style)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(drawings(), max_size=6))
def test_what_is_kept_is_what_is_read(journal: Journal, some: list[Drawing]) -> None:
    for asset in ("BTC", "ETH"):
        journal.drawings.remove_all(asset)
    made = [kept(journal, one) for one in some]
    for asset in ("BTC", "ETH"):
        assert journal.drawings.of(asset) == [one for one in made if one.asset == asset]


def test_a_drawing_is_changed_and_taken_away(journal: Journal) -> None:
    one, other = kept(journal, LINE), kept(journal, LINE)
    moved = replace(one, anchors=(A, replace(B, price=80.0)), text="", style=Style())
    assert journal.drawings.put(moved)
    assert journal.drawings.of("BTC") == [moved, other]
    assert journal.drawings.remove(one.id)
    assert not journal.drawings.remove(one.id)
    assert not journal.drawings.put(moved)
    assert journal.drawings.one(one.id) is None
    assert journal.drawings.remove_all("BTC") == 1
    assert journal.drawings.of("BTC") == []
    assert kept(journal, LINE).id > other.id, "no number is given twice"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shape", "spiral"),
        ("anchors", "no json"),
        ("anchors", "[]"),
        ("anchors", "[[1, 2], [3]]"),
        ("anchors", "[[1e999, 2], [3, 4]]"),
        ("anchors", '{"a": 1}'),
        ("anchors", "[[1, 0], [3, 4]]"),
        ("color", "mud"),
        ("width", 99),
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_and_told_once(
    journal: Journal, field: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    first, bad, last = (kept(journal, LINE) for _ in range(3))
    journal._connection.execute(f"UPDATE drawing SET {field} = ? WHERE id = ?", (value, bad.id))
    with caplog.at_level(logging.WARNING):
        assert journal.drawings.of("BTC") == [first, last]
        assert journal.drawings.of("BTC") == [first, last]
    assert [one.getMessage().split(" cannot")[0] for one in caplog.records] == [f"drawing {bad.id}"]
    assert journal.drawings.remove(bad.id), "it can still be taken away"


def test_a_journal_of_the_version_before_keeps_its_steps(journal_file: Path) -> None:
    with closing(open_writer(journal_file, MIGRATIONS[:4], keep_copy=False)) as old:
        old.execute(
            "INSERT INTO level (asset, venue, price, rules, note, created_ms, generation) "
            "VALUES ('BTC', 'v', 5, '[]', 'new', 0, 1)"
        )
        fields = '{"rules": "[]", "note": "%s", "color": null, "expires_ms": null, "snoozed_until_ms": null}'
        old.execute(
            "INSERT INTO level_step (at_ms, words, changes) VALUES (0, 'changing BTC 5', ?)",
            (f'[{{"id": 1, "before": {fields % "old"}, "after": {fields % "new"}}}]',),
        )
    with closing(Journal.open(journal_file)) as journal:
        assert journal.drawings.of("BTC") == []
        assert journal.steps.undo(1) == "changing BTC 5"
        assert journal.levels()[0].note == "old"
