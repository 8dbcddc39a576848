"""What a file is, told by its bytes and never by its name; what looks like two things at once is refused."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from jiefen_lite.errors import JiefenError
from jiefen_lite.evidence import office, pictures
from jiefen_lite.rules.mediation import Attachments

#: Kinds of files → what they are sent as.
MEDIA = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MB = 1_000_000
_KNOWN = "能附的有：PDF、JPG 和 PNG 图片、Word（docx）、Excel（xlsx）。"
_JPG, _PNG, _PDF, _ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04"
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?xml|iframe|body)", re.IGNORECASE)
#: What makes a PDF act by itself when it is opened.
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_HEAD = 4096


class Refused(JiefenError):
    """A file that is not taken: what is the matter with it and what to do."""

    http_status = 422


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found in a file: its kind, the copy that is shown, a small picture where it has one."""

    media: str
    shown: bytes
    small: bytes | None
    position_removed: bool


def take(data: bytes, limits: Attachments) -> Taken:
    """Look through a file and make the copy that people get to see. Raises Refused with one sentence."""
    if not data:
        raise Refused("文件是空的，没有收下。", "请看看是不是选错了文件。")
    if len(data) > limits.most_mb * MB:
        raise Refused(f"文件超过 {limits.most_mb} MB，没有收下。", "请把图片存小一些，或者分成几个文件。")
    if data.startswith((_JPG, _PNG)):
        return _picture(data, limits)
    if data.startswith(_PDF):
        return _pdf(data)
    if data.startswith(_ZIP):
        return _office(data, limits)
    raise Refused("这个文件的内容不是能附的种类，改了文件名也不行，没有收下。", _KNOWN)


def _picture(data: bytes, limits: Attachments) -> Taken:
    try:
        made = pictures.clean(
            data,
            most_dots=limits.most_megapixels * 1_000_000,
            side=limits.shown_side,
            small_side=limits.thumbnail_side,
        )
    except pictures.TooLarge as error:
        raise Refused(
            f"图片超过 {limits.most_megapixels} 百万像素，没有收下。",
            "请用看图软件改小以后再传。",
        ) from error
    except pictures.Unreadable as error:
        raise Refused(
            "图片打不开，可能没有传完整或者已经损坏，没有收下。", "请重新拍照或者另存一次再传。"
        ) from error
    return Taken(made.media, made.shown, made.small, made.had_position)


def _pdf(data: bytes) -> Taken:
    tail = data[-_HEAD:]
    end = tail.rfind(b"%%EOF")
    if end < 0 or tail[end + 5 :].strip(b"\r\n\t \x00"):
        raise Refused(
            "PDF 没有正常结尾，或者后面还接着别的东西，没有收下。", "请重新扫描或者另存成 PDF 再传。"
        )
    if _MARKUP.search(data[:_HEAD]) or zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("这个文件既像 PDF 又像别的文件，没有收下。", "请重新扫描或者另存成 PDF 再传。")
    if _ACTIVE_PDF.search(data):
        raise Refused(
            "PDF 里有脚本、内嵌文件或者会自己运行的内容，没有收下。", "请用“打印成 PDF”另存一份再传。"
        )
    return Taken("pdf", data, None, False)


def _office(data: bytes, limits: Attachments) -> Taken:
    def cleaned(picture: bytes) -> tuple[bytes, bool]:
        return pictures.without_position(picture)

    try:
        media, shown, removed = office.clean(data, limits.most_unpacked_mb * MB, cleaned)
    except office.Unfit as error:
        raise Refused(f"{error}，没有收下。", "请用 Word 或 Excel 另存为 docx、xlsx 再传。") from error
    return Taken(media, shown, None, removed)
