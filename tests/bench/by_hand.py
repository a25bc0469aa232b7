"""The floor of writing: the rows that an action of ours wrote, written again by the driver alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, cycle
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Kind
from salesdesk.services.desk import Desk
from salesdesk.store.note_letters import spelt
from salesdesk.store.notes import SOURCES
from tests.bench.frame import Took, stopwatch
from tests.bench.places import bare

Statement = tuple[str, list[Any], int | None]
"""SQL, its parameters, and which of these is an id (None: there is none) that must be a new one each time."""

STEP = 1_048_583
"""Between two stamps made by hand: a prime, so that those of actions whole milliseconds (65,536) apart differ."""


class ByHand:
    """Writes the rows of some actions of a desk, one action after the other, again and again, into another file."""

    def __init__(self, path: Path, desk: Desk, stamps: Sequence[int]) -> None:
        self.conn = bare(path)
        self._actions = cycle([_statements(desk, stamp) for stamp in stamps])
        self._count = count(1)

    def __call__(self) -> Took:
        """One action, on disk when it ends."""
        number = next(self._count)
        statements = [(sql, _fresh(row, at, number)) for sql, row, at in next(self._actions)]
        run = self.conn.execute
        with stopwatch() as took:
            run("BEGIN IMMEDIATE")
            for sql, row in statements:
                run(sql, row)
            run("COMMIT")
        return took

    def close(self) -> None:
        self.conn.close()


def _statements(desk: Desk, stamp: int) -> list[Statement]:
    run = desk.file.conn.exec_driver_sql
    facts = run("SELECT tbl, pk, col, new FROM change WHERE hlc = ?", (stamp,)).fetchall()
    born = list(dict.fromkeys((tbl, pk) for tbl, pk, col, _new in facts if not col))
    made: list[Statement] = []
    for tbl, pk in born:
        names = [name for (name,) in run(f"SELECT name FROM pragma_table_info('{tbl}')").fetchall()]
        row = run(f'SELECT {", ".join(names)} FROM "{tbl}" WHERE id = ?', (pk,)).one()
        marks = ", ".join("?" * len(names))
        made.append((f'INSERT INTO "{tbl}" ({", ".join(names)}) VALUES ({marks})', list(row), names.index("id")))
    for tbl, pk in born:
        made += _note(desk, tbl, pk, "INSERT INTO note(kind, id, mark) VALUES (?, ?, ?)")
    edited: dict[tuple[str, bytes], dict[str, Any]] = {}
    for tbl, pk, col, new in facts:
        if col and (tbl, pk) not in born:
            edited.setdefault((tbl, pk), {})[col] = new
    for (tbl, pk), cells in edited.items():
        sets = ", ".join(f'"{name}" = ?' for name in cells)
        made.append((f'UPDATE "{tbl}" SET {sets} WHERE id = ?', [*cells.values(), pk], None))
        made += _note(desk, tbl, pk)
    facts_in_full = run("SELECT tbl, pk, col, hlc, act, old, new FROM change WHERE hlc = ?", (stamp,)).fetchall()
    made += [("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", list(fact), 1) for fact in facts_in_full]
    txn = run("SELECT * FROM txn WHERE hlc = ?", (stamp,)).one()
    made.append((f"INSERT INTO txn VALUES ({', '.join('?' * len(txn))})", list(txn), None))
    return made


def _note(desk: Desk, tbl: str, pk: bytes, birth: str = "") -> list[Statement]:
    """What the index of notes holds of a row: for the first time, or once more."""
    run = desk.file.conn.exec_driver_sql
    held = run("SELECT mark FROM note WHERE id = ?", (pk,)).scalar()
    if held is None:
        return []
    kind = Kind(tbl)
    _pk, _moment, *texts = run(f"{SOURCES[kind].select(kind)} AND id = ?", (pk,)).one()
    if not birth:
        return [
            ("DELETE FROM note_words WHERE rowid = (SELECT at FROM note WHERE id = ?)", [pk], None),
            ("INSERT INTO note_words(rowid, words) SELECT at, ? FROM note WHERE id = ?", [spelt(*texts), pk], None),
        ]
    return [
        (birth, [tbl, pk, held], 1),
        ("INSERT INTO note_words(rowid, words) VALUES (last_insert_rowid(), ?)", [spelt(*texts)], None),
    ]


def _fresh(row: list[Any], at: int | None, number: int) -> list[Any]:
    """The row with a new id (or, for the row of an action, a new stamp), near the old one as ours would be."""
    row = list(row)
    if at is not None:
        row[at] = row[at][:9] + (int.from_bytes(row[at][9:]) + number * 4096).to_bytes(8)[-7:]
    else:
        later = number * STEP
        row = [value + later if place == 0 and isinstance(value, int) else value for place, value in enumerate(row)]
    return row
