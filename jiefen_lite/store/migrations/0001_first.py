"""The first schema, frozen as released; ``tables.py`` is the present one."""

from __future__ import annotations

from typing import Any

import peewee as pw


class Table(pw.Model):
    class Meta:
        legacy_table_names = False


class Setting(Table):
    key = pw.CharField(64, primary_key=True)
    value = pw.TextField()


class Counter(Table):
    name = pw.CharField(64, primary_key=True)
    value = pw.IntegerField()


class RuleSet(Table):
    digest = pw.CharField(64, unique=True)
    text = pw.TextField()
    first_used_at = pw.DateTimeField()


class User(Table):
    name = pw.CharField(64, unique=True)
    roles = pw.TextField()
    unit = pw.CharField(128, null=True)
    password_hash = pw.TextField()
    old_password_hashes = pw.TextField(default="[]")
    must_change = pw.BooleanField(default=True)
    disabled = pw.BooleanField(default=False)
    created_at = pw.DateTimeField()
    password_at = pw.DateTimeField()


class UserSession(Table):
    token_hash = pw.CharField(64, primary_key=True)
    user = pw.ForeignKeyField(User, on_delete="CASCADE")
    opened_at = pw.DateTimeField()
    seen_at = pw.DateTimeField()
    address = pw.CharField(64)


class SignInFailure(Table):
    name = pw.CharField(64, index=True)
    address = pw.CharField(64, index=True)
    at = pw.DateTimeField()


class AuditEntry(Table):
    at = pw.DateTimeField(index=True)
    user_name = pw.CharField(64)
    roles = pw.CharField(255)
    address = pw.CharField(64, null=True)
    action = pw.CharField(64)
    object = pw.CharField(255)
    result = pw.CharField(32)
    detail = pw.TextField()
    prev_hash = pw.CharField(64)
    hash = pw.CharField(64)


class ChainEntry(Table):
    kind = pw.CharField(16)
    ref = pw.CharField(64)
    at = pw.DateTimeField()
    digest = pw.CharField(64)
    prev_hash = pw.CharField(64)
    hash = pw.CharField(64)


class LearnedColumn(Table):
    channel = pw.CharField(32)
    header = pw.CharField(128)
    field = pw.CharField(64, null=True)
    taught_by = pw.CharField(64)
    taught_at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("channel", "header")


class Batch(Table):
    channel = pw.CharField(32, null=True)
    file_name = pw.CharField(255)
    sha256 = pw.CharField(64, index=True)
    file_ref = pw.CharField(128, null=True)
    imported_by = pw.CharField(64)
    staged_at = pw.DateTimeField()
    as_of = pw.DateField()
    state = pw.CharField(16, index=True)
    committed_at = pw.DateTimeField(null=True)
    revoked_at = pw.DateTimeField(null=True)
    revoked_by = pw.CharField(64, null=True)
    revoke_reason = pw.TextField(null=True)
    counts = pw.TextField(default="{}")
    sheets = pw.TextField(default="[]")
    note = pw.TextField(null=True)
    rule_set = pw.ForeignKeyField(RuleSet, null=True)
    digest = pw.CharField(64, null=True)


class BatchRow(Table):
    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE", index=False)
    sheet = pw.CharField(64)
    row = pw.IntegerField()
    disposition = pw.CharField(12)
    natural_key = pw.CharField(255, null=True)
    content_hash = pw.CharField(64, null=True)
    received_on = pw.CharField(10, null=True)
    payload_cipher = pw.BlobField()
    reason = pw.TextField(null=True)

    class Meta:
        indexes = ((("batch", "disposition"), False),)


class BatchProblem(Table):
    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE")
    sheet = pw.CharField(64)
    row = pw.IntegerField()
    column = pw.CharField(255, null=True)
    field = pw.CharField(64, null=True)
    level = pw.CharField(8)
    message = pw.TextField()


