"""Statutes from files: every format alike, a new text ends the old one, the repealed is never suggested."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed, NotFound, UnreadableFile
from jiefen_lite.lawbook import bringing, files, finding
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, statutes
from tests.web import support

NOW = datetime(2026, 11, 20, 9, 0)
TODAY = NOW.date()
OLD = (
    "中华人民共和国养犬样例法\n第一条 养犬应当登记。\n第二条 犬只伤人的，饲养人赔偿。\n"
    "第三条 本法自2006年3月1日起施行。"
)
NEW = (
    "中华人民共和国养犬样例法\n（2025年修订）\n第一条 养犬应当登记。\n"
    "第二条 养犬应当拴绳。\n"
    "第二条之一 犬只伤人的，饲养人应当赔偿医疗费。\n第三条 本法自2026年1月1日起施行。"
    "《养犬样例条例》同时废止。"
)
ENDED = "养犬样例条例\n第一条 犬只伤人的，处以罚款。\n第二条 本条例自2000年1月1日起施行。"
ASKED = "邻居家的犬只伤人，饲养人赔不赔医疗费"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = support.make_house(tmp_path_factory.mktemp("laws"))
    yield house
    house.store.close()


def _found(house: House, on: date = TODAY) -> set[tuple[str, str]]:
    hits = finding.search(house, support.OPERATOR, ASKED, 100, on)
    return {(one.law, one.article) for one in hits if "养犬" in one.law}


def test_without_statutes_the_checked_summaries_are_found(centre: House) -> None:
    (first, *_) = finding.search(centre, support.OPERATOR, "老板拖欠工资不给", 5, TODAY, "labor")
    assert first.id is None
    assert first.basis is not None
    basis, law, name, until = finding.basis(centre, support.OPERATOR, first.basis)
    assert (law, name, basis.gist) == (first.law, first.article, first.text)
    assert until is not None
    assert "拖欠" in "".join(first.words)
    with pytest.raises(NotFound):
        finding.basis(centre, support.OPERATOR, 99999)


def test_a_new_text_ends_the_old_one_and_what_it_repeals(centre: House) -> None:
    def take(text: str, name: str) -> bringing.Preview:
        return bringing.take(centre, support.OPERATOR, name, text.encode(), NOW)

    take(OLD, "旧.txt")
    assert ("中华人民共和国养犬样例法", "第二条") in _found(centre)
    looked = bringing.preview(centre, support.OPERATOR, "新.txt", NEW.encode(), TODAY).laws[0]
    assert looked.replaces == ("2006-03-01的文本",)
    assert len(statutes.listing(centre.store, support.OPERATOR)) == 1  # only looked at
    take(NEW, "新.txt")
    take(ENDED, "条例.txt")  # comes in when it is long gone
    assert _found(centre) >= {("中华人民共和国养犬样例法", "第二条之一")}
    assert "养犬样例条例" not in {law for law, _ in _found(centre)}
    hits = finding.search(centre, support.OPERATOR, ASKED, 100, TODAY)
    assert not any(one.text == "犬只伤人的，饲养人赔偿。" for one in hits)
    assert "养犬样例条例" in {law for law, _ in _found(centre, date(2025, 6, 1))}
    again = take(NEW, "新.txt")
    assert (again.new, again.laws[0].same) == (0, True)
    held = {one.source_file: one.in_force_to for one in statutes.listing(centre.store, support.OPERATOR)}
    assert held == {"旧.txt": date(2026, 1, 1), "新.txt": None, "条例.txt": date(2026, 1, 1)}
    entries = audit.entries(centre.store, support.OPERATOR)
    assert [one["object"] for one in entries if one["action"] == "statute"] == [
        "条例.txt",
        "新.txt",
        "旧.txt",
    ]


def test_what_the_rules_call_ended_is_not_suggested(centre: House) -> None:
    text = "中华人民共和国婚姻法\n第一条 彩礼样例归谁。\n第二条 本法自1981年1月1日起施行。"
    told = bringing.take(centre, support.OPERATOR, "婚姻法.txt", text.encode(), NOW).laws[0]
    assert (told.in_force_to, told.ended_by) == (date(2021, 1, 1), "民法典")
    hits = finding.search(centre, support.OPERATOR, "彩礼样例归谁", 100, TODAY)
    assert "中华人民共和国婚姻法" not in {one.law for one in hits}


def test_who_may_not_load_is_told(centre: House) -> None:
    clerk = Viewer(1, "前台", frozenset({Role.INTAKE_CLERK}))
    with pytest.raises(NotAllowed):
        bringing.take(centre, clerk, "旧.txt", OLD.encode(), NOW)


def _docx() -> bytes:
    made, out = Document(), io.BytesIO()
    for line in OLD.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def _rows() -> list[tuple[str, str, str, str]]:
    words = [line.split(" ", 1) for line in OLD.splitlines()[1:]]
    return [("养犬样例法", article, text, "2006-03-01") for article, text in words]


def _xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in [("法律名称", "条号", "正文", "施行日期"), *_rows()]:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def _jsonl() -> bytes:
    names = ("law", "article", "text", "in_force_from")
    return gzip.compress(
        "\n".join(
            json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in _rows()
        ).encode()
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", OLD.encode("gb18030")), ("a.docx", _docx()), ("a.xlsx", _xlsx()), ("a.jsonl.gz", _jsonl())],
)
def test_every_format_gives_the_same_articles(name: str, data: bytes) -> None:
    (law,) = files.read(name, data)
    assert law.key == "养犬样例法"
    assert [one.article for one in law.articles] == ["第一条", "第二条", "第三条"]
    assert law.articles[1].text == "犬只伤人的，饲养人赔偿。"
    assert law.in_force_from == date(2006, 3, 1)


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"\x1f\x8b\x08 nothing", "解不开"), ("没有条文的一段话。".encode(), "没有找到一条"),
     ('{"law": "某法", "article": "第一条"}'.encode(), "第 1 行缺少"),
     ('{"law": "某法", "article": "第一条", "text": "一", "in_force_from": "去年"}'.encode(), "日期")],
)  # fmt: skip
def test_a_file_that_is_no_law_is_refused_in_words(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        files.read("某.txt", data)


def test_the_articles_for_a_case_go_by_its_story_and_type(tmp_path: Path) -> None:
    house = support.make_house(tmp_path)
    case = support.add_case(house, 1, type_l1="labor", summary="工程干完了，老板一直拖欠农民工工资不给。")
    hits = finding.for_case(house, support.OPERATOR, case.case_code, TODAY)
    assert any(one.for_type and "工资" in one.text for one in hits[:3])
    with pytest.raises(NotFound):
        finding.for_case(house, support.OPERATOR, "FJ20260101-9999", TODAY)
    house.store.close()
