"""How a cascade reached other coins, in lines."""

from __future__ import annotations

from datetime import UTC, tzinfo

from tracker.analysis import words
from tracker.domain.translating import tr
from tracker.services.ripple import LEADER, Ripple, RippleRow


def ripple_text(ripple: Ripple, zone: tzinfo = UTC) -> str:
    """The figures of a ripple as lines: the leader's shares, then a line a coin."""
    first = words.clock(ripple.start_ms, zone=zone)
    last = words.clock(ripple.end_ms, date=False, zone=zone)
    head = [
        tr(
            "Minutes from {first} to {last}, {count} coins.",
            first=first,
            last=last,
            count=len(ripple.coins),
        )
    ]
    for share, of in (
        (ripple.liquidations_share, tr("all liquidations")),
        (ripple.interest_share, tr("open interest")),
    ):
        known = (
            tr("{share} of {of}", share=words.share(share), of=of)
            if share is not None
            else tr("share of {of} not known", of=of)
        )
        head.append(f"{LEADER} {known}.")
    return "\n".join([" ".join(head), *(_ripple_line(row) for row in ripple.rows)])


def _ripple_line(row: RippleRow) -> str:
    if row.beta is None or row.prices is None:
        return tr("{asset}: the minutes of that time are not in the cache.", asset=row.asset)
    one = row.beta
    parts = [
        f"{row.asset} {words.percent(row.move, 1)}",
        tr(
            "beta {value} (95\u202f%: {low95} to {high95})",
            value=words.fixed(one.value, 2),
            low95=words.fixed(one.low95, 2),
            high95=words.fixed(one.high95, 2),
        ),
        tr("prices: {who}", who=_who(row.asset, row.prices.leads, row.prices.lag)),
    ]
    if row.liquidations is not None:
        parts.append(
            tr(
                "liquidations: {who}",
                who=_who(row.asset, row.liquidations.leads, row.liquidations.lag),
            )
        )
    return " · ".join(parts)


def _who(asset: str, leads: bool | None, lag: int) -> str:
    """Which of the two comes first, where that is sure."""
    if leads is None:
        return tr("no leader within a minute") if lag == 0 else tr("no sure leader")
    if lag == 0:
        return tr("{leader} first, by less than a minute", leader=LEADER if leads else asset)
    return tr("{leader} first, by {lag} min", leader=LEADER if leads else asset, lag=abs(lag))
