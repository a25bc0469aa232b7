"""Data of other systems, taken in: read, matched, written as one action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from salesdesk.domain.change import ChangeSet, Label
from salesdesk.domain.dates_read import DateOrder
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.exchange.columns import PrepareOptions
from salesdesk.exchange.csv_file import Sheet, open_csv, write_rejects
from salesdesk.exchange.fields import ImportKind
from salesdesk.exchange.mapping import ColumnMapping, guess_mapping
from salesdesk.exchange.rows import Prepared, Reject, prepare
from salesdesk.exchange.sniff import Sniffed
from salesdesk.services.session import Session
from salesdesk.services.takers import (
    ClientTaker,
    ContactTaker,
    OpportunityTaker,
    OrderTaker,
    PaymentTaker,
    ProductTaker,
    RowRefused,
    Taker,
    VisitTaker,
)
from salesdesk.words.i18n import _, say

_TAKERS: dict[ImportKind, type[Taker]] = {
    ImportKind.CLIENTS: ClientTaker,
    ImportKind.CONTACTS: ContactTaker,
    ImportKind.PRODUCTS: ProductTaker,
    ImportKind.OPPORTUNITIES: OpportunityTaker,
    ImportKind.ORDERS: OrderTaker,
    ImportKind.PAYMENTS: PaymentTaker,
    ImportKind.VISITS: VisitTaker,
}
_SAMPLE_ROWS = 200

__all__ = ["DateOrder", "ImportKind", "ImportResult", "ImportWish", "Imports", "PrepareOptions", "Preview"]


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What to take in, and what the user decided instead of the guesses. `mapped`: `COLUMN=field` words."""

    source: Path
    kind: ImportKind
    mapped: Sequence[str] = ()
    encoding: str | None = None
    delimiter: str | None = None
    options: PrepareOptions = field(default_factory=PrepareOptions)


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

    def look(self, wish: ImportWish) -> Preview:
        """Read and understand a source; nothing is written. Raises Refused when it cannot be read."""
        if wish.source.suffix.lower() not in (".csv", ".tsv", ".txt"):
            raise Refused(
                N_("{name}: only text tables (CSV, TSV) can be imported. Save the sheet as CSV first."),
                name=wish.source.name,
            )
        sniffed, sheet = open_csv(wish.source, encoding=wish.encoding, delimiter=wish.delimiter)
        samples = [row.cells for row in sheet.rows[:_SAMPLE_ROWS]]
        mapping = guess_mapping(wish.kind, sheet.columns, samples).overridden(list(wish.mapped))
        return Preview(wish, sniffed, sheet, mapping, prepare(wish.kind, sheet, mapping, wish.options))

    def take(self, wish: ImportWish, *, dry_run: bool = False) -> ImportResult:
        """Take a source in: all its good rows in one action, or (dry run) only count them.

        Raises Refused when the source cannot be read, a needed field has no column, or only the user can say how a
        column is meant.
        """
        preview = self.look(wish)
        prepared = preview.prepared.answered()
        taker = _TAKERS[wish.kind](self._session, frozenset(preview.mapping.fields.values()))
        counts: Counter[str] = Counter()
        rejects = list(prepared.rejects)
        cells_of = {row.line: row.cells for row in preview.sheet.rows}
        for record in prepared.records:
            try:
                counts[taker.take(record)] += 1
            except RowRefused as refused:
                rejects.append(Reject(record.line, cells_of[record.line], (refused.text,)))
        taker.finish()
        change = None
        if taker.changes and not dry_run:
            done = counts["created"] + counts["updated"]
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
        try:
            out.write_bytes(write_rejects(result.preview.sheet.columns, rows, _("Reason")))
        except OSError as error:
            raise Refused(N_("{name} cannot be written here."), name=str(out)) from error
