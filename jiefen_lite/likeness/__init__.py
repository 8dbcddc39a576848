"""How alike disputes are, to a mediator: what they are about, who with whom, how much.

Pure: texts and rules in, names and reasons out. Who may see which case is settled before, by the store.
"""

from __future__ import annotations

from jiefen_lite.likeness.index import Index
from jiefen_lite.likeness.ranking import Like, find
from jiefen_lite.likeness.reasons import why
from jiefen_lite.likeness.terms import TermReader, Terms

__all__ = ["Index", "Like", "TermReader", "Terms", "find", "why"]
