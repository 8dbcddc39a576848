"""The schema as peewee models; migrations create it, query modules read it.

Encrypted columns end in ``_cipher``; ``_hash`` columns are keyed hashes by which an encrypted value
can be found. ``live`` tells whether a case is being staged (0), in force (1) or taken back (2).
Amounts are whole fen, times naive local time; lists and mappings are JSON text.
"""

from __future__ import annotations

import peewee as pw

STAGED, LIVE, REVOKED = 0, 1, 2

database = pw.DatabaseProxy()


class Table(pw.Model):
    """Base of all tables: bound to the database that the process has open."""

    class Meta:
        database = database
        legacy_table_names = False


class Setting(Table):
    """Facts about this store itself (schema of hashes, centre id, sealed days …)."""

    key = pw.CharField(64, primary_key=True)
    value = pw.TextField()


class Counter(Table):
    """Running numbers that never go back: case ids and the daily numbers of case codes."""

    name = pw.CharField(64, primary_key=True)
    value = pw.IntegerField()


class RuleSet(Table):
    """Rule books by content hash, kept when first used, so that a decision can be explained later."""

    digest = pw.CharField(64, unique=True)
    text = pw.TextField()
    first_used_at = pw.DateTimeField()


class RuleChange(Table):
    """One step with the county's rule files: who, why, from which day, and whether it is in force yet."""

    source = pw.CharField(8)  # page, command, folder
    reason = pw.TextField()
    by = pw.CharField(64)
    at = pw.DateTimeField()
    from_day = pw.DateField()
    done_at = pw.DateTimeField(null=True)  # when the files were written
    digest = pw.CharField(64, null=True)  # of the rule book that came of it
    withdrawn_at = pw.DateTimeField(null=True)
    withdrawn_by = pw.CharField(64, null=True)
    trouble = pw.TextField(null=True)  # why it could not be put in force on its day


class RuleVersion(Table):
    """One version of one rule file; ``text`` None: the shipped one. Never changed, never deleted."""

    change = pw.ForeignKeyField(RuleChange, on_delete="CASCADE")
    file = pw.CharField(32)
    version = pw.IntegerField()
    text = pw.TextField(null=True)
    mark = pw.CharField(64)  # the hash of the text
    base = pw.CharField(64)  # the mark of the version that it was written upon

    class Meta:
        indexes = ((("file", "version"), True),)


class RuleDraft(Table):
    """What somebody is about to change in a rule file, until it is put in force or given up."""

    file = pw.CharField(32)
    by = pw.CharField(64)
    text = pw.TextField(null=True)  # None: the shipped one
    base = pw.CharField(64)
    at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("file", "by")


class User(Table):
    """A person who signs in; disabled, never deleted."""

    name = pw.CharField(64, unique=True)
    roles = pw.TextField()
    unit = pw.CharField(128, null=True)
    password_hash = pw.TextField()
    old_password_hashes = pw.TextField(default="[]")
    must_change = pw.BooleanField(default=True)
    disabled = pw.BooleanField(default=False)
    created_at = pw.DateTimeField()
    password_at = pw.DateTimeField()
    signed_in_at = pw.DateTimeField(null=True)


class UserSession(Table):
    """One sign-in; the cookie holds a random token, the table only its hash."""

    token_hash = pw.CharField(64, primary_key=True)
    user = pw.ForeignKeyField(User, on_delete="CASCADE")
    opened_at = pw.DateTimeField()
    seen_at = pw.DateTimeField()
    address = pw.CharField(64)


class SignInFailure(Table):
    """Failed sign-ins per account and address, for throttling."""

    name = pw.CharField(64, index=True)
    address = pw.CharField(64, index=True)
    at = pw.DateTimeField()


class AwayTime(Table):
    """Somebody is away from one day to another, and who stands in; taken back rather than deleted."""

    person = pw.CharField(64, index=True)
    first_day = pw.DateField()
    last_day = pw.DateField()
    stand_in = pw.CharField(64, null=True)
    noted_by = pw.CharField(64)
    noted_at = pw.DateTimeField()
    taken_back_at = pw.DateTimeField(null=True)


class AuditEntry(Table):
    """Who looked at or did what; append-only, hash-chained."""

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

    class Meta:
        indexes = (pw.SQL("CREATE INDEX audit_entry_object ON audit_entry (object, id)"),)


class ChainEntry(Table):
    """The one global chain: a digest for every batch and for every sealed day."""

    kind = pw.CharField(16)
    ref = pw.CharField(64)
    at = pw.DateTimeField()
    digest = pw.CharField(64)
    prev_hash = pw.CharField(64)
    hash = pw.CharField(64)


class LearnedColumn(Table):
    """A column header that a person has explained once."""

    channel = pw.CharField(32)
    header = pw.CharField(128)
    field = pw.CharField(64, null=True)  # null: keep by name, do not ask again
    taught_by = pw.CharField(64)
    taught_at = pw.DateTimeField()
    removed_by = pw.CharField(64, null=True)
    removed_at = pw.DateTimeField(null=True)  # set: it holds no more, and can be put back

    class Meta:
        primary_key = pw.CompositeKey("channel", "header")


