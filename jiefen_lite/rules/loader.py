"""YAML files become a :class:`RuleBook`; every fault of every file is told at once.

The only module that knows YAML. Values are taken as the text that stands in the file and converted
by the type hints of ``schema.py``, so 1:30, no and 0012 never turn into something else. Anchors,
aliases and tags are refused: a rule file is read by people, and an alias can grow without bound.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import yaml

from jiefen_lite.errors import RuleError
from jiefen_lite.rules import checks
from jiefen_lite.rules.addresses import Step
from jiefen_lite.rules.convert import Converted, convert
from jiefen_lite.rules.mend import mend
from jiefen_lite.rules.nodes import Fault, Items, Node, Pairs, Text
from jiefen_lite.rules.schema import FILES, RuleBook
from jiefen_lite.rules.written import Written, written_in

__all__ = [
    "MOST_BYTES",
    "Examined",
    "Fault",
    "Instead",
    "Written",
    "check",
    "county",
    "examine",
    "load",
    "parse_typed",
    "shipped",
]

T = TypeVar("T")

#: Rule file (without .yaml) → what is to be read in its place; None: what was shipped.
Instead = Mapping[str, str | bytes | None]

MOST_BYTES = 256 * 1024  # no rule file comes near it; more is a mistake or an attack
MOST_DEPTH = 20
MOST_STUMBLES = 20  # lines left out to read on; a file with more is no rule file

_SHIPPED = resources.files("jiefen_lite.rules")
_FILE_NAMES = frozenset(f"{name}.yaml" for name in FILES)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TOO_MANY_COLONS = "mapping values are not allowed"
_NO_COLON = "这一行缺少“键: 值”里的半角冒号，或者上面的引号没有配对"
_COLON = re.compile(r":(?:\s|$)")

# what the parser says, and what to tell a person instead
_SYNTAX = (
    ("a tab character", "这里有制表符（Tab）；请换成空格"),
    ("cannot start any token", '这个符号不能打头；请给整段文字加上半角双引号，例如 main: "@town"'),
    (
        _TOO_MANY_COLONS,
        "这一行多了一个冒号，或者缩进与上一行没有对齐；文字里有冒号的请整句加半角双引号",
    ),
    ("could not find expected ':'", _NO_COLON),
    ("',' or ']'", "方括号没有配对，或者各项之间少了半角逗号"),
    ("',' or '}'", "大括号没有配对，或者各项之间少了半角逗号"),
    ("quoted scalar", "引号没有配对；请在这段文字末尾补上同样的半角引号"),
    ("expected <block end>", "这一行的缩进与上面几行没有对齐；同一层的行前面空格要一样多"),
    ("did not find expected key", "这一行的缩进与上面几行没有对齐；同一层的行前面空格要一样多"),
    ("'-' indicator", "这一行的缩进与上面几行没有对齐；列表各项的“- ”要上下对齐"),
    ("block sequence entries are not allowed", "列表的“- ”要另起一行写，不能跟在“键: ”后面"),
    ("control characters", "这一行有看不见的控制字符；请删掉后重新输入"),
    ("special characters", "这一行有看不见的控制字符；请删掉后重新输入"),
)
# What was begun and not ended is mended where it began.
_TOLD_WHERE_BEGUN = ("could not find expected ':'", "',' or ']'", "',' or '}'", "quoted scalar")


def load(folder: Path | None = None, instead: Instead | None = None) -> RuleBook:
    """The rules in force: each file of the county's folder over the shipped one of the same name.

    ``instead``: what is to be read in place of some of its files. Raises RuleError with every fault found.
    """
    converted, sources, faults = _read_all(folder, instead)
    if faults:
        raise RuleError(*(str(fault) for fault in faults))
    return _book(converted, sources)


def _book(converted: Mapping[str, Converted], sources: Mapping[str, str]) -> RuleBook:
    values = {name: one.value for name, one in converted.items()}
    text = _canonical(values)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RuleBook(**values, digest=digest, text=text, sources=tuple(sources.items()))


@dataclass(frozen=True, slots=True)
class Examined:
    """A rule folder looked through: the book (None where there is any fault), the faults, the examples."""

    book: RuleBook | None
    faults: list[Fault]
    examples: tuple[Written, ...]


def examine(folder: Path | None = None, texts: Instead | None = None) -> Examined:
    """A county's rule folder, together with the shipped files it does not replace.

    ``texts``: what is to be looked at in place of some of its files, not yet saved.
    Examples are found, not tried out: that needs the deciders (``ruleexamples.check``).
    """
    if folder is not None and not folder.is_dir():
        return Examined(None, [Fault(folder.name, 0, "没有这个文件夹；请检查路径")], ())
    converted, sources, faults = _read_all(folder, texts)
    if faults:
        return Examined(None, faults, ())
    examples = [each for name, one in converted.items() for each in written_in(one, sources[name])]
    return Examined(_book(converted, sources), [], tuple(examples))


def check(folder: Path | None = None, instead: Instead | None = None) -> list[Fault]:
    """Every fault of a county's rule folder, its examples not tried out."""
    return examine(folder, instead).faults


