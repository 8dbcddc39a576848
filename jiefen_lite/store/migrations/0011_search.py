"""Source numbers found however they are written, cases by channel and type, and views that people keep."""

from __future__ import annotations

from typing import Any

import peewee as pw

#: A source number without what stands between its parts.
PLAIN = "source_no"
for _mark in " -_/〔〕()[]（）【】第号":
    PLAIN = f"REPLACE({PLAIN}, '{_mark}', '')"

INDEXES = (
    f"CREATE INDEX case_source_plain ON case_source (UPPER({PLAIN}))",
    "CREATE INDEX cases_channel ON cases (channel, received_at) WHERE live = 1",
    "CREATE INDEX cases_type ON cases (type_l1, type_l2, received_at) WHERE live = 1",
)
# As in 0004: figures of a hundred thousand cases, kept as they are.
SHARED = (
    ("cases", "cases_channel", "100000 14000 1"),
    ("cases", "cases_type", "100000 5000 1000 1"),
)


class SavedView(pw.Model):
    owner = pw.IntegerField(index=True)
    name = pw.CharField(64)
    parameters = pw.TextField()
    offered_to = pw.CharField(128, null=True)
    saved_at = pw.DateTimeField()

    class Meta:
        legacy_table_names = False


def up(migrator: Any, db: pw.Database) -> None:
    """One table, three indexes, and what the planner of SQLite believes of them."""
    with db.bind_ctx((SavedView,)):
        db.create_tables((SavedView,))
    for index in INDEXES:
        db.execute_sql(index)
    if isinstance(db, pw.SqliteDatabase):
        for table, index, figures in SHARED:
            db.execute_sql(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, figures)
            )
