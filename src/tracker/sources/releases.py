"""The project's own releases, as GitHub lists them. No venue: it is asked only where the user wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from tracker.domain.health import Channel
from tracker.domain.version import BadVersion, Version
from tracker.sources.base import Budget, ChannelSpec, Request, Service
from tracker.sources.decode import decode
from tracker.sources.errors import BadAnswer

#: Where the project is published: the one place that says so. There is no such page yet, and GitHub
#: gives nobody a name with an underscore, so that no stranger can speak in the project's name meanwhile.
REPOSITORY = "tracker_desktop/tracker"
FEED = f"https://api.github.com/repos/{REPOSITORY}/releases/latest"
PAGE = f"https://github.com/{REPOSITORY}/releases"


class _Row(msgspec.Struct):
    tag_name: str
    draft: bool = False
    prerelease: bool = False


def parse_release(body: bytes) -> Version:
    """The newest release: `GET /repos/OWNER/NAME/releases/latest`.

    {"tag_name": "v0.2.0", "draft": false, "prerelease": false, "html_url": "https://…", "assets": []}

    Of all that it says only the version is used: where the page is, `PAGE` says.

    Raises:
        BadAnswer: where it names no release.
    """
    row = decode(body, _Row)
    try:
        version = Version.parse(row.tag_name)
    except BadVersion as error:
        raise BadAnswer("It names no version.", str(error)) from None
    if row.draft or row.prerelease or not version.is_final:
        raise BadAnswer("It names no release that is out.", row.tag_name[:40])
    return version


class ReleaseFeed(Service):
    """Whoever lists the releases."""

    venue = "releases"
    title = "Releases of Tracker"
    channels: ClassVar[Mapping[Channel, ChannelSpec]] = {}
    # Sixty questions an hour are free; one a day is asked.
    budgets: ClassVar = {"releases": Budget(per_s=1 / 60, burst=2)}

    def request(self) -> Request:
        """What asks for the newest release."""
        return Request(FEED, bucket="releases", headers={"Accept": "application/vnd.github+json"})
