"""What is taken in, told by its bytes; what is shown of it, without where it was taken."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from jiefen_lite.evidence import contents
from jiefen_lite.rules import loader
from tests.evidence import samples

LIMITS = loader.load().mediation.attachments
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TEMPLATE = b'<Relationship Type="x/attachedTemplate" TargetMode="External"/>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (samples.PDF, "pdf"),
        (samples.photograph(), "jpg"),
        (samples.drawing(), "png"),
        (samples.word(), "docx"),
        (samples.book(), "xlsx"),
    ],
)
def test_five_kinds_are_taken(data: bytes, media: str) -> None:
    """By their content alone."""
    assert contents.take(data, LIMITS).media == media


def test_the_position_of_a_photograph_is_gone() -> None:
    """Neither the large nor the small picture says where or with what it was taken; the dots stay."""
    data = samples.photograph()
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    found = contents.take(data, LIMITS)
    assert found.position_removed
    for made in (found.shown, found.small):
        assert made is not None
        with Image.open(io.BytesIO(made)) as image:
            assert not image.getexif()
            assert image.getpixel((2, 2))[0] > 200
        assert b"PhoneMaker" not in made
        assert b"Exif" not in made
    assert not contents.take(samples.photograph(position=False), LIMITS).position_removed


def test_a_photograph_stands_upright() -> None:
    """The note that said so is gone, so the picture itself is turned."""
    shown = contents.take(samples.photograph((60, 40), turned=True), LIMITS).shown
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (40, 60)
        assert image.getpixel((20, 5))[0] > 200  # what was left is on top


def test_pictures_are_made_smaller() -> None:
    """To what the rules say, on the longer side."""
    found = contents.take(samples.photograph((900, 300)), replace(LIMITS, shown_side=450, thumbnail_side=90))
    assert found.small is not None
    assert Image.open(io.BytesIO(found.shown)).size == (450, 150)
    assert Image.open(io.BytesIO(found.small)).size == (90, 30)


def test_a_picture_inside_a_document_loses_its_position_too() -> None:
    """The document is packed anew; its words stay."""
    data = samples.word(word__media__photo_jpg=samples.photograph(), word__note_xml=b"<a>x</a>")
    found = contents.take(data, LIMITS)
    assert found.position_removed
    with zipfile.ZipFile(io.BytesIO(found.shown)) as packed:
        assert packed.read("word/note.xml") == b"<a>x</a>"
        with Image.open(io.BytesIO(packed.read("word/media/photo.jpg"))) as image:
            assert not image.getexif()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "文件是空的"),
        (SVG, "不是能附的种类"),
        (HTML, "不是能附的种类"),
        (b"GIF89a" + b"\0" * 50, "不是能附的种类"),
        (b"MZ" + b"\0" * 50, "不是能附的种类"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是能附的种类"),
        (b"  " + samples.PDF, "不是能附的种类"),
        (samples.photograph()[:300], "图片打不开"),
        (b"\xff\xd8\xff\xe0" + HTML, "图片打不开"),
        (b"\x89PNG\r\n\x1a\n" + SVG, "图片打不开"),
        (samples.png_head(50_000, 50_000), "超过 50 百万像素"),
        (samples.png_head(2**31 - 1, 1), "超过 50 百万像素"),
        (samples.PDF + HTML, "后面还接着别的东西"),
        (samples.PDF[:-6], "PDF 没有正常结尾"),
        (samples.PDF + samples.packed({"a.txt": b"x"}), "后面还接着别的东西"),
        (b"%PDF-1.4\n" + HTML + samples.PDF[9:], "既像 PDF 又像别的文件"),
        (samples.PDF.replace(b"/Type/Catalog", b"/OpenAction<</S/JavaScript/JS(x)>>"), "脚本"),
        (samples.PDF.replace(b"/Type/Catalog", b"/Names<</EmbeddedFile 3 0 R>>"), "内嵌文件"),
        (samples.packed({"a.txt": b"x"}), "这是压缩包"),
        (
            samples.packed({"[Content_Types].xml": b"", "word/document.xml": b"", "xl/workbook.xml": b""}),
            "这是压缩包",
        ),
        (samples.word(word__vbaProject_bin=b"x"), "宏"),
        (samples.word(word__embeddings__oleObject1_bin=b"x"), "内嵌的文件"),
        (
            samples.packed({"[Content_Types].xml": b"", "word/document.xml": b"", "../../up.xml": b""}),
            "指到外面",
        ),
        (
            samples.word(word___rels__settings_xml_rels=TEMPLATE),
            "自动去取外面的内容",
        ),
        (samples.word()[:-30], "文件解不开"),
        (b"PK\x03\x04" + b"\0" * 100, "文件解不开"),
    ],
)
def test_what_is_refused(data: bytes, told: str) -> None:
    """Each with why and what to do; nothing of it is kept."""
    with pytest.raises(contents.Refused) as refused:
        contents.take(data, LIMITS)
    assert told in refused.value.sentences[0]
    assert len(refused.value.sentences) == 2


def test_a_picture_with_an_archive_behind_it_is_shown_without() -> None:
    """The polyglot is a picture to us: what hangs behind it does not leave the centre."""
    tail = samples.packed({"evil.html": HTML})
    found = contents.take(samples.photograph() + tail, LIMITS)
    assert found.media == "jpg"
    assert b"PK\x03\x04" not in found.shown
    assert not zipfile.is_zipfile(io.BytesIO(found.shown))


def test_an_archive_with_something_before_or_behind_it_is_packed_anew() -> None:
    """What hangs at the end of a Word file does not leave the centre either."""
    found = contents.take(samples.word() + b"<script>alert(1)</script>", LIMITS)
    assert b"script" not in found.shown


def test_a_bomb_is_not_unpacked() -> None:
    """By what its list of parts says, and where that lies by what comes out."""
    data = samples.bomb()
    assert len(data) < 1_000_000
    with pytest.raises(contents.Refused, match="解开以后太大"):
        contents.take(data, LIMITS)
    lie = bytearray(samples.word(word__a_xml=b"\0" * 5_000_000))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        name = lie.rfind(b"word/a.xml") if mark == b"PK\x01\x02" else lie.find(b"word/a.xml")
        head = lie.rfind(mark, 0, name)
        lie[head + at : head + at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(contents.Refused, match=r"解不开|太大"):
        contents.take(bytes(lie), LIMITS)


def test_a_file_too_large_is_not_looked_at() -> None:
    """The size is in the rules."""
    with pytest.raises(contents.Refused, match="超过 1 MB"):
        contents.take(samples.PDF + b"\0" * 1_000_000, replace(LIMITS, most_mb=1))
