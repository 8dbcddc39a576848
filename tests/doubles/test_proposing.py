"""Which cases are proposed as one dispute: what people, places, numbers and words have to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiefen_lite import demo, doubles
from jiefen_lite.rules import loader
from jiefen_lite.rules.schema import Doubles
from jiefen_lite.shapes import Channel, DoubleFacts, DoubleProposal, PartyRole, Somebody

RULES: Doubles = loader.load().doubles
DAY = date(2026, 11, 3)
APPLICANT, RESPONDENT = PartyRole.APPLICANT, PartyRole.RESPONDENT
YARD = "两家因院墙排水口朝向发生争执，雨水冲毁周家菜窖一角，要求恢复原状并赔偿"


def person(name: str | None, phone: str = "", id_no: str = "", role: PartyRole = APPLICANT) -> Somebody:
    return Somebody(role, name, (phone,) if phone else (), (id_no,) if id_no else ())


def firm(name: str) -> Somebody:
    return Somebody(RESPONDENT, name, is_org=True)


def case(number: int, *people: Somebody, **changes: Any) -> DoubleFacts:
    """A case of a hotline in one village; ``changes`` are fields of DoubleFacts, ``after`` days later."""
    facts = DoubleFacts(
        case_id=number,
        case_code=f"FJ20261103-{number:04d}",
        channel=Channel.HOTLINE_12345,
        received_on=DAY + timedelta(days=changes.pop("after", 0)),
        town="锦山镇",
        village="仁义村",
        spot=None,
        type_l1="neighbor",
        type_l2="院墙地界",
        people_count=None,
        amount_fen=None,
        people=people,
        numbers=(f"12345{number:06d}",),
        quoted=(),
        words="",
    )
    return facts._replace(**changes)


def proposed(
    *cases: DoubleFacts, rules: Doubles = RULES, new: set[int] | None = None
) -> list[tuple[int, int]]:
    return [(one.first, one.second) for one in doubles.propose(cases, rules, new)]


def only(*cases: DoubleFacts) -> DoubleProposal:
    (found,) = doubles.propose(cases, RULES)
    return found


# --------------------------------------------------------------------------- proposed


def test_the_same_telephone_about_the_same_kind_of_matter() -> None:
    """With its reasons in plain words, the weightiest first."""
    first = case(1, person("孙立东", "p1"), channel=Channel.POLICE_110)
    found = only(first, case(2, person("孙立东", "p1"), channel=Channel.PETITION, after=5))
    assert (found.first, found.second) == (1, 2)
    assert [(one.rule, one.points) for one in found.reasons] == [
        ("same_phone", 40),
        ("same_village", 12),
        ("same_kind", 10),
        ("near", 7),
    ]
    assert found.score == 69
    assert [one.text for one in found.reasons] == [
        "电话相同",
        "村（社区）相同：仁义村",
        "二级类型相同：院墙地界",
        "登记相隔 5 天",
    ]


def test_two_names_without_any_number() -> None:
    """申请人 here may be 被申请人 there."""
    one = case(1, person("孙立东"), person("周海峰", role=RESPONDENT), village=None)
    other = case(2, person("周海峰"), person("孙立东", role=RESPONDENT), after=2)
    assert proposed(one, other) == [(1, 2)]


def test_nobody_named_but_the_same_place_and_words() -> None:
    told = {"spot": "锦山镇仁义村二组12号", "words": YARD}
    assert proposed(case(1, **told), case(2, after=1, **told)) == [(1, 2)]


@pytest.mark.parametrize(
    ("quoted", "own"),
    [
        ("SH2026110300333", "SH2026110300333"),
        ("（2026）黑0882诉前调第12号", "(2026)黑0882诉前调12号"),
        ("富劳人仲案字[2026] 12号", "富劳人仲案字〔2026〕12号"),
    ],
)
def test_a_quoted_number_however_it_is_spelled_and_long_ago(quoted: str, own: str) -> None:
    first = case(1, numbers=(own,))
    later = case(2, after=200, quoted=(quoted,), town="兴隆岗镇", village=None, type_l1=None)
    assert [one.reasons[0].rule for one in doubles.propose([first, later], RULES)] == ["quoted_number"]


def test_two_systems_that_quote_the_same_number() -> None:
    assert proposed(case(1, quoted=("SH1234567890123",)), case(2, quoted=("SH1234567890123",))) == [(1, 2)]


def test_a_mistyped_identity_number_does_not_part_name_and_telephone() -> None:
    one, other = person("孙立东", "p1", "i1"), person("孙立东", "p1", "i2")
    assert proposed(case(1, one), case(2, other)) == [(1, 2)]


# --------------------------------------------------------------------------- not proposed


def test_the_same_person_with_another_matter_is_no_double() -> None:
    yard = case(1, person("孙立东", "p1"), person("周海峰", role=RESPONDENT))
    wages = case(
        2,
        person("孙立东", "p1"),
        firm("富锦市宏达建筑有限公司"),
        after=5,
        type_l1="migrant_wage",
        type_l2="欠薪",
    )
    assert proposed(yard, wages) == []


def test_many_people_against_one_firm_are_many_matters() -> None:
    """The heating is cold in one street: same firm, same village, same week, nearly the same words."""
    told = "小区供暖不热，室温只有十四度，要求供热公司上门维修并退还热费"
    people = [("孙立东", "p1"), ("周海峰", "p2"), ("李秀兰", "p3")]
    found = [
        case(at, person(*one), firm("煜暖热力有限公司"), after=at, words=told, spot=f"仁义村{at}号楼1单元")
        for at, one in enumerate(people, 1)
    ]
    anonymous = case(9, firm("富锦市煜暖热力有限公司"), after=4, words=told, spot="仁义村9号楼3单元")
    assert proposed(*found, anonymous) == []


def test_a_common_name_alone_says_too_little() -> None:
    one = case(1, person("王伟"), village=None, type_l2=None)
    assert proposed(one, case(2, person("王伟"), village=None, after=20)) == []


def test_a_telephone_that_many_report_from_says_nothing() -> None:
    """A village office reports for everybody; a family's telephone tells who it is."""
    found = [case(at, person(None, "office"), after=at % 20) for at in range(RULES.common_from)]
    assert proposed(*found) == []
    assert len(proposed(*found[:3])) == 3


