"""What the file remembers about itself."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Change, Edit, Kind, New
from salesdesk.store.ids import natural_id


def setting(conn: Connection, key: str, default: Any = None) -> Any:
    """The value of a setting (decoded JSON)."""
    value = conn.exec_driver_sql(
        "SELECT value FROM setting WHERE id = ? AND NOT deleted", (natural_id(Kind.SETTING, key),)
    ).scalar()
    return default if value is None else json.loads(value)


def setting_change(conn: Connection, key: str, value: Any) -> Change:
    """The change that gives a setting this value."""
    pk = natural_id(Kind.SETTING, key)
    text = json.dumps(value, ensure_ascii=False)
    before = conn.exec_driver_sql("SELECT value FROM setting WHERE id = ?", (pk,)).scalar()
    if before is None:
        return New(Kind.SETTING, pk, {"key": key, "value": text})
    return Edit(Kind.SETTING, pk, "value", before, text)


def setting_changes(conn: Connection, key: str, value: Any) -> list[Change]:
    """The changes that give a setting this value; one whose first writing was undone comes out of the bin."""
    change = setting_change(conn, key, value)
    binned = conn.exec_driver_sql("SELECT deleted FROM setting WHERE id = ?", (change.id,)).scalar()
    return [change, Edit(Kind.SETTING, change.id, "deleted", True, False)] if binned else [change]
