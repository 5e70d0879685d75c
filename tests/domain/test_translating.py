from __future__ import annotations

from collections.abc import Iterator

import pytest

from tracker.domain.translating import noted, said_again, tr, use_translator
from tracker.domain.wording import keeping, say

GERMAN = {
    "Remove {name}": "{name} entfernen",
    "%n venue(s)": "%n Börsen",
    "It answered with HTTP {status}.": "Antwortete mit HTTP {status}.",
}


@pytest.fixture
def german() -> Iterator[None]:
    use_translator(lambda text, _comment, _count: GERMAN.get(text, text))
    yield
    use_translator(None)


def test_without_a_translator_everything_is_english() -> None:
    assert tr("Remove {name}", name="BTC") == "Remove BTC"
    assert noted("Remove") == "Remove"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 venues are"), (1, "1 venue is"), (2, "2 venues are")]
)
def test_english_has_its_forms_by_count(count: int, said: str) -> None:
    assert tr("%n venue(s) (is|are)", "", count) == said


def test_a_format_of_a_place_holds() -> None:
    assert tr("{pace:.1f} times", pace=1.26) == "1.3 times"


def test_braces_without_places_stay() -> None:
    assert tr("{") == "{"


@pytest.mark.usefixtures("german")
def test_a_translation_has_the_places_filled() -> None:
    assert tr("Remove {name}", name="BTC") == "BTC entfernen"
    assert tr("%n venue(s)", "", 3) == "3 Börsen"


@pytest.mark.usefixtures("german")
def test_what_was_composed_in_english_is_said_again() -> None:
    known = ("It answered with HTTP {status}.",)
    assert said_again("It answered with HTTP 503.", known) == "Antwortete mit HTTP 503."
    assert said_again("It is on fire.", known) == "It is on fire."


def test_in_english_what_was_composed_stays() -> None:
    assert said_again("It answered with HTTP 503.", ("It answered with HTTP {status}.",)) == (
        "It answered with HTTP 503."
    )


@pytest.mark.usefixtures("german")
def test_what_was_composed_in_english_is_kept_for_any_language() -> None:
    known = ("It answered with HTTP {status}.",)
    use_translator(None)  # who finds it speaks English
    with keeping():
        stored = said_again("It answered with HTTP 503.", known)
    assert say(stored) == "It answered with HTTP 503."
    use_translator(lambda text, _comment, _count: GERMAN.get(text, text))
    assert say(stored) == "Antwortete mit HTTP 503."