class Batch(Table):
    """One uploaded file and what became of it."""

    channel = pw.CharField(32, null=True)
    file_name = pw.CharField(255)
    sha256 = pw.CharField(64, index=True)
    file_ref = pw.CharField(128, null=True)
    imported_by = pw.CharField(64)
    staged_at = pw.DateTimeField()
    as_of = pw.DateField()
    state = pw.CharField(
        16, index=True
    )  # staging, previewed, committing, committed, revoked, abandoned, failed
    committed_at = pw.DateTimeField(null=True)
    revoked_at = pw.DateTimeField(null=True)
    revoked_by = pw.CharField(64, null=True)
    revoke_reason = pw.TextField(null=True)
    counts = pw.TextField(default="{}")
    sheets = pw.TextField(default="[]")
    note = pw.TextField(null=True)
    rule_set = pw.ForeignKeyField(RuleSet, null=True)
    digest = pw.CharField(64, null=True)
    lost = pw.TextField(default="[]")  # what of the file its error workbook will not keep, in words
    filled = pw.TextField(default="{}")  # field -> how many rows have it
    earlier = pw.TextField(null=True)  # what was counted before it was read again


class InboxFile(Table):
    """One file that came in through the watched folder, and where it was moved."""

    name = pw.CharField(255)
    sha256 = pw.CharField(64, index=True)
    state = pw.CharField(16)  # done, asking, failed
    words = pw.TextField(default="[]")
    batch = pw.ForeignKeyField(Batch, null=True, on_delete="SET NULL")
    at = pw.DateTimeField(index=True)
    place = pw.CharField(512, null=True)  # below the watched folder; None: it is not there any more
    moved = pw.BooleanField(default=False)


class BatchRow(Table):
    """Every data row of every uploaded file, for ever: the row itself encrypted, and what became of it."""

    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE", index=False)
    sheet = pw.CharField(64)
    row = pw.IntegerField()
    disposition = pw.CharField(12)
    natural_key = pw.CharField(255, null=True)
    content_hash = pw.CharField(64, null=True)
    received_on = pw.CharField(10, null=True)  # of new rows: the day that their case code carries
    payload_cipher = pw.BlobField()
    reason = pw.TextField(null=True)

    class Meta:
        indexes = ((("batch", "disposition"), False),)


class BatchProblem(Table):
    """What was wrong in a batch, told cell by cell."""

    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE")
    sheet = pw.CharField(64)
    row = pw.IntegerField()
    column = pw.CharField(255, null=True)
    field = pw.CharField(64, null=True)
    level = pw.CharField(8)
    message = pw.TextField()


class Case(Table):
    """One dispute and where it stands. Its history is ``case_event``; this row is the present."""

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
    status_before = pw.CharField(24, null=True)  # where a suspended or merged case comes back to
    master_case = pw.CharField(32, null=True)
    event_count = pw.IntegerField(default=0)
    event_head = pw.CharField(64, default="")
    clock_state = pw.TextField(null=True)  # JSON: what people have done to its clocks

    class Meta:
        table_name = "cases"
        indexes = (
            (("received_at",), False),  # without ``live``, so that revealing a batch leaves it as it is
            # covers the counts of the first page, so that they need not open 100,000 cases; cases that are
            # still hidden are not in it, so that a large import does not write it twice
            pw.SQL(
                "CREATE INDEX cases_front ON cases (live, status, risk_level, responsible_unit, "
                "feedback_submitted_at, due_date, due_clock, closed_at, pending) WHERE live = 1"
            ),
            (("batch",), False),
            pw.SQL("CREATE INDEX cases_by_hand ON cases (live, status, by_hand) WHERE by_hand <> '[]'"),
            # what the index of cases like others is compared with, block by block
            pw.SQL(
                "CREATE INDEX cases_settled ON cases (id, event_count, closed_at, channel, type_l1, secrecy) "
                "WHERE live = 1 AND outcome = 'resolved'"
            ),
            pw.SQL("CREATE INDEX cases_tagged ON cases (live, status, tags) WHERE live = 1 AND tags <> '[]'"),
            pw.SQL(
                "CREATE INDEX cases_due ON cases (live, due_date, received_at) "
                "WHERE live = 1 AND closed_at IS NULL AND feedback_submitted_at IS NULL"
            ),
            pw.SQL("CREATE INDEX cases_master ON cases (master_case) WHERE master_case IS NOT NULL"),
        )


class CaseSource(Table):
    """Where a case was reported: one row per channel and source number, with the file row last read."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    channel = pw.CharField(32)
    source_no = pw.CharField(128, null=True)
    received_at = pw.DateTimeField()
    natural_key = pw.CharField(255, index=True)
    content_hash = pw.CharField(64)
    batch_row = pw.ForeignKeyField(BatchRow, null=True, index=False)

    class Meta:
        indexes = (pw.SQL("CREATE INDEX case_source_month ON case_source (received_at, channel, case_id)"),)


class CaseUnit(Table):
    """Which unit may see a case: written when it is dispatched, not when a rule merely suggests it."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    unit = pw.CharField(128)
    relation = pw.CharField(12)  # responsible, assisting

    class Meta:
        indexes = ((("unit", "case"), False),)


