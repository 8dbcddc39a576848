"""Has this person come with this matter before: by keyed hashes of phone and identity number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from jiefen_lite.shapes import PartyFacts
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import REVOKED, CaseParty

Earlier = tuple[datetime, str | None, frozenset[str]]  # when, type, names of the other side


class RepeatFinder:
    """Counts earlier cases of the same applicant with the same type or the same other side.

    Source: indicators guide, 3.7 (365 days for the repeat rate) and disputes guide, 0.4 (90 days for
    the risk card). Works inside one import: what the batch itself brings is counted as well.
    It answers the import only, never a page, and tells no more than numbers.
    """

    def __init__(self, store: Store, repeat_days: int, risk_days: int) -> None:
        self._store = store
        self._repeat = timedelta(days=repeat_days)
        self._risk = timedelta(days=risk_days)
        self._known: dict[str, list[Earlier]] = {}
        self._asked: set[str] = set()

    def look_up(self, groups: Iterable[Sequence[PartyFacts]]) -> None:
        """Fetch what the store knows of these applicants, all at once."""
        wanted = {key for parties in groups for key in self._keys(parties)} - self._asked
        self._asked |= wanted
        if wanted:
            self._fetch(sorted(wanted))

    def count(
        self, parties: Sequence[PartyFacts], received_at: datetime, type_l1: str | None
    ) -> tuple[bool, int]:
        """Whether this is a repeat, and how many such cases the last 90 days already had; then remembers it.

        Two cases are the same matter where their type or their other side is the same.
        """
        keys = self._keys(parties)
        others = frozenset(party.name for party in parties if party.role == "respondent" and party.name)
        entry: Earlier = (received_at, type_l1, others)
        earlier: set[Earlier] = set()
        for key in keys:
            known = self._known.get(key)
            if known is None:
                self._known[key] = [entry]
                continue
            earlier.update(one for one in known if self._same_matter(one, entry))
            known.append(entry)
        if not earlier:
            return False, 0
        return True, sum(1 for one in earlier if received_at - one[0] <= self._risk)

    def _same_matter(self, earlier: Earlier, later: Earlier) -> bool:
        between = later[0] - earlier[0]
        if not timedelta(0) <= between <= self._repeat:
            return False
        return bool(earlier[2] & later[2]) or (later[1] is not None and earlier[1] == later[1])

    def _keys(self, parties: Sequence[PartyFacts]) -> list[str]:
        find = self._store.cipher.find_hash
        keys = []
        for party in parties:
            if party.role == "applicant":
                if party.phone:
                    keys.append(find("phone", party.phone))
                if party.id_no:
                    keys.append(find("id_no", party.id_no))
        return keys

    def _fetch(self, keys: Sequence[str]) -> None:
        with self._store.reading():
            rows = [
                *self._applicants("phone_hash", keys),
                *self._applicants("id_hash", keys),
            ]
            case_ids = sorted({row[1] for row in rows})
            others: dict[int, set[str]] = {}
            for at in range(0, len(case_ids), 400):
                names = CaseParty.select(CaseParty.case_id, CaseParty.name).where(
                    CaseParty.case.in_(case_ids[at : at + 400]),
                    CaseParty.role == "respondent",
                    CaseParty.name.is_null(False),
                )
                for case_id, name in names.tuples():
                    others.setdefault(case_id, set()).add(name)
        for key, case_id, received_at, type_l1 in rows:
            known = self._known.setdefault(key, [])
            known.append((received_at, type_l1, frozenset(others.get(case_id, ()))))

    def _applicants(self, column: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        rows = self._store.rows_among(
            f"SELECT p.{column}, c.id, c.received_at, c.type_l1 "
            "FROM case_party p JOIN cases c ON c.id = p.case_id "
            f"WHERE p.{column} IN {{keys}} AND p.role = 'applicant' AND c.live <> {REVOKED}",
            keys,
        )
        return [(key, case_id, _moment(received), type_l1) for key, case_id, received, type_l1 in rows]


def _moment(value: str | datetime) -> datetime:
    """A time from a plain query: SQLite gives text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
