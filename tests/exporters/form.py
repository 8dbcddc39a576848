"""What every Word paper of ours must look like, read from its XML: one helper for the tests of all papers.

``faults(content)`` lists everything a secretary, an office program, the schemas or the standard would object
to; a good paper has none. Lengths are twips, sizes half-points, as in the documents guide (part a).
"""

from __future__ import annotations

import functools
import io
import posixpath
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

MARGINS = {
    "top": 2098,
    "right": 1474,
    "bottom": 1984,
    "left": 1587,
    "header": 851,
    "footer": 1406,
    "gutter": 0,
}
PAPER = {"w": 11906, "h": 16838}
LINE, TITLE_LINES = 579, range(640, 721)  # 28.95 pt; a title 32 to 36 pt
SONG_TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_SMALL_5 = 44, 32, 28, 24, 18
NUMERALS = "一二三四五六七八九十"
# Relationships that nobody names by id: the package itself knows their kinds.
BY_KIND = (
    *(
        "styles",
        "settings",
        "webSettings",
        "fontTable",
        "theme",
        "numbering",
        "footnotes",
        "endnotes",
        "comments",
    ),
    *("stylesWithEffects", "core-properties", "extended-properties", "custom-properties", "officeDocument"),
    *("customXml", "customXmlProps", "thumbnail", "glossaryDocument", "chartStyle", "chartColorStyle"),
    *("worksheet", "sharedStrings", "calcChain", "drawing"),
)


def w(name: str) -> str:
    """A WordprocessingML name."""
    return f"{{{W}}}{name}"


def value(element: Any, name: str = "val") -> str | None:
    """An attribute of the w namespace; None without element or attribute."""
    return None if element is None else element.get(w(name))


