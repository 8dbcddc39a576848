"""Who may sign in: accounts, sessions, failed attempts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiefen_lite.errors import JiefenError, NotFound, NotWritable
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import SignInFailure, User, UserSession

OLD_PASSWORDS_KEPT = 5


@dataclass(frozen=True, slots=True)
class UserRecord:
    """An account as pages and commands see it."""

    id: int
    name: str
    roles: frozenset[Role]
    unit: str | None
    password_hash: str
    old_password_hashes: tuple[str, ...]
    must_change: bool
    disabled: bool
    password_at: datetime
    signed_in_at: datetime | None = None

    def viewer(self, address: str | None = None) -> Viewer:
        """This person as somebody who asks the store."""
        return Viewer(self.id, self.name, self.roles, self.unit, address)


def _record(user: User) -> UserRecord:
    return UserRecord(
        int(user.id),
        user.name,
        frozenset(Role(role) for role in json.loads(user.roles)),
        user.unit,
        user.password_hash,
        tuple(json.loads(user.old_password_hashes)),
        bool(user.must_change),
        bool(user.disabled),
        user.password_at,
        user.signed_in_at,
    )


def add(
    store: Store,
    viewer: Viewer,
    name: str,
    roles: Iterable[Role],
    unit: str | None,
    password_hash: str,
    now: datetime,
    *,
    must_change: bool = True,
) -> UserRecord:
    """A new account. admin and auditor may not be one person (separation of powers)."""
    wanted = _together(roles)
    with store.writing():
        if User.get_or_none(User.name == name) is not None:
            raise JiefenError(f"已经有叫“{name}”的账号，请换一个名字。")
        user = User.create(
            name=name,
            roles=json.dumps(wanted),
            unit=unit,
            password_hash=password_hash,
            must_change=must_change,
            created_at=now,
            password_at=now,
        )
        audit.record(store, viewer, "user_add", name, now=now, detail={"roles": wanted, "unit": unit})
        return _record(user)


def find(store: Store, name: str) -> UserRecord | None:
    """The account of that name, disabled or not."""
    with store.reading():
        user = User.get_or_none(User.name == name)
        return _record(user) if user else None


def list_users(store: Store) -> list[UserRecord]:
    """All accounts by name."""
    with store.reading():
        return [_record(user) for user in User.select().order_by(User.name)]


def set_password(
    store: Store, viewer: Viewer, name: str, password_hash: str, now: datetime, *, must_change: bool
) -> None:
    """A new password; every open session of the account ends."""
    with store.writing():
        user = _named(name)
        old = [user.password_hash, *json.loads(user.old_password_hashes)][:OLD_PASSWORDS_KEPT]
        user.old_password_hashes = json.dumps(old)
        user.password_hash, user.must_change, user.password_at = password_hash, must_change, now
        user.save()
        UserSession.delete().where(UserSession.user == user).execute()
        audit.record(store, viewer, "user_password", name, now=now)


def set_disabled(store: Store, viewer: Viewer, name: str, disabled: bool, now: datetime) -> None:
    """Disable (never delete) or enable an account; its sessions end at once."""
    with store.writing():
        user = _named(name)
        if disabled:
            _keep_an_admin(user)
        user.disabled = disabled
        user.save()
        UserSession.delete().where(UserSession.user == user).execute()
        audit.record(store, viewer, "user_disable" if disabled else "user_enable", name, now=now)


def set_roles(
    store: Store, viewer: Viewer, name: str, roles: Iterable[Role], unit: str | None, now: datetime
) -> None:
    """Other roles or another unit; open sessions end so that old rights end at once."""
    wanted = _together(roles)
    with store.writing():
        user = _named(name)
        if Role.ADMIN not in wanted:
            _keep_an_admin(user)
        user.roles, user.unit = json.dumps(wanted), unit
        user.save()
        UserSession.delete().where(UserSession.user == user).execute()
        audit.record(store, viewer, "user_roles", name, now=now, detail={"roles": wanted, "unit": unit})


def _together(roles: Iterable[Role]) -> list[Role]:
    """The roles of one person, as they are kept; admin and auditor may not be one (separation of powers)."""
    wanted = sorted({Role(role) for role in roles})
    if not wanted:
        raise JiefenError("请至少选一个岗位。")
    if Role.ADMIN in wanted and Role.AUDITOR in wanted:
        raise JiefenError("管理员和审计员不能由同一人兼任，请分开设两个账号。")
    return wanted


def _keep_an_admin(user: User) -> None:
    """Refuse what would leave nobody to keep the accounts (inside a write)."""
    if user.disabled or Role.ADMIN not in json.loads(user.roles):
        return
    others = User.select(User.roles).where(User.disabled == False, User.id != user.id)  # noqa: E712
    if not any(Role.ADMIN in json.loads(roles) for (roles,) in others.tuples()):
        raise JiefenError("这是最后一个管理员，停用或换岗以后就没人管账号了。请先另设一个管理员。")


def _named(name: str) -> User:
    user: User | None = User.get_or_none(User.name == name)
    if user is None:
        raise NotFound(f"没有叫“{name}”的账号，请检查名字。")
    return user


# --------------------------------------------------------------------------- sessions


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(store: Store, user_id: int, now: datetime, address: str) -> str:
    """A new sign-in; returns the random token for the cookie, of which only a hash is kept."""
    token = secrets.token_urlsafe(32)
    with store.writing():
        User.update(signed_in_at=now).where(User.id == user_id).execute()
        UserSession.create(
            token_hash=_token_hash(token), user=user_id, opened_at=now, seen_at=now, address=address
        )
    return token


def session_user(store: Store, token: str, now: datetime, idle_minutes: int) -> UserRecord | None:
    """Who holds this token, None where it is unknown, idle for too long, or its account disabled."""
    with store.reading():
        session = UserSession.get_or_none(UserSession.token_hash == _token_hash(token))
        if session is None or session.user.disabled:
            return None
        idle = now - session.seen_at
        record = _record(session.user)
    if idle > timedelta(minutes=idle_minutes):
        close_session(store, token)
        return None
    if idle > timedelta(minutes=1):  # one small write a minute, not one a page
        # A look must not fail because somebody else is writing; then the next look notes it.
        with contextlib.suppress(NotWritable), store.writing(wait_seconds=0):
            UserSession.update(seen_at=now).where(UserSession.token_hash == _token_hash(token)).execute()
    return record


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One sign-in as lists show it. ``mark`` names it: made of the token's hash, and worth nothing."""

    mark: str
    name: str
    opened_at: datetime
    seen_at: datetime
    address: str
    here: bool