class CaseParty(Table):
    """A party of a case; numbers and address encrypted, numbers with their keyed hashes."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    role = pw.CharField(16)
    name = pw.CharField(128, null=True)
    phone_cipher = pw.BlobField(null=True)
    phone_hash = pw.TextField(null=True)  # of several numbers: with a space between
    id_cipher = pw.BlobField(null=True)
    id_hash = pw.TextField(null=True)
    address_cipher = pw.BlobField(null=True)
    gender = pw.CharField(8, null=True)
    age = pw.IntegerField(null=True)
    is_org = pw.BooleanField(default=False)
    anonymous = pw.BooleanField(default=False)


class CaseOriginal(Table):
    """Of a petition that comes again the original case; while that is open it goes by its day."""

    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    original = pw.ForeignKeyField(Case, on_delete="CASCADE", backref="repeats")


class CaseNumber(Table):
    """A telephone or identity number under which a case in force is found, by its keyed hash."""

    mark = pw.CharField(32)
    case_id = pw.IntegerField()  # no foreign key: checking it would double the work
    role = pw.CharField(16)  # of whose number it is

    class Meta:
        primary_key = pw.CompositeKey("mark", "case_id", "role")


class CaseDecision(Table):
    """Why: the decisions of a case as they stand, each with the rule book it was made under.

    One JSON list a case ([decision, value, by, rule, basis, text, rule set]): they are only ever read
    together, and seven rows a case would be a fifth of a large import.
    """

    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    entries = pw.TextField()


class CaseOwn(Table):
    """What a case says by itself where other cases of the same person make it say more: for a unit's people.

    Few cases have a row here; the columns are those that lists are narrowed, ordered and counted by.
    """

    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    repeat = pw.BooleanField()
    complexity = pw.CharField(8, null=True)
    risk_level = pw.CharField(8)
    due_date = pw.DateField(null=True)
    due_clock = pw.CharField(12, null=True)
    pending = pw.TextField()
    rest = pw.TextField()  # JSON


class CaseEvent(Table):
    """What happened to a case: append-only, each entry chained to the one before."""

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
    """How a case stood before a batch updated it, encrypted, so that the batch can be taken back."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE")
    event_seq = pw.IntegerField()  # the last event before
    image_cipher = pw.BlobField()
    stands = pw.BooleanField(default=False)  # the change holds, though its batch was taken back


class SentenceEdit(Table):
    """What a person writes into a paper instead of a sentence by rule; the newest one counts."""

    document = pw.CharField(32)
    period = pw.CharField(16)
    sentence = pw.CharField(64)
    text = pw.TextField(null=True)  # null: the sentence by rule again
    by = pw.CharField(64)
    at = pw.DateTimeField()

    class Meta:
        indexes = ((("document", "period"), False),)


class Proposal(Table):
    """A later file contradicts what a person has set: proposed, never overwritten."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    batch = pw.ForeignKeyField(Batch, on_delete="CASCADE")
    field = pw.CharField(64)
    kept = pw.TextField(null=True)
    proposed = pw.TextField(null=True)
    state = pw.CharField(12, default="open")  # open, taken, declined
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)


class Double(Table):
    """Two cases that may be one dispute, and what a person has said of them; ``first`` came in first."""

    first = pw.IntegerField()
    second = pw.IntegerField(index=True)
    score = pw.IntegerField()
    reasons = pw.TextField()  # JSON: [rule, points, text] each
    state = pw.CharField(12, default="proposed")  # proposed, merged, rejected
    proposed_at = pw.DateTimeField()
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)
    reason = pw.TextField(null=True)
    asked_by = pw.CharField(64, null=True)  # a clerk who finds them one dispute and may not merge
    asked_at = pw.DateTimeField(null=True)

    class Meta:
        table_name = "case_double"
        indexes = ((("first", "second"), True), (("state", "score"), False))


class SnapshotTable(Table):
    """A frozen month's grouping: when, under which formulas."""

    period = pw.CharField(16)
    grouping = pw.CharField(16)
    as_of = pw.DateTimeField()
    formula_version = pw.CharField(32)
    frozen_at = pw.DateTimeField()
    rule_set = pw.CharField(64, null=True)

    class Meta:
        indexes = ((("period", "grouping"), True),)


class SnapshotFigure(Table):
    """One frozen figure with the codes of its cases."""

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


class Prescription(Table):
    """What a person has set or noted about one prescription of a month; append-only, the last line holds."""

    period = pw.CharField(16)
    unit = pw.CharField(128)
    rule = pw.CharField(64)
    measure = pw.TextField()
    acceptance = pw.TextField()
    owner = pw.CharField(64, null=True)
    due = pw.DateField(null=True)
    state = pw.CharField(12)  # open, done, not_done, delayed
    remark = pw.TextField(null=True)
    set_by = pw.CharField(64)
    set_at = pw.DateTimeField()

    class Meta:
        indexes = ((("period", "unit", "rule"), False),)


class Paper(Table):
    """A paper that was made once and is kept; another version never takes the place of an earlier one."""

    document = pw.CharField(32)
    period = pw.CharField(16)
    unit = pw.CharField(128, default="")  # whose own sheet it is; empty: the county's
    version = pw.IntegerField()
    title = pw.CharField(255)
    as_of = pw.DateTimeField()
    formula_version = pw.CharField(64)
    dated = pw.DateField()
    figures = pw.IntegerField()
    made_at = pw.DateTimeField()
    made_by = pw.CharField(64)
    reason = pw.TextField(null=True)  # why it was made once more
    proof = pw.TextField(null=True)  # JSON: what came out when its numbers were derived again
    proved_at = pw.DateTimeField(null=True)
    signed_by = pw.CharField(64, null=True)
    signed_at = pw.DateTimeField(null=True)
    number = pw.CharField(64, default="")  # the 发文字号 it was signed off under
    issued_marks = pw.CharField(400, default="")  # what the edition that went out remembers of its making

    class Meta:
        indexes = ((("document", "period", "unit", "version"), True), (("period",), False))


