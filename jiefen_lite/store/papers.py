"""Papers that were made once: each version with its files, its proof and who signed it off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee as pw

from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.shapes import Difference, KeptFile, KeptPaper, NewFile, NewPaper, Proof, Viewer
from jiefen_lite.store import audit, chain, files
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import ChainEntry, Paper, PaperFile

ISSUED = "issued"  # the file that goes out
_UNDONE = ("报告没能存到磁盘", "这次没有做成")
_DIGESTED = (
    *("document", "period", "unit", "version", "title", "as_of", "formula_version", "dated", "figures"),
    *("made_at", "made_by", "reason"),
)


class AlreadyMade(JiefenError):
    """Papers of this kind and period are there; they are only made again for a reason that is kept."""

    http_status = 409


class AlreadySigned(JiefenError):
    """Signed off once, for ever."""

    http_status = 409


def keep(
    store: Store,
    viewer: Viewer,
    folder: Path,
    papers: Sequence[NewPaper],
    now: datetime,
    *,
    reason: str | None = None,
) -> list[int]:
    """Keep papers of one document and period, all together or none; returns their numbers.

    With a ``reason`` they become a further version beside the earlier ones; without one, raises AlreadyMade
    where there is a version. Raises NotWritable where the disk refuses.
    """
    with store.writing():  # a file that no row stands on yet is safe only while we hold the writer's lock
        return [_keep_one(store, viewer, folder, one, now, reason) for one in papers]


def _keep_one(
    store: Store, viewer: Viewer, folder: Path, paper: NewPaper, now: datetime, reason: str | None
) -> int:
    same = (
        (Paper.document == paper.document)
        & (Paper.period == paper.period)
        & (Paper.unit == (paper.unit or ""))
    )
    last = Paper.select(pw.fn.MAX(Paper.version)).where(same).tuples().get()[0]
    if last is not None and reason is None:
        raise AlreadyMade("这份报告已经做好，没有重做。", "要重做请写明事由；原来的一版会留着。")
    row = Paper.create(
        document=paper.document,
        period=paper.period,
        unit=paper.unit or "",
        version=(last or 0) + 1,
        title=paper.title[:255],
        as_of=paper.as_of,
        formula_version=paper.formula_version[:64],
        dated=paper.dated,
        figures=paper.figures,
        made_at=now,
        made_by=viewer.name,
        reason=reason,
        proof=_proof_text(paper.proof),
        proved_at=paper.proof.at,
    )
    for one in paper.files:
        sha256, ref = files.save(store, folder, one.data, told=_UNDONE)
        PaperFile.create(paper=row, kind=one.kind, name=one.name, sha256=sha256, size=len(one.data), ref=ref)
    chain.append(store, "paper", str(row.id), _digest(row.id), now)
    detail = {"id": row.id, "version": row.version, "unit": paper.unit, "why": reason}
    audit.record(store, viewer, "make_report", f"{paper.document}:{paper.period}", now=now, detail=detail)
    return int(row.id)


def listing(store: Store, viewer: Viewer, *, period: str | None = None) -> list[KeptPaper]:
    """All versions of all papers (of one period), in the order of periods, documents, units and versions."""
    if not viewer.sees_county:
        return []
    with store.reading():
        query = Paper.select()
        if period is not None:
            query = query.where(Paper.period == period)
        return _records(query.order_by(Paper.period, Paper.document, Paper.unit, Paper.version))


def get(store: Store, viewer: Viewer, paper_id: int) -> KeptPaper:
    """One paper. Raises NotFound where there is none that this person may know of."""
    if viewer.sees_county:
        with store.reading():
            found = _records(Paper.select().where(Paper.id == paper_id))
        if found:
            return found[0]
    raise NotFound("没有这份报告，或者它不在您的范围内，请从报告页重选。")


def made(store: Store, viewer: Viewer) -> set[tuple[str, str]]:
    """Which (document, period) have been made."""
    with store.reading():
        return (
            set(Paper.select(Paper.document, Paper.period).distinct().tuples())
            if viewer.sees_county
            else set()
        )


def _records(query: Any) -> list[KeptPaper]:
    rows = list(query.dicts())
    ids = [row["id"] for row in rows]
    of: dict[int, list[KeptFile]] = {number: [] for number in ids}
    for one in PaperFile.select().where(PaperFile.paper.in_(ids)).order_by(PaperFile.id).dicts():
        of[one["paper"]].append(KeptFile(one["kind"], one["name"], one["sha256"], one["size"], one["ref"]))
    newest = _newest({row["period"] for row in rows})
    return [
        KeptPaper(
            id=row["id"],
            document=row["document"],
            period=row["period"],
            unit=row["unit"] or None,
            version=row["version"],
            newest=newest[row["document"], row["period"], row["unit"]] == row["version"],
            title=row["title"],
            as_of=row["as_of"],
            formula_version=row["formula_version"],
            dated=row["dated"],
            figures=row["figures"],
            made_at=row["made_at"],
            made_by=row["made_by"],
            reason=row["reason"],
            signed_by=row["signed_by"],
            signed_at=row["signed_at"],
            number=row["number"],
            proof=_proof(row["proof"]),
            files=tuple(of[row["id"]]),
        )
        for row in rows
    ]


def _newest(periods: Iterable[str]) -> dict[tuple[str, str, str], int]:
    query = (
        Paper.select(Paper.document, Paper.period, Paper.unit, pw.fn.MAX(Paper.version))
        .where(Paper.period.in_(list(periods)))
        .group_by(Paper.document, Paper.period, Paper.unit)
    )
    return {(document, period, unit): last for document, period, unit, last in query.tuples()}


def sign(
    store: Store,
    viewer: Viewer,
    folder: Path,
    paper_id: int,
    edition: NewFile,
    issue: tuple[str, str],
    now: datetime,
) -> None:
    """Note who signed a paper off, and keep the ``edition`` that goes out.

    ``issue``: its number (empty: none) and the marks in its file.

    Once, and only the newest version. Who may is the desk's question. Raises AlreadySigned, and NotWritable
    where the disk refuses.
    """
    number, marks = issue
    with store.writing():  # a file that no row stands on yet is safe only while we hold the writer's lock
        paper = get(store, viewer, paper_id)
        refuse_signing(paper)
        other = Paper.select(Paper.title).where((Paper.number == number) & (Paper.number != "")).tuples()
        for (title,) in other.limit(1):
            raise AlreadySigned(f"文号“{number}”已经用在“{title}”上，一个文号只能用一次。")
        sha256, ref = files.save(store, folder, edition.data, told=("签发版没能存到磁盘", "这次没有签发"))
        size = len(edition.data)
        PaperFile.create(paper=paper_id, kind=ISSUED, name=edition.name, sha256=sha256, size=size, ref=ref)
        Paper.update(signed_by=viewer.name, signed_at=now, number=number, issued_marks=marks).where(
            Paper.id == paper_id
        ).execute()
        chain.append(store, "sign", str(paper_id), _sign_digest(paper_id), now)
        audit.record(store, viewer, "sign_report", f"{paper.document}:{paper.period}", now=now,
                     detail={"id": paper_id, "version": paper.version, "unit": paper.unit,
                             "number": number})  # fmt: skip


def refuse_signing(paper: KeptPaper) -> None:
    """Say why a paper cannot be signed off any more. Raises AlreadySigned."""
    if paper.signed_at is not None:
        raise AlreadySigned(f"这份报告已由{paper.signed_by}签发，不用再签。")
    if not paper.newest:
        raise AlreadySigned("这份报告后来又做了新的一版，请签发最新的一版。")


def is_issued(store: Store, viewer: Viewer, marks: str) -> bool:
    """Whether a paper with these marks (document, period, state of its sentences, number) was signed off."""
    if not viewer.sees_county:
        return False
    with store.reading():
        return bool(Paper.select(Paper.id).where(Paper.issued_marks == marks).exists())


def note_proof(store: Store, viewer: Viewer, paper_id: int, proof: Proof) -> None:
    """Remember what came out when a paper was proved once more; audited."""
    with store.writing():
        paper = get(store, viewer, paper_id)
        Paper.update(proof=_proof_text(proof), proved_at=proof.at).where(Paper.id == paper_id).execute()
        detail = {"id": paper_id, "numbers": proof.numbers, "differences": len(proof.differences)}
        audit.record(
            store, viewer, "verify_report", f"{paper.document}:{paper.period}", now=proof.at, detail=detail
        )


def _proof_text(proof: Proof) -> str:
    return json.dumps(asdict(proof), ensure_ascii=False, default=str)


def _proof(text: str | None) -> Proof | None:
    if text is None:
        return None
    kept = json.loads(text)
    differences = tuple(Difference(**one) for one in kept.pop("differences"))
    return Proof(datetime.fromisoformat(kept.pop("at")), differences=differences, **kept)


# ------------------------------------------------------------------ nothing is changed afterwards


def _digest(paper_id: int) -> str:
    """Over everything that a paper was when it was made, and the hashes of its files."""
    row = Paper.select().where(Paper.id == paper_id).dicts().get()
    parts: list[object] = [
        chain.stamp(row[name]) if isinstance(row[name], datetime) else row[name] for name in _DIGESTED
    ]
    query = PaperFile.select(PaperFile.kind, PaperFile.name, PaperFile.sha256)
    made = (PaperFile.paper == paper_id) & (PaperFile.kind != ISSUED)
    for one in query.where(made).order_by(PaperFile.id).tuples():
        parts += one
    return chain.link(chain.FIRST, parts)


def _sign_digest(paper_id: int) -> str:
    """Over who signed a paper and when, and the edition that went out; older ones were signed without one."""
    query = Paper.select(Paper.signed_by, Paper.signed_at, Paper.number, Paper.issued_marks)
    by, at, number, marks = query.where(Paper.id == paper_id).tuples().get()
    parts: list[object] = [by, chain.stamp(at), *(part for part in (number, marks) if part)]
    edition = PaperFile.select(PaperFile.name, PaperFile.sha256)
    issued = (PaperFile.paper == paper_id) & (PaperFile.kind == ISSUED)
    for one in edition.where(issued).order_by(PaperFile.id).tuples():
        parts += one
    return chain.link(_digest(paper_id), parts)


def faults(store: Store) -> list[str]:
    """Papers that are not what they were when they were made or signed off, or are gone."""
    with store.reading():
        told = {
            kind: dict(
                ChainEntry.select(ChainEntry.ref, ChainEntry.digest)
                .where(ChainEntry.kind == kind)
                .order_by(ChainEntry.id)
                .tuples()
            )
            for kind in ("paper", "sign")
        }
        found = []
        rows = list(
            Paper.select(Paper.id, Paper.title, Paper.version, Paper.signed_at).order_by(Paper.id).tuples()
        )
        for paper_id, title, version, signed_at in rows:
            name = f"报告“{title}”第 {version} 版"
            if told["paper"].get(str(paper_id)) != _digest(paper_id):
                found.append(f"{name}的登记与做成时不一致。")
            right = _sign_digest(paper_id) if signed_at is not None else None
            if told["sign"].get(str(paper_id)) != right:
                found.append(f"{name}的签发记录与签发时不一致。")
        known = {str(row[0]) for row in rows}
        found += [f"编号 {ref} 的报告不见了。" for ref in sorted(told["paper"].keys() - known, key=int)]
        return found


def all_files(store: Store) -> list[tuple[str, str, str]]:
    """(whose, reference, hash) of every file of every paper, for the check of the whole store."""
    with store.reading():
        query = PaperFile.select(Paper.title, Paper.version, PaperFile.ref, PaperFile.sha256).join(Paper)
        return [
            (f"报告“{title}”第 {version} 版", ref, sha256)
            for title, version, ref, sha256 in query.order_by(PaperFile.id).tuples()
        ]
