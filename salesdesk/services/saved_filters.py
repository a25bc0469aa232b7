"""Filters of the list of clients and of the board, kept in the file under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from salesdesk.domain.change import ChangeSet, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read.settings import setting, setting_changes

CLIENTS = "client_filters"
LONGEST_NAME, MOST = 40, 20


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """Chip, district, text and column sort of the list, under a name."""

    name: str
    group: str = "all"
    text: str = ""
    district: str = ""
    sort_key: str = ""
    descending: bool = False


class _Named(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def name(self) -> str: ...


F = TypeVar("F", bound=_Named)


class SavedFilters(Generic[F]):
    """The filters of one list that the user keeps; each change can be undone.

    `key` is the setting they are kept under, `shape` what one of them is.
    """

    def __init__(self, session: Session, key: str, shape: type[F]) -> None:
        self._session, self._key, self._shape = session, key, shape

    def all(self) -> list[F]:
        """All of them, in the order they were saved."""
        kept = setting(self._session.file.conn, self._key, [])
        return [found for found in map(self._read, kept if isinstance(kept, list) else ()) if found]

    def save(self, wanted: F) -> ChangeSet:
        """Keep a filter in place of one of the same name. Raises Refused without a name, or for one too many."""
        name = wanted.name.strip()
        if not name or len(name) > LONGEST_NAME:
            raise Refused(N_("Give the filter a name of at most {most} letters."), most=LONGEST_NAME, field="name")
        others = [one for one in self.all() if one.name != name]
        if len(others) >= MOST:
            raise Refused(N_("There are {most} saved filters already. Delete one first."), most=MOST)
        new = {**asdict(wanted), "name": name}
        return self._store("filter.saved", name, [*map(asdict, others), new])

    def delete(self, name: str) -> ChangeSet:
        """Forget a filter."""
        return self._store("filter.deleted", name, [asdict(one) for one in self.all() if one.name != name])

    def _store(self, key: str, name: str, filters: list[dict[str, Any]]) -> ChangeSet:
        changes = setting_changes(self._session.file.conn, self._key, filters)
        return self._session.record(Label(key, {"name": name}), changes)

    def _read(self, kept: Mapping[str, Any]) -> F | None:
        """A filter as the file keeps it; None for what is no filter (a newer program's)."""
        try:
            return self._shape(**kept)
        except TypeError:
            return None
