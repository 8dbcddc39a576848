"""Edits in rule files: what is not edited stays byte for byte, and edits back give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from jiefen_lite.errors import CannotEdit
from jiefen_lite.rules import loader
from jiefen_lite.rules.editor import Add, AddAfter, Edit, Remove, Set, edit
from jiefen_lite.rules.schema import FILES

TEXTS = {name: loader.shipped(name).decode() for name in FILES}
Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a file with its address."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from places(each, (*path, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from places(each, (*path, at))


PLAIN = {name: loader.read_plain(text, f"{name}.yaml")[0] for name, text in TEXTS.items()}
WORDS = st.text(
    st.one_of(
        st.sampled_from("欠薪工资甲乙丙…，、；：“”# :-[]{},'\"@!&*?|>%0123no"), st.characters(codec="utf-8")
    ),
    max_size=12,
).filter(lambda word: word.isprintable() and "\ufeff" not in word)
MANY = 40  # places of a file that are tried at once


def some(places: list[tuple[Path, Any]], data: st.DataObject) -> list[tuple[Path, Any]]:
    """A few places of a file, no two of them one inside the other."""
    picked = data.draw(st.lists(st.sampled_from(places), max_size=MANY, unique_by=lambda each: each[0]))
    return [one for one in picked if not any(one[0][: len(p)] == p and p != one[0] for p, _ in picked)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_words_are_set_and_set_back(name: str, data: st.DataObject) -> None:
    """Their lines change, everything else stays, and back come the same bytes."""
    old = TEXTS[name]
    chosen = some([place for place in places(PLAIN[name]) if isinstance(place[1], str)], data)
    words = [data.draw(WORDS) for _ in chosen]
    new = edit(old, *(Set(path, word) for (path, _), word in zip(chosen, words, strict=True)))
    read = dict(places(loader.read_plain(new, name)[0]))
    assert [read[path] for path, _ in chosen] == words
    pairs = list(zip(old.splitlines(), new.splitlines(), strict=True))
    assert sum(a != b for a, b in pairs) <= len(chosen)
    back = edit(new, *(Set(path, value) for path, value in chosen))
    # a word that once needed quotes keeps them, and so does a number that comes where a word was
    assert back.replace('"', "") == old.replace('"', "")
    needy = [*words, *(value for _, value in chosen)]
    assert back == old or any('"' in edit("a: 甲", Set("a", word)) for word in needy)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_words_and_rules_are_added_and_removed(name: str, data: st.DataObject) -> None:
    """At any place of any list, and a rule after any rule; nothing else moves."""
    old = TEXTS[name]
    chosen = some([place for place in places(PLAIN[name]) if isinstance(place[1], list)], data)
    wishes: list[Edit] = []
    there: list[tuple[Path, Any]] = []
    for path, items in chosen:
        at = data.draw(st.integers(0, len(items)))
        word = data.draw(WORDS)
        if items and isinstance(items[0], dict):
            at = max(at, 1)
            there.append(((*path, at), {"id": "brand_new", "words": [word], "basis": word}))
            wishes.append(AddAfter((*path, at - 1), there[-1][1]))
        else:
            there.append(((*path, at), word))
            wishes.append(Add(path, word, at))
    new = edit(old, *wishes)
    read = dict(places(loader.read_plain(new, name)[0]))
    assert [(path, read[path]) for path, _ in there] == there
    assert edit(new, *(Remove(path) for path, _ in there)) == old


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_items_are_taken_out_alone(name: str, data: st.DataObject) -> None:
    """What is left is what was there without them; every comment stays."""
    old = TEXTS[name]
    lists = [place for place in places(PLAIN[name]) if isinstance(place[1], list) and len(place[1]) > 1]
    chosen = [(path, items, data.draw(st.integers(0, len(items) - 1))) for path, items in some(lists, data)]
    new = edit(old, *(Remove((*path, at)) for path, _, at in chosen))
    read = dict(places(loader.read_plain(new, name)[0]))
    for path, items, at in chosen:
        assert read[path] == items[:at] + items[at + 1 :]
    comments = [line for line in old.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in new.splitlines() if line.lstrip().startswith("#")] == comments


@pytest.mark.parametrize("name", FILES)
def test_setting_everything_as_it_is_changes_nothing(name: str) -> None:
    """Also for whole lists and rules."""
    wishes = [Set((key,), value) for key, value in PLAIN[name].items()]
    assert edit(TEXTS[name], *wishes) == TEXTS[name]


def test_one_word_changes_one_line() -> None:
    """By an address as people write it."""
    old = TEXTS["types"]
    new = edit(old, Add("types[labor].words", "年休假"))
    pairs = zip(old.splitlines(), new.splitlines(), strict=True)
    ((before, after),) = [(a, b) for a, b in pairs if a != b]
    assert after == before.removesuffix("]") + ", 年休假]"


LAST = "    unless: [停工留薪]\r\n"


def test_windows_line_ends_and_byte_order_mark_stay() -> None:
    """A file saved by Notepad."""
    old = "\ufeff" + TEXTS["risk"].replace("\n", "\r\n")
    new = edit(
        old, Set("high_from", 55), AddAfter("rules[big_money]", {"id": "new", "tag": "新", "points": 5})
    )
    assert new.startswith("\ufeff")
    assert "\n" not in new.replace("\r\n", "")
    added = "  - id: new\r\n    tag: 新\r\n    points: 5\r\n"
    assert new == old.replace("high_from: 60", "high_from: 55").replace(LAST, LAST + added)


RULES = """\
# 头上的话
high: 60  # 到这里算高
rules:
  # 第一条
  - id: a
    words: [甲, "乙，乙"]   # 词

  - id: b
    text: 带 # 号吗
    hard: true
