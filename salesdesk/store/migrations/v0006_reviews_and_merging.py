"""Reviews of a month with what was decided, reports of a team, goals of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Date, LargeBinary, PrimaryKeyConstraint, String

if TYPE_CHECKING:
    from alembic.operations import Operations


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
