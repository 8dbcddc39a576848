"""Registering at the counter: what is read of the form, what is known already, what the case becomes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jiefen_lite import counter
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, NotAllowed, NotFound
from jiefen_lite.shapes import CaseQuery, Channel, Role, Status
from jiefen_lite.store import cases, intakedrafts, intakes
from tests.moving.test_moving import MONDAY, add_person, get, history, who
from tests.web.support import LABOR, OPERATOR, add_case

ENTRIES = {
    "channel": "window",
    "applicant": "孙立东",
    "phone": "139 4567 8901",
    "respondent": "富锦市宏达建筑有限公司",
    "place": "兴隆岗镇东风村三组12号",
    "summary": "我们3人在宏达公司工地干活三个月，公司拖欠工资共1.2万元一直不给。",
    "claim": "要求支付拖欠的工资",
    "notice": "yes",
    "way": "accept",
}
WRONG = {
    "nobody": ({"applicant": ""}, "applicant"),
    "no phone": ({"phone": ""}, "phone"),
    "half a phone": ({"phone": "139456"}, "phone"),
    "a wrong number": ({"id_no": "230882197805120013"}, "id_no"),
    "nowhere": ({"place": ""}, "place"),
    "another county": ({"place": "海淀区中关村"}, "place"),
    "only a town": ({"place": "兴隆岗镇"}, "place"),
    "no story": ({"summary": ""}, "summary"),
    "no claim": ({"claim": ""}, "claim"),
    "notice unread": ({"notice": ""}, "notice"),
    "superior without number": ({"channel": "superior"}, "source_no"),
    "tomorrow": ({"received_on": "2026-11-17"}, "received_on"),
    "no date": ({"received_on": "昨天"}, "received_on"),
    "due before it came": ({"source_due": "2026-11-15"}, "source_due"),
    "people in words": ({"people": "很多"}, "people"),
    "on the spot with nobody": (
        {"way": "settle_on_spot", "respondent": "", "agreement": "当场付清"},
        "respondent",
    ),
    "on the spot without words": ({"way": "settle_on_spot"}, "agreement"),
    "unsigned": ({"way": "settle_on_spot", "agreement": "付清", "agreement_form": "written"}, "signed"),
}


def typed(house: House, at: datetime = MONDAY, **changes: str) -> counter.Typed:
    return counter.read(house, ENTRIES | changes, at)


def register(house: House, role: Role = Role.INTAKE_CLERK, **changes: str) -> counter.Registered:
    found = typed(house, **changes)
    assert found.faults == ()
    return counter.register(house, who(house, role), found, MONDAY)


def everything(house: House) -> str:
    """All that lies in the database, as text."""
    with house.store.reading():
        return "\n".join(house.store.db.connection().iterdump())


@pytest.mark.parametrize("name", WRONG)
def test_what_is_missing_or_cannot_be_is_told_at_its_field(house: House, name: str) -> None:
    changes, field = WRONG[name]
    assert [one for one, _sentence in typed(house, **changes).faults] == [field]


def test_whoever_will_not_say_his_name_needs_no_telephone(house: House) -> None:
    found = typed(house, applicant="", phone="", anonymous="yes")
    assert found.faults == ()
    assert found.fields["parties"][0] == {"role": "applicant", "anonymous": True}


def test_a_town_will_do_where_nobody_knows_the_village(house: House) -> None:
    assert typed(house, place="兴隆岗镇", village_unknown="yes").faults == ()


def test_an_identity_number_is_not_asked_for(house: House) -> None:
    assert typed(house).faults == ()
    assert "id_no" not in typed(house).fields["parties"][0]


def test_a_case_is_registered_and_taken_in_at_once(house: House) -> None:
    """As a ledger's row: the same readers find place, people and money, the same rules type and unit."""
    done = register(house)
    case = get(house, done.case_code)
    assert (case.status, case.channel, done.left) == (Status.ACCEPTED, Channel.WINDOW, None)
    assert (case.town, case.village, case.people_count, case.amount_fen) == (
        "兴隆岗镇",
        "东风村",
        3,
        1_200_000,
    )
    assert (case.type_l1, case.responsible_unit, case.unit_by) == ("migrant_wage", LABOR, "rule")
    assert case.accepted_at == MONDAY
    assert case.due_date is not None
    events = history(house, done.case_code)
    assert [(one.action, one.actor, one.auto) for one in events] == [
        ("register", "窗口小李", False),
        ("accept", "窗口小李", False),
    ]
    assert {one.decision for one in case.reasons} >= {"type", "unit", "complexity", "risk", "due"}


