"""Where the staff can be reached outside the pages, and the secrets of the ways: encrypted both."""

from __future__ import annotations

import json
from datetime import datetime

from jiefen_lite.errors import NotAllowed
from jiefen_lite.shapes import Role, Viewer
from jiefen_lite.store import audit
from jiefen_lite.store.database import Store
from jiefen_lite.store.tables import Contact, WaySecret

KINDS = ("email", "phone")
#: Who reads the addresses of others: the sender.
SENDERS = frozenset({Role.OPERATOR})
KEEPERS = frozenset({Role.ADMIN, Role.OPERATOR})


def of(store: Store, viewer: Viewer, person: str) -> dict[str, str]:
    """Kind → address of somebody: his own, or as the sender. Raises NotAllowed."""
    if viewer.name != person and not viewer.roles & SENDERS:
        raise NotAllowed("只能看自己的接收方式，别人的请本人来看。")
    with store.reading():
        query = Contact.select(Contact.kind, Contact.address_cipher).where(Contact.person == person)
        return {kind: store.cipher.decrypt("contact.address", blob) for kind, blob in query.tuples()}


def having(store: Store, viewer: Viewer, kind: str) -> list[str]:
    """Who has given an address of that kind. Raises NotAllowed for anybody but the sender."""
    if not viewer.roles & SENDERS:
        raise NotAllowed("只能看自己的接收方式，别人的请本人来看。")
    with store.reading():
        query = Contact.select(Contact.person).where(Contact.kind == kind).order_by(Contact.person)
        return [person for (person,) in query.tuples()]


def keep(store: Store, viewer: Viewer, addresses: dict[str, str], now: datetime) -> None:
    """Set this viewer's own addresses; an empty one is taken away. The log tells the kinds only."""
    with store.writing():
        for kind, address in addresses.items():
            Contact.delete().where(Contact.person == viewer.name, Contact.kind == kind).execute()
            if address:
                Contact.create(
                    person=viewer.name,
                    kind=kind,
                    address_cipher=store.cipher.encrypt("contact.address", address),
                    set_by=viewer.name,
                    set_at=now,
                )
        kept = sorted(kind for kind, address in addresses.items() if address)
        audit.record(store, viewer, "contact", viewer.name, now=now, detail={"kinds": kept})


def keep_secret(store: Store, viewer: Viewer, name: str, host: str, value: str, now: datetime) -> None:
    """Set the secret of a way, for one host; an empty one is taken away. Raises NotAllowed."""
    if not viewer.roles & KEEPERS:
        raise NotAllowed("口令由管理员填写，请找管理员。")
    with store.writing():
        WaySecret.delete().where(WaySecret.name == name).execute()
        if value:
            sealed = store.cipher.encrypt("way_secret.value", json.dumps([host, value]))
            WaySecret.create(name=name, value_cipher=sealed, set_by=viewer.name, set_at=now)
        detail = {"host": host, "set": bool(value)}
        audit.record(store, viewer, "way_secret", name, now=now, detail=detail)


def secret(store: Store, viewer: Viewer, name: str, host: str) -> str | None:
    """The secret of a way, only for the host it was entered for. Raises NotAllowed for all but the sender."""
    if not viewer.roles & SENDERS:
        raise NotAllowed("口令谁也不能看，忘了请管理员重填。")
    with store.reading():
        row = WaySecret.select(WaySecret.value_cipher).where(WaySecret.name == name).tuples().first()
    if row is None:
        return None
    meant_for, value = json.loads(store.cipher.decrypt("way_secret.value", row[0]))
    return str(value) if meant_for == host else None


def secrets_set(store: Store, viewer: Viewer) -> dict[str, datetime]:
    """Name of a way → when its secret was set."""
    with store.reading():
        return dict(WaySecret.select(WaySecret.name, WaySecret.set_at).tuples())
