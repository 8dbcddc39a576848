"""Who sees what: scope, masks, search, the logged look at people in clear."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import By, CaseQuery, Clock, PartyFacts, PartyRole, RiskLevel
from jiefen_lite.store import Store, audit, cases, due
from jiefen_lite.store.tables import (
    Case,
    CaseDecision,
    CaseParty,
    CaseSource,
    CaseUnit,
    Table,
)
from tests.factories import (
    ADMIN,
    CLERK,
    LEADER,
    NOW,
    OPERATOR,
    SUPERVISOR,
    applicant,
    handler_of,
    make_case,
)

LABOUR, TOWN = "人力资源和社会保障局", "锦山镇人民政府"


def test_a_unit_sees_only_what_was_given_to_it(store: Store) -> None:
    """Responsible or assisting: yes; another unit's case looks exactly like none."""
    own = make_case(store, unit=LABOUR, assisting=[TOWN])
    other = make_case(store, unit="住房和城乡建设局")
    assert [one.case_code for one in cases.list_cases(store, handler_of(LABOUR), CaseQuery())] == [own]
    assert [one.case_code for one in cases.list_cases(store, handler_of(TOWN), CaseQuery())] == [own]
    assert cases.count_cases(store, handler_of(LABOUR), CaseQuery()) == 1
    said = []
    for code in (other, "FJ20990101-0001"):
        with pytest.raises(NotFound) as nothing:
            cases.get_case(store, handler_of(LABOUR), code)
        said.append(str(nothing.value))
    assert said[0] == said[1]


def test_numbers_asked_together_are_those_of_the_lists(store: Store) -> None:
    """A page's many counts in one round: each as many as its own list, for the county and for a unit."""
    today = NOW.date()
    make_case(store, unit=LABOUR, due_date=today - timedelta(days=2), due_clock=Clock.CENTER, tags=("涉众",))
    make_case(
        store, unit=LABOUR, due_date=today + timedelta(days=3), risk_level=RiskLevel.HIGH, pending=("place",)
    )
    make_case(store, unit=TOWN, assisting=[LABOUR], due_date=today)
    make_case(store, unit=TOWN, due_date=today - timedelta(days=9), due_clock=Clock.CENTER, tags=("涉众",))
    questions = [
        CaseQuery(),
        CaseQuery(open_only=True, risk_level="high"),
        CaseQuery(pending_only=True),
        CaseQuery(unit=TOWN),
        CaseQuery(tag="涉众"),
        CaseQuery(due_from=today, due_to=today + timedelta(days=5)),
    ]
    red = CaseQuery(light="red")
    for viewer, late in ((SUPERVISOR, 2), (handler_of(LABOUR), 1), (handler_of("司法局"), 0)):
        listed = [len(cases.list_cases(store, viewer, one)) for one in questions]
        assert due.count_each(store, viewer, [*questions, red], today) == [*listed, late]
    assert due.count_each(store, SUPERVISOR, questions, today) == [4, 1, 1, 2, 2, 2]
    assert due.count_each(store, handler_of(LABOUR), questions, today) == [3, 1, 1, 1, 0, 2]


def test_a_suggested_unit_sees_nothing_yet(store: Store) -> None:
    """A rule's suggestion is no dispatch."""
    make_case(store, responsible_unit=LABOUR, unit_by=By.RULE)
    assert cases.list_cases(store, handler_of(LABOUR), CaseQuery()) == []


def test_admin_sees_no_case(store: Store) -> None:
    """Who runs the system has no business with its cases."""
    make_case(store)
    assert cases.list_cases(store, ADMIN, CaseQuery()) == []
    assert cases.count_cases(store, ADMIN, CaseQuery()) == 0


def test_people_are_masked_everywhere(store: Store) -> None:
    """Names, numbers and free text alike."""
    code = make_case(
        store, summary="孙立东说周海峰堵了他家的排水口，电话13900001234", claim="请打13900001234联系孙立东"
    )
    seen = cases.get_case(store, SUPERVISOR, code)
    assert [party.name for party in seen.parties] == ["孙**", "周**"]
    assert seen.parties[0].phone == "139****1234"
    for words in (seen.summary, seen.claim):
        assert words
        assert "13900001234" not in words
        assert "孙立东" not in words


def test_a_look_in_clear_needs_a_reason_and_is_logged(store: Store) -> None:
    """The supervisor may, the leader may not; both leave a trace."""
    code = make_case(store)
    with pytest.raises(JiefenError, match="事由"):
        cases.reveal_case(store, SUPERVISOR, code, " ", NOW)
    seen = cases.reveal_case(store, SUPERVISOR, code, "核对当事人", NOW)
    assert (seen.parties[0].name, seen.parties[0].phone) == ("孙立东", "13900001234")
    with pytest.raises(NotAllowed):
        cases.reveal_case(store, LEADER, code, "想看看", NOW)
    assert [(one["action"], one["result"]) for one in audit.entries(store, OPERATOR)] == [
        ("reveal", "refused"),
        ("reveal", "ok"),
    ]


