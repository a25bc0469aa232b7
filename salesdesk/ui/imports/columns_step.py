"""The third step: which column means which field, and how its dates and numbers are read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.dates_read import DateOrder
from salesdesk.services.imports import FIELDS, NEEDED, ColumnReading, DecimalStyle, How
from salesdesk.ui.imports.pieces import Combo, Grid, cut
from salesdesk.ui.imports.plan import ImportPlan, reading_name
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _

EXAMPLES = 3


class ColumnsStep(QWidget):
    """One line per column: its name, examples, its field, and how it is read where that matters."""

    def __init__(self, plan: ImportPlan, ctx: PageContext) -> None:
        super().__init__()
        self.plan, self.ctx = plan, ctx
        self.needed = Label("", "small")
        self.needed.setWordWrap(True)
        self.grid = Grid((3, 4, 4, 4))
        self.boxes: dict[str, Combo] = {}
        self.readers: dict[str, Combo] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.needed)
        column.addWidget(self.grid, 1)

    def show_plan(self) -> None:
        """Show what each column is taken for."""
        opened = self.plan.opened
        if opened is None:
            return
        self._readings = {one.column: one for one in self.ctx.desk.imports.readings(opened, self.plan.options())}
        self.grid.clear()
        self.boxes, self.readers = {}, {}
        self.grid.head([_("Column"), _("Examples"), _("Means"), _("Is read as") if self._readings else ""])
        fields = [("", _("– leave aside –")), *((one.key, _(one.label)) for one in FIELDS[self.plan.kind])]
        for at, name in enumerate(opened.sheet.columns):
            box = Combo(_("{column} means").format(column=name), fields)
            box.choose(opened.mapping.fields.get(name, ""))
            box.setToolTip(self._why(name))
            box.chosen.connect(partial(self._on_field, name))
            self.boxes[name] = box
            title = Label(cut(name, 40), "strong" if name in opened.mapping.fields else "soft")
            title.setToolTip(name)
            self.grid.row([title, Label(self._examples(at), "soft"), box, self._reader(name)])
        self.grid.end()
        self._say_needed()

    def problem(self) -> str:
        """What keeps the rows from being looked at."""
        opened = self.plan.opened
        if opened is None:
            return ""
        mapped = set(opened.mapping.fields.values())
        for group in NEEDED[self.plan.kind]:
            if not mapped & set(group):
                return _("No column gives “{field}” yet.").format(field=self._label(group[0]))
        for column, reading in self._readings.items():
            if reading.asked:
                return _("Say how the column “{column}” is to be read.").format(column=column)
        return ""

    def first_focus(self) -> QWidget:
        """The first column that is not clear, else the first."""
        asked = [self.readers[name] for name, one in self._readings.items() if one.asked and name in self.readers]
        return next(iter([*asked, *self.boxes.values()]), self)

    def _reader(self, column: str) -> QWidget | None:
        reading = self._readings.get(column)
        if reading is None:
            return None
        box = Combo(_("{column} is read as").format(column=column), self._ways(reading))
        box.choose("" if reading.asked else reading.reading)
        box.setProperty("problem", reading.asked)
        box.chosen.connect(partial(self._on_reading, column))
        self.readers[column] = box
        return box

    def _ways(self, reading: ColumnReading) -> list[tuple[str, str]]:
        ways = [one.value for one in (DateOrder if reading.about == "date_order" else DecimalStyle)]
        asked = [("", _("Please say: “{example}”").format(example=cut(reading.example, 20)))] if reading.asked else []
        return [*asked, *((way, reading_name(way)) for way in ways)]

    def _on_field(self, column: str, key: str) -> None:
        opened = self.plan.opened
        if opened is None:
            return
        self.plan.opened = replace(opened, mapping=opened.mapping.with_override(column, key))
        self.plan.checked = None
        self.show_plan()
        self.boxes[column].setFocus()

    def _on_reading(self, column: str, way: str) -> None:
        if not way:
            return
        about = self._readings[column].about
        asked = [name for name, one in self._readings.items() if one.asked and one.about == about]
        for name in {column, *asked}:  # one answer does for all that are asked; each can still be changed
            if about == "date_order":
                self.plan.date_orders[name] = DateOrder(way)
            else:
                self.plan.decimals[name] = DecimalStyle(way)
        self.plan.checked = None
        self.show_plan()
        self.readers[column].setFocus()

    def _examples(self, at: int) -> str:
        opened = self.plan.opened
        cells = (row.cells[at].strip() for row in (opened.sheet.rows[:200] if opened else ()))
        found = list(dict.fromkeys(cell for cell in cells if cell))[:EXAMPLES]
        return cut(" · ".join(cut(cell, 24) for cell in found), 44)

    def _why(self, column: str) -> str:
        opened = self.plan.opened
        how = opened.mapping.how.get(column) if opened else None
        if how is None:
            return ""
        return {
            How.NAME: _("By the name of the column"),
            How.CONTENT: _("By what stands in the column"),
            How.PRESET: _("By what the program that wrote the file means"),
            How.EARLIER: _("As in an earlier import"),
            How.USER: _("As you said"),
        }[how]

    def _say_needed(self) -> None:
        needed = _(", ").join(self._label(group[0]) for group in NEEDED[self.plan.kind])
        self.needed.set_caption(_("Needed: {fields}. Whatever else is known helps.").format(fields=needed))

    def _label(self, key: str) -> str:
        return next(_(one.label) for one in FIELDS[self.plan.kind] if one.key == key)
