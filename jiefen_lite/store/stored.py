"""A case as it lies in the database: its row and the rows of whatever belongs to it, read in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiefen_lite import jsontext
from jiefen_lite.shapes import CaseRow, PartyFacts, PartyRole
from jiefen_lite.store import forming, own, rowform
from jiefen_lite.store.crypto import Cipher
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import (
    Case,
    CaseDecision,
    CaseOwn,
    CaseParty,
    CaseSource,
    CaseUnit,
    Proposal,
    Table,
)

#: What belongs to a case and changes with it; its history is apart, because that only grows.
BELONGINGS: dict[str, type[Table]] = {
    "parties": CaseParty,
    "decisions": CaseDecision,
    "units": CaseUnit,
    "sources": CaseSource,
    "own": CaseOwn,
    "proposals": Proposal,
}


@dataclass(frozen=True, slots=True)
class StoredCase:
    """The rows of one case: its own, and by name those of ``BELONGINGS``."""

    row: Mapping[str, Any]
    belongings: Mapping[str, Sequence[Mapping[str, Any]]]

    def case(self, cipher: Cipher) -> CaseRow:
        """The case in clear, a new object each time."""
        case = rowform.from_row(self.row, cipher)
        case.own = own.word_of(self.belongings["own"][0])[0] if self.belongings["own"] else None
        return case

    def parties(self, cipher: Cipher) -> list[PartyFacts]:
        """The people in clear."""
        return [party_facts(cipher, row) for row in self.belongings["parties"]]

    def source_numbers(self) -> list[str | None]:
        """The source numbers under which the case is known."""
        return [row["source_no"] for row in self.belongings["sources"]]

    def units(self) -> list[tuple[str, str]]:
        """(unit, relation) of those who may see it."""
        return [(row["unit"], row["relation"]) for row in self.belongings["units"]]

    def entries(self) -> list[list[Any]]:
        """Its decisions in their stored form."""
        return [entry for row in self.belongings["decisions"] for entry in jsontext.decode(row["entries"])]

    def marks(self) -> list[str]:
        """The keyed hashes of its people's numbers."""
        hashes = [row[name] for row in self.belongings["parties"] for name in ("phone_hash", "id_hash")]
        return sorted({mark for held in hashes if held for mark in held.split()})


def read(store: Store, case_id: int) -> StoredCase:
    """A case for changing it; the caller has checked who asks.

    Its own row, which tells the head of its history, is read first: where somebody changes the case while
    the rest is read, the head has moved on from what this tells.
    """
    (row,) = store.rows_of_case(Case, case_id)
    return StoredCase(row, {name: store.rows_of_case(table, case_id) for name, table in BELONGINGS.items()})


def party_facts(cipher: Cipher, row: Mapping[str, Any]) -> PartyFacts:
    """A party in clear out of its row."""

    def clear(place: str, blob: bytes | None) -> str | None:
        return None if blob is None else cipher.decrypt(place, blob)

    return PartyFacts(
        role=PartyRole(row["role"]),
        name=row["name"],
        phone=clear(forming.PHONE_AAD, row["phone_cipher"]),
        id_no=clear(forming.ID_AAD, row["id_cipher"]),
        address=clear(forming.ADDRESS_AAD, row["address_cipher"]),
        gender=row["gender"],
        age=row["age"],
        is_org=bool(row["is_org"]),
        anonymous=bool(row["anonymous"]),
    )
