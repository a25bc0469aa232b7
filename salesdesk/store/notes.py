"""The index of notes: what was written about visits, wishes and opportunities, found by its words.

It is part of the file and follows every change within the change's own transaction (`journal` calls `follow`).
`note` says where the words of a thing stand: `at` is the minute of the thing and a number behind it, so that the order
of the index is that of time and the newest are found without sorting. `mark` tells whether the words are still these.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection

from salesdesk.domain.change import Change, Id, Kind, New
from salesdesk.store.note_letters import spelt

SCHEMA = (
    "CREATE TABLE note(at INTEGER PRIMARY KEY, kind TEXT NOT NULL, id BLOB NOT NULL, mark INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX ix_note_id ON note(id)",
    "CREATE VIRTUAL TABLE note_words USING"
    " fts5(words, content='', contentless_delete=1, columnsize=1, tokenize='unicode61')",
    "INSERT INTO note_words(note_words, rank) VALUES ('automerge', 8)",
)
"""`note_words` keeps no text: the words stand in the things themselves. Merging later than FTS5 does by itself makes
a saved visit a third cheaper and no search dearer."""

AT_ONCE = 500
_NUMBERS = 24
"""Bits of `at` that count the notes of one minute."""

Run = Callable[..., Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """Of one kind: the column that says when it was, and those that hold what was written."""

    moment: str
    texts: tuple[str, ...]

    def select(self, kind: Kind) -> str:
        """Asks for id, moment and texts of what is not in the bin."""
        return f'SELECT id, {self.moment}, {", ".join(self.texts)} FROM "{kind}" WHERE NOT deleted'


SOURCES: Mapping[Kind, Source] = {
    Kind.VISIT: Source("starts_at", ("purpose", "result", "next_step", "competitor_news")),
    Kind.REQUEST: Source("opened_on", ("text", "answer")),
    Kind.OPPORTUNITY: Source("created_on", ("next_step", "approach", "note", "lost_note")),
    Kind.DEAL_REVIEW: Source("week", ("approach", "note")),
    Kind.ENQUIRY: Source("received_at", ("text", "delay_note", "answer")),
    Kind.SURVEY: Source("quarter", ("comment",)),
}
"""What is found by its words."""

_WATCHED = {kind: frozenset({one.moment, *one.texts, "deleted"}) for kind, one in SOURCES.items()}


@dataclass(frozen=True, slots=True)
class _Note:
    """What the index should hold of one thing."""

    kind: Kind
    id: Id
    minute: int
    words: str
    mark: int


def create(conn: Connection) -> None:
    """The tables of the index, empty."""
    for statement in SCHEMA:
        conn.exec_driver_sql(statement)


def fill(conn: Connection) -> None:
    """The whole index anew, in the transaction that runs."""
    run, many = _driver(conn).execute, _driver(conn).executemany
    run("INSERT INTO note_words(note_words) VALUES ('delete-all')")
    run("DELETE FROM note")
    for kind in SOURCES:
        for notes in _parts(_all_of(run, kind), 20_000):
            _write(run, many, notes)


def follow(run: Run, many: Run, changes: Iterable[Change]) -> None:
    """Bring the index in step with changes that have just been written."""
    born: dict[Kind, set[Id]] = defaultdict(set)
    edited: dict[Kind, set[Id]] = defaultdict(set)
    for change in changes:
        source = SOURCES.get(change.kind)
        if source is None:
            continue
        if isinstance(change, New):
            if any(map(change.values.get, source.texts)):
                born[change.kind].add(change.id)
        elif change.field in _WATCHED[change.kind]:
            edited[change.kind].add(change.id)
    wanted: list[_Note] = []
    for kind, ids in edited.items():
        for some in _parts(ids, AT_ONCE):
            wanted += _renewed(run, many, kind, some)
    for kind, ids in born.items():
        for some in _parts(ids - edited.get(kind, set()), AT_ONCE):
            wanted += _of(run, kind, some)
    _write(run, many, wanted)


def renew(run: Run, many: Run, changed: Mapping[Kind, Iterable[Id]], born: str) -> None:
    """Bring the index in step with things that changed past `journal.record` (a merge), or came: `born` is a table
    of their kinds and ids (tbl, pk)."""
    for kind in SOURCES:
        for some in _parts(changed.get(kind, ()), AT_ONCE):
            _write(run, many, _renewed(run, many, kind, some))
        among = f" AND id IN (SELECT pk FROM {born} WHERE tbl = '{kind}')"
        for notes in _parts(_all_of(run, kind, among), 20_000):
            _write(run, many, notes)


def out_of_step(conn: Connection) -> int:
    """How many notes the index does not hold as they are written, or holds though they are gone."""
    run = _driver(conn).execute
    held = {bytes(pk): (at >> _NUMBERS, mark) for at, pk, mark in run("SELECT at, id, mark FROM note")}
    wrong = 0
    for kind in SOURCES:
        for note in _all_of(run, kind):
            wrong += held.pop(note.id, None) != (note.minute, note.mark)
    unspelt = run(
        "SELECT (SELECT count(*) FROM note WHERE at NOT IN (SELECT id FROM note_words_docsize))"
        " + (SELECT count(*) FROM note_words_docsize WHERE id NOT IN (SELECT at FROM note))"
    ).fetchone()[0]
    return wrong + len(held) + int(unspelt)


def _renewed(run: Run, many: Run, kind: Kind, ids: Sequence[Id]) -> list[_Note]:
    """Of things that changed: take out what is no longer so, leave what stays; what has to be put in."""
    marks = ", ".join("?" * len(ids))
    held = {bytes(pk): (at, mark) for at, pk, mark in run(f"SELECT at, id, mark FROM note WHERE id IN ({marks})", ids)}
    wanted = {note.id: note for note in _of(run, kind, ids)}
    for pk, (at, mark) in list(held.items()):
        note = wanted.get(pk)
        if note and (at >> _NUMBERS, mark) == (note.minute, note.mark):
            del wanted[pk]
            del held[pk]
    gone = [(at,) for at, _mark in held.values()]
    if gone:
        many("DELETE FROM note_words WHERE rowid = ?", gone)
        many("DELETE FROM note WHERE at = ?", gone)
    return list(wanted.values())


def _write(run: Run, many: Run, notes: Sequence[_Note]) -> None:
    if not notes:
        return
    following = _next_ats(run, {note.minute for note in notes})
    rows = []
    for note in notes:
        at = following[note.minute]
        following[note.minute] = at + 1
        rows.append((at, note))
    rows.sort(key=lambda row: row[0])  # FTS5 writes its buffer out whenever a smaller number follows
    many("INSERT INTO note VALUES (?, ?, ?, ?)", [(at, note.kind.value, note.id, note.mark) for at, note in rows])
    many("INSERT INTO note_words(rowid, words) VALUES (?, ?)", [(at, note.words) for at, note in rows])


def _next_ats(run: Run, minutes: set[int]) -> dict[int, int]:
    """The first free number of each minute."""
    rows = run(
        f"SELECT value, (SELECT max(at) FROM note WHERE at >= value << {_NUMBERS} AND at < (value + 1) << {_NUMBERS})"
        " FROM json_each(?)",
        (json.dumps(sorted(minutes)),),
    )
    return {minute: minute << _NUMBERS if last is None else int(last) + 1 for minute, last in rows}


def _of(run: Run, kind: Kind, ids: Sequence[Id]) -> list[_Note]:
    marks = ", ".join("?" * len(ids))
    return list(_notes(kind, run(f"{SOURCES[kind].select(kind)} AND id IN ({marks})", ids)))


def _all_of(run: Run, kind: Kind, among: str = "") -> Iterator[_Note]:
    source = SOURCES[kind]
    some = " OR ".join(f"{text} <> ''" for text in source.texts)
    return _notes(kind, run(f"{source.select(kind)} AND ({some}){among}"))


def _notes(kind: Kind, rows: Iterable[Any]) -> Iterator[_Note]:
    for pk, moment, *texts in rows:
        words = spelt(*texts)
        if words:
            yield _Note(kind, bytes(pk), _minute(moment), words, zlib.crc32(words.encode()))


def _minute(moment: str) -> int:
    """Minutes since the year 1, the world's; a day without an hour begins at midnight, nonsense is the oldest."""
    try:
        at = datetime.fromisoformat(moment[:16])  # a moment begins with the world's day and hour, its offset follows
    except (TypeError, ValueError):
        return 0
    return (at.toordinal() * 24 + at.hour) * 60 + at.minute


def _parts(things: Iterable[T], size: int) -> Iterator[list[T]]:
    following = iter(things)
    while part := list(islice(following, size)):
        yield part


def _driver(conn: Connection) -> Any:
    return conn.connection.driver_connection
