"""Make a paper, prove it, keep it: whole or not at all, and never in the place of one that is there."""

from __future__ import annotations

import io
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jiefen_lite import apart, indicators, reports
from jiefen_lite.errors import BrokenStore, JiefenError, NotAllowed
from jiefen_lite.glossary import CHANNELS, ROLES
from jiefen_lite.papers.documents import DOCUMENTS, Document, document_of
from jiefen_lite.shapes import (
    IMPORTED_CHANNELS,
    Channel,
    KeptPaper,
    NewFile,
    NewPaper,
    Period,
    Proof,
    Role,
    Viewer,
)
from jiefen_lite.store import audit, files, papers, reported, snapshots

if TYPE_CHECKING:
    from jiefen_lite.desk import House

#: Who has a first version made, who has it made once more, who signs off (rights: 冻结月份/发布报告).
MAKERS = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
REMAKERS = frozenset({Role.SUPERVISOR, Role.OPERATOR})
SIGNERS = frozenset({Role.SUPERVISOR, Role.LEADER})


def _require(viewer: Viewer, roles: frozenset[Role], what: str) -> None:
    if not viewer.roles & roles:
        names = "、".join(ROLES[role] for role in Role if role in roles and role is not Role.OPERATOR)
        raise NotAllowed(f"{what}由{names}办理。")


def due(house: House, viewer: Viewer, period: Period) -> list[Document]:
    """Documents that could be made of a period and have not been; none where a month of it is open."""
    frozen = set(snapshots.frozen_labels(house.store))
    months = indicators.months_in(period)
    if any(month.label not in frozen for month in months):
        return []
    made = papers.made(house.store, viewer)
    return [one for one in DOCUMENTS if len(months) in one.lengths and (one.id, period.label) not in made]


def refuse_making(house: House, viewer: Viewer, document: str | None, label: str, reason: str | None) -> None:
    """Say at once why papers of a period cannot be made; ``document`` None: whatever is missing of it.

    Raises NotAllowed, AlreadyMade, or JiefenError where a month of the period is still open.
    """
    if reason is None:
        _require(viewer, MAKERS, "做报告")
    else:
        _require(viewer, REMAKERS, "重做报告")
    if reason is not None and not reason.strip():
        raise JiefenError("重做报告请写明事由，例如“改了第二部分的表述”。")
    period = indicators.period_of(label)
    months = indicators.months_in(period)
    frozen = set(snapshots.frozen_labels(house.store))
    still_open = [indicators.full_name(one) for one in months if one.label not in frozen]
    if still_open:
        raise JiefenError(f"{'、'.join(still_open)}还没有冻结，报告要等冻结以后再做。")
    if document is None:
        if not due(house, viewer, period):
            raise papers.AlreadyMade(f"{indicators.full_name(period)}的报告都已经做好。")
        return
    kind = document_of(document)
    if len(months) not in kind.lengths:
        raise JiefenError(f"{kind.name}没有{indicators.full_name(period)}这样的统计期。")
    is_made = (kind.id, period.label) in papers.made(house.store, viewer)
    if reason is None and is_made:
        raise papers.AlreadyMade("这份报告已经做好，没有重做。", "要重做请写明事由；原来的一版会留着。")
    if reason is not None and not is_made:
        raise JiefenError("这份报告还没有做过，直接做就行，不用写重做的事由。")


def make(
    house: House,
    viewer: Viewer,
    document: str,
    label: str,
    now: datetime,
    templates: Path | None,
    *,
    reason: str | None = None,
) -> list[int]:
    """Make a document of a frozen period, prove it and keep it; returns the numbers it is kept under.

    With a ``reason`` it is made once more: a further version, the earlier ones stay. Raises what
    :func:`refuse_making` raises, and TemplateFault.
    """
    refuse_making(house, viewer, document, label, reason)
    made = _compose(house, viewer, document_of(document), indicators.period_of(label), now, templates)
    return papers.keep(house.store, viewer, house.files, made, now, reason=reason.strip() if reason else None)


def make_due(house: House, viewer: Viewer, label: str, now: datetime, templates: Path | None) -> list[int]:
    """Every document of a period that is not there yet."""
    return [
        number
        for one in due(house, viewer, indicators.period_of(label))
        for number in make(house, viewer, one.id, label, now, templates)
    ]


def make_apart(
    house: House, viewer: Viewer, document: str | None, label: str, now: datetime, templates: Path | None,
    progress: apart.Tell, *, reason: str | None = None,
) -> list[int]:  # fmt: skip
    """:func:`make` (or :func:`make_due`, where no document is named) in a process of low priority."""
    return apart.run(house, progress, _make_there, viewer, document, label, now, templates, reason)


def _make_there(
    house: House, _tell: apart.Tell, viewer: Viewer, document: str | None, label: str, now: datetime,
    templates: Path | None, reason: str | None,
) -> list[int]:  # fmt: skip
    if document is None:
        return make_due(house, viewer, label, now, templates)
    return make(house, viewer, document, label, now, templates, reason=reason)