class PaperFile(Table):
    """One file of a paper, encrypted among the uploads: the paper, its annex, the blank it was set in.

    And from the day it is signed off, the edition that goes out.
    """

    paper = pw.ForeignKeyField(Paper, on_delete="CASCADE")
    kind = pw.CharField(8)  # docx, xlsx, blank, issued
    name = pw.CharField(255)
    sha256 = pw.CharField(64)
    size = pw.IntegerField()
    ref = pw.CharField(128)

    class Meta:
        indexes = ((("paper", "kind"), True),)


class NothingToReport(Table):
    """A person says that a channel had no case in a month (零报告): otherwise its report is missing."""

    period = pw.CharField(16)
    channel = pw.CharField(32)
    said_by = pw.CharField(64)
    said_at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("period", "channel")


class SavedView(Table):
    """A search with its filters that somebody keeps under a name; never a number of a person."""

    owner = pw.IntegerField(index=True)  # the account's number
    name = pw.CharField(64)
    parameters = pw.TextField()  # JSON: parameters of the list's address
    offered_to = pw.CharField(128, null=True)  # “*”: the centre's people; else a unit; null: nobody
    saved_at = pw.DateTimeField()


class CaseRequest(Table):
    """A step that somebody has asked for and that others have to agree to; it moves nothing until then."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    action = pw.CharField(32)
    state = pw.CharField(12)  # proposed, endorsed, approved, declined, taken_back, lapsed
    unit = pw.CharField(128, null=True)  # of the person who asked
    entries = pw.TextField()  # JSON: what was filled in
    proposed_by = pw.CharField(64)
    proposed_at = pw.DateTimeField()
    endorsed_by = pw.CharField(64, null=True)
    endorsed_at = pw.DateTimeField(null=True)
    settled_by = pw.CharField(64, null=True)
    settled_at = pw.DateTimeField(null=True)
    reason = pw.TextField(null=True)  # of the answer


class DispatchChoice(Table):
    """One dispatch by a person: what the rules had proposed, what was chosen, and why otherwise."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    at = pw.DateTimeField(index=True)
    rule = pw.CharField(128)
    proposed = pw.CharField(128)
    chosen = pw.CharField(128)
    by = pw.CharField(64)
    reason = pw.TextField(null=True)


class LightNotice(Table):
    """What has been told of a light: once for each case, due date, rung of the ladder and turn."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE", index=False)
    due_date = pw.DateField()
    rung = pw.CharField(32)  # yellow, red, or the id of a rung of messages.yaml
    turn = pw.IntegerField()  # of daily rungs: so many days after the red light was told
    noted_on = pw.DateField()
    noted_at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("case", "due_date", "rung", "turn")


class SupervisionOrder(Table):
    """督办单: numbered within a year without gaps; its course stands in ``order_step``."""

    id = pw.IntegerField(primary_key=True)
    year = pw.IntegerField()
    serial = pw.IntegerField()
    number = pw.CharField(64, unique=True)
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    unit = pw.CharField(128)
    light = pw.CharField(8)
    due_date = pw.DateField(null=True)
    told_due = pw.DateField(null=True)  # the due date that the unit's people are told (``case_own``)
    required = pw.TextField()
    issued_on = pw.DateField()
    issued_at = pw.DateTimeField()
    issued_by = pw.CharField(64)
    reply_by = pw.DateField()
    finish_by = pw.DateField()
    state = pw.CharField(12)  # issued, replied, passed, returned, closed
    noted = pw.CharField(32, default="")  # what was last noted of its case's light, so that it is noted once

    class Meta:
        indexes = ((("year", "serial"), True), (("unit", "state"), False))


class OrderStep(Table):
    """One step with a supervision order; append-only."""

    order = pw.ForeignKeyField(SupervisionOrder, on_delete="CASCADE", index=False)
    seq = pw.IntegerField()
    action = pw.CharField(12)  # issue, reply, pass, return, close, note
    by = pw.CharField(64)
    role = pw.CharField(32)
    at = pw.DateTimeField()
    cause = pw.TextField(null=True)
    measures = pw.TextField(null=True)
    responsible = pw.CharField(64, null=True)
    until = pw.DateField(null=True)  # of a reply: when it will be put right; of a return: reply again by then
    reason = pw.TextField(null=True)

    class Meta:
        primary_key = pw.CompositeKey("order", "seq")


class Instruction(Table):
    """批示: what a leader wants done about a case or a report; ``unit`` None: the centre's supervisors."""

    id = pw.IntegerField(primary_key=True)
    case = pw.ForeignKeyField(Case, null=True, on_delete="CASCADE")
    document = pw.CharField(32, null=True)
    period = pw.CharField(16, null=True)
    unit = pw.CharField(128, null=True)
    text = pw.TextField()
    reply_by = pw.DateField()
    state = pw.CharField(12)  # open, replied, done
    by = pw.CharField(64)
    at = pw.DateTimeField()


class InstructionStep(Table):
    """One step with an instruction; append-only."""

    instruction = pw.ForeignKeyField(Instruction, on_delete="CASCADE", index=False)
    seq = pw.IntegerField()
    action = pw.CharField(12)  # instruct, reply, return, done
    by = pw.CharField(64)
    role = pw.CharField(32)
    at = pw.DateTimeField()
    text = pw.TextField(null=True)

    class Meta:
        primary_key = pw.CompositeKey("instruction", "seq")


