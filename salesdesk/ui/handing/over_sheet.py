"""Clients handed over to another rep: the ones chosen, or a whole territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.hand_over import Visits
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField, ChoiceField, LineField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext


class HandOverSheet(FormSheet):
    """With `clients` these go; without, those of a district, a region, a rep that is chosen."""

    def __init__(self, ctx: PageContext, parent: QWidget, clients: Sequence[Id] = ()) -> None:
        self._ctx, self._clients, self._over = ctx, list(clients), ctx.desk.hand_over
        form = Form()
        reps = [Choice(rep.id.hex(), rep.name) for rep in ctx.desk.reps() if not rep.deleted]
        self.to = form.add(ChoiceField("to", lambda: _("To whom"), reps, required=True))
        if not clients:
            self._add_territory(form, reps)
        visits = [
            Choice(Visits.GO_ALONG.value, lambda: _("Go along")),
            Choice(Visits.CANCEL.value, lambda: _("Are cancelled")),
        ]
        form.add(ChipsField("visits", lambda: _("Planned and recurring visits"), visits, required=True))
        form.add(LineField("why", lambda: _("Why"), placeholder=lambda: _("New territory, leave, a departure …")))
        self.count = Label("", "soft")
        self.count.setWordWrap(True)
        form.add_widget(self.count)
        super().__init__(lambda: _("Hand over"), form, parent, save=lambda: _("Hand over"), width=520)
        other = next((one.key for one in reps if one.key != ctx.desk.rep.id.hex()), "")
        form.load({"to": other, "visits": Visits.GO_ALONG.value, "why": "", "district": "", "region": "", "owner": ""})
        form.edited.connect(self._count)
        self._count()

    def store(self, values: Mapping[str, Any]) -> None:
        if not values["to"]:
            raise Refused(N_("Choose the rep who gets them."), field="to")
        to = bytes.fromhex(values["to"])
        self._ctx.notify.done(self._over.hand_over(self._chosen(), to, Visits(values["visits"]), values["why"]))

    def _add_territory(self, form: Form, reps: Sequence[Choice]) -> None:
        form.add_heading(lambda: _("The clients"))
        districts = [Choice(name, name) for name in self._over.districts()]
        regions = [Choice(name, name) for name in self._over.regions()]
        form.add_row(
            ChoiceField("district", lambda: _("District"), districts, optional=True),
            ChoiceField("region", lambda: _("Region"), regions, optional=True),
            ChoiceField("owner", lambda: _("Rep so far"), reps, optional=True),
        )

    def _chosen(self) -> list[Id]:
        if self._clients:
            return self._clients
        values = self.form.values()
        district, region, owner = values["district"], values["region"], values["owner"]
        if not (district or region or owner):
            raise Refused(N_("Choose a district, a region or a rep."), field="district")
        return self._over.territory(district=district, region=region, owner=bytes.fromhex(owner) if owner else None)

    def _count(self) -> None:
        """Say what would go before anything goes."""
        to = self.to.value()
        try:
            plan = self._over.plan(self._chosen(), bytes.fromhex(to)) if to else None
        except Refused:
            plan = None
        if plan is None:
            alone = _("This file knows no other rep yet: merge the file of a colleague first.")
            self.count.set_caption("" if len(self._ctx.desk.reps()) > 1 else alone)
            return
        self.count.set_caption(
            _("{clients}, {deals}, {visits} from today on, {series}. What was done stays with whoever did it.").format(
                clients=ngettext("{n} client", "{n} clients", plan.clients).format(n=plan.clients),
                deals=ngettext("{n} open opportunity", "{n} open opportunities", plan.opportunities).format(
                    n=plan.opportunities
                ),
                visits=ngettext("{n} planned visit", "{n} planned visits", plan.visits).format(n=plan.visits),
                series=ngettext("{n} recurring visit", "{n} recurring visits", plan.series).format(n=plan.series),
            )
        )
