"""Data of other systems, taken in: read, matched, written as one action."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesdesk.domain.change import ChangeSet, Label
from salesdesk.domain.dates_read import DateOrder
from salesdesk.exchange.columns import PrepareOptions, Question, read_column
from salesdesk.exchange.csv_file import write_rejects
from salesdesk.exchange.fields import FIELDS, NEEDED, Field, ImportKind, ValueType, fields_by_key
from salesdesk.exchange.mapping import ColumnMapping, How, guess_mapping
from salesdesk.exchange.rows import Prepared, Reject, prepare
from salesdesk.exchange.sheet import Row, Sheet
from salesdesk.exchange.sniff import CODECS, DELIMITERS, Sniffed
from salesdesk.exchange.source import ENDINGS, Reading, open_source, suited_kinds
from salesdesk.exchange.values import DecimalStyle, same_name_key
from salesdesk.reports.files import check_place, replace_file
from salesdesk.services.backups import Backups, Reason
from salesdesk.services.session import Session
from salesdesk.services.taking.answers import EnquiryTaker, SurveyTaker
from salesdesk.services.taking.appointments import AppointmentTaker
from salesdesk.services.taking.base import Match, MonthClosed, RowRefused, Rules, Taker, Unknown
from salesdesk.services.taking.deals import OpportunityTaker
from salesdesk.services.taking.diary import VisitTaker
from salesdesk.services.taking.goods import ProductTaker
from salesdesk.services.taking.owed import InvoiceTaker, PaymentTaker
from salesdesk.services.taking.people import ClientTaker, ContactTaker
from salesdesk.services.taking.trade import OrderTaker
from salesdesk.services.taking.words import UnknownWord, unknown_words
from salesdesk.store import journal
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.words.i18n import LANGUAGES, _, in_language, say

_TAKERS: dict[ImportKind, type[Taker]] = {
    ImportKind.CLIENTS: ClientTaker,
    ImportKind.CONTACTS: ContactTaker,
    ImportKind.PRODUCTS: ProductTaker,
    ImportKind.OPPORTUNITIES: OpportunityTaker,
    ImportKind.ORDERS: OrderTaker,
    ImportKind.PAYMENTS: PaymentTaker,
    ImportKind.VISITS: VisitTaker,
    ImportKind.APPOINTMENTS: AppointmentTaker,
    ImportKind.INVOICES: InvoiceTaker,
    ImportKind.SURVEYS: SurveyTaker,
    ImportKind.ENQUIRIES: EnquiryTaker,
}
_SAMPLE_ROWS = 200
_STEP = 500
"""After so many rows an import says how far it is, and may be stopped."""

Step = Callable[[int, int], None]

__all__ = [
    "CODECS",
    "DELIMITERS",
    "ENDINGS",
    "FIELDS",
    "NEEDED",
    "ColumnMapping",
    "ColumnReading",
    "DateOrder",
    "DecimalStyle",
    "Field",
    "How",
    "ImportKind",
    "ImportResult",
    "ImportWish",
    "Imports",
    "Match",
    "Opened",
    "PrepareOptions",
    "Preview",
    "Question",
    "Reading",
    "Reject",
    "Row",
    "Rules",
    "Sheet",
    "Sniffed",
    "Unknown",
    "UnknownWord",
    "suited_kinds",
]


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What to take in, and what the user decided instead of the guesses. `mapped`: `COLUMN=field` words."""

    source: Path
    kind: ImportKind
    mapped: Sequence[str] = ()
    reading: Reading = field(default_factory=Reading)
    options: PrepareOptions = field(default_factory=PrepareOptions)
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that was read, and which column is taken for which field; its values are not looked at yet.

    `earlier` are the words that the user put in the place of others when such a file was imported last.
    """

    wish: ImportWish
    sniffed: Sniffed
    sheet: Sheet
    mapping: ColumnMapping
    earlier: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How a column is read: `ymd`, `mdy`, `dmy` (about `date_order`) or `point`, `comma` (about `decimal`)."""

    column: str
    about: str
    reading: str
    asked: bool
    example: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A source as it is understood before anything is written."""

    wish: ImportWish
    sniffed: Sniffed
    sheet: Sheet
    mapping: ColumnMapping
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: every row of the source is in exactly one of the counts.

    `change` is None when nothing was (or, in a dry run, would be) written.
    """

    preview: Preview
    created: int
    updated: int
    unchanged: int
    rejects: tuple[Reject, ...]
    change: ChangeSet | None

    @property
    def read(self) -> int:
        """Data rows of the source."""
        return self.created + self.updated + self.unchanged + len(self.rejects)

    @property
    def rejected(self) -> int:
        return len(self.rejects)


