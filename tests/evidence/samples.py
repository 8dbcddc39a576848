"""Files that people attach, and files that others would like to have attached: all made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def photograph(size: tuple[int, int] = (60, 40), *, position: bool = True, turned: bool = False) -> bytes:
    """A JPEG as a telephone makes it: red on the left, blue on the right, with where it was taken."""
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    if turned:
        exif[0x0112] = 6  # to be turned a quarter to the right
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 15.0, 1.5), 3: "E", 4: (132.0, 2.0, 3.5)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def drawing(size: tuple[int, int] = (50, 50)) -> bytes:
    """A PNG that is half transparent."""
    out = io.BytesIO()
    Image.new("RGBA", size, (0, 128, 0, 128)).save(out, "PNG")
    return out.getvalue()


def png_head(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def packed(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive of some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word(**more: bytes) -> bytes:
    """A small Word file; ``more``: further parts, with __ for a slash and _ for a dot."""
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document/>"}
    return packed(parts | {name.replace("__", "/").replace("_", "."): part for name, part in more.items()})


def book() -> bytes:
    """A small Excel file."""
    return packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>"})


def bomb() -> bytes:
    """A Word file of some hundred kilobytes that unpacks to 300 MB."""
    return word(word__media__image1_xml=b"\0" * 300_000_000)
