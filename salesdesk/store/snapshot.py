"""Publishing: a checked copy of the live file in a folder that others read, put there in one step.

The copy is made, marked and checked on this computer; only bytes go to the folder, are read back, and take the place
of the copy before by one rename. Beside it lies its SHA-256, which names the old and the new copy while one takes
the place of the other, so that whoever reads meanwhile finds its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.extent import MOST_WORDS, Held
from salesdesk.domain.text import N_
from salesdesk.store import backup, gate, keys, partial, rebuild
from salesdesk.store.engine import TROUBLE, PlaceReadOnly, raw, refusal
from salesdesk.store.ids import new_prefix
from salesdesk.store.keys import FileKey
from salesdesk.store.lock import free_of_others, held_here
from salesdesk.store.read import keeping
from salesdesk.store.scratch import Scratch

PIECE = 1_000_000
FROM, AT, BY, HOLDS = "published_from", "published_at", "published_by", "part"
"""What a published file says of itself, in its table `about`; the last only a part, of what it holds."""

Step = Callable[[int, int], None]
"""Called with (done, total), in hundredths of the whole; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was published: where it lies, when it was made, its bytes and their SHA-256; of a part, what it holds."""

    path: Path
    made_at: datetime
    size: int
    sha256: str
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A part instead of the whole: `write` makes it (at a path, under a key), `held` is what it says of itself."""

    write: Callable[[Path, FileKey | None, Step | None], object]
    held: str


def publish(
    source: Path,
    target: Path,
    *,
    by: str,
    now: datetime,
    key: FileKey | None = None,
    step: Step | None = None,
    cut: Cut | None = None,
    finish: Callable[[Path], object] | None = None,
) -> Snapshot:
    """Put a checked copy of a file, which may be in use, at `target`; one that lies there stays until this is whole.

    A protected file is published under its own key; `key` protects the copy of a plain one. `cut`: only a part.
    `finish` may write more into the copy before it is checked.
    Safe in any thread. Raises FileRefused: folder gone, read-only, disk full, file damaged; then nothing was changed.
    """
    part = _part(target)
    try:
        _check(source, target)
        with Scratch() as folder:
            copy = folder / "copy.salesdesk"
            if cut is None:
                _copy(source, copy, key, _share(step, 0, 60))
            else:
                cut.write(copy, key, _share(step, 0, 60))
            file_id = _mark(copy, key, by, now, cut.held if cut else "")
            keeping.keep_in(copy, key)
            if finish:
                finish(copy)
            if _unsound(copy, key):
                raise FileDamaged(N_("{name} is damaged. Nothing was published; restore a backup."), name=source.name)
            digest = backup.sha256_of(copy)
            _carry(copy, part, _share(step, 60, 100))
        if backup.sha256_of(part) != digest:
            raise FileRefused(
                N_("The folder {name} does not keep what is written into it. Choose another folder."),
                name=target.parent.name,
            )
        held = Held.from_text(cut.held) if cut else None
        made = Snapshot(target, now.astimezone(UTC), part.stat().st_size, digest, held)
        _take_place(part, target, digest, file_id)
    except (*TROUBLE, ValueError) as error:
        raise _refusal(error, source, target) from error
    finally:
        backup.discard(part)
        with contextlib.suppress(OSError):
            _digest_part(target).unlink(missing_ok=True)
    return made


def digest_file(target: Path) -> Path:
    """Where the SHA-256 of a published file lies; `sha256sum -c` reads it too."""
    return target.with_name(target.name + ".sha256")


def fits(path: Path, digest: str) -> bool:
    """Whether a file is what its publisher wrote, by its SHA-256; one without any word of it is believed."""
    known = _digests(path)
    return not known or digest in known


def publisher_of(path: Path) -> str | None:
    """Who published a file, by what it says of itself; None where nobody did. Raises FileRefused, NeedsPassphrase."""
    if held_here(path):
        return None
    try:
        about = gate.about_of(path)
    except TROUBLE as error:
        raise refusal(error, path) from error
    return about.get(BY, "")[:MOST_WORDS] if AT in about else None


