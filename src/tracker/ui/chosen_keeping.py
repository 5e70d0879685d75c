"""The main window's indicators and compared coins in the journal, from one run to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tracker.ui.chart_desk import ChartDesk
from tracker.ui.chosen import NAME, Chosen, pack_chosen, unpack_chosen

if TYPE_CHECKING:  # the engine is loaded after the first paint
    from tracker.services.collector import Collector


def load_from_journal(desk: ChartDesk, then: Callable[[Chosen], None]) -> None:
    """Read what was there the last time."""
    desk.ask(
        NAME,
        lambda _, journal: journal.kept(NAME) if journal is not None else None,
        lambda raw: then(unpack_chosen(raw)),
    )


def keep_in_journal(desk: ChartDesk, chosen: Chosen) -> None:
    """Remember it at once; without an engine it is kept when the program ends."""
    packed = pack_chosen(chosen)

    async def keep(collector: Collector) -> None:
        await collector.storage.journal(lambda journal: journal.keep(NAME, packed))

    desk.submit(keep, failed=lambda _: None)
