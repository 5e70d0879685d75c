"""Whatever a venue sends, a parser gives sane values or raises a SourceError; nothing else gets out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documented import DOCUMENTED
from parsers import READERS, Context, EveryMarket, Reader, attempt
from recorded import recordings
from sanity import check_parsed
from tracker.domain.times import H1, M1, M5
from tracker.sources.base import Parsed
from tracker.sources.errors import BadAnswer, SourceError
from venues import CASES

EVERY_READER = [
    pytest.param(venue, name, id=f"{venue}-{name}")
    for venue, readers in READERS.items()
    for name in readers
]
#: Where a documented frame of another kind goes.
READER_OF = {"mark_frame": "usdm_frame", "refusal_frame": "frame", "ticker_frame": "frame"}
# What each documented body is about, where it is not told by the body.
SYMBOLS = {"binance": "BTCUSDT", "bybit": "BTCUSDT", "okx": "BTC-USDT-SWAP", "gate": "BTC_USDT"}
INTERVAL_OF = {
    ("binance", "klines"): M5,
    ("bybit", "klines"): H1,
    ("gate", "contract_stats"): M5,
}
for case in CASES:
    READER_OF |= case.reader_of
    SYMBOLS[case.venue] = case.symbol
    INTERVAL_OF |= {(case.venue, name): one for name, one in case.intervals.items()}


def context(venue: str, name: str) -> Context:
    symbol = "ETHPERP" if (venue, name) == ("bybit", "funding") else SYMBOLS[venue]
    return Context(EveryMarket(venue)[symbol], INTERVAL_OF.get((venue, name), M1))


def documented(venue: str, name: str) -> tuple[Reader, bytes, Context]:
    reader = READERS[venue][READER_OF.get(name, name)]
    source = "funding" if (venue, name) == ("okx", "funding_history") else name
    return reader, DOCUMENTED[venue][source], context(venue, name)


DOCUMENTED_BODIES = [(venue, name) for venue, bodies in DOCUMENTED.items() for name in bodies]
DOCUMENTED_BODIES += [("okx", "funding_history")]


def hold(reader: Reader, body: bytes, about: Context) -> Parsed | SourceError:
    """The one law: sane values, or a SourceError with a whole sentence."""
    outcome = attempt(reader, body, about)
    if isinstance(outcome, SourceError):
        assert outcome.sentence.endswith(".")
    else:
        check_parsed(outcome)
    return outcome


@pytest.mark.parametrize(("venue", "name"), DOCUMENTED_BODIES)
def test_every_documented_body_is_read_without_a_fault(venue: str, name: str) -> None:
    outcome = hold(*documented(venue, name))
    assert isinstance(outcome, Parsed)
    said = outcome.values or outcome.next or outcome.venue_ms or outcome.error
    assert said
    assert not outcome.faults or outcome.error


def test_every_parser_has_a_documented_body() -> None:
    covered = {(venue, READER_OF.get(name, name)) for venue, name in DOCUMENTED_BODIES}
    assert covered == {(venue, name) for venue, readers in READERS.items() for name in readers}


WRONG = {
    "nothing": b"",
    "blanks": b" \n ",
    "a web page": b"<!DOCTYPE html><html><body>Checking your browser</body></html>",
    "an XML error": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "plain text": b"pong",
    "broken UTF-8": b'{"code":"0","retCode":0,"data":["\xff"],"result":{"list":["\xff"]}}',
    "null": b"null",
    "true": b"true",
    "a number": b"42",
    "an absurd number": b"1e999",
    "NaN": b"NaN",
    "a string": b'"rate limit exceeded"',
    "a list of null": b"[null]",
    "a list of numbers": b"[1, 2, 3]",
    "a list of lists": b"[[]]",
    "a list of empty objects": b"[{}]",
    "an object of other fields": b'{"a":1}',
    "an empty object": b"{}",
    "an empty list": b"[]",
    "an unclosed bomb": b"[" * 200_000,
    "a closed bomb": b"[" * 50_000 + b"]" * 50_000,
    "a bomb of objects": b'{"data":' * 50_000,
    "a bomb in an envelope": (
        b'{"code":"0","retCode":0,"data":['
        + b"[" * 50_000
        + b"]" * 50_000
        + b'],"result":{"list":[]}}'
    ),
}
# Endpoints whose answer is a list may say nothing; a frame of an unknown kind says nothing.
LISTS = {
    "binance": (
        *("klines", "tickers", "funding_info", "premium", "funding", "ratios"),
        "open_interest_history",
    ),
    "gate": tuple(READERS["gate"]),
}
FRAMES = (("binance", "spot_frame"), ("binance", "usdm_frame"), ("bybit", "frame"))
SILENT = {(venue, name, "an empty list") for venue, names in LISTS.items() for name in names}
SILENT |= {(venue, name, "an empty object") for venue, name in FRAMES}
SILENT |= {(venue, name, "an object of other fields") for venue, name in FRAMES}
SILENT |= {("bybit", "frame", "broken UTF-8")}  # in a part that no frame of ours has
SILENT |= {(case.venue, name, "an empty list") for case in CASES for name in case.lists}
SILENT |= {(case.venue, *one) for case in CASES for one in case.silent}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize(("venue", "name"), EVERY_READER)
def test_what_is_no_answer_is_refused_as_a_bad_answer(venue: str, name: str, what: str) -> None:
    outcome = attempt(READERS[venue][name], WRONG[what], context(venue, name))
    if (venue, name, what) in SILENT:
        assert isinstance(outcome, Parsed)
        assert outcome.values == []
    else:
        assert type(outcome) is BadAnswer
        assert outcome.sentence.endswith(".")


@pytest.mark.parametrize(("venue", "name"), DOCUMENTED_BODIES)
def test_an_answer_that_is_cut_off_anywhere_is_refused(venue: str, name: str) -> None:
    reader, body, about = documented(venue, name)
    whole = body.rstrip()
    for length in range(len(whole)):
        assert type(attempt(reader, whole[:length], about)) is BadAnswer


NASTY = st.sampled_from(
    [
        *(
            None,
            "",
            ".",
            "null",
            "NaN",
            "Infinity",
            "-1",
            "0",
            "1e999",
            "1_000",
            " 1",
            "x",
            "\u0661",
        ),
        *(0, -1, 1, -0.0, 1.5, 10**18, 10**30, -(10**30), 10**400, 1e308, 5e-324, True, False),
        *(float("nan"), float("inf"), [], {}, [[]], [None], {"a": 1}, "\ud800", "a" * 500),
    ]
)
JSON = st.recursive(
    NASTY | st.text(max_size=8) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, the whole of it included."""
    found = [path]
    if isinstance(tree, dict):
        for key, inner in tree.items():
            found += places(inner, (*path, key))
    elif isinstance(tree, list):
        for number, inner in enumerate(tree):
            found += places(inner, (*path, number))
    return found


