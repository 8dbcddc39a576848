"""Templates that somebody made wrong or wickedly: each is told in plain words."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from exporters import own, trying
from exporters.papers import PAPERS

pytestmark = pytest.mark.slow

HEALTH, FORM = PAPERS["health_report"], PAPERS["monthly_form"]
SHIPPED = own.shipped("health_report", ".docx")


def paper_with(text: str) -> bytes:
    """The shipped paper with one more paragraph at its beginning."""
    document = Document(io.BytesIO(SHIPPED))
    document.paragraphs[0].insert_paragraph_before(text)
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def packed_with(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same file with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def told(data: bytes, paper: object = HEALTH) -> str:
    """Everything said of a template."""
    verdict = trying.look(paper, data)  # type: ignore[arg-type]
    assert not verdict.good
    return "\n".join((*verdict.faults, *verdict.missing))


@pytest.mark.parametrize("document", [name for name, paper in PAPERS.items() if paper.form is None])
def test_the_shipped_templates_are_good(document: str) -> None:
    paper = PAPERS[document]
    verdict = trying.look(paper, own.shipped(document, paper.suffix))
    assert (verdict.faults, verdict.missing) == ((), ())


TAGS = {
    "attribute of a text": ("{{ title.__class__ }}", "里没有“__class__”这一项"),
    "attributes in a row": ("{{ title.__class__.__mro__ }}", "里没有“__class__”这一项"),
    "item of a text": ("{{ title['x'] }}", "不能用在模板里"),
    "a list by number": ("{{ conclusion[0] }}", "不能用在模板里"),
    "filter": ("{{ title|upper }}", "不能用在模板里"),
    "safe": ("{{ title|safe }}", "不能用在模板里"),
    "attr filter": ("{{ title|attr('__class__') }}", "不能用在模板里"),
    "format string": ("{{ '%s'|format(title) }}", "不能用在模板里"),
    "format method": ("{{ '{0.__class__}'.format(title) }}", "不能用在模板里"),
    "call": ("{{ title.upper() }}", "不能用在模板里"),
    "range": ("{{ range(999999999) }}", "不能用在模板里"),
    "range in a loop": ("{% for x in range(999999999) %}{% endfor %}", "不能用在模板里"),
    "power": ("{{ 9**9**9 }}", "不能用在模板里"),
    "long text": ("{{ 'a'*999999999 }}", "不能用在模板里"),
    "test": ("{{ title is defined }}", "不能用在模板里"),
    "choice": ("{{ title if region else center }}", "不能用在模板里"),
    "comparison": ("{% if title == region %}x{% endif %}", "不能用在模板里"),
    "elif": ("{% if title %}x{% elif region %}y{% endif %}", "不能用在模板里"),
    "set": ("{% set a = title %}", "不能用在模板里"),
    "import": ("{% import 'os' as os %}", "不能用在模板里"),
    "from import": ("{% from 'x' import y %}", "不能用在模板里"),
    "include": ("{% include '/etc/passwd' %}", "不能用在模板里"),
    "extends": ("{% extends 'x' %}", "不能用在模板里"),
    "macro": ("{% macro m() %}x{% endmacro %}", "不能用在模板里"),
    "call block": ("{% call m() %}x{% endcall %}", "不能用在模板里"),
    "filter block": ("{% filter upper %}x{% endfilter %}", "不能用在模板里"),
    "raw": ("{% raw %}{{ x }}{% endraw %}", "不能用在模板里"),
    "with": ("{% with a = 1 %}{% endwith %}", "不能用在模板里"),
    "block": ("{% block b %}{% endblock %}", "不能用在模板里"),
    "autoescape": ("{% autoescape false %}{{ title }}{% endautoescape %}", "不能用在模板里"),
    "loop variable": ("{% for x in conclusion %}{{ loop.index }}{% endfor %}", "没有名为“loop”的空格"),
    "loop condition": ("{% for x in conclusion if x %}{{ x }}{% endfor %}", "不能用在模板里"),
    "recursive loop": ("{% for x in conclusion recursive %}{{ x }}{% endfor %}", "不能用在模板里"),
    "unpacking": ("{% for a, b in core_rows %}{% endfor %}", "不能用在模板里"),
    "own name of Python": ("{{ self }}", "没有名为“self”的空格"),
    "globals": ("{{ cycler }}", "没有名为“cycler”的空格"),
    "deep loops": ("{% for a in conclusion %}" * 4 + "{% endfor %}" * 4, "循环套了"),
    "whole list": ("{{ core_rows }}", "是一组内容，不能直接填"),
    "raw XML run": ("{{r title }}", "不能用在模板里"),
    "raw XML paragraph": ("{{p title }}", "不能用在模板里"),
    "cell colour": ("{% cellbg title %}", "不能用在模板里"),
    "cell span": ("{% colspan title %}", "不能用在模板里"),
    "merged cells": ("{% vm %}", "不能用在模板里"),
    "nested brackets": ("{{ {{ title }} }}", "写法有误"),
    "deep brackets": ("{{ " + "(" * 3000 + "title" + ")" * 3000 + " }}", "写法有误"),
    "half a bracket": ("{{ title", "空格的括号没有成对"),
    "misspelt": ("{{ tilte }}", "没有名为“tilte”的空格，是不是“title”？"),
    "misspelt column": ("{% for row in core_rows %}{{ row.nmae }}{% endfor %}", "是不是“name”？"),
    "Chinese brackets": ("｛｛ title ｝｝", "全角"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAGS)
def test_a_wicked_tag_is_told_with_its_place(name: str) -> None:
    tag, expected = TAGS[name]
    said = told(paper_with(tag))
    assert expected in said
    assert said.startswith("正文第1段：")


def in_header(document: object) -> None:
    document.sections[0].header.paragraphs[0].text = "{{ wicked }}"  # type: ignore[attr-defined]


def in_even_footer(document: object) -> None:
    document.sections[0].even_page_footer.paragraphs[0].text = "{{ wicked }}"  # type: ignore[attr-defined]


def in_table(document: object) -> None:
    document.tables[0].rows[0].cells[0].text = "{{ wicked }}"  # type: ignore[attr-defined]


def in_text_box(document: object) -> None:
    run = document.paragraphs[0].add_run()._r  # type: ignore[attr-defined]
    picture, box = OxmlElement("w:pict"), OxmlElement("w:txbxContent")
    paragraph, inner, text = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "{{ wicked }}"
    inner.append(text)
    paragraph.append(inner)
    box.append(paragraph)
    picture.append(box)
    run.append(picture)


def in_author(document: object) -> None:
    document.core_properties.author = "{{ wicked }}"  # type: ignore[attr-defined]


def title_of(document: object) -> Any:
    """The paragraph of the title; those above it are tags, of which nothing is left in the paper."""
    return next(one for one in document.paragraphs if "{{ title }}" in one.text)  # type: ignore[attr-defined]


def in_field(document: object) -> None:
    title = title_of(document)
    title.add_run()._r.append(OxmlElement("w:instrText"))
    title.runs[-1]._r[-1].text = "{{ wicked }}"


def in_attribute(document: object) -> None:
    mark = OxmlElement("w:bookmarkStart")
    mark.set(qn("w:name"), "{{ wicked }}")
    title_of(document)._p.append(mark)


def over_two_runs(document: object) -> None:
    paragraph = document.paragraphs[0].insert_paragraph_before()  # type: ignore[attr-defined]
    paragraph.add_run("{{ wic")
    paragraph.add_run("ked }}").bold = True


PLACES: dict[Callable[[object], None], str] = {
    in_header: "页眉（单数页）第1段：没有名为“wicked”的空格",
    in_even_footer: "页脚（双数页）第1段：没有名为“wicked”的空格",
    in_table: "正文第1个表第1行：没有名为“wicked”的空格",
    in_text_box: "正文第1段：没有名为“wicked”的空格",
    in_author: "文件属性里有标记“{{ wicked }}”",
    in_field: "正文：文字以外的地方",
    in_attribute: "正文：文字以外的地方",
    over_two_runs: "正文第1段：没有名为“wicked”的空格",
}


@pytest.mark.parametrize("spoil", PLACES, ids=lambda one: one.__name__)
def test_blanks_are_found_wherever_they_hide(spoil: Callable[[object], None]) -> None:
    document = Document(io.BytesIO(SHIPPED))
    spoil(document)
    assert PLACES[spoil] in told(saved(document))


# --------------------------------------------------------------------------- what a file brings along

RELS = "word/_rels/document.xml.rels"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]


def related(kind: str, target: str, *, outside: bool = False) -> Callable[[Parts], None]:
    """A change that points from the document at something."""
    mode = ' TargetMode="External"' if outside else ""
    link = f'<Relationship Id="rIdX" Type="{KIND}/{kind}" Target="{target}"{mode}/></Relationships>'

    def change(parts: Parts) -> None:
        parts[RELS] = parts[RELS].replace(b"</Relationships>", link.encode())

    return change


def in_body(xml: str) -> Callable[[Parts], None]:
    """A change that puts XML at the beginning of the body."""

    def change(parts: Parts) -> None:
        name = "word/document.xml"
        parts[name] = parts[name].replace(b"<w:body>", b"<w:body>" + xml.encode(), 1)

    return change


def with_part(name: str, content: bytes = b"x") -> Callable[[Parts], None]:
    """A change that adds a part."""
    return lambda parts: parts.update({name: content})


def with_doctype(parts: Parts) -> None:
    name = "word/document.xml"
    head, _, rest = parts[name].partition(b"?>")
    parts[name] = head + b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + rest


def macro_type(parts: Parts) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def template_type(parts: Parts) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml"
    )


def broken_xml(parts: Parts) -> None:
    parts["word/document.xml"] = parts["word/document.xml"][:-20]


def in_utf16(parts: Parts) -> None:
    text = parts["word/document.xml"].decode().replace("UTF-8", "UTF-16").replace("utf-8", "utf-16")
    parts["word/document.xml"] = text.encode("utf-16")


def no_types(parts: Parts) -> None:
    del parts["[Content_Types].xml"]


def renamed_body(before: Callable[[Parts], None]) -> Callable[[Parts], None]:
    """A change after which the body is no part with the ending .xml any more."""

    def change(parts: Parts) -> None:
        before(parts)
        parts["word/document.dat"] = parts.pop("word/document.xml")
        parts["word/_rels/document.dat.rels"] = parts.pop(RELS)
        for name in ("_rels/.rels", "[Content_Types].xml"):
            parts[name] = parts[name].replace(b"word/document.xml", b"word/document.dat")

    return change


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    '<w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
OPEN_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO x</w:instrText></w:r></w:p>'
)
SHAPE_LINK = (
    '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" href="http://198.51.100.7/"/></w:pict>'
    "</w:r></w:p>"
)
SIMPLE = '<w:p><w:fldSimple w:instr="INCLUDEPICTURE x"/></w:p>'
REMOTE = "http://198.51.100.7/x.dotm"
BROUGHT: dict[str, tuple[Callable[[Parts], None], str]] = {
    "macros": (with_part("word/vbaProject.bin"), "带有宏"),
    "macro type": (macro_type, "带有宏"),
    "Word template type": (template_type, "不是普通的 .docx 文件"),
    "remote template": (related("attachedTemplate", REMOTE, outside=True), "挂着别处的模板"),
    "remote picture": (related("image", "http://198.51.100.7/x.png", outside=True), "指向文件外面"),
    "link": (related("hyperlink", "https://198.51.100.7/", outside=True), "指向文件外面"),
    "link without a mode": (related("image", "file:///etc/passwd"), "指向文件外面"),
    "share": (related("image", "\\\\198.51.100.7\\x"), "指向文件外面"),
    "embedded object": (with_part("word/embeddings/oleObject1.bin"), "嵌有别的文件或对象"),
    "embedded workbook": (with_part("word/embeddings/Microsoft_Excel_Sheet.xlsx"), "嵌有别的文件或对象"),
    "control": (with_part("word/activeX/activeX1.xml", b"<x/>"), "带有控件"),
    "another document": (related("aFChunk", "afchunk.htm"), "引入了别的文档"),
    "dangling": (related("image", "media/none.png"), "不在文件里"),
    "alternative chunk": (in_body('<w:altChunk r:id="rId1"/>'), "嵌有别的文件、控件或对象"),
    "object": (in_body("<w:p><w:r><w:object/></w:r></w:p>"), "嵌有别的文件、控件或对象"),
    "text from a file": (in_body(FIELD.format("INCLUDE", "TEXT \\\\x\\y")), "有一个“INCLUDETEXT”域"),
    "picture from a file": (in_body(SIMPLE), "有一个“INCLUDEPICTURE”域"),
    "running a program": (in_body(FIELD.format("DDE", "AUTO c:\\\\cmd.exe")), "有一个“DDEAUTO”域"),
    "merge field": (in_body(FIELD.format(" MERGEFIELD", " 姓名")), "有一个“MERGEFIELD”域"),
    "program behind a renamed body": (renamed_body(in_body(FIELD.format("DDE", "AUTO x"))), "换了名字"),
    "document type in a renamed body": (renamed_body(with_doctype), "文档类型声明（DTD）"),
    "XML under no name": (with_part("word/media/picture.dat", b"\xef\xbb\xbf <x/>"), "换了名字"),
    "field that never ends": (in_body(OPEN_FIELD), "有一个“DDEAUTO”域"),
    "field within a field": (in_body(FIELD.format("PAGE ", "DDEAUTO x")), "有一个“PAGE”域"),
    "link of a shape": (in_body(SHAPE_LINK), "指向文件外面的“http://198.51.100.7/”"),
    "chart of its own": (related("chart", "charts/chart1.xml"), "带有自己的图表"),
    "chart under another name": (with_part("word/charts/chart9.xml", b"<x/>"), "带有自己的图表"),
    "document type": (with_doctype, "文档类型声明（DTD）"),
    "document type elsewhere": (with_part("customXml/item9.xml", b"<!DOCTYPE x><x/>"), "文档类型声明（DTD）"),
    "broken XML": (broken_xml, "不是完好的 XML"),
    "another encoding": (in_utf16, "少见的编码"),
    "nothing of Word": (no_types, "这不是 .docx 文件"),
    "too many parts": (lambda parts: parts.update({f"x{n}.bin": b"" for n in range(600)}), "内部结构不正常"),
    "too much inside": (with_part("word/media/zeros.bin", bytes(70_000_000)), "解开以后太大"),
    "too many elements": (in_body("<w:p/>" * 420_000), "内容太多或者套得太深"),
    "too deep": (in_body("<w:sdt>" * 300 + "</w:sdt>" * 300), "内容太多或者套得太深"),
    "a way out of the folder": (with_part("../../etc/x"), "内部结构不正常"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROUGHT)
def test_what_a_file_brings_along_is_told(name: str) -> None:
    change, expected = BROUGHT[name]
    assert expected in told(packed_with(SHIPPED, change))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "打不开这个文件"),
        (b"no zip", "打不开这个文件"),
        (b"PK\x03\x04broken", "打不开这个文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式的文件，或者设了打开密码"),
        (bytes(6_000_000), "模板最多 5 MB"),
    ],
)
def test_what_is_no_word_file_is_told(data: bytes, expected: str) -> None:
    assert expected in told(data)


def test_a_part_that_is_there_twice_is_told() -> None:
    out = io.BytesIO(SHIPPED)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("word/Document.xml", b"<x/>")
    assert "内部结构不正常" in told(out.getvalue())


def test_a_part_with_a_password_is_told() -> None:
    marked = bytearray(SHIPPED)
    at = marked.index(b"PK\x01\x02")
    marked[at + 8] |= 1
    assert "设了密码" in told(bytes(marked))


# --------------------------------------------------------------------------- what runs away


def test_a_blank_that_the_paper_needs_is_missed() -> None:
    document = Document(io.BytesIO(SHIPPED))
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        for line in footer.paragraphs[:-1]:  # the line of the system and the tags around it
            line._p.getparent().remove(line._p)
    verdict = trying.look(HEALTH, saved(document))
    assert verdict.faults == ()
    assert verdict.missing == (
        "缺少必需的空格“{{ as_of }}”（数据截止到哪一刻）。",
        "缺少必需的空格“{{ formula_version }}”（指标口径的版本）。",
    )


FOOTERS = ("word/footer1.xml", "word/footer2.xml")


def asked_otherwise(question: str) -> bytes:
    """The shipped paper with another question around the line of the system."""

    def change(parts: Parts) -> None:
        for name in FOOTERS:
            assert b"if not issued" in parts[name]
            parts[name] = parts[name].replace(b"if not issued", question.encode())

    return packed_with(SHIPPED, change)


def hidden_line(parts: Parts) -> None:
    for name in FOOTERS:
        head, _, rest = parts[name].partition("系统生成".encode())
        at = head.rindex(b"</w:rPr>")
        parts[name] = head[:at] + b"<w:vanish/>" + head[at:] + "系统生成".encode() + rest


@pytest.mark.parametrize(
    "data", [asked_otherwise("if not title"), asked_otherwise("if issued"), packed_with(SHIPPED, hidden_line)]
)
def test_a_blank_that_is_never_printed_counts_as_missing(data: bytes) -> None:
    verdict = trying.look(HEALTH, data)
    assert verdict.faults == ()
    assert [("as_of" in one, "印不出来" in one) for one in verdict.missing] == [(True, True), (False, True)]


def test_a_tag_in_a_comment_is_told() -> None:
    document = Document(io.BytesIO(SHIPPED))
    document.add_comment(document.paragraphs[3].runs, text="{{ as_of }}")
    assert "脚注、批注里不能有标记“{{ as_of }}”" in told(saved(document))


def test_what_breaks_only_the_paper_that_nobody_has_signed_is_told() -> None:
    cell = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("{%p if not title %}", "甲", "{%p endif %}")
    )
    row = f"<w:tr><w:tc>{cell}</w:tc></w:tr>"
    table = f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid>{row}</w:tbl>'
    asked = "<w:p><w:r><w:t>{{%p {} %}}</w:t></w:r></w:p>"
    data = packed_with(SHIPPED, in_body(asked.format("if not issued") + table + asked.format("endif")))
    assert (
        told(data)
        == "没有签发时：有的表格格子里一段也没有留下，Word 会打不开；请在那一格的判断、循环后面留一个空段。"
    )


def test_loops_in_loops_are_stopped_by_count() -> None:
    loops = "".join(f"{{% for {name} in towns_rows %}}" for name in "abc") + "{% endfor %}" * 3
    began = time.monotonic()
    assert "循环转得太多" in told(paper_with(loops))
    assert time.monotonic() - began < 30


def test_a_flood_of_text_is_stopped_by_size() -> None:
    loops = "{% for a in towns_rows %}{% for b in towns_rows %}" + "长" * 20_000 + "{% endfor %}{% endfor %}"
    assert "太长，已经停下" in told(paper_with(loops))
