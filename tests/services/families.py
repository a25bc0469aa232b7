"""One thing of every kind, made by reading the tables: a new kind is tested without anybody thinking of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer

from salesdesk.domain.change import Kind, New
from salesdesk.domain.settings import OWN_DAYS
from salesdesk.services.desk import Desk
from salesdesk.store.tables import POINTS_TO, TABLES
from salesdesk.store.types import Choice, Moment
from tests.builders import NOW


def a_family(desk: Desk, kind: Kind) -> Iterator[New]:
    """The birth of one thing with as little as its table asks for, after those of all that it must point to."""
    values: dict[str, object] = {}
    for column in TABLES[kind].columns:
        parent = POINTS_TO.get(column.name)
        free = column.nullable or column.computed is not None or (column.default is not None and column.name != "text")
        if column.name == "id" or free:
            continue
        if parent is Kind.REP:
            values[column.name] = desk.rep.id
        elif parent is not None:
            family = list(a_family(desk, parent))
            yield from family
            values[column.name] = family[-1].id
        else:
            values[column.name] = a_value(column)
    if kind is Kind.HOLIDAY:
        values["region"] = OWN_DAYS
    yield New(kind, desk.session.new_id(), values)


def a_value(column: Column[Any]) -> object:
    """Something that the column takes."""
    if isinstance(column.type, Choice):
        return next(iter(column.type.members))
    if isinstance(column.type, Moment):
        return NOW
    if isinstance(column.type, Date):
        return NOW.date()
    if isinstance(column.type, Integer):
        return 3
    return {"rule": "FREQ=WEEKLY;BYDAY=MO", "day": "2026-12-24", "cells": "[]"}.get(column.name, "Some words")


def two_values(column: Column[Any]) -> tuple[object, object]:
    """Two different values that the column takes."""
    if isinstance(column.type, Choice):
        members = list(column.type.members)
        return members[0], members[-1]
    if isinstance(column.type, Moment):
        return NOW, NOW + timedelta(hours=3)
    if isinstance(column.type, Date):
        return NOW.date(), NOW.date() + timedelta(days=3)
    if isinstance(column.type, Boolean):
        return False, True
    if isinstance(column.type, Integer):
        return 3, 5
    if isinstance(column.type, Float):
        return 3.5, 5.5
    return "Some words", "Other words"
