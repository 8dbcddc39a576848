"""A Word template as docxtpl runs it: all that is run is looked at, filled within bounds, sound after.

The engine behind :mod:`exporters.word`; nothing else opens docxtpl.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import TemplateError

from exporters import charts
from exporters.blanks import TAG, TemplateFault, environment, is_plain, prepared, source_faults
from jiefen_lite.shapes import ReportChart

_SORT = re.compile(r"^(\{[{%#])(?:p|tr|tc|r)?[-\s]+|\s*-?(?=[}%#]\}$)")


def hidden_faults(data: bytes, texts: Iterable[str]) -> list[str]:
    """Tags that would be run though they stand in none of the ``texts``: in fields, attributes …"""
    seen = Counter(_SORT.sub(r"\1", tag) for text in texts for tag in TAG.findall(text))
    filling = _Filling(io.BytesIO(data))
    sources = list(filling.sources())
    faults = [told for place, source in sources for told in source_faults(place, source)]
    hidden = Counter(_SORT.sub(r"\1", tag) for _, source in sources for tag in TAG.findall(source)) - seen
    for place, source in sources:
        for tag in TAG.findall(source):
            if hidden[_SORT.sub(r"\1", tag)] > 0:
                faults.append(
                    f"{place}：文字以外的地方（域、书签、形状的说明等）有标记“{tag[:40]}”，模板里不能有；请删掉。"
                )
    properties = filling.get_docx().core_properties
    for name in _PROPERTIES:
        if any(mark in str(getattr(properties, name) or "") for mark in ("{{", "{%")):
            faults.append(
                f"文件属性里有标记“{getattr(properties, name)[:40]}”，模板里不能有；请在“文件—信息”里删掉。"
            )
    return list(dict.fromkeys(faults))


_PROPERTIES = ("author", "category", "comments", "identifier", "keywords", "language", "subject", "title")


# --------------------------------------------------------------------------- filling


class _Filling(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """One template being filled; what docxtpl does beyond that is left out."""

    def sources(self) -> Iterator[tuple[str, str]]:
        """Every source that will be run, with its place."""
        self.render_init()
        yield "正文", self.patch_xml(self.get_xml())
        for uri, place in ((self.HEADER_URI, "页眉"), (self.FOOTER_URI, "页脚")):
            for _, part in self.get_headers_footers(uri):
                yield place, self.patch_xml(self.get_part_xml(part))
        for part in self.docx.part.package.iter_parts():
            if part.content_type.endswith("footnotes+xml"):
                yield "脚注", self.patch_xml(part.blob.decode())

    def render_xml_part(self, src_xml: str, _part: Any, context: Any, jinja_env: Any = None) -> str:
        """One part filled, and nothing in its values taken for anything but text."""
        made: str = self.resolve_listing(jinja_env.from_string(src_xml).render(context))
        return made

    def fix_tables(self, xml: str) -> Any:
        """The filled body as a tree; a broken one is told, where docxtpl would cut it off."""
        parse_xml(xml)
        return super().fix_tables(xml)

    def render_properties(self, _context: Any, jinja_env: Any = None) -> None:
        """Properties are set by us, never filled."""


class _Place:
    """Where a chart goes: the blank that stands for it brings the chart into the file when it is filled.

    The one value that is not plain; a template that leaves the blank out gets no part nobody refers to, one
    that names it twice shows the same part twice.
    """

    def __init__(self, document: Any, chart: ReportChart, number: int) -> None:
        self._document, self._chart, self._number = document, chart, number
        self._relation: str | None = None

    def __html__(self) -> str:
        if self._relation is None:
            self._relation = self._bring()
        drawing = charts.inline(self._chart, self._relation, self._number)
        return f'</w:t></w:r><w:r><w:drawing>{drawing}</w:drawing></w:r><w:r><w:t xml:space="preserve">'

    def _bring(self) -> str:
        package, number = self._document.part.package, self._number
        made = charts.make(self._chart, "rId1")
        at = f"/word/charts/chart{number}.xml"
        part = Part(PackURI(at), charts.CHART_TYPE, made.xml, package)
        book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), charts.BOOK_TYPE, made.workbook, package)
        assert part.relate_to(book, charts.BOOK_RELATION) == "rId1"
        relation: str = self._document.part.relate_to(part, charts.CHART_RELATION)
        return relation


def fill(data: bytes, context: Mapping[str, Any], pictures: Mapping[str, ReportChart] | None = None) -> Any:
    """A checked template filled with plain values and charts: the opened document, not yet saved."""
    if not is_plain(context):
        raise TypeError("only plain values go into a template")
    filling = _Filling(io.BytesIO(data))
    places = {
        name: _Place(filling.get_docx(), chart, number)
        for number, (name, chart) in enumerate((pictures or {}).items(), 1)
    }
    try:
        filling.render({**prepared(context), **places}, environment(), autoescape=True)
    except TemplateError as error:
        raise TemplateFault("模板无法填写，请检查循环和判断的成对标记。") from error
    except (SyntaxError, AttributeError, ValueError) as error:  # what is no XML, no table any more
        raise TemplateFault(
            "模板填好以后结构不完整，请检查：循环和判断的两头要都在表格里或都在表格外，"
            "占整行的用 tr，占整段的用 p。"
        ) from error
    return filling.docx


#: Elements that hold other elements and never a text of their own.
_NO_TEXT = ("w:body", "w:p", "w:r", "w:tbl", "w:tr", "w:tc")


def unsound(document: Any) -> list[str]:
    """What an office program would stumble over in a filled document."""
    faults = []
    for cell in document.element.body.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            faults.append(
                "有的表格格子里一段也没有留下，Word 会打不开；请在那一格的判断、循环后面留一个空段。"
            )
    for table in document.element.body.iter(qn("w:tbl")):
        if table.find(qn("w:tr")) is None:
            faults.append("有的表格一行也没有留下；请给表格留一行表头，或者把整张表放进判断里。")
    outside = document.element.body.xpath("|".join(f"//{tag}/text()" for tag in _NO_TEXT))
    if any(text.strip() for text in outside):
        faults.append("有的内容填到了段落外面；请让标记单独占一段（p）或一行（tr），不要与别的字混在一段。")
    return list(dict.fromkeys(faults))
