"""Who changed what, when, from what to what: of one record, or of the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk


class HistorySheet(Sheet):
    """The history of a record, or with no `kind` of the whole file, the newest first."""

    def __init__(self, desk: Desk, parent: QWidget, *, kind: Kind | None = None, record_id: Id = b"") -> None:
        super().__init__(lambda: _("History"), parent, save=lambda: _("Close"), width=860)
        self.cancel_button.hide()
        raise NotImplementedError
