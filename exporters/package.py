"""Whether an Office file that somebody edited may be a template: its zip, its XML, what it brings along.

Nothing in it is believed before it has been looked at: sizes are counted while unpacking, every XML part is
read to its end, and whatever runs, fetches or hides something is told with its place.
"""

from __future__ import annotations

import copy
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 5_000_000
_MOST_ENTRIES = 500
_MOST_UNPACKED = 60_000_000
_MOST_ELEMENTS = 400_000
_DEEPEST = 200
_MOST_MERGED = 20_000  # cells that the merges of a form may cover
_PIECE = 1 << 16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError)
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SECRET = 0x41
_TYPES = "[Content_Types].xml"
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_BOOK_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MAIN = {".docx": _WORD_MAIN, ".xlsx": _BOOK_MAIN}
_SAVE_AS = {
    ".docx": "请在 Word 或 WPS 里另存为“Word 文档（.docx）”。",
    ".xlsx": "请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”。",
}

# What a part or a link is for, by a piece of its name or type; each is refused in these words.
_BANNED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"vbaproject|vbadata|macroenabled|macrosheet|xlmacro", re.I), "带有宏"),
    (re.compile(r"activex|ctrlprop|/control$", re.I), "带有控件"),
    (re.compile(r"oleobject|/embeddings/|/package$", re.I), "嵌有别的文件或对象（OLE）"),
    (re.compile(r"afchunk|/subdocument", re.I), "引入了别的文档"),
    (re.compile(r"attachedtemplate", re.I), "挂着别处的模板"),
    (
        re.compile(r"externallink|connections|querytable|mailmerge|webextension|customui", re.I),
        "连着别的数据或扩展",
    ),
)
_OWN_CHART = re.compile(r"/charts?/|/chart(ex)?$|drawingml\.chart|chartex", re.I)  # ours bear the same names
_ENDINGS = (".xml", ".rels", ".vml")
_DRAWN = ("image/svg+xml", ".svg")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_LETS_GO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:|//|\\\\)")
# Fields that only count and refer within the paper.
_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "SEQ", "REF", "PAGEREF", "STYLEREF", "TOC"}
)
#: Words of fields that run or fetch something: not even a part of one may stand in a field that is allowed.
_RUNS = re.compile(r"DDE|INCLUDE|LINK|IMPORT|EMBED|DATABASE|MACRO|MERGE(?!FORMAT)|QUOTE|IF\b|FILL|ASK", re.I)
_CALL = re.compile(r"([A-Za-z_.][\w.]*)\s*\(")
#: What Excel itself writes for a condition such as “contains this text”.
_HARMLESS = frozenset(
    {
        "AND",
        "OR",
        "NOT",
        "ISERROR",
        "ISBLANK",
        "SEARCH",
        "LEFT",
        "RIGHT",
        "LEN",
        "TRIM",
        "MOD",
        "ROW",
        "COLUMN",
    }
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BOOK_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")
_FORMULAS = ("definedName", "formula", "formula1", "formula2")
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_PLACES = (
    ("word/document.xml", "正文"),
    ("word/header", "页眉"),
    ("word/footer", "页脚"),
    ("word/footnotes", "脚注"),
    ("word/endnotes", "尾注"),
    ("word/comments", "批注"),
    ("word/settings", "文档设置"),
    ("xl/worksheets/", "工作表"),
    ("docProps/", "文件属性"),
)


class _Unsound(Exception):
    """A package that is not looked into any further; the text says why."""


def package_faults(data: bytes, suffix: str) -> list[str]:
    """Why ``data`` may not be used as a template of that kind, one sentence a reason; empty where it may."""
    if len(data) > LARGEST:
        return [f"文件有 {len(data) / 1e6:.1f} MB，模板最多 {LARGEST // 1_000_000} MB；请删掉大图片后再传。"]
    if data.startswith(_OLE):
        return ["这是旧格式的文件，或者设了打开密码。" + _SAVE_AS[suffix]]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_zip(archive)
            parts = _unpack(archive)
    except _Unsound as told:
        return [str(told)]
    except _UNREADABLE:
        return [f"打不开这个文件，它不是 {suffix} 文件或者已经损坏。" + _SAVE_AS[suffix]]
    return list(dict.fromkeys(_content_faults(parts, suffix)))


# --------------------------------------------------------------------------- the zip


def _check_zip(archive: zipfile.ZipFile) -> None:
    odd = "文件的内部结构不正常，为安全起见没有采用；请用 Word 或 WPS 打开，另存一份再传。"
    entries = archive.infolist()
    names = {one.filename.replace("\\", "/").lstrip("/").lower() for one in entries}
    if len(entries) > _MOST_ENTRIES or len(names) != len(entries):
        raise _Unsound(odd)
    if any(one.flag_bits & _SECRET for one in entries):
        raise _Unsound("文件设了密码；请去掉密码再传。")
    if any(one.compress_type not in _METHODS for one in entries):
        raise _Unsound(odd)
    if any(".." in one.filename.split("/") or one.filename.startswith(("/", "\\")) for one in entries):
        raise _Unsound(odd)
    end = 0
    for one in sorted(entries, key=lambda entry: entry.header_offset):
        if one.header_offset < end:
            raise _Unsound(odd)
        end = one.header_offset + _LOCAL_HEADER + len(one.orig_filename) + one.compress_size


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    unpacked = 0
    for entry in archive.infolist():
        true = copy.copy(entry)
        true.file_size = 1 << 62  # else reading stops where the record says
        pieces = []
        with archive.open(true) as stream:
            while piece := stream.read(_PIECE):
                unpacked += len(piece)
                if unpacked > _MOST_UNPACKED:
                    raise _Unsound("文件解开以后太大，没有采用；请删掉大图片和不用的内容再传。")
                pieces.append(piece)
        parts[entry.filename] = b"".join(pieces)
    return parts


# --------------------------------------------------------------------------- what is in it


def place_of(part: str) -> str:
    """A part of the package in the reader's words."""
    return next((word for start, word in _PLACES if part.startswith(start)), part)


def _content_faults(parts: Mapping[str, bytes], suffix: str) -> Iterator[str]:
    kinds = _kinds(parts.get(_TYPES, b""))
    looks = {}
    for name, content in parts.items():
        kind = kinds.get(name.lower(), kinds.get(name.lower().rpartition(".")[2], ""))
        plain = name.lower().endswith(_ENDINGS)
        if plain or kind.endswith("xml") or content.lstrip(_BEFORE_XML).startswith(b"<"):
            look = looks[name] = _Look()
            problem = look.read(content)
            if problem is not None:
                yield f"{place_of(name)}（{name}）{problem}"
            if not plain and (kind, name.lower()[-4:]) != _DRAWN:
                yield f"文件里的“{name}”换了名字，为安全起见没有采用；请用办公软件打开，另存一份再传。"
    if _TYPES not in looks or not any(name.endswith("_rels/.rels") for name in looks):
        yield f"这不是 {suffix} 文件。" + _SAVE_AS[suffix]
        return
    types = looks[_TYPES].types
    if _MAIN[suffix] not in types:
        yield f"这不是普通的 {suffix} 文件（可能是带宏的，或者是别的格式改了名字）。" + _SAVE_AS[suffix]
    for name in (*parts, *types):
        yield from _banned(name)
    brought = (*parts, *types, *(kind for look in looks.values() for kind, _, _ in look.relations))
    if suffix == ".docx" and any(map(_OWN_CHART.search, brought)):
        yield "文件里带有自己的图表，模板里不能有；要图的地方请写图的空格，图由系统画好放入。"
    for name, look in looks.items():
        yield from _look_faults(name, look, parts)


def _kinds(types: bytes) -> dict[str, str]:
    """What the file says its parts are, by the name of a part or its ending; of broken lists nothing."""
    found: dict[str, str] = {}

    def start(_name: str, attributes: dict[str, str]) -> None:
        at = attributes.get("PartName", attributes.get("Extension", "")).lower().lstrip("/")
        found[at] = attributes.get("ContentType", "").split(";")[0].strip().lower()

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(types, True)
    except expat.ExpatError:
        return {}  # told with the other parts
    return found


def _banned(name: str) -> Iterator[str]:
    for pattern, words in _BANNED:
        if pattern.search(name):
            yield f"文件里{words}，模板里不能有；请删掉后再传。"


def _look_faults(name: str, look: _Look, parts: Mapping[str, bytes]) -> Iterator[str]:
    where = place_of(name.replace("_rels/", "").removesuffix(".rels"))
    for kind, target, outside in look.relations:
        yield from _banned(kind)
        if outside or _LETS_GO.match(target):
            yield f"{where}：有链接指向文件外面的“{target[:60]}”，模板里不能有；请取消链接（图片改成嵌入）。"
        elif _target(name, target) not in parts:
            yield f"{where}：引用的“{target[:60]}”不在文件里；请用 Word 或 WPS 打开，另存一份再传。"
    for words in look.found:
        yield f"{where}：{words}"


def _target(rels: str, target: str) -> str:
    """The part that a relationship of a ``.rels`` file points at."""
    if target.startswith("/"):
        return target[1:]
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join(folder, target.split("#")[0])) if target else target


