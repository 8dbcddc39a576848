"""法律法规 that the centre has loaded: every edition with its days; nothing is deleted, an older one ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import peewee as pw

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Counter, Statute, StatuteArticle

ACTION = "statute"
_COLUMNS = (
    "statute",
    "place",
    "number",
    "behind",
    "article",
    "chapter",
    "text",
    "in_force_from",
    "in_force_to",
)
_AT_ONCE = 2000
_CHANGES = "statutes"


class NewArticle(NamedTuple):
    """An article to be kept."""

    number: int
    behind: int
    article: str
    chapter: str
    text: str
    in_force_from: date | None
    in_force_to: date | None


@dataclass(frozen=True, slots=True)
class StatuteRecord:
    """One edition of a law."""

    id: int
    name: str
    key: str
    in_force_from: date | None
    in_force_to: date | None
    ended_by: str | None
    repeals: tuple[str, ...]
    source_file: str
    sha256: str
    imported_at: datetime
    imported_by: str
    articles: int

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return (self.in_force_from or date.min) <= on < (self.in_force_to or date.max)


class ArticleRecord(NamedTuple):
    """One article with the days that count for it."""

    id: int
    statute: int
    law: str
    place: int
    number: int
    behind: int
    article: str
    chapter: str
    text: str
    in_force_from: date | None
    in_force_to: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return (self.in_force_from or date.min) <= on < (self.in_force_to or date.max)


def add(
    store: Store,
    viewer: Viewer,
    name: str,
    key: str,
    articles: Sequence[NewArticle],
    *,
    in_force_from: date | None,
    in_force_to: date | None,
    ended_by: str | None,
    repeals: Sequence[str],
    source_file: str,
    sha256: str,
    now: datetime,
) -> int:
    """Keep one edition with its articles (inside a write); its number."""
    made = Statute.create(
        name=name, key=key, in_force_from=in_force_from, in_force_to=in_force_to, ended_by=ended_by,
        repeals=json.dumps(list(repeals), ensure_ascii=False), source_file=source_file, sha256=sha256,
        imported_at=now, imported_by=viewer.name,
    )  # fmt: skip
    rows = [
        (made.id, place, one.number, one.behind, one.article, one.chapter, one.text,
         _day(one.in_force_from), _day(one.in_force_to))
        for place, one in enumerate(articles)
    ]  # fmt: skip
    for begin in range(0, len(rows), _AT_ONCE):
        store.insert_many(StatuteArticle, _COLUMNS, rows[begin : begin + _AT_ONCE])
    return int(made.id)


def end(store: Store, viewer: Viewer, number: int, on: date | None, by: str | None) -> None:
    """From which day an edition holds no more, and which law ended it (inside a write); None: it holds."""
    Statute.update(in_force_to=on, ended_by=by).where(Statute.id == number).execute()


def listing(store: Store, viewer: Viewer, key: str | None = None) -> list[StatuteRecord]:
    """Every edition, or those of one law; the newest of each law first."""
    with store.reading():
        count = pw.fn.COUNT(StatuteArticle.id)
        query = (
            Statute.select(Statute, count.alias("articles"))
            .join(StatuteArticle, pw.JOIN.LEFT_OUTER)
            .group_by(Statute.id)
            .order_by(Statute.name, Statute.id.desc())
        )
        if key is not None:
            query = query.where(Statute.key == key)
        return [
            StatuteRecord(**(row | {"repeals": tuple(json.loads(row["repeals"]))})) for row in query.dicts()
        ]


def get(store: Store, viewer: Viewer, number: int) -> StatuteRecord:
    """One edition. Raises NotFound."""
    found = [one for one in listing(store, viewer) if one.id == number]
    if not found:
        raise NotFound("没有这部法律，请回到列表再看。")
    return found[0]


def articles_of(store: Store, viewer: Viewer, statute: int) -> list[ArticleRecord]:
    """All articles of an edition, in order."""
    with store.reading():
        query = _articles().where(StatuteArticle.statute == statute).order_by(StatuteArticle.place)
        return [_article(row) for row in query.tuples()]


def count(store: Store, viewer: Viewer, on: date) -> int:
    """How many laws are loaded that are in force on a day."""
    with store.reading():
        begun = Statute.in_force_from.is_null() | (Statute.in_force_from <= on)
        going_on = Statute.in_force_to.is_null() | (Statute.in_force_to > on)
        return int(Statute.select().where(begun & going_on).count())


def article(store: Store, viewer: Viewer, number: int) -> ArticleRecord:
    """One article. Raises NotFound."""
    found = articles(store, viewer, [number]).get(number)
    if found is None:
        raise NotFound("没有这一条，请回到搜索再看。")
    return found


def beside(store: Store, viewer: Viewer, one: ArticleRecord, reach: int) -> list[ArticleRecord]:
    """The articles before and behind one, in order."""
    with store.reading():
        near = StatuteArticle.place.between(one.place - reach, one.place + reach)
        query = _articles().where(StatuteArticle.statute == one.statute, near, StatuteArticle.id != one.id)
        return [_article(row) for row in query.order_by(StatuteArticle.place).tuples()]


def articles(store: Store, viewer: Viewer, numbers: Sequence[int]) -> dict[int, ArticleRecord]:
    """Articles by their numbers in the store; what is not there is left out."""
    with store.reading():
        query = _articles().where(StatuteArticle.id.in_(list(numbers)))
        return {one.id: one for one in map(_article, query.tuples())}


def everything(store: Store, viewer: Viewer) -> Iterator[ArticleRecord]:
    """Every article of every edition, law by law, in order: for the index."""
    with store.reading():
        query = _articles().order_by(Statute.name, Statute.id, StatuteArticle.place)
        for row in query.tuples().iterator():
            yield _article(row)


def mark(store: Store, viewer: Viewer) -> int:
    """Grows whenever statutes came or ended: what an index was made of."""
    with store.reading():
        found = Counter.get_or_none(Counter.name == _CHANGES)
        return int(found.value) if found is not None else 0


def changed(store: Store, viewer: Viewer, file: str, kept: int, same: int, count: int, now: datetime) -> None:
    """Statutes are others from now on: into the audit log, which file brought how many (inside a write)."""
    if not Counter.update(value=Counter.value + 1).where(Counter.name == _CHANGES).execute():
        Counter.create(name=_CHANGES, value=1)
    audit.record(
        store, viewer, ACTION, file, now=now, detail={"laws": kept, "unchanged": same, "articles": count}
    )


def _articles() -> pw.ModelSelect:
    article, statute = StatuteArticle, Statute
    begins = pw.fn.COALESCE(article.in_force_from, statute.in_force_from)
    return article.select(
        article.id, article.statute, statute.name, article.place, article.number, article.behind,
        article.article, article.chapter, article.text, begins.alias("begins"), article.in_force_to,
        statute.in_force_to,
    ).join(statute)  # fmt: skip


def _article(row: tuple[Any, ...]) -> ArticleRecord:
    *plain, begins, own_end, whole_end = row
    ends = [one for one in (_as_day(own_end), _as_day(whole_end)) if one is not None]
    return ArticleRecord._make([*plain, _as_day(begins), min(ends, default=None)])


def _as_day(value: Any) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
