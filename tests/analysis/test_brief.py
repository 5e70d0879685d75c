import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from msgspec.structs import fields, replace

from tracker.analysis.brief import compose
from tracker.analysis.brief_facts import (
    CascadeFact,
    CheckFact,
    ContextFact,
    EpisodeFact,
    Facts,
    FeedbackFact,
    FundingFact,
    HeadlineFact,
    InterestFact,
    LevelFact,
    Origin,
    PriceFact,
    RatioFact,
    RecoveryFact,
    RippleFact,
    RiskFact,
    ShareFact,
    StandingFact,
    TreasuryFact,
    WindowFact,
)
from tracker.analysis.brief_pages import as_json, html, markdown
from tracker.analysis.brief_parts import Brief
from tracker.analysis.implied_total import implied_total
from tracker.analysis.open_interest_split import InterestSplit, Missing, split_venue
from tracker.analysis.recovery_checks import Outcome
from tracker.domain.derivatives import Side
from tracker.domain.market import Contract
from tracker.domain.times import HOUR_MS, parse_iso

AT = parse_iso("2026-02-12T09:30:00Z")
SEEN = Origin(("Bybit", "Binance"), AT, 0.91)
SPOT = Origin(("Binance spot",), AT)
SPLIT = InterestSplit(
    AT - 24 * HOUR_MS,
    AT,
    (split_venue("bybit", Contract.LINEAR, (100_000, 6.8e9), (98_000, 98_000 * 67_450.0)),),
    (Missing("okx", 3e9, AT - 24 * HOUR_MS),),
)


def level(price: float, *, supports: bool, broken: bool, state: str) -> LevelFact:
    return LevelFact(price, supports, broken, state, price / 67_450 - 1, 2.1)


def window(name: str, days: float, long_usd: float, *, at_least: bool = True) -> WindowFact:
    return WindowFact(name, days, long_usd, long_usd / 4, 900, at_least, SEEN, 2.4, 93.0, 12.5)


FULL = Facts(
    asset="BTC",
    at_ms=AT,
    price=PriceFact("BTC", 67_450.0, -0.0137, SPOT),
    beside=(PriceFact("ETH", 1_950.0, -0.025, SPOT), PriceFact("XRP", 1.37, -0.022, SPOT)),
    levels=(
        level(75_000, supports=False, broken=True, state="was support, broken 4 Feb 15:00"),
        level(70_000, supports=False, broken=True, state="was support, broken 5 Feb 13:00"),
        level(65_000, supports=True, broken=False, state="support"),
        level(60_000, supports=True, broken=False, state="support"),
    ),
    windows=(window("24 h", 1, 237e6), window("7 d", 7, 2.16e9), window("30 d", 30, 4.4e9)),
    standing=StandingFact(41e9, 610_000.0, SEEN),
    interest=(InterestFact("24 h", "BTC", SPLIT, "long unwinding", (("okx", "OKX"),)),),
    headlines=(
        HeadlineFact(
            "The comment of 12 Feb says “−4.4 %, about $26bn”.",
            implied_total(26e9, -0.044, 103e9),
            "BTC, ETH, BNB, SOL, XRP over 3 venues",
            -0.0188,
        ),
    ),
    funding=FundingFact(-0.00004, -0.0001, 0.00002, SEEN),
    ratios=(RatioFact("Binance", 0.61, SEEN),),
    cascade=CascadeFact("4 h", 47.0, 1.2, 0.8, 0.5, Side.LONG, True, 58.0, SEEN),
    feedback=FeedbackFact("amplifying", 0.45, 0.2, 0.7, 1_250, ""),
    episodes=(
        EpisodeFact(
            AT - 3 * HOUR_MS,
            AT - 2 * HOUR_MS,
            False,
            71.0,
            3.1e8,
            Side.LONG,
            True,
            -0.041,
            -0.02,
            ("BTC", "ETH", "SOL"),
            SEEN,
        ),
    ),
    ripple=(RippleFact("ETH", (1.3, 1.1, 1.5), True, 1, 300),),
    share=ShareFact("BTC, ETH, BNB, SOL, XRP", "24 h", 0.58, 0.62),
    context=(
        ContextFact("fear_greed", "Fear & Greed", "9", 9.0, "of 100", "extreme fear", False, SPOT),
    ),
    risk=RiskFact(("Euro Stoxx 50",), "0.52 (0.25 to 0.71)"),
    treasuries=(TreasuryFact("Strategy", 714_644, 76_056.0, -6.15e9, -0.113, 4.82e8, False, SPOT),),
    recovery=RecoveryFact(
        "Stress",
        AT - 7 * 24 * HOUR_MS,
        9.1,
        "$9.1M a day",
        (
            CheckFact("Price holds", Outcome.FAIL, "new low 2 h ago"),
            CheckFact("Liquidations fade", Outcome.UNKNOWN, "cannot assess: 61 % seen"),
            CheckFact("Positions hold", Outcome.PASS, "contracts −0.4 % in 12 h"),
        ),
    ),
)


