"""Tiers keep their moves; prospects are graded and followed; clients are served by plan; visits know their plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Computed, Date, Integer, LargeBinary, PrimaryKeyConstraint, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """From format 2 to 3."""
    op.add_column("client", Column("grade", String(), nullable=False, server_default=""))
    op.add_column("client", Column("potential", Integer(), nullable=True))
    op.add_column("client", Column("influence", Integer(), nullable=True))
    op.add_column("visit", Column("planned_at", String(26), nullable=True))
    op.add_column("visit", Column("planned_day", String(), _local_day("planned_at")))
    op.create_index("ix_visit_rep_id_planned_day", "visit", ["rep_id", "planned_day"])
    op.execute(
        "UPDATE visit SET planned_at = starts_at WHERE status <> 'done' OR EXISTS (SELECT 1 FROM change"
        " WHERE tbl = 'visit' AND pk = visit.id AND col = 'status' AND old = 'planned')"
    )
    _table(
        *(op, "tier_move", _ref("client_id"), _text("from_tier"), _text("to_tier")),
        *(Column("moved_at", String(26), nullable=False), _ref("rep_id"), _text("kind")),
        *(Column("score", Integer()), _text("reason"), _text("facts"), Column("until", Date())),
        Column("day", String(), _local_day("moved_at")),
    )
    _table(
        *(op, "prospect_step", _ref("client_id"), _text("node")),
        *(Column("due_on", Date()), Column("done_on", Date()), _text("note")),
    )
    _table(
        *(op, "service_step", _ref("client_id"), _text("kind"), Column("due_on", Date(), nullable=False)),
        *(Column("every_months", Integer()), Column("done_on", Date()), _text("note")),
    )
    _table(
        *(op, "given_service", _ref("client_id"), _ref("rep_id"), Column("given_on", Date(), nullable=False)),
        *(_text("name"), Column("cost_cents", Integer()), _text("currency"), _text("note")),
    )
    for name in ("tier_move", "prospect_step", "service_step", "given_service"):
        op.create_index(f"ix_{name}_client_id", name, ["client_id"])


def _table(op: Operations, name: str, *columns: Column[Any]) -> None:
    deleted: Column[Any] = Column("deleted", Boolean(), nullable=False)
    op.create_table(name, Column("id", LargeBinary(16), nullable=False), *columns, deleted, PrimaryKeyConstraint("id"))


def _local_day(moment: str) -> Computed:
    return Computed(f"date(substr({moment}, 1, 19), substr({moment}, 21))", persisted=False)


def _ref(name: str) -> Column[Any]:
    return Column(name, LargeBinary(16), nullable=False)


def _text(name: str) -> Column[Any]:
    return Column(name, String(), nullable=False)
