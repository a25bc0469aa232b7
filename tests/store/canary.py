"""A file with a secret word is used in every way, by a child that stands still where it is told to, or is killed there.

What the user asked for in plain (a list as CSV, a report) goes into a folder of its own; the word belongs there and
nowhere else. The child says each step, and each step that can be stopped in its middle says that too.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from salesdesk import cli
from salesdesk.domain.client import Tier
from salesdesk.domain.extent import Extent, Span
from salesdesk.domain.period import Period
from salesdesk.logs import be_discreet, start_log
from salesdesk.services import safety
from salesdesk.services.backups import Reason, check, restore, verify
from salesdesk.services.desk import Desk
from salesdesk.services.hand_out import Share
from salesdesk.services.rescue import read_what_is_left, repair
from salesdesk.services.team import Reader, Team
from salesdesk.store import keys
from salesdesk.store.engine import raw
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit

WORD, CHINESE = "Canary7f3a", "金丝雀七号密"
PASSPHRASE, OTHER_ONE = "three green bicycles", "four blue umbrellas"
VISITS = 200
STOPPABLE = ("write", "backup", "publish", "part", "handout", "preview", "merge", "everybody", "repair", "passphrase")
"""The steps that the child can be stopped in the middle of."""

_SPELT = [
    *(word.encode(how) for word in (WORD, CHINESE) for how in ("utf-8", "utf-16-le", "utf-16-be")),
    CHINESE.encode("gb18030"),
    CHINESE.encode("unicode_escape"),
]
_LOOKED_FOR = [word.lower() for word in _SPELT]

Step = Callable[[int, int], None]
Halt = Callable[[str], None]


class Place:
    """The folders of one try: work, share, temp, home, and what was asked for in plain."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work, self.share, self.temp = root / "work", root / "share", root / "temp"
        self.home, self.asked = root / "home", root / "asked"
        self.file, self.other = self.work / "test.salesdesk", root / "other" / "test.salesdesk"

    def make(self) -> Place:
        for one in (self.work, self.share, self.temp, self.home, self.asked, self.other.parent):
            one.mkdir(parents=True)
        return self

    def traces(self) -> list[str]:
        """The files in which the word can be read, but for those that were asked for."""
        return [
            str(one.relative_to(self.root))
            for one in sorted(self.root.rglob("*"))
            if one.is_file() and self.asked not in one.parents and holds_word(one)
        ]


def holds_word(path: Path) -> bool:
    """Whether the word stands in a file or in its name, in any spelling."""
    body = path.name.encode() + b"\n" + path.read_bytes()
    return any(word in body.lower() for word in _LOOKED_FOR)


def open_files_of(pid: int) -> Iterator[Path]:
    """What a process has open without a name, as SQLite's temporary files are (where the system tells it)."""
    for one in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            target = str(one.readlink())
        except OSError:
            continue
        if target.endswith(" (deleted)") and target.startswith("/"):
            yield one