class Message(Table):
    """A message to one person, as his page shows it; ``person`` None: nobody holds that role there."""

    id = pw.IntegerField(primary_key=True)
    person = pw.CharField(64, null=True)
    role = pw.CharField(32)
    unit = pw.CharField(128, null=True)
    kind = pw.CharField(24)
    case = pw.ForeignKeyField(Case, null=True, on_delete="CASCADE")
    order = pw.ForeignKeyField(SupervisionOrder, null=True, on_delete="CASCADE", index=False)
    instruction = pw.ForeignKeyField(Instruction, null=True, on_delete="CASCADE", index=False)
    text = pw.TextField()  # made of a code, a light, days, a unit, a number: never of what somebody typed
    why = pw.TextField(null=True)  # why it comes to this person: who is away, who stands in
    created_at = pw.DateTimeField()
    read_at = pw.DateTimeField(null=True)
    step = pw.CharField(32, null=True)  # of which step with the case it tells
    folded_into = pw.IntegerField(null=True, index=True)  # the message that stands for it among many

    class Meta:
        indexes = ((("person", "read_at"), False),)


class Delivery(Table):
    """One sending outside the pages: one message, or many as a digest, to a person or a group."""

    id = pw.IntegerField(primary_key=True)
    way = pw.CharField(32)  # the id of a way of messages.yaml
    person = pw.CharField(64, null=True)  # None: a group
    state = pw.CharField(8)  # waiting, sending, sent, failed
    text = pw.TextField()
    count = pw.IntegerField()
    tries = pw.IntegerField(default=0)
    created_at = pw.DateTimeField()
    next_at = pw.DateTimeField()
    claim = pw.CharField(64, null=True)  # who is sending it now
    claimed_at = pw.DateTimeField(null=True)
    sent_at = pw.DateTimeField(null=True)
    fault = pw.TextField(null=True)

    class Meta:
        indexes = ((("state", "next_at"), False),)


class MessageWay(Table):
    """That a message was taken up for a way, so that it goes that way once."""

    message = pw.ForeignKeyField(Message, on_delete="CASCADE", index=False)
    way = pw.CharField(32)
    delivery = pw.ForeignKeyField(Delivery, on_delete="CASCADE")

    class Meta:
        primary_key = pw.CompositeKey("message", "way")


class Contact(Table):
    """Where somebody of the staff can be reached outside the pages, encrypted."""

    person = pw.CharField(64)
    kind = pw.CharField(8)  # email, phone
    address_cipher = pw.BlobField()
    set_by = pw.CharField(64)
    set_at = pw.DateTimeField()

    class Meta:
        primary_key = pw.CompositeKey("person", "kind")


class WaySecret(Table):
    """A password or token of a way, encrypted; set on a page and never shown again."""

    name = pw.CharField(64, primary_key=True)
    value_cipher = pw.BlobField()
    set_by = pw.CharField(64)
    set_at = pw.DateTimeField()


class CasePaper(Table):
    """A paper of a case, numbered when it is made; void or replaced it keeps its number and its bytes.

    ``no`` runs within a year, a series and a unit (empty: the centre); of a mediation file it is the file's
    number, and ``piece`` runs within the file.
    """

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    form = pw.CharField(32)
    series = pw.CharField(32)
    unit = pw.CharField(128, default="")
    year = pw.IntegerField()
    no = pw.IntegerField()
    piece = pw.IntegerField(default=0)
    number = pw.CharField(128, unique=True)
    dated = pw.DateField()
    made_by = pw.CharField(64)
    made_for = pw.CharField(128, default="")  # the unit of whoever made it; empty: the centre
    made_at = pw.DateTimeField()
    sha256 = pw.CharField(64)
    size = pw.IntegerField()
    ref = pw.CharField(128)
    entries_cipher = pw.BlobField()  # JSON: what it was filled with
    corrects = pw.IntegerField(null=True)  # the number of the row whose place it takes
    void_by = pw.CharField(64, null=True)
    void_at = pw.DateTimeField(null=True)
    void_reason_cipher = pw.BlobField(null=True)

    class Meta:
        indexes = ((("series", "unit", "year", "no", "piece"), True),)


