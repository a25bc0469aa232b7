"""Which visits of a recurring one are meant: this one, those that follow, or all that lie ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet, Id
from salesdesk.domain.recurrence import Scope
from salesdesk.domain.visit import VisitStatus
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _
from salesdesk.words.labels import label

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


def ask_scope(parent: QWidget | None, *, with_this: bool = True, deleting: bool = False) -> Scope | None:
    """Ask; None when given up. `with_this`: a change of this one alone has a sense."""
    offered = [scope for scope in Scope if with_this or scope is not Scope.THIS]
    question = _("This visit repeats. Which ones go to the bin?") if deleting else _("This visit repeats. Which ones?")
    detail = _("What is done stays as it is.")
    chosen = dialogs.choose(parent, question, [*map(label, offered), _("Cancel")], detail=detail)
    return offered[chosen] if chosen < len(offered) else None


def change_asked(
    desk: Desk, parent: QWidget | None, visit_id: Id, verb: Callable[[], ChangeSet], **changed: Any
) -> ChangeSet | None:
    """Carry out a gesture on a visit: `verb` changes it alone; a recurring one is asked about, and `changed` goes
    to the others too. None when given up. Raises Refused, Conflict.
    """
    visit = desk.visits.get(visit_id)
    if visit.status is not VisitStatus.PLANNED or desk.series.of(visit) is None:
        return verb()
    scope = ask_scope(parent)
    if scope is None or scope is Scope.THIS:
        return verb() if scope else None
    return desk.series.change(visit, replace(visit, **changed), scope)


def bin_asked(desk: Desk, parent: QWidget | None, visit_id: Id) -> ChangeSet | None:
    """Put a visit into the bin, with others of a recurring one where the user says so. None when given up."""
    visit = desk.visits.get(visit_id)
    if visit.status is not VisitStatus.PLANNED or desk.series.of(visit) is None:
        return desk.visits.bin(visit_id)
    scope = ask_scope(parent, deleting=True)
    return desk.series.bin(visit_id, scope) if scope else None
