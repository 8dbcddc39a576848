"""Sign in, sign out, choose a new password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as form_session

from jiefen_lite.shapes import Viewer
from jiefen_lite.store import audit, users
from jiefen_lite.web import guard, passwords, session, throttle
from jiefen_lite.web.session import house, now

pages = Blueprint("signin", __name__)

WRONG = "用户名或密码不对，请检查后再试。"


@pages.get("/sign-in")
@guard.allow(roles=guard.PUBLIC)
def sign_in() -> Any:
    """The sign-in form; somebody signed in goes home."""
    if g.viewer is not None:
        return redirect(url_for("home.show"))
    return render_template("signin/sign_in.html", name="", message=None)


@pages.post("/sign-in")
@guard.allow(roles=guard.PUBLIC)
def sign_in_send() -> Any:
    """Check name and password; failures slow the next try down and are written to the audit log."""
    name = request.form.get("name", "").strip()[:64]
    password = request.form.get("password", "")
    address = request.remote_addr or ""
    store = house().store
    since = now() - throttle.LOCK
    left = throttle.wait(users.failures(store, name, address, since), now())
    if left:
        message = f"失败次数太多，请{throttle.in_words(left)}后再试；忘了密码请找管理员重置。"
        return render_template("signin/sign_in.html", name=name, message=message), 429
    user = users.find(store, name)
    kept = user.password_hash if user is not None and not user.disabled else None
    stranger = Viewer(None, name, frozenset(), None, address)
    if not passwords.matches(password, kept) or user is None:
        with store.writing():
            users.note_failure(store, name, address, now())
            audit.record(store, stranger, "sign_in", "account", now=now(), result="refused")
        return render_template("signin/sign_in.html", name=name, message=WRONG), 401
    days = (now().date() - user.password_at.date()).days
    if user.must_change and days > house().center.accounts.first_password_days:
        audit.record(store, user.viewer(address), "sign_in", "account", now=now(), result="refused")
        return render_template("signin/sign_in.html", name=name, message=_expired()), 403
    with store.writing():
        users.clear_failures(store, name, address)
        audit.record(store, user.viewer(address), "sign_in", "account", now=now())
        token = session.start(user)
    return session.welcome(user, token)


def _expired() -> str:
    """Said only to somebody who knows the password: it tells nobody which accounts there are."""
    days = house().center.accounts.first_password_days
    return f"首次密码发下来 {days} 天没有换，已经作废。请找管理员重置一个，当天就登录换掉。"


@pages.post("/sign-out")
@guard.allow(roles=guard.SIGNED_IN)
def sign_out() -> Any:
    """End the session."""
    store = house().store
    with store.writing():
        audit.record(store, session.viewer(), "sign_out", "account", now=now())
        session.close()
    form_session.clear()
    response = redirect(url_for("signin.sign_in"))
    response.delete_cookie(session.COOKIE)
    return response


@pages.get("/password")
@guard.allow(roles=guard.SIGNED_IN)
def password() -> Any:
    """The form for a new password; compulsory after the first sign-in."""
    return render_template("signin/password.html", faults=[], forced=g.user.must_change)


@pages.post("/password")
@guard.allow(roles=guard.SIGNED_IN)
def password_send() -> Any:
    """Set a new password; every other session of the account ends, this one gets a new id."""
    user, store = g.user, house().store
    new = request.form.get("new_password", "")
    faults = passwords.faults(new, user.name)
    if new != request.form.get("again", ""):
        faults.append("两次输入的新密码不一样。")
    left = throttle.wait(
        users.failures(store, user.name, session.viewer().address or "", now() - throttle.LOCK), now()
    )
    if left:
        faults = [f"失败次数太多，请{throttle.in_words(left)}后再试。"]
    elif not passwords.matches(request.form.get("password", ""), user.password_hash):
        users.note_failure(store, user.name, session.viewer().address or "", now())
        faults = ["现在的密码不对。"]
    elif not faults and any(
        passwords.matches(new, kept) for kept in (user.password_hash, *user.old_password_hashes[:5])
    ):
        faults.append("新密码不能与现在的或最近 5 次用过的相同。")
    if faults:
        return render_template("signin/password.html", faults=faults, forced=user.must_change), 422
    hashed = passwords.hash_password(new)
    users.set_password(store, session.viewer(), user.name, hashed, now(), must_change=False)
    renewed = users.find(store, user.name)
    if renewed is None:
        return redirect(url_for("signin.sign_in"))
    with store.writing():
        token = session.start(renewed)
    response = session.welcome(renewed, token)
    flash("密码已更换。", "good")
    return response
