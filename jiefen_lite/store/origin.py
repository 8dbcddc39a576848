"""The file rows behind a case, as its sources wrote them."""

from __future__ import annotations

from jiefen_lite.shapes import Viewer
from jiefen_lite.store import cases
from jiefen_lite.store.batches import ROW_AAD
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import BatchRow, Case, CaseSource


def payloads(store: Store, viewer: Viewer, case_code: str) -> list[bytes]:
    """The rows last read of each source of a case, in clear, oldest source first.

    None for somebody who may not see its people in clear, nor for a unit where secrecy was asked for: a
    column that nobody knows may say who. Raises NotFound alike for another unit's case and for none.
    """
    if not cases.may_unmask(store, viewer, case_code):
        return []
    shown = Case.case_code == case_code
    if not viewer.sees_county:
        shown = shown & (Case.secrecy == False)  # noqa: E712
    with store.reading():
        rows = BatchRow.select(BatchRow.payload_cipher).join(CaseSource).join(Case).where(shown)
        sealed = rows.order_by(CaseSource.id).tuples()
        return [store.cipher.decrypt_bytes(ROW_AAD, blob) for (blob,) in sealed]
