"""The counts of the first page out of the index alone, and by which index lists and months are found."""

from __future__ import annotations

from typing import Any

import peewee as pw

FRONT = (
    "CREATE INDEX cases_front ON cases (live, status, risk_level, responsible_unit, "
    "feedback_submitted_at, due_date, due_clock, closed_at, pending) WHERE live = 1"
)
# How many rows there are, and how many share the first one, two … columns of an index; measured on a
# hundred thousand cases and kept as they are. Without them SQLite takes ``live``, which all cases share,
# for a good way to find few. Counted anew they would be those of a small table when a large file comes in.
SHARED = (
    ("cases_front", "100000 100000 20000 7700 470 4 2 2 2 2"),
    ("cases_received_at", "100000 1"),
    ("cases_batch_id", "100000 1000"),
    ("cases_case_code", "100000 1"),
)


def up(migrator: Any, db: pw.Database) -> None:
    """One index anew; what the planner of SQLite believes of its fellows. PostgreSQL counts by itself."""
    db.execute_sql("DROP INDEX cases_front")
    db.execute_sql(FRONT)
    if not isinstance(db, pw.SqliteDatabase):
        return
    db.execute_sql("ANALYZE cases")  # makes the table that holds such figures
    db.execute_sql("DELETE FROM sqlite_stat1 WHERE tbl = 'cases'")
    for index, figures in SHARED:
        db.execute_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('cases', ?, ?)", (index, figures))
