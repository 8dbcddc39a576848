"""The lines below a header: which are cases, why the others are none, and where another table begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from importers.columns import Match, Matcher, norm_header
from importers.headers import LEAST_HITS, NOTE, Area, Header, header_at, may_be_header, score, tells_cases
from importers.layout import Layout, table_of
from importers.sheet import Grid
from importers.values import cell_text
from importers.values.dates import read_date

_SPARE = 8  # spaces that a repeated header may have more than the first one
_TOTALS = frozenset({"合计", "小计", "总计", "共计", "累计", "本页小计", "本页合计"})
_TOTAL = re.compile(
    r"^(?:.{0,8}[-—:：]?)?(?:合\s*计|小\s*计|总\s*计|共\s*计)(?:[（(:：].*|\s*\d+\s*[件起个]?)?$"
    r"|^其\s*中(?:[:：].*)?$|^共\s*\d+\s*[件起]$"
)
_MAY_TOTAL = re.compile("[计其共]").search  # a quick look: this is asked of every line
_HEADING = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．:：]"
)  # 一、邻里纠纷 above a group of cases
_LABEL_END = re.compile(r"[:：\d页]|.$|.[\s:：（(]")
_SEAL = r"(?:盖\s*章|公\s*章|签\s*字|签\s*名|签\s*章)"
_SIGNED = re.compile(
    rf".{{0,20}}(?:[（(]\s*{_SEAL}\s*[)）][:：]?|{_SEAL}\s*[:：]).{{0,12}}$"
    r"|(?:日\s*期[:：]?)?\s*(?:\d{2,4})?\s*年\s*\d{0,2}\s*月\s*\d{0,2}\s*日$"
)
_GOES_ON = re.compile(r"\d{1,2}[.．、]\D|[（(]\d{1,2}[)）]|[①-⑳]")  # 2.本表一式两份, below a note
_EXAMPLE = re.compile(r"(?:填写|填报)?(?:示例|样例|范例|举例)(?:行|数据)?\d?[:：]?$|例[:：]?\d?$")
_ASKED = frozenset({"必填", "选填", "非必填", "可不填", "必填项", "选填项", "*"})
_COUNTED = re.compile(
    r"(?:数|量|率|占比|比例|比重|件|起|人次|合计|小计|总计|本月|上月|累计|同比|环比|项目|指标|职务|单位|姓名|名称|序号|类型|类别)"
    r"(?:[（(].{1,6}[)）])?$"
)
_LINES_OF_RULES = 3  # lines under a header that may say how to fill it in
_LONGEST_WORD = 20
_LONGEST_NUMBER = 2  # characters that number a line without a figure: 十一
_LEAP_YEAR = 2024  # completes days without a year, where only this counts: is it a day
_REPEATED = "重复出现的表头"
_OTHER_LINE = "另一张表的内容，不是台账"


def sort_lines(grid: Grid, layout: Layout, matcher: Matcher) -> list[Layout]:
    """Every line below the header is a case or is skipped with its reason.

    Gives back this table and the tables with headers of their own that stand below it.
    """
    tables: list[Layout] = []
    table: Layout | None = layout
    while table is not None:
        sorter = _Sorter(grid, table, matcher)
        table = sorter.sort()
        tables += sorter.tables
    return tables


class _Sorter:
    """Goes down one table until a header tells that another ledger begins."""

    def __init__(self, grid: Grid, layout: Layout, matcher: Matcher) -> None:
        self._grid, self._layout, self._matcher = grid, layout, matcher
        self._area = Area(grid, layout.left, layout.right)
        self._keys = [
            {norm_header(text) for text in (upper, header, f"{upper}-{header}", upper + header) if text}
            for upper, header in layout.headers
        ]
        matches = [matcher.match(header, group) for group, header in layout.headers]
        self._longest = max((len(upper) + len(header) for upper, header in layout.headers), default=0)
        self._no_data = [
            at
            for at, ((group, _), match) in enumerate(zip(layout.headers, matches, strict=True))
            if group == "" and match.how == "ignored"
        ]
        self._day = _day_column(matches)
        self._banners = _banners(self._area)
        self._other: Layout | None = None  # a table that is no ledger, being passed over
        self.tables = [layout]

    def sort(self) -> Layout | None:
        """Sort the lines; the ledger that begins below, if one does."""
        layout, rows, banners = self._layout, self._grid.rows, self._banners
        left, right, day = layout.left, layout.right, self._day
        whole = left == 0 and right == len(rows[0])
        told, cases = layout.skipped, layout.data_rows
        for at in range(layout.first_line, layout.end):
            row = rows[at] if whole else rows[at][left:right]
            why = self._no_case(row, at in banners)
            if why is None:
                cell = row[day] if day is not None else ""
                # a line with a day in its place is a case: the many pass here at no cost
                no_day = type(cell) is str and not cell[:1].isdigit()
                if self._other is not None:
                    no_day = not _is_day(cell)
                    if not no_day:
                        self._other = None
                if no_day or not cases:
                    why = self._look_closer(row, at)
                    if isinstance(why, Layout):
                        return why
            elif why is _REPEATED:
                below = self._another_header(at)
                if below is not None:
                    return below
            if why is None:
                cases.append(at)
            elif why:
                told.append((at + 1, why))
                if why == "空行":
                    self._other = None
        return None

    def _no_case(self, row: Sequence[Any], is_banner: bool) -> str | None:
        """Why a line is no case, as far as the line alone tells."""
        lead = ""
        filled = 0
        for place, cell in enumerate(row):
            if cell == "" or (isinstance(cell, str) and not cell.strip()):
                continue
            filled += 1
            if filled <= 2:
                if isinstance(cell, str) and (place < 3 or filled == 1):
                    text = cell.strip()
                    if len(text) <= 14 and _MAY_TOTAL(text) and _is_total(text):
                        return "合计、小计行"
                    if filled == 1:
                        lead = text
            elif filled > 3:
                break
        if filled == 0:
            return "空行"
        if lead:
            note = NOTE.match(lead)
            # 负责人拖欠工资 in the first of many cells is a case
            if note and (
                filled <= 2 or _LABEL_END.match(note.group()[-1] + lead[note.end() : note.end() + 1])
            ):
                return "填表人、备注等说明"
        if filled <= 2 and lead:
            why = self._few_cells(row, lead, filled, is_banner)
            if why is not None:
                return why
        if filled <= len(self._no_data) and all(
            at in self._no_data for at, cell in enumerate(row) if cell != "" and str(cell).strip()
        ):
            is_number = len(lead) <= _LONGEST_NUMBER or any(map(str.isdigit, lead))
            return "只有序号的空白行" if is_number else "只有一个单元格的说明文字"
        if lead and len(lead) <= self._longest + _SPARE and self._is_repeated(row, lead):
            return _REPEATED
        return None

    def _few_cells(self, row: Sequence[Any], lead: str, filled: int, is_banner: bool) -> str | None:
        """A line of one or two cells: a heading, a sentence, who signed and when."""
        if filled == 1 and (is_banner or _HEADING.match(lead) or place_is_wide(row, lead)):
            return "只有一个单元格的说明文字"
        places = [at for at, cell in enumerate(row) if cell != "" and str(cell).strip()]
        if self._day not in places and all(
            isinstance(row[at], str) and _SIGNED.match(row[at].strip()) for at in places
        ):
            return "落款、签字"
        told = self._layout.skipped
        if filled == 1 and _GOES_ON.match(lead) and told and told[-1][1] == "填表人、备注等说明":
            return "填表人、备注等说明"
        return None

    def _is_repeated(self, row: Sequence[Any], lead: str) -> bool:
        at_lead = next(at for at, cell in enumerate(row) if str(cell).strip() == lead)
        if norm_header(lead) not in self._keys[at_lead]:
            return False
        same, texts = self._same_as_header(row)
        return same >= max(2, texts * 0.7)

    def _same_as_header(self, row: Sequence[Any]) -> tuple[int, int]:
        """How many cells of a line say what the header says, and how many there are."""
        texts = [(at, norm_header(cell_text(cell))) for at, cell in enumerate(row) if cell != ""]
        return sum(1 for at, key in texts if key in self._keys[at]), sum(1 for _, key in texts if key)

    def _another_header(self, at: int) -> Layout | None:
        """Nearly the header again, but with columns in other places: then another table begins."""
        same, texts = self._same_as_header(self._grid.rows[at][self._layout.left : self._layout.right])
        if same == texts:
            return None
        own, match = self._layout.headers, self._matcher.match
        for place, cell in enumerate(self._area.texts(at)):
            if cell and norm_header(cell) not in self._keys[place]:
                group, header = own[place]
                if match(cell, group).field != match(header, group).field:
                    return self._ledger_below(header_at(self._area, at, self._matcher))
        return None

    def _look_closer(self, row: Sequence[Any], at: int) -> Any:
        """A line without a day: perhaps the header of another table, a line of one, or how to fill in.

        The ledger that begins here, the reason why the line is no case, "" where it was told otherwise,
        or None for a case.
        """
        if at < self._layout.first_line + _LINES_OF_RULES:
            why = _rule_of_filling(row)
            if why is not None:
                return why
        if may_be_header(row, self._matcher):
            header = header_at(self._area, self._top_of(at), self._matcher)
            hits, fed = score(self._area.texts(at), self._matcher)
            if hits >= LEAST_HITS or header.rows > 1:
                if fed >= 0.5 and tells_cases(header.fields(self._matcher)):
                    return self._ledger_below(header)
                return self._pass_over(header)
        if self._other is not None:
            self._other.skipped.append((at + 1, _OTHER_LINE))
            return ""
        if self._day is not None and _heads_counts(row, self._matcher, sure=self._follows_case(at)):
            return self._pass_over(Header(at, 1, [("", text) for text in self._area.texts(at)]))
        return None

    def _follows_case(self, at: int) -> bool:
        cases = self._layout.data_rows
        return bool(cases) and cases[-1] == at - 1

    def _top_of(self, at: int) -> int:
        """The first line of a header that was found by one of its lower lines."""
        for top in range(max(self._layout.first_line, at - 2), at):
            header = header_at(self._area, top, self._matcher)
            if header.rows > at - top and top in self._layout.data_rows[-2:]:
                return top
        return at

    def _ledger_below(self, header: Header) -> Layout:
        """End this table where the header of another ledger begins."""
        layout = self._layout
        titles = self._take_back(header.row)
        layout.end = header.row
        return table_of(self._area, header, titles or layout.titles)

    def _pass_over(self, header: Header) -> str:
        """A table that is no ledger: its lines are told, not read with columns that are not theirs."""
        names = "、".join(dict.fromkeys(text for _, text in header.headers if text))[:40]
        self._take_back(header.row)
        self._other = Layout(
            self._layout.left,
            self._layout.right,
            note=f"第 {header.row + 1} 行起另有一张表（{names}），没有登记日期或事情经过，不像台账，没有读取",
        )
        self._other.skipped.append((header.row + 1, _OTHER_LINE))
        self.tables.append(self._other)
        return ""

    def _take_back(self, at: int) -> list[str]:
        """Lines just above a header that passed as cases are its title; the texts above it."""
        cases = self._layout.data_rows
        told = {row: why for row, why in self._layout.skipped if row <= at}
        while cases and cases[-1] >= at:  # upper lines of the header
            cases.pop()
        titles: list[str] = []
        above = at - 1
        while above >= self._layout.first_line:
            texts = [text for text in self._area.texts(above) if text]
            if above + 1 not in told:
                if len(texts) != 1 or not cases or cases[-1] != above or any(map(str.isdigit, texts[0])):
                    break
                cases.pop()
                told[above + 1] = "另一张表的标题"
            elif told[above + 1] in ("合计、小计行", _REPEATED):
                break
            titles = texts + titles
            above -= 1
        self._layout.skipped[:] = sorted(told.items())
        return titles


def _is_total(text: str) -> bool:
    return "".join(text.split()) in _TOTALS or _TOTAL.match(text) is not None


def _day_column(matches: Sequence[Match]) -> int | None:
    """The column of registration days: by it most lines are known as cases at a glance."""
    found = [(match.rank, at) for at, match in enumerate(matches) if match.field == "received_at"]
    return min(found)[1] if found else None


def _is_day(cell: Any) -> bool:
    return read_date(cell, _LEAP_YEAR, date.max).value is not None if cell != "" else False


def _banners(area: Area) -> set[int]:
    """Lines that one merged cell covers over half the table, as titles and names of groups do."""
    width = area.right - area.left
    return {top for top, left, _, right in area.merges if left == 0 and right + 1 >= max(4, width / 2)}


def place_is_wide(row: Sequence[Any], lead: str) -> bool:
    """True for a lone sentence in the first column of a wide sheet: a note, not a case."""
    return len(row) >= 4 and row[0] != "" and len(lead) > 12


def _rule_of_filling(row: Sequence[Any]) -> str | None:
    """A line under the header that says how to fill it in: 1 2 3, 必填 选填, an example."""
    texts = [text for text in map(cell_text, row) if text]
    if _EXAMPLE.match(texts[0]):
        return "填写示例"
    if len(texts) >= 2 and all(text in _ASKED for text in texts):
        return "填写要求"
    if len(texts) >= 3 and texts == [str(number) for number in range(1, len(texts) + 1)]:
        return "列号"
    if len(texts) >= 3 and texts == list("甲乙丙丁戊己庚辛壬癸"[: len(texts)]):
        return "列号"
    return None


def _heads_counts(row: Sequence[Any], matcher: Matcher, *, sure: bool) -> bool:
    """True for a line of short words that head columns of counts or names, with not one figure in it.

    ``sure``: right below a case each word has to be one, else a case without its day would pass for it.
    """
    texts = [text for text in map(cell_text, row) if text]
    if len(texts) < 2 or len(set(texts)) < len(texts):
        return False
    if any(len(text) > _LONGEST_WORD or re.search(r"\d", text) for text in texts):
        return False
    heads = sum(1 for text in texts if _COUNTED.search(text) or matcher.is_word(text))
    return heads >= (len(texts) if sure else max(2, len(texts) * 0.6))
