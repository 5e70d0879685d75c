"""What vendors document of their limits, and where their answers say how much of one is used."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

#: The most of a documented limit that we use by ourselves; others behind the same address need some.
ALLOWED = 0.4


class Limit(Struct, frozen=True):
    """So many requests, or so much weight, in so many seconds.

    Attributes:
        is_pool: whether it refills all the time instead of being counted anew; `seconds` is then how
            long it takes to fill.
        is_documented: False where the vendor names no limit and this is what others keep to.
    """

    amount: float
    seconds: float
    is_pool: bool = False
    is_documented: bool = True


class Reading(Struct, frozen=True):
    """What a server says of one limit: the share that is used, 0 to 1, and when it counts anew."""

    used: float
    resets_ms: int | None = None

    @property
    def pace(self) -> float:
        """The part of our own budget that may be used on, 0 to 1.

        What we may use alone slows nothing. Beyond it, whoever used it, our pace falls in step with
        what is left, to nothing at the limit.
        """
        return min(1.0, (1.0 - self.used) / (1.0 - ALLOWED))


class Gauge(Struct, frozen=True):
    """The headers in which a venue's answers count a limit. Names are lower case, empty: not told.

    Attributes:
        used: counts what is used.
        left: counts what is left; one of the two is enough.
        limit: tells the limit itself, where it is not the documented one.
        resets: tells when it counts anew, in UTC seconds or milliseconds.
    """

    used: str = ""
    left: str = ""
    limit: str = ""
    resets: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The headers it reads."""
        return tuple(name for name in (self.used, self.left, self.limit, self.resets) if name)

    def read(self, headers: Mapping[str, str], limit: Limit) -> Reading | None:
        """What an answer says; None where it says nothing that makes sense."""
        amount = _number(headers, self.limit) or limit.amount
        used, left = _number(headers, self.used), _number(headers, self.left)
        if used is None and left is None:
            return None
        share = used / amount if used is not None else 1.0 - (left or 0.0) / amount
        resets = _number(headers, self.resets)
        resets_ms = None
        if resets is not None:
            # Seconds of this century have ten digits, milliseconds thirteen.
            resets_ms = int(resets if resets > 1e11 else resets * 1_000)
        return Reading(min(1.0, max(0.0, share)), resets_ms)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    """A header's number, not negative; None where it is absent or none."""
    try:
        number = float(headers[name])
    except (KeyError, ValueError):
        return None
    return number if math.isfinite(number) and number >= 0 else None
