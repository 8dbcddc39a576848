"""Statutes are kept edition by edition; an article's own days go before those of the whole."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from jiefen_lite.errors import NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import Store, statutes

OPERATOR = Viewer(None, "operator:test", frozenset({Role.OPERATOR}))
NOW = datetime(2026, 11, 20, 9, 0)


def _add(store: Store, since: date | None, *articles: statutes.NewArticle) -> int:
    with store.writing():
        made = statutes.add(
            store, OPERATOR, "样例法", "样例法", articles, in_force_from=since, in_force_to=None,
            ended_by=None, repeals=("旧法",), source_file="样例.txt", sha256="0" * 64, now=NOW,
        )  # fmt: skip
        statutes.changed(store, OPERATOR, "样例.txt", 1, 0, len(articles), NOW)
    return made


def _article(number: int, **days: date | None) -> statutes.NewArticle:
    own = {"in_force_from": None, "in_force_to": None} | days
    return statutes.NewArticle(number, 0, f"第{number}条", "", f"条文 {number}", **own)


def test_editions_with_their_days(store: Store) -> None:
    before = statutes.mark(store, OPERATOR)
    old = _add(store, date(2006, 3, 1), _article(1), _article(2, in_force_to=date(2012, 1, 1)))
    new = _add(store, date(2026, 1, 1), _article(1, in_force_from=date(2027, 1, 1)), _article(2), _article(3))
    with store.writing():
        statutes.end(store, OPERATOR, old, date(2026, 1, 1), "样例法")
    assert statutes.mark(store, OPERATOR) == before + 2
    assert statutes.count(store, OPERATOR, NOW.date()) == 1
    assert [(one.id, one.articles, one.holds(NOW.date())) for one in statutes.listing(store, OPERATOR)] == [
        (new, 3, True), (old, 2, False),
    ]  # fmt: skip
    days = {
        (one.statute, one.number): (one.in_force_from, one.in_force_to)
        for one in statutes.everything(store, OPERATOR)
    }
    assert days == {
        (old, 1): (date(2006, 3, 1), date(2026, 1, 1)),
        (old, 2): (date(2006, 3, 1), date(2012, 1, 1)),
        (new, 1): (date(2027, 1, 1), None),
        (new, 2): (date(2026, 1, 1), None),
        (new, 3): (date(2026, 1, 1), None),
    }
    middle = statutes.articles_of(store, OPERATOR, new)[1]
    assert [one.number for one in statutes.beside(store, OPERATOR, middle, 1)] == [1, 3]
    assert statutes.article(store, OPERATOR, middle.id) == middle
    assert statutes.get(store, OPERATOR, old).repeals == ("旧法",)
    for missing in (statutes.get, statutes.article):
        with pytest.raises(NotFound):
            missing(store, OPERATOR, 999_999)
