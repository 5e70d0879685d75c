"""How well some words answer to what was typed, letters left out or not."""

from __future__ import annotations

_WHOLE, _HEAD, _INSIDE, _SCATTERED = 100.0, 60.0, 30.0, 10.0


def score(typed: str, words: str) -> float | None:
    """How well words fit; more is better.

    Returns:
        None where one of the typed words is not in them in any way.
    """
    text = words.lower()
    parts = text.replace(":", " ").replace("-", " ").split()
    total = 0.0
    for piece in typed.lower().split():
        found = _fit(piece, text, parts)
        if found is None:
            return None
        total += found
    return total - len(text) / 100  # of two that fit alike the shorter one is meant


def _fit(piece: str, text: str, parts: list[str]) -> float | None:
    if piece in parts:
        return _WHOLE
    heads = [place for place, part in enumerate(parts) if part.startswith(piece)]
    if heads:
        return _HEAD - heads[0]
    if piece in text:
        return _INSIDE
    return _scattered(piece, text)


def _scattered(piece: str, text: str) -> float | None:
    """The letters in their order, with others between; the fewer of those the better."""
    if len(piece) < 2:
        return None
    first, place = -1, -1
    for letter in piece:
        place = text.find(letter, place + 1)
        if place < 0:
            return None
        first = place if first < 0 else first
    spread = place - first + 1 - len(piece)
    return None if spread > 2 * len(piece) else _SCATTERED - spread