none: []
short:
  - {id: x, n: 1}   # 一行
  - {id: y}
"""


@pytest.mark.parametrize(
    ("wish", "old", "new"),
    [
        (Set("high", 55), "high: 60  #", "high: 55  #"),
        (Set("high", "55"), "high: 60  #", "high: 55  #"),
        (Set("rules[a].words[1]", "丙"), '"乙，乙"', '"丙"'),
        (Set("rules[a].words", ["甲", "丁，戊"]), '"乙，乙"', '"丁，戊"'),
        (Set("rules[a].words", []), '[甲, "乙，乙"]', "[]"),
        (Remove("rules[a].words[甲]"), '[甲, "乙，乙"]', '["乙，乙"]'),
        (Set("rules[b].hard", False), "hard: true", "hard: false"),
        (Set("rules[b].hard", None), "    hard: true\n", ""),
        (Set("rules[b].since", "2026-01-01"), "hard: true\n", 'hard: true\n    since: "2026-01-01"\n'),
        (Set("short[x].n", 2.0), "n: 1", "n: 2"),
        (Set("short[x].n", None), "{id: x, n: 1}", "{id: x}"),
        (Set("short[y].m", "a: b"), "{id: y}", '{id: y, m: "a: b"}'),
        (Add("none", {"id": "z", "words": ["一"]}), "none: []", "none: [{id: z, words: [一]}]"),
        (Add("rules", {"id": "c", "words": ["子"]}), "true\n", "true\n\n  - id: c\n    words: [子]\n"),
        (
            AddAfter("rules[a]", {"id": "c", "say": [{"text": "好"}]}),
            "# 词\n",
            "# 词\n\n  - id: c\n    say:\n      - {text: 好}\n",
        ),
        (AddAfter("short[x]", {"id": "z", "n": 3}), "# 一行\n", "# 一行\n  - {id: z, n: 3}\n"),
        (Remove("short[x]"), "  - {id: x, n: 1}   # 一行\n", ""),
        (Set("short", []), "\n  - {id: x, n: 1}   # 一行\n  - {id: y}", " []"),
        (Set("added", ["一", "二"]), "hard: true\n", "hard: true\n"),
    ],
)
def test_one_edit(wish: Edit, old: str, new: str) -> None:
    """Exactly the piece that it is about."""
    made = edit(RULES, wish)
    if isinstance(wish, Set) and wish.path == "added":
        assert made == RULES.replace("rules:\n", "added: [一, 二]\nrules:\n", 1)
    else:
        assert RULES.count(old) == 1
        assert made == RULES.replace(old, new)


@pytest.mark.parametrize(
    "wish",
    [Set("rules[c].words", []), Remove("rules[7]"), Set("high.low", 1), Set("", 1), Remove("rules[a].id")],
)
def test_a_place_that_is_not_there(wish: Edit) -> None:
    """Is told, not made."""
    with pytest.raises(CannotEdit):
        edit(RULES, wish)


@pytest.mark.parametrize("text", ["", "a: [1", "a: b: c"])
def test_a_text_that_cannot_be_read(text: str) -> None:
    """Is to be mended first."""
    with pytest.raises(CannotEdit):
        edit(text, Set("a", 1))
