"""报结 proposes what the case knows already: how it ended, by what, when the parties were reached."""

from __future__ import annotations

from datetime import timedelta

from jiefen_lite import moving
from jiefen_lite.desk import House
from jiefen_lite.mediation import meeting, settling
from jiefen_lite.shapes import CaseRow, Role, Status
from tests.mediation.conftest import person
from tests.mediation.test_journey import NOW, A, R, begin, signed
from tests.web import support


def values(house: House, code: str) -> dict[str, str]:
    """What stands in the form before anybody has typed."""
    shown = moving.form(house, person(house, Role.HANDLER), code, "submit_feedback", NOW + timedelta(days=1))
    return {one.name: one.value for one in shown.fields}


def test_an_agreement_and_its_days_stand_in_the_form_without_names(house: House, case: CaseRow) -> None:
    handler = person(house, Role.HANDLER)
    moving.move(house, handler, case.case_code, "first_contact", {"way": "telephone"}, NOW)
    mediator = begin(house, case.case_code)
    meeting.hold(
        house,
        mediator,
        case.case_code,
        None,
        starts_at=NOW,
        place="调解室",
        ways={A: "on_site", R: "on_site"},
        present="双方",
        record="孙立东说欠了三个月，周海峰答应分两次付。",
        result="agreed",
        now=NOW,
    )
    settling.settle(house, mediator, case.case_code, signed(), NOW)
    said = values(house, case.case_code)
    day = f"{NOW:%Y-%m-%d}"
    assert said["result"] == f"双方达成协议（{day} 生效的书面协议），还有 2 项要履行，最晚 2027-01-20。"
    assert said["basis"] == f"{day} 生效的书面协议"
    assert said["contacted"] == f"{day} 首次联系（电话）；{day} 调解。"
    for hidden in ("孙立东", "周海峰", "8600", support.PHONE):
        assert hidden not in "".join(said.values())


def test_nothing_is_proposed_that_is_not_known(house: House) -> None:
    """A ledger tells that it was settled, and no more."""
    units = [(support.LABOR, "responsible")]
    code = support.add_case(house, 2, status=Status.SETTLED, dispatch_count=1, units=units).case_code
    said = values(house, code)
    assert said["result"] == said["basis"] == said["contacted"] == ""
