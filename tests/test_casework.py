"""The transition table against the workflow guide, and cases that never leave it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jiefen_lite import casework
from jiefen_lite.errors import IllegalMove, NotAllowed
from jiefen_lite.shapes import Actor, Outcome, Role, Status
from tests.factories import NOW, RECEIVED, new_case

ANYBODY = frozenset(Role)
PERSON = Actor("督办王", "supervisor")
UNFINISHED = [
    "registered",
    "accepted",
    "dispatched",
    "signed",
    "mediating",
    "suspended",
    "settled",
    "failed",
    "feedback_pending",
]

# What has ended may still turn out to be a matter that another channel brought as well.
AFTERWARDS = ["transferred", "withdrawn", "closed", "evaluated", "archived"]

# Typed from the workflow guide, section 3: number, action, from, to ("=" stays, "<" goes back).
GUIDE = [
    ("2", "accept", ["registered"], "accepted"),
    ("3", "refuse", ["registered"], "not_accepted"),
    ("4", "dispatch", ["accepted"], "dispatched"),
    ("5", "sign_receipt", ["dispatched"], "signed"),
    ("5A", "sign_assist", ["dispatched", "signed", "mediating"], "="),
    ("5B", "refuse_assist", ["dispatched", "signed", "mediating"], "="),
    # ours, not the guide's
    (
        "5C",
        "hand_over",
        [
            *("dispatched", "signed", "mediating", "suspended"),
            *("settled", "failed", "transferred", "feedback_pending"),
        ],
        "=",
    ),
    ("6", "return_case", ["dispatched", "signed"], "accepted"),
    ("6A", "adjudicate_owner", ["accepted"], "dispatched"),
    ("7", "start_mediation", ["signed"], "mediating"),
    ("7A", "first_contact", ["signed", "mediating"], "="),
    ("8", "record_mediation", ["mediating"], "="),
    ("9", "consult", ["accepted", "dispatched", "signed", "mediating"], "="),
    ("10", "whistle", ["accepted", "dispatched", "signed", "mediating"], "="),
    ("11", "settle", ["mediating"], "settled"),
    ("12", "fail", ["mediating"], "failed"),
    ("13", "transfer", UNFINISHED, "transferred"),
    ("14", "submit_feedback", ["settled", "failed", "transferred"], "feedback_pending"),
    ("15", "approve", ["feedback_pending"], "closed"),
    ("16", "reject_feedback", ["feedback_pending"], "mediating"),
    ("17", "evaluate", ["closed"], "evaluated"),
    ("18", "archive", ["evaluated"], "archived"),
    ("19", "merge", [*UNFINISHED, *AFTERWARDS], "merged"),
    ("20", "reopen", ["closed", "evaluated", "archived"], "mediating"),
    ("21b", "resume", ["suspended"], "<"),
    ("22", "withdraw", UNFINISHED, "withdrawn"),
    ("23", "settle_on_spot", ["registered"], "settled"),
    ("24", "extend", ["dispatched", "signed", "mediating"], "="),
    ("25", "submit", ["draft"], "registered"),
    ("26", "close_ended", ["withdrawn", "not_accepted"], "closed"),
    ("27", "transfer_back", ["transferred"], "accepted"),
    ("28", "unmerge", ["merged"], "<"),
    ("29", "uphold_appeal", ["not_accepted"], "registered"),
    ("30", "inform_options", ["accepted", "dispatched", "signed"], "failed"),
]
DATA = {
    "ground": "x",
    "rights_told": True,
    "way": "x",
    "held_on": "2025-12-01",
    "place": "x",
    "present": "x",
    "urgency": "normal",
    "agreement": "x",
    "materials": "x",
    "attachments": "x",
    "dossier": "x",
    "days": 3,
    "unit": "x",
    "handler": "x",
    "told_options": True,
    "responsible_unit": "人力资源和社会保障局",
    "consent": True,
    "record": "x",
    "question": "x",
    "matter": "x",
    "units": ["x"],
    "agreement_form": "written",
    "target": "x",
    "basis": "x",
    "result": "x",
    "contacted": True,
    "told_party": True,
    "satisfaction": "satisfied",
    "master_case": "FJ20251101-0001",
    "until": "2025-12-31",
    "evidence": "x",
    "channel": "grid",
}


@pytest.mark.parametrize(("number", "action", "sources", "target"), GUIDE, ids=[row[1] for row in GUIDE])
def test_table_is_that_of_the_guide(number: str, action: str, sources: list[str], target: str) -> None:
    """Every row of the guide stands in the table, with the same way from and to."""
    (row,) = [one for one in casework.TRANSITIONS if one.no == number]
    assert row.action == action
    assert sorted(row.sources) == sorted(sources)
    if target in "=<":
        assert row.target is None
        assert row.back == (target == "<")
    else:
        assert row.target == target


#: Typed from the guide's columns 谁 and 必填/守卫: who takes the step, and what a person must give for it.
#: 提/批 of two people is one step here, taken by the one who approves; the rest is asked on its page.
WHO: dict[str, tuple[str, str]] = {
    "1": ("intake_clerk handler", "channel"),
    "2": ("intake_clerk supervisor", ""),
    "3": ("supervisor", "ground told_options"),
    "4": ("supervisor intake_clerk", "responsible_unit"),
    "5": ("handler", ""),
    "5A": ("handler", ""),
    "5B": ("supervisor", "unit reason"),
    "5C": ("handler unit_leader supervisor", "handler reason"),  # ours, not the guide's
    "6": ("supervisor", "ground reason"),
    "6A": ("supervisor", "responsible_unit reason"),
    "7": ("handler mediator", "consent rights_told"),
    "7A": ("handler mediator", "way"),
    "8": ("mediator handler", "held_on place way present record"),
    "9": ("supervisor", "question"),
    "10": ("supervisor handler", "matter urgency units"),
    "11": ("mediator", "agreement_form agreement"),
    "12": ("mediator handler", "told_options reason"),
    "13": ("supervisor", "target basis materials"),
    # 审: by the unit's leader, or by the handler of a unit that has none; the counter reports its 快办
    "14": ("handler unit_leader intake_clerk", "result basis contacted attachments"),
    "15": ("supervisor", "told_party"),
    "16": ("supervisor", "reason"),
    "17": ("intake_clerk", "satisfaction way"),
    "18": ("handler intake_clerk", "dossier"),
    "19": ("supervisor", "master_case reason"),
    "20": ("supervisor", "ground reason"),
    "21a": ("supervisor", "ground reason until"),
    "21b": ("supervisor", ""),
    "22": ("intake_clerk handler", "evidence"),
    "23": ("handler intake_clerk mediator", "agreement_form agreement"),
    "24": ("supervisor", "reason days told_party"),
    "25": ("intake_clerk handler", ""),
    "26": ("supervisor", "evidence"),
    "27": ("supervisor", "evidence"),
    "28": ("supervisor", "reason"),
    "29": ("leader", "reason"),
    "30": ("handler supervisor", "ground told_options"),
    "3L": ("", ""),
    "14L": ("", ""),
}


@pytest.mark.parametrize("row", casework.TRANSITIONS, ids=lambda row: row.no)
def test_who_and_with_what_is_that_of_the_guide(row: casework.Transition) -> None:
    """Nobody else may take a step, and none is taken without what the guide asks for."""
    who, required = WHO[row.no]
    assert {role.value for role in row.who} == set(who.split())
    assert set(row.required) == set(required.split())
    assert row.ledger_only == (row.no in ("3L", "14L"))


def test_table_has_no_rows_the_guide_does_not_know() -> None:
    """Beyond the guide there are only its row 1, the suspension, and the ledger's own two ways."""
    extra = {row.no for row in casework.TRANSITIONS} - {row[0] for row in GUIDE}
    assert extra == {"1", "21a", "3L", "14L"}


