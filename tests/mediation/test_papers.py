"""The papers of a mediation say what was agreed, held and heard, word for word, and none of it lies open."""

from __future__ import annotations

from datetime import timedelta

from jiefen_lite import casepapers, moving
from jiefen_lite.desk import House
from jiefen_lite.mediation import following, meeting, settling
from jiefen_lite.moving import move
from jiefen_lite.shapes import CaseRow, IssuedPaper, Role, Viewer
from jiefen_lite.store import agreements, cases, mediations
from tests.casepapers import scene
from tests.mediation.conftest import person
from tests.mediation.test_journey import NOW, WAYS, begin, signed

FIRST = "一、周海峰应当付给孙立东共计8,600.00元（大写：人民币捌仟陆佰元整），按以下约定履行。"
SECOND = "二、周海峰于2026年12月20日前付给孙立东6,000.00元"


def paper(house: House, who: Viewer, code: str, form: str) -> tuple[IssuedPaper, str]:
    """A paper made with everything that nobody knows typed in, and what it says."""
    made = scene.make(house, who, code, form)
    return made, scene.words(casepapers.file_of(house, who, code, made.id, NOW)[1])


def test_the_agreement_is_printed_as_it_was_written(house: House, case: CaseRow) -> None:
    """As a draft to be signed, and when it holds: clauses, way, last day; the application names it."""
    code = case.case_code
    mediator = begin(house, code)
    settling.keep(house, mediator, code, signed(signed=frozenset(), signed_on=None), NOW)
    draft = casepapers.open_form(house, mediator, code, "mediation_agreement", {}, NOW).filled.values
    assert draft["terms"].splitlines()[0] == FIRST
    assert (draft["until"], draft["way"]) == ("2027-01-20", "银行转账")
    settling.settle(house, mediator, code, signed(), NOW)
    made, text = paper(house, mediator, code, "mediation_agreement")
    assert FIRST in text
    assert SECOND in text
    assert "履行方式：银行转账" in text
    assert "履行期限：2027年1月20日" in text
    assert (made.dated, made.made_at.date()) == (NOW.date(), scene.NOW.date())  # signed before it is printed
    application = casepapers.open_form(house, mediator, code, "confirmation_application", {}, NOW)
    asked = application.filled.values
    assert (asked["agreement"], asked["agreed_on"]) == (made.number, "2026-11-20")
    report = moving.form(house, person(house, Role.HANDLER), code, "submit_feedback", NOW)
    assert f"人民调解协议书{made.number}" in [one.value for one in report.fields if one.name == "basis"]


def test_the_oral_agreement_tells_how_far_it_was_performed(house: House, case: CaseRow) -> None:
    code = case.case_code
    mediator = begin(house, code)
    settling.settle(house, mediator, code, signed(form="oral", signed=frozenset()), NOW)
    (first, _second) = following.whole(house, mediator, code, NOW).items
    day = NOW + timedelta(days=3)
    following.perform(
        house,
        mediator,
        code,
        first.id,
        state="done",
        found_on=day.date(),
        paid="6000",
        remark="已转账",
        now=day,
    )
    known = casepapers.open_form(house, mediator, code, "oral_agreement", {}, day).filled.values
    assert known["terms"].splitlines()[0] == FIRST
    assert known["agreed_on"] == "2026-11-20"
    done, left = known["performance"].splitlines()
    assert done.endswith("期限2026年12月20日：已履行（2026年11月23日核实）。")
    assert left.endswith("期限2027年1月20日：还没有核实。")


def test_the_visit_is_printed_as_it_was_noted(house: House, case: CaseRow) -> None:
    code = case.case_code
    mediator = begin(house, code)
    settling.settle(house, mediator, code, signed(), NOW)
    visit = agreements.visits(house.store, mediator, code)[0]
    at = NOW + timedelta(days=7)
    following.visit(
        house,
        mediator,
        code,
        visit.id,
        visited_on=at.date(),
        way="visit",
        reached="yes",
        heard="孙立东说没有反复",
        now=at,
    )
    known = casepapers.open_form(house, mediator, code, "revisit_record", {}, at).filled
    assert known.faults == ()
    assert known.values["held_at"] == at.isoformat(timespec="minutes")
    assert (known.values["way"], known.values["findings"]) == ("上门", "孙立东说没有反复")
    assert known.values["visitor"] == mediator.name


def test_the_record_is_printed_from_the_meeting(house: House, case: CaseRow) -> None:
    code = case.case_code
    mediator = begin(house, code)
    meeting.hold(
        house,
        mediator,
        code,
        None,
        starts_at=NOW,
        place="一楼调解室",
        ways=WAYS,
        present="双方、村主任",
        record="孙立东要 8600 元。",
        result="again",
        now=NOW,
    )
    known = casepapers.open_form(house, mediator, code, "mediation_record", {}, NOW).filled.values
    assert known["held_at"] == NOW.isoformat(timespec="minutes")
    assert (known["place"], known["way"]) == ("一楼调解室", "现场")
    assert (known["attendants"], known["course"]) == ("双方、村主任", "孙立东要 8600 元。")


def test_what_was_said_leaves_the_history_and_is_kept_with_the_meeting(house: House, case: CaseRow) -> None:
    """A plain step: its words are no event, the meeting has them; only its day is known."""
    code, secret = case.case_code, "孙立东要八千六百元"
    mediator = begin(house, code)
    told = {"held_on": "2026-11-19", "place": "司法所", "way": "on_site"}
    move(
        house, mediator, code, "record_mediation", {**told, "present": "双方和村主任", "record": secret}, NOW
    )
    move(
        house,
        person(house, Role.MEDIATOR),
        code,
        "settle",
        {"agreement_form": "oral", "agreement": "十日内付清八千六百元"},
        NOW,
    )
    last = {one.action: one.data for one in cases.history(house.store, mediator, code)}
    assert last["record_mediation"] == told
    assert "agreement" not in last["settle"]
    with house.store.reading():
        (rows,) = house.store.db.execute_sql(
            "SELECT COUNT(*) FROM case_event WHERE data LIKE '%八千六百%' OR data LIKE '%村主任%'"
        ).fetchone()
    assert rows == 0
    (held,) = mediations.sessions(house.store, mediator, code, clear=True)
    assert (held.state, held.record, held.present) == ("held", secret, "双方和村主任")
    assert mediations.sessions(house.store, mediator, code)[0].record == "孙**要八千六百元"
    form = casepapers.open_form(house, mediator, code, "mediation_record", {}, NOW).filled
    assert (form.values["course"], form.values["held_at"]) == (secret, "")
    clear = agreements.newest(house.store, mediator, code, clear=True)
    assert clear is not None
    assert clear.body == "十日内付清八千六百元"
