"""The side of the tier review: weights and cuts with what they would change, and where the effort goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from salesdesk.domain.client import Tier
from salesdesk.domain.maintenance import TierResources
from salesdesk.domain.tiering import Outcome, TierPlan
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import Badge, TierMark
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.panel import Panel
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import NOTHING, format_money, format_number, format_percent

_NAMES: dict[str, Caption] = {
    "contribution": lambda: _("Contribution"),
    "potential": lambda: _("Potential"),
    "influence": lambda: _("Influence"),
    "a_share": lambda: _("Best clients in A"),
    "b_share": lambda: _("Next ones in B"),
    "margin": lambda: _("Margin at the cuts"),
}
_TIPS: dict[str, Caption] = {
    "contribution": lambda: _("Share of the other clients that bought less in the last 12 months, 0 to 100"),
    "potential": lambda: _("As you judge it, 0 to 100; 50 while it is not judged"),
    "influence": lambda: _("As you judge it, 0 to 100; 50 while it is not judged"),
    "a_share": lambda: _("Percent of all clients"),
    "b_share": lambda: _("Percent of all clients"),
    "margin": lambda: _("A client moves only when it lies this many points beyond the cut, so that it does not flap"),
}
_MOST = {"a_share": 100, "b_share": 100, "margin": 50}


class PlanPanel(QWidget):
    """Six numbers. `edited(TierPlan)` while one types, `kept(TierPlan)` when they shall hold."""

    edited = Signal(object)
    kept = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {field.name: _Number(field.name) for field in fields(TierPlan)}
        self.said = Label("", "")
        self.said.setWordWrap(True)
        self.problem = Label("", "problem")
        self.problem.setWordWrap(True)
        self.keep = Button(lambda: _("Keep these weights"), "")
        self.back = Button(lambda: _("Back to those kept"), "link")
        self._kept = TierPlan()
        self._lay_out()
        for box in self.boxes.values():
            box.valueChanged.connect(self._on_changed)
        self.keep.clicked.connect(self._on_keep)
        self.back.clicked.connect(self._on_back)

    def show_plan(self, plan: TierPlan) -> None:
        """The plan that is kept; typed numbers are given up."""
        self._kept = plan
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setValue(getattr(plan, name))
            box.blockSignals(False)
        self._allow()

    def plan(self) -> TierPlan:
        """What the numbers say now."""
        return TierPlan(**{name: box.value() for name, box in self.boxes.items()})

    @property
    def is_tried(self) -> bool:
        """Whether the numbers differ from those kept."""
        return self.plan() != self._kept

    def show_outcome(self, outcome: Outcome | None, problem: str = "") -> None:
        """What the numbers would change; `problem` when they say nothing."""
        self.problem.set_caption(problem)
        self.problem.setVisible(bool(problem))
        self.keep.setEnabled(self.is_tried and not problem and self.isEnabled())
        self.said.setVisible(outcome is not None)
        if outcome is not None:
            self.said.set_caption(_said(outcome, tried=self.is_tried))

    def _allow(self) -> None:
        self.keep.setEnabled(self.is_tried and self.isEnabled())
        self.back.setEnabled(self.is_tried)

    def _on_changed(self, _value: int) -> None:
        self._allow()
        self.edited.emit(self.plan())

    def _on_keep(self) -> None:
        self.kept.emit(self.plan())

    def _on_back(self) -> None:
        self.show_plan(self._kept)
        self.edited.emit(self._kept)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, (name, box) in enumerate(self.boxes.items()):
            name_label = Label(_NAMES[name], "")
            name_label.setBuddy(box)
            grid.addWidget(name_label, row, 0)
            grid.addWidget(box, row, 1)
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        verbs.addWidget(self.keep)
        verbs.addWidget(self.back)
        verbs.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(self.problem)
        column.addWidget(self.said)
        column.addLayout(verbs)
        self.problem.hide()


class _Number(QSpinBox):
    """A percentage or a number of points that can be typed and turned."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._field = name
        self.setRange(0, _MOST.get(name, 100))
        self.setFixedWidth(theme.tokens().px(88))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccelerated(True)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        name, tip = _NAMES[self._field], _TIPS[self._field]
        self.setAccessibleName(name if isinstance(name, str) else name())
        self.setToolTip(tip if isinstance(tip, str) else tip())
        self.setSuffix("" if self._field == "margin" else " %")


def _said(outcome: Outcome, *, tried: bool) -> str:
    """ "With these weights 14 clients move: 5 up, 9 down. Then A 60, B 90, C 150." """
    n = len(outcome.proposals)
    up = sum(one.is_up for one in outcome.proposals)
    if not n:
        first = _("With these weights no client moves.")
    else:
        first = ngettext(
            "With these weights {n} client moves: {up} up, {down} down.",
            "With these weights {n} clients move: {up} up, {down} down.",
            n,
        ).format(n=format_number(n), up=format_number(up), down=format_number(n - up))
    sizes = {tier.value: format_number(count) for tier, count in outcome.sizes.items()}
    then = _("Then there are {A} in A, {B} in B and {C} in C.").format(**sizes)
    held = ngettext("{n} client is kept by hand.", "{n} clients are kept by hand.", outcome.held).format(
        n=format_number(outcome.held)
    )
    trial = _("This is a trial: nothing is written.") if tried else ""
    return " ".join(part for part in (first, then, held if outcome.held else "", trial) if part)


class ResourcePanel(Panel):
    """The resource share of each tier, planned against actual, over the last twelve months."""

    def __init__(self, currency: str) -> None:
        super().__init__(lambda: _("Where the effort goes"), lambda: _("Plan"), small=True)
        self._currency = currency

    def show_resources(self, rows: Sequence[TierResources]) -> None:
        """One line a tier: share of visits, hours and discounts; the plan beside them."""
        self.clear()
        grid_widget = QWidget()
        grid = QGridLayout(grid_widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        heads = ("", _("Plan"), _("Visits"), _("Hours"), _("Discounts"))
        for column, head in enumerate(heads):
            grid.addWidget(Label(head, "small"), 0, column, _RIGHT if column else _LEFT)
        whole = tuple(sum(getattr(row, name) for row in rows) for name in _MEASURES)
        for line, row in enumerate(rows, 1):
            badge = Badge()
            badge.set_mark(TierMark(row.tier.value))
            grid.addWidget(badge, line, 0)
            grid.addWidget(Label(format_percent(row.plan / 100, 0)), line, 1, _RIGHT)
            for column, (name, total) in enumerate(zip(_MEASURES, whole, strict=True), 2):
                grid.addWidget(self._share(name, getattr(row, name), total, row.plan), line, column, _RIGHT)
        for column in range(5):
            grid.setColumnStretch(column, 1 if column else 0)
        self.add(grid_widget)

    def _share(self, name: str, value: int, total: int, plan: int) -> Label:
        share = NOTHING if not total else format_percent(value / total, 0)
        cell = Label(share, "late" if total and abs(100 * value / total - plan) > FAR else "")
        if name == "discount_cents":
            of = format_money(value, self._currency), format_money(total, self._currency)
        elif name == "minutes":
            of = format_number(value / 60, 1), format_number(total / 60, 1)
        else:
            of = format_number(value), format_number(total)
        cell.setToolTip(_("{part} of {whole}").format(part=of[0], whole=of[1]))
        return cell


FAR = 15
"""Percentage points from the plan from which on a share is shown as off."""

_MEASURES = ("visits", "minutes", "discount_cents")
_RIGHT, _LEFT = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
TIERS = tuple(Tier)
