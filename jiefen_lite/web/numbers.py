"""How many cases the lists have that one page tells of: each is counted once a request."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g

from jiefen_lite import caselist
from jiefen_lite.shapes import CaseQuery
from jiefen_lite.web.session import house, now, viewer


def of(queries: Sequence[CaseQuery]) -> list[tuple[int, bool]]:
    """How many cases each question finds for who asks; True where there are more than were counted."""
    known: dict[CaseQuery, tuple[int, bool]] = g.setdefault("numbers", {})
    new = [one for one in dict.fromkeys(queries) if one not in known]
    known.update(zip(new, caselist.count_each(house(), viewer(), new, now().date()), strict=True))
    return [known[one] for one in queries]
