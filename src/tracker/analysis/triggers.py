"""When a measured value becomes an alert: a pure fold over samples, for every rule beside levels.

What is unknown decides nothing, what lies beyond when a rule is made is no news, and a value must come
back a stretch before the same rule speaks again. Reference: docs/methodology.md, section 5.2.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import asdict, replace


class Direction(StrEnum):
    """Which way a value must go to be beyond its threshold."""

    ABOVE = "above"
    BELOW = "below"
    EITHER = "either"  # above, or as far below zero


class Place(StrEnum):
    """Where a rule stands."""

    NEW = "new"  # nothing known yet
    ARMED = "armed"
    BEYOND = "beyond"  # it spoke, or was beyond from the start; it has to come back first


class Trigger(Struct, frozen=True):
    """The terms of one condition, in the condition's own unit.

    Attributes:
        rearm: how far behind the threshold the value must be before the rule speaks again.
        inclusive: the threshold itself is beyond.
        hold_ms: how long it must stay beyond.
        tells_return: coming back is an alert too.
        again: speaks again, in a further cycle, each time it is so much further than what was told
            last; 0: once.
        calm_ms: how long it must stay behind before it is armed again.
    """

    direction: Direction
    threshold: float
    rearm: float
    inclusive: bool = False
    hold_ms: int = 0
    tells_return: bool = False
    again: float = 0.0
    calm_ms: int = 0


class Sample(Struct, frozen=True):
    """What was measured at one moment.

    Attributes:
        value: None where it is unknown.
        at_least: part of it was not seen, so that the truth is this far or further.
        calm: there is no figure, because there was too little of anything to be beyond.
        beyond: it is, for another reason than its value.
    """

    at_ms: int
    value: float | None
    at_least: bool = False
    calm: bool = False
    beyond: bool = False


class Memory(Struct, frozen=True):
    """All that a rule remembers between two samples.

    Attributes:
        cycle: counts how often it was armed.
        at_ms: the last sample looked at; older ones are ignored.
        since_ms: since when the value is beyond without a break.
        spoke_ms: when the rule last spoke.
        told: whether what lies beyond now was told.
        told_value: how far it was when that was told last.
        back_ms: since when it is behind without a break, where that has to last.
    """

    place: Place = Place.NEW
    cycle: int = 1
    at_ms: int = -1
    since_ms: int | None = None
    spoke_ms: int | None = None
    told: bool = False
    told_value: float | None = None
    back_ms: int | None = None

    def text(self) -> str:
        """One JSON row, as the journal keeps it."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, text: str | None) -> Memory:
        """What was kept; a rule that was not looked at yet remembers nothing."""
        if text is None:
            return cls()
        kept = json.loads(text)
        return cls(**{**kept, "place": Place(kept["place"])})


class Firing(Struct, frozen=True):
    """A rule speaks. `returned`: it says that what it told of is over; `since_ms`: since when it was."""

    sample: Sample
    cycle: int
    since_ms: int
    returned: bool = False


class _Reading(StrEnum):
    BEYOND = "beyond"
    BETWEEN = "between"
    BACK = "back"
    UNPROVEN = "unproven"  # what was seen is not beyond, but not all was seen
    UNKNOWN = "unknown"


def _read(trigger: Trigger, sample: Sample) -> _Reading:
    if sample.value is None:
        return _Reading.BACK if sample.calm else _Reading.UNKNOWN
    if sample.beyond:
        return _Reading.BEYOND
    measure, threshold = sample.value, trigger.threshold
    if trigger.direction is Direction.BELOW:
        measure, threshold = -measure, -threshold
    elif trigger.direction is Direction.EITHER:
        measure = abs(measure)
    if measure > threshold or (trigger.inclusive and measure == threshold):
        return _Reading.BEYOND
    if sample.at_least:
        return _Reading.UNPROVEN
    return _Reading.BACK if measure <= threshold - trigger.rearm else _Reading.BETWEEN


