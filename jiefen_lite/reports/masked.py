"""A case told without names, for papers that are passed around: 孙某与周某邻里纠纷, 长安镇永阳村."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jiefen_lite.shapes import CaseQuery, CaseRecord, Viewer
from jiefen_lite.store import Store, cases

_AT_ONCE = 500


def side(case: CaseRecord, role: str) -> str:
    """孙某, 某单位, 孙某等3人: nobody can be recognised by it."""
    people = [one for one in case.parties if one.role == role]
    if not people:
        return ""
    first = people[0]
    if first.is_org:
        name = "某单位"
    elif first.anonymous or not first.name or (case.secrecy and role == "applicant"):
        name = "某人"
    else:
        name = f"{first.name.split('*')[0][:2]}某"
    return name + (f"等{len(people)}人" if len(people) > 1 else "")


def matter(case: CaseRecord, type_names: Mapping[str, str]) -> str:
    """What the case is about and between whom."""
    kind = case.type_l2 or ""
    if kind in ("", "其他"):
        kind = type_names.get(case.type_l1 or "", "类型待定")
    sides = [side(case, role) for role in ("applicant", "respondent")]
    return f"{'与'.join(one for one in sides if one)}{kind.removesuffix('纠纷')}纠纷"


def place(case: CaseRecord) -> str:
    """Town and village."""
    return "".join(part for part in (case.town, case.village) if part) or "地点未查清"


def records(store: Store, viewer: Viewer, codes: Iterable[str]) -> Iterator[CaseRecord]:
    """The cases of these codes, masked; those that this viewer may not know of are left out."""
    wanted = sorted(set(codes))
    for at in range(0, len(wanted), _AT_ONCE):
        query = CaseQuery(case_codes=tuple(wanted[at : at + _AT_ONCE]), limit=_AT_ONCE)
        yield from cases.list_cases(store, viewer, query)
