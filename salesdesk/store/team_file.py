"""The files of a team put together in one private file, which is read as one and never written by hand.

It is what merging makes of the private copies (docs/decisions/0038, 0051). While the same files are asked for, only
those that have changed are merged again; where one is gone, or is older than the one that was taken in, all of it is
made anew, since merging only ever adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Label
from salesdesk.domain.errors import Refused
from salesdesk.store import journal, keys, merge, protection
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign
from salesdesk.store.keys import FileKey, NeedsPassphrase
from salesdesk.store.read.settings import setting_change
from salesdesk.store.scratch import Scratch

Step = Callable[[int, int], None]
"""Called with (done, total) files; may raise to stop, and then the file is put together anew the next time."""


@dataclass(slots=True)
class TeamFile:
    """One private file of all of a team. Use it from one job at a time; `drop` it when done.

    `name` is what it is called; `settings` are its own ones, such as the currency; `key` that of its reader's own file
    where that is protected. Where only files of others are, the first one's protects it: no plain data of a protected
    file lies anywhere, and a window that is locked over it opens with a passphrase that somebody knows.
    """

    name: str
    settings: Mapping[str, Any]
    key: FileKey | None = None
    left_out: dict[Path, Refused] = field(default_factory=dict)
    """The files that could not be taken in, and why."""
    _folder: Scratch | None = None
    _taken: dict[Path, Foreign] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where it lies, once it has been brought up to date."""
        assert self._folder is not None, "nothing has been put together yet"
        return self._folder.path / f"{self.name}.salesdesk"

    def is_like(self, other: TeamFile) -> bool:
        """Whether both are made for the same reader."""
        return (self.name, self.settings, self.key) == (other.name, other.settings, other.key)

    def bring_up(self, copies: Sequence[Foreign], step: Step | None = None) -> Path:
        """Let it hold these files as they are now, and no others. Raises FileRefused."""
        wanted = {one.source: one for one in copies}
        if self._folder is not None and not self._grows_to(wanted):
            self.drop()
        fresh = [one for one in copies if not self._holds(one)]
        if fresh:  # what had no owner may have one now
            fresh += [one for one in copies if one.source in self.left_out and one not in fresh]
        if fresh or self._folder is None:
            try:
                self._take_in(fresh, step)
            except BaseException:
                self.drop()
                raise
        return self.path

    def drop(self) -> None:
        """Remove it."""
        folder, self._folder = self._folder, None
        self._taken.clear()
        self.left_out.clear()
        if folder is not None:
            folder.drop()

    def _holds(self, one: Foreign) -> bool:
        before = self._taken.get(one.source)
        return before is not None and before.digest == one.digest

    def _grows_to(self, wanted: Mapping[Path, Foreign]) -> bool:
        """Whether merging alone leads from what it holds to these files."""
        try:
            own = keys.key_of(self.path)
        except NeedsPassphrase:  # it was forgotten meanwhile, as those of the files were
            return False
        if own is None and self._wanted_key(wanted.values()) is not None:
            return False
        for path, before in self._taken.items():
            now = wanted.get(path)
            if now is None or now.file_id != before.file_id or now.newest < before.newest or now.whole < before.whole:
                return False
        return True

    def _take_in(self, fresh: Sequence[Foreign], step: Step | None) -> None:
        if self._folder is None:
            self._begin(self._wanted_key(fresh))
        file = DeskFile.open(self.path)
        try:
            file.be_careless()
            whole = [one for one in fresh if one.whole]
            singly = [one for one in fresh if not one.whole]
            try:
                merge.merge(file, whole, step)
            except merge.Orphaned:
                singly = [*whole, *singly]
            for number, one in enumerate(singly):
                if step:
                    step(len(fresh) - len(singly) + number, len(fresh))
                self._take_single(file, one)
        finally:
            file.close()
        self._taken |= {one.source: one for one in fresh}

    def _take_single(self, file: DeskFile, one: Foreign) -> None:
        """A part may speak of things that nobody's file holds: then it stays outside."""
        self.left_out.pop(one.source, None)
        try:
            merge.merge(file, [one])
        except merge.Orphaned as refused:
            self.left_out[one.source] = refused

    def _wanted_key(self, copies: Iterable[Foreign]) -> FileKey | None:
        return self.key or next((key for one in copies if (key := keys.key_of(one.path)) is not None), None)

    def _begin(self, key: FileKey | None) -> None:
        """An empty file, under this key."""
        self._folder = Scratch()
        first = self.path.with_name("new.salesdesk") if key else self.path
        file = DeskFile.create(first)
        try:
            changes = [setting_change(file.conn, name, value) for name, value in self.settings.items()]
            journal.record(file, changes, Label("setting.changed"), undoable=False)
        finally:
            file.close()
        if key:
            protection.protected_copy(first, self.path, key)
            first.unlink()
