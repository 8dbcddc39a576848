"""What a file of statutes holds: running text of one law, or a table or lines of articles of many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import importers
from jiefen_lite import jsontext
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.lawtext.names import article_name, article_no, law_key, law_name
from jiefen_lite.lawtext.splitting import ArticleText, begins_on, ended_by, split
from jiefen_lite.store.statutes import NewArticle

#: What the columns of a table may be called.
_COLUMNS = {
    "law": ("law", "法律", "法规", "法律名称", "法规名称", "名称"),
    "article": ("article", "条", "条号", "条款", "条文号"),
    "text": ("text", "正文", "内容", "条文", "条文内容", "全文"),
    "chapter": ("chapter", "章", "章节"),
    "in_force_from": ("in_force_from", "施行日期", "生效日期", "施行日"),
    "in_force_to": ("in_force_to", "失效日期", "废止日期", "失效日"),
}
_DAY = re.compile(r"((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?:\s*日)?(?:[T ].*)?")
_LONGEST = 20_000  # characters of one article
_ENDING = re.compile(r"(\.(docx?|txt|md|xlsx?|jsonl|gz))+$", re.IGNORECASE)
_KINDS = "能导入的有：Word（.docx）、文本（.txt、.md）、Excel（.xlsx）、每行一条的 .jsonl（可以压缩成 .gz）。"


@dataclass(frozen=True, slots=True)
class Law:
    """One law as a file has it."""

    name: str
    key: str
    articles: tuple[NewArticle, ...]
    in_force_from: date | None
    in_force_to: date | None
    repeals: tuple[str, ...]


def read(name: str, data: bytes) -> list[Law]:
    """Every law of a file. Raises UnreadableFile with what to do."""
    lines = importers.text_lines(data)
    if lines is None:
        return _from_rows(_table_rows(importers.cells(data)))
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("{"):
        return _from_rows(_json_rows(lines))
    title = _ENDING.sub("", name)
    found = split("\n".join(lines))
    if not found.articles:
        raise UnreadableFile(
            f"“{name}”里没有找到一条以“第…条”开头的条文。", "请确认条号写在每条的开头、是文字而不是自动编号。"
        )
    law = found.law or law_name(title)
    if not law:
        raise UnreadableFile(f"“{name}”里没有法律的名称，请把名称写在第一行，或者写成文件名。")
    return [
        _law(
            law,
            [NewArticle(one.number, one.behind, one.article, one.chapter, one.text, None, None)
             for one in found.articles],
            found.in_force_from,
            found.repeals,
        )
    ]  # fmt: skip


def _json_rows(lines: Sequence[str]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = jsontext.decode(line)
        except ValueError as error:
            raise UnreadableFile(f"第 {number} 行不是完整的 JSON，请改好后再导入。") from error
        if not isinstance(row, dict):
            raise UnreadableFile(
                f"第 {number} 行不是一条记录，请照 docs/commands.md 写上法律名称、条号、正文。"
            )
        yield number, row


def _table_rows(sheets: Sequence[Any] | None) -> Iterable[tuple[int, Mapping[str, Any]]]:
    if sheets is None:
        raise UnreadableFile("这张表太大，一次读不完。", "请拆成几个文件，或者存成 .jsonl 再导入。")
    known = {word: field for field, words in _COLUMNS.items() for word in words}
    seen = False
    for sheet in sheets:
        places: dict[str, int] = {}
        for number, row in enumerate(sheet.rows, 1):
            cells = ["" if cell is None else str(cell).strip() for cell in row]
            if not places:
                heads = {known[cell]: at for at, cell in enumerate(cells) if cell in known}
                if {"law", "article", "text"} <= heads.keys():
                    places, seen = heads, True
                continue
            if any(cells):
                yield number, {field: cells[at] for field, at in places.items() if at < len(cells)}
    if not seen:
        raise UnreadableFile(
            "表里没有找到表头。", "请在一行里写上“法律名称”“条号”“正文”三列，可以再加“施行日期”“失效日期”。"
        )


def _from_rows(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> list[Law]:
    laws: dict[str, list[NewArticle]] = {}
    names: dict[str, str] = {}
    for number, row in rows:
        law, text = law_name(_word(row.get("law"))), _paragraphs(_word(row.get("text")))
        article = _word(row.get("article"))
        if not law or not text or not article:
            raise UnreadableFile(f"第 {number} 行缺少法律名称、条号或者正文，请补上后再导入。")
        if len(law) > 200 or len(text) > _LONGEST:
            raise UnreadableFile(f"第 {number} 行的名称或者正文太长，请检查是不是把几条写在了一起。")
        key = law_key(law)
        names.setdefault(key, law)
        no = article_no(article)
        shown = article_name(*no) if no else article[:40]
        laws.setdefault(key, []).append(
            NewArticle(
                *(no or (0, 0)), shown, _word(row.get("chapter"))[:200], text,
                _day(row.get("in_force_from"), number), _day(row.get("in_force_to"), number),
            )
        )  # fmt: skip
    if not laws:
        raise UnreadableFile("文件里没有条文。", _KINDS)
    found = []
    for key, articles in laws.items():
        texts = [ArticleText(one.number, one.behind, one.article, one.text) for one in articles]
        since = {one.in_force_from for one in articles}
        whole = since.pop() if len(since) == 1 else min((one for one in since if one), default=None)
        found.append(_law(names[key], articles, whole or begins_on((), texts), ended_by(names[key], texts)))
    return found


def _law(name: str, articles: list[NewArticle], since: date | None, repeals: Sequence[str]) -> Law:
    ends = {one.in_force_to for one in articles}
    until = ends.pop() if len(ends) == 1 else None
    own = [
        one._replace(
            in_force_from=None if one.in_force_from == since else one.in_force_from,
            in_force_to=None if one.in_force_to == until else one.in_force_to,
            chapter=one.chapter[:200],
        )
        for one in articles
    ]
    return Law(name[:200], law_key(name)[:200], tuple(own), since, until, tuple(repeals))


def _word(value: object) -> str:
    return "" if value is None else str(value).strip()


def _paragraphs(text: str) -> str:
    """款 and 项 line by line, without the blanks that sites put before them."""
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


def _day(value: object, number: int) -> date | None:
    words = _word(value)
    if not words:
        return None
    found = _DAY.fullmatch(words)
    try:
        if found is None:
            raise ValueError(words)
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise UnreadableFile(f"第 {number} 行的日期“{words[:20]}”看不懂，请写成 2026-01-01 这样。") from error