def everything(brief: Brief) -> str:
    return markdown(brief)


def test_every_claim_has_its_place() -> None:
    page = everything(compose(FULL))
    for said in (
        "BTC is at 67,450, −1.37\u202f% in 24 h.",
        "ETH 1,950.0 (−2.50\u202f%), XRP 1.3700 (−2.20\u202f%)",
        "75,000 was support, broken 4 Feb 15:00; it is resistance now",
        "70,000 was support, broken 5 Feb 13:00; it is resistance now",
        "Next support 65,000",
        "below it 60,000",
        "24 h: ≥ $237M of longs",
        "7 d: ≥ $2.16B of longs",
        "91\u202f% of the window was observed",
        "2.4 times the median 24 h of the last 30 days (higher than 93 % of them)",
        "Of longs the last 24 h are 0.77 times the mean day of the 7 days: slower than in the week, not faster",
        "not the same total",
        "positions shrank by 2.6\u202f%",
        "The cascade index over 4 h is ≥ 47 of 100, of longs",
        "Feedback: amplifying. One forced sale brought about 0.45 more (90 % interval 0.20 to 0.70)",
        "market-wide (BTC, ETH and SOL)",
        "BTC is 58\u202f% of liquidations over 24 h and 62\u202f% of open interest",
        "ETH moved 1.30\u202f% for each 1 % of BTC",
        "Fear & Greed: 9, extreme fear (Binance spot).",
        "Risk-off: Euro Stoxx 50 fell by more than 1 %",
        "an unrealised loss of $6.15B (−11.3\u202f%), $482M for each 1 %",
        "Price holds: fail; new low 2 h ago.",
        "Liquidations fade: cannot assess; cannot assess: 61 % seen.",
        "Positions hold: pass",
        "Open interest of OKX at one end of 24 h: left out of its change",
        "not investment advice",
    ):
        assert said in page, said


def test_nothing_known_says_nothing_but_what_is_not_known() -> None:
    brief = compose(Facts("BTC", AT))
    assert (brief.sections, brief.lead) == ((), "")
    page = everything(brief)
    assert len(brief.unknown) >= 8
    numbers = [one for one in "".join(brief.unknown) if one.isdigit()]
    assert set(numbers) <= set("247")  # of the windows that are named
    assert "None" not in page
    assert not re.search(r"\bnan\b", page)


OPTIONAL = [one.name for one in fields(Facts) if one.name not in {"asset", "at_ms", "simulated"}]
EMPTY = Facts("BTC", AT)


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_is_missing_takes_its_sentences_with_it(name: str) -> None:
    brief = compose(replace(FULL, **{name: getattr(EMPTY, name)}))
    page = everything(brief)
    assert page != everything(compose(FULL)) or name == "unpriced"
    assert "None" not in page
    assert not re.search(r"\bnan\b", page)


def test_silence_is_not_called_calm() -> None:
    assert FULL.cascade is not None
    blind = replace(FULL, episodes=(), cascade=replace(FULL.cascade, index=None))
    assert "No cascade episode" not in everything(compose(blind))
    assert any("Whether there was a cascade" in one for one in compose(blind).unknown)
    assert "No cascade episode" in everything(compose(replace(FULL, episodes=())))