def _compose(
    house: House, viewer: Viewer, kind: Document, period: Period, now: datetime, templates: Path | None
) -> list[NewPaper]:
    """Everything of one document and period, written and proved in memory; nothing is kept yet."""
    from exporters import annex, word  # Word's library is only loaded by those who write a paper

    exporter = kind.module()
    blank = word.template_bytes(exporter.DOCUMENT, templates)
    name = f"{indicators.full_name(period)}{kind.name}"
    made = []
    for unit, report in kind.derive(house, viewer, period, now, now.date()):
        if not report.frozen:
            raise JiefenError("统计期里还有没冻结的月份，报告没有做成。")
        paper, book = io.BytesIO(), io.BytesIO()
        exporter.write(report, paper, templates)
        annex.write(report, book, exporter.marks(report))
        own = name if unit is None else f"{name}（{unit}）"
        made.append(
            NewPaper(
                document=kind.id,
                period=period.label,
                unit=unit,
                title=report.title.replace("\n", ""),
                as_of=report.as_of,
                formula_version=report.formula_version,
                dated=report.dated,
                figures=len(report.figures),
                files=(
                    NewFile("docx", f"{own}.docx", paper.getvalue()),
                    NewFile("xlsx", f"{own}附表.xlsx", book.getvalue()),
                    NewFile("blank", f"{exporter.DOCUMENT}.docx", blank),
                ),
                proof=_proved(house, viewer, (paper.getvalue(), book.getvalue()), templates, now),
            )
        )
    return made


def _proved(
    house: House, viewer: Viewer, files: tuple[bytes, ...], templates: Path | None, now: datetime
) -> Proof:
    """Paper and annex derived again and laid beside what was written."""
    found = [reports.verify_report(house, viewer, io.BytesIO(data), templates) for data in files]
    differences = tuple(difference for one in found for difference in one.differences)
    return Proof(
        now, viewer.name, sum(one.numbers for one in found), sum(one.proved for one in found), differences
    )


# ------------------------------------------------------------------ afterwards


def file_of(house: House, paper: KeptPaper, kind: str) -> tuple[str, bytes]:
    """A file of a kept paper, byte for byte as it was made: (name, content).

    Raises BrokenStore where it is missing or is not what it was.
    """
    kept = paper.file(kind)
    if kept is None:
        raise BrokenStore("这份报告没有这个文件。")
    data = files.read(house.store, house.files, kept.ref)
    if files.sha256_of(data) != kept.sha256:
        raise BrokenStore("存档的报告与做成时不一致，请从备份恢复 files 文件夹。")
    name = kept.name if paper.version == 1 else _with_version(kept.name, paper.version)
    return name, data


def _with_version(name: str, version: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}_第{version}版{dot}{ending}"


def prove(house: House, viewer: Viewer, paper: KeptPaper, now: datetime) -> Proof:
    """Derive a kept paper again from the data, set in the blank it was made with; the result is noted."""
    data = tuple(file_of(house, paper, kind)[1] for kind in ("docx", "xlsx"))
    blank = paper.file("blank")
    assert blank is not None
    # the blank holds no data of anybody
    with tempfile.TemporaryDirectory(prefix="jiefen-") as folder:
        (Path(folder) / blank.name).write_bytes(file_of(house, paper, "blank")[1])
        proof = _proved(house, viewer, data, Path(folder), now)
    papers.note_proof(house.store, viewer, paper.id, proof)
    return proof


def sign(house: House, viewer: Viewer, paper_id: int, now: datetime) -> None:
    """Sign a paper off: it is whole, proved without a difference, and the newest version.

    Raises NotAllowed, AlreadySigned, JiefenError or BrokenStore with the reason.
    """
    _require(viewer, SIGNERS, "签发报告")
    paper = papers.get(house.store, viewer, paper_id)
    for kind in ("docx", "xlsx"):
        file_of(house, paper, kind)
    if paper.proof is None or paper.proof.differences:
        raise JiefenError("这份报告核对不上，不能签发。", "请先点“核对”，看清哪几处与数据不一致。")
    papers.sign(house.store, viewer, paper_id, now)


def say_nothing(house: House, viewer: Viewer, label: str, channel: str, now: datetime) -> None:
    """A channel had no case in a month (零报告). Raises NotAllowed, or JiefenError where it had some."""
    _require(viewer, REMAKERS, "登记零报告")
    period = indicators.period_of(label)
    if channel not in [str(one) for one in IMPORTED_CHANNELS] or len(indicators.months_in(period)) != 1:
        raise JiefenError("请选择月份和渠道。")
    if now < indicators.midnight(period.end):
        raise JiefenError(f"{indicators.full_name(period)}还没有过完，过完以后再登记零报告。")
    if period.label in snapshots.frozen_labels(house.store):
        raise JiefenError(f"{indicators.full_name(period)}已经冻结，不用再登记。")
    if Channel(channel) in reported.counted(house.store, viewer, period):
        raise JiefenError(f"{CHANNELS[Channel(channel)]}这个月有件，不能登记零报告。")
    reported.say_nothing(house.store, viewer, period, Channel(channel), now)


def note_use(house: House, viewer: Viewer, paper: KeptPaper, action: str, now: datetime) -> None:
    """Who looked at a paper or took it along."""
    detail = {"id": paper.id, "version": paper.version, "unit": paper.unit}
    audit.record(house.store, viewer, action, f"{paper.document}:{paper.period}", now=now, detail=detail)
