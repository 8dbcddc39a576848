"""Attaching a file, opening it, declaring it void: each in the case's history and in the audit log."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath

from jiefen_lite import casework, text
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.evidence import contents
from jiefen_lite.moving.scene import Whose, load
from jiefen_lite.shapes import Actor, Role, Status, Viewer
from jiefen_lite.store import attachments, audit, cases, files, rewriting, writing
from jiefen_lite.store.attachments import NewAttachment

#: Who attaches: the counter and the supervisor, and the people of the unit that has the case.
ADDERS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.HANDLER, Role.MEDIATOR})
TITLE_MOST, REASON_MOST = 80, 200
_OVER = (Status.ARCHIVED, Status.MERGED)


def attach(
    house: House, viewer: Viewer, case_code: str, *, data: bytes, file_name: str, kind: str, now: datetime
) -> int:
    """Keep a file with a case; its own name is only a title. Returns its number.

    Raises Refused where the content is not fit, NotFound outside this viewer's scope, NotAllowed where he
    has no part in the case, IllegalMove where the case is over.
    """
    limits = house.book.mediation.attachments
    may_add(house, viewer, case_code, now)
    if kind not in limits.kinds:
        raise JiefenError("请选附件的种类。")
    found = contents.take(data, limits)
    title = _title(file_name, found.media)
    with house.store.writing():
        may_add(house, viewer, case_code, now)
        there = attachments.of_case(house.store, viewer, case_code)
        standing = [one for one in there if one.voided_at is None]
        digest = files.sha256_of(data)
        if any(one.sha256 == digest for one in standing):
            raise IllegalMove("这个文件已经附过了，内容一模一样，没有再收。")
        if len(standing) >= limits.most_files:
            raise IllegalMove(
                f"这一件已经有 {len(standing)} 个附件，最多 {limits.most_files} 个。", "请先作废用不着的。"
            )
        new = NewAttachment(kind, found.media, title, data, found.shown, found.small, found.position_removed)
        number = attachments.add(house.store, viewer, house.files, case_code, new, now)
        seq = _note(house, viewer, case_code, "attach", None, {"attachment": number, "kind": kind}, now)
        detail = {"id": number, "sha256": digest, "size": len(data), "seq": seq}
        audit.record(house.store, viewer, "attach", case_code, now=now, detail=detail)
    return number


def may_add(house: House, viewer: Viewer, case_code: str, now: datetime) -> None:
    """Refuse who has no part in a case, and a case that is over: NotFound, NotAllowed, IllegalMove."""
    scene = load(house, viewer, case_code, now)
    if not scene.roles(Whose.ANY) & ADDERS:
        raise NotAllowed("附件由窗口受理员、督办岗和承办这一件的承办人、调解员添加，请把文件交给他们。")
    if scene.case.status in _OVER:
        raise IllegalMove("这一件已经归档或者并案，不能再加附件；并案的请加到主件。")


def opened(
    house: House, viewer: Viewer, case_code: str, number: int, now: datetime
) -> tuple[str, str, bytes]:
    """A file for looking at: what it is sent as, its name, its content without a position; told to the log.

    Raises NotAllowed for those who may not see the people of this case in clear.
    """
    known = attachments.get(house.store, viewer, case_code, number)
    _require_clear(house, viewer, case_code)
    content = attachments.content(house.store, viewer, house.files, case_code, number)
    audit.record(house.store, viewer, "open_attachment", case_code, now=now, detail={"id": number})
    name = f"{case_code}-{number:03d}.{known.media}"  # what it is called by people may name them
    return contents.MEDIA[known.media], name, content


def small(house: House, viewer: Viewer, case_code: str, number: int) -> bytes:
    """The small picture of a file. Raises as :func:`opened` does."""
    _require_clear(house, viewer, case_code)
    return attachments.content(house.store, viewer, house.files, case_code, number, small=True)


def void(house: House, viewer: Viewer, case_code: str, number: int, reason: str, now: datetime) -> None:
    """Declare a file void: whoever added it, or the supervisor, with a reason that stays.

    Raises JiefenError without a reason, NotAllowed, IllegalMove where it is void already.
    """
    said = reason.strip()[:REASON_MOST]
    if not said:
        raise JiefenError("请写明作废的理由。")
    with house.store.writing():
        may_add(house, viewer, case_code, now)
        known = attachments.get(house.store, viewer, case_code, number)
        if known.case_code != case_code:
            raise IllegalMove(f"这个附件是并入的 {known.case_code} 的，请打开那一件作废。")
        if known.voided_at is not None:
            raise IllegalMove("这个附件已经作废，不用再办。")
        if known.added_by != viewer.name and Role.SUPERVISOR not in viewer.roles:
            raise NotAllowed("附件由添加的人或者督办岗作废，请找他们。")
        attachments.void(house.store, viewer, number, said, now)
        seq = _note(house, viewer, case_code, "void_attachment", said, {"attachment": number}, now)
        detail = {"id": number, "reason": text.mask_text(said), "seq": seq}
        audit.record(house.store, viewer, "void_attachment", case_code, now=now, detail=detail)


def _require_clear(house: House, viewer: Viewer, case_code: str) -> None:
    if not cases.may_unmask(house.store, viewer, case_code):
        raise NotAllowed("附件里是当事人的明文，您的岗位不能打开这一件的附件，如确需查看请找督办岗。")


def _note(
    house: House,
    viewer: Viewer,
    case_code: str,
    action: str,
    reason: str | None,
    data: dict[str, object],
    now: datetime,
) -> int:
    store = house.store
    case = writing.load_case(store, cases.case_id_of(store, viewer, case_code))
    role = next((one for one in Role if one in viewer.roles), Role.OPERATOR)
    actor = Actor(viewer.name, role.value, viewer.unit)
    event = casework.note(
        case, action, actor, now, reason=reason, auto=False, data=data, due_before=case.due_date
    )
    rewriting.save_case(store, case, [event])
    return case.event_count


def _title(file_name: str, media: str) -> str:
    """The name without its ending, which may lie, and without a path."""
    stem = text.one_line(PurePosixPath(file_name.replace("\\", "/")).name)
    stem = "".join(sign for sign in stem if sign.isprintable())
    head = stem.rpartition(".")[0] or stem
    return f"{head[:TITLE_MOST].strip('. ') or '未命名'}.{media}"
