"""Plain functions that make what tests need: invented people, whole cases, an open store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jiefen_lite import casework, ledger
from jiefen_lite.shapes import (
    By,
    CaseRow,
    Channel,
    Decision,
    PartyFacts,
    PartyRole,
    Role,
    Status,
    Viewer,
)
from jiefen_lite.store import Store, open_store, writing
from jiefen_lite.store.forming import CaseParts, form_case

KEY = bytes(range(32))
NOW = datetime(2025, 12, 1, 9, 0)
RECEIVED = datetime(2025, 11, 3)
STORY = "两家因院墙排水口朝向发生争执，雨水冲毁周家菜窖一角"

OPERATOR = Viewer(None, "operator:test", frozenset({Role.OPERATOR}))
SUPERVISOR = Viewer(1, "督办王", frozenset({Role.SUPERVISOR}))
CLERK = Viewer(2, "受理李", frozenset({Role.INTAKE_CLERK}))
LEADER = Viewer(3, "主任赵", frozenset({Role.LEADER}))
ADMIN = Viewer(4, "管理钱", frozenset({Role.ADMIN}))


def handler_of(unit: str) -> Viewer:
    """Somebody of one unit who handles its cases."""
    return Viewer(9, f"{unit}承办", frozenset({Role.HANDLER}), unit)


@cache
def _new_file(key: bytes) -> bytes:
    """The database of a centre that has just been founded: made once, for a test only copied."""
    with TemporaryDirectory() as folder:
        made = open_store(f"{folder}/jiefen.db", key, Path(folder) / "jiefen.lock")
        with made.reading():
            made.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.close()
        return Path(folder, "jiefen.db").read_bytes()


def make_store(folder: Path, key: bytes = KEY) -> Store:
    """A new store in a file, as a centre has it; one that is there already is opened."""
    file = folder / "jiefen.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_new_file(key))
    return open_store(str(file), key, folder / "jiefen.lock")


def applicant(name: str = "孙立东", phone: str | None = "13900001234", **values: Any) -> PartyFacts:
    """An invented applicant."""
    return PartyFacts(PartyRole.APPLICANT, name, phone, **values)


def respondent(name: str = "周海峰", **values: Any) -> PartyFacts:
    """An invented other side."""
    return PartyFacts(PartyRole.RESPONDENT, name, **values)


def new_case(case_id: int = 1, **values: Any) -> CaseRow:
    """A registered case in memory."""
    case = CaseRow(
        case_id,
        values.pop("case_code", f"FJ20251103-{case_id:04d}"),
        values.pop("channel", Channel.MEDIATION),
        values.pop("received_at", RECEIVED),
        values.pop("registered_at", RECEIVED),
        Status.REGISTERED,
        live=1,
    )
    case.summary = STORY
    for name, value in values.items():
        setattr(case, name, value)
    return case


def make_case(
    store: Store,
    *,
    unit: str | None = None,
    assisting: Sequence[str] = (),
    parties: Sequence[PartyFacts] = (),
    facts: ledger.LedgerFacts | None = None,
    **values: Any,
) -> str:
    """A case in the store, moved as far as ``facts`` tell; returns its code."""
    with store.writing():
        case_id = writing.take_numbers(store, "case", 1)
        (code,) = writing.take_codes(store, "FJ", [values.get("received_at", RECEIVED).date()])
        case = new_case(case_id, case_code=code, **values)
        if unit:
            case.responsible_unit, case.unit_by, case.assisting_units = unit, By.SOURCE, tuple(assisting)
        events = [casework.register(case, casework.LEDGER, NOW, {"channel": case.channel.value}, auto=True)]
        events += ledger.follow(
            case, facts or ledger.LedgerFacts(case.received_at, unit_stated=unit is not None), NOW
        )
        units = [(unit, "responsible"), *((one, "assisting") for one in assisting)] if unit else []
        decision = Decision("type", "neighbor", By.RULE, "neighbor", "纠纷类型规则", "院墙、排水")
        parts = CaseParts(
            case,
            parties or (applicant(), respondent()),
            [decision],
            events,
            source_no=case.source_no,
            natural_key=f"{case.channel.value}|{case.source_no or code}",
            content_hash="0",
            units=units,
        )
        formed = form_case(parts, store.cipher, sqlite=store.is_sqlite, rule_set=None, batch_id=None)
        writing.insert_cases(store, [formed])
    return code