def test_what_is_only_noted_waits_to_be_taken_in(house: House) -> None:
    done = register(house, way="register")
    assert get(house, done.case_code).status is Status.REGISTERED
    assert get(house, done.case_code).due_date is None


def test_matters_of_many_are_left_to_the_supervisor(house: House) -> None:
    done = register(house, people="12")
    assert done.status is Status.REGISTERED
    assert done.left is not None
    assert "督办岗" in done.left
    again = register(house, Role.SUPERVISOR, people="13", summary="工地上十三个人的工资一直没有给")
    assert again.status is Status.ACCEPTED


def test_settled_on_the_spot_in_one_form(house: House) -> None:
    done = register(house, way="settle_on_spot", agreement="当场付清 1.2 万元", agreement_form="oral")
    assert get(house, done.case_code).status is Status.SETTLED
    assert [one.action for one in history(house, done.case_code)] == [
        *("register", "accept", "dispatch", "sign_receipt", "start_mediation", "settle"),
    ]


def test_a_town_settles_what_it_has_and_keeps_it(house: House) -> None:
    done = register(house, Role.HANDLER, way="settle_on_spot", agreement="当场付清", agreement_form="oral")
    handler = who(house, Role.HANDLER)
    record = cases.get_case(house.store, handler, done.case_code)
    assert (record.status, record.responsible_unit, record.handler) == (Status.SETTLED, LABOR, "承办小赵")


def test_what_cannot_be_settled_on_the_spot_is_not_saved_at_all(house: House) -> None:
    found = typed(house, way="settle_on_spot", agreement="付清", performance_due="2026-11-01")
    with pytest.raises(Exception, match="履行期限"):
        counter.register(house, who(house, Role.INTAKE_CLERK), found, MONDAY)
    assert cases.list_cases(house.store, OPERATOR, CaseQuery()) == []


def test_what_a_handler_notes_is_the_centres_and_its_receipt_his(house: House) -> None:
    done = register(house, Role.HANDLER, way="register")
    handler, other = who(house, Role.HANDLER), add_person(house, "民政承办", Role.HANDLER, "民政局")
    with pytest.raises(NotFound):
        cases.get_case(house.store, handler, done.case_code)
    assert intakes.get(house.store, handler, done.case_code).registered_by == "承办小赵"
    with pytest.raises(NotFound):
        intakes.get(house.store, other, done.case_code)


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEDIATOR, Role.UNIT_LEADER, Role.ADMIN])
def test_others_do_not_register(house: House, role: Role) -> None:
    with pytest.raises(NotAllowed):
        counter.register(house, who(house, role), typed(house), MONDAY)


def test_a_superior_s_number_and_limit_are_kept_and_known_again(house: House) -> None:
    more = {"channel": "superior", "source_no": "富督〔2026〕8号", "source_due": "2026-11-20"}
    done = register(house, **more)
    case = get(house, done.case_code)
    assert (case.channel, case.source_due, case.due_date) == (
        *(Channel.SUPERIOR, date(2026, 11, 20), date(2026, 11, 20)),
    )
    with pytest.raises(IllegalMove, match="已经登记过"):
        counter.register(house, who(house, Role.SUPERVISOR), typed(house, **more), MONDAY)


def test_the_same_sent_twice_is_one_case(house: House) -> None:
    register(house)
    with pytest.raises(IllegalMove, match="一模一样"):
        counter.register(house, who(house, Role.INTAKE_CLERK), typed(house), MONDAY)


def test_who_comes_again_is_told_to_the_rules(house: House) -> None:
    """The second time within 90 days is a reason of its own; the unit is told what the case says alone."""
    register(house)
    done = register(house, summary="又来反映：宏达公司拖欠我们3人工资共1.2万元，还是不给。")
    case = get(house, done.case_code)
    assert "重复" in case.tags


