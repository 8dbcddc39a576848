"""What a file really is, by its first bytes and inner parts: never by its name."""

from __future__ import annotations

import io
import zipfile

from importers.sheet.ole import ole_streams
from importers.sheet.packed import UNREADABLE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "doc"),
    (b"ID;P", "exchange"),
    (b"TABLE\r\n0,1\r\n", "exchange"),
    (b"TABLE\n0,1\n", "exchange"),
    # Excel 2 to 5 without a container around the sheet, as some old programs write it
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x08\x08\x00", "xls"),
    (b"\x09\x08\x10\x00", "xls"),
)
_HEAD = 8192
_OPEN_DOCUMENT = {b"spreadsheet": "ods", b"text": "doc", b"presentation": "slides"}


def kind_of(data: bytes) -> str:
    """The name of a reader (``xlsx``, ``xls``, ``ods``, ``html``, ``plain`` …) or of one of the refusals."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if data[:2] == b"PK":
        return _kind_of_zip(data)
    if data[:8] == _OLE:
        return _kind_of_ole(data)
    if b"E-SafeNet" in data[:64]:
        return "guarded"
    for magic, kind in _MAGIC:
        # a text may begin with BM as well
        if data.startswith(magic) and (magic != b"BM" or data[6:10] == b"\x00\x00\x00\x00"):
            return kind
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str:
    head = _head(data)
    if not head.startswith("<"):
        return "mht" if head.startswith("mime-version:") else "plain"
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<html" not in head:
        return "xml_2003"
    if "<office:document" in head and "opendocument.spreadsheet" in head:
        return "fods"
    if "<w:worddocument" in head or 'progid="word.document"' in head:
        return "doc"
    is_html = any(word in head for word in ("<html", "<table", "<!doctype html", "<meta", "<tr", "<body"))
    return "html" if is_html else "xml"


def _head(data: bytes) -> str:
    """The beginning of a text in small letters, readable as far as tags go in any encoding."""
    start = data[:_HEAD]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return start.decode("utf-16", "ignore").lstrip("\ufeff \t\r\n").lower()
    return start.decode("latin-1").lstrip("\xef\xbb\xbf \t\r\n").lower()


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
            if {"mimetype", "content.xml"} <= names.keys():
                with archive.open(names["mimetype"]) as told:
                    kind = told.read(200).strip().rsplit(b".", 1)[-1].split(b"-")[0]
                return _OPEN_DOCUMENT.get(kind, "archive")
    except (*UNREADABLE, ValueError):
        return "damaged"
    if "xl/vbaproject.bin" in names:
        return "macro"
    inside = {
        "xl/workbook.xml": "xlsx",
        "xl/workbook.bin": "xlsb",
        "word/document.xml": "doc",
        "ppt/presentation.xml": "slides",
        "ofd.xml": "ofd",
        "encrypted-package": "encrypted",
        "[content_types].xml": "damaged",
    }
    return next((kind for name, kind in inside.items() if name in names), "archive")


def _kind_of_ole(data: bytes) -> str:
    inside = {
        "EncryptedPackage": "encrypted",
        "_VBA_PROJECT_CUR": "macro",
        "Workbook": "xls",
        "Book": "xls",
        "WordDocument": "doc",
        "PowerPoint Document": "slides",
    }
    names = ole_streams(data)
    return next((kind for name, kind in inside.items() if name in names), "ole")