def step(
    trigger: Trigger, memory: Memory, sample: Sample, cooldown_ms: int = 0
) -> tuple[Memory, Firing | None]:
    """Look at one sample; one that is not newer than the last changes nothing."""
    at_ms = sample.at_ms
    if at_ms <= memory.at_ms:
        return memory, None
    memory = replace(memory, at_ms=at_ms)
    reading = _read(trigger, sample)
    if reading is _Reading.UNKNOWN:
        return memory, None
    if memory.place is Place.NEW:
        # What was seen is not beyond: news from here on, even where not all was seen.
        beyond = reading is _Reading.BEYOND
        place = Place.BEYOND if beyond else Place.ARMED
        return replace(memory, place=place, since_ms=at_ms if beyond else None), None
    if reading is _Reading.UNPROVEN:
        return memory, None
    if memory.place is Place.ARMED:
        return _armed(trigger, memory, sample, reading, cooldown_ms)
    return _beyond(trigger, memory, sample, reading, cooldown_ms)


def _armed(
    trigger: Trigger, memory: Memory, sample: Sample, reading: _Reading, cooldown_ms: int
) -> tuple[Memory, Firing | None]:
    if reading is not _Reading.BEYOND:
        return replace(memory, since_ms=None), None
    at_ms = sample.at_ms
    since_ms = at_ms if memory.since_ms is None else memory.since_ms
    cooling = memory.spoke_ms is not None and at_ms - memory.spoke_ms < cooldown_ms
    if cooling or at_ms - since_ms < trigger.hold_ms:
        # Still beyond when the time is over, it speaks then: silent is not lost.
        return replace(memory, since_ms=since_ms), None
    spoken = replace(
        memory,
        place=Place.BEYOND,
        since_ms=since_ms,
        spoke_ms=at_ms,
        told=True,
        told_value=sample.value if trigger.again else None,
    )
    return spoken, Firing(sample, memory.cycle, since_ms)


def _beyond(
    trigger: Trigger, memory: Memory, sample: Sample, reading: _Reading, cooldown_ms: int
) -> tuple[Memory, Firing | None]:
    at_ms = sample.at_ms
    if reading is not _Reading.BACK:
        return _further(trigger, replace(memory, back_ms=None), sample, cooldown_ms)
    if trigger.calm_ms:
        back_ms = at_ms if memory.back_ms is None else memory.back_ms
        memory = replace(memory, back_ms=back_ms)
        if at_ms - back_ms < trigger.calm_ms:
            return memory, None
    cycle = memory.cycle + 1
    armed = replace(
        memory,
        place=Place.ARMED,
        cycle=cycle,
        since_ms=None,
        told=False,
        told_value=None,
        back_ms=None,
    )
    if not (trigger.tells_return and memory.told):
        return armed, None
    since_ms = at_ms if memory.since_ms is None else memory.since_ms
    # What says that it is over has a cycle of its own, since an alert exists once a cycle.
    return replace(armed, cycle=cycle + 1), Firing(sample, cycle, since_ms, returned=True)


def _further(
    trigger: Trigger, memory: Memory, sample: Sample, cooldown_ms: int
) -> tuple[Memory, Firing | None]:
    """It is still beyond: a word more where it is far beyond what was told."""
    if not trigger.again or sample.value is None or memory.told_value is None:
        return memory, None
    further = sample.value - memory.told_value
    if trigger.direction is Direction.BELOW:
        further = -further
    elif trigger.direction is Direction.EITHER:
        further = abs(sample.value) - abs(memory.told_value)
    cooling = memory.spoke_ms is not None and sample.at_ms - memory.spoke_ms < cooldown_ms
    if further < trigger.again or cooling:
        return memory, None
    cycle = memory.cycle + 1
    since_ms = sample.at_ms if memory.since_ms is None else memory.since_ms
    told = replace(memory, cycle=cycle, spoke_ms=sample.at_ms, told_value=sample.value)
    return told, Firing(sample, cycle, since_ms)


def fold(
    trigger: Trigger, memory: Memory, samples: Iterable[Sample], cooldown_ms: int = 0
) -> tuple[Memory, list[Firing]]:
    """Look at samples in their order; the same ones in any portions give the same firings."""
    firings = []
    for sample in samples:
        memory, fired = step(trigger, memory, sample, cooldown_ms)
        if fired is not None:
            firings.append(fired)
    return memory, firings
