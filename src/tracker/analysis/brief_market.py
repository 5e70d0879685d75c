"""The sections of a brief about the market itself: price, levels, liquidations, leverage, headlines."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.analysis import words
from tracker.analysis.brief_facts import HeadlineFact, InterestFact, LevelFact, Origin, WindowFact
from tracker.analysis.brief_parts import LEAST, Figure, Page, Sentence, listed
from tracker.analysis.implied_total import BreakEven, break_even_words, total_words
from tracker.domain.terms import term
from tracker.domain.translating import tr

#: A pace within so much of another is the same.
_SAME = 0.1


# --- price and levels ---------------------------------------------------------------------------


def price(page: Page) -> Iterable[Sentence]:
    """What it costs, and what its neighbours cost."""
    facts = page.facts
    one = facts.price
    if one is None:
        page.lacks(tr("The price of {asset}: nothing recent is in the cache.", asset=facts.asset))
    elif one.change_24h is None:
        page.lacks(
            tr(
                "The change of {asset} over 24 h: no price of that time is in the cache.",
                asset=facts.asset,
            )
        )
        figure = Figure("price", one.price, "USD", one.origin)
        yield Sentence(
            tr("{asset} is at {price}.", asset=one.asset, price=words.price(one.price)), (figure,)
        )
    else:
        yield Sentence(
            tr(
                "{asset} is at {price}, {percent} in 24 h.",
                asset=one.asset,
                price=words.price(one.price),
                percent=words.percent(one.change_24h),
            ),
            (
                Figure("price", one.price, "USD", one.origin),
                Figure("change_24h", one.change_24h, "fraction", one.origin),
            ),
        )
    known = [(other, other.change_24h) for other in facts.beside if other.change_24h is not None]
    if known:
        said = ", ".join(
            f"{other.asset} {words.price(other.price)} ({words.percent(change)})"
            for other, change in known
        )
        figures = [
            figure
            for other, change in known
            for figure in (
                Figure(f"{other.asset}_price", other.price, "USD", other.origin),
                Figure(f"{other.asset}_change_24h", change, "fraction", other.origin),
            )
        ]
        yield Sentence(tr("Beside it, in 24 h: {said}.", said=said), tuple(figures))
    missing = [*facts.unpriced, *(o.asset for o in facts.beside if o.change_24h is None)]
    if missing:
        page.lacks(tr("The change over 24 h of {listed}.", listed=listed(missing)))


def levels(page: Page) -> Iterable[Sentence]:
    """What broke, and what comes next."""
    facts = page.facts
    if not facts.levels:
        page.lacks(tr("Where price stands against levels: none is set for this coin."))
        return
    broken = sorted(
        (one for one in facts.levels if one.broken and not one.supports), key=lambda one: one.price
    )
    for one in broken:
        where = tr(
            "{level} {state}; it is resistance now, {away} away.",
            level=words.level(one.price),
            state=one.state,
            away=_away(one),
        )
        yield Sentence(where, _level_figures(one))
    supports = sorted(
        (one for one in facts.levels if one.supports), key=lambda one: one.price, reverse=True
    )
    below = [one for one in supports if one.away < 0]
    if below:
        rest = tr(
            ", below it {listed}", listed=listed([words.level(one.price) for one in below[1:]])
        )
        said = tr(
            "Next support {level}, {away} away",
            level=words.level(below[0].price),
            away=_away(below[0]),
        )
        yield Sentence(
            f"{said}{rest if below[1:] else ''}.",
            tuple(figure for one in below for figure in _level_figures(one)),
        )
    else:
        page.lacks(tr("The next support: no unbroken level is set below the price."))
    above = [one for one in facts.levels if one.away > 0]
    if above:
        cap = min(above, key=lambda one: one.price)
        said = tr(
            "The ceiling is {level}, {away} away: {state}.",
            level=words.level(cap.price),
            away=_away(cap),
            state=cap.state,
        )
        yield Sentence(said, _level_figures(cap))


def _away(one: LevelFact) -> str:
    return words.distance(one.away, one.daily_atrs)


def _level_figures(one: LevelFact) -> tuple[Figure, ...]:
    yours, name = (
        Origin((tr("your levels, judged on the reference market"),)),
        words.level(one.price),
    )
    found = [Figure(f"level_{name}", one.price, "USD", yours)]
    found.append(Figure(f"level_{name}_away", one.away, "fraction", yours))
    if one.daily_atrs is not None:
        found.append(Figure(f"level_{name}_daily_atrs", one.daily_atrs, "daily ATR", yours))
    return tuple(found)


# --- liquidations -------------------------------------------------------------------------------


def liquidations(page: Page) -> Iterable[Sentence]:
    """Window by window, and the pace."""
    windows = page.facts.windows
    if not windows:
        page.lacks(tr("Liquidations: none of the venues' feeds was observed."))
        return
    for one in windows:
        yield Sentence(_window_words(one), _window_figures(one))
    yield from _pace(page, {one.name: one for one in windows})


def _window_words(one: WindowFact) -> str:
    least = LEAST if one.at_least else ""
    said = tr(
        "{name}: {least}{longs} of longs and {least}{shorts} of shorts were liquidated, over {listed}",
        name=one.name,
        least=least,
        longs=words.usd(one.long_usd),
        shorts=words.usd(one.short_usd),
        listed=listed(one.origin.names),
    )
    if one.origin.coverage is not None:
        said += tr("; {share} of the window was observed", share=words.share(one.origin.coverage))
    if one.multiple is not None and one.percentile is not None:
        said += tr(
            ". That is {multiple} times the median {name} of the last 30 days (higher "
            "than {percentile:.0f} % of them)",
            multiple=words.fixed(one.multiple, 1),
            name=one.name,
            percentile=one.percentile,
        )
    if one.interest_bp is not None:
        digits = 1 if one.interest_bp < 100 else 0
        said += tr(
            ". {interest_bp} bp of open interest", interest_bp=words.fixed(one.interest_bp, digits)
        )
    if one.largest_day is not None and one.days > 1:
        said += tr(
            ". The largest day, {largest_day}, is {share} of it",
            largest_day=one.largest_day[0],
            share=words.share(one.largest_day[1]),
        )
    return f"{said}."


def _window_figures(one: WindowFact) -> tuple[Figure, ...]:
    def figure(name: str, value: float, unit: str) -> Figure:
        return Figure(name, value, unit, one.origin, at_least=one.at_least)

    name = one.name.replace(" ", "")
    found = [
        figure(f"long_{name}", one.long_usd, "USD"),
        figure(f"short_{name}", one.short_usd, "USD"),
    ]
    for label, value, unit in (
        ("count", one.count, ""),
        ("multiple", one.multiple, "times the median"),
        ("percentile", one.percentile, "percentile"),
        ("interest_bp", one.interest_bp, "bp of open interest"),
    ):
        if value is not None:
            found.append(figure(f"{label}_{name}", float(value), unit))
    return tuple(found)


def _pace(page: Page, windows: dict[str, WindowFact]) -> Iterable[Sentence]:
    """The last day against the mean day of the week, of the side that was hit more.

    A rolling sum says nothing of pace.
    """
    day, week = windows.get("24 h"), windows.get("7 d")
    if day is None or week is None:
        page.lacks(
            tr("The pace of liquidations: the last day and the last week are not both known.")
        )
        return
    longs = week.long_usd >= week.short_usd
    side, now, then = (
        (term("longs"), day.long_usd, week.long_usd)
        if longs
        else (term("shorts"), day.short_usd, week.short_usd)
    )
    if then <= 0:
        page.lacks(tr("The pace of liquidations: nothing was observed in the week."))
        return
    pace = now / (then / week.days)
    if abs(pace - 1) <= _SAME:
        word = tr("about as fast as in the week")
    else:
        word = (
            tr("faster than in the week") if pace > 1 else tr("slower than in the week, not faster")
        )
    said = tr(
        "Of {side} the last 24 h are {pace} times the mean day of the 7 days: {word}",
        side=side,
        pace=words.fixed(pace, 2),
        word=word,
    )
    short = min(one.origin.coverage or 0.0 for one in (day, week))
    if short < 1 and day.at_least != week.at_least:
        said += tr(", as far as it was observed")
    origin = Origin(week.origin.names, None, short)
    yield Sentence(f"{said}.", (Figure("pace_24h_of_7d", pace, "times", origin),))


# --- leverage -----------------------------------------------------------------------------------


def leverage(page: Page) -> Iterable[Sentence]:
    """What price did to open interest, and what positions did."""
    facts = page.facts
    known = [one for one in facts.interest if one.split.is_known]
    for change in facts.interest:
        if change.split.is_known:
            yield Sentence(_interest_words(change), _interest_figures(change))
            missing = [change.title(gone.venue) for gone in change.split.missing]
            if missing:
                page.lacks(
                    tr(
                        "Open interest of {listed} at one end of {window}: left out of its change, so "
                        "that an outage does not look like deleveraging.",
                        listed=listed(missing),
                        window=change.window,
                    )
                )
        else:
            page.lacks(
                tr(
                    "The change of open interest of {scope} over {window}: no venue is known at "
                    "both ends.",
                    scope=change.scope,
                    window=change.window,
                )
            )
    if not known:
        return
    yield from _explained(page, known)
    if facts.standing is not None:
        one = facts.standing
        yield Sentence(
            tr(
                "Open interest of {asset} now: {usd}, {number} {asset}, one-sided, over {listed}.",
                asset=facts.asset,
                usd=words.usd(one.usd),
                number=words.compact(one.coin),
                listed=listed(one.origin.names),
            ),
            (
                Figure("oi_usd", one.usd, "USD", one.origin),
                Figure("oi_coin", one.coin, facts.asset, one.origin),
            ),
        )
    yield from _funding(page)


def _interest_words(one: InterestFact) -> str:
    split = one.split
    assert split.change_usd is not None
    assert split.price_usd is not None
    assert split.position_usd is not None
    said = tr(
        "Open interest of {scope} changed by {change} in {window}, {usd}: price did "
        "{price} of that, positions {positions}. In contracts it is {contracts}",
        scope=one.scope,
        change=words.percent(split.change, 1),
        window=one.window,
        usd=words.usd(split.change_usd),
        price=words.usd(split.price_usd),
        positions=words.usd(split.position_usd),
        contracts=words.percent(split.contracts, 1),
    )
    if one.quadrant:
        said += tr(
            ": {quadrant}, as convention calls it (every contract has a long and a short side)",
            quadrant=term(one.quadrant),
        )
    return f"{said}."


def _interest_figures(one: InterestFact) -> tuple[Figure, ...]:
    split = one.split
    names = tuple(dict.fromkeys(one.title(venue) for venue in split.venues))
    origin = Origin(names, split.to_ms, split.matched_usd_share)
    name = f"{one.scope}_{one.window}".replace(", ", "_").replace(" ", "")
    values = (
        ("change", split.change, "fraction"),
        ("change_usd", split.change_usd, "USD"),
        ("price_usd", split.price_usd, "USD"),
        ("position_usd", split.position_usd, "USD"),
        ("contracts", split.contracts, "fraction"),
    )
    return tuple(
        Figure(f"oi_{label}_{name}", value, unit, origin)
        for label, value, unit in values
        if value is not None
    )


def _explained(page: Page, known: Iterable[InterestFact]) -> Iterable[Sentence]:
    """How much of a day's loss of open interest liquidations were."""
    facts = page.facts
    day = next((one for one in facts.windows if one.name == "24 h"), None)
    own = next((one for one in known if one.window == "24 h" and one.scope == facts.asset), None)
    lost = -(own.split.change_usd or 0.0) if own is not None else 0.0
    if day is None or own is None or lost <= 0:
        return
    part = day.usd / lost
    least = tr("at least ") if day.at_least else ""
    yield Sentence(
        tr(
            "The liquidations of 24 h are {least}{percent} of the {usd} of open interest "
            "that went; the rest is price, closing by choice, and what no venue reports.",
            least=least,
            percent=words.percent(part, 0, sign=False),
            usd=words.usd(lost),
        ),
        (Figure("liquidations_of_oi_lost", part, "fraction", day.origin, at_least=day.at_least),),
    )