def county(folder: Path) -> dict[str, bytes]:
    """The rule files that a county has of its own, by their names without .yaml. Raises OSError."""
    found = {name: path for name, path in _county_files(folder).items() if name in _FILE_NAMES}
    return {name.removesuffix(".yaml"): path.read_bytes() for name, path in found.items()}


def parse_typed(
    text: str | bytes, cls: type[T], file: str, rows: checks.RowChecks | None = None
) -> tuple[T | None, list[Fault]]:
    """One YAML text as a ``cls`` of any dataclass; None where there is any fault.

    ``rows`` holds, per dataclass inside, what its keys must agree on.
    """
    converted = _read_text(text.encode() if isinstance(text, str) else text, cls, file)
    faults = _in_order([*converted.faults, *checks.across({file: converted}, rows or {})])
    return (None if faults else converted.value), faults


def read_plain(text: str, file: str) -> tuple[Any, list[Fault]]:
    """What a YAML text says, untyped: text, lists and dicts; with the faults of its syntax."""
    root, faults, stumble = _tree(text.removeprefix("\ufeff"), file)
    faults = faults + ([stumble] if stumble else [])
    return (None if faults or root is None else _untyped(root)), faults


def _untyped(node: Node) -> Any:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [_untyped(each) for each in node.items]
    return {key: _untyped(value) for key, (_line, value) in node.pairs.items()}


def line_at(text: str, steps: Sequence[Step]) -> int:
    """The line on which what an address of keys and numbers leads to begins; 0 where there is none."""
    node, _faults, _stumble = _tree(text.removeprefix("\ufeff"), "")
    line = 1
    for step in steps:
        if isinstance(node, Pairs) and isinstance(step, str) and step in node.pairs:
            line, node = node.pairs[step]
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            line = node.line
        else:
            return 0
    return line


def shipped(name: str) -> bytes:
    """The shipped file of that name (without .yaml), as it lies in the package."""
    return _SHIPPED.joinpath(f"{name}.yaml").read_bytes()


# ------------------------------------------------------------------ the files