class Imports:
    """Look at a source, then take it in; both run the same code."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def apart(self) -> Iterator[Imports]:
        """The same verbs over a connection of their own, for a job's thread. Hand what was done to `tell` after."""
        file = self._session.file.second()
        try:
            yield Imports(Session(file, self._session.now))
        finally:
            file.close()

    def tell(self, result: ImportResult) -> ImportResult:
        """Announce what an import did apart."""
        if result.change:
            self._session.tell(result.change)
        return result

    def open(self, wish: ImportWish) -> Opened:
        """Read a source and guess its columns; nothing is written. Raises Refused when it cannot be read."""
        now = self._session.now()
        sniffed, sheet = open_source(wish.source, wish.kind, wish.reading, today=now.date(), zone=self._session.zone)
        earlier: dict[str, Any] = setting(self._session.file.conn, _memory(wish.kind, sheet.columns), {})
        mapping = self._guess(wish, sniffed, sheet)
        if earlier:
            mapping = mapping.as_before(earlier.get("fields", {}))
        return Opened(wish, sniffed, sheet, mapping.overridden(list(wish.mapped)), earlier.get("words", {}))

    def look(self, wish: ImportWish, opened: Opened | None = None) -> Preview:
        """Read and understand a source; nothing is written. Raises Refused when it cannot be read.

        `opened` saves reading the same source once more.
        """
        opened = opened or self.open(wish)
        prepared = prepare(wish.kind, opened.sheet, opened.mapping, wish.options)
        return Preview(wish, opened.sniffed, opened.sheet, opened.mapping, prepared)

    def readings(self, opened: Opened, options: PrepareOptions) -> list[ColumnReading]:
        """How the mapped columns of dates and numbers are read; those only the user can decide are `asked`."""
        known = fields_by_key(opened.mapping.kind)
        found = []
        for at, column in enumerate(opened.mapping.columns):
            meaning = known.get(opened.mapping.fields.get(column, ""))
            if meaning is None:
                continue
            cells = {row.cells[at] for row in opened.sheet.rows}
            read = read_column(column, meaning, tuple(cells), options)
            if read.reading:
                about = "date_order" if meaning.type is ValueType.DATE else "decimal"
                example = str(read.question.text.params.get("example", "")) if read.question else ""
                found.append(ColumnReading(column, about, read.reading, read.question is not None, example))
        return found

    def unknown_words(self, opened: Opened, options: PrepareOptions) -> list[UnknownWord]:
        """Words of the source that mean nothing here, each with the likeliest of what is known."""
        return unknown_words(self._session, opened.sheet, opened.mapping, options)

    def take(
        self, wish: ImportWish, *, dry_run: bool = False, opened: Opened | None = None, step: Step | None = None
    ) -> ImportResult:
        """Take a source in: all its good rows in one action, or (dry run) only count them.

        `step(done, total)` is called now and then before anything is written and may raise to stop. A backup is made
        before the file is changed. Raises Refused when the source cannot be read, a needed field has no column, or
        only the user can say how a column is meant.
        """
        with _nothing_collected():
            return self._take(wish, dry_run, opened, step)

    def _take(self, wish: ImportWish, dry_run: bool, opened: Opened | None, step: Step | None) -> ImportResult:
        preview = self.look(wish, opened)
        prepared = preview.prepared.answered()
        mapped = frozenset(preview.mapping.fields.values())
        refused: list[tuple[int, RowRefused]] = []
        while True:
            taker = _TAKERS[wish.kind](self._session, mapped, wish.rules, preview.sniffed.source)
            counts, found = _sort_out(taker, prepared, step)
            closed = [one for one in found if isinstance(one[1], MonthClosed)]
            if not closed:
                break
            refused += closed  # once more without them, so that nothing is left of what they began
            prepared = prepared.without({at for at, _one in closed})
        refused += found
        rejects = list(prepared.rejects)
        rows = preview.sheet.rows
        rejects += [Reject(rows[at].line, rows[at].cells, (one.text,)) for at, one in refused]
        change = None
        if taker.changes and not dry_run:
            Backups(self._session).make(Reason.IMPORT)
            done = counts["created"] + counts["updated"]
            self._remember(preview)
            change = self._session.record(Label(f"import.{wish.kind}", {"n": done}), taker.changes)
        rejects.sort(key=lambda reject: reject.line)
        return ImportResult(preview, counts["created"], counts["updated"], counts["unchanged"], tuple(rejects), change)

    def write_rejects(self, result: ImportResult, out: Path) -> None:
        """The rejected rows as a CSV that can be mended and imported again, each with its line and reason."""
        rows = [
            (
                reject.cells,
                _("Line {line}: {reason}").format(line=reject.line, reason=" ".join(map(say, reject.reasons))),
            )
            for reject in result.rejects
        ]
        replace_file(out, write_rejects(result.preview.sheet.columns, rows, _("Reason")))

    def check_place_of_rejects(self, out: Path) -> None:
        """Refused when the rejected rows could not be written there: to be asked before anything is taken in."""
        check_place(out)

    def _guess(self, wish: ImportWish, sniffed: Sniffed, sheet: Sheet) -> ColumnMapping:
        samples = [row.cells for row in sheet.rows[:_SAMPLE_ROWS]]
        mapping = guess_mapping(wish.kind, sheet.columns, samples, _own_heads(wish.kind))
        if sniffed.source == "vcard" and wish.kind is ImportKind.CLIENTS:
            fields = {**mapping.fields, "Company": "name"}
            fields.pop("Name", None)
            mapping = ColumnMapping(wish.kind, mapping.columns, fields, dict.fromkeys(fields, How.NAME))
        return mapping

    def _remember(self, preview: Preview) -> None:
        """Keep what the user decided about such columns. Undoing the import does not forget it."""
        wish, words = preview.wish, preview.wish.options.words
        decided = any(how is How.USER for how in preview.mapping.how.values()) or wish.mapped or words
        if not decided:
            return
        key = _memory(wish.kind, preview.sheet.columns)
        value = {
            "fields": dict(preview.mapping.fields),
            "words": {one: dict(instead) for one, instead in words.items()},
        }
        if setting(self._session.file.conn, key) == value:
            return
        change = setting_change(self._session.file.conn, key, value)
        journal.record(self._session.file, [change], Label("import.remembered"), undoable=False)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Rows are many and never refer to each other in circles: to look for circles among them costs a quarter more."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _sort_out(taker: Taker, prepared: Prepared, step: Step | None) -> tuple[Counter[str], list[tuple[int, RowRefused]]]:
    """Each record handed to its taker: how many of which outcome, and those refused with their places."""
    counts: Counter[str] = Counter()
    refused: list[tuple[int, RowRefused]] = []
    total = len(prepared.records)
    for number, record in enumerate(prepared.records):
        if step and number % _STEP == 0:
            step(number, total)
        try:
            counts[taker.take(record)] += 1
        except RowRefused as one:
            refused.append((record.at, one))
    taker.finish()
    if step:
        step(total, total)
    return counts, refused


def _own_heads(kind: ImportKind) -> dict[str, str]:
    """The heads that an export has, in whatever language it was written, and the fields that they stand for."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with in_language(language):
            found |= {same_name_key(_(field.label)): field.key for field in FIELDS[kind]}
    return found


def _memory(kind: ImportKind, columns: Sequence[str]) -> str:
    """The setting that remembers how files with these heads were imported."""
    digest = hashlib.sha256("\n".join([kind, *columns]).encode()).hexdigest()
    return f"import_mapping:{digest[:24]}"
