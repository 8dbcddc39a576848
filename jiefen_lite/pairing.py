"""What a person is shown before deciding on cases that may be one: how the merged case will look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiefen_lite import casework, doubles, glossary, merging
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRecord, SourceRef, Viewer
from jiefen_lite.store import likeness, pairlists


@dataclass(frozen=True, slots=True)
class Outlook:
    """The merged case, were ``master`` the one that goes on; ``refusal``: why it cannot be."""

    master: CaseRecord
    parts: tuple[CaseRecord, ...]
    sources: tuple[SourceRef, ...]
    to_answer: tuple[SourceRef, ...]  # sources that have set a day of their own
    stopped: tuple[str, ...]  # units that need not go on with a part
    refusal: str | None


def outlook(master: CaseRecord, parts: Sequence[CaseRecord]) -> Outlook:
    """How ``master`` will look with ``parts`` merged into it: it keeps its own clocks, unit and status."""
    own = {master.responsible_unit, *master.assisting_units, None}
    told = [source for case in (master, *parts) for source in case.sources]
    sources = tuple(sorted(told, key=lambda source: source.received_at))
    units = [unit for part in parts for unit in (part.responsible_unit,) if unit not in own]
    return Outlook(
        master,
        tuple(parts),
        sources,
        tuple(source for source in sources if source.due is not None),
        tuple(dict.fromkeys(unit for unit in units if unit)),
        next((why for part in parts if (why := refusal(master, part))), None),
    )


def refusal(master: CaseRecord, part: CaseRecord) -> str | None:
    """Why ``part`` cannot be merged into ``master``; None where it can."""
    if master.status not in merging.MASTERS:
        return f"{master.case_code} 是“{glossary.label('status', master.status)}”，不能作主件"
    if part.status not in casework.MERGEABLE:
        return f"{part.case_code} 是“{glossary.label('status', part.status)}”，不能并入别的件"
    if any(source.part for source in part.sources):
        return f"{part.case_code} 已经是主件，有别的件并入了它"
    return None


def groups(house: House, viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """For each case that waits in several pairs the group of those that may all be one dispute."""
    return doubles.groups(pairlists.links(house.store, viewer))


def quoted(house: House, viewer: Viewer, codes: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """The numbers of other systems that these cases name, and the cases that those numbers lead to."""
    facts = likeness.facts_of(house.store, viewer, codes)
    named = {code: list(dict.fromkeys(facts[code].quoted)) for code in codes if code in facts}
    numbers = {number for of_case in named.values() for number in of_case}
    return named, likeness.codes_of(house.store, viewer, sorted(numbers))
