"""A quote with the names that stand on its paper."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.client import Client, Contact
from salesdesk.domain.quote import Quote, QuoteInstalment, QuoteLine
from salesdesk.domain.quote_sums import QuoteSums
from salesdesk.domain.rep import Rep


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line as the client reads it; `inside` names what lies in a bundle."""

    name: str
    unit: str
    line: QuoteLine
    inside: str = ""


@dataclass(frozen=True, slots=True)
class QuotePaper:
    """All that is printed. Costs and margins are no part of it."""

    quote: Quote
    client: Client
    contact: Contact | None
    rep: Rep
    lines: tuple[PaperLine, ...]
    instalments: tuple[QuoteInstalment, ...]
    sums: QuoteSums
