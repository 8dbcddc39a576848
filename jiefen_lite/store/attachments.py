"""Files attached to cases: who added which, when, with which hash; void ones stay in the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jiefen_lite import text
from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import cases, files
from jiefen_lite.store.database import Store
from jiefen_lite.store.mediations import hider, with_parts
from jiefen_lite.store.tables import Attachment, Case

PLACE = "attachment.title"
_TOLD = ("附件没能存到磁盘", "这次没有收下")


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """One attached file as its viewer may know of it; ``sha256`` is of the file as it was brought."""

    id: int
    case_code: str
    kind: str
    media: str
    title: str
    sha256: str
    size: int
    shown_size: int
    has_small: bool
    position_removed: bool
    added_by: str
    added_at: datetime
    voided_by: str | None
    voided_at: datetime | None
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """What is kept of a file: as it was brought, as it is shown, small where it is a picture."""

    kind: str
    media: str
    title: str
    original: bytes
    shown: bytes
    small: bytes | None
    position_removed: bool


def add(store: Store, viewer: Viewer, folder: Path, case_code: str, new: NewAttachment, now: datetime) -> int:
    """Keep a file with its case (inside a write); returns its number. Raises NotFound, NotWritable."""
    case_id = cases.case_id_of(store, viewer, case_code)
    sha256, ref = files.save(store, folder, new.original, told=_TOLD)
    shown_sha256, shown_ref = files.save(store, folder, new.shown, told=_TOLD)
    small = files.save(store, folder, new.small, told=_TOLD) if new.small is not None else (None, None)
    row = Attachment.create(
        case=case_id,
        kind=new.kind,
        media=new.media,
        title_cipher=store.cipher.encrypt(PLACE, new.title),
        sha256=sha256,
        size=len(new.original),
        ref=ref,
        shown_sha256=shown_sha256,
        shown_size=len(new.shown),
        shown_ref=shown_ref,
        small_sha256=small[0],
        small_ref=small[1],
        position_removed=new.position_removed,
        added_by=viewer.name,
        added_at=now,
    )
    return int(row.id)


def of_case(store: Store, viewer: Viewer, case_code: str, *, clear: bool = False) -> list[AttachmentRecord]:
    """All files of a case and of those merged into it, oldest first, void ones too.

    ``clear``: names in their titles too, where this viewer may read them.
    """
    case_id = cases.case_id_of(store, viewer, case_code)
    clear = clear and cases.may_unmask(store, viewer, case_code)
    with store.reading():
        query = (
            Attachment.select(Attachment, Case.case_code.alias("case_code"))
            .join(Case)
            .where(Attachment.case.in_(with_parts(viewer, case_id, case_code)))
            .order_by(Attachment.id)
        )
        rows = list(query.dicts())
        hide = {one: hider(store, viewer, one, clear=clear) for one in {row["case"] for row in rows}}
        return [
            AttachmentRecord(
                id=row["id"],
                case_code=row["case_code"],
                kind=row["kind"],
                media=row["media"],
                title=hide[row["case"]](store.cipher.decrypt(PLACE, row["title_cipher"])) or "",
                sha256=row["sha256"],
                size=row["size"],
                shown_size=row["shown_size"],
                has_small=row["small_ref"] is not None,
                position_removed=bool(row["position_removed"]),
                added_by=row["added_by"],
                added_at=row["added_at"],
                voided_by=row["voided_by"],
                voided_at=row["voided_at"],
                void_reason=hide[row["case"]](row["void_reason"]),
            )
            for row in rows
        ]


def get(store: Store, viewer: Viewer, case_code: str, attachment_id: int) -> AttachmentRecord:
    """One of them. Raises NotFound where this viewer may not know of it."""
    for one in of_case(store, viewer, case_code):
        if one.id == attachment_id:
            return one
    raise NotFound("没有这个附件，或它不在您的办理范围内，请回到案件查看。")


def content(
    store: Store, viewer: Viewer, folder: Path, case_code: str, attachment_id: int, *, small: bool = False
) -> bytes:
    """The copy that people get to see, or the small picture. Raises NotFound, BrokenStore."""
    get(store, viewer, case_code, attachment_id)
    with store.reading():
        column = Attachment.small_ref if small else Attachment.shown_ref
        (ref,) = Attachment.select(column).where(Attachment.id == attachment_id).tuples().get()
    if ref is None:
        raise NotFound("这个附件没有缩略图，请打开附件看。")
    return files.read(store, folder, ref)


def void(store: Store, viewer: Viewer, attachment_id: int, reason: str, now: datetime) -> None:
    """Declare a file void (inside a write; who may has been checked). It stays, and stays listed."""
    said = {"voided_by": viewer.name, "voided_at": now, "void_reason": text.mask_text(reason)}
    Attachment.update(said).where(Attachment.id == attachment_id).execute()


def all_files(store: Store) -> Iterator[tuple[str, str, str]]:
    """Whose, reference and hash of every file, for the check of the whole store."""
    with store.reading():
        query = Attachment.select(Attachment, Case.case_code.alias("case_code")).join(Case)
        for row in query.order_by(Attachment.id).dicts():
            whose = f"{row['case_code']} 的附件 {row['id']}"
            yield whose, row["ref"], row["sha256"]
            yield whose, row["shown_ref"], row["shown_sha256"]
            if row["small_ref"] is not None:
                yield whose, row["small_ref"], row["small_sha256"]
