"""An inventory of a Word story: hidden text, fields, pictures, numbers that Word puts there by itself …

An office program that saves a paper again changes none of these; what it splits into several runs is put
together before it is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

from exporters.things import Thing

_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = ("0", "false", "off")
_SWITCH = re.compile(r"\\\*\s*(MERGEFORMAT|CHARFORMAT|Arabic)", re.I)
PAGE = "PAGE"  # the one field that our papers have
_PAGED = ("页眉", "页脚")
_SMALL, _FLAT = 8, 100  # half-points of a letter, twips of a line: nobody can read below

#: What is told wherever it stands.
_NAMES = {
    **dict.fromkeys([qn("m:oMath")], "公式"),
    **dict.fromkeys([qn(f"w:{one}") for one in ("ins", "del", "moveFrom", "moveTo")], "修订痕迹"),
    **dict.fromkeys([qn("w:altChunk"), qn("w:subDoc")], "引入的别的文件"),
    **dict.fromkeys([qn("w:object"), qn("w:control")], "嵌入的对象"),
    **dict.fromkeys([qn("w:dataBinding")], "绑定了数据的内容控件"),
    **dict.fromkeys([qn("w:footnoteReference"), qn("w:endnoteReference")], "脚注、尾注的标号"),
    **dict.fromkeys([qn("w:bdo"), qn("w:dir")], "反着排的文字"),
    **dict.fromkeys([qn("w:framePr")], "浮动的图文框"),
    **dict.fromkeys([qn("w:tblpPr")], "浮动的表格"),
    **dict.fromkeys([qn("w:lnNumType")], "行号"),
    **dict.fromkeys([qn("w:background")], "页面背景"),
    **dict.fromkeys(
        [qn(f"w:{length}{unit}") for length in ("day", "month", "year") for unit in ("Short", "Long")],
        "自动变化的日期",
    ),
    **dict.fromkeys([qn("w:pgNum")], "自动的页码"),
}
_DRAWINGS = (qn("wp:inline"), qn("wp:anchor"), qn("w:pict"), f"{_MC}AlternateContent")
_STYLES = (qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))

TextOf = Callable[[Any], str]


def _on(element: Any) -> bool:
    return element.get(qn("w:val")) not in _OFF


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else None


def _within(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def field_code(instruction: str) -> str:
    """A field's instruction without what only tells how its letters look."""
    return " ".join(_SWITCH.sub(" ", instruction).split())


def look_of(element: Any) -> str | None:
    """What a property of letters, lines or rows does to the text it belongs to; None where nothing."""
    if element.tag in (qn("w:vanish"), qn("w:specVanish")):
        return "隐藏的文字" if _on(element) else None
    if element.tag in (qn("w:strike"), qn("w:dstrike")):
        return "加了删除线的文字" if _on(element) else None
    if element.tag == qn("w:color"):
        return "白色的文字" if (element.get(qn("w:val")) or "").upper() == "FFFFFF" else None
    if element.tag == qn("w:sz"):
        size = _whole(element.get(qn("w:val")))
        return "小得看不见的文字" if size is not None and size <= _SMALL else None
    if element.tag == qn("w:spacing"):
        line = _whole(element.get(qn("w:line")))
        exact = element.get(qn("w:lineRule")) == "exact"
        return "压扁了的行" if exact and line is not None and line < _FLAT else None
    if element.tag == qn("w:trHeight"):
        height = _whole(element.get(qn("w:val")))
        exact = element.get(qn("w:hRule")) == "exact"
        return "压扁了的行" if exact and height is not None and height < _FLAT else None
    return None


class Numbering:
    """What the numbers look like that Word puts before a paragraph."""

    def __init__(self, root: Any | None) -> None:
        self._of: dict[str, Any] = {}
        if root is None:
            return
        kinds = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
        for one in root.findall(qn("w:num")):
            at = one.find(qn("w:abstractNumId"))
            self._of[one.get(qn("w:numId"))] = (kinds.get(at.get(qn("w:val")) if at is not None else ""), one)

    def told(self, properties: Any) -> str | None:
        """The form of the number, as far as it is known; None where a paragraph has none."""
        number, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
        at = number.get(qn("w:val")) if number is not None else ""
        if at == "0":
            return None
        depth = level.get(qn("w:val")) if level is not None else "0"
        words = []
        for root in self._of.get(at, ()):
            for one in root.iter(qn("w:lvl"), qn("w:lvlOverride")) if root is not None else ():
                if one.get(qn("w:ilvl")) == depth:
                    for tag in ("w:start", "w:startOverride", "w:numFmt", "w:lvlText"):
                        found = one.find(qn(tag))
                        words.append(found.get(qn("w:val")) or "" if found is not None else "")
        return " ".join(filter(None, words))


