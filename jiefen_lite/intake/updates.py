"""A later file of the same source: what is new is taken over, what a person has set is only proposed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from jiefen_lite import casework, clocks, ledger
from jiefen_lite.desk import House
from jiefen_lite.intake.build import Builder, units_of, with_doubt
from jiefen_lite.intake.keys import fields_of, settled
from jiefen_lite.shapes import NEVER, CaseRow, OwnWord, PartyFacts
from jiefen_lite.store import batches, images, proposals, rewriting, stored, writing
from jiefen_lite.store.batches import StagedRow
from jiefen_lite.store.database import Store
from jiefen_lite.store.images import Image
from jiefen_lite.store.repeats import RepeatFinder, matter_of
from jiefen_lite.store.rewriting import Rewritten

#: Fields of a case that a file may fill again, and the correction (glossary: FIELDS) they belong to.
FILLED: dict[str, str] = {
    "occurred_at": "occurred_at",
    "clock_start_at": "clock_start_at",
    "source_due": "source_due",
    "town": "place",
    "village": "place",
    "place": "place",
    "type_l1": "type",
    "type_l2": "type",
    "complexity": "complexity",
    "complexity_pending": "complexity",
    "risk_level": "risk",
    "risk_score": "risk",
    "risk_reasons": "risk",
    "responsible_unit": "unit",
    "unit_by": "unit",
    "assisting_units": "unit",
    "handler": "handler",
    "mediator": "mediator",
    "people_count": "people",
    "people_count_approx": "people",
    "amount_fen": "amount",
    "cause": "cause",
    "mediated": "mediated",
    "mediated_at": "mediated",
    "agreement_form": "agreement_form",
    "confirmed": "confirmed",
    "performed": "performed",
    "tags": "tags",
    "summary": "summary",
    "claim": "claim",
    "result_text": "result_text",
    "secrecy": "secrecy",
    "repeat": "repeat",
}
#: Open points (glossary: PENDING) that go by another name than the correction which settles them.
SETTLED_BY = {"town": "place"}
#: What files know of a person beside name and role.
_TRAITS = ("phone", "id_no", "address", "gender", "age")
#: What a proposal about a correction shows.
SHOWN = {
    "place": ("town", "village"),
    "type": ("type_l1", "type_l2"),
    "unit": ("responsible_unit",),
    "people": ("people_count",),
    "amount": ("amount_fen",),
    "complexity": ("complexity",),
}


def differences(house: House, row_id: int | None, fields: Mapping[str, Any]) -> list[str]:
    """Which canonical fields a row says otherwise than the file row last read."""
    before = (
        settled(fields_of(writing.row_payload(house.store, row_id)), house.gazetteer.find) if row_id else {}
    )
    now = settled(fields, house.gazetteer.find)
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


#: Which correction of a person a canonical field of a file would contradict.
CORRECTED_BY = {
    "town": "place",
    "place": "place",
    "raw_type": "type",
    "raw_type2": "type",
    "category": "type",
    "subcategory": "type",
    "difficult": "complexity",
    "litigation": "type",
    "responsible_unit": "unit",
    "people_count": "people",
    "amount_fen": "amount",
}


def conflicts(house: House, case_id: int, changed: list[str]) -> list[str]:
    """The changed fields that a person has set otherwise: they will be proposed, not overwritten."""
    by_person = writing.person_fields_of(house.store, case_id)
    return [name for name in changed if CORRECTED_BY.get(name) in by_person]


class Update(NamedTuple):
    """What a file row comes to in the case it tells of; plain values, ready to be written."""

    row_id: int
    natural_key: str
    content_hash: str
    last_row: int | None  # the file row last read of the same source: the change is one against that
    case: Rewritten
    before: Image | None
    asked: list[Asked]


def compose(
    house: House,
    builder: Builder,
    repeats: RepeatFinder,
    row: StagedRow,
    case_id: int,
    last_row: int | None,
    batch_id: int,
    now: datetime,
) -> Update:
    """What taking a row over into its case will change; writes nothing.

    The status moves on only along the transition table; fields a person has corrected stay, and the
    file's word becomes a proposal.
    """
    store = house.store
    before = stored.read(store, case_id)
    case, people_before = before.case(store.cipher), before.parties(store.cipher)
    facts = alone = builder.understand(row.payload)
    people = _people(people_before, facts.parties)
    matter = matter_of(store.cipher, case_id, case.case_code, people, facts.told())
    repeats.look_up([matter])
    earlier = repeats.before(matter)
    if earlier != NEVER:
        facts = builder.come_again(alone, earlier)
    fresh = CaseRow(case.id, case.case_code, case.channel, facts.received_at, case.registered_at, case.status)
    decisions = builder.fill(fresh, facts)
    own = builder.own_word(fresh, decisions, alone) if earlier != NEVER else None
    said = fresh if own is None else replace(fresh, complexity=own.complexity)
    asked = _asked(case, said, differences(house, last_row, facts.fields))
    changed = _take_over(case, fresh)
    case.own = _own_after(case, own)
    case.pending = tuple(
        dict.fromkeys(
            [
                *(point for point in fresh.pending if SETTLED_BY.get(point, point) not in case.person_fields),
                *_ledger_points(case),
            ]
        )
    )
    case.pending = with_doubt(case)
    due_before = case.due_date
    decisions = [*(one for one in decisions if one.decision != "due"), *clocks.renew(house, case)]
    kept_parties = "parties" in case.person_fields
    events = [
        casework.note(
            case,
            "update",
            casework.LEDGER,
            now,
            reason=None,
            auto=True,
            data={"fields": changed},
            due_before=due_before,
        )
    ]
    events += ledger.follow(case, builder.ledger_facts(facts), now)
    replaced = [
        kind for kind in dict.fromkeys(one.decision for one in decisions) if kind not in case.person_fields
    ]
    rewritten = rewriting.compose(
        store,
        before,
        case,
        events,
        decisions=[one for one in decisions if one.decision in replaced],
        replace_decisions=replaced,
        parties=None if kept_parties else people,
        units=units_of(case),
        rule_set=house.rule_set(now),
        batch_id=batch_id,
    )
    made_by_it = case.batch_id == batch_id  # what the batch itself has made goes with it
    return Update(
        row.id,
        row.natural_key or "",
        row.content_hash or "",
        last_row,
        rewritten,
        None if made_by_it else images.take(store, before),
        asked,
    )


def write(store: Store, batch_id: int, updates: Sequence[Update]) -> None:
    """Put updates of different cases down (inside a write)."""
    images.keep(store, batch_id, [one.before for one in updates if one.before is not None])
    for one in updates:
        for asked in one.asked:
            if asked.proposed is None:
                proposals.drop(store, one.case.case_id, asked.field)
            else:
                proposals.add(store, one.case.case_id, batch_id, asked.field, asked.kept, asked.proposed)
    rewriting.write(store, [one.case for one in updates])
    said = [(one.content_hash, one.row_id, one.natural_key, one.case.case_id) for one in updates]
    batches.touch_sources(store, said)


def _people(before: Sequence[PartyFacts], now: Sequence[PartyFacts]) -> Sequence[PartyFacts]:
    """The people a file names, with what an earlier file knew of them and this one leaves out or masks."""
    if not now:
        return before
    return [_completed(one, before) for one in now]


def _completed(one: PartyFacts, before: Sequence[PartyFacts]) -> PartyFacts:
    earlier = next((old for old in before if old.name and (old.role, old.name) == (one.role, one.name)), None)
    if earlier is None:
        return one
    kept = {name: getattr(earlier, name) for name in _TRAITS if _says_less(getattr(one, name))}
    return one._replace(**kept)


def _says_less(value: str | int | None) -> bool:
    return value is None or "***" in str(value)


def _take_over(case: CaseRow, fresh: CaseRow) -> list[str]:
    """Fill what the file says otherwise and nobody has set; returns the names of those fields."""
    changed: list[str] = []
    for name, correction in FILLED.items():
        now, then = getattr(fresh, name), getattr(case, name)
        if now == then or (now is None and then is not None):
            continue  # a file that is silent takes nothing away
        if correction not in case.person_fields:
            setattr(case, name, now)
            changed.append(name)
    return changed


def _own_after(case: CaseRow, own: OwnWord | None) -> OwnWord | None:
    """What the case now says by itself; the complexity that a person has set holds there too."""
    if own is None or "complexity" not in case.person_fields:
        return own
    others = tuple(one for one in own.decisions if one.decision != "complexity")
    return replace(
        own, complexity=case.complexity, complexity_pending=case.complexity_pending, decisions=others
    )


class Asked(NamedTuple):
    """What a person is to be asked about a correction; ``proposed`` None: nothing any more."""

    field: str
    kept: str
    proposed: str | None


def _asked(case: CaseRow, fresh: CaseRow, said: Iterable[str]) -> list[Asked]:
    """What the file newly says against a person waits for one; where it agrees nothing waits any more.

    ``said``: the canonical fields that differ from the file row last read. What a rule makes of unchanged
    words is not the file's word, and has been answered by the person's correction.
    """
    asked = []
    for correction in dict.fromkeys(CORRECTED_BY[name] for name in said if name in CORRECTED_BY):
        if correction not in case.person_fields:
            continue
        kept = [getattr(case, name) for name in SHOWN[correction]]
        proposed = [getattr(fresh, name) for name in SHOWN[correction]]
        pairs = [(old, new) for old, new in zip(kept, proposed, strict=True) if new is not None]
        if pairs:
            differs = any(old != new for old, new in pairs)
            word = json.dumps(proposed, ensure_ascii=False) if differs else None
            asked.append(Asked(correction, json.dumps(kept, ensure_ascii=False), word))
    return asked


def _ledger_points(case: CaseRow) -> list[str]:
    return [
        point
        for point in case.pending
        if point
        in (ledger.MISSING_CLOSED_AT, ledger.UNCLEAR_RESULT, ledger.UNKNOWN_RESULT, ledger.RESULT_CONTRADICTS)
    ]