def _read_all(
    folder: Path | None, instead: Instead | None = None
) -> tuple[dict[str, Converted], dict[str, str], list[Fault]]:
    given = instead or {}
    county = _county_files(folder)
    faults = [
        Fault(path.name, 0, checks.unknown_file(path.name, FILES))
        for name, path in county.items()
        if name not in _FILE_NAMES
    ]
    converted: dict[str, Converted] = {}
    sources: dict[str, str] = {}
    for name, cls in FILES.items():
        file = f"{name}.yaml"
        path = county.get(file)
        if name in given:
            data = given[name]
            converted[name] = _read_text(shipped(name) if data is None else _bytes(data), cls, file)
            sources[name] = "shipped" if data is None else "county"
            continue
        try:
            if path is not None and path.stat().st_size > MOST_BYTES:  # before reading it in
                faults_of_size = [_too_large(file, path.stat().st_size)]
                converted[name] = Converted(file, faults=faults_of_size, broken=True)
            else:
                converted[name] = _read_text(path.read_bytes() if path else shipped(name), cls, file)
        except OSError:
            cure = "请检查文件是否还在、有没有读取权限" if path else "请重新安装本程序"
            converted[name] = Converted(file, faults=[Fault(file, 0, f"文件打不开；{cure}")], broken=True)
        sources[name] = "shipped" if path is None else "county"
    for one in converted.values():
        faults += one.faults
    faults += checks.across(converted)
    return converted, sources, _in_order(faults)


def _bytes(data: str | bytes) -> bytes:
    return data.encode(errors="surrogatepass") if isinstance(data, str) else data


def _in_order(faults: list[Fault]) -> list[Fault]:
    """Each fault once, as a person goes through the files from top to bottom."""
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line))


def _county_files(folder: Path | None) -> dict[str, Path]:
    """The files of a county's folder by name; what systems leave behind by themselves is passed over."""
    if folder is None or not folder.is_dir():
        return {}
    left_behind = {"thumbs.db", "desktop.ini"}
    return {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name[0] not in ".~" and path.name.lower() not in left_behind
    }


# ------------------------------------------------------------------ one text


def _read_text(data: bytes, cls: type, file: str) -> Converted:
    if len(data) > MOST_BYTES:
        return Converted(file, faults=[_too_large(file, len(data))], broken=True)
    text, in_code = _decode(data, file)
    if text is None:
        return Converted(file, faults=in_code, broken=True)
    converted = _read_decoded(text, cls, file)
    if converted.faults:
        mended, slips = mend(text, file)
        if slips:
            converted = _read_decoded(mended, cls, file, frozenset(slip.line for slip in slips))
            converted.faults = slips + converted.faults
    if in_code:
        converted.faults += in_code
    if converted.faults:
        converted.value = None
    return converted


def _read_decoded(text: str, cls: type, file: str, told: frozenset[int] = frozenset()) -> Converted:
    """One text, line by line left out where the parser stumbles, that the faults further down are told too.

    Where a line in ``told`` has been spoken of already, nothing more is said of its syntax.
    """
    lines = text.split("\n")
    stumbles: list[Fault] = []
    while True:
        root, faults, stumble = _tree("\n".join(lines), file)
        if stumble is None:
            break
        stumbles.append(stumble)
        at = min(stumble.line, len(lines)) - 1
        if len(stumbles) >= MOST_STUMBLES or not lines[at].strip():
            break
        lines[at] = ""
    if root is None:
        converted = Converted(file)
        if not stumbles and not faults:
            faults = [Fault(file, 1, "文件是空的；请写上内容，或者删掉这个文件，改用自带的规则")]
    else:
        converted = convert(root, cls, file, partial=bool(stumbles))
    converted.broken = bool(stumbles) or root is None
    converted.faults += [fault for fault in stumbles if fault.line not in told] + faults
    if converted.faults:
        converted.value = None
    return converted


def _too_large(file: str, size: int) -> Fault:
    return Fault(
        file,
        0,
        f"文件太大（{-(-size // 1024)} KB）；规则文件最多 {MOST_BYTES // 1024} KB，请检查是不是放错了文件",
    )