def test_an_index_of_nothing_does_not_make_its_other_parts_nothing() -> None:
    assert FULL.cascade is not None
    none = replace(
        FULL.cascade, index=0.0, pressure=0.0, positions=None, impact=None, at_least=False
    )
    page = everything(compose(replace(FULL, cascade=none)))
    assert "is 0 of 100, of longs: liquidation pressure 0.00; 91\u202f% of the window" in page
    early = replace(FULL.cascade, learnt_days=12.4)
    assert "learnt from 12 days so far" in everything(compose(replace(FULL, cascade=early)))
    whole = replace(FULL.cascade, learnt_days=29.7)
    assert "days so far" not in everything(compose(replace(FULL, cascade=whole)))


def test_a_figure_that_is_unknown_is_named_and_not_written() -> None:
    assert FULL.cascade is not None
    brief = compose(replace(FULL, cascade=replace(FULL.cascade, index=None, positions=None)))
    assert "The cascade index over 4 h: positions of the window are not known." in brief.unknown
    assert "of 100, of longs" not in everything(brief)
    price = replace(FULL.beside[0], change_24h=None)
    brief = compose(replace(FULL, beside=(price,), unpriced=("SOL",)))
    assert "The change over 24 h of SOL and ETH." in brief.unknown


def test_every_sentence_with_a_number_has_figures_with_origins() -> None:
    for section in compose(FULL).sections:
        for sentence in section.sentences:
            if any(letter.isdigit() for letter in sentence.text) and sentence.figures:
                assert all(figure.origin.names for figure in sentence.figures), sentence.text
    bare = [
        sentence.text
        for section in compose(FULL).sections
        for sentence in section.sentences
        if not sentence.figures
    ]
    assert bare == ["The last hour alone: $9.1M a day."]


def test_json_is_json_and_says_what_each_figure_is() -> None:
    data = json.loads(json.dumps(as_json(compose(FULL))))
    assert data["as_of"] == "2026-02-12T09:30:00Z"
    figures = {
        figure["name"]: figure
        for section in data["sections"]
        for sentence in section["sentences"]
        for figure in sentence["figures"]
    }
    assert figures["long_24h"] == {
        "name": "long_24h",
        "value": 237e6,
        "unit": "USD",
        "sources": ["Bybit", "Binance"],
        "as_of": "2026-02-12T09:30:00Z",
        "coverage": 0.91,
        "lower_bound": True,
        "estimate": False,
    }
    assert figures["feedback"]["estimate"] is True
    assert figures["flagged"]["value"] == "true"
    split = figures["oi_change_usd_BTC_24h"]["value"]
    parts = (figures["oi_price_usd_BTC_24h"], figures["oi_position_usd_BTC_24h"])
    assert split == pytest.approx(sum(one["value"] for one in parts), rel=1e-9)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_needs_nothing_beside_itself_and_lets_no_words_out() -> None:
    evil = replace(FULL, simulated='<script>alert("x")</script>')
    page = html(compose(evil), b"\x89PNG")
    assert "<script>" not in page
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.addresses == ["data:image/png;base64,iVBORw=="]


PACES = [
    (70e6, "about as fast as in the week"),
    (140e6, "faster than in the week"),
    (20e6, "slower than in the week, not faster"),
]


@pytest.mark.parametrize(("day", "word"), PACES)
def test_pace_is_a_mean_day_and_not_a_sum(day: float, word: str) -> None:
    windows = (window("24 h", 1, day), window("7 d", 7, 490e6))
    page = everything(compose(replace(FULL, windows=windows)))
    assert f"{day / 70e6:.2f} times the mean day of the 7 days: {word}." in page


def test_a_gain_is_no_loss_and_calm_equities_are_said_to_be() -> None:
    holder = replace(FULL.treasuries[0], profit_usd=5.3e8, profit_share=0.01)
    page = everything(compose(replace(FULL, treasuries=(holder,), risk=RiskFact((), ""))))
    assert "an unrealised gain of $530M (+1.0\u202f%)" in page
    assert "Equities do not say risk-off" in page
    assert np.isfinite(holder.per_percent_usd)
