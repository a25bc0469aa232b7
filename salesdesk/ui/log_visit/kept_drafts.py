"""What was being typed, one draft for each thing that was being logged: nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.ui.parts.picker import PickItem

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

SLOT: Final = "log_visit"
_VISIT: Final = "visit:"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A half-typed form: what it was about ("" = nothing given), the client picked, and when it was typed."""

    about: str
    typed: Mapping[str, Any]
    at: datetime

    @property
    def visit_id(self) -> Id | None:
        """The planned or logged visit that was being written down."""
        return bytes.fromhex(self.about.removeprefix(_VISIT)) if self.about.startswith(_VISIT) else None

    @property
    def client(self) -> PickItem | None:
        """The client that had been picked."""
        picked = self.typed.get("client_id")
        return PickItem(bytes.fromhex(picked[0]), *picked[1:]) if isinstance(picked, list) else None


def about(client_id: Id | None, visit_id: Id | None) -> str:
    """The name of the draft about a visit, about a client, or about nothing yet."""
    if visit_id:
        return _VISIT + visit_id.hex()
    return f"client:{client_id.hex()}" if client_id else ""


def kept(desk: Desk, wanted: str) -> KeptDraft | None:
    """The draft about this; a sheet about nothing yet takes up the newest of all."""
    drafts = _all(desk)
    if not wanted and drafts:
        wanted = max(drafts, key=lambda key: str(drafts[key]["at"]))
    found = drafts.get(wanted)
    return KeptDraft(wanted, found["typed"], datetime.fromisoformat(found["at"])) if found else None


def keep(desk: Desk, wanted: str, typed: Mapping[str, Any]) -> None:
    """Write this draft down, beside those about other things."""
    one = {"typed": dict(typed), "at": desk.now().isoformat(timespec="seconds")}
    desk.drafts.keep(SLOT, {"drafts": {**_all(desk), wanted: one}})


def drop(desk: Desk, wanted: str) -> None:
    """It was saved, or is not wanted any more."""
    drafts = _all(desk)
    if drafts.pop(wanted, None) is None:
        return
    if drafts:
        desk.drafts.keep(SLOT, {"drafts": drafts})
    else:
        desk.drafts.drop(SLOT)


def _all(desk: Desk) -> dict[str, Any]:
    """All drafts of visits that are still there."""
    found = desk.drafts.kept(SLOT)
    drafts = found[0].get("drafts", {}) if found else {}
    return {key: one for key, one in drafts.items() if _is_there(desk, key)}


def _is_there(desk: Desk, key: str) -> bool:
    if not key.startswith(_VISIT):
        return True
    try:
        return not desk.visits.get(bytes.fromhex(key.removeprefix(_VISIT))).deleted
    except Refused:
        return False
