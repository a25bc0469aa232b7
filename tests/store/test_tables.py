"""The tables are the dataclasses, and the format is the one that files are known by."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.change import Kind
from salesdesk.store import gate
from salesdesk.store.file import DeskFile
from salesdesk.store.migrations import STEPS
from salesdesk.store.read.rows import KIND_OF
from salesdesk.store.schema import FORMAT, fingerprint
from salesdesk.store.tables import POINTS_TO, TABLES


@pytest.mark.parametrize("thing", KIND_OF, ids=lambda thing: thing.__name__)
def test_columns_stand_in_the_order_of_the_fields(thing: type[Any]) -> None:
    names = [field.name for field in fields(thing)]
    assert [column.name for column in TABLES[KIND_OF[thing]].columns][: len(names)] == names


@pytest.mark.parametrize("thing", KIND_OF, ids=lambda thing: thing.__name__)
def test_a_column_left_out_takes_the_default_of_its_field(thing: type[Any]) -> None:
    table = TABLES[KIND_OF[thing]]
    for field in fields(thing):
        column = table.c[field.name]
        default = column.default.arg if column.default is not None else None if column.nullable else MISSING
        assert field.default in (default, MISSING), field.name


@pytest.mark.parametrize("kind", Kind)
def test_every_reference_is_known_to_the_check(kind: Kind) -> None:
    references = {name for name in TABLES[kind].c.keys() if name.endswith("_id")}  # noqa: SIM118 - columns, not a dict
    assert references <= set(POINTS_TO)


def test_a_new_file_is_built_as_its_format_says(tmp_path: Path) -> None:
    file = DeskFile.create(tmp_path / "new.salesdesk")
    found = fingerprint(file.conn)
    file.close()
    assert found == gate.KNOWN[FORMAT], "tables changed: add a format, a migration, and its fingerprint"


def test_every_format_has_its_step() -> None:
    assert set(gate.KNOWN) == set(range(1, FORMAT + 1))
    assert set(STEPS) == set(range(2, FORMAT + 1))
