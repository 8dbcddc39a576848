"""How alike disputes are, to a mediator: what they are about, who with whom, how much.

Pure: texts and rules in, names and reasons out. Who may see which case is settled before, by the store.
The index and the ranking want numpy: they are taken from their modules by whoever comes to need them.
"""

from __future__ import annotations

from jiefen_lite.likeness.hits import Like
from jiefen_lite.likeness.reasons import why
from jiefen_lite.likeness.terms import TermReader, Terms

__all__ = ["Like", "TermReader", "Terms", "why"]
