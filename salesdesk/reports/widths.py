"""How wide the columns of a table want to be, counted in letters, for writers that cannot measure a font."""

from __future__ import annotations

from unicodedata import east_asian_width

from salesdesk.domain.money import split_exactly
from salesdesk.reports.document import CellKind, Table

_SAMPLE = 500
"""Rows that are looked at."""
_BY_HAND = 15
"""Letters that a column to be written in gets at least."""
_BOLD = 1.15
"""Bold headings are wider."""
_SHORT, _LONGEST = 15, 52
"""Letters up to which a column is never squeezed, and beyond which a longer text counts no more."""


def letters(text: str) -> int:
    """The width of a text in letters: a Chinese character counts two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def column_letters(table: Table, index: int, most: int) -> int:
    """The longest line of a column with a little room, between 8 and `most` letters."""
    texts = [*(row[index].text for row in (*table.rows[:_SAMPLE], table.total) if row)]
    longest = max((letters(line) for text in texts for line in text.splitlines()), default=4)
    heading = round(letters(table.columns[index].heading) * _BOLD)
    least = _BY_HAND if table.columns[index].by_hand else 8
    return min(most, max(least, max(longest, heading) + 3))


def shares(table: Table, whole: int, room: int = 96) -> list[int]:
    """`whole` split between the columns by what they hold, on a page of `room` letters; each gets at least one.

    Where the page is too narrow, short columns, days and figures keep what they need and long texts are broken.
    """
    wanted = [column_letters(table, index, _LONGEST) for index in range(len(table.columns))]
    kept = [
        wide <= _SHORT or column.kind is not CellKind.TEXT for wide, column in zip(wanted, table.columns, strict=True)
    ]
    if sum(wanted) > room:  # headings may stand on two lines; figures may not
        wanted = [_tight(table, index) if kept[index] else wide for index, wide in enumerate(wanted)]
    short = sum(wide for wide, keeps in zip(wanted, kept, strict=True) if keeps)
    long = sum(wanted) - short
    if long and short + long > room:
        many = kept.count(False)
        least = max(8, min(_SHORT, (room - short) // many))
        squeeze = max(0.0, (room - short - many * least) / max(1, long - many * least))
        wanted = [
            wide if keeps else least + round((wide - least) * squeeze) for wide, keeps in zip(wanted, kept, strict=True)
        ]
    return [1 + part for part in split_exactly(whole - len(wanted), wanted)]


def _tight(table: Table, index: int) -> int:
    """What a column needs at least: its values unbroken, its heading broken between words or Chinese characters."""
    column = table.columns[index]
    if column.by_hand:
        return column_letters(table, index, _LONGEST)
    texts = [row[index].text for row in table.rows[:_SAMPLE] if row]
    longest = max((letters(line) for text in texts for line in text.splitlines()), default=4)
    summed = round(letters(table.total[index].text) * _BOLD) if table.total else 0
    word = max((round(_unbroken(one) * _BOLD) for one in column.heading.split()), default=0)
    aside = 4 if column.kind is CellKind.DATE else 2  # office programs set 2026 apart from 年
    return max(6, longest + aside, summed + 1, word + 1)


def _unbroken(word: str) -> int:
    """The letters of a heading's word that stay together: of a Chinese one the larger half, so that two lines do."""
    return len(word) if word.isascii() else letters(word[: (len(word) + 1) // 2])
