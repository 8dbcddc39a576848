"""卷宗: what has to be in it, what is there, what is missing, and the whole of it as one ZIP folder.

The catalogue is that of the documents guide (c1); which of its lines a case must have hangs on how it ended.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jiefen_lite import text
from jiefen_lite.casepapers import access, enclosed
from jiefen_lite.casepapers.enclosed import Enclosure
from jiefen_lite.desk import House
from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.forms import FLOW, FORMS
from jiefen_lite.shapes import CaseRecord, IssuedPaper, Material, Outcome, Role, Status, Viewer
from jiefen_lite.store import audit, cases
from jiefen_lite.store import casepapers as shelf
from jiefen_lite.text.days import day_in_words

#: Who keeps dossiers: notes what lies in them, takes them along.
KEEPERS = frozenset({Role.HANDLER, Role.MEDIATOR, Role.INTAKE_CLERK, Role.SUPERVISOR})
MOST_TITLE, MOST_PAGES = 100, 999
#: Pages that a paper of ours has as a rule; who binds the dossier counts them.
_PAGES = {"mediation_agreement": "2", "mediation_record": "2"}

#: Told how many files of how many are done.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the catalogue. ``forms``: any one of them is enough; ``material``: paper from elsewhere.

    ``files``: the places whose attached files lie here beside those of its own id (rules: mediation.yaml).
    """

    id: str
    name: str
    forms: tuple[str, ...] = ()
    required: bool = False
    material: bool = False
    listed: bool = True  # in the table of contents
    files: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Of which places attached files lie here."""
        return (self.id, *self.files)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dossier as it stands: what there is of it, and whether it is still missing."""

    item: Item
    papers: tuple[IssuedPaper, ...]
    materials: tuple[Material, ...]
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether something lies there."""
        return bool(self.papers or self.materials or self.enclosures)

    @property
    def is_missing(self) -> bool:
        """Whether the dossier cannot be closed without it."""
        return self.item.required and not self.is_there


CATALOGUE: tuple[Item, ...] = (
    Item("cover", "封面", ("dossier_cover",), required=True, listed=False),
    Item("contents", "目录", ("dossier_contents",), required=True, listed=False),
    Item("application", "申请书或受理登记表", ("mediation_application", "acceptance_form"), required=True),
    Item("rights", "权利义务告知书", ("rights_notice",), required=True),
    Item("identity", "当事人身份证明", required=True, material=True),
    Item("attorney", "授权委托书", ("power_of_attorney",), material=True),
    Item("inquiry", "调查记录", ("inquiry_record",)),
    Item("evidence", "证据材料", material=True),
    Item("record", "调解记录", ("mediation_record",), required=True),
    Item(
        "ending",
        "调解协议书或口头协议登记表",
        ("mediation_agreement", "oral_agreement"),
        required=True,
        files=("agreement",),
    ),
    Item("performance", "履行凭证", material=True),
    Item("revisit", "回访记录", ("revisit_record",)),
    Item("confirmation", "司法确认材料", ("confirmation_application",), material=True),
    Item("flow", "流转和督办文书", tuple(form.id for form in FLOW if form.id != "transfer_letter")),
    Item("note", "卷宗情况说明", ("dossier_note",)),
    Item("back", "封底", ("dossier_back",), required=True, listed=False),
)
_FAILED = Item("ending", "终止告知书", ("termination_notice",), required=True, files=("notice",))
_TRANSFERRED = Item("ending", "移送函", ("transfer_letter",), required=True)
_REFUSED = Item("ending", "不予受理告知书", ("refusal_notice",), required=True, files=("notice",))
_WITHDRAWN = Item("ending", "撤回凭证", required=True, material=True, files=("withdrawal",))
#: How a case ended → what stands in place of the agreement, and what is then no longer needed.
_ENDINGS: Mapping[str, tuple[Item, tuple[str, ...]]] = {
    Outcome.COMPLETED_UNRESOLVED: (_FAILED, ()),
    Outcome.TRANSFERRED: (_TRANSFERRED, ("rights", "identity", "record")),
    Outcome.NOT_ACCEPTED: (_REFUSED, ("application", "rights", "identity", "record")),
    Outcome.WITHDRAWN: (_WITHDRAWN, ("rights", "identity", "record")),
}


def catalogue(record: CaseRecord) -> tuple[Item, ...]:
    """The lines that a dossier of this case has, those it must have marked as required."""
    return catalogue_of(record.outcome, record.status)


def catalogue_of(outcome: str | None, status: Status) -> tuple[Item, ...]:
    """The same for a case of which only this is known."""
    ending, spared = _ENDINGS.get(outcome or "", (None, ()))
    if ending is None and status is Status.FAILED:
        ending = _FAILED
    found = []
    for item in CATALOGUE:
        if item.id == "ending" and ending is not None:
            # an agreement of earlier days lies there too, and counts
            files = (*ending.files, *item.files) if ending.forms else ending.files
            item = replace(ending, forms=(*ending.forms, *item.forms), files=files)
        elif item.id in spared:
            item = replace(item, required=False)
        found.append(item)
    return tuple(found)


def of_case(house: House, viewer: Viewer, code: str) -> list[Line]:
    """A dossier line by line, with the files that are attached to the case. Raises NotFound."""
    record = cases.get_case(house.store, viewer, code)
    return _lines(house, viewer, record, shelf.of_case(house.store, viewer, code))


def _lines(
    house: House, viewer: Viewer, record: CaseRecord, papers: Sequence[IssuedPaper], *, clear: bool = False
) -> list[Line]:
    valid = [paper for paper in papers if paper.is_valid]
    materials = shelf.materials(house.store, viewer, record.case_code)
    items = catalogue(record)
    taken = {place for item in items for place in item.places}
    files: dict[str, list[Enclosure]] = {}
    for one in enclosed.of_case(house, viewer, record.case_code, clear=clear):
        # a line that this case does not have: what would lie there is evidence
        files.setdefault(one.place if one.place in taken else "evidence", []).append(one)
    return [
        Line(
            item,
            tuple(paper for paper in valid if paper.form in item.forms),
            tuple(one for one in materials if one.item == item.id),
            tuple(one for place in item.places for one in files.get(place, ())),
        )
        for item in items
    ]


def missing(house: House, viewer: Viewer, code: str) -> list[str]:
    """What the dossier of a case still lacks, by the names of the catalogue; empty where it is complete.

    For whoever has to refuse to archive a case without its papers.
    """
    return [line.item.name for line in of_case(house, viewer, code) if line.is_missing]


def lacking(
    outcome: str | None,
    status: Status,
    forms: Collection[str],
    materials: Collection[str],
    places: Collection[str],
) -> list[str]:
    """What a dossier lacks that has valid papers of these forms, materials under these lines and files there.

    ``places``: where the rules want the attached files. For whoever has to look at many cases at once.
    """
    return [
        item.name
        for item in catalogue_of(outcome, status)
        if item.required
        and item.id not in materials
        and not set(forms) & set(item.forms)
        and not set(places) & set(item.places)
    ]


# ------------------------------------------------------------------ for the papers of the dossier itself


def lines(
    house: House, viewer: Viewer, record: CaseRecord, papers: Sequence[IssuedPaper]
) -> list[dict[str, str]]:
    """What the table of contents lists, in order, with the pages that are known of each."""
    found = []
    for line in _lines(house, viewer, record, papers, clear=True):
        if not line.item.listed:
            continue
        for paper in line.papers:
            found.append(
                {
                    "title": FORMS[paper.form].name,
                    "number": paper.number,
                    "dated": day_in_words(paper.dated),
                    "pages": _PAGES.get(paper.form, "1"),
                    "remark": "",
                }
            )
        found += [
            {"title": one.title, "number": "", "dated": "", "pages": str(one.pages), "remark": ""}
            for one in line.materials
        ]
        # how many pages a file has, whoever binds the dossier counts
        found += [
            {"title": f"{one.kind}：{one.title}", "number": "", "dated": "", "pages": "1", "remark": "附件"}
            for one in line.enclosures
        ]
    return found


def facts(house: House, viewer: Viewer, record: CaseRecord, papers: Sequence[IssuedPaper]) -> dict[str, str]:
    """What the papers of the dossier say of it: how many pages, and what is not there."""
    lacking = [
        line.item.name
        for line in _lines(house, viewer, record, papers)
        if line.is_missing and line.item.id != "back"
    ]
    found = {"dossier_missing": "、".join(lacking)}
    bound = next((one for one in reversed(papers) if one.is_valid and one.form == "dossier_contents"), None)
    if bound is not None:
        told = json.loads(shelf.entries(house.store, viewer, bound)).get("contents") or [{}]
        found["dossier_pages"] = str(told[-1].get("pages", "")).rpartition("-")[2]
    return found


# ------------------------------------------------------------------ paper from elsewhere


def _require_keeper(house: House, viewer: Viewer, code: str) -> CaseRecord:
    record = cases.get_case(house.store, viewer, code)
    if not viewer.roles & KEEPERS or not cases.may_unmask(house.store, viewer, code):
        raise NotAllowed("整理卷宗由承办人、调解员、窗口受理员、督办岗办理。")
    return record


def add_material(
    house: House, viewer: Viewer, code: str, item: str, title: str, pages: str, now: datetime
) -> None:
    """Note that a material was put into the paper dossier.

    Raises NotAllowed, and JiefenError with what is wrong with it.
    """
    record = _require_keeper(house, viewer, code)
    if record.status is Status.ARCHIVED:
        raise JiefenError("这件已经归档，卷里不能再加材料。")
    known = {one.id: one for one in catalogue(record) if one.material}
    if item not in known:
        raise JiefenError("请选择材料放在哪一项下面。")
    title = title.strip() or known[item].name
    if len(title) > MOST_TITLE:
        raise JiefenError(f"材料名称太长，请缩到 {MOST_TITLE} 个字以内。")
    if not (pages.isascii() and pages.isdigit() and 1 <= int(pages) <= MOST_PAGES):
        raise JiefenError(f"页数要填 1 到 {MOST_PAGES} 的整数。")
    shelf.add_material(house.store, viewer, code, item, title, int(pages), now)


def remove_material(house: House, viewer: Viewer, code: str, material_id: int, now: datetime) -> None:
    """Take a note back that was made by mistake. Raises NotAllowed, NotFound."""
    record = _require_keeper(house, viewer, code)
    if record.status is Status.ARCHIVED:
        raise JiefenError("这件已经归档，卷里的材料不能再去掉。")
    shelf.remove_material(house.store, viewer, code, material_id, now)


def shown(house: House, viewer: Viewer, code: str, title: str) -> str:
    """The name of a material as this viewer may read it."""
    return title if cases.may_unmask(house.store, viewer, code) else text.mask_text(title, [title[:3]])


# ------------------------------------------------------------------ the folder


def zip_of(
    house: House,
    viewer: Viewer,
    code: str,
    now: datetime,
    *,
    tell: Tell | None = None,
) -> tuple[str, bytes]:
    """The whole dossier as one folder: (file name, ZIP), with the SHA-256 of every file; logged.

    Papers and attached files in the order of the catalogue, void and replaced papers apart.
    Source: 档案法 14, 21 as the compliance guide reads them (export with checksums). Raises NotAllowed,
    BrokenStore.
    """
    record = _require_keeper(house, viewer, code)
    papers = shelf.of_case(house.store, viewer, code)
    kept_back = [one for one in papers if not access.may_read(house, viewer, record, one)]
    if kept_back:
        raise NotAllowed("卷里有要求保密、不对本单位开放的文书，卷宗请由督办岗导出。")
    found = _lines(house, viewer, record, papers)
    jobs = list(_jobs(house, viewer, found, papers))
    folder = f"{code}卷宗"
    out, sums = io.BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for at, (name, read) in enumerate(jobs):
            if tell is not None:
                tell(at, len(jobs))
            data = read()
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")
            packed.writestr(_entry(f"{folder}/{name}", now), data)
        told = "\r\n".join(_told(record, viewer, found, now)) + "\r\n"
        packed.writestr(_entry(f"{folder}/卷宗说明.txt", now), told.encode("utf-8-sig"))
        sums.append(f"{hashlib.sha256(told.encode('utf-8-sig')).hexdigest()}  卷宗说明.txt")
        packed.writestr(_entry(f"{folder}/校验值.txt", now), ("\n".join(sums) + "\n").encode())
    detail = {"papers": len(jobs), "missing": [line.item.name for line in found if line.is_missing]}
    audit.record(house.store, viewer, "export_dossier", code, now=now, detail=detail)
    return f"{folder}.zip", out.getvalue()


def size_of(house: House, viewer: Viewer, code: str) -> int:
    """How many bytes of papers and attached files a dossier has."""
    papers = sum(one.size for one in shelf.of_case(house.store, viewer, code))
    return papers + sum(one.size for one in enclosed.of_case(house, viewer, code))


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, now.timetuple()[:6])
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _jobs(
    house: House, viewer: Viewer, found: Sequence[Line], papers: Sequence[IssuedPaper]
) -> Iterable[tuple[str, Callable[[], bytes]]]:
    """Name and content of every file: the order of the catalogue is that of the names."""

    def content(paper: IssuedPaper) -> Callable[[], bytes]:
        return lambda: shelf.content(house.store, viewer, house.files, paper)

    at, listed = 0, set()
    for line in found:
        for paper in line.papers:
            at += 1
            listed.add(paper.id)
            yield f"{at:02} {FORMS[paper.form].name}{paper.number}.docx", content(paper)
        for one in line.enclosures:
            at += 1
            yield f"{at:02} {_safe(one.name)}", one.read
    for paper in papers:
        if paper.is_valid and paper.id not in listed:
            at += 1
            yield f"{at:02} {FORMS[paper.form].name}{paper.number}.docx", content(paper)
    for paper in papers:
        if not paper.is_valid:
            state = "作废" if paper.void_at is not None else "已更正"
            yield f"作废和已更正/{FORMS[paper.form].name}{paper.number}（{state}）.docx", content(paper)


def _safe(name: str) -> str:
    """A file name that stays in its folder on every system."""
    kept = "".join("_" if letter in '\\/:*?"<>|' or ord(letter) < 32 else letter for letter in name)
    return kept.strip(". ") or "附件"


def _told(record: CaseRecord, viewer: Viewer, found: Sequence[Line], now: datetime) -> Iterable[str]:
    yield f"案件码：{record.case_code}"
    yield f"导出：{viewer.name} {now:%Y-%m-%d %H:%M}"
    yield "核对：“校验值.txt”里是每个文件的 SHA-256，文件改动过就对不上。"
    lacking = [line.item.name for line in found if line.is_missing]
    yield f"缺少的必备材料：{'、'.join(lacking) or '没有'}"
    yield "附件："
    attached = [(line.item.name, one) for line in found for one in line.enclosures]
    yield from (f"  {name}：{one.name}" for name, one in attached)
    if not attached:
        yield "  没有。"
    yield "在纸质卷里的材料："
    on_paper = [(line.item.name, one) for line in found for one in line.materials]
    yield from (f"  {name}：{one.title}，{one.pages} 页" for name, one in on_paper)
    if not on_paper:
        yield "  没有登记。"
