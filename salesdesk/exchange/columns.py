"""A whole column of cells → values. Its date order or decimal sign is decided once, for all its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation
from typing import Any

from salesdesk.domain.dates_read import DateOrder, decide_order, folded, read_day, read_time, readings
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.quote_sums import MOST_CENTS, MOST_QUANTITY
from salesdesk.domain.text import N_, Text
from salesdesk.exchange import values
from salesdesk.exchange.choices import (
    CHANNEL_WORDS,
    CURRENCY_WORDS,
    DELAY_WORDS,
    ENQUIRY_KIND_WORDS,
    GRADE_WORDS,
    LOST_REASON_WORDS,
    PRIORITY_WORDS,
    ROLE_WORDS,
    STAGE_WORDS,
    TIER_WORDS,
)
from salesdesk.exchange.fields import Field, ValueType
from salesdesk.exchange.values import DecimalStyle, decide_decimal, same_name_key


@dataclass(frozen=True, slots=True)
class PrepareOptions:
    """What the user decided: for all columns, for single ones (by column name), further words for stages.

    `words` puts values to values, by field key: the cell as it stands → what to read instead ("" for nothing).
    """

    date_order: DateOrder | None = None
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    decimal: DecimalStyle | None = None
    decimals: Mapping[str, DecimalStyle] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What only the user can know about a column; `suggested` is how it was read meanwhile."""

    column: str
    about: str  # "date_order" or "decimal"
    text: Text
    choices: tuple[str, ...]
    suggested: str


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """What a column's distinct cells mean. Blank cells are in neither mapping."""

    values: Mapping[str, object]
    faults: Mapping[str, Text]
    reading: str = ""
    question: Question | None = None


_NUMBERS: dict[ValueType, Callable[[str, DecimalStyle], object]] = {
    ValueType.MONEY: values.read_cents,
    ValueType.NUMBER: values.read_number,
    ValueType.INTEGER: values.read_integer,
    ValueType.PERCENT: values.read_percent,
    ValueType.BASIS_POINTS: values.read_basis_points,
}
_TEXTS: dict[ValueType, Callable[[str], str]] = {ValueType.WORD: values.line_of_text, ValueType.NOTE: values.note}
"""Any cell is a text: nothing to decide, and no faults."""
_FAULTS = {
    ValueType.MONEY: N_("Column “{column}”: “{cell}” is not an amount of money."),
    ValueType.NUMBER: N_("Column “{column}”: “{cell}” is not a number."),
    ValueType.INTEGER: N_("Column “{column}”: “{cell}” is not a whole number."),
    ValueType.PERCENT: N_("Column “{column}”: “{cell}” is not a percentage."),
    ValueType.BASIS_POINTS: N_("Column “{column}”: “{cell}” is not a percentage."),
    ValueType.BOOLEAN: N_("Column “{column}”: “{cell}” is neither yes nor no."),
    ValueType.DATE: N_("Column “{column}”: “{cell}” is not a date."),
    ValueType.TIME: N_("Column “{column}”: “{cell}” is not a time of day."),
    ValueType.STAGE: N_("Column “{column}”: the stage “{cell}” is not known."),
    ValueType.PRIORITY: N_("Column “{column}”: the priority “{cell}” is not known."),
    ValueType.LOST_REASON: N_("Column “{column}”: the reason “{cell}” is not known."),
    ValueType.TIER: N_("Column “{column}”: the tier “{cell}” is not known."),
    ValueType.CHANNEL: N_("Column “{column}”: the channel “{cell}” is not known."),
    ValueType.GRADE: N_("Column “{column}”: the grade “{cell}” is not known."),
    ValueType.ROLE: N_("Column “{column}”: the role “{cell}” is not known."),
    ValueType.ENQUIRY_KIND: N_("Column “{column}”: “{cell}” is neither an enquiry nor a complaint."),
    ValueType.DELAY: N_("Column “{column}”: the reason “{cell}” is not known."),
    ValueType.CURRENCY: N_("Column “{column}”: “{cell}” is not a currency code of three letters."),
}
_NEGATIVE = N_("Column “{column}”: “{cell}” is not an amount of money of zero or more.")
_TOO_LARGE = N_("Column “{column}”: “{cell}” is too large.")
_OUTSIDE = N_("Column “{column}”: “{cell}” is not a number from {least} to {most}.")
_MOST = {
    ValueType.MONEY: MOST_CENTS,
    ValueType.NUMBER: MOST_QUANTITY,
    ValueType.INTEGER: MOST_QUANTITY,
    ValueType.PERCENT: MOST_QUANTITY,
    ValueType.BASIS_POINTS: MOST_QUANTITY,
}
"""What the program counts with; beyond it a cell is a slip of the finger, and the file could not hold it."""
_LISTS: dict[ValueType, Mapping[str, object]] = {
    ValueType.STAGE: STAGE_WORDS,
    ValueType.PRIORITY: PRIORITY_WORDS,
    ValueType.LOST_REASON: LOST_REASON_WORDS,
    ValueType.TIER: TIER_WORDS,
    ValueType.CHANNEL: CHANNEL_WORDS,
    ValueType.GRADE: GRADE_WORDS,
    ValueType.ROLE: ROLE_WORDS,
    ValueType.ENQUIRY_KIND: ENQUIRY_KIND_WORDS,
    ValueType.DELAY: DELAY_WORDS,
}


