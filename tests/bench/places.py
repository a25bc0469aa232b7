"""Files that the bench works on: big ones are made once per version of the code and kept below the temp folder."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from salesdesk.services.desk import Desk
from salesdesk.services.sample import SampleSize, make_sample

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))
_MADE_BY = (
    *("salesdesk/services/sample", "resources/sample", "salesdesk/words/search_keys.py"),
    *("salesdesk/store/tables.py", "salesdesk/store/schema.py"),
)
"""What the content of a made file depends on."""


def clock() -> datetime:
    """The moment at which the bench plays."""
    return NOW


class Places:
    """A working folder that goes when the bench ends, and a folder of made files that stays for the next run."""

    def __init__(self, kept: Path | None = None) -> None:
        self._working = tempfile.TemporaryDirectory(prefix="salesdesk-bench-")
        self.folder = Path(self._working.name)
        self.kept = kept or Path(tempfile.gettempdir()) / "salesdesk-bench" / _version()
        self.kept.mkdir(parents=True, exist_ok=True)
        self._count = 0
        if kept is None:
            for older in self.kept.parent.iterdir():
                if older != self.kept:
                    shutil.rmtree(older, ignore_errors=True)

    def close(self) -> None:
        """Remove the working folder."""
        self._working.cleanup()

    def path(self, name: str) -> Path:
        """A new place in the working folder; `name` with a number before its ending."""
        self._count += 1
        stem, _, ending = name.rpartition(".")
        return self.folder / f"{stem}-{self._count}.{ending}"

    def sample(self, size: SampleSize) -> Path:
        """A copy of the sample of that size, to be changed at will."""
        master = self.master(size)
        copy = self.path(master.name)
        shutil.copyfile(master, copy)
        return copy

    def master(self, size: SampleSize) -> Path:
        """The made file itself: only to be read."""
        name = f"{size.clients}-{size.visits}-{size.opportunities}.salesdesk"
        master = self.kept / name
        if not master.exists():
            half = self.kept / f"half-{name}"
            half.unlink(missing_ok=True)
            print(f"making {name} …", flush=True)
            make_sample(half, language="zh_CN", size=size, clock=clock).close()
            half.replace(master)
        return master

    def desk(self, size: SampleSize) -> Desk:
        """An open desk on a copy of the sample of that size."""
        return Desk.open(self.sample(size), clock=clock)


def bare(path: Path) -> Any:
    """The floor's connection: the driver alone, WAL and FULL like ours, without the triggers that write the journal."""
    conn = driver.connect(str(path), isolation_level=None)
    conn.execute("PRAGMA cipher_log_level=NONE")
    conn.execute("PRAGMA journal_mode=WAL").fetchall()
    conn.execute("PRAGMA synchronous=FULL")
    conn.execute("PRAGMA cache_size=-65536")
    for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        conn.execute(f'DROP TRIGGER "{name}"')
    return conn


def _version() -> str:
    digest = hashlib.sha256()
    for name in _MADE_BY:
        place = ROOT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
