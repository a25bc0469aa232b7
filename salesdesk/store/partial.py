"""Part of a file as a file of its own: chosen things with all that belongs to them, and their whole history.

What a row points to comes along, so that nothing in the part hangs in the air. The part says of which file it is one
(`about.part_of`): whoever takes it in knows that it does not hold all that its sessions did.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import backup, check, gate, keys, notes
from salesdesk.store.engine import TROUBLE, damage, engine_for, raw, refusal
from salesdesk.store.file import DeskFile
from salesdesk.store.ids import natural_id, new_prefix
from salesdesk.store.keys import FileKey
from salesdesk.store.lock import free_of_others, held_here
from salesdesk.store.schema import (
    APPLICATION_ID,
    FORMAT,
    create_tables,
    create_triggers,
    journalled_columns,
)
from salesdesk.store.tables import POINTS_TO, TABLES

Step = Callable[[int, int], None]
"""Called with (done, total) kinds; may raise to stop, and then nothing was written."""

OWN_SETTINGS = ("own_rep", "currency", "language")
"""What a file must say of itself to be opened."""

PART_OF = "part_of"
"""What a part says in its table `about`: the id of the file that it is a part of."""
AT_ONCE = 10_000

BELONGS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLIENT: ("client_id",),
    Kind.VISIT: ("visit_id",),
    Kind.OPPORTUNITY: ("opportunity_id",),
    Kind.ORDER: ("order_id",),
    Kind.QUOTE: ("quote_id",),
    Kind.PAYMENT: ("payment_id",),
    Kind.INVOICE: ("invoice_id",),
    Kind.TENDER: ("tender_id",),
    Kind.MILESTONE: ("milestone_id",),
    Kind.BUNDLE: ("bundle_id",),
}
"""The columns by which things belong to one of a kind and go where it goes. Quotes hold bundles, not the other way."""

_NOT_BELONGING = frozenset({(Kind.QUOTE_LINE, "bundle_id")})

_OF_PRODUCTS = (Kind.PRICE_STEP, Kind.PRODUCT_COMPLEMENT)


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was made: where, how much of each kind, and the SHA-256 of its bytes."""

    path: Path
    counts: Mapping[Kind, int]
    sha256: str


Chosen = Mapping[Kind, Collection[Id]]


def write(
    file: DeskFile, target: Path, chosen: Chosen, *, key: FileKey | None = None, step: Step | None = None
) -> Part:
    """Write the chosen things, and what they point to, as a file; one that lies there already is replaced whole.

    Take `belonging` for all that hangs on a thing. Under `key` if one is given, else under that of the file itself.
    Raises FileRefused; then what lay there still lies there.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        if target.exists() and target.samefile(file.path):
            raise FileRefused(N_("{name} is the file itself. Choose another name."), name=target.name)
        free_of_others(target)
        backup.discard(part)
        key = key or file.key
        counts = _write(file, part, chosen, key, step)
        if key:
            keys.put_slots(part, key)
            keys.know(key)
        with part.open("rb+") as made:
            os.fsync(made.fileno())
        gate.admit(part)
        sha256 = backup.sha256_of(part)
        part.replace(target)
        backup.settle(target.parent)
    except TROUBLE as error:
        raise damage(error, file.path) or refusal(error, target) from error
    finally:
        backup.discard(part)
    return Part(target, counts, sha256)


def is_handed_out(path: Path) -> bool:
    """Whether a file is part of another, to be taken into a third: not one published. Raises FileRefused."""
    if held_here(path):
        return False
    try:
        found = gate.about_of(path)
    except TROUBLE as error:
        raise refusal(error, path) from error
    return PART_OF in found and "published_at" not in found


def belonging(file: DeskFile, chosen: Chosen) -> dict[Kind, set[Id]]:
    """The chosen things and what belongs to them: a client's visits and their wishes, its orders and their lines."""
    found: dict[Kind, set[Id]] = {kind: set(ids) for kind, ids in chosen.items()}
    waiting = [(kind, set(ids)) for kind, ids in found.items()]
    while waiting:
        kind, ids = waiting.pop()
        for child, column in _children(kind):
            new = _ids(file, child, column, ids) - found.setdefault(child, set())
            if new:
                found[child] |= new
                waiting.append((child, new))
    return {kind: ids for kind, ids in found.items() if ids}


def _children(kind: Kind) -> list[tuple[Kind, str]]:
    found = [
        (child, column)
        for column in BELONGS.get(kind, ())
        for child, table in TABLES.items()
        if column in table.columns and (child, column) not in _NOT_BELONGING
    ]
    if kind is Kind.PRODUCT:
        found += [(child, "product_id") for child in _OF_PRODUCTS]
    return found


def _pointed_to(file: DeskFile, chosen: Chosen) -> dict[Kind, set[Id]]:
    """The chosen things that are there, with everything their rows point to, and what that points to."""
    found: dict[Kind, set[Id]] = defaultdict(set)
    waiting = {kind: set(ids) for kind, ids in chosen.items()}
    while waiting:
        kind, ids = waiting.popitem()
        pointers = [column for column in journalled_columns(TABLES[kind]) if column in POINTS_TO]
        columns = ", ".join(f'"{name}"' for name in ("id", *pointers))
        for pk, *pointed in _rows(file, f'SELECT {columns} FROM "{kind}" WHERE id IN', ids - found[kind]):
            found[kind].add(bytes(pk))
            for column, value in zip(pointers, pointed, strict=True):
                parent = POINTS_TO[column]
                if value is not None and bytes(value) not in found[parent]:
                    waiting.setdefault(parent, set()).add(bytes(value))
    return {kind: ids for kind, ids in found.items() if ids}