def test_refusal_says_what_is_possible() -> None:
    """The sentence names where the case stands and what may be done from there."""
    case = new_case()
    with pytest.raises(IllegalMove) as refused:
        casework.advance(case, "settle", at=NOW, now=NOW, actor=PERSON, roles=ANYBODY, data=DATA)
    assert "已登记" in str(refused.value)
    assert "受理" in str(refused.value)
    assert case.status == Status.REGISTERED
    assert case.event_count == 0


def test_only_the_right_role_may() -> None:
    """A handler does not accept a case; the sentence says who does."""
    case = new_case()
    with pytest.raises(NotAllowed, match="窗口受理员"):
        casework.advance(
            case, "accept", at=NOW, now=NOW, actor=PERSON, roles=frozenset({Role.HANDLER}), data=DATA
        )


def test_a_person_must_give_what_the_row_asks_for() -> None:
    """A dispatch without a unit is refused; the same step of a ledger is not."""
    case = new_case(status=Status.ACCEPTED)
    with pytest.raises(IllegalMove, match="还缺"):
        casework.advance(case, "dispatch", at=NOW, now=NOW, actor=PERSON, roles=ANYBODY)
    casework.advance(case, "dispatch", at=NOW, now=NOW, actor=casework.LEDGER, auto=True)
    assert case.status == Status.DISPATCHED


