"""How the values of things are kept in columns.

Values are read by one plain function each (or none), because a month of visits has thousands of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, String, TypeDecorator
from sqlalchemy import types as sa_types
from sqlalchemy.engine import Dialect


class IdType(TypeDecorator[bytes]):
    """Sixteen bytes: BLOB(16) here, UUID on a PostgreSQL hub."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa_types.Uuid())
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "postgresql":
            return value
        return uuid.UUID(bytes=value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        return _bytes_of if dialect.name == "postgresql" else None


class Moment(TypeDecorator[datetime]):
    """An aware moment as `2026-11-23T06:02:00Z+08:00`: sorts by UTC, keeps the offset it was written in."""

    impl = String(26)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else moment_to_text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return _moment_of


class Choice(TypeDecorator[Enum]):
    """A member of an enumeration, kept as its value."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[Enum]) -> None:
        super().__init__()
        self.members = members
        self._by_value = {member.value: member for member in members}

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        whole = all(isinstance(value, int) for value in self._by_value)
        return dialect.type_descriptor(sa_types.Integer() if whole else String())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value.value if isinstance(value, Enum) else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return self._by_value.get


def fitting(column: Column[Any]) -> str:
    """The storage classes that a cell of a column may have, as SQL compares them with `typeof`."""
    kind = column.type
    if isinstance(kind, IdType):
        classes = "'blob'"
    elif isinstance(kind, Choice):
        classes = "'integer'" if all(isinstance(member.value, int) for member in kind.members) else "'text'"
    elif isinstance(kind, Float):
        classes = "'real', 'integer'"
    else:
        classes = "'integer'" if isinstance(kind, Integer | Boolean) else "'text'"
    return f"{classes}, 'null'" if column.nullable else classes


def moment_to_text(value: datetime) -> str:
    """Text form of an aware datetime, to the second. Raises ValueError for a naive one."""
    offset = value.utcoffset()
    if offset is None:
        raise ValueError("a moment needs its offset")
    utc = value.replace(tzinfo=None) - offset
    return f"{utc.isoformat(timespec='seconds')}Z{_offset_text(offset)}"


@lru_cache(maxsize=16_384)
def moment_from_text(text: str) -> datetime:
    """The aware datetime of a stored moment."""
    return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC).astimezone(_zone(text[20:]))


def _moment_of(text: str | None) -> datetime | None:
    return None if text is None else moment_from_text(text)


def _bytes_of(value: uuid.UUID | None) -> bytes | None:
    return None if value is None else value.bytes


@lru_cache(maxsize=64)
def _offset_text(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


@lru_cache(maxsize=64)
def _zone(text: str) -> timezone:
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)
