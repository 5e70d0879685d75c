"""Recorded answers and frames of the real services; they lie beside the checkout, never in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


def shared_folder() -> Path | None:
    """What TRACKER_SHARED names, else `shared` beside the checkout; None where there is neither."""
    named = os.environ.get("TRACKER_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return folder if folder.is_dir() else None


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the index: REST bodies or stream frames of one endpoint."""

    folder: Path
    name: str
    source: str
    is_stream: bool
    url: str
    query: str
    is_post: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def asked(self, key: str) -> str | None:
        """The value of a query parameter."""
        return parse_qs(self.query).get(key, [None])[0]

    def bodies(self) -> Iterator[bytes]:
        """Every answer or received frame in the file, as it came off the wire."""
        text = (self.folder / self.name).read_text(encoding="utf-8")
        if self.name.endswith(".jsonl"):
            for line in text.splitlines():
                frame = _received(line)
                if frame:
                    yield frame.encode()
        elif self.name.endswith(".txt"):
            # A transcript: `>` is sent, `<` an acknowledgement, after `=` comes what is pushed.
            for part in re.split(r"^[=<>]", text, flags=re.MULTILINE):
                if part.strip():
                    yield part.strip().encode()
        else:
            yield text.encode()


def _received(line: str) -> str | None:
    """A frame; some recorders wrap it with a direction and a time, and keep what they sent."""
    if '"dir"' not in line[:80]:
        return line.strip()
    wrapped = json.loads(line)
    return wrapped["raw"] if wrapped["dir"] == "recv" else None


def recordings(payloads: Path, sources: set[str]) -> list[Recording]:
    """What the index lists of these sources."""
    index = json.loads((payloads / "INDEX.json").read_text(encoding="utf-8"))
    return [
        Recording(
            folder=payloads,
            name=entry["file"],
            source=entry["source"],
            is_stream=entry["kind"] == "ws",
            url=entry["url"] or "",
            query=entry["query"] or "",
            is_post=entry["method"] == "POST",
        )
        for entry in index
        if entry["source"] in sources
    ]
