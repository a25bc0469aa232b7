"""How the amounts of a metric are read and written: money with its currency, or a plain number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salesdesk.words.amounts import read_amount
from salesdesk.words.numbers import format_money, format_number

_SIGN = re.compile(r"^(-?)\D+(?=\d)")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents of `currency`, or (without one) a count."""

    currency: str = ""

    def read(self, words: str) -> int | None:
        """Understand what was typed ("50万", "3,000"); None where it is no amount."""
        cents = read_amount(words)
        if cents is None or self.currency:
            return cents
        return cents // 100 if cents % 100 == 0 else None

    def full(self, amount: float) -> str:
        """Every figure, with the currency."""
        return format_money(round(amount), self.currency) if self.currency else format_number(round(amount))

    def compact(self, amount: float) -> str:
        """For tight places, with the currency: ¥41.7万."""
        return format_money(round(amount), self.currency, compact=True) if self.currency else self.full(amount)

    def short(self, amount: float) -> str:
        """For cells and axes, where the currency stands in the head: 41.7万."""
        return _SIGN.sub(r"\1", self.compact(amount))

    def plain(self, amount: int) -> str:
        """As one would type it: no currency, no decimals where there are none."""
        if not self.currency:
            return f"{amount:,}"
        whole, cents = divmod(amount, 100)
        return f"{whole:,}.{cents:02d}" if cents else f"{whole:,}"

    def bare(self, amount: int | None) -> str:
        """As a spreadsheet reads it in any country: digits and a point, nothing else."""
        if amount is None:
            return ""
        if not self.currency:
            return str(amount)
        whole, cents = divmod(abs(amount), 100)
        sign = "-" if amount < 0 else ""
        return f"{sign}{whole}.{cents:02d}" if cents else f"{sign}{whole}"
