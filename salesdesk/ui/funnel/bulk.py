"""The bar below board and table while several opportunities are picked: each verb changes all of them in one action."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Priority, Stage
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs, icons
from salesdesk.ui.parts.caption import Button
from salesdesk.ui.parts.verb_bar import VerbBar
from salesdesk.words.days import read_day
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label


class BulkBar(VerbBar):
    """*n opportunities: Priority… Owner… Expected close… Stage… To the bin.* Shown from two picked ones on.

    `cleared()` when they are to be let go.
    """

    cleared = Signal()

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__((4, 6, 4, 0), parent)
        self._ctx = ctx
        self.ids: list[Id] = []
        self._add_menu(lambda: _("Priority"), self._fill_priorities)
        self._add_menu(lambda: _("Owner"), self._fill_owners)
        self._add(lambda: _("Expected close…"), self._on_close)
        self._add_menu(lambda: _("Stage"), self._fill_stages)
        self._add(lambda: _("Move to the bin"), self._on_bin)
        let_go = Button(lambda: _("Let go"), "link", tip="Esc")
        let_go.clicked.connect(self.cleared)
        self._row.addWidget(let_go)
        self.setAccessibleName(_("Picked opportunities"))
        self.hide()

    # public

    def show_for(self, ids: Sequence[Id]) -> None:
        """These are picked; from two on the bar is there."""
        self.ids = list(ids)
        n = len(self.ids)
        self.count.set_caption(ngettext("{n} opportunity", "{n} opportunities", n).format(n=n))
        for button in self.verbs:
            button.setEnabled(not self._ctx.desk.read_only)
        self.setVisible(n > 1)

    def change(self, **wished: Any) -> None:
        """The same change of all of them."""
        self._ctx.attempt(self._ctx.desk.funnel.change_many, self.ids, **wished)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(_("Picked opportunities"))
            self.show_for(self.ids)
        super().changeEvent(event)

    # handlers

    def _on_close(self) -> None:
        words = dialogs.ask_text(self.window(), _("New expected close of all of them: fri, +30, 12-24 …"))
        if not words or not words.strip():
            return
        day = read_day(words, self._ctx.desk.today())
        if day is None:
            self._ctx.notify.problem(_("This is not a day. Write it like fri, +3, 12-24 or 下周二."))
        else:
            self.change(expected_close=day)

    def _on_bin(self) -> None:
        self._ctx.attempt(self._ctx.desk.funnel.bin, *self.ids)

    # menus

    def _fill_priorities(self, menu: QMenu) -> None:
        for priority in Priority:
            entry = menu.addAction(priority.name, partial(self.change, priority=priority))
            icons.set_icon(entry, "flag")

    def _fill_owners(self, menu: QMenu) -> None:
        for pk, name in self._ctx.desk.funnel.owners().items():
            menu.addAction(name, partial(self.change, rep_id=pk))

    def _fill_stages(self, menu: QMenu) -> None:
        for stage in (*OPEN_STAGES, Stage.WON):
            menu.addAction(label(stage), partial(self.change, stage=stage))
        lost = menu.addMenu(label(Stage.LOST))
        for reason in LostReason:
            lost.addAction(label(reason), partial(self.change, stage=Stage.LOST, lost_reason=reason))
