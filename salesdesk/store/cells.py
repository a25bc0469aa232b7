"""Values of things on their way into rows and back, a whole column at a time, so that an import is quick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Column, Date
from sqlalchemy.dialects.sqlite import dialect

from salesdesk.domain.change import Edit, Kind, New
from salesdesk.store.tables import TABLES
from salesdesk.store.types import Choice, IdType, Moment, moment_to_text

_DIALECT = dialect()

Row = tuple[Any, ...]


def to_python(kind: Kind, field: str, value: Any) -> Any:
    """A stored cell as the value its column gives: date, datetime, bool, member of an enumeration …"""
    return None if value is None else _reader(kind, field)(value)


def births(kind: Kind, news: Sequence[New]) -> tuple[str, list[Row]]:
    """The statement that inserts things of one shape, and its rows; columns left out get their defaults."""
    names = tuple(news[0].values)
    statement, defaults = _insert(kind, names)
    given = [_written(kind, name, [new.values[name] for new in news]) for name in names]
    return statement, list(zip([new.id for new in news], *given, *map(repeat, defaults), strict=False))


def edits(kind: Kind, names: tuple[str, ...], rows: Sequence[Sequence[Edit]]) -> tuple[str, list[Row]]:
    """The statement that changes these fields where they hold what was seen before, and its rows."""
    after = [_written(kind, name, [row[at].after for row in rows]) for at, name in enumerate(names)]
    before = [_written(kind, name, [row[at].before for row in rows]) for at, name in enumerate(names)]
    return _update(kind, names), list(zip(*after, [row[0].id for row in rows], *before, strict=True))


def _written(kind: Kind, name: str, values: list[Any]) -> Iterable[Any]:
    write = _writer(kind, name)
    return map(write, values) if write else values


@lru_cache(maxsize=256)
def _insert(kind: Kind, names: tuple[str, ...]) -> tuple[str, Row]:
    table = TABLES[kind]
    left_out = [c for c in table.columns if c.name not in names and c.name != "id" and c.default is not None]
    columns = ", ".join(f'"{name}"' for name in ("id", *names, *(column.name for column in left_out)))
    marks = ", ".join("?" * (1 + len(names) + len(left_out)))
    return f'INSERT INTO "{kind}" ({columns}) VALUES ({marks})', tuple(_default(kind, column) for column in left_out)


def _default(kind: Kind, column: Column[Any]) -> Any:
    write, value = _writer(kind, column.name), getattr(column.default, "arg", None)
    return write(value) if write else value


@lru_cache(maxsize=256)
def _update(kind: Kind, names: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = ?' for name in names)
    guards = " AND ".join(f'"{name}" IS ?' for name in names)
    return f'UPDATE "{kind}" SET {sets} WHERE id = ? AND {guards}'


@lru_cache(maxsize=1024)
def _writer(kind: Kind, field: str) -> Callable[[Any], Any] | None:
    """How a column's values are written; None: as they are. The usual ones directly, which is three times as quick."""
    column_type = TABLES[kind].c[field].type
    for known, write in _WRITERS.items():
        if isinstance(column_type, known):
            return write
    return column_type.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _chosen(value: Any) -> Any:
    return getattr(value, "_value_", value)


def _moment(value: datetime | None) -> str | None:
    return None if value is None else moment_to_text(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


_WRITERS: dict[type[Any], Callable[[Any], Any] | None] = {IdType: None, Choice: _chosen, Moment: _moment, Date: _day}


@lru_cache(maxsize=1024)
def _reader(kind: Kind, field: str) -> Callable[[Any], Any]:
    return TABLES[kind].c[field].type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) or _unchanged


def _unchanged(value: Any) -> Any:
    return value
