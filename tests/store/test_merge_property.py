"""Random scripts over copies of a file: whatever is merged, in whatever order and how often, the result is the same.

SALESDESK_MERGES=20000 makes it the long run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Change, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.target import Metric
from salesdesk.store import journal, merge, notes, partial
from salesdesk.store.check import mistakes
from salesdesk.store.clock import COUNTER_BITS, HybridClock
from salesdesk.store.engine import raw
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign
from salesdesk.store.ids import natural_id
from salesdesk.store.tables import TABLES
from tests.builders import NOW

EXAMPLES = int(os.environ.get("SALESDESK_MERGES", "500"))
PARTS = max(20, EXAMPLES // 25)
"""Each part is a test of its own, which none of them keeps waiting."""
DAY = 24 * 3_600_000 << COUNTER_BITS
TEXTS = st.sampled_from(["", "a", "b", "王"])
LABEL = Label("visit.logged")


class World:
    """Some copies of one file, with closed eyes to who owns which."""

    def __init__(self, folder: Path, seed: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self.parts: set[Path] = set()
        """Those that were handed out, and copies of them: they never hold all that their sessions did."""
        self._seed = seed
        self.rep = _rep(seed)

    def copy(self, of: Path | None = None) -> Path:
        path = self.folder / f"{len(self.files)}.salesdesk"
        shutil.copyfile(of or self._seed, path)
        self.files.append(path)
        if of in self.parts:
            self.parts.add(path)
        return path

    def hand_out(self, of: Path, number: int) -> Path:
        """One client of a copy with all that belongs to it, and all targets, as a file of its own.

        A part is not handed on: it lacks what its things belong to, and that is refused.
        """
        of = self.files[0] if of in self.parts else of
        path = self.folder / f"{len(self.files)}.salesdesk"
        with opened(of) as file:
            clients = ids(file, Kind.CLIENT)
            chosen = {Kind.CLIENT: [clients[number % len(clients)]], Kind.TARGET: ids(file, Kind.TARGET)}
            partial.write(file, path, partial.belonging(file, chosen))
        self.files.append(path)
        self.parts.add(path)
        return path


def _rep(path: Path) -> Id:
    with raw(path, "ro") as conn:
        return bytes(conn.execute("SELECT id FROM rep").fetchone()[0])


_open: dict[Path, DeskFile] = {}
"""The files of an example stay open, without a log beside them, so that a copy of one is one file."""


@contextmanager
def opened(path: Path) -> Iterator[DeskFile]:
    file = _open.get(path)
    if file is None:
        file = _open[path] = DeskFile(path, read_only=False, lock=None)
        file.conn.exec_driver_sql("PRAGMA journal_mode=DELETE").all()
        file.conn.exec_driver_sql("PRAGMA synchronous=OFF")
    yield file


def close(path: Path) -> None:
    if path in _open:
        _open.pop(path).close()


def ids(file: DeskFile, kind: Kind) -> list[Id]:
    return [bytes(pk) for pk in file.conn.exec_driver_sql(f'SELECT id FROM "{kind}" ORDER BY id').scalars()]


def cell(file: DeskFile, kind: Kind, pk: Id, field: str) -> Any:
    value = file.conn.exec_driver_sql(f'SELECT "{field}" FROM "{kind}" WHERE id = ?', (pk,)).scalar()
    return bool(value) if field == "deleted" else value


@st.composite
def _acts(draw: st.DrawFn) -> list[tuple[str, int, int, str]]:
    """What happens: the deed, on which copy, with what number and text."""
    deeds = ["client", "visit", "target", "edit", "edit", "edit", "delete", "undo", "merge", "copy", "restore", "clock"]
    deeds.append("hand")
    one = st.tuples(st.sampled_from(deeds), st.integers(0, 5), st.integers(0, 9), TEXTS)
    return draw(st.lists(one, min_size=2, max_size=10))


def act(world: World, deed: str, which: int, number: int, text: str) -> None:
    path = world.files[which % len(world.files)]
    if deed == "copy":
        if len(world.files) < 4:
            world.copy(path)
        return
    if deed == "hand":  # somebody works on in what was handed out, as in any copy
        if len(world.files) < 4:
            world.hand_out(path, number)
        return
    if deed == "restore":  # an old state of the file comes back from a backup
        backup = path.with_suffix(".backup")
        close(path)
        if backup.exists():
            shutil.copyfile(backup, path)
        else:
            shutil.copyfile(path, backup)
        return
    if deed == "merge":
        take(path, [world.files[number % len(world.files)]], parts=world.parts)
        return
    with opened(path) as file:
        if deed == "clock":  # some hours fast or slow, within what is believed
            file.clock = HybridClock(file.clock.tick() + (number % 3) * DAY // 8)
            changes = born(file, world, "client", number, text)
        elif deed == "undo":
            try:
                journal.undo(file)
            except Refused:
                return
            return
        else:
            changes = born(file, world, deed, number, text)
        if changes:
            journal.record(file, changes, LABEL)


def born(file: DeskFile, world: World, deed: str, number: int, text: str) -> list[Change]:
    clients = ids(file, Kind.CLIENT)
    if deed == "client":
        return [New(Kind.CLIENT, file.ids(), {"name": text or "x", "tier": Tier.B})]
    if deed == "visit" and clients:
        needed = {"client_id": clients[number % len(clients)], "rep_id": world.rep, "status": "done", "channel": "face"}
        return [New(Kind.VISIT, file.ids(), {**needed, "starts_at": NOW, "result": text})]
    if deed == "target":
        pk = natural_id(Kind.TARGET, world.rep, number % 2)
        if pk in ids(file, Kind.TARGET):
            before = cell(file, Kind.TARGET, pk, "amount")
            return [Edit(Kind.TARGET, pk, "amount", before, number)] if before != number else []
        needed = {"rep_id": world.rep, "metric": next(iter(Metric)), "year": 2026, "month": number % 2}
        return [New(Kind.TARGET, pk, {**needed, "amount": number})]
    if deed in ("edit", "delete") and clients:
        pk = clients[number % len(clients)]
        field = "deleted" if deed == "delete" else ("note", "phone", "name")[number % 3]
        before = cell(file, Kind.CLIENT, pk, field)
        after: object = not before if deed == "delete" else text
        return [Edit(Kind.CLIENT, pk, field, before, after)] if before != after else []
    return []


def theirs(path: Path, whole: bool = True) -> Foreign:
    """A copy as `foreign.bring` would give it: its looks have their own tests."""
    folder = tempfile.TemporaryDirectory()
    copy = Path(folder.name) / path.name
    shutil.copyfile(path, copy)
    return Foreign(path, copy, ((0, 0),), path.name, "", {}, None, "", 0, whole, (), folder)


def take(into: Path, others: list[Path], *, parts: Collection[Path] = ()) -> None:
    brought = [theirs(path, path not in parts) for path in others if path != into]
    with opened(into) as file:
        if brought:
            merge.merge(file, brought)
    for one in brought:
        one.drop()


def content(path: Path) -> dict[str, Any]:
    """All that must be equal in the end: every row and the whole log."""
    with opened(path) as file:
        run = file.conn.exec_driver_sql
        found: dict[str, Any] = {
            kind.value: [tuple(row) for row in run(f'SELECT * FROM "{kind}" ORDER BY id')]
            for kind in TABLES
            if kind is not Kind.SETTING
        }
        found["log"] = [tuple(row) for row in run("SELECT * FROM change ORDER BY tbl, pk, col, hlc, act")]
        found["deeds"] = [
            tuple(row) for row in run("SELECT hlc, act, label FROM txn WHERE label <> 'file.merged' ORDER BY hlc, act")
        ]
        return found


def logged(path: Path) -> set[tuple[Any, ...]]:
    with opened(path) as file:
        return {tuple(row) for row in file.conn.exec_driver_sql("SELECT * FROM change")}


def sound(path: Path) -> None:
    with opened(path) as file:
        assert list(mistakes(file.conn)) == []
        assert notes.out_of_step(file.conn) == 0
        assert file.conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert (
            file.conn.exec_driver_sql("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").scalar() == TRIGGERS
        )


TRIGGERS = 0


def _seed(folder: Path) -> Path:
    global TRIGGERS
    path = folder / "seed.salesdesk"
    file = DeskFile.create(path)
    journal.record(file, [New(Kind.REP, file.ids(), {"name": "王小明"})], Label("file.created"), undoable=False)
    journal.record(file, [New(Kind.CLIENT, file.ids(), {"name": "first"})], LABEL)
    TRIGGERS = int(file.conn.exec_driver_sql("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").scalar_one())
    file.close()
    return path


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _seed(tmp_path_factory.mktemp("seed"))


@pytest.mark.parametrize("number", range(PARTS))
def test_any_order_and_any_number_of_times_give_the_same(seed: Path, number: int) -> None:
    @hypothesis.seed(number)
    @settings(max_examples=EXAMPLES // PARTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(script=_acts(), order=st.permutations(range(4)), part=st.booleans())
    def same(script: list[tuple[str, int, int, str]], order: list[int], part: bool) -> None:
        try:
            with tempfile.TemporaryDirectory() as name:
                _same(World(Path(name), seed), script, order, part)
        finally:
            for path in list(_open):
                close(path)

    same()


def _same(world: World, script: list[tuple[str, int, int, str]], order: list[int], part: bool) -> None:
    world.copy(), world.copy()
    for deed in script:
        act(world, *deed)
    sources = list(world.files)
    union = set().union(*(logged(path) for path in sources))
    one, other = world.copy(sources[0]), world.copy(sources[-1])
    take(one, sources, parts=world.parts)
    if part:  # a part was taken in before: it must not hide the rest
        take(other, [sources[0]], parts=sources)
    for place in [place for place in order if place < len(sources)]:
        take(other, [sources[place]], parts=world.parts)
    result = content(one)
    assert content(other) == result
    own = {entry for entry in union if entry[0] != "setting"}
    assert own <= set(result["log"]), "nothing is lost, losing values neither"
    take(one, [other, *sources], parts=world.parts)
    assert content(one) == result
    sound(one)
    sound(other)