def read_column(column: str, meaning: Field, cells: Sequence[str], options: PrepareOptions) -> ColumnValues:
    """Convert the cells of `column` as the field `meaning` wants them."""
    if meaning.type in _TEXTS and meaning.key not in options.words:
        read = _TEXTS[meaning.type]
        return ColumnValues({cell: read(cell) for cell in set(cells) if cell.strip()}, {})
    distinct = sorted(cell for cell in set(cells) if cell.strip())
    if instead := options.words.get(meaning.key):
        return _reworded(column, meaning, distinct, options, instead)
    if meaning.type is ValueType.DATE:
        return _dates(column, meaning, distinct, options)
    if meaning.type in _NUMBERS:
        return _numbers(column, meaning, distinct, options)
    if meaning.type is ValueType.DEGREES:
        return _converted(column, meaning, distinct, lambda cell: _within(meaning, values.read_degrees(cell)))
    return _converted(column, meaning, distinct, _reader(meaning.type, options))


def _reworded(
    column: str, meaning: Field, cells: Sequence[str], options: PrepareOptions, instead: Mapping[str, str]
) -> ColumnValues:
    """As if other words stood in the file: those that the user put in their place."""
    told = {cell: instead.get(values.line_of_text(cell), cell) for cell in cells}
    read = _reader(meaning.type, options)
    plain = _converted(column, meaning, [cell for cell in cells if told[cell].strip()], lambda cell: read(told[cell]))
    return ColumnValues(plain.values, plain.faults)


def unread_words(meaning: Field, cells: Sequence[str], options: PrepareOptions) -> list[str]:
    """The distinct words of a column chosen from a list (stage, tier …) that mean none of its choices."""
    if meaning.type not in _LISTS:
        return []
    read, instead = _reader(meaning.type, options), options.words.get(meaning.key, {})
    words = {values.line_of_text(cell) for cell in cells}
    return sorted(word for word in words if word and word not in instead and read(word) is None)


def _dates(column: str, meaning: Field, cells: Sequence[str], options: PrepareOptions) -> ColumnValues:
    given = options.date_orders.get(column) or options.date_order
    seen = decide_order(cells)
    order = given or seen.order
    question = None
    if not given and (seen.ambiguous or seen.mixed):
        question = _date_question(column, cells, order)
    done = _converted(column, meaning, cells, lambda cell: read_day(cell, order))
    return ColumnValues(done.values, done.faults, order.value, question)


