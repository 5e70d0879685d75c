"""Writing a file whole or not at all: what was there before stays until the new one is complete."""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file of this content, instead of one that may be there.

    Raises:
        OSError: where it cannot be written; a file that was there is as it was then.
    """
    path = path.resolve()  # a link goes on leading to the file
    if path.exists() and not path.is_file():  # a pipe or a device: nothing to lose
        path.write_bytes(data)
        return
    part = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