class Package:
    """An Office file taken apart: its parts, their content types, who points at whom."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            self.broken = packed.testzip()
            self.names = packed.namelist()
            self.parts = {name: packed.read(name) for name in self.names}
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        self.defaults = [one.get("Extension", "").lower() for one in types.iter(f"{TYPES}Default")]
        self.overrides = [one.get("PartName", "") for one in types.iter(f"{TYPES}Override")]
        self.xml = {
            name: etree.fromstring(data)
            for name, data in self.parts.items()
            if name.endswith((".xml", ".rels"))
        }

    def relations(self) -> Iterator[tuple[str, str, Any]]:
        """(the .rels part, the part it speaks for, one relationship)."""
        for name, tree in self.xml.items():
            if name.endswith(".rels"):
                folder, file = posixpath.split(name)
                source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
                yield from ((name, source, one) for one in tree.iter(RELATIONS))


def target_of(rels: str, relation: Any) -> str:
    """The part a relationship points at."""
    target = relation.get("Target", "")
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(posixpath.dirname(rels)), target))


# --------------------------------------------------------------------------- the package


def package_faults(package: Package) -> Iterator[str]:
    """Parts without a type, types without a part, relationships that dangle, double or lead nowhere."""
    if package.broken:
        yield f"{package.broken} is damaged"
    yield from (f"{name} is there twice" for name, count in Counter(package.names).items() if count > 1)
    for name in package.parts:
        known = f"/{name}" in package.overrides or name.rpartition(".")[2].lower() in package.defaults
        if name != "[Content_Types].xml" and not known:
            yield f"{name} has no content type"
    for kind, listed in (("type", package.defaults), ("part", package.overrides)):
        yield from (f"content type of {kind} {one} is doubled" for one, n in Counter(listed).items() if n > 1)
    yield from (
        f"content type without part {one}" for one in package.overrides if one[1:] not in package.parts
    )
    reached = {"[Content_Types].xml"}
    seen: set[tuple[str, str, str]] = set()
    ids: set[tuple[str, str]] = set()
    for rels, source, one in package.relations():
        kind, where = one.get("Type", "").rsplit("/", 1)[-1], target_of(rels, one)
        reached |= {rels, where}
        if one.get("TargetMode") == "External":
            yield f"{source} points outside at {one.get('Target')}"
        elif where not in package.parts:
            yield f"{source} points at {where}, which is not there"
        if (source, kind, where) in seen:
            yield f"{source} points at {where} twice"
        seen.add((source, kind, where))
        if (source, one.get("Id")) in ids:
            yield f"{source} uses the id {one.get('Id')} twice"
        ids.add((source, one.get("Id")))
        if source and kind not in BY_KIND and one.get("Id") not in _named_ids(package.xml[source]):
            yield f"{source} never uses its relationship {one.get('Id')} ({kind})"
    yield from (f"nothing points at {name}" for name in package.parts if name not in reached)
    for source, tree in package.xml.items():
        known = {identifier for name, identifier in ids if name == source}
        yield from (f"{source} names the unknown relationship {one}" for one in _named_ids(tree) - known)


def _named_ids(tree: Any) -> set[str]:
    return {
        text for one in tree.iter() for name, text in one.attrib.items() if str(name).startswith(f"{{{R}}}")
    }


def id_faults(package: Package) -> Iterator[str]:
    """Numbers that must be unique in the whole document: drawings, bookmarks, paragraphs."""
    found: dict[str, Counter[str]] = {"drawing": Counter(), "bookmark": Counter(), "paragraph": Counter()}
    for name, tree in package.xml.items():
        if name.startswith("word/"):
            for one in tree.iter():
                local = etree.QName(one).localname if isinstance(one.tag, str) else ""
                if local == "docPr":
                    found["drawing"][one.get("id", "")] += 1
                elif local == "bookmarkStart":
                    found["bookmark"][value(one, "id") or ""] += 1
                paragraph = one.get("{http://schemas.microsoft.com/office/word/2010/wordml}paraId")
                if paragraph:
                    found["paragraph"][paragraph] += 1
    for kind, numbers in found.items():
        yield from (f"{kind} id {one} is there {count} times" for one, count in numbers.items() if count > 1)


# --------------------------------------------------------------------------- the page


def page_faults(package: Package) -> Iterator[str]:
    """Paper, margins, grid, odd and even footers of every section."""
    body = package.xml["word/document.xml"]
    sections = list(body.iter(w("sectPr")))
    if not sections:
        yield "no section"
    for number, section in enumerate(sections, 1):
        at = f"section {number}"
        size = section.find(w("pgSz"))
        across = value(size, "orient") == "landscape"
        paper = {"w": PAPER["h"], "h": PAPER["w"]} if across else PAPER
        margins = MARGINS
        if across:  # turned a quarter: what was the top is now the left or right
            margins = {name: int(value(section.find(w("pgMar")), name) or -1) for name in MARGINS}
            upright = {margins["top"], margins["bottom"], margins["left"], margins["right"]}
            if upright != {MARGINS["top"], MARGINS["bottom"], MARGINS["left"], MARGINS["right"]}:
                yield f"{at}: margins {sorted(upright)} of the landscape page"
        for tag, wanted in (("pgSz", paper), ("pgMar", margins)):
            found = section.find(w(tag))
            got = {name: value(found, name) for name in wanted}
            if got != {name: str(one) for name, one in wanted.items()}:
                yield f"{at}: {tag} is {got}"
        grid = section.find(w("docGrid"))
        if (value(grid, "type"), value(grid, "linePitch")) != ("lines", str(LINE)):
            yield f"{at}: docGrid is {value(grid, 'type')} {value(grid, 'linePitch')}"
    kinds = {value(one, "type") for one in sections[0].iter(w("footerReference"))} if sections else set()
    if not {"default", "even"} <= kinds:
        yield f"footers of odd and even pages: {sorted(map(str, kinds))}"
    if package.xml["word/settings.xml"].find(w("evenAndOddHeaders")) is None:
        yield "settings do not tell odd from even pages"


def footer_faults(package: Package, *, system_line: bool) -> Iterator[str]:
    """The number right on odd and left on even pages, a letter in; the system's line small above it."""
    document = package.xml["word/document.xml"]
    targets = {
        one.get("Id"): target_of(rels, one)
        for rels, source, one in package.relations()
        if source == "word/document.xml"
    }
    for reference in document.iter(w("footerReference")):
        kind = value(reference, "type")
        if kind not in ("default", "even"):
            continue
        side = "right" if kind == "default" else "left"
        footer = package.xml.get(targets.get(reference.get(f"{{{R}}}id"), ""))
        if footer is None:
            continue  # told as a fault of the package
        numbered = [one for one in footer.iter(w("p")) if "PAGE" in "".join(one.itertext())]
        if len(numbered) != 1 or text_of(numbered[0]) != "—  —":
            yield f"footer of {kind} pages: number set as {[text_of(one) for one in numbered]}"
            continue
        properties = numbered[0].find(w("pPr"))
        if (value(properties.find(w("jc"))), value(properties.find(w("ind")), side)) != (side, "280"):
            yield f"footer of {kind} pages: the number does not stand {side}, one letter in"
        for run in numbered[0].iter(w("r")):
            if (font_of(run), size_of(run)) != (SONG, SIZE_4):
                yield f"footer of {kind} pages: number in {font_of(run)} {size_of(run)}"
        line = [one for one in footer.iter(w("p")) if text_of(one).startswith("系统生成 数据截止")]
        if system_line and (
            len(line) != 1 or not re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d 口径版本 \S", text_of(line[0]))
        ):
            yield f"footer of {kind} pages: no line of the system"
        yield from (
            f"footer of {kind} pages: the system's line in {size_of(run)}"
            for one in line
            for run in one.iter(w("r"))
            if size_of(run) != SIZE_SMALL_5
        )


