"""Make a paper, prove it, keep it: whole or not at all, and never in the place of one that is there."""

from __future__ import annotations

import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
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
    Issue,
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
    from exporters.word import WordDocument
    from jiefen_lite.desk import House

#: Who has a first version made, who has it made once more, who signs off (rights: 冻结月份/发布报告).
MAKERS = frozenset({Role.SUPERVISOR, Role.LEADER, Role.OPERATOR})
REMAKERS = frozenset({Role.SUPERVISOR, Role.OPERATOR})
SIGNERS = frozenset({Role.SUPERVISOR, Role.LEADER})
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}〔\d{4}〕[1-9]\d{0,4}号", re.ASCII)


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
    open_ones = [one for one in DOCUMENTS if (one.id, period.label) not in made]
    return [one for one in open_ones if one.is_for(house, viewer, period)]


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
        raise JiefenError(f"{kind.name}没有{indicators.full_name(period)}这样的统计期，请改选别的。")
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
            raise JiefenError("统计期里还有没冻结的月份，报告没有做成；请等各月冻结以后再做。")
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
        raise BrokenStore("这份报告没有这个文件，请回到报告页重选。")
    data = files.read(house.store, house.files, kept.ref)
    if files.sha256_of(data) != kept.sha256:
        raise BrokenStore("存档的报告与做成时不一致，请从备份恢复 files 文件夹。")
    name = kept.name if paper.version == 1 else _with_version(kept.name, paper.version)
    return name, data


def kinds_of(paper: KeptPaper) -> list[str]:
    """What of a paper people take along and prove: itself, its annex, and the edition signed off if any."""
    return [kind for kind in ("docx", "xlsx", papers.ISSUED) if paper.file(kind) is not None]


def _with_version(name: str, version: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}_第{version}版{dot}{ending}"


@contextmanager
def own_blank(house: House, paper: KeptPaper) -> Iterator[Path]:
    """A folder with the blank that a paper was made with; a blank holds no data of anybody."""
    blank = paper.file("blank")
    assert blank is not None
    with tempfile.TemporaryDirectory(prefix="jiefen-") as folder:
        (Path(folder) / blank.name).write_bytes(file_of(house, paper, "blank")[1])
        yield Path(folder)


def prove(house: House, viewer: Viewer, paper: KeptPaper, now: datetime) -> Proof:
    """Derive a kept paper again from the data, set in the blank it was made with; the result is noted.

    Of one that was signed off, the edition that went out is proved too.
    """
    data = tuple(file_of(house, paper, kind)[1] for kind in kinds_of(paper))
    with own_blank(house, paper) as folder:
        proof = _proved(house, viewer, data, folder, now)
    papers.note_proof(house.store, viewer, paper.id, proof)
    return proof


def sign(house: House, viewer: Viewer, paper_id: int, now: datetime, number: str = "") -> None:
    """Sign a paper off: it is whole, proved without a difference, and the newest version.

    It is derived once more, and the edition that goes out is kept beside it: without the system's own line,
    under the 发文字号 ``number`` where there is one. Raises NotAllowed, AlreadySigned, JiefenError or
    BrokenStore with the reason.
    """
    from exporters import word  # Word's library is only loaded by those who write a paper

    _require(viewer, SIGNERS, "签发报告")
    paper = papers.get(house.store, viewer, paper_id)
    papers.refuse_signing(paper)
    number = _document_number(number, paper)
    kept = paper.file("docx")
    assert kept is not None
    data = file_of(house, paper, "docx")[1]
    file_of(house, paper, "xlsx")
    if paper.proof is None or paper.proof.differences:
        raise JiefenError("这份报告核对不上，不能签发。", "请先点“核对”，看清哪几处与数据不一致。")
    with own_blank(house, paper) as folder:
        proved, edition = reports.issue_report(house, viewer, io.BytesIO(data), Issue(number), folder)
    if proved.differences:
        raise JiefenError("这份报告与现在的数据核对不上，不能签发。", "请先点“核对”，看清哪几处不一致。")
    _refuse_other_words(data, edition, number)
    stem, dot, ending = kept.name.rpartition(".")
    issued = NewFile(papers.ISSUED, f"{stem}（签发）{dot}{ending}", edition)
    marks = word.keywords_of(io.BytesIO(edition))
    papers.sign(house.store, viewer, house.files, paper_id, issued, (number, marks), now)


def _refuse_other_words(kept: bytes, edition: bytes, number: str) -> None:
    """The edition that goes out says what was proved: beside it only its number, and less at the foot.

    A county's own blank can say anything where a paper is signed off; nobody has proved that. Raises
    JiefenError.
    """
    from exporters import word  # Word's library is only loaded by those who write a paper

    before, after = (Counter(_said(word.read_document(io.BytesIO(one)))) for one in (kept, edition))
    more, less = after - before, before - after
    if number and not more[("paragraph", (number,))]:
        raise JiefenError(
            "这份报告做成时用的模板里没有文号的位置，印不出文号。",
            "请把文号留空；要印文号的，先换成有 {{ number }} 的模板，再重做一版。",
        )
    more.subtract({("paragraph", (number,)): 1} if number else {})
    if +more or any(kind != "footer" for kind, _cells in less):
        raise JiefenError(
            "模板里写着签发时另外增减的文字，与核对过的报告不一样，不能签发。",
            "签发版只能多一行文号、页脚少一行系统说明。请换模板后重做一版。",
        )


def _said(document: WordDocument) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.kind, tuple(cell.strip() for cell in one.cells)) for one in document.blocks]


def _document_number(text: str, paper: KeptPaper) -> str:
    """A 发文字号 as the standard writes it (GB/T 9704): 富综治发〔2026〕3号. Raises JiefenError."""
    number = re.sub(r"\s", "", text)
    if number and paper.unit is not None:
        raise JiefenError("单位体检单不单独编文号，请把文号留空。")
    if number and not _DOCUMENT_NUMBER.fullmatch(number):
        raise JiefenError(
            "文号的写法是“机关代字〔年份〕序号号”，例如“富综治发〔2026〕3号”：",
            "年份写四位，用六角括号〔〕，序号不补零、不加“第”。",
        )
    return number


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
        raise JiefenError(f"{CHANNELS[Channel(channel)]}这个月有件，不能登记零报告；请核对渠道和月份。")
    reported.say_nothing(house.store, viewer, period, Channel(channel), now)


def note_use(house: House, viewer: Viewer, paper: KeptPaper, action: str, now: datetime) -> None:
    """Who looked at a paper or took it along."""
    detail = {"id": paper.id, "version": paper.version, "unit": paper.unit}
    audit.record(house.store, viewer, action, f"{paper.document}:{paper.period}", now=now, detail=detail)
