"""What a chart shows as a table: a row an interval, a column a series, as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from tracker.domain.times import iso
from tracker.services.views import ChartView
from tracker.ui.charts.content import ChartContent
from tracker.ui.charts.data_columns import DataColumn, rows_between, texts_of
from tracker.ui.charts.kinds import PaneChoice, kind_of


def csv_of(
    content: ChartContent,
    panes: Sequence[PaneChoice],
    view: ChartView,
    view_ms: tuple[int, int],
    *,
    simulated: bool,
) -> str:
    """The series of these panes in a stretch of time, the oldest row first.

    The one header line names each column with its unit. Times are UTC, as ISO-8601. What is not
    known is empty.

    Args:
        content: the chart.
        panes: what it shows.
        view: what it was read from.
        view_ms: the half-open stretch, UTC ms.
        simulated: whether the market is not real, which each row says then.
    """
    columns = _columns(content, panes)
    times = rows_between(columns, content.interval, view_ms)
    cells = [texts_of(one, times) for one in columns]
    telling = [texts for one, texts in zip(columns, cells, strict=True) if not one.of_others]
    known = [row for row in range(len(times)) if any(texts[row] for texts in telling)]
    same = {"asset": content.asset, "interval": str(content.interval), "venue": view.market.venue}
    if simulated:
        same["simulated"] = "true"
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("at_utc", *same, *(one.name for one in columns)))
    # Before the first and behind the last row of which anything is known there is nothing to tell.
    for row in range(known[0], known[-1] + 1) if known else ():
        writer.writerow((iso(int(times[row])), *same.values(), *(one[row] for one in cells)))
    return out.getvalue()


def _columns(content: ChartContent, panes: Sequence[PaneChoice]) -> list[DataColumn]:
    """Those of all panes from above; of what two of them have, the first."""
    found: dict[str, DataColumn] = {}
    for choice in panes:
        kind = kind_of(choice.key)
        modes = [one.key for one in kind.MODES]
        mode = choice.mode or "".join(modes[:1])
        for column in kind.columns(content, mode):
            found.setdefault(column.name, column)
    return list(found.values())
