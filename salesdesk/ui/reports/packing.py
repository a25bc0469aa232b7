"""A set of reports in one go: which, of whom, and as one PDF or as files in a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.paper.packs import bind, write_each
from salesdesk.services.packs import GAPS, PackPart, PackWish
from salesdesk.services.reports import TEAM
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.ways_out import documents_folder
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChoiceField, LineField, PastDayField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext, pgettext, say
from salesdesk.words.labels import label

PATTERN = "{kind}_{rep}_{date}"
"""What files are called where nothing else was wished."""
_BOUND = "bound"
_ENDINGS = (".pdf", ".docx", ".xlsx", ".txt")


class PackSheet(FormSheet):
    """How many reports it will be and what the first file is called is said while one chooses."""

    least_height = 500

    def __init__(self, ctx: PageContext, parent: QWidget, kind: ReportKind, first: date, last: date) -> None:
        self._ctx = ctx
        reps = ctx.desk.packs.reps()
        form = Form()
        self.kind = form.add(ChoiceField("kind", lambda: _("Report"), [_kind_choice(one) for one in ReportKind]))
        self.first = PastDayField("first", lambda: pgettext("day", "From"), ctx.desk.today, required=True)
        self.last = PastDayField("last", lambda: pgettext("day", "To"), ctx.desk.today, required=True)
        form.add_row(self.first, self.last)
        together = Choice(TEAM, lambda: _("The team together"))
        everybody = [Choice("", lambda: _("Everybody")), together] if len(reps) > 1 else []
        self.whose = form.add(
            ChoiceField("whose", lambda: _("Whose"), [*everybody, *(_rep(r.id, r.name) for r in reps)])
        )
        self.whose.setVisible(len(reps) > 1)
        self.how = form.add(ChoiceField("how", lambda: _("As"), _forms()))
        self.pattern = form.add(LineField("pattern", lambda: _("Names of the files")))
        self.gaps = Label(" ".join(f"{{{gap}}}" for gap in GAPS), "small")
        form.add_widget(self.gaps)
        self.said = Label("", "soft")
        self.said.setWordWrap(True)
        form.add_widget(self.said)
        super().__init__(lambda: _("Several reports at once"), form, parent, save=lambda: _("Write…"), width=520)
        form.load(
            {"kind": kind.value, "first": first, "last": last, "whose": "" if everybody else reps[0].id.hex(),
             "how": _BOUND, "pattern": PATTERN}
        )  # fmt: skip
        form.edited.connect(self._show)
        self._show()

    def would_lose(self) -> bool:
        return False

    def store(self, values: Mapping[str, Any]) -> None:
        """Ask where to, and begin; Refused where the set cannot be made."""
        packs = self._ctx.desk.packs
        parts = packs.parts(self._wish(values))
        if values["how"] == _BOUND:
            self._bind(parts)
        else:
            self._write_each(parts, packs.names(values["pattern"] or PATTERN, parts), values["how"])

    def save(self) -> bool:
        self._begun = False
        return super().save() and self._begun

    # --- private ----------------------------------------------------------------------------------------------

    def _bind(self, parts: list[PackPart]) -> None:
        name = self._ctx.desk.packs.names("{kind}_{date}", parts)[0]
        kinds = _("PDF document ({ending})").format(ending="*.pdf")
        path = dialogs.save_file(self, _("Save the reports"), proposal=documents_folder() / f"{name}.pdf", kinds=kinds)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        title, author = label(parts[0].kind), self._ctx.desk.rep.name
        documents, count = self._ctx.desk.packs.documents(parts), len(parts)

        def work(progress: Progress) -> None:
            bind(documents, count, path, title, author, progress.step)

        self._run(work, partial(self._written, count, path.name, path.parent))

    def _write_each(self, parts: list[PackPart], names: list[str], ending: str) -> None:
        folder = dialogs.choose_folder(self, _("Choose a folder for the files"), folder=documents_folder())
        if folder is None:
            return
        documents, kept = self._ctx.desk.packs.documents(parts), self._ctx.desk.reports.template()
        template = (kept.name, kept.data) if kept else None

        def work(progress: Progress) -> None:
            write_each(documents, names, folder, ending, progress.step, template)

        self._run(work, partial(self._written, len(parts), "", folder))

    def _run(self, work: Callable[[Progress], None], done: Callable[[], None]) -> None:
        self._begun = True
        self._ctx.jobs.run(Job(_("Writing reports"), work), lambda _nothing: done())

    def _written(self, count: int, name: str, folder: Path) -> None:
        said = ngettext("{n} report written to {folder}.", "{n} reports written to {folder}.", count)
        if name:
            said = ngettext("{n} report bound in {name}, {folder}.", "{n} reports bound in {name}, {folder}.", count)
        self._ctx.notify.tell(said.format(n=count, name=name, folder=folder))

    def _wish(self, values: Mapping[str, Any]) -> PackWish:
        reps = [rep.id for rep in self._ctx.desk.packs.reps()]
        chosen = tuple(pk for pk in reps if values["whose"] in ("", pk.hex()))
        scope = TEAM if values["whose"] == TEAM else ""
        return PackWish(ReportKind(values["kind"]), values["first"], values["last"], chosen, scope)

    def _show(self) -> None:
        values = self.form.values()
        apart = values["how"] != _BOUND
        self.pattern.setVisible(apart)
        self.gaps.setVisible(apart)
        if values["first"] is None or values["last"] is None:
            self.said.set_caption("")
            return
        packs = self._ctx.desk.packs
        try:
            parts = packs.parts(self._wish(values))
            names = packs.names(values["pattern"] or PATTERN, parts) if apart else []
        except Refused as refused:
            self.said.set_caption(say(refused))
            return
        counted = ngettext("{n} report", "{n} reports", len(parts)).format(n=len(parts))
        first = (
            _("{count}, the first: {name}").format(count=counted, name=names[0] + values["how"]) if apart else counted
        )
        self.said.set_caption(first)


def _kind_choice(kind: ReportKind) -> Choice:
    return Choice(kind.value, lambda: label(kind))


def _rep(pk: bytes, name: str) -> Choice:
    return Choice(pk.hex(), name)


def _forms() -> list[Choice]:
    words: list[Callable[[], str]] = [
        lambda: _("PDF files in a folder"),
        lambda: _("Word files in a folder"),
        lambda: _("Excel files in a folder"),
        lambda: _("Text files in a folder"),
    ]
    return [
        Choice(_BOUND, lambda: _("One PDF")),
        *(Choice(ending, said) for ending, said in zip(_ENDINGS, words, strict=True)),
    ]
