"""The salesperson."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class Rep:
    """A salesperson; the file's own rep is named by the setting `own_rep`."""

    id: Id
    name: str
    email: str = ""
    phone: str = ""
    region: str = ""
    manager: str = ""
    deleted: bool = False
