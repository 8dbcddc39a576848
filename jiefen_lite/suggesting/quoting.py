"""The words of a suggestion as they go into a record: asked for by a reference, never in an address."""

from __future__ import annotations

import re
from datetime import date

from jiefen_lite import precedents
from jiefen_lite.desk import House
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import cases, statutes
from jiefen_lite.store import precedents as library

_LAW = re.compile(r"(law|gist)-([0-9]{1,9})")
#: A longer article is cut: the record has room for its own words too.
_LONGEST = 600


def words_of(house: House, viewer: Viewer, ref: str, on: date) -> str:
    """The words behind a reference: ``AL-0012``, a case code, ``law-7`` (a loaded article), ``gist-7``.

    Raises NotFound for what there is not, what this viewer may not see, and an article that holds no more.
    """
    law = law_of(ref)
    if law is not None:
        return article(house, viewer, *law, on)[1]
    if precedents.is_entry(ref):
        entry = library.get(house.store, viewer, precedents.number_of(ref))
        if entry.state != library.APPROVED:
            raise NotFound("这一条案例不在库里了，请另选一条。")
        return f"参考案例库 {entry.code}（{entry.title}）：{entry.resolution_plan}"
    record = cases.get_case(house.store, viewer, ref)
    told = library.codes(house.store, viewer, [record.case_id])  # settled, not secret, with consent
    if record.case_id not in told or not record.result_text:
        raise NotFound("这一件没有写怎样化解的，没有可以引用的话。")
    return f"参考 {record.case_code} 的办法：{record.result_text}"


def is_case(ref: str) -> bool:
    """Whether a reference means a case, and neither a library entry nor an article."""
    return law_of(ref) is None and not precedents.is_entry(ref)


def law_of(ref: str) -> tuple[str, int] | None:
    """Of a reference to an article its kind and number, None where it is one to something else."""
    found = _LAW.fullmatch(ref)
    return (found[1], int(found[2])) if found else None


def article(house: House, viewer: Viewer, kind: str, number: int, on: date) -> tuple[str, str]:
    """An article's name, and its words for a record with where they come from. Raises NotFound."""
    from jiefen_lite.lawbook import finding  # brings the library that counts

    if kind == "gist":
        basis, law, no, _until = finding.basis(house, viewer, number)
        name = f"《{law}》{no}"
        return name, f"依据{name}：{basis.gist}（摘要，引用前核对原文）"
    found = statutes.article(house.store, viewer, number)
    if not found.holds(on):
        raise NotFound("这一条现在不施行，不能引用，请另选一条。")
    name = f"《{found.law}》{found.article}"
    text = found.text if len(found.text) <= _LONGEST else found.text[:_LONGEST] + "……"
    return name, f"依据{name}：{text}"