def test_ledger_only_row_is_closed_to_people() -> None:
    """Nobody reports a case back that has no result."""
    case = new_case(status=Status.MEDIATING)
    with pytest.raises(IllegalMove):
        casework.advance(case, "submit_feedback", at=NOW, now=NOW, actor=PERSON, roles=ANYBODY, data=DATA)


def test_on_the_spot_writes_every_step() -> None:
    """快办 is one form and five events at one time, marked as automatic."""
    case = new_case()
    events = casework.advance(
        case, "settle_on_spot", at=RECEIVED, now=NOW, actor=PERSON, roles=ANYBODY, data=DATA
    )
    assert [event.action for event in events] == [
        "accept",
        "dispatch",
        "sign_receipt",
        "start_mediation",
        "settle",
    ]
    assert {event.occurred_at for event in events} == {RECEIVED}
    assert all(event.auto for event in events)
    assert (case.status, case.outcome) == (Status.SETTLED, Outcome.RESOLVED)


def test_reopening_keeps_the_first_acceptance() -> None:
    """A reopened case counts in the month it was first accepted."""
    case = new_case(
        status=Status.CLOSED,
        accepted_at=RECEIVED,
        first_accepted_at=RECEIVED,
        closed_at=NOW,
        feedback_submitted_at=NOW,
        outcome=Outcome.RESOLVED,
    )
    casework.advance(
        case, "reopen", at=NOW, now=NOW, actor=PERSON, roles=ANYBODY, reason="协议未履行", data=DATA
    )
    assert (case.status, case.reopen_count, case.first_accepted_at) == (Status.MEDIATING, 1, RECEIVED)
    assert case.closed_at is None
    assert case.outcome is None


def test_rejected_feedback_lets_the_light_run_again() -> None:
    """A report that is sent back does not count as reported."""
    case = new_case(status=Status.FEEDBACK_PENDING, feedback_submitted_at=NOW, outcome=Outcome.RESOLVED)
    casework.advance(case, "reject_feedback", at=NOW, now=NOW, actor=PERSON, roles=ANYBODY, reason="无回执")
    assert case.feedback_submitted_at is None
    assert case.outcome is None


@example(["suspend", "merge", "unmerge", "resume"])
@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(sorted({row[1] for row in GUIDE} | {"suspend"})), max_size=40))
def test_random_walks_stay_on_the_table(actions: list[str]) -> None:
    """Whatever people try, every change of status is a row of the guide, and no event is lost."""
    way = {(action, source): target for _no, action, sources, target in GUIDE for source in sources}
    for source in ["accepted", "dispatched", "signed", "mediating", "registered", "settled", "failed"]:
        way["suspend", source] = "suspended"
    case = new_case()
    seen = 0
    left: dict[str, str] = {}  # where it was before it was suspended, before it was merged
    for step, action in enumerate(actions):
        at = NOW + timedelta(hours=step)
        before = case.status.value
        # the step of the merge tells where a case stood that was suspended then
        told = {"status_before": left["suspend"]} if left.get("merge") == "suspended" else {}
        data = DATA | told if action == "unmerge" else DATA
        try:
            events = casework.advance(
                case, action, at=at, now=at, actor=PERSON, roles=ANYBODY, reason="理由", data=data
            )
        except IllegalMove:
            assert (action, before) not in way
            assert case.status.value == before
            continue
        target = way[action, before]
        if action in ("suspend", "merge"):
            left[action] = before
        came_from = left.get("merge" if action == "unmerge" else "suspend", "")
        expected = {"=": before, "<": came_from}.get(target, target)
        assert case.status.value == expected
        seen += len(events)
        assert [event.seq for event in events] == list(range(seen - len(events) + 1, seen + 1))
        assert case.event_count == seen