class CaseMaterial(Table):
    """A material in the paper dossier of a case that is no paper of ours: an identity card, a bill."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    item = pw.CharField(32)  # which line of the catalogue it stands under
    title_cipher = pw.BlobField()
    pages = pw.IntegerField()
    noted_by = pw.CharField(64)
    noted_at = pw.DateTimeField()
    removed_by = pw.CharField(64, null=True)
    removed_at = pw.DateTimeField(null=True)


class ReplyFile(Table):
    """One file by which a source was told how its cases ended; the file itself is not kept."""

    channel = pw.CharField(32)
    period = pw.CharField(16, null=True)  # the month asked for; null: whatever waited
    name = pw.CharField(255)
    sha256 = pw.CharField(64)
    rows = pw.IntegerField()
    made_by = pw.CharField(64)
    made_at = pw.DateTimeField()
    taken_back_at = pw.DateTimeField(null=True)  # it was never handed over
    taken_back_by = pw.CharField(64, null=True)


class CaseReply(Table):
    """What a source was told of one of its numbers; found by the number, whichever case stands behind it."""

    file = pw.ForeignKeyField(ReplyFile, on_delete="CASCADE")
    natural_key = pw.CharField(255, index=True)
    channel = pw.CharField(32)
    source_no = pw.CharField(128, null=True)
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    replied_at = pw.DateTimeField()
    state = pw.CharField(12)  # final, interim, taken_back
    outcome = pw.CharField(24, null=True)
    closed_at = pw.DateTimeField(null=True)


class CaseIntake(Table):
    """A case that was typed in at the centre: by whom, which notice was read, the code it is asked by.

    Of the query code only its keyed hash is kept; a new one makes the old one worthless.
    """

    case = pw.ForeignKeyField(Case, primary_key=True, on_delete="CASCADE")
    registered_by = pw.CharField(64)
    registered_at = pw.DateTimeField()
    notice_version = pw.CharField(32)
    notice_read_at = pw.DateTimeField()
    query_hash = pw.CharField(32)
    query_made_at = pw.DateTimeField()


class RatingInvitation(Table):
    """A link by which a party may rate its case once; of its token only the keyed hash is kept.

    ``round``: how often the case had been reopened, because a link is for that closing only.
    """

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    round = pw.IntegerField()
    token_hash = pw.CharField(32, unique=True)
    made_by = pw.CharField(64)
    made_at = pw.DateTimeField()
    expires_on = pw.DateField()
    used_at = pw.DateTimeField(null=True)
    voided_at = pw.DateTimeField(null=True)


class Rating(Table):
    """What a party said of a case once it was closed, or that it said nothing (``level`` empty).

    ``party``: role and number as in the mediation, or only the role. What was said, and what the centre
    wrote back, is encrypted.
    """

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    round = pw.IntegerField()
    event_seq = pw.IntegerField()
    level = pw.CharField(32, null=True)
    solved = pw.CharField(16, null=True)
    party = pw.CharField(64, null=True)
    reached = pw.CharField(16)
    reached_on = pw.DateField()
    said_cipher = pw.BlobField(null=True)
    entered_by = pw.CharField(64)
    entered_at = pw.DateTimeField()
    invitation = pw.ForeignKeyField(RatingInvitation, null=True, on_delete="SET NULL")
    answer_cipher = pw.BlobField(null=True)
    answer_way = pw.CharField(200, null=True)
    answered_by = pw.CharField(64, null=True)
    answered_at = pw.DateTimeField(null=True)


class UnmaskRequest(Table):
    """Somebody who may not see a case's people in clear asks for it; ``until``: how long a yes holds.

    Both what he wants it for and what he was told are encrypted.
    """

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    asked_by = pw.CharField(64)
    asked_at = pw.DateTimeField()
    reason_cipher = pw.BlobField()
    state = pw.CharField(12, index=True)  # open, granted, refused
    answered_by = pw.CharField(64, null=True)
    answered_at = pw.DateTimeField(null=True)
    answer_cipher = pw.BlobField(null=True)
    until = pw.DateTimeField(null=True)


class Statute(Table):
    """One edition of a law that the centre has loaded; never deleted, its days tell whether it holds.

    ``in_force_to``: the first day on which it holds no more; ``ended_by``: the law that ended it.
    ``repeals``: the names of laws that ended with it.
    """

    name = pw.CharField(200)
    key = pw.CharField(200, index=True)  # the name without 中华人民共和国 and marks
    in_force_from = pw.DateField(null=True)
    in_force_to = pw.DateField(null=True)
    ended_by = pw.CharField(200, null=True)
    repeals = pw.TextField()
    source_file = pw.CharField(200)
    sha256 = pw.CharField(64)  # of its articles
    imported_at = pw.DateTimeField()
    imported_by = pw.CharField(64)


class ReadingLesson(Table):
    """What a person has set right in a reading; a text is only known by its hash."""

    kind = pw.CharField(12)  # text, place_word, not_name, name
    element = pw.CharField(12)
    key_hash = pw.CharField(64)  # of the text, or of the word
    said_cipher = pw.BlobField()  # the word, what was read, what is right
    state = pw.CharField(12, index=True)
    case = pw.ForeignKeyField(Case, on_delete="SET NULL", null=True)
    taught_by = pw.CharField(64)
    taught_roles = pw.CharField(200)
    taught_unit = pw.CharField(128, null=True)
    taught_at = pw.DateTimeField()
    decided_by = pw.CharField(64, null=True)
    decided_at = pw.DateTimeField(null=True)
    used = pw.IntegerField(default=0)  # by how many new cases

    class Meta:
        indexes = ((("key_hash", "element"), False),)


class StatuteArticle(Table):
    """One article of a statute; its own days where it has others than the whole."""

    statute = pw.ForeignKeyField(Statute, on_delete="CASCADE")
    place = pw.IntegerField()  # its order in the law
    number = pw.IntegerField()
    behind = pw.IntegerField()  # 之一 → 1
    article = pw.CharField(40)
    chapter = pw.CharField(200)
    text = pw.TextField()
    in_force_from = pw.DateField(null=True)
    in_force_to = pw.DateField(null=True)

    class Meta:
        indexes = ((("statute", "place"), True),)


class CaseConsent(Table):
    """Both sides agreed in writing that their case may be told as an example; the paper is filed."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE", unique=True)
    signed_on = pw.DateField()
    noted_by = pw.CharField(64)
    noted_at = pw.DateTimeField()


