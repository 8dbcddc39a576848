"""Taking a whole batch back: as if it had never come, except where people have worked on since.

What a later file says as well stays with that file, and goes when that one is taken back too: whichever
is taken back first, in the end nothing is left of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite import originals
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit, batches, chain, claims, images

#: Who may take back only what he brought himself, and for how long (workflow guide, section 4).
BRINGERS = frozenset({Role.INTAKE_CLERK, Role.HANDLER})
CLERK_DAYS = 7
#: What a unit is told instead of which other file or person stands against it.
LATER = "后来又有变动，要撤请找督办岗"


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
        own = bool(BRINGERS & viewer.roles) and batch.imported_by == viewer.name
        if not own or now - batch.staged_at > timedelta(days=CLERK_DAYS):
            raise NotAllowed(f"只能撤回自己 {CLERK_DAYS} 日内导入的批次，其余请找督办岗。")
    if batch.state == "revoked":
        raise IllegalMove("这个批次已经撤回过了，不用再撤。")
    if batch.state not in ("committed", "committing"):
        raise IllegalMove("这个批次没有入库，不需要撤回。")
    if not reason.strip():
        raise JiefenError("撤回要写明理由。")
    with store.writing():
        undone = _undo(house, batch_id)
        chain.append(store, "revoke", str(batch_id), batch.sha256, now)
        batches.update(
            store,
            batch_id,
            state="revoked",
            revoked_at=now,
            revoked_by=viewer.name,
            revoke_reason=reason.strip(),
        )
        removed, restored = undone.removed, undone.restored
        for earlier in claims.kept_behind(batch_id):
            also = _undo(house, earlier)
            removed, restored = removed | also.removed, restored | also.restored
        kept = [(code, why if viewer.sees_county else LATER) for code, why in undone.kept]
        done = Withdrawal(batch_id, len(removed), len(restored - removed), tuple(kept))
        audit.record(
            store,
            viewer,
            "withdraw",
            f"batch:{batch_id}",
            now=now,
            detail={
                "removed": done.removed,
                "restored": done.restored,
                "kept": [code for code, _why in done.kept],
            },
        )
        originals.follow(house, now)
    return done


@dataclass(frozen=True, slots=True)
class _Undone:
    """Cases (inner numbers) that were taken back or restored, and those kept with the reason."""

    removed: set[int]
    restored: set[int]
    kept: list[tuple[str, str]]


def _undo(house: House, batch_id: int) -> _Undone:
    """Undo what a batch has brought where nothing speaks against it (inside a write)."""
    claimed = claims.by_later(batch_id)
    done = _Undone(set(), set(), [])

    def may_go(case_id: int, case_code: str, first_seq: int) -> bool:
        why = images.later_hands(case_id, batch_id, first_seq)
        if why is None and case_id in claimed:
            why = f"批次 {claimed[case_id]} 的文件里也这样写"
        if why is not None:
            done.kept.append((case_code, why))
        return why is None

    done.removed.update(one[0] for one in images.created(batch_id) if may_go(*one))
    images.revoke_cases(house.store, sorted(done.removed))
    for one in images.touched(batch_id):
        if may_go(*one):
            images.restore(house.store, one[0], batch_id)
            done.restored.add(one[0])
        else:
            images.let_stand(one[0], batch_id)
    return done
