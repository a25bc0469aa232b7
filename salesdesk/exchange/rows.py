"""Rows of a foreign table → records with typed values, ready for `services`. Pure: it knows no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, NamedTuple

from salesdesk.domain.dates_read import read_time
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.choices import STAGE_WORDS
from salesdesk.exchange.columns import PrepareOptions, Question, read_column
from salesdesk.exchange.csv_file import Sheet
from salesdesk.exchange.fields import NEEDED, ImportKind, fields_by_key
from salesdesk.exchange.mapping import ColumnMapping, labels
from salesdesk.exchange.values import same_name_key


class Record(NamedTuple):
    """One row as values by field key (`fields.FIELDS`); a blank cell leaves its key out.

    `line` is its line, `at` its place among the sheet's rows (the days of a series stand in one line).
    """

    line: int
    values: dict[str, Any]
    at: int


class Reject(NamedTuple):
    """One row that is not imported: its line, its cells as they came, and every reason."""

    line: int
    cells: tuple[str, ...]
    reasons: tuple[Text, ...]

    @property
    def reason(self) -> Text:
        """The first reason."""
        return self.reasons[0]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a file says. While there are `questions`, `records` are only a preview: write nothing.

    `readings` tells for each date and number column how it was read (`ymd`, `point` …).
    """

    kind: ImportKind
    records: tuple[Record, ...]
    rejects: tuple[Reject, ...]
    questions: tuple[Question, ...]
    readings: Mapping[str, str]

    def answered(self) -> Prepared:
        """Itself; Refused with the first open question."""
        if self.questions:
            question = self.questions[0].text
            gaps: dict[str, Any] = dict(question.params)
            raise Refused(question.msgid, **gaps)
        return self

    def without(self, rows: Collection[int]) -> Prepared:
        """The same without the records of these rows."""
        return replace(self, records=tuple(record for record in self.records if record.at not in rows))


def prepare(kind: ImportKind, sheet: Sheet, mapping: ColumnMapping, options: PrepareOptions | None = None) -> Prepared:
    """Convert every row or name its line and reasons. Raises Refused when a needed field has no column."""
    mapping.check()
    options = options or PrepareOptions()
    known = fields_by_key(kind)
    by_column = dict(zip(sheet.columns, zip(*(row.cells for row in sheet.rows), strict=True), strict=False))
    cells = {key: by_column.get(column, ()) for column, key in mapping.fields.items()}
    read = {key: read_column(column, known[key], cells[key], options) for column, key in mapping.fields.items()}
    faults: defaultdict[int, list[Text]] = defaultdict(list)
    for key, column_values in read.items():
        if column_values.faults:
            for number, cell in enumerate(cells[key]):
                if cell in column_values.faults:
                    faults[number].append(column_values.faults[cell])
    meanings = [map(read[key].values.get, cells[key]) for key in read]
    found: list[dict[str, Any]] = [
        {key: value for key, value in zip(read, row, strict=True) if value is not None}
        for row in zip(*meanings, strict=True)
    ]
    for day, clock in _CLOCKS.get(kind, {}).items():
        if day in cells:
            _times_of_days(found, cells[day], clock)
    _finish(kind, found, faults)
    _repeated(kind, sheet, found, faults)
    return Prepared(
        kind,
        _records(sheet, found, faults),
        _rejects(sheet, faults),
        tuple(one.question for one in read.values() if one.question),
        {column: read[key].reading for column, key in mapping.fields.items() if read[key].reading},
    )


def _records(sheet: Sheet, found: list[dict[str, Any]], faults: Mapping[int, list[Text]]) -> tuple[Record, ...]:
    pairs = zip(sheet.rows, found, strict=True)
    return tuple(Record(row.line, values, number) for number, (row, values) in enumerate(pairs) if number not in faults)


