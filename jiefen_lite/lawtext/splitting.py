"""A statute as it is published, split into its articles.

An article begins where a line begins with its number (第一百二十条之一 too); 款 and 项 stay inside it, line
by line. A number that only is mentioned (依照本法第十条) begins nothing, nor does the table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiefen_lite.lawtext.names import ARTICLE, article_name, dates_in, law_key, law_name, number_of
from jiefen_lite.text import normalize

_MARKUP = re.compile(r"^\s*(?:[#>]+\s*|[*+-]\s+)|\*\*|__|^\s*<!--.*?-->\s*$|\\(?=[.()\[\]_*])")
_BEGIN = re.compile(rf"{ARTICLE}(?P<behind>[ ：:、.．]|(?=【)|$)?(?P<text>.*)$")
#: What follows a number that only is mentioned: 第十条规定, 第五条第二款, 第三条至第五条.
_MENTION = re.compile(
    r"(?:第|和|至|或|及|、|，|,|—|-|的规定|规定|所称|所列|中的?|（[一二三四五六七八九十]+）项)"
)
_CHAPTER = re.compile(
    r"第[ ]*[零〇一二三四五六七八九十百0-9]+[ ]*(?P<kind>分编|编|章|节)"
    r"(?:[ 　].*|[^的规中（(，。；]{0,30})$"
)
_CONTENTS = re.compile(r"目[ ]*[录次]$")
_LEVELS = {"编": 0, "分编": 1, "章": 2, "节": 3}
_BEGINS = re.compile(
    r"自(?P<day>(?:19|20)\d{2}[ ]*年[ ]*\d{1,2}[ ]*月[ ]*\d{1,2}[ ]*日)(?:起)?(?:施行|实施|生效|执行)"
)
_NAMES = re.compile(r"《([^《》]+(?:《[^《》]+》[^《》]*)*)》(?!第|中|的第|有关|关于)")
_ENDED = re.compile(r"(?:同时|即行|予以|一并)[^。；]{0,4}废止|废止")
_WORDY = 40  # a title is no longer


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article: its number in order, its name as written, its words, the chapter above it."""

    number: int
    behind: int
    article: str
    text: str
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class Statute:
    """One law, split."""

    law: str
    articles: tuple[ArticleText, ...]
    in_force_from: date | None = None
    repeals: tuple[str, ...] = ()


def split(text: str, name: str = "") -> Statute:
    """A statute's text as its articles; ``name``: of the law, where its text has no title."""
    lines = [_clean(line) for line in text.splitlines()]
    title, articles = "", list[ArticleText]()
    chapter: dict[int, str] = {}
    words: list[str] = []
    open_article: tuple[int, int] | None = None
    head: list[str] = []

    def close() -> None:
        if open_article is not None:
            above = " ".join(chapter[level] for level in sorted(chapter))
            articles.append(
                ArticleText(*open_article, article_name(*open_article), "\n".join(words).strip(), above)
            )

    for line in lines:
        if not line or _CONTENTS.fullmatch(line):
            continue
        begun = _begun(line, articles[-1] if articles else None, open_article)
        heading = _CHAPTER.match(line) if begun is None else None
        if begun is not None:
            close()
            open_article, words = begun[:2], [begun[2]] if begun[2] else []
        elif heading is not None:
            close()
            open_article, words = None, []
            level = _LEVELS[heading["kind"]]
            chapter = {held: one for held, one in chapter.items() if held < level} | {level: line}
        elif open_article is not None:
            words.append(line)
        elif not articles:
            head.append(line)
    close()
    title = name or _title(head)
    found = tuple(articles)
    return Statute(law_name(title), found, begins_on(head, found), ended_by(title, found))


def _clean(line: str) -> str:
    return normalize(_MARKUP.sub("", line).replace("**", ""))


def _begun(
    line: str, before: ArticleText | None, open_article: tuple[int, int] | None
) -> tuple[int, int, str] | None:
    """The article that begins with a line, and its first words."""
    found = _BEGIN.match(line)
    if found is None:
        return None
    text = found["text"].strip()
    if found["behind"] is None and _MENTION.match(found["text"]):
        return None
    if found["behind"] in ("、",) and text.startswith("第"):
        return None  # 第三条、第五条: a list of numbers
    number = number_of(found[1])
    behind = number_of(found[2]) if found[2] else 0
    if number is None or behind is None:
        return None
    last = open_article or ((before.number, before.behind) if before else None)
    if found["behind"] is None and last is not None and (number, behind) <= last:
        return None  # a sentence that begins with an article which has been: 第十条规定的…
    return number, behind, text


def _title(head: Sequence[str]) -> str:
    for line in head:
        if len(line) <= _WORDY * 2 and not line.startswith(("（", "(")) and not dates_in(line):
            return line
    return ""


def begins_on(head: Sequence[str], articles: Sequence[ArticleText]) -> date | None:
    """The day from which a law holds: its last articles say it, else what stands below its title."""
    for words in [one.text for one in reversed(articles[-3:])] + list(head):
        found = _BEGINS.search(words)
        if found is not None:
            days = dates_in(found["day"])
            if days:
                return days[0]
    return None


def ended_by(law: str, articles: Sequence[ArticleText]) -> tuple[str, ...]:
    """The laws that end with this one, as its last articles name them."""
    ended: dict[str, str] = {}
    for one in articles[-3:]:
        for sentence in re.split(r"[。；\n]", one.text):
            if _ENDED.search(sentence):
                for name in _NAMES.findall(sentence):
                    ended.setdefault(law_key(name), law_name(name))
    ended.pop(law_key(law), None)
    return tuple(ended.values())


def gaps(articles: Sequence[ArticleText]) -> tuple[list[str], list[str]]:
    """Numbers that are missing between the first and the last, and numbers that stand there twice."""
    numbers = [(one.number, one.behind) for one in articles if one.number]
    held = set(numbers)
    plain = {number for number, _ in held}
    missing = [article_name(n) for n in range(1, max(plain, default=0) + 1) if n not in plain]
    missing += [
        article_name(number, one) for number, behind in sorted(held) for one in range(1, behind)
        if (number, one) not in held
    ]  # fmt: skip
    twice = sorted({one for one in numbers if numbers.count(one) > 1}) if len(held) < len(numbers) else []
    return list(dict.fromkeys(missing)), [article_name(*one) for one in twice]
