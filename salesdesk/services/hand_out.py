"""What a lead gives to a rep: targets, clients with all their history, products and prices, as one file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store import keys, partial
from salesdesk.store.partial import Part
from salesdesk.store.read import handing as read
from salesdesk.store.read.rows import things

__all__ = ["HandOut", "Part", "Share", "is_part"]

Step = Callable[[int, int], None]
"""Called with (done, total); may raise to stop."""


def is_part(path: Path) -> bool:
    """Whether a file is one that was handed out; no for a file that cannot be looked into without asking."""
    try:
        return partial.is_handed_out(path)
    except Refused:
        return False


class Share(StrEnum):
    """What can be handed out. The values are the words of the command line."""

    TARGETS = "targets"
    CLIENTS = "clients"
    PRODUCTS = "products"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes into a file, by kind."""

    ids: Mapping[Kind, Collection[Id]]

    @property
    def counts(self) -> dict[Kind, int]:
        return {kind: len(ids) for kind, ids in self.ids.items()}


class HandOut:
    """From this file to a rep's own; what it becomes there is a merge (`desk.merging`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rep_named(self, name: str) -> Rep:
        """The rep of this name. Raises Refused where there is none, or more than one."""
        reps = [rep for rep in things(self._session.file.conn, Rep) if not rep.deleted]
        found = [rep for rep in reps if rep.name == name.strip()]
        if not found:
            raise Refused(
                N_("No rep is called “{name}”. This file knows: {names}."),
                field="rep",
                name=name,
                names=", ".join(rep.name for rep in reps),
            )
        if len(found) > 1:
            raise Refused(N_("Several reps in this file are called {name}."), field="rep", name=name)
        return found[0]

    def choose(self, rep_id: Id, shares: Collection[Share], clients: Sequence[Id] | None = None) -> Chosen:
        """What a rep would get: own targets, own clients (or these) with all that belongs to them, all products.

        Raises Refused where there is nothing.
        """
        conn = self._session.file.conn
        wanted: dict[Kind, set[Id]] = {}
        if Share.TARGETS in shares:
            for kind in (Kind.TARGET, Kind.GOAL):
                wanted[kind] = read.ids_of(conn, kind, "rep_id = ?", (rep_id,))
        if Share.CLIENTS in shares:
            # Who has no rep of their own are clients of the file's own rep.
            whose = "coalesce(owner_id, ?) = ?", (self._session.rep.id, rep_id)
            wanted[Kind.CLIENT] = set(clients) if clients is not None else read.ids_of(conn, Kind.CLIENT, *whose)
        if Share.PRODUCTS in shares:
            for kind in (Kind.PRODUCT_LINE, Kind.PRODUCT, Kind.BUNDLE):
                wanted[kind] = read.ids_of(conn, kind)
        found = partial.belonging(self._session.file, wanted)
        if not found:
            raise Refused(N_("There is nothing of this to hand out."), field="shares")
        found.setdefault(Kind.REP, set()).add(rep_id)
        return Chosen(found)

    def write(self, chosen: Chosen, out: Path, passphrase: str = "", step: Step | None = None) -> Part:
        """Write it as one file, under the passphrase if one is given; for a Job, too. Raises Refused, FileRefused."""
        self._session.file.must_be_whole()
        key = keys.new_key(passphrase)[0] if passphrase else None
        second = self._session.file.second()
        try:
            return partial.write(second, out, chosen.ids, key=key, step=step)
        finally:
            second.close()
