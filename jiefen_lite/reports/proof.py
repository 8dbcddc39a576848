"""Proof of a paper: the report is derived again and laid beside the file, number by number.

Dates, versions and table numbers are compared like any other number; so are headers and footers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from exporters import bookreading, word
from exporters.word import Block
from jiefen_lite import indicators
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.reports import besides
from jiefen_lite.shapes import Difference, Issue

_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_MARKS = re.compile(
    r"(?P<document>[a-z_]+);period=(?P<period>[^;]+);as_of=(?P<as_of>[^;]+);formula=[^;]*;"
    r"dated=(?P<dated>[^;]+)(?:;edits=(?P<edits>\d+))?(?:;unit=(?P<unit>[^;]+))?"
    r"(?P<instructions>;instructions=1)?"
    r"(?:;issued=(?P<issued>[^;]*))?"
)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST_EDITS = 2**31
_AROUND = 8  # characters shown on each side of a number
#: So much may be compared letter by letter; what is larger is taken line by line, in order.
_MOST_LIKENESS, _MOST_LINES = 30_000_000, 15_000
_LONGER, _LONGER_BY = 4, 2_000  # how much longer than ours a file may be
_MOST_NUMBERS = 1_000  # of one line
_ALIKE = 0.5  # below this two lines are an addition and a removal, not a change


@dataclass(frozen=True, slots=True)
class Marks:
    """What a paper remembers of its making."""

    document: str
    period: str
    as_of: datetime
    dated: date
    edits: int = 0  # the last edit of its sentences, or note on a prescription, that was taken in
    unit: str = ""  # of a unit's own sheet
    issue: Issue | None = None  # of the edition that was signed off
    instructions: bool = False  # it tells of 批示


@dataclass(frozen=True, slots=True)
class Verification:
    """How many numbers the file has, how many are proved, and every place that says something else."""

    differences: tuple[Difference, ...]
    numbers: int
    proved: int


def marks_of(keywords: str) -> Marks:
    """The marks in a file's properties. Raises UnreadableFile for a paper that is not ours."""
    found = _MARKS.fullmatch(keywords)
    try:
        if found is None:
            raise ValueError("no marks")
        marks = Marks(
            found["document"],
            found["period"],
            datetime.fromisoformat(found["as_of"]),
            date.fromisoformat(found["dated"]),
            int(found["edits"] or 0),
            found["unit"] or "",
            None if found["issued"] is None else Issue(found["issued"]),
            found["instructions"] is not None,
        )
        _require_likely(marks)
    except (ValueError, indicators.UnknownPeriod) as error:
        raise unknown() from error
    return marks


def _require_likely(marks: Marks) -> None:
    """Raises for marks that no paper of ours has, though they read well: nothing is derived from them."""
    period = indicators.period_of(marks.period)
    years = (period.start.year, period.end.year, marks.as_of.year, marks.dated.year)
    if min(years) < _FIRST_YEAR or max(years) > _LAST_YEAR:
        raise ValueError("no such year")
    if marks.as_of.tzinfo is not None or marks.edits > _MOST_EDITS:
        raise ValueError("not as we write it")


def never_issued(issue: Issue) -> Difference:
    """A paper calls itself signed off, and nobody has signed one like it."""
    told = f"文号“{issue.number}”" if issue.number else "这份文件标着已签发，"
    return Difference("文件属性", issue.number or None, None, f"{told}在系统里没有签发记录。")


def unknown() -> UnreadableFile:
    """What to tell of a file that is no paper of ours."""
    return UnreadableFile(
        "这份文件里没有本系统报告的标记，无法核对。请选择本系统生成的报告、附表或月报，"
        "另存时不要删除文件属性里的“标记”。"
    )


def derived(write: Callable[[BinaryIO], None]) -> word.WordDocument:
    """The paper as it should be, set in the template it was written with."""
    made = io.BytesIO()
    write(made)
    made.seek(0)
    return word.read_document(made)


def derived_workbook(write: Callable[[BinaryIO], None]) -> bookreading.Read:
    """The annex, or the form, as it should be."""
    made = io.BytesIO()
    write(made)
    made.seek(0)
    return bookreading.read_sheets(made)