def mutated(tree: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    """The same value with the part at one place changed."""
    if not path:
        return change(tree)
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = mutated(tree[path[0]], path[1:], change)
    return copy


def spoil(tree: Any, choose: Callable[[int], int], nasty: Callable[[], Any]) -> Any:
    """One random change at one random place: replace, empty, double or take away."""
    everywhere = places(tree)
    path = everywhere[choose(len(everywhere))]
    kind = choose(4)

    def change(part: Any) -> Any:
        if kind == 0 and isinstance(part, list):
            return part * 2
        if kind == 1 and isinstance(part, dict) and part:
            gone = sorted(part)[choose(len(part))]
            return {key: inner for key, inner in part.items() if key != gone}
        if kind == 2 and isinstance(part, (list, dict)):
            return type(part)()
        return nasty()

    return mutated(tree, path, change)


def encoded(tree: Any) -> bytes:
    # Lone surrogates are escaped, NaN and Infinity stand bare: broken JSON, as it comes now and then.
    return json.dumps(tree).encode()


@given(st.sampled_from(DOCUMENTED_BODIES), st.data())
def test_a_documented_body_with_any_part_spoiled_is_read_or_refused(
    which: tuple[str, str], data: st.DataObject
) -> None:
    reader, body, about = documented(*which)
    tree = json.loads(body)
    for _ in range(data.draw(st.integers(1, 3))):
        tree = spoil(
            tree,
            lambda count: data.draw(st.integers(0, count - 1)),
            lambda: data.draw(NASTY),
        )
    hold(reader, encoded(tree), about)


@given(JSON)
def test_any_json_is_read_or_refused_by_every_parser(tree: Any) -> None:
    body = encoded(tree)
    for venue, readers in READERS.items():
        for name, reader in readers.items():
            hold(reader, body, context(venue, name))


@given(st.binary(max_size=64) | st.text(max_size=64).map(lambda text: text.encode(errors="ignore")))
def test_any_bytes_are_read_or_refused_by_every_parser(body: bytes) -> None:
    for venue, readers in READERS.items():
        for name, reader in readers.items():
            hold(reader, body, context(venue, name))


@given(st.sampled_from(DOCUMENTED_BODIES), st.data())
def test_a_documented_body_with_any_byte_changed_is_read_or_refused(
    which: tuple[str, str], data: st.DataObject
) -> None:
    reader, body, about = documented(*which)
    spoiled = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    hold(reader, bytes(spoiled), about)


NASTY_VALUES: list[Any] = [None, "", "-1", "NaN", "1e999", -1, 0, 10**30, 10**400, [], {}, "x"]


def test_recorded_bodies_with_any_part_spoiled_are_read_or_refused(payloads: Path) -> None:
    chance = random.Random(2026)
    outcomes = {"read": 0, "refused": 0}
    for recording in recordings(payloads, set(READERS)):
        bodies = [body for body in recording.bodies() if len(body) < 8_000][:5]
        for body in bodies:
            try:
                tree = json.loads(body)
            except ValueError:
                continue
            for _ in range(3):
                spoiled = encoded(
                    spoil(tree, chance.randrange, lambda: chance.choice(NASTY_VALUES))
                )
                for name, reader in READERS[recording.source].items():
                    outcome = hold(reader, spoiled, context(recording.source, name))
                    outcomes["read" if isinstance(outcome, Parsed) else "refused"] += 1
    assert outcomes["read"] > 500
    assert outcomes["refused"] > 5_000
