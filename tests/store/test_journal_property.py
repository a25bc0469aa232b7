"""Whatever is done can be taken back and done again: random scripts on the real schema."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Date, Float, Integer

from salesdesk.domain.change import Change, Edit, Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from salesdesk.store.cells import to_python
from salesdesk.store.schema import journalled_columns
from salesdesk.store.tables import TABLES
from salesdesk.store.types import Choice, IdType, Moment
from tests.builders import make_desk
from tests.store.builders import rows

Draw = Callable[[st.SearchStrategy[Any]], Any]

KINDS = st.sampled_from([kind for kind in Kind if kind not in (Kind.SETTING, Kind.REP)])
MOMENTS = st.integers(0, 10**6).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=8))) + timedelta(minutes=minutes)
)


def values_of(kind: Kind, name: str) -> st.SearchStrategy[Any]:
    """Any value that a column may hold."""
    column = TABLES[kind].c[name]
    some: st.SearchStrategy[Any]
    if isinstance(column.type, Choice):
        members: list[Enum] = list(column.type.members)
        some = st.sampled_from(members)
    elif isinstance(column.type, IdType):
        some = st.binary(min_size=16, max_size=16)
    elif isinstance(column.type, Moment):
        some = MOMENTS
    elif isinstance(column.type, Boolean):
        some = st.booleans()
    elif isinstance(column.type, Date):
        some = st.dates(date(2020, 1, 1), date(2030, 1, 1))
    elif isinstance(column.type, Integer):
        some = st.integers(-(2**40), 2**40)
    elif isinstance(column.type, Float):
        some = st.floats(-180, 180)
    else:
        some = st.text(alphabet="aé王'\"\U0001f600 \n", max_size=6)
    return some | st.none() if column.nullable else some


def birth(draw: Draw, desk: Desk) -> New:
    kind = draw(KINDS)
    columns = [TABLES[kind].c[name] for name in journalled_columns(TABLES[kind])]
    names = [column.name for column in columns if not column.nullable and column.default is None]
    return New(kind, desk.session.new_id(), {name: draw(values_of(kind, name)) for name in names})


def edits(draw: Draw, desk: Desk, kind: Kind, pk: bytes) -> list[Edit]:
    names = draw(st.lists(st.sampled_from(journalled_columns(TABLES[kind])), min_size=1, max_size=4, unique=True))
    found = []
    for name in names:
        stored = desk.file.conn.exec_driver_sql(f'SELECT "{name}" FROM "{kind}" WHERE id = ?', (pk,)).scalar()
        found.append(Edit(kind, pk, name, to_python(kind, name, stored), draw(values_of(kind, name))))
    return found


def act(draw: Draw, desk: Desk, born: list[tuple[Kind, bytes]]) -> bool:
    """One random action, births and edits together; whether there was anything to do."""
    changes: list[Change] = []
    for _ in range(draw(st.integers(0, 2))):
        new = birth(draw, desk)
        changes.append(new)
    if born:
        for kind, pk in draw(st.lists(st.sampled_from(born), max_size=2, unique=True)):
            changes.extend(edits(draw, desk, kind, pk))
    if changes:
        journal.record(desk.file, changes, Label("visit.logged"))
        born.extend((change.kind, change.id) for change in changes if isinstance(change, New))
    return bool(changes)


def without_bin(desk: Desk) -> dict[Kind, list[Any]]:
    """What is there, not what lies in the bin: a birth taken back leaves its row there."""
    place = {kind: [column.name for column in TABLES[kind].columns].index("deleted") for kind in TABLES}
    return {kind: [row for row in found if not row[place[kind]]] for kind, found in rows(desk).items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_undo_of_every_action_gives_back_every_state_and_redo_every_next_one(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        born: list[tuple[Kind, bytes]] = []
        states = [without_bin(desk)]
        for _ in range(data.draw(st.integers(1, 6))):
            if act(data.draw, desk, born):
                states.append(without_bin(desk))
        desk.close()
        desk = Desk.open(desk.path)
        for state in reversed(states[:-1]):
            desk.undo()
            assert without_bin(desk) == state
        for state in states[1:]:
            desk.redo()
            assert without_bin(desk) == state
        desk.close()