def test_of_the_query_code_only_the_hash_is_kept(house: House) -> None:
    done = register(house)
    assert len(done.query_code) == 10
    assert done.query_code not in everything(house)
    kept = house.store.cipher.find_hash(
        "query_code", f"{get(house, done.case_code).case_id}|{done.query_code}"
    )
    assert kept in everything(house)
    fresh = counter.renew(house, who(house, Role.INTAKE_CLERK), done.case_code, MONDAY)
    assert fresh != done.query_code
    assert kept not in everything(house)


def test_codes_are_not_like_each_other(house: House) -> None:
    codes = {counter.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01IOL")


def test_which_notice_was_read_is_kept(house: House) -> None:
    record = intakes.get(house.store, OPERATOR, register(house).case_code)
    assert (record.notice_version, record.notice_read_at) == ("2026-1", MONDAY)


def test_numbers_of_people_lie_encrypted(house: House) -> None:
    register(house, id_no="230882197805120011")
    kept = everything(house)
    assert "13945678901" not in kept
    assert "230882197805120011" not in kept


def test_the_clerk_sees_in_clear_what_he_typed_himself(house: House) -> None:
    done = register(house)
    assert cases.may_unmask(house.store, who(house, Role.INTAKE_CLERK), done.case_code)
    other = add_person(house, "窗口小钱", Role.INTAKE_CLERK, None)
    assert not cases.may_unmask(house.store, other, done.case_code)


SAME = {
    "phone": ({"applicant": "别人", "respondent": "", "place": "城东街道向阳社区"}, ("phone",)),
    "the other side": ({"applicant": "别人", "phone": "13811112222"}, ("respondent",)),
    "name and town": ({"phone": "13811112222", "respondent": ""}, ("applicant",)),
    "all": ({}, ("phone", "respondent", "applicant")),
    "nothing": ({"applicant": "别人", "phone": "13811112222", "respondent": ""}, None),
    "the name elsewhere": (
        {"phone": "13811112222", "respondent": "", "place": "城东街道向阳社区"},
        None,
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_what_may_be_registered_already_shows_before_saving(house: House, name: str) -> None:
    changes, same = SAME[name]
    code = add_case(house, 1, day=date(2026, 11, 3)).case_code
    found = counter.look(house, who(house, Role.INTAKE_CLERK), typed(house, **changes), MONDAY)
    assert [(one.case_code, one.same) for one in found.alike] == ([(code, same)] if same else [])


def test_what_is_long_ago_does_not_show(house: House) -> None:
    add_case(house, 1, day=MONDAY.date() - timedelta(days=61))
    assert counter.look(house, who(house, Role.INTAKE_CLERK), typed(house), MONDAY).alike == []


def test_a_unit_is_not_told_of_others_cases(house: House) -> None:
    add_case(house, 1, day=date(2026, 11, 3))
    assert counter.look(house, who(house, Role.HANDLER), typed(house), MONDAY).alike == []


def test_the_rules_say_what_they_propose_and_why(house: House) -> None:
    found = counter.look(house, who(house, Role.INTAKE_CLERK), typed(house), MONDAY)
    assert [one.decision for one in found.proposals] == ["type", "unit", "complexity", "risk"]
    assert all(one.text for one in found.proposals)
    assert found.proposals[1].value == LABOR


def test_a_draft_is_its_owners_and_goes_when_it_is_registered(house: House) -> None:
    clerk, other = who(house, Role.INTAKE_CLERK), who(house, Role.SUPERVISOR)
    number = intakedrafts.keep(
        house.store, clerk, None, {"summary": "写了一半", "phone": "13945678901"}, MONDAY
    )
    assert "13945678901" not in everything(house)
    assert intakedrafts.keep(house.store, clerk, number, ENTRIES, MONDAY) == number
    assert [one.id for one in intakedrafts.listing(house.store, clerk)] == [number]
    assert intakedrafts.listing(house.store, other) == []
    for ask in (intakedrafts.get, lambda *given: intakedrafts.keep(*given, {}, MONDAY)):
        with pytest.raises(NotFound):
            ask(house.store, other, number)
    found = counter.read(house, intakedrafts.get(house.store, clerk, number), MONDAY)
    counter.register(house, clerk, found, MONDAY, draft=number)
    assert intakedrafts.listing(house.store, clerk) == []
