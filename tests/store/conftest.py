"""An empty cache and an empty journal, each closed when the test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.store.database import open_writer
from tracker.store.journal import Journal
from tracker.store.market_reader import MarketReader
from tracker.store.market_schema import MIGRATIONS
from tracker.store.market_writer import MarketWriter


@pytest.fixture
def market_file(tmp_path: Path) -> Path:
    return tmp_path / "market.db"


@pytest.fixture
def journal_file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def writer(market_file: Path) -> Iterator[MarketWriter]:
    opened = MarketWriter(open_writer(market_file, MIGRATIONS, keep_copy=False))
    yield opened
    opened.close()


@pytest.fixture
def reader(writer: MarketWriter, market_file: Path) -> Iterator[MarketReader]:
    """A connection of its own, as the window has one beside the engine's."""
    assert isinstance(writer, MarketWriter)  # the file must be there
    opened = MarketReader.open(market_file)
    assert opened is not None
    yield opened
    opened.close()


@pytest.fixture
def journal(journal_file: Path) -> Iterator[Journal]:
    opened = Journal.open(journal_file)
    yield opened
    opened.close()