# --------------------------------------------------------------------------- letters and lines


def text_of(element: Any) -> str:
    """The visible text below an element."""
    return "".join(one.text or "" for one in element.iter(w("t")))


def font_of(run: Any) -> str | None:
    """The Chinese font of a run."""
    return value(run.find(f"{w('rPr')}/{w('rFonts')}"), "eastAsia")


def size_of(run: Any) -> int:
    """The size of a run in half-points; 0 where it does not say."""
    return int(value(run.find(f"{w('rPr')}/{w('sz')}")) or 0)


def _speaks(run: Any) -> bool:
    return any(one.text or one.tag in (w("fldChar"), w("tab")) for one in run if one.tag != w("rPr"))


def run_faults(package: Package) -> Iterator[str]:
    """Every run says its fonts (with the hint, or “” turns narrow) and its size."""
    for name, tree in package.xml.items():
        if not re.match(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$", name):
            continue
        for run in filter(_speaks, tree.iter(w("r"))):
            fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
            missing = [one for one in ("ascii", "hAnsi", "eastAsia") if not value(fonts, one)]
            if missing or value(fonts, "hint") != "eastAsia" or not size_of(run):
                yield f"{name}: “{text_of(run)[:20]}” lacks {missing or 'hint or size'}"
            elif font_of(run) not in (SONG_TITLE, HEI, KAI, FANG, SONG):
                yield f"{name}: “{text_of(run)[:20]}” stands in {font_of(run)}"


def _in_table(element: Any) -> bool:
    return any(one.tag == w("tc") for one in element.iterancestors())


def _has_drawing(element: Any) -> bool:
    return next(element.iter(w("drawing")), None) is not None


def paragraph_faults(package: Package, *, compact: bool = False) -> Iterator[str]:
    """Exact lines in the text, single ones in tables and on a ``compact`` sheet; no widow control."""
    for paragraph in package.xml["word/document.xml"].iter(w("p")):
        text, properties = text_of(paragraph), paragraph.find(w("pPr"))
        said = f"“{text[:20]}”"
        if properties is None or value(properties.find(w("widowControl"))) not in ("0", "false"):
            yield f"{said}: widow control is on"
            continue
        spacing = properties.find(w("spacing"))
        line, rule = value(spacing, "line"), value(spacing, "lineRule")
        sizes = {size_of(run) for run in paragraph.iter(w("r")) if text_of(run)}
        if compact or _in_table(paragraph) or _has_drawing(paragraph) or (sizes and max(sizes) < SIZE_3):
            continue  # tables, captions, notes: line by line of their own height
        titles = {font_of(run) for run in paragraph.iter(w("r")) if text_of(run)} == {SONG_TITLE}
        lines = TITLE_LINES if titles else (LINE,)
        if rule != "exact" or int(line or 0) not in lines:
            yield f"{said}: line {line} {rule}"


def heading_level(text: str) -> int:
    """一、 1, （一） 2, 1. 3, （1） 4; 0 for what is no heading by its first letters."""
    if re.match(rf"[{NUMERALS}]{{1,3}}、", text):
        return 1
    if re.match(rf"（[{NUMERALS}]{{1,3}}）", text):
        return 2
    if re.match(r"\d{1,2}[.．]\D", text):
        return 3
    return 4 if re.match(r"（\d{1,2}）", text) else 0


def heading_faults(package: Package) -> Iterator[str]:
    """一、 in 黑体, （一） in 楷体, no level skipped, numbers in order."""
    level, counts = 0, {1: 0, 2: 0}
    for paragraph in package.xml["word/document.xml"].iter(w("p")):
        style = value(paragraph.find(f"{w('pPr')}/{w('pStyle')}")) or ""
        if not style.startswith("Heading") or _in_table(paragraph):
            continue
        text, found = text_of(paragraph), heading_level(text_of(paragraph))
        if found == 0 or style != f"Heading{found}":
            yield f"“{text[:20]}” is set as {style}"
            continue
        if found > level + 1:
            yield f"“{text[:20]}” skips a level"
        level = found
        if found in counts:
            counts[found] += 1
            counts.update({one: 0 for one in counts if one > found})
            number = re.match(rf"（?([{NUMERALS}]+)", text)
            if number is None or number[1] != _numeral(counts[found]):
                yield f"“{text[:20]}” is the {counts[found]}. of its level"
        fonts = {font_of(run) for run in paragraph.iter(w("r")) if text_of(run)}
        if found <= 2 and fonts != {{1: HEI, 2: KAI}[found]}:
            yield f"“{text[:20]}” stands in {fonts}"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        (NUMERALS[tens - 1] if tens > 1 else "")
        + ("十" if tens else "")
        + (NUMERALS[ones - 1] if ones else "")
    )


