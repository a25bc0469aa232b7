"""The lines of a merge, one for each file, as its sheets show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from salesdesk.services.merging import FileReport, MergeReport
from salesdesk.ui.parts.rows_model import RIGHT, Column
from salesdesk.words.i18n import _
from salesdesk.words.merging import merge_notes
from salesdesk.words.numbers import format_moment, format_number


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file: as it is looked at, or as it was merged (`report`), or why it is left out (`problem`)."""

    id: tuple[object, ...]
    name: str
    report: FileReport | None = None
    problem: str = ""
    merged_at: datetime | None = None

    @property
    def notes(self) -> str:
        if self.report is None:
            return self.problem
        if self.report.taken_back:
            return _("It was merged and taken back since. Redo (Ctrl+Shift+Z) or the history brings it in again.")
        if self.report.unchanged:
            return _("Nothing new since it was merged last.")
        return " ".join([self.problem, *merge_notes(self.report)]).strip()


def rows_of(report: MergeReport) -> list[FileRow]:
    """The files of one merge."""
    at = report.at if report.hlc else None
    return [
        FileRow((report.hlc, report.act, number), one.name, one, merged_at=at)
        for number, one in enumerate(report.files)
    ]


def columns(*, merged: bool = False) -> list[Column[FileRow]]:
    """What is told of a file. `merged`: of earlier merges, with their hour."""
    first = [Column[FileRow]("at", lambda: _("Merged on"), lambda row: _moment(row.merged_at), width=168)]
    return [
        *(first if merged else []),
        Column("file", lambda: _("File"), lambda row: row.name, width=168, tip=lambda row: row.name),
        Column("rep", lambda: _("Whose"), lambda row: row.report.rep if row.report else "", width=88),
        Column("newest", lambda: _("Last change"), lambda row: _newest(row), width=168, tone=lambda row: "soft"),
        Column("new", lambda: _("New"), _number(lambda one: sum(one.new.values())), RIGHT, width=72),
        Column("changed", lambda: _("Changed"), _number(lambda one: sum(one.changed.values())), RIGHT, width=80),
        Column("same", lambda: _("The same"), _number(lambda one: one.same), RIGHT, width=88, tone=lambda row: "soft"),
        Column(
            "conflicts",
            lambda: _("Conflicts"),
            _number(lambda one: one.conflicts),
            RIGHT,
            width=88,
            tone=lambda row: "late" if row.report and row.report.conflicts else "",
        ),
        Column(
            "notes",
            lambda: _("To know"),
            lambda row: row.notes,
            stretch=True,
            tone=lambda row: "late" if row.report is None else "soft",
            tip=lambda row: row.notes,
        ),
    ]


def _number(of: Callable[[FileReport], int]) -> Callable[[FileRow], str]:
    def text(row: FileRow) -> str:
        return "" if row.report is None or row.report.unchanged else format_number(of(row.report))

    return text


def _newest(row: FileRow) -> str:
    return _moment(row.report.newest_at) if row.report else ""


def _moment(at: datetime | None) -> str:
    return format_moment(at.astimezone()) if at else ""
