"""The fourth step: words of the source that mean nothing here, and what they are to mean."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.services.imports import FIELDS, UnknownWord
from salesdesk.ui.imports.pieces import Combo, Grid, cut
from salesdesk.ui.imports.plan import ImportPlan, choice_name
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _

AS_IT_IS, NOTHING = "\0as it is", ""


class WordsStep(QWidget):
    """One line per word: how often it stands there and what it is to mean; the likeliest is proposed."""

    def __init__(self, plan: ImportPlan, ctx: PageContext) -> None:
        super().__init__()
        self.plan, self.ctx = plan, ctx
        self.unknown: list[UnknownWord] = []
        self.boxes: dict[tuple[str, str], Combo] = {}
        said = Label(
            lambda: _("These words of the file are not known here. A word left as it is makes its rows be rejected."),
            "small",
        )
        said.setWordWrap(True)
        self.grid = Grid((4, 1, 2, 4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(said)
        column.addWidget(self.grid, 1)

    def look(self) -> bool:
        """Look for unknown words; whether there are any. Nearly equal names are put in their place at once."""
        opened = self.plan.opened
        if opened is None:
            return False
        for field, instead in opened.earlier.items():
            self.plan.words.setdefault(field, {}).update(
                {word: meant for word, meant in instead.items() if word not in self.plan.words.get(field, {})}
            )
        fresh = self.ctx.desk.imports.unknown_words(opened, self.plan.options())
        known = {(one.field, one.word) for one in self.unknown}
        for one in fresh:
            if (one.field, one.word) not in known:
                self.unknown.append(one)
                if one.proposed:
                    self.plan.words.setdefault(one.field, {})[one.word] = one.proposed
        return bool(self.unknown)

    def forget(self) -> None:
        """The source or its columns have changed."""
        self.unknown = []

    def show_plan(self) -> None:
        """Show each word with what it is to mean."""
        self.grid.clear()
        self.boxes = {}
        self.grid.head([_("In the file"), _("Rows"), _("Field"), _("Means")])
        labels = {one.key: _(one.label) for one in FIELDS[self.plan.kind]}
        for one in self.unknown:
            box = Combo(_("{word} means").format(word=one.word), self._choices(one))
            box.choose(self.plan.words.get(one.field, {}).get(one.word, AS_IT_IS))
            box.chosen.connect(partial(self._on_chosen, one))
            self.boxes[one.field, one.word] = box
            self.grid.row([Label(cut(one.word)), Label(str(one.count), "soft"), Label(labels[one.field], "soft"), box])
        self.grid.end()

    def first_focus(self) -> QWidget:
        """The first word."""
        return next(iter(self.boxes.values()), self)

    def _choices(self, one: UnknownWord) -> list[tuple[str, str]]:
        known = [(choice, choice_name(one.field, choice)) for choice in one.choices]
        return [(AS_IT_IS, _("– leave as it is –")), *known, (NOTHING, _("– nothing, leave blank –"))]

    def _on_chosen(self, one: UnknownWord, meant: str) -> None:
        instead = self.plan.words.setdefault(one.field, {})
        if meant == AS_IT_IS:
            instead.pop(one.word, None)
        else:
            instead[one.word] = meant
        self.plan.checked = None