def table_faults(package: Package) -> Iterator[str]:
    """The head comes again on every page, no row is torn, every cell ends with a paragraph."""
    for number, table in enumerate(package.xml["word/document.xml"].iter(w("tbl")), 1):
        rows = table.findall(w("tr"))
        heads = [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows]
        if not rows or not heads[0] or sorted(heads, reverse=True) != heads:
            yield f"table {number}: its head does not come again"
        if any(row.find(f"{w('trPr')}/{w('cantSplit')}") is None for row in rows):
            yield f"table {number}: a row may be torn"
        widths = [int(value(one, "w") or 0) for one in table.iter(w("gridCol"))]
        if sum(widths) > PAPER["h"] - MARGINS["top"]:
            yield f"table {number}: wider than the page"
        for cell in table.iter(w("tc")):
            if len(cell) == 0 or cell[-1].tag != w("p"):
                yield f"table {number}: a cell does not end with a paragraph"


_ODD_NUMBER = re.compile(r"[\[【(（]20\d\d[\]】)）]\s*第?0*\d+\s*号(?!\S*调)")


def wording_faults(package: Package) -> Iterator[str]:
    """〔〕 in document numbers without 第 or leading zeros; nothing left of a template; no double spaces."""
    for name, tree in package.xml.items():
        if not name.startswith("word/") or name.endswith(".rels"):
            continue
        for paragraph in tree.iter(w("p")):
            text = text_of(paragraph)
            if _ODD_NUMBER.search(text) or re.search(r"〔20\d\d〕(第|0)", text):
                yield f"{name}: number in “{text[:40]}”"
            if any(mark in text for mark in ("{{", "}}", "{%", "%}", "None", "nan%")):
                yield f"{name}: left over in “{text[:40]}”"
            if re.search(r"\d{4}年0\d月|月0\d日", text):
                yield f"{name}: a date with a leading zero in “{text[:40]}”"


# What the validator says of sound files, each with the reason why it is none of our business.
_NOT_OURS = (
    # CT_Font is a choice in any order (ECMA-376 part 1, 18.8.22); the validator takes it for a sequence
    re.compile(r"/styleSheet\[1\]/fonts\[1\]/font\[\d+\]: Unexpected element '(sz|color|family|b|i)' found"),
    # how openpyxl writes every text; Excel reads it and writes it otherwise only when it saves
    re.compile(r"inline-string cell\(s\)"),
)


@functools.cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator(file_format=FileFormat.OFFICE_2019)


def schema_faults(content: bytes, suffix: str = ".docx") -> list[str]:
    """What the schemas of ECMA-376 object to in any part, by openxml-audit (the rules of Open XML SDK)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"paper{suffix}"
        path.write_bytes(content)
        told = [str(one) for one in _validator().validate(str(path)).errors]
    return [one for one in told if not any(reason.search(one) for reason in _NOT_OURS)]


def form_faults(content: bytes, *, system_line: bool = True, compact: bool = False) -> list[str]:
    """Everything but the schemas."""
    package = Package(content)
    found = [
        *package_faults(package),
        *id_faults(package),
        *page_faults(package),
        *footer_faults(package, system_line=system_line),
        *run_faults(package),
        *paragraph_faults(package, compact=compact),
        *heading_faults(package),
        *table_faults(package),
        *wording_faults(package),
    ]
    return list(dict.fromkeys(found))


def faults(content: bytes, *, system_line: bool = True, compact: bool = False) -> list[str]:
    """Everything wrong with a Word paper.

    ``system_line``: whether it is one that the system signs itself; ``compact``: whether it is a sheet that
    must fit on one page, whose lines are only as high as their letters.
    """
    return [*form_faults(content, system_line=system_line, compact=compact), *schema_faults(content)]