def story(
    element: Any, where: str, places: Mapping[Any, str], numbering: Numbering, text_of: TextOf
) -> Iterator[Thing]:
    """The inventory of a body, header, footer or note; ``places``: of paragraphs, rows and tables."""

    def place(one: Any) -> str:
        return next((places[up] for up in (one, *one.iterancestors()) if up in places), where)

    looks: dict[tuple[str, str], list[str]] = {}
    fields: list[tuple[str, list[str]] | None] = []

    def field(at: str, instruction: str) -> Iterator[Thing]:
        code = field_code(instruction)
        if code.upper() != PAGE or not where.startswith(_PAGED):
            yield Thing("域", at, code)

    for one in element.iter():
        if one.tag in _NAMES:
            yield Thing(_NAMES[one.tag], place(one))
        elif one.tag == qn("w:instrText"):
            if fields and fields[-1] is not None:
                fields[-1][1].append(one.text or "")
        elif one.tag == qn("w:fldSimple"):
            yield from field(place(one), one.get(qn("w:instr")) or "")
        elif one.tag == qn("w:fldChar"):
            kind = one.get(qn("w:fldCharType"))
            if kind == "begin":
                fields.append((place(one), []))
                if one.get(qn("w:fldLock")) not in (None, *_OFF):
                    yield Thing("锁住的域", place(one))  # it goes on showing what it showed
            elif fields:
                known = fields[-1]
                if known is not None:
                    yield from field(known[0], "".join(known[1]))
                    fields[-1] = None
                if kind == "end":
                    fields.pop()
        elif one.tag in _DRAWINGS:
            yield from _drawing(one, place)
        elif one.tag == f"{_V}textpath":
            yield Thing("艺术字", place(one), one.get("string") or "")
        elif one.tag == qn("w:numPr"):
            told = numbering.told(one)
            if told is not None and not _is_old(one):
                yield Thing("自动编号", place(one), told)
        elif one.tag == qn("w:vMerge"):
            text = text_of(next(one.iterancestors(qn("w:tc")), one))
            if one.get(qn("w:val")) != "restart" and text.strip():
                yield Thing("合并以后看不见的格子", place(one), text)
        elif one.tag == qn("w:hidden") and _on(one):
            yield Thing("隐藏的表格行", place(one))
        elif one.tag == qn("w:titlePg") and _on(one):
            yield Thing("首页另设的页眉页脚", where, exact=True)
        elif one.tag == qn("w:pgNumType") and one.get(qn("w:start")):
            yield Thing("另设的起始页码", where, one.get(qn("w:start")))
        elif (look := look_of(one)) is not None and not _is_old(one):
            holder = one.getparent().getparent()
            letters = text_of(holder) if holder is not None and holder.tag == qn("w:r") else ""
            looks.setdefault((look, place(one)), []).append(letters)
    for known in fields:  # a field that never ends
        if known is not None:
            yield from field(known[0], "".join(known[1]))
    for (look, at), texts in looks.items():
        text = "".join(texts)
        if text.strip() or look in ("隐藏的文字", "压扁了的行"):
            yield Thing(look, at, text)


def _is_old(element: Any) -> bool:
    """Whether a property is only kept to tell how it was before a change."""
    return any(str(one.tag).endswith("Change") for one in element.iterancestors())


def _drawing(element: Any, place: Callable[[Any], str]) -> Iterator[Thing]:
    if _within(element, f"{_MC}AlternateContent"):
        return  # the same drawing in two ways of writing
    charted = next(element.iter(qn("c:chart")), None) is not None
    if element.tag == qn("wp:inline") and charted:
        return  # charts are told with their data
    words = {one.get(name) for one in element.iter(qn("wp:docPr")) for name in ("title", "descr")}
    yield Thing("图片或图形", place(element), " ".join(sorted(filter(None, words))))


def descriptions(body: Any) -> Iterator[tuple[str, str]]:
    """What the charts say of themselves to those who cannot see them."""
    charts = [one for one in body.iter(qn("wp:inline")) if next(one.iter(qn("c:chart")), None) is not None]
    for number, one in enumerate(charts, 1):
        known = one.find(qn("wp:docPr"))
        told = (known.get("title"), known.get("descr")) if known is not None else ()
        yield f"图{number}的文字说明", " ".join(filter(None, told))


def settings(root: Any) -> Iterator[Thing]:
    """Switches of the whole document that decide which headers and footers are shown."""
    for one in root.iter(qn("w:evenAndOddHeaders")):
        if _on(one):
            yield Thing("奇偶页不同的页眉页脚", "文档设置", exact=True)


def styles(root: Any, stories: Iterable[Any], numbering: Numbering) -> Iterator[Thing]:
    """What the styles that are in use, and those below them, do to the text."""
    known = {one.get(qn("w:styleId")): one for one in root.findall(qn("w:style"))}
    todo = [at for at, one in known.items() if one.get(qn("w:default")) in ("1", "true", "on")]
    todo += [one.get(qn("w:val")) for each in stories for one in each.iter(*_STYLES)]
    used: dict[str, Any] = {}
    while todo:
        at = todo.pop()
        if at in known and at not in used:
            used[at] = known[at]
            todo += [one.get(qn("w:val")) for one in known[at].iter(qn("w:basedOn"), qn("w:link"))]
    for holder in (*root.findall(qn("w:docDefaults")), *used.values()):
        for one in holder.iter():
            if one.tag == qn("w:numPr") and (told := numbering.told(one)) is not None:
                yield Thing("自动编号", "样式", told)
            elif (look := look_of(one)) is not None:
                yield Thing(look, "样式")
            elif one.tag == qn("w:hidden") and one.getparent().tag == qn("w:trPr") and _on(one):
                yield Thing("隐藏的表格行", "样式")
            elif one.tag in (qn("w:framePr"), qn("w:tblpPr")):
                yield Thing(_NAMES[one.tag], "样式")
