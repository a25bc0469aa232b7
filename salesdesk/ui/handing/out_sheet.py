"""Hand out: choose the rep and what goes; see what it is; write it as one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.places import documents
from salesdesk.services.hand_out import Chosen, Part, Share
from salesdesk.ui.handing.counts import CountTable
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, ChoiceField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, say


class HandOutSheet(FormSheet):
    """The rep takes the file in with *Take in what was handed out…*."""

    def __init__(self, ctx: PageContext, parent: QWidget, rep: Id | None = None) -> None:
        self._ctx, self._out = ctx, ctx.desk.hand_out
        form = Form()
        self._names = {rep.id.hex(): rep.name for rep in ctx.desk.reps() if not rep.deleted}
        reps = [Choice(key, name) for key, name in self._names.items()]
        form.add(ChoiceField("rep", lambda: _("For whom"), reps, required=True))
        shares = [
            Choice(Share.TARGETS.value, lambda: _("Targets")),
            Choice(Share.CLIENTS.value, lambda: _("Clients, with all their history")),
            Choice(Share.PRODUCTS.value, lambda: _("Products and prices")),
        ]
        form.add(ChipsField("shares", lambda: _("What"), shares, multiple=True, required=True))
        passphrase = LineField(
            "passphrase",
            lambda: _("Passphrase of the file"),
            placeholder=self._passphrase_hint,
        )
        form.add(passphrase)
        self.table = CountTable()
        form.add_widget(self.table)
        super().__init__(lambda: _("Hand out"), form, parent, save=lambda: _("Write the file…"), width=560)
        other = next((key for key in self._names if key != ctx.desk.rep.id.hex()), ctx.desk.rep.id.hex())
        form.load({"rep": rep.hex() if rep else other, "shares": [share.value for share in Share], "passphrase": ""})
        form.edited.connect(self._count)
        self._count()

    def store(self, values: Mapping[str, Any]) -> None:
        chosen = self._chosen(values)
        name = _("{rep} – handed out").format(rep=self._names.get(values["rep"], ""))
        path = dialogs.save_file(
            self,
            _("Hand out"),
            proposal=documents() / f"{name}.salesdesk",
            kinds=_("SalesDesk files (*.salesdesk)"),
        )
        if path is None:
            raise Refused(N_("No place was chosen; nothing was written."))
        self._write(chosen, path, values["passphrase"])

    def _write(self, chosen: Chosen, path: Path, passphrase: str) -> None:
        def work(progress: Progress) -> Part:
            return self._out.write(chosen, path, passphrase, progress.step)

        notify = self._ctx.notify

        def done(part: Part) -> None:
            notify.tell(_("{name} written.").format(name=part.path.name))

        def failed(refused: Refused) -> None:
            notify.problem(say(refused))

        self._ctx.jobs.run(Job(_("Writing {name}").format(name=path.name), work), done, failed)

    def _chosen(self, values: Mapping[str, Any]) -> Chosen:
        if not values["rep"] or not values["shares"]:
            raise Refused(N_("Choose the rep and what goes."), field="shares")
        return self._out.choose(bytes.fromhex(values["rep"]), [Share(one) for one in values["shares"]])

    def _count(self) -> None:
        try:
            self.table.show_counts(self._chosen(self.form.values()).counts)
        except Refused:
            self.table.show_counts({})

    def _passphrase_hint(self) -> str:
        if self._ctx.desk.safety.protected:
            return _("Empty: that of this file")
        return _("Empty: none")
