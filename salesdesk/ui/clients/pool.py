"""A slim panel above the list: conversion by source beside prospects, the proposal beside key accounts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from salesdesk.services.clients import ClientGroup
from salesdesk.services.desk import Desk
from salesdesk.services.prospects import SourceConversion
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_number, format_rate

SOURCES = 4
"""Sources named in the panel; the rest stands in the hover."""


class PoolPanel(QWidget):
    """One line of figures and the verb that belongs to them."""

    ideal_wanted = Signal()
    keys_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.said = Label("", "small")
        self.said.setWordWrap(True)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.ideal = Button(lambda: _("Ideal client"), "link")
        self.keys = Button(lambda: _("Mark as proposed"), "link")
        self.ideal.clicked.connect(self.ideal_wanted)
        self.keys.clicked.connect(self.keys_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.ideal)
        row.addWidget(self.keys)
        self.hide()

    def show_for(self, group: ClientGroup) -> None:
        """What belongs to this chip; nothing for most."""
        self.setVisible(group in (ClientGroup.PROSPECTS, ClientGroup.KEY))
        self.ideal.setVisible(group is ClientGroup.PROSPECTS)
        self.keys.setVisible(False)
        if group is ClientGroup.PROSPECTS:
            self._show_conversion()
        elif group is ClientGroup.KEY:
            self._show_keys()

    def _show_conversion(self) -> None:
        found = self._desk.prospects.conversion()
        lines = [_source(one) for one in found]
        self.said.set_caption(_("Have ordered, by source: {sources}").format(sources=" · ".join(lines[:SOURCES])))
        self.said.setVisible(bool(lines))
        self.said.setToolTip("\n".join(lines))
        self.ideal.setEnabled(not self._desk.read_only)

    def _show_keys(self) -> None:
        proposal = self._desk.maintenance.key_proposal()
        changes = len(proposal.mark) + len(proposal.unmark)
        self.said.setToolTip("")
        if not changes:
            self.said.set_caption(
                _("The best fifth of {of} clients by sales of 12 months is marked.").format(
                    of=format_number(proposal.of)
                )
            )
            return
        self.said.set_caption(
            _("By sales of 12 months {mark} clients should be marked and {unmark} no longer.").format(
                mark=format_number(len(proposal.mark)), unmark=format_number(len(proposal.unmark))
            )
        )
        self.keys.setVisible(not self._desk.read_only)


def _source(one: SourceConversion) -> str:
    name = one.source or _("not known")
    return _("{source} {rate}").format(source=name, rate=format_rate(one.converted, one.companies, 0))