class Precedent(Table):
    """An entry of the case library: told without people, made by one person and approved by another."""

    title = pw.CharField(80)
    type_l1 = pw.CharField(32)
    type_l2 = pw.CharField(60, null=True)
    story = pw.TextField()
    resolution_plan = pw.TextField()
    why_held = pw.TextField()
    days = pw.IntegerField(null=True)  # from taking it on to closing it
    sessions = pw.IntegerField(null=True)
    amount_fen = pw.BigIntegerField(null=True)
    laws = pw.TextField()
    source_case = pw.ForeignKeyField(Case, on_delete="SET NULL", null=True)
    state = pw.CharField(12, index=True)  # draft, approved, withdrawn
    version = pw.IntegerField(default=1)
    made_by = pw.CharField(64)
    made_unit = pw.CharField(128, null=True)
    made_at = pw.DateTimeField()
    decided_by = pw.CharField(64, null=True)
    decided_at = pw.DateTimeField(null=True)
    reason = pw.CharField(200, null=True)  # of a withdrawal


class SuggestionMark(Table):
    """Somebody said whether what was suggested beside a case was of use; the last word counts.

    ``shown``: a case code or the code of a library entry, the name of an article, a type; ``rule``: by which
    rule it was suggested, where that is known.
    """

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    kind = pw.CharField(12)  # type, precedent, law
    shown = pw.CharField(200)
    rule = pw.CharField(128, null=True)
    useful = pw.BooleanField()
    by = pw.CharField(64)
    at = pw.DateTimeField(index=True)

    class Meta:
        indexes = ((("case", "kind", "shown", "by"), True),)


class Objection(Table):
    """A unit objects to one figure of a month's 体检报告, and what the centre found; both are encrypted.

    ``shown``: the figure as it was printed, with its fraction. A frozen month stays as it is: ``corrected``
    says what the figure should have been.
    """

    period = pw.CharField(16, index=True)
    unit = pw.CharField(128)
    item = pw.CharField(64)
    item_name = pw.CharField(128)
    shown = pw.CharField(255)
    codes = pw.TextField()  # JSON list: the cases it is about
    claim_cipher = pw.BlobField()
    made_by = pw.CharField(64)
    made_at = pw.DateTimeField()
    answer_by = pw.DateField()
    state = pw.CharField(12, index=True)  # open, upheld, partly, rejected
    answer_cipher = pw.BlobField(null=True)  # JSON: why, and of each case what was found
    corrected = pw.CharField(255, null=True)
    answered_by = pw.CharField(64, null=True)
    answered_at = pw.DateTimeField(null=True)


class IntakeDraft(Table):
    """What somebody had typed when he was interrupted, encrypted; deleted once it is registered."""

    owner = pw.CharField(64, index=True)
    saved_at = pw.DateTimeField()
    entries_cipher = pw.BlobField()


class MediationConsent(Table):
    """What one side says to being mediated, and what it wants; the newest line of a party holds."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    party = pw.CharField(24)  # its role and number: applicant:1
    answer = pw.CharField(8)  # agreed, refused
    way = pw.CharField(16)
    rights_told = pw.BooleanField()
    wants_cipher = pw.BlobField(null=True)
    asked_by = pw.CharField(64)
    asked_at = pw.DateTimeField()


class MediationSession(Table):
    """One meeting: planned, then held or called off. ``ways``: how each party takes part (JSON)."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    state = pw.CharField(12)  # planned, held, called_off
    starts_at = pw.DateTimeField()
    place = pw.CharField(200)
    ways = pw.TextField(default="{}")
    present_cipher = pw.BlobField(null=True)
    record_cipher = pw.BlobField(null=True)
    result = pw.CharField(16, null=True)  # agreed, again, broken_off
    reason = pw.TextField(null=True)  # why it was called off
    planned_by = pw.CharField(64)
    planned_at = pw.DateTimeField()
    recorded_by = pw.CharField(64, null=True)
    recorded_at = pw.DateTimeField(null=True)
    event_seq = pw.IntegerField(null=True)


class MediationAgreement(Table):
    """An agreement while it is written and after it holds; a case that is reopened gets another version."""

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    version = pw.IntegerField()
    state = pw.CharField(12)  # draft, signing, settled
    form = pw.CharField(8)  # written, oral
    clauses_cipher = pw.BlobField()
    body_cipher = pw.BlobField(null=True)
    signed = pw.TextField(default="[]")
    signed_on = pw.DateField(null=True)
    effective_on = pw.DateField(null=True)
    amount_fen = pw.BigIntegerField(null=True)
    changed_by = pw.CharField(64)
    changed_at = pw.DateTimeField()

    class Meta:
        indexes = ((("case", "version"), True),)


class PerformanceItem(Table):
    """Who has to do what by when under an agreement, and how that stands."""

    agreement = pw.ForeignKeyField(MediationAgreement, on_delete="CASCADE")
    party = pw.CharField(24, null=True)
    what_cipher = pw.BlobField()
    amount_fen = pw.BigIntegerField(null=True)
    due = pw.DateField(index=True)
    state = pw.CharField(8, default="open")  # open, done, partly, not_done


class PerformanceRecord(Table):
    """What somebody has found out of one item, line after line."""

    item = pw.ForeignKeyField(PerformanceItem, on_delete="CASCADE")
    state = pw.CharField(8)
    found_on = pw.DateField()
    amount_fen = pw.BigIntegerField(null=True)  # paid so far
    remark_cipher = pw.BlobField(null=True)
    recorded_by = pw.CharField(64)
    recorded_at = pw.DateTimeField()


