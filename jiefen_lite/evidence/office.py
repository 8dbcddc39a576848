"""Word and Excel files of others: opened without trust, unpacked within limits, packed anew for showing."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

_MOST_PARTS = 3000
_RATIO = 200  # real documents shrink to a tenth, bombs to a thousandth
_CHUNK = 1 << 16
_MAINS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_TYPES = "[Content_Types].xml"
_BAD_PARTS = re.compile(r"(^|/)(vbaProject|activeX|embeddings|oleObject|macrosheets)", re.IGNORECASE)
_PICTURES = (".jpg", ".jpeg", ".png")
#: A link to the outside is only followed by a click, but a template or a frame is fetched at once.
_FETCHED = re.compile(
    rb"(attachedTemplate|subDocument|frame|oleObject|externalLink)[^>]*TargetMode=\"External\""
)


class Unfit(Exception):
    """Why an office file is not taken, in words."""


def clean(
    data: bytes, most_bytes: int, picture: Callable[[bytes], tuple[bytes, bool]]
) -> tuple[str, bytes, bool]:
    """Its kind, the same document packed anew with nothing beside it, and whether a position was removed.

    ``picture`` gives a picture back without its position, and whether it had one. Raises Unfit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = _parts(packed, most_bytes)
            media = _media(parts)
            return _packed(packed, parts, media, most_bytes, picture)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unfit("文件解不开，可能损坏或者加了密码") from error


def _parts(packed: zipfile.ZipFile, most_bytes: int) -> list[zipfile.ZipInfo]:
    parts = packed.infolist()
    names = [one.filename for one in parts]
    if len(parts) > _MOST_PARTS or len(set(names)) != len(names):
        raise Unfit("文件里的部分太多或者重名")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Unfit("文件里有指到外面去的路径")
    whole = sum(one.file_size for one in parts)
    if whole > most_bytes or any(one.file_size > _RATIO * max(one.compress_size, 1024) for one in parts):
        raise Unfit("文件解开以后太大")
    return parts


def _media(parts: list[zipfile.ZipInfo]) -> str:
    names = {one.filename for one in parts}
    found = [media for part, media in _MAINS.items() if part in names]
    if _TYPES not in names or len(found) != 1:
        raise Unfit("这是压缩包，不是 Word（docx）或 Excel（xlsx）文件")
    if any(_BAD_PARTS.search(name) for name in names):
        raise Unfit("文件里有宏、控件或者内嵌的文件")
    return found[0]


def _packed(
    packed: zipfile.ZipFile,
    parts: list[zipfile.ZipInfo],
    media: str,
    most_bytes: int,
    picture: Callable[[bytes], tuple[bytes, bool]],
) -> tuple[str, bytes, bool]:
    out, left, removed = io.BytesIO(), most_bytes, False
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in parts:
            content = _unpacked(packed, one, left)
            left -= len(content)
            if one.filename.endswith(".rels") and _FETCHED.search(content):
                raise Unfit("文件打开时会自动去取外面的内容")
            if one.filename == _TYPES and b"macroEnabled" in content:
                raise Unfit("文件里有宏、控件或者内嵌的文件")
            if one.filename.lower().endswith(_PICTURES):
                content, had = picture(content)
                removed = removed or had
            made.writestr(zipfile.ZipInfo(one.filename), content, zipfile.ZIP_DEFLATED)
    return media, out.getvalue(), removed


def _unpacked(packed: zipfile.ZipFile, one: zipfile.ZipInfo, most: int) -> bytes:
    """One part, no further than it may be large: what the list of parts says of its size may be a lie."""
    found = io.BytesIO()
    with packed.open(one) as stream:
        while piece := stream.read(_CHUNK):
            if found.tell() + len(piece) > most:
                raise Unfit("文件解开以后太大")
            found.write(piece)
    return found.getvalue()