def test_who_asked_for_secrecy_stays_hidden_from_units(store: Store) -> None:
    """Even the handler of the case does not learn who reported."""
    code = make_case(store, unit=LABOUR, secrecy=True)
    seen = cases.reveal_case(store, handler_of(LABOUR), code, "办理需要", NOW)
    assert seen.parties[0].name == "（要求保密）"
    assert seen.parties[0].phone is None
    assert seen.parties[1].name == "周海峰"


@pytest.mark.parametrize("words", ["院墙", "菜窖", "排水口", "院墙 菜窖", "锦山镇", "墙"])
def test_search_finds_short_chinese_words(store: Store, words: str) -> None:
    """Two characters, three, several words, a place, even one character."""
    code = make_case(store, town="锦山镇")
    make_case(store, summary="供暖温度不够，要求退费", town="城东街道")
    assert [one.case_code for one in cases.list_cases(store, SUPERVISOR, CaseQuery(text=words))] == [code]


@pytest.mark.parametrize("words", ["A座", "a座", "座302", "302室", "期、二", "302", "花园(一期"])
def test_search_finds_words_with_letters_digits_and_marks(store: Store, words: str) -> None:
    """As written in the middle of a sentence; letters large or small."""
    code = make_case(store, summary="住幸福花园(一期、二期)A座302室，楼上漏水")
    make_case(store, summary="座谈会上说一期A栋的事，楼下302米处有坑")
    found = [one.case_code for one in cases.list_cases(store, SUPERVISOR, CaseQuery(text=words))]
    assert code in found
    assert len(found) == (2 if words == "302" else 1)


@pytest.mark.parametrize("words", ["墙院", "水口排", "%", "_", "院墙' OR 1=1", "没有这词"])
def test_search_finds_nothing_that_is_not_there(store: Store, words: str) -> None:
    """Swapped characters, wildcards and quotes are just words."""
    make_case(store)
    assert cases.list_cases(store, SUPERVISOR, CaseQuery(text=words)) == []


def test_names_and_numbers_are_found_only_by_those_who_may_see_them(store: Store) -> None:
    """The leader searching a name learns nothing, not even that there is something."""
    code = make_case(store, summary="孙立东与邻居争执", source_no="(2025)富锦山人调字第12号")
    for words in ("孙立东", "13900001234"):
        assert [one.case_code for one in cases.list_cases(store, SUPERVISOR, CaseQuery(text=words))] == [code]
        assert cases.list_cases(store, LEADER, CaseQuery(text=words)) == []
    for viewer in (SUPERVISOR, LEADER):
        assert cases.count_cases(store, viewer, CaseQuery(text=code)) == 1
        assert cases.count_cases(store, viewer, CaseQuery(text="(2025)富锦山人调字第12号")) == 1


@pytest.mark.parametrize("words", ["阿依古丽·买买提", "丽·买", "买买提"])
def test_a_name_with_a_dot_is_found(store: Store, words: str) -> None:
    """Whole, or a piece over its dot."""
    code = make_case(store, parties=(PartyFacts(PartyRole.APPLICANT, "阿依古丽·买买提"),))
    make_case(store)
    assert [one.case_code for one in cases.list_cases(store, SUPERVISOR, CaseQuery(text=words))] == [code]


def test_a_filter_that_is_none_is_refused(store: Store) -> None:
    """--where takes only fields that are no person's."""
    with pytest.raises(JiefenError, match="phone"):
        cases.list_cases(store, OPERATOR, CaseQuery(where=(("phone", "1"),)))
    assert cases.list_cases(store, CLERK, CaseQuery(where=(("town", "锦山镇"),))) == []


def test_lists_are_newest_first_and_paged(store: Store) -> None:
    """Every case stands on exactly one page."""
    codes = [make_case(store, parties=[applicant(f"孙{at}")]) for at in range(5)]
    pages = [
        [one.case_code for one in cases.list_cases(store, SUPERVISOR, CaseQuery(limit=2, offset=at))]
        for at in (0, 2, 4)
    ]
    assert [code for page in pages for code in page] == codes[::-1]


@pytest.mark.parametrize("table", [Case, CaseParty, CaseDecision, CaseUnit, CaseSource])
def test_the_rows_of_a_case_are_those_that_the_query_builder_gives(store: Store, table: type[Table]) -> None:
    """Read with a statement that is made once, on both databases."""
    make_case(store, unit="司法局", assisting=["公安局"], occurred_at=datetime(2025, 11, 2, 8, 30))
    code = make_case(store, unit="公安局", source_no="甲1", place="锦山镇仁义村")
    with store.reading():
        case_id = Case.get(Case.case_code == code).id
        of_case = Case.id if table is Case else table._meta.fields["case"]
        expected = list(table.select().where(of_case == case_id).order_by(table._meta.primary_key).dicts())
        assert expected
        assert store.rows_of_case(table, case_id) == expected