class JudicialConfirmation(Table):
    """司法确认 of an agreement: proposed until when, and what came of it."""

    agreement = pw.ForeignKeyField(MediationAgreement, primary_key=True, on_delete="CASCADE")
    proposed = pw.BooleanField()
    last_day = pw.DateField(index=True)
    state = pw.CharField(16)  # open, declined, applied, taken, not_taken, confirmed, not_confirmed
    court = pw.CharField(128, null=True)
    applied_on = pw.DateField(null=True)
    taken_on = pw.DateField(null=True)
    ruled_on = pw.DateField(null=True)
    ruling_no = pw.CharField(64, null=True)
    reason = pw.TextField(null=True)
    changed_by = pw.CharField(64, null=True)
    changed_at = pw.DateTimeField(null=True)


class ReturnVisit(Table):
    """One 回访: due after an agreement by the rules, and what was heard."""

    agreement = pw.ForeignKeyField(MediationAgreement, on_delete="CASCADE")
    kind = pw.CharField(32)
    name = pw.CharField(64)
    due = pw.DateField(index=True)
    state = pw.CharField(8, default="open")  # open, done, dropped
    visited_on = pw.DateField(null=True)
    way = pw.CharField(16, null=True)
    reached = pw.BooleanField(null=True)
    heard_cipher = pw.BlobField(null=True)
    visited_by = pw.CharField(64, null=True)
    visited_at = pw.DateTimeField(null=True)


class Attachment(Table):
    """A file attached to a case: the original with its hash, the copy that is shown, a small picture of it.

    All encrypted among the uploads. Never deleted: declared void with a reason.
    """

    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    kind = pw.CharField(64)
    media = pw.CharField(8)  # pdf, jpg, png, docx, xlsx
    title_cipher = pw.BlobField()
    sha256 = pw.CharField(64)
    size = pw.IntegerField()
    ref = pw.CharField(128)
    shown_sha256 = pw.CharField(64)
    shown_size = pw.IntegerField()
    shown_ref = pw.CharField(128)
    small_sha256 = pw.CharField(64, null=True)
    small_ref = pw.CharField(128, null=True)
    position_removed = pw.BooleanField(default=False)
    added_by = pw.CharField(64)
    added_at = pw.DateTimeField()
    voided_by = pw.CharField(64, null=True)
    voided_at = pw.DateTimeField(null=True)
    void_reason = pw.TextField(null=True)


class SubsidyMonth(Table):
    """以案定补 of a month: a list that was approved; withdrawn it is kept, and the next has a new version."""

    period = pw.CharField(16)
    version = pw.IntegerField()
    rule_set = pw.CharField(64)
    cases = pw.IntegerField()
    total_fen = pw.BigIntegerField()
    approved_by = pw.CharField(64)
    approved_at = pw.DateTimeField()
    withdrawn_by = pw.CharField(64, null=True)
    withdrawn_at = pw.DateTimeField(null=True)
    withdrawn_reason = pw.TextField(null=True)

    class Meta:
        indexes = ((("period", "version"), True),)


class SubsidyEntry(Table):
    """One case of an approved list, as it was judged then; never changed."""

    month = pw.ForeignKeyField(SubsidyMonth, on_delete="CASCADE")
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")
    mediator = pw.CharField(64)
    unit = pw.CharField(128, null=True)
    closed_at = pw.DateTimeField()
    grade = pw.CharField(64)
    rule = pw.CharField(64)
    why = pw.TextField()
    points = pw.TextField()  # JSON: what there had to be, whether it was, why
    full_fen = pw.BigIntegerField()
    amount_fen = pw.BigIntegerField()
    lost_fen = pw.BigIntegerField()
    part = pw.CharField(8)  # whole, first, rest, none
    reason = pw.TextField()
    is_late = pw.BooleanField()

    class Meta:
        indexes = ((("month", "case"), True),)


class SubsidyPaid(Table):
    """Which cases a line that pays stands for: its own, and those that were merged into it then."""

    entry = pw.ForeignKeyField(SubsidyEntry, on_delete="CASCADE", index=False)
    case = pw.ForeignKeyField(Case, on_delete="CASCADE")

    class Meta:
        primary_key = pw.CompositeKey("entry", "case")


TABLES: tuple[type[Table], ...] = (
    Setting,
    Counter,
    RuleSet,
    RuleChange,
    RuleVersion,
    RuleDraft,
    User,
    UserSession,
    SignInFailure,
    AwayTime,
    AuditEntry,
    ChainEntry,
    LearnedColumn,
    Batch,
    InboxFile,
    BatchRow,
    BatchProblem,
    Case,
    CaseSource,
    CaseUnit,
    CaseParty,
    CaseNumber,
    CaseOriginal,
    CaseDecision,
    CaseOwn,
    CaseEvent,
    CaseBefore,
    Proposal,
    Double,
    SnapshotTable,
    SnapshotFigure,
    Paper,
    PaperFile,
    NothingToReport,
    SentenceEdit,
    Prescription,
    SavedView,
    CaseRequest,
    UnmaskRequest,
    DispatchChoice,
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
    CasePaper,
    CaseMaterial,
    ReplyFile,
    CaseReply,
    CaseIntake,
    IntakeDraft,
    Objection,
    CaseConsent,
    Precedent,
    SuggestionMark,
    RatingInvitation,
    Rating,
    MediationConsent,
    MediationSession,
    MediationAgreement,
    PerformanceItem,
    PerformanceRecord,
    JudicialConfirmation,
    ReturnVisit,
    Attachment,
    SubsidyMonth,
    SubsidyEntry,
    SubsidyPaid,
    Statute,
    StatuteArticle,
    ReadingLesson,
)
