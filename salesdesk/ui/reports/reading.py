"""Reads the report that is shown: a day at once, what takes longer beside the window, so that one can go on typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.services.reports import Document, ReportView
from salesdesk.ui.jobs import Job, Progress, Running
from salesdesk.ui.page import PageContext
from salesdesk.words.i18n import _, language, say


class Wanted(NamedTuple):
    """Which report: its kind, the first day of its period, "" or "team"."""

    kind: ReportKind
    first_day: date
    scope: str

    @property
    def is_quick(self) -> bool:
        """Whether it is read in the blink of an eye."""
        return self.kind in (ReportKind.DAILY, ReportKind.WEEKLY) and not self.scope


class Reader:
    """`show(view, wanted)` is called with what was read, at once or later; of several wishes only the last is."""

    def __init__(self, ctx: PageContext, show: Callable[[ReportView, Wanted], None]) -> None:
        self._ctx, self._show = ctx, show
        self._wanted: Wanted | None = None
        self._running: Running | None = None
        self._busy = self._stale = False

    def ask(self, wanted: Wanted) -> None:
        """Read this one. What is written meanwhile is read again afterwards."""
        self._wanted = wanted
        if wanted.is_quick:
            if self._running is not None:
                self._ctx.jobs.hush(self._running)
            self._show(self.now(wanted), wanted)
        elif self._busy and self._ctx.jobs.busy:  # one that failed unforeseen is over as well
            self._stale = True
        else:
            self._begin(wanted)

    def now(self, wanted: Wanted) -> ReportView:
        """Read it at once, whatever it takes; one that was sent and cannot be read is shown as the data says now."""
        reports = self._ctx.desk.reports
        try:
            return reports.view(*wanted)
        except Refused as refused:
            self._ctx.notify.problem(say(refused))
            fresh = reports.fresh(wanted.kind, wanted.first_day, scope=wanted.scope)
            return ReportView(fresh, reports.words(wanted.kind, wanted.first_day, scope=wanted.scope))

    def pending(self, wanted: Wanted, before: ReportView | None) -> ReportView:
        """What can be shown while it is read: its words, on the paper as it was, or on one that says to wait."""
        kept = self._ctx.desk.reports.words(wanted.kind, wanted.first_day, scope=wanted.scope)
        if before is not None and before.kept.id == kept.id:
            return replace(before, kept=kept)
        return ReportView(Document(_("Preparing the report…"), "", "", language(), (), page_words=""), kept)

    def _begin(self, wanted: Wanted) -> None:
        self._busy, self._stale = True, False
        read = self._ctx.desk.packs.view(*wanted)

        def work(_progress: Progress) -> ReportView:
            return read()

        job = Job(_("Preparing the report"), work)
        self._running = self._ctx.jobs.run(job, partial(self._on_read, wanted), partial(self._on_failed, wanted))

    def _on_read(self, wanted: Wanted, view: ReportView) -> None:
        self._busy = False
        if wanted == self._wanted:
            kept = self._ctx.desk.reports.words(wanted.kind, wanted.first_day, scope=wanted.scope)
            self._show(replace(view, kept=kept), wanted)
        self._go_on(wanted)

    def _on_failed(self, wanted: Wanted, _refused: Refused) -> None:
        self._busy = False
        if wanted == self._wanted:
            self._show(self.now(wanted), wanted)
        self._go_on(wanted)

    def _go_on(self, wanted: Wanted) -> None:
        if self._wanted is not None and not self._wanted.is_quick and (self._stale or wanted != self._wanted):
            self._begin(self._wanted)
