"""What the page says while the year has no target: one sentence, one field, one button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.target import Metric
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.ui.targets.total_sheet import example, not_an_amount
from salesdesk.words.i18n import _
from salesdesk.words.labels import label


class Beginning(QWidget):
    """`begun(amount)` with the total typed (cents or a count); `seeded` asks for last year's numbers instead."""

    begun = Signal(object)
    seeded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year, self._metric, self._amounts = 0, Metric.SALES, Amounts()
        self.sentence = Label(self._sentence, "soft")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setFixedWidth(theme.tokens().px(240))
        self.field.returnPressed.connect(self._on_begin)
        self.field.textEdited.connect(self._on_edited)
        self.understood = Label("", "small")
        self.button = Button(lambda: _("Set the year's target"), "primary")
        self.button.clicked.connect(self._on_begin)
        self.from_last_year = Button(lambda: _("Begin from last year's numbers"), "link")
        self.from_last_year.clicked.connect(self.seeded)
        self._lay_out()

    def show_for(self, year: int, metric: Metric, amounts: Amounts, *, seeds: bool) -> None:
        """Ask for the total of this year; `seeds`: the year before has numbers to begin from."""
        self._year, self._metric, self._amounts = year, metric, amounts
        self.from_last_year.setVisible(seeds)
        self.retranslate()

    def retranslate(self) -> None:
        """Read the words again in the present language."""
        self.sentence.set_caption(self._sentence)
        wide = theme.tokens().px(480)
        self.sentence.setFixedSize(wide, self.sentence.heightForWidth(wide))
        self.field.setPlaceholderText(example(self._metric))
        self.field.setAccessibleName(_("Total of the year"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self.retranslate()
        super().changeEvent(event)

    def _sentence(self) -> str:
        said = _(
            "The plan of {year} for {metric} will stand here, month by month beside what was reached."
            " Type the total of the year; the parts follow by themselves."
        )
        return said.format(year=self._year, metric=label(self._metric))

    def _on_edited(self, words: str) -> None:
        amount = self._amounts.read(words) if words.strip() else None
        self.understood.set_caption("" if amount is None else self._amounts.full(amount))

    def _on_begin(self) -> None:
        amount = self._amounts.read(self.field.text())
        if amount is None:
            self.understood.set_caption(not_an_amount(self.field.text()))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.begun.emit(amount)
        self.field.clear()
        self.understood.set_caption("")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.field)
        row.addWidget(self.button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addWidget(self.understood, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.from_last_year, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
