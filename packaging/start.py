"""What a frozen Tracker begins with."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from tracker.__main__ import main

_LIBRARIES = "LD_LIBRARY_PATH"


def restore(environment: MutableMapping[str, str]) -> None:
    """Take back what PyInstaller told the loader of libraries.

    This process has read it already; a browser or a manager of files that it opens would load our
    libraries in the place of its own.
    """
    before = environment.pop(f"{_LIBRARIES}_ORIG", None)
    environment.pop(_LIBRARIES, None)
    if before:
        environment[_LIBRARIES] = before


if __name__ == "__main__":
    restore(os.environ)
    main()
