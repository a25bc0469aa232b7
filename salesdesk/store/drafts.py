"""What is being typed, kept as it is typed: not journalled, gone once it is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from salesdesk.store.file import DeskFile
from salesdesk.store.types import moment_from_text, moment_to_text


def keep(file: DeskFile, slot: str, body: Mapping[str, Any], at: datetime) -> None:
    """Write down the half-typed form of a slot, durably."""
    with file.writing(even_if_gone=True) as conn:
        conn.exec_driver_sql(
            "INSERT INTO draft(slot, body, at) VALUES (?, ?, ?)"
            " ON CONFLICT(slot) DO UPDATE SET body = excluded.body, at = excluded.at",
            (slot, json.dumps(body, ensure_ascii=False), moment_to_text(at)),
        )


def kept(file: DeskFile, slot: str) -> tuple[dict[str, Any], datetime] | None:
    """The half-typed form of a slot and when it was typed."""
    row = file.conn.exec_driver_sql("SELECT body, at FROM draft WHERE slot = ?", (slot,)).first()
    return (json.loads(row[0]), moment_from_text(row[1])) if row else None


def drop(file: DeskFile, slot: str) -> None:
    """Forget the half-typed form of a slot."""
    if kept(file, slot):
        with file.writing() as conn:
            conn.exec_driver_sql("DELETE FROM draft WHERE slot = ?", (slot,))