def lay_beside(document: word.WordDocument, expected: word.WordDocument) -> Verification:
    """Every place where a file says something else than the paper as it should be.

    Raises UnreadableFile for a file that is so much longer that comparing it line by line tells nobody
    anything.
    """
    if len(document.blocks) > _LONGER * len(expected.blocks) + _LONGER_BY:
        raise UnreadableFile(
            f"这份文件有 {len(document.blocks)} 行文字，系统生成的只有 {len(expected.blocks)} 行，差得太多，"
            "没有逐行核对。请选择系统生成的那份报告。"
        )
    differences: list[Difference] = []
    proved = 0
    for found, wanted in _pairs(document.blocks, expected.blocks):
        proved += _compare(found, wanted, differences)
    differences += besides.more_than(document.things, expected.things)
    differences += besides.said_otherwise(document.told, expected.told)
    numbers = sum(len(_NUMBER.findall(block.text)) for block in document.blocks)
    return Verification(tuple(differences), numbers, proved)


def read(document: Path | BinaryIO | word.WordDocument) -> word.WordDocument:
    """A file, or one that has been read already. Raises UnreadableFile.

    Its marks are looked at before anything else: what is no paper of ours is not unpacked.
    """
    if isinstance(document, word.WordDocument):
        return document
    marks_of(word.keywords_of(document))
    return word.read_document(document)


def is_workbook(document: Path | BinaryIO) -> bool:
    """Whether a file to be proved is a workbook; what is no package at all is left to the Word reader."""
    try:
        with zipfile.ZipFile(document) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
    finally:
        if not isinstance(document, Path):
            document.seek(0)


def read_workbook(document: Path | BinaryIO) -> bookreading.Read:
    """An annex, or a form, as texts. Raises UnreadableFile."""
    return bookreading.read_sheets(document)


def lay_books_beside(found: bookreading.Read, expected: bookreading.Read, called: str) -> Verification:
    """Every cell of a workbook (an annex, a form) that says something else than it should."""
    differences: list[Difference] = []
    proved = numbers = 0
    for name in dict.fromkeys((*expected.sheets, *found.sheets)):
        ours, theirs = found.sheets.get(name), expected.sheets.get(name)
        if ours is None or theirs is None:
            told = f"{called}{'缺少' if ours is None else '多出'}工作表“{name}”。"
            differences.append(Difference(f"{called}“{name}”", None if ours is None else name, None, told))
            continue
        for at, (line, right) in enumerate(zip_longest(ours, theirs, fillvalue=()), 1):
            for column, (text, should) in enumerate(zip_longest(line, right, fillvalue=""), 1):
                count = len(_NUMBER.findall(text))
                numbers += count
                if text == should:
                    proved += count
                    continue
                place = f"{called}“{name}”第{at}行第{column}列"
                told = f"{place}“{_short(text)}”应为“{_short(should)}”。"
                differences.append(Difference(place, text or None, should or None, told))
    both = ([replace(one, place=f"{called}{one.place}") for one in read.things] for read in (found, expected))
    differences += besides.more_than(*both)
    return Verification(tuple(differences), numbers, proved)


# --------------------------------------------------------------------------- side by side


def _mask(text: str) -> str:
    return _NUMBER.sub("#", text)


def _key(block: Block) -> tuple[str, ...]:
    return (block.kind, *(_mask(cell) for cell in block.cells))


Pair = tuple[Block | None, Block | None]


def _pairs(found: Sequence[Block], expected: Sequence[Block]) -> Iterator[Pair]:
    """Lines of both papers that belong together; None where one of them has no such line."""
    matcher = SequenceMatcher(
        None, [_key(block) for block in found], [_key(block) for block in expected], autojunk=False
    )
    for _, first, last, other, end in matcher.get_opcodes():
        yield from _nearest(list(found[first:last]), list(expected[other:end]))


