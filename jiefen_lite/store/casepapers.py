"""Papers of cases: the next number, keeping a finished paper under it, declaring one void, finding them.

A number is taken in the transaction in which the finished file is kept, so there is none without its
paper; rows are never deleted, so none comes twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee as pw

from jiefen_lite.errors import IllegalMove, JiefenError, NotFound
from jiefen_lite.shapes import IssuedPaper, Material, NewCasePaper, PaperPlace, Viewer
from jiefen_lite.store import audit, chain, files, images, writing
from jiefen_lite.store.database import Store
from jiefen_lite.store.hiding import Hider
from jiefen_lite.store.scope import scope
from jiefen_lite.store.tables import Case, CaseEvent, CaseMaterial, CasePaper, ChainEntry

_ENTRIES, _REASON, _TITLE = "case_paper.entries", "case_paper.void_reason", "case_material.title"
_UNDONE = ("文书没能存到磁盘", "这次没有制作，编号没有用掉")


class NumberTaken(JiefenError):
    """Two series write a number in the same way; the rules have to tell them apart."""

    http_status = 409


def next_place(
    store: Store, viewer: Viewer, case_id: int, series: str, unit: str, year: int, *, in_file: bool
) -> PaperPlace:
    """The place that the next paper gets. ``in_file``: all papers of a case share one number.

    Only what is asked inside the write that keeps the paper is sure to be free.
    """
    with store.reading():
        mine = (CasePaper.series == series) & (CasePaper.unit == unit)
        if in_file:
            known = (
                CasePaper.select(CasePaper.year, CasePaper.no, CasePaper.piece)
                .where(mine, CasePaper.case == case_id)
                .order_by(CasePaper.id)
            )
            found = list(known.tuples())
            if found:
                year, no = found[-1][:2]
                last = max(piece for of_year, of_no, piece in found if (of_year, of_no) == (year, no))
                return PaperPlace(series, unit, year, no, last + 1)
        query = CasePaper.select(pw.fn.MAX(CasePaper.no)).where(mine, CasePaper.year == year)
        (highest,) = query.tuples().get()
        return PaperPlace(series, unit, year, (highest or 0) + 1, 1 if in_file else 0)


def order_place(store: Store, viewer: Viewer, series: str, year: int, serial: int) -> PaperPlace:
    """The place that the next paper of a supervision order gets; ``piece``: how many there were before.

    Asked for as :func:`next_place` is.
    """
    with store.reading():
        of_it = (CasePaper.series == series) & (CasePaper.year == year) & (CasePaper.no == serial)
        return PaperPlace(series, "", year, serial, CasePaper.select().where(of_it).count())


def keep(store: Store, viewer: Viewer, folder: Path, paper: NewCasePaper, now: datetime) -> int:
    """Keep a finished paper under its number; returns its id (inside the write that gave the number).

    Raises NumberTaken where another series has written this number before, NotWritable where the disk
    refuses.
    """
    with store.writing():  # a file that no row stands on yet is safe only while we hold the writer's lock
        if CasePaper.select().where(CasePaper.number == paper.number).exists():
            raise NumberTaken(
                f"编号“{paper.number}”已经用过，这次没有制作。",
                "请规则员在“文书”规则里把两种编号、两个单位的简称改得不一样。",
            )
        sha256, ref = files.save(store, folder, paper.data, told=_UNDONE)
        place = paper.place
        row = CasePaper.create(
            case=paper.case_id,
            form=paper.form,
            series=place.series,
            unit=place.unit,
            year=place.year,
            no=place.no,
            piece=place.piece,
            number=paper.number,
            dated=paper.dated,
            made_by=viewer.name,
            made_for=viewer.unit or "",
            made_at=now,
            sha256=sha256,
            size=len(paper.data),
            ref=ref,
            entries_cipher=store.cipher.encrypt(_ENTRIES, paper.entries),
            corrects=paper.corrects,
        )
        chain.append(store, "form", str(row.id), _digest(row.id), now)
        detail = {"id": row.id, "form": paper.form, "number": paper.number, "corrects": paper.corrects}
        audit.record(store, viewer, "make_paper", _code(paper.case_id), now=now, detail=detail)
        return int(row.id)


def declare_void(store: Store, viewer: Viewer, paper: IssuedPaper, reason: str, now: datetime) -> None:
    """A paper counts no more; its number stays used, its bytes stay. Raises IllegalMove where it is void."""
    with store.writing():
        changed = (
            CasePaper.update(
                void_by=viewer.name, void_at=now, void_reason_cipher=store.cipher.encrypt(_REASON, reason)
            )
            .where(CasePaper.id == paper.id, CasePaper.void_at.is_null())
            .execute()
        )
        if not changed:
            raise IllegalMove("这份文书已经作废，不用再作废。")
        chain.append(store, "form_void", str(paper.id), _void_digest(store, paper.id), now)
        detail = {"id": paper.id, "form": paper.form, "number": paper.number}
        audit.record(store, viewer, "void_paper", paper.case_code, now=now, detail=detail)


def of_case(store: Store, viewer: Viewer, case_code: str) -> list[IssuedPaper]:
    """Every paper of a case and of those that were merged into it, as far as this viewer knows of them.

    In the order in which they were made. Raises NotFound for a case this viewer may not know of.
    """
    with store.reading():
        case_id = _case_id(viewer, case_code)
        merged = Case.select(Case.id).where(scope(viewer), Case.master_case == case_code)
        of = (CasePaper.case == case_id) | CasePaper.case.in_(merged)
        return _records(store, of, case_code)


def get(store: Store, viewer: Viewer, case_code: str, paper_id: int) -> IssuedPaper:
    """One paper of a case. Raises NotFound where this viewer may not know of it."""
    for paper in of_case(store, viewer, case_code):
        if paper.id == paper_id:
            return paper
    raise NotFound("这件没有这份文书，请回到“文书”页重选。")


def content(store: Store, viewer: Viewer, folder: Path, paper: IssuedPaper) -> bytes:
    """The file of a paper, byte for byte as it was made. Raises BrokenStore where it is not that any more."""
    with store.reading():
        (ref,) = CasePaper.select(CasePaper.ref).where(CasePaper.id == paper.id).tuples().get()
    return files.read_whole(store, folder, ref, paper.sha256)


def entries(store: Store, viewer: Viewer, paper: IssuedPaper) -> str:
    """What a paper was filled with, as the JSON that was kept with it."""
    with store.reading():
        (blob,) = CasePaper.select(CasePaper.entries_cipher).where(CasePaper.id == paper.id).tuples().get()
    return store.cipher.decrypt(_ENTRIES, blob)


def steps(store: Store, viewer: Viewer, case_code: str) -> list[tuple[str, datetime, dict[str, Any]]]:
    """What has happened to a case, in clear: (action, when, its particulars with the reason), oldest first.

    For whoever may see its people in clear, which the desk has asked; who wants to stay unknown to a unit
    stays so here too.
    """
    with store.reading():
        row = Case.select().where(scope(viewer), Case.case_code == case_code).dicts().get()
        hide = Hider(viewer, bool(row["secrecy"]), writing.load_parties(store, row["id"]), clear=True)
        query = CaseEvent.select().where(CaseEvent.case == row["id"], ~images.hidden_events())
        return [
            (
                one["action"],
                one["occurred_at"],
                {
                    name: hide(value) if isinstance(value, str) else value
                    for name, value in ({"reason": one["reason"]} | json.loads(one["data"])).items()
                    if value is not None
                },
            )
            for one in query.order_by(CaseEvent.seq).dicts()
        ]


def _case_id(viewer: Viewer, case_code: str) -> int:
    found = Case.select(Case.id).where(scope(viewer), Case.case_code == case_code).tuples().first()
    if found is None:
        raise NotFound("没有这个案件，或它不在您的办理范围内，请检查案件码。")
    return int(found[0])


def _code(case_id: int) -> str:
    (code,) = Case.select(Case.case_code).where(Case.id == case_id).tuples().get()
    return str(code)


def _records(store: Store, of: pw.Expression, case_code: str) -> list[IssuedPaper]:
    rows = list(
        CasePaper.select(CasePaper, Case.case_code)
        .join(Case)
        .where(of)
        .order_by(CasePaper.made_at, CasePaper.id)
        .dicts()
    )
    numbers = {row["id"]: row["number"] for row in rows}
    # a corrected paper that is void itself has not taken the other's place
    replaced = {row["corrects"]: row["number"] for row in rows if row["corrects"] and row["void_at"] is None}
    return [_record(store, row, numbers, replaced, case_code) for row in rows]


def _record(
    store: Store, row: Mapping[str, Any], numbers: Mapping[int, str], replaced: Mapping[int, str], code: str
) -> IssuedPaper:
    reason = row["void_reason_cipher"]
    return IssuedPaper(
        id=row["id"],
        case_code=row["case_code"],
        form=row["form"],
        place=PaperPlace(row["series"], row["unit"], row["year"], row["no"], row["piece"]),
        number=row["number"],
        dated=row["dated"],
        made_by=row["made_by"],
        made_for=row["made_for"],
        made_at=row["made_at"],
        sha256=row["sha256"],
        size=row["size"],
        corrects=numbers.get(row["corrects"]),
        replaced_by=replaced.get(row["id"]),
        void_by=row["void_by"],
        void_at=row["void_at"],
        void_reason=store.cipher.decrypt(_REASON, reason) if reason is not None else None,
        part=row["case_code"] if row["case_code"] != code else None,
    )


# ------------------------------------------------------------------ what else lies in the dossier


def add_material(
    store: Store, viewer: Viewer, case_code: str, item: str, title: str, pages: int, now: datetime
) -> None:
    """Note a material that was put into the paper dossier."""
    with store.writing():
        CaseMaterial.create(
            case=_case_id(viewer, case_code),
            item=item,
            title_cipher=store.cipher.encrypt(_TITLE, title),
            pages=pages,
            noted_by=viewer.name,
            noted_at=now,
        )
        audit.record(store, viewer, "add_material", case_code, now=now, detail={"item": item})


def remove_material(store: Store, viewer: Viewer, case_code: str, material_id: int, now: datetime) -> None:
    """A material was noted by mistake; the note stays, with who took it back. Raises NotFound."""
    with store.writing():
        changed = (
            CaseMaterial.update(removed_by=viewer.name, removed_at=now)
            .where(
                CaseMaterial.id == material_id,
                CaseMaterial.case == _case_id(viewer, case_code),
                CaseMaterial.removed_at.is_null(),
            )
            .execute()
        )
        if not changed:
            raise NotFound("没有这份材料，可能已经去掉了；请刷新页面再看。")
        audit.record(store, viewer, "remove_material", case_code, now=now, detail={"id": material_id})


def materials(store: Store, viewer: Viewer, case_code: str) -> list[Material]:
    """What lies in the paper dossier of a case besides our papers, in clear, oldest first."""
    with store.reading():
        query = (
            CaseMaterial.select()
            .where(CaseMaterial.case == _case_id(viewer, case_code), CaseMaterial.removed_at.is_null())
            .order_by(CaseMaterial.id)
        )
        return [
            Material(
                row["id"],
                row["item"],
                store.cipher.decrypt(_TITLE, row["title_cipher"]),
                row["pages"],
                row["noted_by"],
                row["noted_at"],
            )
            for row in query.dicts()
        ]


# ------------------------------------------------------------------ nothing is changed afterwards

_DIGESTED = (
    *("case", "form", "series", "unit", "year", "no", "piece", "number", "dated", "made_by", "made_for"),
    *("made_at", "sha256", "size", "corrects"),
)


def _digest(paper_id: int) -> str:
    """Over everything that a paper was when it was made, and the hash of its file."""
    row = CasePaper.select().where(CasePaper.id == paper_id).dicts().get()
    parts = [chain.stamp(row[name]) if isinstance(row[name], datetime) else row[name] for name in _DIGESTED]
    return chain.link(chain.FIRST, parts)


def _void_digest(store: Store, paper_id: int) -> str:
    columns = (CasePaper.void_by, CasePaper.void_at, CasePaper.void_reason_cipher)
    by, at, reason = CasePaper.select(*columns).where(CasePaper.id == paper_id).tuples().get()
    return chain.link(_digest(paper_id), (by, chain.stamp(at), store.cipher.decrypt(_REASON, reason)))


def faults(store: Store) -> list[str]:
    """Papers of cases that are not what they were, or are gone, and holes in their numbers."""
    with store.reading():
        told = {
            kind: dict(
                ChainEntry.select(ChainEntry.ref, ChainEntry.digest).where(ChainEntry.kind == kind).tuples()
            )
            for kind in ("form", "form_void")
        }
        found, known = [], set()
        columns = (CasePaper.id, CasePaper.number, CasePaper.void_at)
        for paper_id, number, void_at in CasePaper.select(*columns).order_by(CasePaper.id).tuples():
            known.add(str(paper_id))
            if told["form"].get(str(paper_id)) != _digest(paper_id):
                found.append(f"文书“{number}”的登记与制作时不一致。")
            right = _void_digest(store, paper_id) if void_at is not None else None
            if told["form_void"].get(str(paper_id)) != right:
                found.append(f"文书“{number}”的作废记录与作废时不一致。")
        gone = sorted(told["form"].keys() - known, key=int)
        return found + [f"登记号 {ref} 的文书不见了。" for ref in gone]


def all_files(store: Store) -> list[tuple[str, str, str]]:
    """(whose, reference, hash) of every paper's file, for the check of the whole store."""
    with store.reading():
        query = CasePaper.select(CasePaper.number, CasePaper.ref, CasePaper.sha256).order_by(CasePaper.id)
        return [(f"文书“{number}”", ref, sha256) for number, ref, sha256 in query.tuples()]