class Case(Table):
    id = pw.IntegerField(primary_key=True)
    case_code = pw.CharField(32, unique=True)
    live = pw.SmallIntegerField()
    batch = pw.ForeignKeyField(Batch, null=True)
    status = pw.CharField(24)
    channel = pw.CharField(32)
    source_no = pw.CharField(128, null=True)
    received_at = pw.DateTimeField()
    occurred_at = pw.DateTimeField(null=True)
    registered_at = pw.DateTimeField()
    accepted_at = pw.DateTimeField(null=True)
    first_accepted_at = pw.DateTimeField(null=True)
    clock_start_at = pw.DateField(null=True)
    town = pw.CharField(64, null=True)
    village = pw.CharField(64, null=True)
    place_cipher = pw.BlobField(null=True)
    type_l1 = pw.CharField(32, null=True)
    type_l2 = pw.CharField(64, null=True)
    complexity = pw.CharField(8, null=True)
    complexity_pending = pw.BooleanField(default=False)
    risk_level = pw.CharField(8)
    risk_score = pw.IntegerField()
    risk_reasons = pw.TextField(default="[]")
    responsible_unit = pw.CharField(128, null=True)
    unit_by = pw.CharField(8, null=True)
    assisting_units = pw.TextField(default="[]")
    handler = pw.CharField(64, null=True)
    mediator = pw.CharField(64, null=True)
    center_due = pw.DateField(null=True)
    source_due = pw.DateField(null=True)
    statutory_due = pw.DateField(null=True)
    due_date = pw.DateField(null=True)
    due_clock = pw.CharField(12, null=True)
    due_estimated = pw.BooleanField(default=False)
    dispatched_at = pw.DateTimeField(null=True)
    signed_at = pw.DateTimeField(null=True)
    first_contact_at = pw.DateTimeField(null=True)
    mediated = pw.CharField(4, null=True)
    mediated_at = pw.DateTimeField(null=True)
    feedback_submitted_at = pw.DateTimeField(null=True)
    closed_at = pw.DateTimeField(null=True)
    evaluated_at = pw.DateTimeField(null=True)
    ended_at = pw.DateTimeField(null=True)
    unit_at_due = pw.CharField(128, null=True)
    outcome = pw.CharField(24, null=True)
    satisfaction = pw.CharField(24, null=True)
    people_count = pw.IntegerField(null=True)
    people_count_approx = pw.BooleanField(default=False)
    amount_fen = pw.BigIntegerField(null=True)
    agreement_form = pw.CharField(8, null=True)
    agreement_at = pw.DateField(null=True)
    confirmed = pw.BooleanField(null=True)
    performed = pw.BooleanField(null=True)
    performance_due = pw.DateField(null=True)
    tags = pw.TextField(default="[]")
    cause = pw.CharField(64, null=True)
    summary = pw.TextField(null=True)
    claim = pw.TextField(null=True)
    result_text = pw.TextField(null=True)
    story_cipher = pw.BlobField(null=True)
    secrecy = pw.BooleanField(default=False)
    repeat = pw.BooleanField(default=False)
    by_hand = pw.TextField(default="[]")
    person_fields = pw.TextField(default="[]")
    pending = pw.TextField(default="[]")
    dispatch_count = pw.IntegerField(default=0)
    return_count = pw.IntegerField(default=0)
    reopen_count = pw.IntegerField(default=0)
    suspended_days = pw.IntegerField(default=0)
    status_before = pw.CharField(24, null=True)
    master_case = pw.CharField(32, null=True)
    event_count = pw.IntegerField(default=0)
    event_head = pw.CharField(64, default="")

    class Meta:
        table_name = "cases"
        indexes = (
            (("received_at",), False),
            pw.SQL(
                "CREATE INDEX cases_front ON cases (live, status, risk_level, responsible_unit, "
                "feedback_submitted_at, due_date, pending) WHERE live = 1"
            ),
            (("batch",), False),
        )