def _likeness(one: Block, other: Block) -> float:
    if one.kind != other.kind:
        return 0.0
    matcher = SequenceMatcher(None, _mask(one.text), _mask(other.text), autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _too_much(found: Sequence[Block], expected: Sequence[Block]) -> bool:
    """Whether looking for the nearest lines would take a server's time."""
    ours, theirs = (sum(len(one.text) for one in blocks) for blocks in (found, expected))
    return ours * theirs > _MOST_LIKENESS or len(found) * len(expected) > _MOST_LINES


def _nearest(found: list[Block], expected: list[Block]) -> Iterator[Pair]:
    """Pairs in reading order within a stretch that was edited."""
    if _too_much(found, expected):
        yield from zip_longest(found, expected)
        return
    if len(found) == len(expected) and all(
        _likeness(one, other) >= _ALIKE for one, other in zip(found, expected, strict=True)
    ):
        yield from zip(found, expected, strict=True)
        return
    rest = list(found)
    for wanted in expected:
        best = max(rest, key=lambda block: _likeness(block, wanted), default=None)
        if best is None or _likeness(best, wanted) < _ALIKE:
            yield None, wanted
            continue
        rest.remove(best)
        yield best, wanted
    for block in rest:
        yield block, None


# --------------------------------------------------------------------------- one pair


def _short(text: str) -> str:
    line = text.replace("\t", " ").replace("\n", " ").strip()
    return line if len(line) <= 40 else f"{line[:39]}…"


def _apart(text: str, other: str) -> tuple[str, str]:
    """Where two texts differ, each with a few letters around it."""
    shorter = min(len(text), len(other))
    first = next((at for at in range(shorter) if text[at] != other[at]), shorter)
    same = 0  # letters that agree at the end
    while same < shorter - first and text[-1 - same] == other[-1 - same]:
        same += 1

    def cut(one: str) -> str:
        start, end = max(0, first - _AROUND), min(len(one), len(one) - same + _AROUND)
        return ("…" if start else "") + one[start:end] + ("…" if end < len(one) else "")

    return cut(text), cut(other)


def _compare(found: Block | None, wanted: Block | None, differences: list[Difference]) -> int:
    """Add what differs; returns how many numbers of the file agree."""
    if found is None and wanted is not None:
        differences.append(
            Difference(
                wanted.place, None, _short(wanted.text), f"{wanted.place}缺少“{_short(wanted.text)}”。"
            )
        )
        return 0
    if wanted is None and found is not None:
        differences.append(
            Difference(found.place, _short(found.text), None, f"{found.place}多出“{_short(found.text)}”。")
        )
        return 0
    assert found is not None
    assert wanted is not None
    if len(found.cells) != len(wanted.cells):
        told = f"{found.place}的列数不对，应为{len(wanted.cells)}列。"
        differences.append(Difference(found.place, _short(found.text), _short(wanted.text), told))
        return 0
    proved = 0
    for number, (text, right) in enumerate(zip(found.cells, wanted.cells, strict=True), 1):
        place = found.place
        if found.kind in ("row", "chart"):
            place += f"第{number}列（“{_short(wanted.cells[0])}”行）"
        proved += _compare_text(place, text, right, differences)
    return proved


def _compare_text(place: str, text: str, right: str, differences: list[Difference]) -> int:
    ours, theirs = list(_NUMBER.finditer(text)), [one[0] for one in _NUMBER.finditer(right)]
    if _mask(text) != _mask(right):
        here, there = _apart(text.replace("\n", " "), right.replace("\n", " "))
        differences.append(
            Difference(
                place,
                text.strip(),
                right.strip(),
                f"{place}文字有改动：“{here}”应为“{there}”。",
            )
        )
        if max(len(ours), len(theirs)) > _MOST_NUMBERS:
            return 0
        matcher = SequenceMatcher(None, [one[0] for one in ours], theirs, autojunk=False)
        return sum(size for _, _, size in matcher.get_matching_blocks())
    proved = 0
    for one, should in zip(ours, theirs, strict=True):
        if one[0] == should:
            proved += 1
            continue
        around = text[max(0, one.start() - _AROUND) : one.end() + _AROUND].replace("\n", " ")
        told = f"{place}“{around}”中的{one[0]}应为{should}。"
        differences.append(Difference(place, one[0], should, told))
    return proved
