"""What is found: a case like the question, and what the two have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Like:
    """One case like the question. ``score``: 1 is the nearest; ``shared``: terms in common."""

    name: int
    score: float
    shared: tuple[str, ...]
    same_scale: bool
