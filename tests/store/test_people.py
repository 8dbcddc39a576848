"""Absences, sessions, what is in somebody's hands, and the step that brings them: on both databases."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import Store, absences, audit, database, holdings, users
from tests.factories import ADMIN, KEY, NOW, OPERATOR, SUPERVISOR, handler_of, make_case

UNIT = "人社局"
TODAY = NOW.date()


def add(store: Store, name: str, role: Role = Role.HANDLER, unit: str | None = UNIT) -> Viewer:
    return users.add(store, OPERATOR, name, [role], unit, "x", NOW).viewer()


def test_absences_are_kept_taken_back_and_told_within_the_unit(store: Store) -> None:
    one, two, other = add(store, "甲"), add(store, "乙"), add(store, "丙", unit="住建局")
    absences.note(store, one, "甲", TODAY, TODAY + timedelta(days=2), "乙", NOW)
    absences.note(store, ADMIN, "丙", TODAY, TODAY, None, NOW)
    assert [known.person for known in absences.known(store, two, TODAY)] == ["甲"]
    assert [known.person for known in absences.known(store, other, TODAY)] == ["丙"]
    assert [known.person for known in absences.known(store, SUPERVISOR, TODAY)] == ["甲", "丙"]
    assert absences.known(store, SUPERVISOR, TODAY + timedelta(days=3)) == ()
    with pytest.raises(NotAllowed):
        absences.take_back(store, two, "甲", TODAY, NOW)
    assert absences.take_back(store, one, "甲", TODAY, NOW).stand_in == "乙"
    with pytest.raises(NotFound):
        absences.take_back(store, one, "甲", TODAY, NOW)


def test_another_absence_from_the_same_day_takes_the_place_of_the_first(store: Store) -> None:
    one = add(store, "甲")
    absences.note(store, one, "甲", TODAY, TODAY, None, NOW)
    absences.note(store, one, "甲", TODAY, date(2025, 12, 5), None, NOW)
    (known,) = absences.known(store, one, TODAY)
    assert known.last_day == date(2025, 12, 5)


def test_nobody_of_another_unit_and_nobody_disabled_stands_in(store: Store) -> None:
    one = add(store, "甲")
    add(store, "丙", unit="住建局")
    add(store, "丁")
    users.set_disabled(store, OPERATOR, "丁", True, NOW)
    for stand_in in ("丙", "丁", "没有这人"):
        with pytest.raises(JiefenError, match="同一个单位、在用的账号"):
            absences.note(store, one, "甲", TODAY, TODAY, stand_in, NOW)


def test_a_session_is_named_by_a_mark_that_opens_nothing(store: Store) -> None:
    one, other = add(store, "甲"), add(store, "乙")
    token = users.open_session(store, one.user_id or 0, NOW, "10.0.0.1")
    users.open_session(store, other.user_id or 0, NOW, "10.0.0.2")
    (mine,) = users.sessions(store, one, NOW, 30, token)
    assert (mine.here, mine.address) == (True, "10.0.0.1")
    assert users.session_user(store, mine.mark, NOW, 30) is None
    assert len(users.sessions(store, ADMIN, NOW, 30)) == 2
    assert users.sessions(store, ADMIN, NOW + timedelta(minutes=31), 30) == []
    with pytest.raises(NotFound):
        users.end_session(store, other, mine.mark, NOW)
    assert users.end_session(store, ADMIN, mine.mark, NOW) == "甲"
    assert users.session_user(store, token, NOW, 30) is None


def test_what_somebody_has_at_hand_is_asked_within_his_unit(store: Store) -> None:
    ours = make_case(store, unit=UNIT, handler="甲")
    make_case(store, unit="住建局", handler="甲")
    add(store, "甲")
    person = users.find(store, "甲")
    assert person is not None
    (found,) = holdings.of(store, SUPERVISOR, person, TODAY)
    assert (found.kind, found.count, found.names) == ("handler", 1, (ours,))
    assert len(holdings.case_ids(store, ADMIN, person)) == 1
    with pytest.raises(NotAllowed):
        holdings.case_ids(store, handler_of(UNIT), person)


def test_a_sign_in_is_remembered_with_the_account(store: Store) -> None:
    one = add(store, "甲")
    users.open_session(store, one.user_id or 0, NOW, "10.0.0.1")
    found = users.find(store, "甲")
    assert found is not None
    assert found.signed_in_at == NOW


def test_the_upgrade_takes_earlier_sign_ins_from_the_audit_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = tmp_path / "migrations", database.MIGRATIONS
    shutil.copytree(real, before, ignore=shutil.ignore_patterns("__pycache__", "0010*"))
    monkeypatch.setattr(database, "MIGRATIONS", before)
    old = database.open_store(str(tmp_path / "jiefen.db"), KEY, tmp_path / "jiefen.lock")
    with old.writing():
        old.db.execute_sql(
            'INSERT INTO "user" (name, roles, password_hash, old_password_hashes, must_change, disabled, '
            "created_at, password_at) VALUES ('甲', '[\"handler\"]', 'x', '[]', 0, 0, ?, ?)",
            (NOW, NOW),
        )
        for day, result in ((1, "ok"), (3, "ok"), (5, "refused")):
            audit.record(
                old,
                Viewer(1, "甲", frozenset()),
                "sign_in",
                "account",
                now=datetime(2025, 11, day),
                result=result,
            )
    old.close()
    monkeypatch.setattr(database, "MIGRATIONS", real)
    new = database.open_store(
        str(tmp_path / "jiefen.db"), KEY, tmp_path / "jiefen.lock", before_upgrade=lambda *_told: None
    )
    found = users.find(new, "甲")
    assert found is not None
    assert found.signed_in_at == datetime(2025, 11, 3)
    new.close()
