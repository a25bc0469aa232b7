"""*Export…*, the verb of every page that shows a list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.services.imports import ImportKind
from salesdesk.ui.imports.plan import kind_name
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.words.i18n import _, ngettext, say

CARDS = frozenset({ImportKind.CLIENTS, ImportKind.CONTACTS})


def export_list(
    ctx: PageContext, kind: str, ids: Sequence[Id] | None = None, parent: QWidget | None = None
) -> Path | None:
    """Ask where to, and write a list there (CSV, Excel, vCard), only these things if `ids` names any.

    The path written, None when given up or refused (said in words).
    """
    what = ImportKind(kind)
    kinds = [f"{_('Excel workbook')} (*.xlsx)", f"{_('CSV table')} (*.csv)"]
    if what in CARDS:
        kinds.append(f"{_('vCard contacts')} (*.vcf)")
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
