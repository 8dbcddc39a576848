"""What a person types is understood, found in any writing, and told why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jiefen_lite import caselist, finding
from jiefen_lite.desk import House
from jiefen_lite.shapes import AskedKind, CaseQuery, CaseRecord, Channel, Role, Town, Viewer, Village
from jiefen_lite.store import cases
from tests.web import support

SUPERVISOR = Viewer(2, "督办", frozenset({Role.SUPERVISOR}))
CLERK = Viewer(3, "受理", frozenset({Role.INTAKE_CLERK}))
HANDLER = Viewer(4, "承办", frozenset({Role.HANDLER}), support.LABOR)
CODE, OTHER = "FJ20261103-0012", "FJ20261104-0013"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Two cases of two towns, and the names people use for the first."""
    made = support.make_house(tmp_path)
    towns = (
        Town("兴隆岗镇", ("兴隆岗",), 21000, (Village("东风村", ("东风屯",), ("红旗大队",)),)),
        Town("城东街道", (), 30000, (Village("向阳社区"),)),
    )
    made.center = replace(made.center, region=replace(made.center.region, towns=towns))
    support.add_case(
        made,
        12,
        units=[(support.LABOR, "responsible")],
        source_no="调字〔2026〕012号",
        channel=Channel.PETITION,
    )
    support.add_case(
        made,
        13,
        day=date(2026, 11, 4),
        units=[(support.TOWN_HALL, "responsible")],
        responsible_unit=support.TOWN_HALL,
        town="城东街道",
        village="向阳社区",
        source_no="JZ-2026-0113",
        type_l1=support.rules().types.types[1].id,
        names=("欧阳明", "周桂兰"),
        summary="两家院墙排水口起争执。",
        claim="拆除围墙",
    )
    return made


def found(house: House, words: str, viewer: Viewer = SUPERVISOR) -> list[CaseRecord]:
    """The cases of a search, as its page has them."""
    query = finding.understood(house, viewer, CaseQuery(text=words))
    return [one.case for one in caselist.page(house, viewer, query, support.NOW.date()).rows]


def codes(house: House, words: str, viewer: Viewer = SUPERVISOR) -> list[str]:
    return [one.case_code for one in found(house, words, viewer)]


@pytest.mark.parametrize(
    "words",
    [
        "FJ20261103-0012", "fj20261103-0012", "ＦＪ２０２６１１０３－００１２", "FJ202611030012",
        "FJ20261103-12", "20261103-12", "fj 20261103 0012", "1103-12", "20261103-0012",
        "调字〔2026〕012号", "调字(2026)12号", "调字（2026）012", "〔2026〕12号", "[2026]第12号", "2026-12",
        "调字〔2026〕0012号", "0012",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(house: House, words: str) -> None:
    assert codes(house, words) == [CODE]


@pytest.mark.parametrize(
    "words", ["JZ-2026-0113", "jz20260113", "ｊｚ－２０２６－０１１３", "JZ 2026 113", "0113"]
)
def test_so_is_one_with_letters(house: House, words: str) -> None:
    assert codes(house, words) == [OTHER]


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        ("东风村", AskedKind.PLACE, CODE),
        ("东风屯", AskedKind.PLACE, CODE),
        ("红旗大队", AskedKind.PLACE, CODE),
        ("城东", AskedKind.PLACE, OTHER),
        ("人社局", AskedKind.UNIT, CODE),
        ("信访", AskedKind.CHANNEL, CODE),
        ("人民调解", AskedKind.CHANNEL, OTHER),
        ("邻里", AskedKind.TYPE, OTHER),
        ("拖欠", AskedKind.WORD, CODE),
        ("墙", AskedKind.WORD, OTHER),
        ("围墙", AskedKind.WORD, OTHER),
    ],
)
def test_names_of_this_county_are_known(house: House, words: str, kind: AskedKind, code: str) -> None:
    assert [one.kind for one in finding.understood(house, SUPERVISOR, CaseQuery(text=words)).asked] == [kind]
    assert codes(house, words) == [code]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("东风村工资", [CODE]),
        ("城东 工资", []),
        ("城东，排水", [OTHER]),
        ("“城东”", [OTHER]),
        ("没有这个词", []),
    ],
)
def test_several_words_must_all_fit(house: House, words: str, expected: list[str]) -> None:
    assert codes(house, words) == expected


