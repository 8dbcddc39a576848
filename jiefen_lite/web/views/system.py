"""Accounts: who may sign in as what. The administrator sees no case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from jiefen_lite import glossary, handover
from jiefen_lite.errors import IllegalMove, JiefenError, NotFound
from jiefen_lite.shapes import Role
from jiefen_lite.store import users
from jiefen_lite.web import guard, passwords
from jiefen_lite.web.session import house, now, viewer

pages = Blueprint("system", __name__, url_prefix="/users")

# The account of the operating system is no web account.
GIVEN = tuple(role for role in Role if role is not Role.OPERATOR)
UNIT_NEEDED = frozenset({Role.HANDLER, Role.UNIT_LEADER})
MOST_NAME = 32


def _page(status: int = 200, **more: Any) -> Any:
    values: dict[str, Any] = {"typed": {}, "fault": None, "first": None, "busy": None, "tied": None} | more
    return render_template(
        "system/users.html",
        users=users.list_users(house().store),
        roles=[(role.value, glossary.ROLES[role]) for role in GIVEN],
        units=[(unit.name, unit.name) for unit in house().center.units],
        expiring=house().center.accounts.first_password_days,
        **values,
    ), status


@pages.get("")
@guard.allow(roles=guard.ADMINS)
def users_page() -> Any:
    """All accounts, and the form for a new one."""
    return _page()


@pages.post("/add")
@guard.allow(roles=guard.ADMINS)
def add() -> Any:
    """A new account; its first password is shown once and has to be changed at the first sign-in."""
    name = request.form.get("name", "").strip()
    unit = request.form.get("unit") or None
    roles = _roles()
    typed = {"name": name, "unit": unit, "roles": [role.value for role in roles]}
    try:
        _check(name, unit, roles)
        first = passwords.make_first()
        users.add(house().store, viewer(), name, roles, unit, passwords.hash_password(first), now())
    except JiefenError as error:
        return _page(422, typed=typed, fault=str(error))
    return _page(first=(name, first))


@pages.post("/<name>/password")
@guard.allow(roles=guard.ADMINS)
def reset(name: str) -> Any:
    """A new first password for somebody who forgot his own; all sessions of the account end."""
    first = passwords.make_first()
    users.set_password(house().store, viewer(), name, passwords.hash_password(first), now(), must_change=True)
    return _page(first=(name, first))


@pages.post("/<name>/roles")
@guard.allow(roles=guard.ADMINS)
def roles_send(name: str) -> Any:
    """Other roles or another unit; all sessions of the account end."""
    unit, roles = request.form.get("unit") or None, _roles()
    if name == viewer().name and Role.ADMIN not in roles:
        return _page(422, fault="不能取消自己的管理员岗位，请由另一位管理员操作。")
    try:
        _check(name, unit, roles)
        handover.change_place(house(), viewer(), name, roles, unit, now())
    except IllegalMove as error:
        return _page(error.http_status, fault=str(error), tied=name)
    except JiefenError as error:
        return _page(422, fault=str(error))
    flash(f"{name} 的岗位已调整，需重新登录。", "good")
    return redirect(url_for("system.users_page"))


@pages.post("/<name>/disable")
@guard.allow(roles=guard.ADMINS)
def disable(name: str) -> Any:
    """Nobody signs in with this account any more; nothing is deleted, what he has at hand is handed over."""
    if name == viewer().name:
        return _page(422, fault="不能停用自己的账号，请由另一位管理员操作。")
    left = handover.at_hand(house(), viewer(), name, now())
    if left and not request.form.get("sure"):
        return _page(409, busy=(name, left))
    try:
        users.set_disabled(house().store, viewer(), name, True, now())
    except NotFound:
        raise
    except JiefenError as error:
        return _page(422, fault=str(error))
    if left or handover.in_file(house().center, name):
        flash(f"{name} 已停用，他手上的工作请在这里交给别人。", "good")
        return redirect(url_for("handover.show", name=name))
    flash(f"{name} 已停用。", "good")
    return redirect(url_for("system.users_page"))


@pages.post("/<name>/enable")
@guard.allow(roles=guard.ADMINS)
def enable(name: str) -> Any:
    """The account may be used again."""
    users.set_disabled(house().store, viewer(), name, False, now())
    flash(f"{name} 已启用。", "good")
    return redirect(url_for("system.users_page"))


def _roles() -> list[Role]:
    wanted = set(request.form.getlist("roles"))
    return [role for role in GIVEN if role.value in wanted]


def _check(name: str, unit: str | None, roles: list[Role]) -> None:
    if not name or len(name) > MOST_NAME or not name.isprintable() or "/" in name:
        raise JiefenError(f"用户名请填 1–{MOST_NAME} 个字，不带斜杠。")
    if not roles:
        raise JiefenError("请至少选一个岗位。")
    if unit is not None and unit not in {known.name for known in house().center.units}:
        raise JiefenError("请从列表中选择单位。")
    if unit is None and UNIT_NEEDED.intersection(roles):
        raise JiefenError("承办人、分管领导要选所在单位，只能看到本单位的案件。")
