"""Reviews of a month with what was decided, reports of a team, goals of a product; what merging remembers;
what figures are quickly told from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Date, LargeBinary, PrimaryKeyConstraint, String

if TYPE_CHECKING:
    from alembic.operations import Operations

MERGING = (
    "ALTER TABLE txn ADD COLUMN home INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX ix_txn_home ON txn(hlc) WHERE home",
    "CREATE TABLE merged(hlc INTEGER NOT NULL, act INTEGER NOT NULL, place TEXT NOT NULL, stamp TEXT NOT NULL,"
    " digest TEXT NOT NULL, file_id TEXT NOT NULL, rep TEXT NOT NULL, newest INTEGER NOT NULL, report TEXT NOT NULL,"
    " PRIMARY KEY(hlc, act, place)) WITHOUT ROWID",
    "CREATE TABLE merged_cell(hlc INTEGER NOT NULL, act INTEGER NOT NULL, tbl TEXT NOT NULL, pk BLOB NOT NULL,"
    " col TEXT NOT NULL, old, new, PRIMARY KEY(hlc, act, tbl, pk, col)) WITHOUT ROWID",
    "CREATE TABLE clash(tbl TEXT NOT NULL, pk BLOB NOT NULL, col TEXT NOT NULL, my_hlc INTEGER NOT NULL,"
    " my_act INTEGER NOT NULL, mine, their_hlc INTEGER NOT NULL, their_act INTEGER NOT NULL, theirs,"
    " decided_hlc INTEGER, decided_act INTEGER,"
    " PRIMARY KEY(tbl, pk, col, my_hlc, my_act, their_hlc, their_act)) WITHOUT ROWID",
)
KEPT = ("ALTER TABLE ctx ADD COLUMN kept INTEGER", "CREATE TABLE kept(name TEXT PRIMARY KEY, body BLOB NOT NULL)")


def upgrade(op: Operations) -> None:
    """From format 5 to 6."""
    for name in ("scope", "factors", "cases", "shifts"):
        op.add_column("report", Column(name, String(), nullable=False, server_default=""))
    op.add_column("goal", Column("product_id", LargeBinary(16), nullable=True))
    op.create_table(
        "resolution",
        Column("id", LargeBinary(16), nullable=False),
        Column("rep_id", LargeBinary(16), nullable=False),
        Column("month", Date(), nullable=False),
        *(Column(name, String(), nullable=False) for name in ("scope", "text", "owner")),
        Column("due_on", Date()),
        Column("done_on", Date()),
        Column("sort", String(), nullable=False),
        Column("deleted", Boolean(), nullable=False),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_resolution_month", "resolution", ["month"])
    for statement in (*MERGING, *KEPT):
        op.execute(statement)
