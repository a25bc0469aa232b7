"""Daily and weekly reports: figures from the file, words from the rep, drafts and sent ones (spec 4.6 to 4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.period import Period
from salesdesk.domain.period_report import PeriodReport
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import (
    DailyReport,
    ReportKind,
    ReportSlot,
    ReportWarning,
    ReportWords,
    WarningKind,
    WeeklyReport,
)
from salesdesk.domain.saved_report import SavedReport
from salesdesk.domain.text import N_
from salesdesk.reports import frozen
from salesdesk.reports.daily import daily_document, daily_titles, warning_sentence
from salesdesk.reports.difference import Difference, differences
from salesdesk.reports.document import Document, Paper
from salesdesk.reports.layout import Layout, usual_signatures
from salesdesk.reports.names import safe
from salesdesk.reports.period import monthly_titles, period_document, year_titles
from salesdesk.reports.text import as_text
from salesdesk.reports.weekly import weekly_document, weekly_titles
from salesdesk.services import report_look
from salesdesk.services.period_facts import PeriodFacts
from salesdesk.services.report_facts import Facts
from salesdesk.services.report_look import Template
from salesdesk.services.session import Session
from salesdesk.services.team_facts import TeamFacts
from salesdesk.store.ids import natural_id
from salesdesk.store.read import reports as read
from salesdesk.store.read.rows import thing
from salesdesk.store.read.working import workdays
from salesdesk.words.i18n import _, in_language
from salesdesk.words.labels import label

__all__ = [
    "Difference",
    "Document",
    "Layout",
    "Paper",
    "ReportView",
    "Reports",
    "Template",
    "as_text",
    "first_day_of",
    "section_titles",
    "usual_signatures",
    "warning_sentence",
]

WORDS = ("remark", "lessons", "plan", "obstacles")
"""The fields of a report that its author writes."""
REVIEW_WORDS = ("factors", "cases", "shifts")
"""Those that a month's and a year's report have beside them."""
_DAYS_BEFORE = timedelta(days=7)
"""How far back a day's plan is looked for."""
TEAM = "team"
"""The scope of a report of everybody in the file; that of the own ones is ""."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that is shown of one report: the paper, the words as kept, gentle warnings (only before it is sent), and
    what the data says differently since."""

    document: Document
    kept: SavedReport
    warnings: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def first_day_of(kind: ReportKind, day: date) -> date:
    """The day that names the report: the first one of its period."""
    return kind.period(day).first


def section_titles(kind: ReportKind) -> dict[str, str]:
    """Section key → its name in the language in use, in the usual order. The team's rows are not for a rep to hide."""
    titles = {
        ReportKind.DAILY: daily_titles,
        ReportKind.WEEKLY: weekly_titles,
        ReportKind.MONTHLY: monthly_titles,
        ReportKind.YEAR: year_titles,
    }[kind]()
    return {key: title for key, title in titles.items() if key != "members"}


def words_of(kind: ReportKind) -> tuple[str, ...]:
    """The fields that the author of such a report writes."""
    return WORDS if kind in (ReportKind.DAILY, ReportKind.WEEKLY) else (*WORDS, *REVIEW_WORDS)


