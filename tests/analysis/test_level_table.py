"""The level state machine against the table of section 1.4 of docs/methodology.md, row by row."""

from __future__ import annotations

import pytest

import naive_level
from analysis.level_paths import (
    AWAY,
    BACK,
    BEYOND,
    EXACT,
    KISS,
    LEVEL,
    NEAR,
    PLAIN,
    PLAIN_DAY,
    PLAIN_TOUCH,
    SMASH,
    START,
    TOUCHES,
    UNDER,
    UP,
    WICK,
    bars_of,
    candles,
    machine,
    mirrored,
    said,
)
from tracker.domain.level import (
    Role,
    Rule,
)

# (name, rule, bars, expected (event, state, cycle, number of the bar, reason), state at the end)
Expected = tuple[str, str, int, int, str | None]
SCENARIOS: list[tuple[str, Rule, list[tuple[float, float, float]], list[Expected], str]] = [
    (
        "row NEW, below: it is beyond already and never alerts",
        PLAIN,
        [UNDER],
        [("already_beyond", "FLIPPED", 1, 0, None)],
        "FLIPPED",
    ),
    ("row NEW, far above: armed without a word", PLAIN, [(100.2, 100.5, 101.0)], [], "ARMED"),
    ("row NEW, just above: under test without a word", PLAIN, [NEAR], [], "TESTING"),
    ("row NEW, exactly on it: not beyond", PLAIN, [(99.0, 100.0, 101.0)], [], "TESTING"),
    (
        "row ARMED, far < 0: pierced",
        PLAIN,
        [AWAY, WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "row TESTING, far < 0: pierced",
        PLAIN,
        [NEAR, WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "row ARMED, far within the touch zone: touched",
        PLAIN,
        [AWAY, TOUCHES],
        [("touched", "TESTING", 1, 1, None)],
        "TESTING",
    ),
    (
        "price exactly on the level is a touch, not a break",
        PLAIN,
        [AWAY, (100.0, 100.3, 101.0)],
        [("touched", "TESTING", 1, 1, None)],
        "TESTING",
    ),
    (
        "row xc < -big: one close far beyond confirms at once",
        PLAIN,
        [AWAY, SMASH],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 1, "extension")],
        "BROKEN",
    ),
    (
        "row n_close closes beyond: the second one confirms",
        PLAIN,
        [AWAY, BEYOND, BEYOND],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 2, "closes")],
        "BROKEN",
    ),
    (
        "closes beyond that are not in a row confirm nothing",
        PLAIN,
        [AWAY, BEYOND, WICK, BEYOND, WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "a close exactly on the buffer is not beyond it",
        PLAIN,
        [AWAY, (99.0, 99.75, 100.1), (99.0, 99.75, 100.1)],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "a close exactly at big is no extension",
        EXACT,
        [AWAY, (98.0, 99.0, 100.5), WICK],
        [("pierced", "PIERCED", 1, 1, None)],
        "PIERCED",
    ),
    (
        "the outer edge of the touch zone belongs to it",
        EXACT,
        [AWAY, (100.125, 100.3, 101.0), (100.125, 100.5, 101.0)],
        [("touched", "TESTING", 1, 1, None), ("held", "ARMED", 1, 2, None)],
        "ARMED",
    ),
    (
        "the re-arm distance itself is far enough, home",
        EXACT,
        [(100.0, 100.5, 101.0), WICK, (100.2, 100.5, 100.6)],
        [("pierced", "PIERCED", 1, 1, None), ("false_break", "ARMED", 1, 2, None)],
        "ARMED",
    ),
    (
        "the re-arm distance itself is far enough, beyond, and so is the edge of the touch zone",
        EXACT,
        [AWAY, BEYOND, (99.2, 99.5, 100.0), (99.3, 99.6, 99.875), (99.3, 99.5, 99.6)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 3, None),
            ("rejected", "FLIPPED", 1, 4, None),
            ("flipped", "FLIPPED", 1, 4, None),
        ],
        "FLIPPED",
    ),
    (
        "a later close exactly at the re-arm distance has been away",
        EXACT,
        [AWAY, BEYOND, BEYOND, (99.3, 99.5, 99.7), (99.3, 99.6, 99.875)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 4, None),
        ],
        "RETEST",
    ),
    (
        "closes exactly on the buffer are not back, and one exactly at big is only one of two",
        EXACT,
        [UNDER, (100.0, 100.25, 100.4), (100.0, 100.25, 100.4), (100.2, 101.0, 101.1)],
        [("already_beyond", "FLIPPED", 1, 0, None)],
        "FLIPPED",
    ),
    (
        "a reclaim that closes exactly at the re-arm distance is armed again",
        EXACT,
        [UNDER, BACK, (100.2, 100.5, 100.6)],
        [("already_beyond", "FLIPPED", 1, 0, None), ("reclaimed", "ARMED", 1, 2, None)],
        "ARMED",
    ),
    (
        "row PIERCED, back at the re-arm distance: a false break, and a new cycle",
        PLAIN,
        [AWAY, WICK, AWAY, WICK],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("false_break", "ARMED", 1, 2, None),
            ("pierced", "PIERCED", 2, 3, None),
        ],
        "PIERCED",
    ),
    (
        "pierced and false break on one candle",
        PLAIN,
        [AWAY, (99.47, 101.0, 102.0)],
        [("pierced", "PIERCED", 1, 1, None), ("false_break", "ARMED", 1, 1, None)],
        "ARMED",
    ),
    (
        "row TESTING, back at the re-arm distance: held, and a new cycle",
        PLAIN,
        [AWAY, TOUCHES, AWAY, TOUCHES],
        [
            ("touched", "TESTING", 1, 1, None),
            ("held", "ARMED", 1, 2, None),
            ("touched", "TESTING", 2, 3, None),
        ],
        "TESTING",
    ),
    (
        "row BROKEN, m closes back: reclaimed",
        PLAIN,
        [AWAY, SMASH, BACK, BACK],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
            ("reclaimed", "TESTING", 1, 3, None),
        ],
        "TESTING",
    ),
    (
        "row BROKEN, one close far back: reclaimed at once and armed",
        PLAIN,
        [AWAY, SMASH, UP],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("reclaimed", "ARMED", 1, 2, None),
        ],
        "ARMED",
    ),
    (
        "row FLIPPED, m closes back: reclaimed",
        PLAIN,
        [UNDER, BACK, BACK],
        [("already_beyond", "FLIPPED", 1, 0, None), ("reclaimed", "TESTING", 1, 2, None)],
        "TESTING",
    ),
    (
        "row BROKEN, back at the level after having been away: retest",
        PLAIN,
        [AWAY, SMASH, KISS],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
        ],
        "RETEST",
    ),
    (
        "no retest before it has been away",
        PLAIN,
        [AWAY, BEYOND, BEYOND, KISS, KISS],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 2, "closes")],
        "BROKEN",
    ),
    (
        "row RETEST, away again: rejected, and the role has flipped",
        PLAIN,
        [AWAY, SMASH, KISS, UNDER],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
            ("rejected", "FLIPPED", 1, 3, None),
            ("flipped", "FLIPPED", 1, 3, None),
        ],
        "FLIPPED",
    ),
    (
        "row BROKEN for flip_bars candles: flipped",
        PLAIN,
        [AWAY, SMASH] + [UNDER] * 24,
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("flipped", "FLIPPED", 1, 25, None),
        ],
        "FLIPPED",
    ),
    (
        "note b: touched and held on one candle, one state change of the lower rows",
        PLAIN,
        [AWAY, (100.05, 101.0, 102.0)],
        [("touched", "TESTING", 1, 1, None), ("held", "ARMED", 1, 1, None)],
        "ARMED",
    ),
    (
        "note b: a break is tried before a false break, in the order of the table",
        PLAIN_TOUCH,
        [AWAY, (99.0, 101.0, 102.0)],
        [("pierced", "PIERCED", 1, 1, None), ("broken", "BROKEN", 1, 1, "touch")],
        "BROKEN",
    ),
    (
        "note c: the breaking close itself may be the one that was away",
        PLAIN,
        [AWAY, BEYOND, (99.2, 99.4, 100.0), KISS],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 3, None),
        ],
        "RETEST",
    ),
    (
        "note c: so may the close of the very candle that comes back",
        PLAIN,
        [AWAY, BEYOND, BEYOND, (99.0, 99.4, 99.95)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("retest", "RETEST", 1, 3, None),
        ],
        "RETEST",
    ),
    (
        "note d: flip_bars counts the candles after the breaking one",
        PLAIN_DAY,
        [AWAY, (98.0, 98.9, 100.5), UNDER, UNDER],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "closes"),
            ("flipped", "FLIPPED", 1, 3, None),
        ],
        "FLIPPED",
    ),
    (
        "note e: reclaimed is tried before the retest",
        PLAIN,
        [AWAY, SMASH, (99.5, 101.5, 102.0)],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("reclaimed", "ARMED", 1, 2, None),
        ],
        "ARMED",
    ),
    (
        "note e: the retest is tried before the time flip",
        PLAIN_DAY,
        [AWAY, SMASH, UNDER, KISS],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "closes"),
            ("retest", "RETEST", 1, 3, None),
        ],
        "RETEST",
    ),
    (
        "note e: a retest does not flip by time",
        PLAIN,
        [AWAY, SMASH, *[KISS] * 40],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 1, "extension"),
            ("retest", "RETEST", 1, 2, None),
        ],
        "RETEST",
    ),
    (
        "note f: after a reclaim close to the level the new cycle starts under test",
        PLAIN,
        [UNDER, BACK, BACK, AWAY],
        [
            ("already_beyond", "FLIPPED", 1, 0, None),
            ("reclaimed", "TESTING", 1, 2, None),
            ("held", "ARMED", 2, 3, None),
        ],
        "ARMED",
    ),
    (
        "note g: closes beyond in one cycle do not count in the next",
        PLAIN,
        [AWAY, BEYOND, BEYOND, UP, BEYOND, WICK],
        [
            ("pierced", "PIERCED", 1, 1, None),
            ("broken", "BROKEN", 1, 2, "closes"),
            ("reclaimed", "ARMED", 1, 3, None),
            ("pierced", "PIERCED", 2, 4, None),
        ],
        "PIERCED",
    ),
    (
        "note g: one close back in BROKEN and one after a break are not two in a row",
        PLAIN,
        [UNDER, BACK, UNDER, BACK, UNDER],
        [("already_beyond", "FLIPPED", 1, 0, None)],
        "FLIPPED",
    ),
    (
        "note h: the first candle only places the level, whatever its wick did",
        PLAIN,
        [(95.0, 101.0, 103.0), AWAY],
        [],
        "ARMED",
    ),
]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("rule", "shapes", "expected", "final"),
    [pytest.param(*row[1:], id=row[0]) for row in SCENARIOS],
)
def test_a_row_or_note_of_the_table(
    role: Role,
    rule: Rule,
    shapes: list[tuple[float, float, float]],
    expected: list[Expected],
    final: str,
) -> None:
    bars = bars_of(*shapes, rule=rule)
    if role is Role.RESISTANCE:
        bars = mirrored(bars)
    judge = machine(rule, role)
    transitions = judge.feed(candles(bars, rule))
    found = [
        (
            one.event.value,
            one.state.value,
            one.cycle,
            (one.bar_open_ms - START) // rule.timeframe.ms,
            one.reason,
        )
        for one in transitions
    ]
    assert found == expected
    assert judge.fold.state == final
    for one in transitions:
        assert one.at_ms == one.bar_open_ms + rule.timeframe.ms
        assert (one.role, one.rule, one.timeframe) == (role, rule.word, rule.timeframe.name)
        assert (one.asset, one.level, one.late, one.gap, one.id) == ("BTC", LEVEL, False, False, "")
    assert said(transitions) == naive_level.Level(LEVEL, role, rule).fold(bars)