def _decode(data: bytes, file: str) -> tuple[str | None, list[Fault]]:
    """The text of a file and what is wrong with its code; a text in another code is read all the same."""
    cure = "请用记事本打开，“另存为”，编码选“UTF-8”，再保存"
    faults: list[Fault] = []
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            faults.append(Fault(file, 1, f"文件是按 Unicode（UTF-16）保存的，不是 UTF-8；{cure}"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return None, [Fault(file, line, f"文件不是 UTF-8 编码，内容可能已经损坏；{cure}")]
        faults.append(Fault(file, line, f"文件是按 GBK（ANSI）保存的，不是 UTF-8；{cure}"))
    return text.replace("\r\n", "\n").replace("\r", "\n"), faults


def _tree(text: str, file: str) -> tuple[Node | None, list[Fault], Fault | None]:
    """The nodes of a YAML text, its faults, and where the parser stopped, if it did.

    Goes by events, with its own stack: no alias is ever followed.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        return builder.root, builder.faults, _syntax_fault(error, text, file)
    return builder.root, builder.faults, None


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    said = str(error)
    part, message = next(
        ((part, cure) for part, cure in _SYNTAX if part in said),
        ("", "这一行读不懂；请对照自带的同名文件检查缩进、冒号和引号"),
    )
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if part in _TOLD_WHERE_BEGUN:  # the parser notices further down, often at the end of the file
        marks.reverse()
    mark = next((mark for mark in marks if mark is not None), None)
    line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", None) or 0) + 1
    if part == _TOO_MANY_COLONS:
        above = _without_colon_above(text, line)
        if above is not None:  # “count 3” was taken for the beginning of a longer sentence
            return Fault(file, above, _NO_COLON)
    return Fault(file, line, message)


def _without_colon_above(text: str, line: int) -> int | None:
    """The line before ``line`` that begins in the same column and has no colon, None where it has one."""
    lines = text.split("\n")[:line]
    here = lines.pop()
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines or _COLON.search(lines[-1]):
        return None
    same = len(lines[-1]) - len(lines[-1].lstrip()) == len(here) - len(here.lstrip())
    return len(lines) if same else None


class _Builder:
    """Events in, one tree out; refuses what a rule file has no use for."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Items | Pairs] = []
        self.keys: list[Text | None] = []  # the key that waits for its value, per open mapping

    def fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.file, line, message))

    def take(self, event: Any) -> bool:
        """One event; False where reading on is of no use."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.fault(line, "一个文件里只能有一份内容；请删掉这一行“---”和它后面的部分")
                return False
        elif isinstance(event, yaml.AliasEvent):
            self.fault(line, f"不支持引用（*{event.anchor}）；请把内容照写一遍")
            self.add(Text(line, "", refused=True))
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                self.fault(line, f"不支持锚点（&{event.anchor}）；请删掉它")
            tag = getattr(event, "tag", None)
            if tag is not None:
                self.fault(line, f"不支持标签（{tag}）；请删掉它")
            return self.node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()
        return True

    def node(self, event: Any, line: int) -> bool:
        if isinstance(event, yaml.ScalarEvent):
            self.add(Text(line, event.value, event.style is None or event.style == ""))
            return True
        made = (
            Pairs(line) if isinstance(event, yaml.MappingStartEvent) else Items(line, bool(event.flow_style))
        )
        if len(self.open) >= MOST_DEPTH:
            self.fault(line, f"层数太多，最多 {MOST_DEPTH} 层；请检查缩进和括号")
            return False
        self.add(made)
        self.open.append(made)
        self.keys.append(None)
        return True

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, Text):
                self.fault(node.line, "键应当是一个词，不能是列表或大括号；请检查冒号的位置")
            self.keys[-1] = node if isinstance(node, Text) else Text(node.line, "?")
            return
        self.keys[-1] = None
        if key.value in parent.pairs:
            first = parent.pairs[key.value][0]
            self.fault(key.line, f"“{key.value}”写了两遍，第 {first} 行已经写过；请删掉一处")
        else:
            parent.pairs[key.value] = (key.line, node)


# ------------------------------------------------------------------ the canonical text


def _canonical(values: Mapping[str, Any]) -> str:
    """All rules as one text that changes only where a rule does: no layout, no examples, keys sorted."""
    return json.dumps(_plain(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        named = [each.name for each in fields(value) if not each.metadata.get("example")]
        return {name: _plain(getattr(value, name)) for name in named}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
