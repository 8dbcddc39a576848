"""Statutes come in: looked at first, then kept; the text before ends on the day the new one begins.

Nothing is deleted. What a law says at its end (《…》同时废止) ends those laws too, also where they come
in later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed
from jiefen_lite.lawbook import files
from jiefen_lite.lawbook.access import IMPORTERS
from jiefen_lite.lawbook.files import Law
from jiefen_lite.lawtext.names import law_key
from jiefen_lite.lawtext.splitting import ArticleText, gaps
from jiefen_lite.shapes import Viewer
from jiefen_lite.store import statutes
from jiefen_lite.store.statutes import StatuteRecord

#: Before every law: a text that was never in force.
_EVER = date(1900, 1, 1)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Coming:
    """One law of a file, and what taking it would do."""

    law: str
    articles: int
    in_force_from: date | None
    in_force_to: date | None
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    replaces: tuple[str, ...]  # editions that end with it, in words
    same: bool  # it is kept already
    ended_by: str | None
    repeals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring."""

    file: str
    laws: tuple[Coming, ...]

    @property
    def articles(self) -> int:
        """Articles of the laws that are new."""
        return sum(one.articles for one in self.laws if not one.same)

    @property
    def new(self) -> int:
        """Laws that are not kept yet."""
        return sum(not one.same for one in self.laws)


@dataclass
class _Edition:
    """An edition while it is decided how long it holds; ``id`` 0: it is only coming."""

    id: int
    name: str
    key: str
    sha256: str
    since: date | None
    until: date | None
    by: str | None
    repeals: tuple[str, ...]
    changed: bool = False

    def end(self, on: date, by: str | None) -> None:
        if self.until is None or on < self.until:
            self.until, self.by, self.changed = on, by, True


def preview(house: House, viewer: Viewer, name: str, data: bytes, today: date) -> Preview:
    """What a file would bring; nothing is kept. Raises UnreadableFile, NotAllowed."""
    _require(viewer)
    laws = files.read(name, data)
    _editions, told = _decide(house, viewer, laws, today)
    return Preview(name, tuple(told))


def take(house: House, viewer: Viewer, name: str, data: bytes, now: datetime) -> Preview:
    """Keep the laws of a file that are not kept yet. Raises UnreadableFile, NotAllowed."""
    _require(viewer)
    laws = files.read(name, data)
    store = house.store
    with store.writing():
        editions, told = _decide(house, viewer, laws, now.date())
        for one in editions:
            if one.id and one.changed:
                statutes.end(store, viewer, one.id, one.until, one.by)
        coming = iter([one for one in editions if not one.id])
        for law, tells in zip(laws, told, strict=True):
            if tells.same:
                continue
            edition = next(coming)
            statutes.add(
                store, viewer, law.name, law.key, law.articles, in_force_from=law.in_force_from,
                in_force_to=edition.until, ended_by=edition.by, repeals=law.repeals, source_file=name[:200],
                sha256=edition.sha256, now=now,
            )  # fmt: skip
        result = Preview(name, tuple(told))
        same = len(told) - result.new
        if result.new:
            statutes.changed(store, viewer, name[:200], result.new, same, result.articles, now)
    return result


def _require(viewer: Viewer) -> None:
    if not viewer.roles & IMPORTERS:
        raise NotAllowed("导入法律全文由规则编辑员或者管理员来做。", "如果工作需要，请找管理员。")


def _mark(law: Law) -> str:
    parts = (f"{one.article}\n{one.text}\n{one.in_force_from}\n{one.in_force_to}" for one in law.articles)
    whole = "\n\n".join([law.key, str(law.in_force_from), *parts])
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def _decide(
    house: House, viewer: Viewer, laws: Iterable[Law], today: date
) -> tuple[list[_Edition], list[Coming]]:
    """Every edition with its end, the coming ones last, in order; and what is told of each coming law."""
    editions = [_kept(one) for one in statutes.listing(house.store, viewer)]
    by_key: dict[str, list[_Edition]] = {}
    for one in editions:
        by_key.setdefault(one.key, []).append(one)
    ended = {law_key(one.law): one for one in house.book.laws.ended}
    repealed: dict[str, list[_Edition]] = {}
    for one in editions:
        for name in one.repeals:
            repealed.setdefault(law_key(name), []).append(one)
    drafts: list[tuple[Law, _Edition | None, list[str]]] = []
    for law in laws:
        mark = _mark(law)
        others = by_key.setdefault(law.key, [])
        if any(other.sha256 == mark for other in others):
            drafts.append((law, None, []))
            continue
        new = _Edition(0, law.name, law.key, mark, law.in_force_from, law.in_force_to, None, law.repeals)
        replaced = []
        for other in others:
            if new.since and other.since and other.since > new.since:
                new.end(other.since, f"{law.name}（新的文本）")
            elif other.until is None or new.since is None or other.until > new.since:
                on = new.since or (today if other.since else _EVER)
                other.end(on, f"{law.name}（新的文本）")
                if other.id:
                    replaced.append(f"{other.since or '施行日期不明'}的文本")
        others.append(new)
        editions.append(new)
        for name in law.repeals:
            repealed.setdefault(law_key(name), []).append(new)
        drafts.append((law, new, replaced))
    for key, by in repealed.items():
        for edition in by_key.get(key, ()):
            for ender in by:
                on = ender.since or today
                if edition is not ender and (edition.since is None or edition.since < on):
                    edition.end(on, ender.name)
    for key, rule in ended.items():
        for edition in by_key.get(key, ()):
            renewed = law_key(rule.by) == key
            if (edition.since is None and not renewed) or (edition.since and edition.since < rule.on):
                edition.end(rule.on, rule.by)
    return editions, [_told(law, edition, replaced) for law, edition, replaced in drafts]


def _kept(one: StatuteRecord) -> _Edition:
    return _Edition(
        one.id, one.name, one.key, one.sha256, one.in_force_from, one.in_force_to, one.ended_by, one.repeals
    )


def _told(law: Law, edition: _Edition | None, replaced: list[str]) -> Coming:
    texts = [ArticleText(one.number, one.behind, one.article, one.text) for one in law.articles]
    missing, twice = gaps(texts)
    return Coming(
        law.name, len(law.articles), law.in_force_from, edition.until if edition else law.in_force_to,
        tuple(missing[:_SHOWN]), tuple(twice[:_SHOWN]), tuple(replaced), edition is None,
        edition.by if edition else None, law.repeals,
    )  # fmt: skip
