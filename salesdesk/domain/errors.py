"""What can go wrong in the user's world. Everything else is a programming error."""

from __future__ import annotations

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.text import N_, Text


class Refused(Exception):
    """A wish that cannot be fulfilled, with the sentence that says what was wrong and what to do.

    `Refused(N_("The amount must not be negative."))`, gaps as keywords: `Refused(N_("No {name}."), name=x)`.
    `field` names the form field concerned, where there is one.
    """

    def __init__(self, msgid: str, /, *, field: str = "", **params: object) -> None:
        self.text = Text(msgid, params)
        self.field = field
        super().__init__(str(self.text))


class Conflict(Refused):
    """The record was changed by somebody else (or another window) since it was read."""


class Hanging(Refused):
    """An action is not taken back, since these newer records hang on what it made; `services.history` names them."""

    def __init__(self, records: tuple[tuple[Kind, Id], ...]) -> None:
        super().__init__(
            N_("This cannot be taken back: {count} newer records hang on what it made. Take those back first."),
            count=len(records),
        )
        self.records = records


class FileRefused(Refused):
    """A file that is not opened: not ours, damaged, newer, in use, unreadable."""


class FileDamaged(FileRefused):
    """A file of which not everything is there any more: a repair or a backup may help."""