def is_from(path: Path, file_id: str) -> bool:
    """Whether a published file came from this one, by what lies beside it."""
    try:
        return f"# {file_id}" in digest_file(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        return False


def held_by(about: Mapping[str, str]) -> Held | None:
    """What a file holds by its own word (`about`); None for a whole one."""
    return Held.from_text(about.get(HOLDS, "")) if partial.PART_OF in about else None


def _check(source: Path, target: Path) -> None:
    """Raises FileRefused where nothing can be published."""
    if not target.parent.is_dir():
        raise FileRefused(
            N_("The folder {name} is not there: a stick or a drive may be gone. Choose another folder."),
            name=target.parent.name or str(target.parent),
        )
    if held_here(target) or (target.exists() and source.exists() and target.samefile(source)):
        raise FileRefused(N_("This is where the file itself lies. Choose another folder to publish to."))
    if target.is_dir():
        raise FileRefused(N_("A folder is called {name} there. Choose another folder."), name=target.name)
    if target.exists() and not digest_file(target).exists():
        raise FileRefused(
            N_("{name} lies there already and is not a published copy. Choose another folder, or another name."),
            name=target.name,
        )
    free_of_others(target)


def _copy(source: Path, copy: Path, key: FileKey | None, step: Step | None) -> None:
    if key is not None and keys.key_of(source) is None:
        rebuild.write_anew(source, copy, key, step)
    else:
        backup.copy_database(source, copy, step)


def _mark(copy: Path, key: FileKey | None, by: str, now: datetime, held: str) -> str:
    """Say in the copy what it is; its ids are its own; what was half typed is left out. Returns the file's id."""
    with raw(copy, "rw", key) as conn:
        conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        conn.execute("PRAGMA secure_delete=ON").fetchall()
        conn.execute("BEGIN IMMEDIATE")
        about = dict(conn.execute("SELECT key, value FROM about").fetchall())
        file_id = str(about.get(partial.PART_OF, about["file_id"]))
        marks = {
            "prefix": str(new_prefix()),
            FROM: file_id,
            AT: now.astimezone(UTC).isoformat(timespec="seconds"),
            BY: by,
            **({HOLDS: held} if held else {}),
        }
        conn.executemany(
            "INSERT INTO about(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            list(marks.items()),
        )
        conn.execute("DELETE FROM draft")
        conn.execute("COMMIT")
    return file_id


def _unsound(copy: Path, key: FileKey | None) -> bool:
    with raw(copy, "ro", key) as conn:
        sound = conn.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        return not sound or conn.execute("PRAGMA foreign_key_check").fetchone() is not None


def _carry(copy: Path, part: Path, step: Step | None) -> None:
    """The bytes into the folder, on disk when this returns."""
    backup.discard(part)
    total, done = copy.stat().st_size, 0
    with copy.open("rb") as old, part.open("xb") as new:
        while piece := old.read(PIECE):
            new.write(piece)
            done += len(piece)
            if step:
                step(done, total)
        new.flush()
        os.fsync(new.fileno())


def _take_place(part: Path, target: Path, digest: str, file_id: str) -> None:
    """Put the new copy in the place of the old one; whoever reads at any moment of it finds one that fits."""
    before = _digests(target) or ([backup.sha256_of(target)] if target.exists() else [])
    _write_digest(target, [digest, *before], file_id)
    part.replace(target)
    backup.settle(target.parent)
    with contextlib.suppress(OSError):  # two lines where one would do
        _write_digest(target, [digest], file_id)


def _digests(path: Path) -> list[str]:
    """What lies beside a published file says of its SHA-256."""
    try:
        lines = digest_file(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError):
        return []
    return [line.split()[0] for line in lines if line.split() and not line.startswith("#")]


def _write_digest(target: Path, digests: Sequence[str], file_id: str) -> None:
    part = _digest_part(target)
    with part.open("w", encoding="utf-8", newline="\n") as out:
        out.write("".join(f"{digest}  {target.name}\n" for digest in digests) + f"# {file_id}\n")
        out.flush()
        os.fsync(out.fileno())
    part.replace(digest_file(target))


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _digest_part(target: Path) -> Path:
    return target.with_name(f".{target.name}.sha256.part")


def _share(step: Step | None, first: int, last: int) -> Step | None:
    """Progress of one part of the work as a share of the whole."""
    if step is None:
        return None

    def told(done: int, total: int) -> None:
        step(first + (last - first) * done // max(total, 1), 100)

    return told


def _refusal(error: Exception, source: Path, target: Path) -> FileRefused:
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return refusal(error, target)
    if not target.parent.is_dir():
        return FileRefused(
            N_("The folder {name} is not there: a stick or a drive may be gone. Choose another folder."),
            name=target.parent.name or str(target.parent),
        )
    found = refusal(error, source)
    if isinstance(found, PlaceReadOnly):
        return FileRefused(
            N_("Nothing may be written into the folder {name}. Choose another folder to publish to."),
            name=target.parent.name or str(target.parent),
        )
    return found