def _date_question(column: str, cells: Sequence[str], order: DateOrder) -> Question:
    both = [cell for cell in cells if len(set(readings(cell).values())) > 1]
    orders = sorted({one for cell in both or cells for one in readings(cell)}, key=list(DateOrder).index)
    sentence = N_(
        "Column “{column}”: “{example}” reads as more than one date. Say whether the order is year-month-day (ymd), "
        "month-day-year (mdy) or day-month-year (dmy)."
    )
    text = Text(sentence, {"column": column, "example": (both or list(cells))[0].strip()})
    return Question(column, "date_order", text, tuple(one.value for one in orders), order.value)


def _numbers(column: str, meaning: Field, cells: Sequence[str], options: PrepareOptions) -> ColumnValues:
    given = options.decimals.get(column) or options.decimal
    seen = decide_decimal(cells)
    style = given or seen.style
    question = None
    if not given and (seen.ambiguous or seen.mixed):
        example = next((cell for cell in cells if "." in folded(cell)), cells[0]).strip()
        sentence = N_("Column “{column}”: say whether “{example}” has a decimal point or a decimal comma.")
        text = Text(sentence, {"column": column, "example": example})
        question = Question(column, "decimal", text, tuple(one.value for one in DecimalStyle), style.value)
    read = _NUMBERS[meaning.type]
    huge = {cell for cell in cells if _is_huge(meaning.type, cell, style)}
    fitting = [cell for cell in cells if cell not in huge]
    done = _converted(column, meaning, fitting, lambda cell: _within(meaning, read(cell, style)))
    large = {cell: Text(_TOO_LARGE, {"column": column, "cell": cell.strip()}) for cell in huge}
    return ColumnValues(done.values, {**done.faults, **large}, style.value, question)


def _is_huge(kind: ValueType, cell: str, style: DecimalStyle) -> bool:
    try:
        found: Any = _NUMBERS[kind](cell, style)
    except InvalidOperation:  # so many digits that not even its cents can be told
        return True
    return found is not None and abs(found) > _MOST[kind]


def _converted(column: str, meaning: Field, cells: Sequence[str], read: Callable[[str], object]) -> ColumnValues:
    converted = {cell: read(cell) for cell in cells}
    good = {cell: value for cell, value in converted.items() if value is not None}
    faults = {cell: _fault(column, meaning, cell) for cell, value in converted.items() if value is None}
    return ColumnValues(good, faults)


def _fault(column: str, meaning: Field, cell: str) -> Text:
    gaps: dict[str, object] = {"column": column, "cell": cell.strip()}
    if meaning.most is not None:
        unit = 100 if meaning.type is ValueType.BASIS_POINTS else 1
        return Text(_OUTSIDE, {**gaps, "least": (meaning.least or 0) // unit, "most": meaning.most // unit})
    return Text(_FAULTS[meaning.type] if meaning.least is None else _NEGATIVE, gaps)


def _within(meaning: Field, number: Any) -> object:
    """The number, or None where the field cannot hold it."""
    if number is None or (meaning.least is not None and number < meaning.least):
        return None
    return None if meaning.most is not None and number > meaning.most else number


def _reader(kind: ValueType, options: PrepareOptions) -> Callable[[str], object]:
    """What reads a single cell of a type that needs no decision about its column."""
    if kind in _TEXTS:
        return _TEXTS[kind]
    if kind is ValueType.BOOLEAN:
        return values.read_boolean
    if kind is ValueType.TIME:
        return read_time
    if kind is ValueType.CURRENCY:
        return _currency
    words = _LISTS[kind]
    if kind is ValueType.STAGE and options.stages:
        words = {**words, **{same_name_key(word): stage for word, stage in options.stages.items()}}
    return lambda cell: words.get(same_name_key(cell))


def _currency(cell: str) -> str | None:
    word = folded(cell)
    code = word.upper()
    return CURRENCY_WORDS.get(word.lower()) or (code if len(code) == 3 and code.isascii() and code.isalpha() else None)
