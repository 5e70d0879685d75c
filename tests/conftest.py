from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from recorded import shared_folder

# Qt without a screen, but as if it had one of an ordinary size: that of the offscreen platform is
# smaller than the window may be.
if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    _SCREEN = Path(__file__).with_name("screen.json")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_SCREEN}"

# The suite itself is repeatable; `--hypothesis-profile=explore` looks further, at other places each time.
settings.register_profile(
    "suite",
    deadline=None,
    max_examples=100,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore",
    deadline=None,
    max_examples=10_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the checkout: recorded answers and real market history."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the folder `shared` is not beside the checkout and TRACKER_SHARED names none")
    return folder


@pytest.fixture(scope="session")
def payloads(shared: Path) -> Path:
    """Recorded answers and frames of the real services."""
    folder = shared / "payloads"
    if not (folder / "INDEX.json").is_file():
        pytest.skip(f"there are no recorded answers in {folder}")
    return folder
