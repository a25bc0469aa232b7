"""What the file itself remembers: the own rep, the currency, the rules."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; `value` is JSON. The id is its natural key."""

    id: Id
    key: str
    value: str
    deleted: bool = False


OWN_DAYS = ""
"""The region of the days that were entered here: they go before those that a region publishes."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday, or (with `working`) a make-up working day, of a region or entered here."""

    id: Id
    day: str
    region: str
    name: str
    working: bool = False
    deleted: bool = False