def _write(file: DeskFile, part: Path, chosen: Chosen, key: FileKey | None, step: Step | None) -> dict[Kind, int]:
    wanted = {kind: set(ids) for kind, ids in chosen.items()}
    own = {natural_id(Kind.SETTING, name) for name in OWN_SETTINGS}
    wanted[Kind.SETTING] = wanted.get(Kind.SETTING, set()) | own
    owner = file.conn.exec_driver_sql(
        "SELECT rep.id FROM setting JOIN rep ON setting.value = json_quote(lower(hex(rep.id)))"
        " WHERE setting.key = 'own_rep'"
    ).scalar()
    wanted[Kind.REP] = wanted.get(Kind.REP, set()) | ({bytes(owner)} if owner else set())
    with _snapshot(file), raw(part, "rwc", key) as new:
        whole = _pointed_to(file, wanted)
        _make_empty(part, key, new, file)
        new.execute("PRAGMA synchronous=OFF")  # it is synchronised as a whole before it takes its name
        new.execute("BEGIN IMMEDIATE")
        acts: set[tuple[int, int]] = set()
        for number, (kind, ids) in enumerate(sorted(whole.items())):
            if step:
                step(number, len(whole))
            _copy_rows(file, new, kind, ids)
            acts |= _copy_history(file, new, kind, ids)
        _copy_actions(file, new, acts)
        new.execute("COMMIT")
    _finish(part, key)
    return {kind: len(ids) for kind, ids in whole.items()}


@contextlib.contextmanager
def _snapshot(file: DeskFile) -> Iterator[None]:
    """What is read is one moment of the file, whoever writes meanwhile."""
    file.run("BEGIN")
    try:
        yield
    finally:
        file.run("ROLLBACK")


def _make_empty(part: Path, key: FileKey | None, new: Any, file: DeskFile) -> None:
    """Tables without triggers: rows come together with the history that they have."""
    new.execute(f"PRAGMA application_id={APPLICATION_ID}")
    new.execute(f"PRAGMA user_version={FORMAT}")
    _with_engine(part, key, create_tables)
    about = {"file_id": secrets.token_hex(8), "prefix": str(new_prefix()), PART_OF: file.file_id}
    new.executemany("INSERT INTO about VALUES (?, ?)", list(about.items()))


def _finish(part: Path, key: FileKey | None) -> None:
    """The triggers again, the index of notes, and a look at every row and page."""
    _with_engine(part, key, create_triggers, notes.fill, _prove)


def _prove(conn: Any) -> None:
    wrong = next(check.mistakes(conn), None)
    if wrong is not None or conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok":
        raise FileRefused(
            N_("What was chosen belongs to things that are not in this file. Hand it out from the whole file.")
        )


def _with_engine(part: Path, key: FileKey | None, *works: Callable[[Any], object]) -> None:
    engine = engine_for(part, "rw", key)
    try:
        with engine.connect() as conn:
            for work in works:
                conn.exec_driver_sql("BEGIN IMMEDIATE")
                work(conn)
                conn.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def _copy_rows(file: DeskFile, new: Any, kind: Kind, ids: set[Id]) -> None:
    names = ("id", *journalled_columns(TABLES[kind]))
    columns = ", ".join(f'"{name}"' for name in names)
    rows = _rows(file, f'SELECT {columns} FROM "{kind}" WHERE id IN', ids)
    new.executemany(f'INSERT INTO "{kind}"({columns}) VALUES ({_marks(names)})', rows)


def _copy_history(file: DeskFile, new: Any, kind: Kind, ids: set[Id]) -> set[tuple[int, int]]:
    """Every change of these things; the actions that made them."""
    rows = _rows(file, f"SELECT tbl, pk, col, hlc, act, old, new FROM change WHERE tbl = '{kind}' AND pk IN", ids)
    acts = set()

    def passing() -> Iterator[Sequence[Any]]:
        for row in rows:
            acts.add((row[3], row[4]))
            yield row

    new.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", passing())
    return acts


def _copy_actions(file: DeskFile, new: Any, acts: set[tuple[int, int]]) -> None:
    """What the actions were called and who did them; in the part none is its own to take back.

    It has seen no session to its end: taking the whole file into it brings what it lacks.
    """
    columns = "hlc, act, label, params, kind, undo_of, undo_act, undone"
    new.executemany(
        f"INSERT INTO txn({columns}, home) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            row
            for row in _rows(file, f"SELECT {columns} FROM txn WHERE hlc IN", {hlc for hlc, _act in acts})
            if (row[0], row[1]) in acts
        ),
    )
    people = _rows(file, "SELECT id, who, device, app, started, 0 FROM actor WHERE id IN", {act for _hlc, act in acts})
    new.executemany("INSERT INTO actor VALUES (?, ?, ?, ?, ?, ?)", people)


def _ids(file: DeskFile, kind: Kind, column: str, parents: set[Id]) -> set[Id]:
    return {bytes(row[0]) for row in _rows(file, f'SELECT id FROM "{kind}" WHERE "{column}" IN', parents)}


def _rows(file: DeskFile, query: str, wanted: Collection[Any]) -> Iterator[Sequence[Any]]:
    """The rows of a query that ends in `IN`, however many are asked for, in the order of what is asked for."""
    listed = sorted(wanted)
    for at in range(0, len(listed), AT_ONCE):
        some = listed[at : at + AT_ONCE]
        yield from file.run(f"{query} ({_marks(some)})", some)


def _marks(things: Collection[Any]) -> str:
    return ", ".join("?" * len(things))
