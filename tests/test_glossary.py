"""Every identifier a person may see has a Chinese label, and only one."""

from __future__ import annotations

import pytest

from jiefen_lite import casework, glossary, ledger, shapes

ENUMS = {
    "channel": shapes.Channel,
    "status": shapes.Status,
    "outcome": shapes.Outcome,
    "role": shapes.Role,
    "complexity": shapes.Complexity,
    "risk_level": shapes.RiskLevel,
    "light": shapes.Light,
    "clock": shapes.Clock,
    "by": shapes.By,
    "satisfaction": shapes.Satisfaction,
    "party_role": shapes.PartyRole,
    "level": shapes.Level,
    "disposition": shapes.Disposition,
}


@pytest.mark.parametrize("kind", ENUMS)
def test_every_value_of_an_enum_has_a_label_and_every_label_a_value(kind: str) -> None:
    assert set(glossary.KINDS[kind]) == {str(value) for value in ENUMS[kind]}


@pytest.mark.parametrize("kind", ENUMS)
def test_two_values_never_read_alike(kind: str) -> None:
    labels = list(glossary.KINDS[kind].values())
    assert len(labels) == len(set(labels))


def test_every_column_of_a_case_has_a_label() -> None:
    internal = {"case_id", "masked", "complexity_pending", "unit_by", "due_estimated"}
    columns = set(shapes.CaseRecord.__dataclass_fields__) - internal
    assert columns - set(glossary.FIELDS) == set()


def test_every_step_of_the_loop_and_what_it_must_be_given_has_a_label() -> None:
    assert {row.action for row in casework.TRANSITIONS} - set(glossary.ACTIONS) == set()
    assert {name for row in casework.TRANSITIONS for name in row.required} - set(glossary.FIELDS) == set()


def test_what_waits_for_a_person_has_a_label() -> None:
    words = {ledger.MISSING_CLOSED_AT, ledger.UNCLEAR_RESULT}
    words |= {ledger.UNKNOWN_RESULT, ledger.RESULT_CONTRADICTS}
    assert words - set(glossary.PENDING) == set()


def test_nothing_is_a_dash_and_the_unknown_stays_itself() -> None:
    assert glossary.label("channel", None) == "—"
    assert glossary.label("channel", "") == "—"
    assert glossary.label("outcome", shapes.Outcome.RESOLVED) == "化解"
    assert glossary.label("field", "某栏") == "某栏"


def test_labels_have_no_english_but_numbers_of_hotlines() -> None:
    for kind, labels in glossary.KINDS.items():
        for value, text in labels.items():
            assert not any("a" <= letter.lower() <= "z" for letter in text), (kind, value, text)
