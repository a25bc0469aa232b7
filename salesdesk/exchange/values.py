"""One cell of a foreign table → one value. What decides the reading (decimal sign, date order) is the column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from salesdesk.domain.dates_read import folded

_ZERO_WIDTH = re.compile("[\u200b\ufeff]")
_INLINE_SPACES = re.compile(r"[^\S\n]+")
_CURRENCY = re.compile(
    r"(?:CN¥|NT\$|HK\$|US\$|RMB|CNY|TWD|HKD|USD|EUR|GBP|JPY|SGD|人民币|人民幣|新台币|新臺幣|新台幣|[$€£¥])",
    re.IGNORECASE,
)
_MONEY_WORD = re.compile(r"(?:元整?|圆|圓|块|塊)$")
_UNITS = {
    "百万": 10**6,
    "百萬": 10**6,
    "千万": 10**7,
    "千萬": 10**7,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "千": 10**3,
    "k": 10**3,
    "K": 10**3,
}
_UNIT = re.compile("(?:" + "|".join(_UNITS) + ")$")
_YES = frozenset(["1", "y", "yes", "true", "t", "x", "on", "done", "是", "对", "對", "有", "真", "√", "✓", "✔"])
_NO = frozenset(["0", "n", "no", "false", "f", "off", "否", "不", "无", "無", "假", "×", "✗", "✘"])
_POINT = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+")
_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d*)?|,\d+")
_POINT_ONLY = re.compile(r"\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,}|\d*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d*")
_COMMA_ONLY = re.compile(r"\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,}|\d*,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d*")
_DEGREES = re.compile(r"([+-]?\d{1,3}(?:[.,]\d+)?)\s*[°度]?\s*([nsew]?)", re.IGNORECASE)
_THOUSANDTH = re.compile(r"\d{1,3}\.\d{3}")


class DecimalStyle(StrEnum):
    """The decimal sign of a column: 1,234.56 or 1.234,56."""

    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What a column's cells say.

    `ambiguous` when all its separated numbers look like 1.234; `mixed` when they disagree.
    """

    style: DecimalStyle
    ambiguous: bool = False
    mixed: bool = False


def line_of_text(cell: str) -> str:
    """A name or word: outer and repeated white space (also non-breaking and full-width) gone, on one line."""
    return " ".join((cell if cell.isascii() else _ZERO_WIDTH.sub("", cell)).split())


def note(cell: str) -> str:
    """A longer text: its lines are kept, the spaces within them collapsed."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in _INLINE_SPACES.sub(" ", text).split("\n")).strip()


def decide_decimal(cells: Iterable[str]) -> NumberReading:
    """Decide a column's decimal sign from all its cells; 1,234 alone is 1234, 1.234 alone is asked about."""
    point = comma = False
    unclear = False
    for cell in set(cells):
        digits = _bare(cell)[0]
        if digits.isdigit():
            continue
        is_point, is_comma = bool(_POINT_ONLY.fullmatch(digits)), bool(_COMMA_ONLY.fullmatch(digits))
        point, comma = point or is_point, comma or is_comma
        unclear = unclear or bool(_THOUSANDTH.fullmatch(digits))
    if point and comma:
        return NumberReading(DecimalStyle.POINT, mixed=True)
    style = DecimalStyle.COMMA if comma else DecimalStyle.POINT
    return NumberReading(style, ambiguous=unclear and not point and not comma)


def read_number(cell: str, style: DecimalStyle) -> Decimal | None:
    """The exact number in a cell: signs of currency, grouping, (100), 100-, 12万; None when it is none."""
    digits, negative, unit = _bare(cell)
    if style is DecimalStyle.POINT:
        if not _POINT.fullmatch(digits):
            return None
        plain = digits.replace(",", "")
    else:
        if not _COMMA.fullmatch(digits):
            return None
        plain = digits.replace(".", "").replace(",", ".")
    number = Decimal(plain) * unit
    return -number if negative else number


def read_cents(cell: str, style: DecimalStyle) -> int | None:
    """Money in cents, exact; further decimals are rounded half up. None when the cell holds no amount."""
    number = read_number(cell, style)
    return None if number is None else int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def read_integer(cell: str, style: DecimalStyle) -> int | None:
    """A whole number; `12.0` counts as one, `12.5` does not."""
    number = read_number(cell, style)
    return int(number) if number is not None and number == number.to_integral_value() else None


def read_basis_points(cell: str, style: DecimalStyle) -> int | None:
    """Hundredths of a percent from `60`, `60%`, `0.6` (a fraction above 0 and below 1); None when it is none."""
    text = folded(cell)
    number = read_number(text.rstrip("% "), style)
    if number is None:
        return None
    if not text.endswith("%") and 0 < number < 1:
        number *= 100
    return int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def read_percent(cell: str, style: DecimalStyle) -> int | None:
    """Whole percent, rounded half up; written as for `read_basis_points`."""
    points = read_basis_points(cell, style)
    return None if points is None else (points + 50) // 100


def read_degrees(cell: str) -> float | None:
    """Degrees of latitude or longitude, `31.23`, `31,23`, `121.47°E`; None when it is none.

    No degrees reach a thousand, so that 121.470 reads only one way.
    """
    found = _DEGREES.fullmatch(folded(cell))
    if not found:
        return None
    number = float(found[1].replace(",", "."))
    return -abs(number) if found[2].lower() in ("s", "w") else number


def read_boolean(cell: str) -> bool | None:
    """Yes or no as programs and people write them; None when it is neither."""
    word = folded(cell).casefold()
    return True if word in _YES else False if word in _NO else None


@lru_cache(maxsize=1 << 16)
def same_name_key(name: str) -> str:
    """Equal for names that differ only in case, spaces, punctuation or width: `GTXPro` and `GTX Pro`."""
    plain = folded(name).casefold()
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain)) or plain


def _bare(cell: str) -> tuple[str, bool, int]:
    """Digits with their separators, whether negative, and the factor of a unit such as 万."""
    text = folded(cell)
    if text.isdigit():
        return text, False, 1
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    text = _CURRENCY.sub("", text, count=1).strip().replace("−", "-")
    if text[:1] in "+-" and text:
        text, negative = text[1:], negative or text[0] == "-"
    elif text.endswith("-"):
        text, negative = text[:-1], True
    text = _MONEY_WORD.sub("", _CURRENCY.sub("", text, count=1).strip()).strip()
    unit = 1
    if found := _UNIT.search(text):
        text, unit = text[: found.start()].strip(), _UNITS[found[0]]
    return re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", text), negative, unit
