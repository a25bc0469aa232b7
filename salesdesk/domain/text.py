"""A sentence for a human, not yet in a language.

Rooms that must not know the user's language (domain, store, exchange) speak in `Text`: the English
sentence as the catalogue's key, with named gaps. `words.i18n.say` turns it into the user's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


def N_(sentence: str) -> str:
    """Mark a sentence for the translators without translating it here."""
    return sentence


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence (`msgid`, English, with `{named}` gaps) and what fills the gaps."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid.format(**self.params) if self.params else self.msgid


@dataclass(frozen=True, slots=True)
class Month:
    """The month that holds a day, as what fills a gap: written as people write months."""

    day: date

    def __str__(self) -> str:
        return f"{self.day:%Y-%m}"
