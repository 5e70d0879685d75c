"""Versions are in the order that Python's own packaging has them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version as Reference

from tracker import __version__
from tracker.domain.version import BadVersion, Version

NUMBERS = st.lists(st.integers(0, 120), min_size=1, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)
STAGES = st.sampled_from(["", "a1", "b1", "b2", "rc1", "rc12"])
TEXTS = st.builds(lambda numbers, stage: numbers + stage, NUMBERS, STAGES)


@given(TEXTS, TEXTS)
def test_they_are_ordered_as_the_standard_says(one: str, other: str) -> None:
    ours, theirs = (Version.parse(one), Version.parse(other)), (Reference(one), Reference(other))
    assert (ours[0] < ours[1]) == (theirs[0] < theirs[1])
    assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])


def test_ten_is_newer_than_nine_and_a_trial_is_older_than_what_it_tries() -> None:
    order = ["0.9.0", "0.10.0-alpha1", "0.10.0b2", "v0.10.0-rc.1", "0.10", "0.10.1"]
    versions = [Version.parse(text) for text in order]
    assert sorted(versions) == versions
    assert [one.is_final for one in versions] == [True, False, False, False, True, True]
    assert str(versions[3]) == "0.10.0-rc.1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v",
        "latest",
        "1.2.3.4.5",
        "1..2",
        "1.2 ",
        "\u0661.\u0662",
        "-1",
        "1.2.3; rm",
        "9" * 7,
        "1.2\n",
    ],
)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(BadVersion):
        Version.parse(text)


def test_the_version_of_this_program_is_one() -> None:
    assert str(Version.parse(__version__)) == __version__
