"""Every verb that writes, on a full disk, into places that are read-only, gone, in use or named beyond measure.

One sentence, nothing half written, nothing lost, nothing left behind; and afterwards the same verb does its work.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from salesdesk import places
from salesdesk.domain.change import Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent, Span
from salesdesk.services import safety
from salesdesk.services.backups import Reason, check, restore
from salesdesk.services.desk import Desk
from salesdesk.services.exports import Exports
from salesdesk.services.hand_out import Share
from salesdesk.services.imports import ImportKind
from salesdesk.services.rescue import repair
from salesdesk.store import keys
from salesdesk.store.engine import raw
from salesdesk.store.lock import FileInUse
from tests.builders import TestClock, make_desk
from tests.store import kills
from tests.store.builders import DONE, a_visit, new_client
from tests.store.test_trouble import full_disk, stick, unwritable

__all__ = ["stick"]

VISITS = 300
LIMITS = (4_096, 60_000, 150_000, 400_000)
"""Bytes to which a file may grow: some verbs fail with the first page, some far into the work."""


@dataclass
class Place:
    """A file with something in it, one of a colleague, and a folder to write into."""

    root: Path
    out: Path

    def __post_init__(self) -> None:
        self.file, self.other = self.root / "own" / "test.salesdesk", self.root / "other" / "test.salesdesk"
        self.temp = self.root / "temp"

    def make(self) -> Place:
        for path, name in ((self.file, "王小明"), (self.other, "陈静")):
            path.parent.mkdir()
            desk = make_desk(path.parent, rep_name=name)
            client = new_client(desk, name=f"client of {name}", tier=Tier.A)
            desk.session.record(DONE, [a_visit(desk, client, result="x" * 300) for _ in range(VISITS)])
            desk.close()
        return self

    def open(self) -> Desk:
        return Desk.open(self.file, clock=TestClock())

    def all_of_it(self) -> dict[str, object]:
        """What the two files hold, and every byte of all others but those that say who is at work."""
        found: dict[str, object] = {}
        for one in sorted(self.root.rglob("*")):
            if one in (self.file, self.other):
                found[str(one.relative_to(self.root))] = keys.slots_of(one), held(one)
            elif one.is_file() and one.suffix not in (".lock", ".who") and not {"logs", "backups"} & set(one.parts):
                found[str(one.relative_to(self.root))] = one.read_bytes()
        return found


def held(path: Path) -> object:
    """Every row of a file and of its history."""
    with raw(path, "ro") as conn:
        tables = [*(kind.value for kind in Kind), "change", "txn"]
        return {table: conn.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2, 3').fetchall() for table in tables}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    root = tmp_path / "place"
    (root / "out").mkdir(parents=True)
    (root / "temp").mkdir()
    monkeypatch.setenv("SALESDESK_HOME", str(root / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(root / "temp"))
    yield Place(root, root / "out").make()
    keys.forget()


Verb = Callable[[Place], object]


def with_desk(work: Callable[[Desk, Place], object]) -> Verb:
    def verb(place: Place) -> None:
        desk = place.open()
        try:
            work(desk, place)
        finally:
            desk.close()

    return verb


def hand_out(desk: Desk, place: Place) -> None:
    desk.hand_out.write(desk.hand_out.choose(desk.rep.id, tuple(Share)), place.out / "given.salesdesk")


def export(desk: Desk, place: Place) -> None:
    Exports(desk.session).write(ImportKind.VISITS, place.out / "visits.csv")


def new_passphrase() -> safety.NewPassphrase:
    return safety.new_passphrase("three green bicycles", "three green bicycles")


INTO: dict[str, Verb] = {
    "publish": with_desk(lambda desk, place: desk.publishing.publish(place.out / "x.salesdesk")),
    "publish a part": with_desk(
        lambda desk, place: desk.publishing.publish(place.out / "x.salesdesk", extent=Extent(Span.YEAR, tier=Tier.A))
    ),
    "publish protected": with_desk(
        lambda desk, place: desk.publishing.publish(place.out / "x.salesdesk", new=new_passphrase())
    ),
    "hand out": with_desk(hand_out),
    "restore": lambda place: restore(place.other, place.out / "back.salesdesk"),
    "repair": lambda place: repair(place.other, place.out / "mended.salesdesk"),
    "export": with_desk(export),
}
"""What writes a new file into a folder."""
WITHIN: dict[str, Verb] = {
    "backup": with_desk(lambda desk, _place: desk.backups.make(Reason.ASKED)),
    "merge": with_desk(lambda desk, place: desk.merging.take_in([place.other])),
    "protect": lambda place: safety.protect(place.file, new_passphrase()),
    "unprotect": lambda place: safety.protect(place.other, None),
}
"""What writes a file that is there, or beside it."""


def before(place: Place, verb: str) -> dict[str, object]:
    if verb == "unprotect":
        safety.protect(place.other, new_passphrase())
    place.open().close()
    return place.all_of_it()


@pytest.mark.parametrize("verb", [*INTO, *WITHIN])
def test_on_a_full_disk_nothing_is_half_written_or_lost(place: Place, verb: str) -> None:
    was, work, refusals = before(place, verb), {**INTO, **WITHIN}[verb], 0
    backups = sorted((place.root / "home").rglob("*.part"))
    for limit in LIMITS:
        with full_disk(limit):
            try:
                work(place)
            except Refused as refused:
                refusals += 1
                assert any(word in str(refused) for word in ("disk", "temporary")), refused
            else:
                break
        assert place.all_of_it() == was, limit
        assert sorted((place.root / "home").rglob("*.part")) == backups == [], "half a backup"
    assert refusals, "the disk was never full"
    if refusals == len(LIMITS):
        work(place)
    assert list(place.temp.iterdir()) == []
    assert check(place.file).ok


@pytest.mark.parametrize("verb", ["publish", "publish a part", "publish protected", "hand out"])
def test_a_folder_that_is_gone_is_said(place: Place, verb: str) -> None:
    was = before(place, verb)
    shutil.rmtree(place.out)
    with pytest.raises(Refused, match=r"not there|does not exist"):
        INTO[verb](place)
    assert place.all_of_it() == was
    assert list(place.temp.iterdir()) == []


@pytest.mark.parametrize("verb", INTO)
def test_a_name_beyond_measure_is_said(place: Place, verb: str) -> None:
    was = before(place, verb)
    place.out = place.out / ("很长" * 90)
    with pytest.raises(Refused, match=r"too long"):
        INTO[verb](place)
    assert place.all_of_it() == was


@pytest.mark.parametrize("verb", INTO)
def test_a_place_that_may_not_be_written_is_said(stick: Path, verb: str) -> None:
    """As nobody, who may read the folder and not write it."""
    home = stick.parent / "home"
    place = Place(home, stick)
    place.make()
    was = before(place, verb)
    for path in home.rglob("*"):
        path.chmod(0o777)
    with unwritable(stick), pytest.raises(Refused, match=r"may be written|read-only|cannot be|may not"):
        INTO[verb](place)
    assert list(stick.iterdir()) == []
    after = place.all_of_it()
    assert {name: after[name] for name in was} == was


@pytest.mark.parametrize("verb", ["publish", "publish a part", "hand out"])
def test_a_file_that_somebody_works_in_is_never_replaced(place: Place, verb: str) -> None:
    """Another program has a file open where the copy is to go."""
    name = "given.salesdesk" if verb == "hand out" else "x.salesdesk"
    shutil.copyfile(place.other, place.out / name)
    (place.out / f"{name}.sha256").touch()
    was = before(place, verb)
    ours, theirs = kills.CONTEXT.Pipe(duplex=False)
    child = kills.CONTEXT.Process(target=hold, args=(place.out / name, str(places.config()), theirs), daemon=True)  # type: ignore[attr-defined]
    child.start()
    try:
        assert ours.recv() == "open"
        with pytest.raises(FileInUse):
            INTO[verb](place)
    finally:
        child.kill()
        child.join()
    Desk.open(place.out / name).close()
    after = place.all_of_it()
    del after[f"out/{name}"], was[f"out/{name}"]
    assert after == was


def hold(path: Path, home: str, mouth: object) -> None:
    """The child that has the file open."""
    import os
    import threading

    os.environ["SALESDESK_HOME"] = home
    desk = Desk.open(path)
    mouth.send("open")  # type: ignore[attr-defined]
    threading.Event().wait()
    desk.close()


def test_a_file_that_is_no_published_copy_is_not_replaced_by_one(place: Place) -> None:
    """Whoever names the own work of another year as the place to publish to would lose it."""
    target = place.out / "x.salesdesk"
    shutil.copyfile(place.other, target)
    was = before(place, "publish")
    for verb in ("publish", "publish a part"):
        with pytest.raises(Refused, match="not a published copy"):
            INTO[verb](place)
    assert place.all_of_it() == was


def test_a_rep_with_a_name_beyond_measure_publishes_under_a_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    desk = make_desk(tmp_path, rep_name="王小明" * 60)
    target = desk.publishing.target(tmp_path / "share")
    desk.publishing.publish(target)
    assert target.exists()
    assert target.name.startswith("王小明王小明")
    assert desk.publishing.target(tmp_path / "share") == target
    desk.close()
