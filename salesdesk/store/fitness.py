"""Whether a row that was read out of a damaged file can be what was once written there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer
from sqlalchemy.dialects.sqlite import dialect

from salesdesk.domain.change import Kind
from salesdesk.store.rebuild import Stored
from salesdesk.store.tables import TABLES
from salesdesk.store.types import Choice, IdType

Test = Callable[[Any], bool]
_DIALECT = dialect()


def fitness_of(table: Stored) -> Callable[[Sequence[Any]], bool]:
    """Tells of a row of this table whether each value is one that its column can hold."""
    kinds = {kind.value: kind for kind in Kind}
    columns = TABLES[kinds[table.name]].c if table.name in kinds else None
    tests: list[tuple[int, Test]] = []
    for place, name in enumerate(table.columns):
        if columns is not None and name in columns:
            tests.append((place, _test_of(columns[name])))
        elif table.name == "txn" and name == "params":
            tests.append((place, _is_json))
        elif name == "tbl":
            tests.append((place, kinds.__contains__))
        else:
            tests.append((place, _is_clean))

    def fits(row: Sequence[Any]) -> bool:
        return all(row[place] is None or test(row[place]) for place, test in tests)

    return fits


def _test_of(column: Column[Any]) -> Test:
    kind = column.type
    if isinstance(kind, IdType):
        return lambda value: isinstance(value, bytes) and len(value) == 16
    if isinstance(kind, Choice):
        return {member.value for member in kind.members}.__contains__
    if isinstance(kind, Integer | Boolean):
        return lambda value: isinstance(value, int)
    if isinstance(kind, Float):
        return lambda value: isinstance(value, int | float)
    read = kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)

    def test(value: Any) -> bool:
        if not isinstance(value, str) or not _is_clean(value):
            return False
        try:
            return read is None or read(value) is not None
        except (ValueError, IndexError, TypeError):
            return False

    return test


def _is_clean(value: Any) -> bool:
    """Nobody writes a letter that is none: it stands where a page is torn."""
    return not (isinstance(value, str) and "\x00" in value)


def _is_json(value: Any) -> bool:
    try:
        return isinstance(json.loads(value), dict)
    except (ValueError, TypeError):
        return False
