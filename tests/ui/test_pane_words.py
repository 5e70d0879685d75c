"""From what was read to what panes show: names, tones and scopes."""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import SignedColumns
from tracker.analysis.funding import VenueFunding
from tracker.analysis.ratios import VenueLine
from tracker.domain.times import H1
from tracker.services.flows import Flows
from tracker.services.pane_views import PaneViews, VenueBars
from tracker.ui.charts.ink import inks_of
from tracker.ui.charts.pane_data import FundingData, LiquidationsData, RatioData
from tracker.ui.pane_words import pane_data, tone_of
from tracker.ui.theme import DARK
from ui.charts.samples import bars, line
from ui.samples import TITLES, chart_view

RATES = SignedColumns(H1.ms, line().at_ms, line().value, np.zeros(len(line()), np.bool_))


def flows(panes: PaneViews) -> Flows:
    view = chart_view()
    return Flows(view.liquidations, view.coverage, view.interest, panes)


def test_what_was_not_read_is_not_there() -> None:
    data = pane_data(flows(PaneViews()), "BTC", H1, TITLES)
    assert [type(one).__name__ for one in data] == ["LiquidationsData", "InterestData"]


def test_a_venue_has_one_name_and_one_tone_in_every_pane() -> None:
    panes = PaneViews(
        venues=(VenueBars("beta", bars()),),
        funding=(VenueFunding("beta", RATES),),
        median=RATES,
        ratios=(VenueLine("beta", line()),),
    )
    data = {type(one): one for one in pane_data(flows(panes), "BTC", H1, TITLES)}
    liquidations, funding, ratio = data[LiquidationsData], data[FundingData], data[RatioData]
    assert isinstance(liquidations, LiquidationsData)
    assert isinstance(funding, FundingData)
    assert isinstance(ratio, RatioData)
    named = [*liquidations.venues, *funding.venues, *ratio.venues]
    assert {one.name for one in named} == {"Beta"}
    assert len({one.tone for one in named}) == 1


def test_every_tone_is_an_ink_and_neighbours_differ() -> None:
    titles = {name: name for name in "abcdefghi"}
    tones = [tone_of(name, titles) for name in titles]
    assert len(set(tones)) == len(tones)
    assert set(tones) <= set(inks_of(DARK).roles)
    assert tone_of("stranger", titles) in tones
