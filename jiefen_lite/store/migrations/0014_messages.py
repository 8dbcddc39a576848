"""Messages and the ways they go, what was told of each light, supervision orders, instructions of leaders."""

from __future__ import annotations

from typing import Any

import peewee as pw


class _Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Case(_Table):
    id = pw.IntegerField(primary_key=True)

    class Meta:
        table_name = "cases"


class LightNotice(_Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE", index=False)
    due_date = pw.DateField()
    rung = pw.CharField(32)
    turn = pw.IntegerField()
    noted_on = pw.DateField()
    noted_at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("case", "due_date", "rung", "turn")


class SupervisionOrder(_Table):
    id = pw.IntegerField(primary_key=True)
    year = pw.IntegerField()
    serial = pw.IntegerField()
    number = pw.CharField(64, unique=True)
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    unit = pw.CharField(128)
    light = pw.CharField(8)
    due_date = pw.DateField(null=True)
    told_due = pw.DateField(null=True)
    required = pw.TextField()
    issued_on = pw.DateField()
    issued_at = pw.DateTimeField()
    issued_by = pw.CharField(64)
    reply_by = pw.DateField()
    finish_by = pw.DateField()
    state = pw.CharField(12)
    noted = pw.CharField(32, default="")

    class Meta:
        indexes = ((("year", "serial"), True), (("unit", "state"), False))


class OrderStep(_Table):
    order = pw.ForeignKeyField(SupervisionOrder, on_delete="CASCADE", index=False)
    seq = pw.IntegerField()
    action = pw.CharField(12)
    by = pw.CharField(64)
    role = pw.CharField(32)
    at = pw.DateTimeField()
    cause = pw.TextField(null=True)
    measures = pw.TextField(null=True)
    responsible = pw.CharField(64, null=True)
    until = pw.DateField(null=True)
    reason = pw.TextField(null=True)

    class Meta:
        primary_key = pw.CompositeKey("order", "seq")


class Instruction(_Table):
    id = pw.IntegerField(primary_key=True)
    case = pw.ForeignKeyField(Case, null=True, on_delete="CASCADE")
    document = pw.CharField(32, null=True)
    period = pw.CharField(16, null=True)
    unit = pw.CharField(128, null=True)
    text = pw.TextField()
    reply_by = pw.DateField()
    state = pw.CharField(12)
    by = pw.CharField(64)
    at = pw.DateTimeField()


class InstructionStep(_Table):
    instruction = pw.ForeignKeyField(Instruction, on_delete="CASCADE", index=False)
    seq = pw.IntegerField()
    action = pw.CharField(12)
    by = pw.CharField(64)
    role = pw.CharField(32)
    at = pw.DateTimeField()
    text = pw.TextField(null=True)

    class Meta:
        primary_key = pw.CompositeKey("instruction", "seq")


class Message(_Table):
    id = pw.IntegerField(primary_key=True)
    person = pw.CharField(64, null=True)
    role = pw.CharField(32)
    unit = pw.CharField(128, null=True)
    kind = pw.CharField(24)
    case = pw.ForeignKeyField(Case, null=True, on_delete="CASCADE")
    order = pw.ForeignKeyField(SupervisionOrder, null=True, on_delete="CASCADE", index=False)
    instruction = pw.ForeignKeyField(Instruction, null=True, on_delete="CASCADE", index=False)
    text = pw.TextField()
    why = pw.TextField(null=True)
    created_at = pw.DateTimeField()
    read_at = pw.DateTimeField(null=True)

    class Meta:
        indexes = ((("person", "read_at"), False),)


class Delivery(_Table):
    id = pw.IntegerField(primary_key=True)
    way = pw.CharField(32)
    person = pw.CharField(64, null=True)
    state = pw.CharField(8)
    text = pw.TextField()
    count = pw.IntegerField()
    tries = pw.IntegerField(default=0)
    created_at = pw.DateTimeField()
    next_at = pw.DateTimeField()
    claim = pw.CharField(64, null=True)
    claimed_at = pw.DateTimeField(null=True)
    sent_at = pw.DateTimeField(null=True)
    fault = pw.TextField(null=True)

    class Meta:
        indexes = ((("state", "next_at"), False),)


class MessageWay(_Table):
    message = pw.ForeignKeyField(Message, on_delete="CASCADE", index=False)
    way = pw.CharField(32)
    delivery = pw.ForeignKeyField(Delivery, on_delete="CASCADE")

    class Meta:
        primary_key = pw.CompositeKey("message", "way")


class Contact(_Table):
    person = pw.CharField(64)
    kind = pw.CharField(8)
    address_cipher = pw.BlobField()
    set_by = pw.CharField(64)
    set_at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("person", "kind")


class WaySecret(_Table):
    name = pw.CharField(64, primary_key=True)
    value_cipher = pw.BlobField()
    set_by = pw.CharField(64)
    set_at = pw.DateTimeField()


TABLES = (
    LightNotice,
    SupervisionOrder,
    OrderStep,
    Instruction,
    InstructionStep,
    Message,
    Delivery,
    MessageWay,
    Contact,
    WaySecret,
)


def up(migrator: Any, db: pw.Database) -> None:
    """New tables only; a centre that is upgraded has told nobody of anything yet."""
    with db.bind_ctx((Case, *TABLES)):
        db.create_tables(TABLES)
