"""Clients get a mail address and a web site of their own; promised next steps are found by an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, String, text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """From format 1 to 2."""
    for name in ("email", "website"):
        op.add_column("client", Column(name, String(), nullable=False, server_default=""))
    op.create_index("ix_visit_promised", "visit", ["next_on"], sqlite_where=text("next_on IS NOT NULL"))
