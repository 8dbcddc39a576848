"""The three parts beside a case, each with where it comes from; nothing that keeps a page waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jiefen_lite import precedents
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRecord, Decision, Viewer
from jiefen_lite.store import suggestions

if TYPE_CHECKING:
    from jiefen_lite.lawbook import finding

#: So many of each are shown beside the case; the pages behind show more.
PLANS, LAWS = 2, 3


@dataclass(frozen=True, slots=True)
class Triple:
    """``plans``, ``laws``: None while their index is being made ready; ``kind``: why the type is this one.

    ``said``: what this person said of the things shown, (kind, thing) → of use.
    """

    kind: Decision | None
    plans: tuple[precedents.Hit, ...] | None
    laws: tuple[finding.Hit, ...] | None
    said: dict[tuple[str, str], bool]


def triple(house: House, viewer: Viewer, case: CaseRecord, on: date) -> Triple:
    """What is suggested for a case that this viewer has before him, without keeping him waiting."""
    return Triple(
        kind=next((one for one in case.reasons if one.decision == "type"), None),
        plans=_plans(house, viewer, case),
        laws=laws_beside(house, viewer, case, on),
        said=suggestions.mine(house.store, viewer, case.case_code),
    )


def _plans(house: House, viewer: Viewer, case: CaseRecord) -> tuple[precedents.Hit, ...] | None:
    found = precedents.like_record(house, viewer, case, PLANS)
    return None if found is None else tuple(found)


def laws_beside(house: House, viewer: Viewer, case: CaseRecord, on: date) -> tuple[finding.Hit, ...] | None:
    """The articles beside a case, None while their index is being made ready."""
    from jiefen_lite.lawbook import finding, shelf  # bring the library that counts

    if not shelf.is_ready(house, viewer):
        return None
    return tuple(finding.for_record(house, viewer, case, on, LAWS))


def make_ready(house: House) -> None:
    """Read what is new among the settled cases, however much it is: the work behind the pages."""
    precedents.make_ready(house)


def open_law(house: House, viewer: Viewer) -> None:
    """Open the index of the law, or make it anew: some seconds where whole statutes are loaded."""
    from jiefen_lite.lawbook import shelf  # brings the library that counts

    shelf.opened(house, viewer)