def _rejects(sheet: Sheet, faults: Mapping[int, list[Text]]) -> tuple[Reject, ...]:
    rejects = [Reject(problem.line, problem.cells, (problem.reason,)) for problem in sheet.problems]
    rejects += [Reject(sheet.rows[n].line, sheet.rows[n].cells, tuple(reasons)) for n, reasons in faults.items()]
    return tuple(sorted(rejects, key=lambda reject: reject.line))


def _finish(kind: ImportKind, found: list[dict[str, Any]], faults: defaultdict[int, list[Text]]) -> None:
    """What a kind's fields mean together, and what each row must say."""
    if finish := _FINISHERS.get(kind):
        for values in found:
            finish(values)
    for group in NEEDED[kind]:
        for number, values in enumerate(found):
            if values.keys().isdisjoint(group) and number not in faults:
                faults[number].append(Text(N_("The row does not say: {needed}."), {"needed": labels(kind, group)}))


def _repeated(
    kind: ImportKind, sheet: Sheet, found: list[dict[str, Any]], faults: defaultdict[int, list[Text]]
) -> None:
    """A number of the other system stands for one thing; orders may spread over several rows."""
    refs = [values["ref"] for values in found if "ref" in values]
    if kind is ImportKind.ORDERS or len(set(refs)) == len(refs):
        return
    first: dict[str, int] = {}
    for number, values in enumerate(found):
        ref = values.get("ref")
        if ref is None:
            continue
        line = first.setdefault(ref, sheet.rows[number].line)
        if line != sheet.rows[number].line:
            params = {"ref": ref, "line": line}
            faults[number].append(Text(N_("The number “{ref}” already stands in line {line}."), params))


def _finish_opportunity(values: dict[str, Any]) -> None:
    """One amount and one stage from what the file says in several columns.

    A close date is the day of closing for a closed opportunity, the expected one for an open opportunity.
    """
    outcome = values.pop("outcome", "")
    ended = STAGE_WORDS.get(same_name_key(outcome)) if outcome else None
    if ended in (Stage.WON, Stage.LOST):
        values["stage"] = ended
    stage = values.setdefault("stage", Stage.FIRST_CONTACT)
    if stage is not Stage.LOST:
        for key in ("lost_reason", "lost_to"):
            values.pop(key, None)
    won_amount = values.pop("won_amount_cents", None)
    if won_amount is not None and (stage is Stage.WON or "amount_cents" not in values):
        values["amount_cents"] = won_amount
    if stage.is_open and "closed_on" in values:
        closed_on: date = values.pop("closed_on")
        values.setdefault("expected_close", closed_on)


def _finish_contact(values: dict[str, Any]) -> None:
    """A name from its two halves: 王小明 in Chinese, John Smith elsewhere. Some sell to people, not to companies."""
    first, last = values.pop("first_name", ""), values.pop("last_name", "")
    if "name" not in values and (first or last):
        chinese = not (first + last).isascii() and "\u3400" <= (last or first)[0] <= "\u9fff"
        values["name"] = last + first if chinese else f"{first} {last}".strip()


_FINISHERS: dict[ImportKind, Callable[[dict[str, Any]], None]] = {
    ImportKind.OPPORTUNITIES: _finish_opportunity,
    ImportKind.CONTACTS: _finish_contact,
    ImportKind.CLIENTS: _finish_contact,
}


_CLOCKS: dict[ImportKind, dict[str, str]] = {
    **{kind: {"day": "time"} for kind in (ImportKind.VISITS, ImportKind.APPOINTMENTS)},
    ImportKind.ENQUIRIES: {f"{what}_on": f"{what}_time" for what in ("received", "answered", "solved")},
}
"""Fields of days whose cells may tell the hour too, each with the field of the hour."""


def _times_of_days(found: list[dict[str, Any]], cells: Sequence[str], hour: str) -> None:
    """The clock time written behind a day, unless it is midnight, which only fills the column."""
    for values, cell in zip(found, cells, strict=True):
        clock = read_time(cell) if ":" in cell or "：" in cell else None
        if clock and clock != time(0):
            values.setdefault(hour, clock)
