"""By which indexes the first page counts its cases, and finds the latest, without opening all of them."""

from __future__ import annotations

from typing import Any

import peewee as pw

#: What the planner of SQLite believes of them: rows, and rows to each value of the columns before.
BELIEVED = {
    "cases_by_hand": "50000 50000 5000 1",
    "cases_tagged": "30000 30000 3000 30",
    "cases_due": "30000 30000 100 1",
}


def up(migrator: Any, db: pw.Database) -> None:
    """Cases people have worked on, with a tag, not yet reported back; what came by a channel in a month."""
    db.execute_sql("DROP INDEX cases_by_hand")
    db.execute_sql("CREATE INDEX cases_by_hand ON cases (live, status, by_hand) WHERE by_hand <> '[]'")
    db.execute_sql("CREATE INDEX cases_tagged ON cases (live, status, tags) WHERE live = 1 AND tags <> '[]'")
    db.execute_sql(
        "CREATE INDEX cases_due ON cases (live, due_date, received_at) "
        "WHERE live = 1 AND closed_at IS NULL AND feedback_submitted_at IS NULL"
    )
    db.execute_sql("CREATE INDEX case_source_month ON case_source (received_at, channel, case_id)")
    if isinstance(db, pw.SqliteDatabase):
        for index, figures in BELIEVED.items():
            db.execute_sql(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", ("cases", index, figures)
            )
