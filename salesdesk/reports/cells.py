"""Typed cells written in the user's language: what a table of a report is put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time

from salesdesk.domain.report import Achieved, Rate
from salesdesk.domain.text import N_
from salesdesk.reports.document import Cell, CellKind, Tone
from salesdesk.words.i18n import _
from salesdesk.words.numbers import NOTHING, format_date, format_number, format_percent, format_time

UNITS = (N_("CNY"), N_("TWD"))
"""Currencies that have a word of their own in Chinese; any other is known by its code."""

MoneyCell = Callable[[int | None], Cell]


def text(words: str, tone: Tone = Tone.NORMAL) -> Cell:
    return Cell(words, words or None, tone=tone)


def count(number: int | None, tone: Tone = Tone.NORMAL) -> Cell:
    """A whole number; None as "–"."""
    return Cell(NOTHING if number is None else format_number(number), number, CellKind.INT, tone)


def money_like(amounts: Iterable[int | None]) -> MoneyCell:
    """Cells for a column of amounts in cents: whole units where every amount is whole, else two decimals each.

    The currency stands in the column's heading, so that the figures stand below each other.
    """
    digits = 2 if any(amount is not None and amount % 100 for amount in amounts) else 0

    def cell(cents: int | None) -> Cell:
        if cents is None:
            return Cell(NOTHING, None, CellKind.MONEY)
        whole, rest = divmod(abs(cents), 100)
        sign = "-" if cents < 0 else ""
        return Cell(f"{sign}{whole:,}.{rest:02d}" if digits else f"{sign}{whole:,}", cents, CellKind.MONEY)

    return cell


def whole_money(cents: int | None) -> Cell:
    """An amount rounded to whole units, for what stands beside a target; the value stays exact."""
    return Cell(NOTHING if cents is None else f"{whole_units(cents):,}", cents, CellKind.MONEY)


def gap(achieved: Achieved) -> Cell:
    """What is missing to the target, so that it agrees with the rounded amounts beside it."""
    if achieved.target is None:
        return whole_money(None)
    shown = whole_units(achieved.target) - whole_units(achieved.actual)
    return Cell(f"{shown:,}", achieved.gap, CellKind.MONEY)


def whole_units(cents: int) -> int:
    """Cents as whole units, halves away from zero."""
    units = (abs(cents) + 50) // 100
    return -units if cents < 0 else units


def percent(value: float | None, tone: Tone = Tone.NORMAL) -> Cell:
    return Cell(format_percent(value), value, CellKind.PERCENT, tone)


def of(share: Rate) -> Cell:
    """What a rate was made of: "3 / 6"."""
    written = _("{n} of {of}").format(n=format_number(share.n), of=format_number(share.of))
    return text(written if share.of else NOTHING, Tone.QUIET)


def attainment(achieved: Achieved) -> Cell:
    return percent(achieved.attainment)


def day(when: date | None) -> Cell:
    """A day with its weekday; no day is empty."""
    return Cell("" if when is None else format_date(when, "weekday"), when, CellKind.DATE)


def full_day(when: date | None) -> Cell:
    """A day with its year, for days that lie far ahead."""
    return Cell("" if when is None else format_date(when), when, CellKind.DATE)


def clock(moment: time | None) -> Cell:
    return Cell("" if moment is None else format_time(moment), moment, CellKind.TIME)


def money_heading(words: str, currency: str) -> str:
    """The heading of a column of amounts, with its unit as readers call it (元)."""
    return _("{heading} ({unit})").format(heading=words, unit=_(currency))
