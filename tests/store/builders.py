"""Small things for the tests of the store: births and edits with as little as they need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store.tables import TABLES
from tests.builders import NOW

FIXTURES = Path(__file__).parent / "fixtures"
DONE = Label("visit.logged", {})


def new_client(desk: Desk, **values: object) -> Id:
    """A client in the file."""
    pk = desk.session.new_id()
    desk.session.record(Label("client.added"), [New(Kind.CLIENT, pk, {"name": "恒达机械", **values})])
    return pk


def new_opportunity(desk: Desk, **values: object) -> Id:
    """An opportunity in the file."""
    pk = desk.session.new_id()
    needed = {"name": "Line 3", "rep_id": desk.rep.id, "stage": Stage.FIRST_CONTACT, "created_on": date(2026, 11, 1)}
    desk.session.record(Label("opportunity.added"), [New(Kind.OPPORTUNITY, pk, needed | values)])
    return pk


def a_visit(desk: Desk, client: Id, **values: object) -> New:
    """The birth of a visit."""
    needed = {
        "client_id": client,
        "rep_id": desk.rep.id,
        "status": VisitStatus.DONE,
        "channel": Channel.FACE,
        "starts_at": NOW,
    }
    return New(Kind.VISIT, desk.session.new_id(), needed | values)


def edit(desk: Desk, kind: Kind, pk: Id, **fields: tuple[object, object]) -> ChangeSet:
    """One action that takes fields from the first to the second value."""
    changes = [Edit(kind, pk, name, before, after) for name, (before, after) in fields.items()]
    return desk.session.record(Label("client.edited"), changes)


def rows(desk: Desk) -> dict[Kind, list[Any]]:
    """Everything in the file but its journal."""
    return {
        kind: [tuple(row) for row in desk.file.conn.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id')]
        for kind in TABLES
    }


def scalar(desk: Desk, query: str, *params: object) -> Any:
    return desk.file.conn.exec_driver_sql(query, params).scalar()


def format_1(path: Path) -> Path:
    """A file as the first SalesDesk wrote it."""
    return of_format(1, path)


def of_format(number: int, path: Path) -> Path:
    """A file as a SalesDesk of that format wrote it."""
    conn = driver.connect(str(path))
    conn.executescript((FIXTURES / f"format{number}.sql").read_text(encoding="utf-8"))
    conn.close()
    return path


def meddle(path: Path, *statements: str) -> Path:
    """Change a file as another program would, past everything."""
    conn = driver.connect(str(path), isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()
    return path


def patched(path: Path, at: int, data: bytes) -> Path:
    """Overwrite bytes of a file that nobody has open."""
    with path.open("rb+") as file:
        file.seek(at)
        file.write(data)
    return path


Wreck = Callable[[Path], Path]
