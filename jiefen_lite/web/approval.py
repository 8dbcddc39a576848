"""A leader says yes to what somebody else wants to take out: on the spot, with his own password."""

from __future__ import annotations

from jiefen_lite.errors import JiefenError, NotAllowed
from jiefen_lite.shapes import Role
from jiefen_lite.store import audit, users
from jiefen_lite.web import passwords, throttle
from jiefen_lite.web.session import house, now, viewer


def leaders() -> list[str]:
    """Who may approve: the leaders with an account in use, not the person who asks."""
    return [
        one.name
        for one in users.list_users(house().store)
        if Role.LEADER in one.roles and not one.disabled and not one.must_change and one.name != viewer().name
    ]


def of_leader(name: str, password: str, what: str) -> str:
    """The name of the leader who approves ``what``; both answers are in the audit log.

    Raises NotAllowed where it is no leader or the password is wrong, which slows the next try down as
    signing in does.
    """
    store, address = house().store, viewer().address or ""
    name = name.strip()[:64]
    left = throttle.wait(users.failures(store, name, address, now() - throttle.LOCK), now())
    if left:
        raise JiefenError(f"失败次数太多，请{throttle.in_words(left)}后再试。")
    leader = users.find(store, name) if name in leaders() else None
    kept = leader.password_hash if leader is not None else None
    if not passwords.matches(password, kept) or leader is None:
        with store.writing():
            users.note_failure(store, name, address, now())
            audit.record(store, viewer(), "approve", what, now=now(), result="refused")
        raise NotAllowed("批准人不是领导，或密码不对，没有导出。", "请领导本人在这台电脑上输入密码。")
    with store.writing():
        users.clear_failures(store, name, address)
        detail = {"asked_by": viewer().name}
        audit.record(store, leader.viewer(address), "approve", what, now=now(), detail=detail)
    return leader.name