class CaseSource(Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    channel = pw.CharField(32)
    source_no = pw.CharField(128, null=True)
    received_at = pw.DateTimeField()
    natural_key = pw.CharField(255, index=True)
    content_hash = pw.CharField(64)
    batch_row = pw.ForeignKeyField(BatchRow, null=True, index=False)


class CaseUnit(Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    unit = pw.CharField(128)
    relation = pw.CharField(12)

    class Meta:
        indexes = ((("unit", "case"), False),)


class CaseParty(Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    role = pw.CharField(16)
    name = pw.CharField(128, null=True)
    phone_cipher = pw.BlobField(null=True)
    phone_hash = pw.TextField(null=True)
    id_cipher = pw.BlobField(null=True)
    id_hash = pw.TextField(null=True)
    address_cipher = pw.BlobField(null=True)
    gender = pw.CharField(8, null=True)
    age = pw.IntegerField(null=True)
    is_org = pw.BooleanField(default=False)
    anonymous = pw.BooleanField(default=False)


class CaseNumber(Table):
    mark = pw.CharField(32)
    case_id = pw.IntegerField()
    role = pw.CharField(16)

    class Meta:
        primary_key = pw.CompositeKey("mark", "case_id", "role")


class CaseDecision(Table):
    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    entries = pw.TextField()


class CaseOwn(Table):
    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    repeat = pw.BooleanField()
    complexity = pw.CharField(8, null=True)
    risk_level = pw.CharField(8)
    due_date = pw.DateField(null=True)
    due_clock = pw.CharField(12, null=True)
    pending = pw.TextField()
    rest = pw.TextField()


class CaseEvent(Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE", index=False)
    seq = pw.IntegerField()
    action = pw.CharField(32)
    from_status = pw.CharField(24, null=True)
    to_status = pw.CharField(24, null=True)
    actor = pw.CharField(64)
    actor_role = pw.CharField(32)
    unit = pw.CharField(128, null=True)
    occurred_at = pw.DateTimeField()
    recorded_at = pw.DateTimeField()
    reason = pw.TextField(null=True)
    auto = pw.BooleanField(default=False)
    due_before = pw.DateField(null=True)
    due_after = pw.DateField(null=True)
    data = pw.TextField(default="{}")
    batch = pw.ForeignKeyField(Batch, null=True, index=False)
    hash = pw.CharField(64)

    class Meta:
        primary_key = pw.CompositeKey("case", "seq")


class CaseBefore(Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE")
    event_seq = pw.IntegerField()
    image_cipher = pw.BlobField()
    stands = pw.BooleanField(default=False)


class Proposal(Table):
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE")
    field = pw.CharField(64)
    kept = pw.TextField(null=True)
    proposed = pw.TextField(null=True)
    state = pw.CharField(12, default="open")
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)


class SnapshotTable(Table):
    period = pw.CharField(16)
    grouping = pw.CharField(16)
    as_of = pw.DateTimeField()
    formula_version = pw.CharField(32)
    frozen_at = pw.DateTimeField()
    rule_set = pw.CharField(64, null=True)

    class Meta:
        indexes = ((("period", "grouping"), True),)


class SnapshotFigure(Table):
    table = pw.ForeignKeyField(SnapshotTable, on_delete="CASCADE")
    row_id = pw.CharField(128)
    row_name = pw.CharField(128)
    row_order = pw.IntegerField()
    indicator = pw.CharField(64)
    kind = pw.CharField(16)
    n = pw.BigIntegerField()
    d = pw.BigIntegerField(null=True)
    value = pw.DoubleField(null=True)
    shown = pw.CharField(64)
    note = pw.TextField(null=True)
    numerator = pw.TextField()
    denominator = pw.TextField()
    case_values = pw.TextField(default="[]")
    weights = pw.TextField(default="[]")


TABLES = (
    Setting,
    Counter,
    RuleSet,
    User,
    UserSession,
    SignInFailure,
    AuditEntry,
    ChainEntry,
    LearnedColumn,
    Batch,
    BatchRow,
    BatchProblem,
    Case,
    CaseSource,
    CaseUnit,
    CaseParty,
    CaseNumber,
    CaseDecision,
    CaseOwn,
    CaseEvent,
    CaseBefore,
    Proposal,
    SnapshotTable,
    SnapshotFigure,
)


def up(migrator: Any, db: pw.Database) -> None:
    """Create every table, and the search index in the form this database has."""
    is_sqlite = isinstance(db, pw.SqliteDatabase)
    for table in (CaseEvent, CaseNumber):  # rows in the order of their key, without a second tree beside it
        table._meta.without_rowid = is_sqlite
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    if is_sqlite:
        # tokens come in as they are to be found; the plain tokenizer only cuts at spaces
        db.execute_sql(
            "CREATE VIRTUAL TABLE case_search USING fts5(tokens, content='', detail=none, tokenize='ascii')"
        )
    else:
        db.execute_sql("CREATE TABLE case_gram (case_id INTEGER NOT NULL, gram TEXT NOT NULL)")
        db.execute_sql("CREATE INDEX case_gram_gram ON case_gram (gram, case_id)")
        db.execute_sql("CREATE INDEX case_gram_case ON case_gram (case_id)")
