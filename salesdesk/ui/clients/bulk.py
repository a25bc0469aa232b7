"""The bar below the list while several clients are selected: each verb changes all of them in one action."""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.services.clients import ClientRow
from salesdesk.services.imports import ImportKind
from salesdesk.ui import late
from salesdesk.ui.imports.export import export_list
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.parts.verb_bar import VerbBar
from salesdesk.words.i18n import _, ngettext


class BulkBar(VerbBar):
    """*n clients: Tag… Owner… Tier… Key account Export… Delete.* Shown from two selected clients on."""

    def __init__(self, ctx: PageContext, table: TableView, parent: QWidget | None = None) -> None:
        super().__init__((0, 4, 8, 8), parent)
        self._ctx, self._table = ctx, table
        self._add_menu(lambda: _("Tag"), self._fill_tags)
        self._add_menu(lambda: _("Owner"), self._fill_owners)
        self._add_menu(lambda: _("Tier"), self._fill_tiers)
        self._add_menu(lambda: _("Key account"), self._fill_keys)
        self._add(lambda: _("Hand over…"), self._on_hand_over)
        self._add(lambda: _("Export…"), self._on_export)
        self._add(lambda: _("Delete"), self._on_delete)
        self.setAccessibleName(_("Selected clients"))
        model = cast("RowsModel[ClientRow]", table.rows_model)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        model.modelReset.connect(self._on_selected)
        self.hide()

    @property
    def ids(self) -> list[Id]:
        """The clients that are selected, in the order shown."""
        return cast("list[Id]", self._table.selected_ids())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(_("Selected clients"))
            self._on_selected()
        super().changeEvent(event)

    # handlers

    def _on_selected(self, *_selection: object) -> None:
        several = len(self._table.selectionModel().selectedRows())
        self.count.set_caption(ngettext("{n} client", "{n} clients", several).format(n=several))
        self.setVisible(several > 1)
        for button in self.verbs:
            button.setEnabled(not self._ctx.desk.read_only or button is self.verbs[-2])

    def _on_new_tag(self) -> None:
        tag = dialogs.ask_text(self.window(), _("Tag for the selected clients"))
        if tag and tag.strip():
            self._ctx.attempt(self._ctx.desk.clients.many.add_tag, self.ids, tag)

    def _on_tier(self, tier: Tier) -> None:
        why = dialogs.ask_text(self.window(), _("Why are they put into tier {tier}?").format(tier=tier.value))
        if why is not None:
            self._ctx.attempt(self._ctx.desk.clients.many.set_tier, self.ids, tier, why)

    def _on_hand_over(self) -> None:
        late.sheet("HandOverSheet")(self._ctx, self.window(), self.ids).show_over()

    def _on_export(self) -> None:
        export_list(self._ctx, ImportKind.CLIENTS, self.ids, self.window())

    def _on_delete(self) -> None:
        self._ctx.attempt(self._ctx.desk.clients.bin, *self.ids)

    # menus

    def _fill_tags(self, menu: QMenu) -> None:
        many = self._ctx.desk.clients.many
        menu.addAction(_("New tag…"), self._on_new_tag)
        tags = self._ctx.desk.clients.tags_used()
        if tags:
            menu.addSeparator()
        for tag in tags[:12]:
            menu.addAction(tag, partial(self._ctx.attempt, many.add_tag, self.ids, tag))
        own = many.tags(self.ids)
        if own:
            gone = menu.addMenu(_("Remove a tag"))
            for tag in own[:20]:
                gone.addAction(tag, partial(self._ctx.attempt, many.remove_tag, self.ids, tag))

    def _fill_owners(self, menu: QMenu) -> None:
        for rep in self._ctx.desk.reps():
            verb = self._ctx.desk.clients.many.set_owner
            menu.addAction(rep.name, partial(self._ctx.attempt, verb, self.ids, rep.id))

    def _fill_tiers(self, menu: QMenu) -> None:
        for tier in Tier:
            menu.addAction(tier.value, partial(self._on_tier, tier))

    def _fill_keys(self, menu: QMenu) -> None:
        verb = self._ctx.desk.clients.many.set_key
        menu.addAction(_("Mark as key accounts"), partial(self._ctx.attempt, verb, self.ids, True))
        menu.addAction(_("No longer key accounts"), partial(self._ctx.attempt, verb, self.ids, False))
