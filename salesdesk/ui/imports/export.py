"""*Export…*: of all lists in one sheet, and as the verb of what is chosen in a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.services.imports import ImportKind
from salesdesk.ui.imports.plan import kind_name
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext, say

CARDS = frozenset({ImportKind.CLIENTS, ImportKind.CONTACTS})
CALENDARS = frozenset({ImportKind.VISITS, ImportKind.APPOINTMENTS})


class ExportSheet(FormSheet):
    """Which list; where to and in which form is the file dialog's question."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._ctx = ctx
        form = Form()
        lists = [Choice(kind.value, partial(kind_name, kind)) for kind in ImportKind]
        form.add(ChipsField("kind", lambda: _("List"), lists, required=True))
        form.add_widget(Label(_forms, "soft"))
        super().__init__(lambda: _("Export"), form, parent, save=lambda: _("Save as…"), width=560)
        form.load({"kind": ImportKind.CLIENTS.value})
        form.set_clean()

    def would_lose(self) -> bool:
        return False

    def save(self) -> bool:
        return export_list(self._ctx, str(self.form.values()["kind"]), parent=self) is not None


def _forms() -> str:
    return _("Excel or CSV; people also as vCard, visits and appointments as iCalendar.")


def export_list(
    ctx: PageContext, kind: str, ids: Sequence[Id] | None = None, parent: QWidget | None = None
) -> Path | None:
    """Ask where to, and write a list there (CSV, Excel, vCard, iCalendar), only these things if `ids` names any.

    The path written, None when given up or refused (said in words).
    """
    what = ImportKind(kind)
    kinds = [dialogs.file_kind(_("Excel workbook"), ".xlsx"), dialogs.file_kind(_("CSV table"), ".csv")]
    if what in CARDS:
        kinds.append(dialogs.file_kind(_("vCard contacts"), ".vcf"))
    if what in CALENDARS:
        kinds.append(dialogs.file_kind(_("iCalendar"), ".ics"))
    proposal = ctx.desk.path.with_name(f"{kind_name(what)} {ctx.desk.today().isoformat()}.xlsx")
    out = dialogs.save_file(parent, _("Export"), proposal=proposal, kinds=";;".join(kinds))
    if out is None:
        return None
    out = out if out.suffix else out.with_suffix(".xlsx")
    try:
        n = ctx.desk.exports.write(what, out, ids)
    except Refused as refused:
        ctx.notify.problem(say(refused))
        return None
    ctx.notify.tell(ngettext("{n} row written to {name}.", "{n} rows written to {name}.", n).format(n=n, name=out.name))
    return out