def _funding(page: Page) -> Iterable[Sentence]:
    facts = page.facts
    one = facts.funding
    if one is None:
        page.lacks(tr("Funding: no venue's rate of that time is known."))
    else:
        yield Sentence(
            tr(
                "Funding is {rate} for 8 h, weighted by open interest, between {low} "
                "and {high} by venue.",
                rate=words.percent(one.rate_8h, 4),
                low=words.percent(one.low, 4),
                high=words.percent(one.high, 4),
            ),
            (Figure("funding_8h", one.rate_8h, "fraction for 8 h", one.origin),),
        )
    if facts.ratios:
        said = ", ".join(f"{one.venue} {words.share(one.long_share)}" for one in facts.ratios)
        figures = tuple(
            Figure(f"long_accounts_{one.venue}", one.long_share, "fraction", one.origin)
            for one in facts.ratios
        )
        yield Sentence(tr("Accounts that are long: {said}.", said=said), figures)


def headlines(page: Page) -> Iterable[Sentence]:
    """What somebody published, and whether it can be true."""
    for one in page.facts.headlines:
        yield _headline(one)


def _headline(one: HeadlineFact) -> Sentence:
    found = one.found
    said = f"{one.text} {total_words(found, one.observed)}"
    origin = Origin((tr("a headline, checked"),))
    figures = [
        Figure("claimed_usd", found.amount_usd, "USD", origin),
        Figure("claimed_change", found.fraction, "fraction", origin),
        Figure("implied_before_usd", found.before_usd, "USD", origin),
    ]
    if found.times is not None:
        figures.append(Figure("implied_of_observed", found.times, "times", origin))
        figures.append(Figure("flagged", str(bool(found.is_flagged)).lower(), "", origin))
    if one.price_change is not None:
        said += f" {break_even_words(BreakEven(found.fraction, one.price_change))}"
    return Sentence(said, tuple(figures))