def sessions(
    store: Store, viewer: Viewer, now: datetime, idle_minutes: int, token: str | None = None
) -> list[SessionRecord]:
    """Sign-ins that still hold, the newest first: one's own, for the administrator everybody's."""
    own = hashlib.sha256(token.encode()).hexdigest() if token else ""
    condition = UserSession.seen_at >= now - timedelta(minutes=idle_minutes)
    if Role.ADMIN not in viewer.roles:
        condition = condition & (UserSession.user == viewer.user_id)
    with store.reading():
        query = UserSession.select(UserSession, User).join(User).where(condition)
        rows = list(query.order_by(UserSession.opened_at.desc(), UserSession.token_hash))
        return [
            SessionRecord(
                _mark(one.token_hash),
                one.user.name,
                one.opened_at,
                one.seen_at,
                one.address,
                one.token_hash == own,
            )
            for one in rows
        ]


def end_session(store: Store, viewer: Viewer, mark: str, now: datetime) -> str:
    """End one of the sessions that :func:`sessions` lists; its next request is a stranger's.

    Returns whose it was. Raises NotFound alike for none and for another person's.
    """
    with store.writing():
        query = UserSession.select(UserSession, User).join(User)
        if Role.ADMIN not in viewer.roles:
            query = query.where(UserSession.user == viewer.user_id)
        found = next((one for one in query if _mark(one.token_hash) == mark), None)
        if found is None:
            raise NotFound("没有这个登录，可能已经退出了，请刷新再看。")
        name = str(found.user.name)
        UserSession.delete().where(UserSession.token_hash == found.token_hash).execute()
        audit.record(store, viewer, "session_end", name, now=now, detail={"address": found.address})
    return name


def _mark(token_hash: str) -> str:
    return hashlib.sha256(f"session {token_hash}".encode()).hexdigest()[:16]


def close_session(store: Store, token: str) -> None:
    """Sign out."""
    with store.writing():
        UserSession.delete().where(UserSession.token_hash == _token_hash(token)).execute()


def close_idle_sessions(store: Store, now: datetime, idle_minutes: int) -> int:
    """Remove sessions nobody uses any more; returns how many."""
    with store.writing():
        limit = now - timedelta(minutes=idle_minutes)
        return int(UserSession.delete().where(UserSession.seen_at < limit).execute())


# --------------------------------------------------------------------------- failed attempts


def note_failure(store: Store, name: str, address: str, now: datetime) -> None:
    """Remember a failed sign-in."""
    with store.writing():
        SignInFailure.create(name=name[:64], address=address, at=now)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed sign-ins since some moment, as the throttle weighs them."""

    here: int  # this account from this address
    elsewhere: int  # this account from other addresses
    others: int  # other accounts from this address: one password tried on many
    last_here: datetime | None
    last_elsewhere: datetime | None
    last_others: datetime | None


def failures(store: Store, name: str, address: str, since: datetime) -> Failures:
    """Failed sign-ins of this account or from this address since then."""
    name = name[:64]
    with store.reading():
        rows = list(
            SignInFailure.select(SignInFailure.name, SignInFailure.address, SignInFailure.at)
            .where(
                SignInFailure.at >= since,
                (SignInFailure.name == name) | (SignInFailure.address == address),
            )
            .tuples()
        )
    here = [at for who, where, at in rows if who == name and where == address]
    elsewhere = [at for who, where, at in rows if who == name and where != address]
    others = [at for who, where, at in rows if who != name]
    return Failures(
        len(here),
        len(elsewhere),
        len(others),
        max(here, default=None),
        max(elsewhere, default=None),
        max(others, default=None),
    )


def clear_failures(store: Store, name: str, address: str) -> None:
    """A right password wipes the slate of this account at this address."""
    with store.writing():
        SignInFailure.delete().where(
            SignInFailure.name == name[:64], SignInFailure.address == address
        ).execute()


def forget_failures(store: Store, before: datetime) -> int:
    """Drop old attempts; returns how many."""
    with store.writing():
        return int(SignInFailure.delete().where(SignInFailure.at < before).execute())
