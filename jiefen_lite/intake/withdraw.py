"""Taking a whole batch back: as if it had never come, except where people have worked on since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, batches, chain, images

#: A clerk may take back only what he brought himself, and for so long (workflow guide, section 4).
CLERK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was taken back, and what could not be and why (case code, reason)."""

    batch_id: int
    removed: int
    restored: int
    kept: Sequence[tuple[str, str]]


def withdraw(house: House, viewer: Viewer, batch_id: int, reason: str, now: datetime) -> Withdrawal:
    """Take a committed batch back. Its cases and events stay in the file, marked and invisible."""
    store = house.store
    batch = batches.get_batch(store, viewer, batch_id)
    if not viewer.roles & {Role.SUPERVISOR, Role.OPERATOR}:
        own = Role.INTAKE_CLERK in viewer.roles and batch.imported_by == viewer.name
        if not own or now - batch.staged_at > timedelta(days=CLERK_DAYS):
            raise NotAllowed(f"只能撤回自己 {CLERK_DAYS} 日内导入的批次，其余请找督办岗。")
    if batch.state == "revoked":
        raise IllegalMove("这个批次已经撤回过了。")
    if batch.state not in ("committed", "committing"):
        raise IllegalMove("这个批次没有入库，不需要撤回。")
    if not reason.strip():
        raise JiefenError("撤回要写明理由。")
    removed: list[int] = []
    restored = 0
    kept: list[tuple[str, str]] = []
    with store.writing():
        for case_id, case_code, first_seq in images.created(batch_id):
            hand = images.later_hands(case_id, batch_id, first_seq)
            if hand is None:
                removed.append(case_id)
            else:
                kept.append((case_code, hand))
        images.revoke_cases(store, removed)
        for case_id, case_code, seq in images.touched(batch_id):
            hand = images.later_hands(case_id, batch_id, seq)
            if hand is None:
                images.restore(store, case_id, batch_id)
                restored += 1
            else:
                images.let_stand(case_id, batch_id)
                kept.append((case_code, hand))
        chain.append(store, "revoke", str(batch_id), batch.sha256, now)
        batches.update(
            store,
            batch_id,
            state="revoked",
            revoked_at=now,
            revoked_by=viewer.name,
            revoke_reason=reason.strip(),
        )
        audit.record(
            store,
            viewer,
            "withdraw",
            f"batch:{batch_id}",
            now=now,
            detail={"removed": len(removed), "restored": restored, "kept": [code for code, _why in kept]},
        )
    return Withdrawal(batch_id, len(removed), restored, tuple(kept))