def prepare(place: Place, *, protected: bool) -> None:
    """A file and that of a colleague, each with the word in it, each under a passphrase."""
    for path, name in ((place.file, "王小明"), (place.other, "陈静")):
        with closing(make_desk(path.parent, rep_name=name)) as desk:
            add(desk, f"{WORD} {CHINESE} of {name}")
        if protected:
            safety.protect(path, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    keys.forget()


def add(desk: Desk, name: str) -> None:
    client = desk.clients.create(name=name, tier=Tier.A, note=f"{WORD} said so")
    visits = [a_visit(desk, client, result=f"{CHINESE} {WORD} {number}") for number in range(VISITS)]
    desk.session.record(DONE, visits)


def use(root: Path, ears: Connection, mouth: Connection, stop_at: str) -> None:
    """The child: everything that is done with a file. It halts in each step and after it, until it is told to go on.

    With `stop_at` it goes on by itself, up to the middle of that step.
    """
    place = Place(root)
    os.environ["SALESDESK_HOME"], os.environ["SALESDESK_PASSPHRASE"] = str(place.home), PASSPHRASE
    os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = tempfile.tempdir = str(place.temp)
    start_log()
    be_discreet(True)
    for path in (place.file, place.other):
        if keys.slots_of(path) is not None:
            keys.unlock(path, PASSPHRASE)

    def halt(at: str) -> None:
        if not stop_at:
            mouth.send(at)
            ears.recv()
        elif at == f"in {stop_at}":
            mouth.send(at)
            threading.Event().wait()

    for name in _steps(place, halt):
        halt(name)
    mouth.send("end")
    threading.Event().wait()


def _in(name: str, halt: Halt) -> Step:
    """Halts once, in the middle of a step as far as that can be told."""
    halted = False

    def step(done: int, total: int) -> None:
        nonlocal halted
        if not halted and done * 2 >= total:
            halted = True
            halt(f"in {name}")

    return step


def _steps(place: Place, halt: Halt) -> Iterator[str]:
    table = place.asked / "clients.csv"
    table.write_text(f"name,note\n{WORD} from a table,{CHINESE}\n", encoding="utf-8")
    assert cli.main(["import", str(place.file), str(table), "--as", "clients"]) == 0
    yield "imported"
    desk = Desk.open(place.file)
    add(desk, f"{WORD} again")
    desk.drafts.keep("visit", {"result": f"{CHINESE} {WORD} half typed"})
    yield "logged"
    with desk.file.writing() as conn:
        conn.exec_driver_sql("PRAGMA cache_size=10")
        for number in range(VISITS):
            conn.exec_driver_sql("INSERT INTO draft VALUES (?, ?, '')", (f"{WORD} {number}", CHINESE * 200))
        conn.exec_driver_sql("SELECT body FROM draft ORDER BY body || slot").all()
        halt("in write")
    yield "written"
    made = desk.backups.make(Reason.ASKED, _in("backup", halt))
    verify(made.path)
    restore(made.path, place.work / "restored.salesdesk")
    yield "backed up and restored"
    desk.publishing.publish(desk.publishing.target(place.share), _in("publish", halt))
    yield "published"
    extent = Extent(Span.YEAR, tier=Tier.A)
    desk.publishing.publish(place.share / "part.salesdesk", _in("part", halt), extent=extent)
    yield "published in part"
    chosen = desk.hand_out.choose(desk.rep.id, tuple(Share))
    desk.hand_out.write(chosen, place.share / "given.salesdesk", step=_in("handout", halt))
    yield "handed out"
    with desk.merging.gather([place.other]) as gathered:
        desk.merging.preview(gathered, _in("preview", halt))
        desk.merging.merge(gathered, _in("merge", halt))
    yield "merged"
    team, period = Team(desk.now), Period.month(desk.today())
    team.members([place.other, place.share / "part.salesdesk"], period)
    look = team.open(place.other)
    look.find(WORD)
    look.close()
    everybody = team.put_together([place.other], "team", Reader.of(desk), _in("everybody", halt))
    team.open_all(everybody).close()
    yield "read by a lead"
    team.drop()
    desk.undo()
    desk.close()
    yield "closed"
    for kind, ending in (("export", "csv"), ("report", "docx"), ("report", "pdf")):
        out = place.asked / f"{kind}.{ending}"
        how = ["--what", "clients"] if kind == "export" else ["--on", "2026-11-23"]
        named = [kind, "daily", str(place.file)] if kind == "report" else [kind, str(place.file)]
        assert cli.main([*named, *how, "--out", str(out)]) == 0
    yield "exported"
    broken = place.work / "broken.salesdesk"
    shutil.copyfile(place.file, broken)
    with raw(broken, "ro") as conn:
        (page,) = conn.execute(
            "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND name LIKE 'ix_%'"
        ).fetchone()
    with broken.open("rb+") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))
    assert not check(broken).ok
    repair(broken, place.work / "repaired.salesdesk", _in("repair", halt))
    left = read_what_is_left(broken)
    yield "repaired"
    left.drop()
    new = safety.new_passphrase(OTHER_ONE, OTHER_ONE) if keys.slots_of(place.file) else None
    if new is not None:
        safety.protect(place.file, new, _in("passphrase", halt))
        with closing(Desk.open(place.file)) as desk:
            desk.safety.protect_backups()
    yield "under another passphrase"
