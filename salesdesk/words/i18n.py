"""The door to the user's language: `from salesdesk.words.i18n import _, ngettext, pgettext, say`."""

from __future__ import annotations

from datetime import date, datetime

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import Month, Text
from salesdesk.words.catalogue import (
    LANGUAGES,
    _,
    best_language,
    in_language,
    language,
    ngettext,
    pgettext,
    use,
)
from salesdesk.words.numbers import format_date, format_moment, format_month

__all__ = [
    "LANGUAGES",
    "_",
    "best_language",
    "in_language",
    "language",
    "ngettext",
    "pgettext",
    "say",
    "use",
]


def say(what: Text | Refused) -> str:
    """A sentence of the inner rooms (or the reason of a refusal) in the user's language, its gaps filled.

    Gaps that are sentences themselves are said too, days and moments are written as people write them;
    anything else (money, counts, names) stays as the caller put it.
    """
    text = what.text if isinstance(what, Refused) else what
    sentence = _(text.msgid)
    if not text.params:
        return sentence
    return sentence.format(**{name: _filling(value) for name, value in text.params.items()})


def _filling(value: object) -> object:
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, Month):
        return format_month(value.day)
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_date(value)
    return value
