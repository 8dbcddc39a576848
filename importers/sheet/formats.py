"""What a file really is, by its first bytes and inner parts; and what to tell about formats not read."""

from __future__ import annotations

import io
import zipfile

from jiefen_lite.errors import UnreadableFile

ASK_XLSX = "请用 WPS 或 Excel 打开该文件，另存为“Excel 工作簿（*.xlsx）”后再导入。"
SENTENCES: dict[str, tuple[str, ...]] = {
    "empty": ("文件是空的，没有任何内容。", "请重新从原系统导出后再导入。"),
    "xls": ("这是旧版 Excel（.xls）文件，现在还不能直接读取。", ASK_XLSX),
    "encrypted": (
        "这个工作簿设了打开密码，无法读取。",
        "请在 WPS 或 Excel 中打开它，取消打开密码并另存为 .xlsx 后再导入。",
    ),
    "doc": ("这是 Word 文档，不是表格。", "请把其中的表格复制到 Excel，另存为 .xlsx 后再导入。"),
    "html": ("这其实是网页表格，只是文件名看上去像 Excel。", ASK_XLSX),
    "xml": ("这是 XML 文件，现在还不能读取。", ASK_XLSX),
    "ods": ("这是 ODF 表格（.ods），现在还不能读取。", ASK_XLSX),
    "xlsb": ("这是二进制工作簿（.xlsb），现在还不能读取。", ASK_XLSX),
    "damaged": ("文件不完整或已损坏，打不开。", "请重新导出，或用 WPS 打开修复并另存为 .xlsx 后再导入。"),
    "archive": ("这是压缩包，不是表格。", "请先解压，再把里面的表格文件逐个导入。"),
    "pdf": ("这是 PDF 文件，不是表格。", "请向来源单位要 Excel 或 CSV 格式的台账。"),
    "picture": ("这是图片，不是表格。", "请向来源单位要 Excel 或 CSV 格式的台账。"),
    "unknown": ("认不出这个文件的格式。", "请确认是 .xlsx 或 .csv 表格；其他格式请先另存为 .xlsx。"),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
)


def refuse(kind: str) -> UnreadableFile:
    """The error for a format that is not read, with what the person should do."""
    return UnreadableFile(*SENTENCES[kind])


def kind_of(data: bytes) -> str:
    """``xlsx``, ``plain`` (CSV, TSV) or the name of a format of ``SENTENCES``."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if data[:2] == b"PK":
        return _kind_of_zip(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _kind_of_ole(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "plain"  # "Unicode text" of Excel
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        is_html = any(word in head for word in (b"<html", b"<table", b"<!doctype html", b"<meta", b"<tr"))
        return "html" if is_html else "xml"
    return "unknown" if b"\x00" in data else "plain"


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError, OSError):
        return "damaged"
    lowered = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if "xl/workbook.bin" in lowered:
        return "xlsb"
    if "word/document.xml" in lowered:
        return "doc"
    if {"mimetype", "content.xml"} <= lowered:
        return "ods"
    return "damaged" if "[content_types].xml" in lowered else "archive"


def _kind_of_ole(data: bytes) -> str:
    names = {
        "encrypted": "EncryptedPackage",
        "doc": "WordDocument",
        "xls": "Workbook",
    }
    for kind, name in names.items():
        if name.encode("utf-16-le") in data:
            return kind
    return "xls" if "Book".encode("utf-16-le") in data else "unknown"
