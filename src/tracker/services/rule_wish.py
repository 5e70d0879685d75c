"""What the user asks for when a rule beside levels is made."""

from __future__ import annotations

from msgspec import Struct

from tracker.domain.alert import Priority
from tracker.domain.times import MINUTE_MS

#: How long a rule stays silent after it spoke, where nothing else is said.
COOLDOWN_MS = 30 * MINUTE_MS


class RuleWish(Struct, frozen=True):
    """What the user wants to be told of."""

    asset: str
    condition: str
    priority: Priority = Priority.NORMAL
    cooldown_ms: int = COOLDOWN_MS
    lasts_ms: int | None = None
    note: str = ""
