"""Words that are stored, and said in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tracker.analysis import numerals, words
from tracker.analysis.cascade_words import feedback_words
from tracker.analysis.feedback import Feedback
from tracker.analysis.numerals import Numerals
from tracker.domain.derivatives import Side
from tracker.domain.translating import tr, use_translator
from tracker.domain.wording import is_keeping, keeping, record, say

GERMAN = {
    "{asset} fell {percent} in {window}": "{asset} fiel in {window} um {percent}",
    " {share} of it is known.": " {share} davon sind bekannt.",
    "{pace:.1f} times": "{pace:.1f}-mal",
    "%n venue(s)": "%n Börsen",
    "feedback unknown: {why}": "Rückkopplung unbekannt: {why}",
    "Too few seconds with a price.": "Zu wenige Sekunden mit Preis.",
}
COMMENTED = {("Open", "of a file"): "Öffnen"}


def german(text: str, comment: str, _count: int) -> str:
    return COMMENTED.get((text, comment)) or GERMAN.get(text, text)


@pytest.fixture
def speaks_german() -> Iterator[None]:
    use_translator(german)
    numerals.use(Numerals(",", ".", (" Tsd.", " Mio.", " Mrd.", " Bio.")))
    yield
    use_translator(None)
    numerals.use(numerals.PLAIN)


def told() -> str:
    """A text as probes make it: sentences, put together of several and within each other."""
    window = tr("{pace:.1f} times", pace=2.26)
    text = tr(
        "{asset} fell {percent} in {window}",
        asset="BTC",
        percent=words.percent(-0.0314, 1),
        window=window,
    )
    return f"{text}.{tr(' {share} of it is known.', share=words.share(0.6))} {words.usd(1.5e6)}"


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_what_is_stored_in_one_language_is_said_in_another(speaks_german: None) -> None:
    del speaks_german
    with keeping():
        stored = told()
    assert not is_keeping()
    in_german = "BTC fiel in 2.3-mal um −3,1 %. 60 % davon sind bekannt. $1,50 Mio."
    assert plain(say(stored)) == plain(told()) == in_german
    use_translator(None)
    numerals.use(numerals.PLAIN)
    english = "BTC fell −3.1 % in 2.3 times. 60 % of it is known. $1.50M"
    assert plain(say(stored)) == plain(told()) == english
    with keeping():
        assert told() == stored  # whoever finds it stores the same


def test_counts_and_comments_go_along(speaks_german: None) -> None:
    del speaks_german
    with keeping():
        count, word = tr("%n venue(s)", "", 3), tr("Open", "of a file")
    assert (say(count), say(word)) == ("3 Börsen", "Öffnen")
    use_translator(None)
    assert (say(count), say(word)) == ("3 venues", "Open")


def test_braces_stay_what_they_are() -> None:
    with keeping():
        stored = [tr("{"), tr("{{{what}}} of {what}", what="{asset}")]
    assert [say(one) for one in stored] == ["{", "{{asset}} of {asset}"]


def test_words_that_are_no_record_are_left() -> None:
    assert say("BTC −3.1 % in 1h") == "BTC −3.1 % in 1h"
    assert say("") == ""


@pytest.mark.usefixtures("speaks_german")
def test_what_was_read_goes_as_it_is_into_what_is_stored() -> None:
    with keeping():
        why = tr("Too few seconds with a price.")
        unknown = Feedback(Side.LONG, None, None, None, 0, 0.0, 0, say(why))
        stored = feedback_words(unknown)
    assert say(stored) == "Rückkopplung unbekannt: zu wenige Sekunden mit Preis"
    use_translator(None)
    assert say(stored) == "feedback unknown: too few seconds with a price"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("A \x02t\x1f\x1f-1\x1fcut", "A cut"),
        ("a note \x03 with \x1f marks, " + record("n", "1"), "a note  with  marks, 1"),
        (record("of a later version", "1", "BTC"), "BTC"),
        (record("of a later version"), ""),
    ],
)
def test_what_is_damaged_or_not_known_is_said_as_far_as_it_goes(stored: str, said: str) -> None:
    assert say(stored) == said