@dataclass(slots=True)
class _Look:
    """What one XML part holds that matters here."""

    relations: list[tuple[str, str, bool]] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    _elements: int = 0
    _depth: int = 0
    _merged: int = 0
    _instruction: list[list[str] | None] = field(default_factory=list)
    _in_code: bool = False
    _formula: list[str] | None = None

    def read(self, content: bytes) -> str | None:
        """Read the part to its end; what keeps it from being used at all."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except _Unsound as told:
            return str(told)
        except expat.ExpatError:
            return "不是完好的 XML；请用 Word 或 WPS 打开，另存一份再传。"
        for code in self._instruction:  # fields that never end
            if code is not None:
                self._check_field("".join(code))
        return None

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii", "ascii"):
            raise _Unsound("用了少见的编码，没有采用；请用 Word 或 WPS 打开，另存一份再传。")

    def _doctype(self, *_about: object) -> None:
        raise _Unsound("带有文档类型声明（DTD），不安全，没有采用；请用 Word 或 WPS 打开，另存一份再传。")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > _MOST_ELEMENTS or self._depth > _DEEPEST:
            raise _Unsound("内容太多或者套得太深，没有采用；请删掉不用的内容再传。")
        local = name.rsplit(" ", 1)[-1]
        if name == _RELATION:
            outside = attributes.get("TargetMode", "") == "External"
            self.relations.append((attributes.get("Type", ""), attributes.get("Target", ""), outside))
        elif local in ("Default", "Override") and "ContentType" in attributes:
            self.types.append(attributes["ContentType"])
        elif local in ("object", "OLEObject", "control", "altChunk", "subDoc", "oleObject"):
            self.found.append("嵌有别的文件、控件或对象，模板里不能有；请删掉后再传。")
        elif local == "mailMerge":
            self.found.append("设了邮件合并的数据源，模板里不能有；请在“邮件”里改回普通文档。")
        elif local == "fldSimple":
            self._check_field(next((text for key, text in attributes.items() if key.endswith(" instr")), ""))
        elif local == "fldChar":
            self._field(next((text for key, text in attributes.items() if key.endswith(" fldCharType")), ""))
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif local == "definedName":
            if attributes.get("name") not in _BOOK_NAMES:
                self.found.append(f"有定义的名称“{attributes.get('name', '')[:40]}”，模板里不能有；请删掉。")
            self._formula = []
        elif local in ("formula", "formula1", "formula2"):
            self._formula = []
        for key, value in attributes.items():
            if key.rsplit(" ", 1)[-1] in ("href", "src", "althref") and _LETS_GO.match(value):
                self.found.append(f"有链接指向文件外面的“{value[:60]}”，模板里不能有；请取消链接。")
        self._in_code = local == "instrText"

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._in_code = False
        if self._formula is not None and name.rsplit(" ", 1)[-1] in _FORMULAS:
            self._check_formula("".join(self._formula))
            self._formula = None

    def _text(self, text: str) -> None:
        if self._in_code and self._instruction and self._instruction[-1] is not None:
            self._instruction[-1].append(text)
        if self._formula is not None:
            self._formula.append(text)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._instruction.append([])
            return
        if self._instruction and self._instruction[-1] is not None:
            self._check_field("".join(self._instruction[-1]))
            self._instruction[-1] = None
        if kind == "end" and self._instruction:
            self._instruction.pop()

    def _check_field(self, code: str) -> None:
        words = code.split()
        name = words[0].upper() if words else ""
        if name not in _FIELDS or _RUNS.search(code):
            self.found.append(
                f"有一个“{name or '空'}”域，模板里只能用页码、编号、目录、引用；"
                "请选中它按 Ctrl+Shift+F9 变成文字。"
            )

    def _check_formula(self, formula: str) -> None:
        bare = _QUOTED.sub("", formula)
        called = {name.upper() for name in _CALL.findall(bare)}
        if called - _HARMLESS or any(mark in bare for mark in "|[{") or "[" in formula:
            self.found.append(
                f"条件格式、数据有效性或打印区域里有公式“{formula[:40]}”，模板里不能有；请改成固定的值或区域。"
            )

    def _merge(self, area: str) -> None:
        found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", area)
        if found is None:
            raise _Unsound("合并单元格写法不对；请用 Excel 或 WPS 打开，另存一份再传。")
        width = _column(found[3]) - _column(found[1]) + 1
        self._merged += max(width, 0) * max(int(found[4]) - int(found[2]) + 1, 0)
        if self._merged > _MOST_MERGED:
            raise _Unsound("合并的单元格太多，没有采用；请只合并要用的几格。")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
