"""Two clients side by side, field by field, and the client that they would become."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.duplicates import JOINED
from salesdesk.domain.errors import Refused
from salesdesk.services.duplicates import MergeField, Side
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label, hairline
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, say
from salesdesk.words.labels import field_label, field_value, kind_label
from salesdesk.words.numbers import NOTHING


class MergeSheet(Sheet):
    """The left client stays; for each field that differs it is chosen which value it keeps."""

    def __init__(self, ctx: PageContext, parent: QWidget, left: Id, right: Id) -> None:
        super().__init__(lambda: _("Merge two clients"), parent, save=lambda: _("Merge"), width=820)
        self._ctx = ctx
        self.plan = ctx.desk.duplicates.plan(left, right)
        self._groups: dict[str, QButtonGroup] = {}
        self._results: dict[str, Label] = {}
        swap = Button(lambda: _("Swap sides"))
        swap.clicked.connect(self._on_swap)
        self.add_button(swap)
        self._show()

    def choices(self) -> dict[str, Side]:
        """What was chosen, by field."""
        sides = list(Side)
        return {name: sides[group.checkedId()] for name, group in self._groups.items()}

    def choose(self, name: str, side: Side) -> None:
        """Choose a value by program (and by key: the buttons are radio buttons)."""
        self._groups[name].button(list(Side).index(side)).setChecked(True)
        self._on_chosen()

    def save(self) -> bool:
        before = self._ctx.bridge.last
        try:
            self._ctx.desk.duplicates.merge(self.plan, self.choices())
        except Refused as refused:
            self.show_problem(say(refused))
            return False
        if self._ctx.bridge.last is not before and self._ctx.bridge.last:
            self._ctx.notify.done(self._ctx.bridge.last)
        return True

    def first_field(self) -> QWidget | None:
        group = next(iter(self._groups.values()), None)
        return group.checkedButton() if group else self.save_button

    # building

    def _show(self) -> None:
        self._groups.clear()
        self._results.clear()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for at, stretch in enumerate((2, 4, 4, 4)):
            grid.setColumnStretch(at, stretch)
        heads = ("", _("Stays"), _("Goes to the bin"), _("Result"))
        for at, words in enumerate(heads):
            grid.addWidget(Label(words, "label"), 0, at)
        for row, pair in enumerate((one for one in self.plan.fields if one.differs), 1):
            self._add_pair(grid, row, pair)
        column.addLayout(grid)
        column.addWidget(hairline())
        column.addWidget(self._moved())
        column.addStretch(1)
        self.set_body(body)
        self._on_chosen()

    def _add_pair(self, grid: QGridLayout, row: int, pair: MergeField) -> None:
        name = field_label(Kind.CLIENT, pair.name)
        said = Label(name, "soft")
        said.setContentsMargins(0, 5, 0, 0)
        grid.addWidget(said, row, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(grid)
        sides = list(Side)
        for at, value in enumerate((pair.left, pair.right)):
            button = QRadioButton(self._words(pair.name, value))
            button.setAccessibleName(f"{name}: {button.text()}")
            group.addButton(button, at)
            grid.addWidget(button, row, at + 1, Qt.AlignmentFlag.AlignTop)
        result = Label("")
        result.setWordWrap(True)
        result.setContentsMargins(0, 5, 0, 0)
        place: QWidget = result
        if pair.name in JOINED and pair.left and pair.right:
            both = QRadioButton(_("Both"))
            both.setAccessibleName(f"{name}: {both.text()}")
            group.addButton(both, sides.index(Side.BOTH))
            place = QWidget()
            inner = QVBoxLayout(place)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(0)
            inner.addWidget(both)
            inner.addWidget(result)
        grid.addWidget(place, row, 3, Qt.AlignmentFlag.AlignTop)
        group.button(sides.index(pair.proposed)).setChecked(True)
        group.idClicked.connect(self._on_chosen)
        self._groups[pair.name], self._results[pair.name] = group, result

    def _moved(self) -> Label:
        said = [
            _("{what}: {n}").format(what=kind_label(Kind(kind)), n=number) for kind, number in self.plan.moved.items()
        ]
        words = _("Comes along: {list}").format(list=" · ".join(said)) if said else _("Nothing else hangs on it.")
        label = Label(words, "small")
        label.setWordWrap(True)
        return label

    def _words(self, name: str, value: object) -> str:
        said = field_value(name, value, self._ctx.desk.currency) if value not in ("", None) else ""
        line = " ".join(said.split())
        return (line if len(line) <= 60 else line[:59] + "…") or NOTHING

    # handlers

    def _on_chosen(self, *_id: object) -> None:
        merged = self._ctx.desk.duplicates.outcome(self.plan, self.choices())
        for name, label in self._results.items():
            label.set_caption(self._words(name, getattr(merged, name)))

    def _on_swap(self) -> None:
        self.plan = self._ctx.desk.duplicates.plan(self.plan.right, self.plan.left)
        self._show()