def test_masked_names_are_nobodys() -> None:
    one, other = case(1, person("王某"), spot="三组"), case(2, person("王某"), spot="三组")
    assert proposed(one, other) == []


def test_too_long_ago_is_a_new_matter() -> None:
    one = case(1, person("孙立东", "p1"))
    later = RULES.within_days
    assert proposed(one, case(2, person("孙立东", "p1"), after=later - 30)) == [(1, 2)]
    assert proposed(one, case(2, person("孙立东", "p1"), after=later + 1)) == []


# --------------------------------------------------------------------------- how it is asked


def test_only_pairs_with_a_new_case_are_told() -> None:
    same = [case(at, person("孙立东", "p1"), after=at) for at in (1, 2, 3)]
    assert proposed(*same) == [(1, 2), (1, 3), (2, 3)]
    assert proposed(*same, new={3}) == [(1, 3), (2, 3)]


def test_the_county_sets_the_threshold_and_the_points() -> None:
    one, other = case(1, person("孙立东", "p1")), case(2, person("孙立东", "p1"), after=5)
    assert proposed(one, other, rules=replace(RULES, propose_from=70)) == []
    silent = tuple(replace(rule, points=0) if rule.id == "same_phone" else rule for rule in RULES.rules)
    assert proposed(one, other, rules=replace(RULES, rules=silent)) == []


def test_any_two_cases_side_by_side() -> None:
    """Also where nothing is proposed; people and numbers that weigh nothing more are told as well."""
    one, other = (
        case(1, person("孙立东", "p1")),
        case(2, person("孙立东", "p1"), town="兴隆岗镇", village=None),
    )
    reasons, met = doubles.side_by_side(one, other, RULES)
    assert {reason.rule for reason in reasons} == {"same_phone", "same_kind", "near", "other_town"}
    assert reasons[-1].points < 0
    assert met >= {"same_phone", "same_person"}


@pytest.mark.parametrize("seed", [20261103, 7, 99])
def test_invented_counties(seed: int) -> None:
    """Two years of 200 cases a month, waves of complaints about one firm among them."""
    facts, told = demo.invented_facts(demo.sample_months(date(2026, 11, 24), 24), 200, seed)
    found = set(proposed(*facts))
    assert len(told) > 100
    assert len(found & told) >= 0.95 * len(told)
    assert len(found & told) >= 0.95 * len(found)