@pytest.mark.parametrize(
    "written",
    [
        support.PHONE, "139 4567 8901", "139-4567-8901", "１３９４５６７８９０１", "+86 13945678901",
        "+86-139-4567-8901", "0086 13945678901", "1 3 9 4 5 6 7 8 9 0 1", support.ID_NO,
        "230882 19780512 0012",
        "２３０８８２１９７８０５１２００１２",
    ],
)  # fmt: skip
def test_a_persons_number_is_found_in_any_writing_and_shown_to_nobody(house: House, written: str) -> None:
    query = finding.understood(house, SUPERVISOR, CaseQuery(text=written))
    assert {CODE, OTHER} == set(codes(house, written))
    assert finding.holds_number(written)
    digits = support.PHONE if len("".join(filter(str.isdigit, written))) < 17 else support.ID_NO
    assert digits not in repr(query.asked)
    assert digits not in finding.told(house, query.asked[0])
    assert codes(house, written, CLERK) == []  # who may not see numbers finds nothing by them


def test_names_are_found_only_where_role_and_case_allow_it(house: House) -> None:
    assert codes(house, "欧阳明") == [OTHER]
    assert codes(house, "欧阳明", CLERK) == codes(house, "欧阳明", HANDLER) == []
    assert codes(house, "孙立东", HANDLER) == [CODE]


def test_the_page_says_why_a_case_was_found(house: House) -> None:
    def why(words: str) -> tuple[str, ...]:
        query = finding.understood(house, SUPERVISOR, CaseQuery(text=words))
        (one,) = found(house, words)
        return finding.why(one, query.asked).fields

    assert why("东风屯 拖欠") == ("村（社区）", "简要情况")
    assert why("人社局") == ("主办单位",)
    assert why("欧阳明") == ("当事人姓名",)
    assert why("(2026)12号") == ("来源编号",)
    assert why("围墙") == ("诉求",)
    assert why("1103-12") == ("案件码",)


def test_an_exact_number_comes_before_newer_cases(house: House) -> None:
    support.add_case(
        house, 20, day=date(2026, 11, 9), summary="工资条上写着调字〔2026〕012号。", source_no="甲1"
    )
    assert codes(house, "调字〔2026〕012号") == [CODE, "FJ20261109-0020"]
    assert codes(house, "工资") == ["FJ20261109-0020", CODE]


def test_hits_are_counted_only_so_far(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    query = finding.understood(house, SUPERVISOR, CaseQuery(text="兴隆岗镇 东风村", limit=1))
    for number in range(30, 34):
        support.add_case(house, number)
    few = cases.search_cases(house.store, SUPERVISOR, query, most=3)
    assert (len(few.records), few.total, few.more) == (1, 3, True)
    every = cases.search_cases(house.store, SUPERVISOR, query, most=5)
    assert (every.total, every.more) == (5, False)


def test_many_hits_are_the_same_as_few(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Walked by date instead of looked up one by one: nothing else may come of it."""
    for number in range(30, 34):
        support.add_case(house, number, units=[(support.LABOR, "responsible")])
    for viewer in (SUPERVISOR, HANDLER):
        few = [codes(house, words, viewer) for words in ("工资", "东风屯 拖欠工资", "邻里", "孙立东", "墙")]
        with monkeypatch.context() as changed:
            changed.setattr("jiefen_lite.store.matching.FEW", 1)
            assert [
                codes(house, words, viewer) for words in ("工资", "东风屯 拖欠工资", "邻里", "孙立东", "墙")
            ] == few