class Reports:
    """The reports of the file's reps; without a `rep_id` those of its owner, the only ones that are written here.

    With the `scope` "team" they are those of everybody in the file, written by its owner.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # --- questions --------------------------------------------------------------------------------------------

    def daily(self, day: date, rep_id: Id | None = None, scope: str = "") -> DailyReport:
        """The report of a day as the data says now, with the author's words and the gentle warnings."""
        facts = TeamFacts(self._session).daily(day) if scope else self._facts(rep_id).daily(day)
        kept = self.words(ReportKind.DAILY, day, rep_id, scope)
        report = replace(
            facts, words=_words_of(kept), sent_at=kept.sent_at, previous_plan=self._planned_before(kept, scope)
        )
        return report if scope else replace(report, warnings=self._warnings(report, kept))

    def weekly(self, day: date, rep_id: Id | None = None, scope: str = "") -> WeeklyReport:
        """The report of the week that holds `day`, as the data says now, with the author's words."""
        facts = TeamFacts(self._session).weekly(day) if scope else self._facts(rep_id).weekly(day)
        kept = self.words(ReportKind.WEEKLY, day, rep_id, scope)
        return replace(
            facts, words=_words_of(kept), sent_at=kept.sent_at, previous_plan=self._planned_before(kept, scope)
        )

    def period(self, kind: ReportKind, day: date, rep_id: Id | None = None, scope: str = "") -> PeriodReport:
        """The review of the month, or the report of the year, that holds `day`, with the author's words."""
        rep = self._facts(rep_id)
        facts = PeriodFacts(self._session, None if scope else rep.rep_id, rep.rep).report(kind, day)
        kept = self.words(kind, day, rep_id, scope)
        return replace(
            facts, words=_words_of(kept), sent_at=kept.sent_at, previous_plan=self._planned_before(kept, scope)
        )

    def document(self, kind: ReportKind, day: date, rep_id: Id | None = None, scope: str = "") -> Document:
        """The report ready for paper: as it was sent, else as the data says now. Refused where it cannot be read."""
        kept = self.words(kind, day, rep_id, scope)
        return frozen.from_json(kept.frozen) if kept.frozen else self.fresh(kind, day, rep_id, scope)

    def view(self, kind: ReportKind, day: date, scope: str = "") -> ReportView:
        """One of the own reports with all that is said about it, in one read. Refused where it cannot be read."""
        kept = self.words(kind, day, scope=scope)
        if kept.frozen:
            return ReportView(frozen.from_json(kept.frozen), kept, differences=self.differences(kind, day, scope))
        if kind is not ReportKind.DAILY:
            return ReportView(self.fresh(kind, day, scope=scope), kept)
        report = self.daily(day, scope=scope)
        said = tuple(warning_sentence(one) for one in report.warnings)
        return ReportView(daily_document(report, self.layout(kind)), kept, said)

    def of_record(self, report_id: Id) -> SavedReport | None:
        """The report of this id as it is kept; None when the file does not know it or it lies in the bin."""
        kept = thing(self._conn, SavedReport, report_id)
        return None if kept is None or kept.deleted else kept

    def fresh(
        self,
        kind: ReportKind,
        day: date,
        rep_id: Id | None = None,
        scope: str = "",
        *,
        hidden: frozenset[str] | None = None,
    ) -> Document:
        """The report as the data says now, sent or not; `hidden` sections instead of those the layout hides."""
        layout = self.layout(kind)
        layout = layout if hidden is None else replace(layout, hidden=hidden)
        if kind is ReportKind.DAILY:
            return daily_document(self.daily(day, rep_id, scope), layout)
        if kind is ReportKind.WEEKLY:
            return weekly_document(self.weekly(day, rep_id, scope), layout)
        return period_document(self.period(kind, day, rep_id, scope), layout)

    def warnings(self, kind: ReportKind, day: date) -> list[str]:
        """What the author should look at once more before sending, in gentle sentences; only a day has any."""
        if kind is not ReportKind.DAILY:
            return []
        return [warning_sentence(one) for one in self.daily(day).warnings]

    def words(self, kind: ReportKind, day: date, rep_id: Id | None = None, scope: str = "") -> SavedReport:
        """The report as it is kept: its words, and when it was sent; empty words where none were written."""
        first, rep = first_day_of(kind, day), rep_id or self._session.rep.id
        pk = natural_id(Kind.REPORT, kind, rep, first, *([scope] if scope else []))
        kept = thing(self._conn, SavedReport, pk)
        return kept if kept and not kept.deleted else SavedReport(pk, kind, rep, first, scope=scope)

    def differences(self, kind: ReportKind, day: date, scope: str = "") -> tuple[Difference, ...]:
        """What the data says differently since the report was sent, in the language it was sent in."""
        kept = self.words(kind, day, scope=scope)
        if not kept.frozen:
            return ()
        sent = frozen.from_json(kept.frozen)
        with in_language(sent.language):
            return differences(sent, self.fresh(kind, day, scope=scope, hidden=frozen.hidden_in(kept.frozen)))

    def states(self, kind: ReportKind, first: date, last: date, scope: str = "") -> list[ReportSlot]:
        """The days (weeks, months, years) between two days, the newest first, and what became of their reports."""
        span = Period(first_day_of(kind, first), kind.period(last).last)
        rep = self._session.rep.id
        begun = self._sent_by_all(kind, span) if self._session.is_team else {}
        begun |= read.written(self._conn, kind, rep, span, scope)
        contacts = read.visits_by_day(self._conn, None if scope else rep, span)
        work = workdays(self._conn)
        slots = []
        days = kind.period(span.first)
        while days.first <= last:
            kept = begun.get(days.first)
            slots.append(
                ReportSlot(
                    kind,
                    days.first,
                    begun=kept is not None,
                    sent_at=kept.sent_at if kept else None,
                    contacts=sum(count for when, count in contacts.items() if when in days),
                    is_working=work.count(days) > 0,
                )
            )
            days = kind.period(days.last + timedelta(days=1))
        return slots[::-1]

    def has_team(self) -> bool:
        """Whether the file knows several reps, so that there is something to report of a team."""
        return len(TeamFacts(self._session).reps()) > 1

    def layout(self, kind: ReportKind) -> Layout:
        """How reports are put on paper; sections and their order are kept for each kind."""
        return report_look.layout(self._session, kind)

    def template(self) -> Template | None:
        """The Word template that was chosen; None for the usual one. It travels with the file."""
        return report_look.template(self._session)

    def file_name(self, kind: ReportKind, day: date, ending: str = "", scope: str = "") -> str:
        """What a file of this report is called, in the language in use: 日报_王小明_2026-11-23.pdf."""
        whose = _("Team") if scope else self._session.rep.name
        return safe("_".join((label(kind), whose, first_day_of(kind, day).isoformat()))) + ending

    # --- verbs ------------------------------------------------------------------------------------------------

    def write_words(
        self, kind: ReportKind, day: date, field: str, text: str, before: str | None = None, scope: str = ""
    ) -> ChangeSet:
        """Keep what the author wrote in one field, one of `words_of(kind)`. Refused once it is sent.

        `before` is what stood there when the rep began to write; Conflict when something else stands there by now.
        """
        if field not in words_of(kind):
            raise ValueError(f"not a field for words: {field}")
        kept, text = self.words(kind, day, scope=scope), text.strip()
        if kept.sent_at:
            raise Refused(N_("This report has been sent. Open it for changes before you write in it."), field=field)
        if before is not None and getattr(kept, field) not in (before, text):
            raise Conflict(
                N_("These words were changed meanwhile. Yours stay in the field: copy them and open the report again."),
                field=field,
            )
        if getattr(kept, field) == text:
            return ChangeSet(0, self._label("report.written", kept), {})
        return self._session.record(self._label("report.written", kept), self._changes(kept, {field: text}))

    def send(self, kind: ReportKind, day: date, scope: str = "") -> ChangeSet:
        """Freeze the report as it stands, in the language in use. Refused for a day to come, and once it is sent."""
        kept = self.words(kind, day, scope=scope)
        if kept.first_day > self._session.today():
            raise Refused(N_("This report lies in the future. Send it when its time has come."))
        if kept.sent_at:
            raise Refused(N_("This report has been sent already."))
        layout = self.layout(kind)
        text = frozen.to_json(self.fresh(kind, day, scope=scope), layout.hidden)
        values = {"sent_at": self._session.now(), "frozen": text}
        return self._session.record(self._label("report.sent", kept), self._changes(kept, values))

    def reopen(self, kind: ReportKind, day: date, scope: str = "") -> ChangeSet:
        """Take a sent report back, so that its words can be changed and it can be sent anew."""
        kept = self.words(kind, day, scope=scope)
        values = {"sent_at": None, "frozen": ""}
        return self._session.record(
            self._label("report.reopened", kept), self._changes(kept, values) if kept.sent_at else []
        )

    def set_layout(self, kind: ReportKind, layout: Layout) -> ChangeSet:
        """Keep how reports are put on paper: the look for both kinds, the sections for this one."""
        return self._session.record(Label("report.layout"), report_look.layout_changes(self._session, kind, layout))

    def write_layout(self, path: Path) -> None:
        """Write how reports are put on paper as a file for a colleague. Refused where it cannot be written."""
        report_look.write_layout(self._session, path)

    def take_layout(self, path: Path) -> ChangeSet:
        """Put reports on paper as a colleague's file says. Refused where it is no layout."""
        return self._session.record(Label("report.layout"), report_look.taken_layout(self._session, path))

    def set_template(self, path: Path | None) -> ChangeSet:
        """Take a Word template into the file, or (None) go back to the usual one. Refused where it cannot be one."""
        return self._session.record(Label("report.layout"), report_look.template_changes(self._session, path))

    # --- private ----------------------------------------------------------------------------------------------

    def _sent_by_all(self, kind: ReportKind, span: Period) -> dict[date, read.WrittenRow]:
        """Of a team whose files are read as one: the days of which every rep has sent the report."""
        reps = [one.id for one in TeamFacts(self._session).reps()]
        each = [read.written(self._conn, kind, rep, span) for rep in reps]
        found = {}
        for day in sorted({day for rows in each for day in rows}):
            sent = [rows[day].sent_at for rows in each if day in rows]
            moments = [one for one in sent if one is not None]
            if len(moments) == len(reps):
                found[day] = read.WrittenRow(day, max(moments))
        return found

    def _facts(self, rep_id: Id | None) -> Facts:
        own = self._session.rep
        if rep_id is None or rep_id == own.id:
            return Facts(self._session, own.id, own.name)
        rep = thing(self._conn, Rep, rep_id)
        if rep is None:
            raise Refused(N_("This rep is not in the file any more."))
        return Facts(self._session, rep.id, rep.name)

    def _planned_before(self, kept: SavedReport, scope: str) -> str:
        """What the report before this one said was planned: that of the last days, or of the week, month or year just
        before."""
        kind, yesterday = ReportKind(kept.kind), kept.first_day - timedelta(days=1)
        since = kept.first_day - _DAYS_BEFORE if kind is ReportKind.DAILY else kind.period(yesterday).first
        return read.words_before(self._conn, kind, kept.rep_id, kept.first_day, "plan", scope, since)

    def _warnings(self, report: DailyReport, kept: SavedReport) -> tuple[ReportWarning, ...]:
        found = []
        remark = report.words.remark
        if remark and remark == read.words_before(self._conn, ReportKind.DAILY, kept.rep_id, report.day, "remark"):
            found.append(ReportWarning(WarningKind.SAME_REMARK))
        found += [
            ReportWarning(WarningKind.STAGE_WITHOUT_CONTACT, move.name)
            for move in report.progress
            if not move.contacted
        ]
        nothing = not (report.done or report.new_opportunities or report.progress)
        if nothing and report.day <= self._session.today() and report.day in workdays(self._conn):
            found.append(ReportWarning(WarningKind.EMPTY_DAY))
        return tuple(found)

    def _changes(self, kept: SavedReport, values: Mapping[str, object]) -> list[Change]:
        """What gives the kept report these values; one in the bin (an undone beginning) comes out of it, empty."""
        stored = thing(self._conn, SavedReport, kept.id)
        if stored is None:
            own = {"kind": kept.kind, "rep_id": kept.rep_id, "first_day": kept.first_day, "scope": kept.scope}
            return [New(Kind.REPORT, kept.id, {**own, **values})]
        wanted: dict[str, object] = {"deleted": False, **values}
        if stored.deleted:
            wanted = dict.fromkeys((*WORDS, *REVIEW_WORDS), "") | {"sent_at": None, "frozen": ""} | wanted
        return [
            Edit(Kind.REPORT, kept.id, name, getattr(stored, name), value)
            for name, value in wanted.items()
            if getattr(stored, name) != value
        ]

    def _label(self, key: str, kept: SavedReport) -> Label:
        return Label(key, {"report": kept.kind, "day": kept.first_day.isoformat()})


def _words_of(kept: SavedReport) -> ReportWords:
    return ReportWords(*(getattr(kept, name) for name in (*WORDS, *REVIEW_WORDS)))
