"""`python -m tracker` and the `tracker` command."""

from __future__ import annotations

import sys

from tracker.cli import run


def main() -> None:
    """Run the program and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
