"""docs/sources.md says what the classes declare, and keeps what was written by hand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from tracker.domain.derivatives import FeedKind
from tracker.domain.health import Channel
from tracker.sources.base import Budget, ChannelSpec, Source
from tracker.sources.limits import Limit

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "sources.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("make_sources", DOCS / "make_sources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_sources"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["make_sources"]


def test_the_page_is_as_the_classes_declare(maker: ModuleType) -> None:
    assert maker.page(PAGE) == PAGE, "run `python docs/make_sources.py`"


def test_every_note_is_about_a_source_and_every_venue_has_one(maker: ModuleType) -> None:
    notes = set(maker.kept(PAGE))
    venues = {kind.venue for kind in maker.kinds() if issubclass(kind, Source)}
    assert notes <= {kind.venue for kind in maker.kinds()}
    assert venues <= notes
    assert {"binance", "okx-inverse", "deribit"} <= venues
    assert not any("simulated" in kind.__module__ for kind in maker.kinds())


def test_what_a_source_declares_is_what_is_said_of_it(maker: ModuleType) -> None:
    real: Any = Source.registry["bitget"]

    # A class without a name of its own is not registered.
    class Changed(real):
        channels: ClassVar = {
            Channel.OI: ChannelSpec(30, unit="barrels"),
            Channel.LIQUIDATIONS: ChannelSpec(None, FeedKind.SAMPLED),
        }
        budgets: ClassVar = {"rest": Budget(1.5, 11, Limit(1_234, 60))}
        terms = "Only on Sundays."

    text = maker.section(Changed, "By hand.")
    assert "| oi | asked every 30 s |  | barrels |  |" in text
    assert "at most one a symbol and second" in text
    assert "11 at once, 90 a minute | 1,234 in 1 min | 8% |" in text
    assert "**Terms:** Only on Sundays." in text
    assert text.endswith("### Notes\n\nBy hand.")
    assert "`api.bitget.com`" in text


def test_notes_are_kept_and_tables_are_not(maker: ModuleType) -> None:
    spoiled = PAGE.replace("| oi |", "| io |").replace("### Notes\n", "### Notes\n\nMine.\n", 1)
    mended = maker.page(spoiled)
    assert mended.count("Mine.") == 1
    assert "| io |" not in mended
    assert mended.replace("Mine.\n\n", "", 1) == PAGE
