"""One column of the board: its head with the sums, and the list of its cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Stage
from salesdesk.services.funnel import Column, ColumnKey
from salesdesk.ui.funnel.card_list import CardList
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_money


def column_name(key: ColumnKey) -> str:
    """What a column is called."""
    return _("Closed") if key is ColumnKey.CLOSED else label(Stage(key.value))


class ColumnView(QWidget):
    """Head and cards of one column, filling the height."""

    def __init__(
        self,
        key: ColumnKey,
        today: Callable[[], date],
        picked: Callable[[], Sequence[Id]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._aimed = False
        self._shown: tuple[Column, str] | None = None
        self.name, self.count = Label(self._name, "strong", self), Label("", "soft", self)
        self.sums, self.more, self.apart = (Label("", "small", self) for _line in range(3))
        self.apart.setWordWrap(True)
        self.apart.setContentsMargins(2, 0, 2, 0)
        self.apart.hide()
        self.list = CardList(today, picked, self)
        self.list.hovered.connect(self._on_hovered)
        column = QVBoxLayout(self)
        first, second = QHBoxLayout(), QHBoxLayout()
        column.addLayout(first)
        column.addLayout(second)
        for line, left, right in ((first, self.name, self.count), (second, self.sums, self.more)):
            line.setContentsMargins(2, 0, self.list.verticalScrollBar().sizeHint().width() + 2, 0)
            line.addWidget(left, 1)
            line.addWidget(right)
        column.setContentsMargins(8, 8, 0, 2)
        column.setSpacing(2)
        column.addWidget(self.apart)
        column.addSpacing(6)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(theme.tokens().px(200))
        self.list.setAccessibleName(self._name())

    def show_column(self, column: Column, currency: str) -> None:
        """Show the cards and the sums that were read."""
        self._shown = column, currency
        self.list.show_cards(column.cards)
        self._say()

    # what Qt asks

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("selection" if self._aimed else "rail"))
        painter.setPen(QPen(theme.colour("focus" if self._aimed else "rail"), 2 if self._aimed else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), look.radius, look.radius)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    # handlers and private

    def _on_hovered(self, over: bool) -> None:
        self._aimed = over
        self.update()

    def _name(self) -> str:
        return column_name(self.key)

    def _say(self) -> None:
        self.list.setAccessibleName(self._name())
        if self._shown is None:
            return
        column, currency = self._shown
        self.count.set_caption(str(column.count))
        if self.key is ColumnKey.CLOSED:
            self._say_closed(column, currency)
        else:
            self._say_open(column, currency)
        self.list.setAccessibleDescription(f"{self.sums.toolTip()}; {self.more.toolTip()}")
        left_out = ngettext(
            "{n} in another currency is not in the sum", "{n} in other currencies are not in the sum", column.elsewhere
        )
        self.apart.set_caption(left_out.format(n=column.elsewhere))
        self.apart.setVisible(column.elsewhere > 0)

    def _say_open(self, column: Column, currency: str) -> None:
        self.sums.set_caption(format_money(column.sum_cents, currency, compact=True))
        self.sums.setToolTip(_("Sum {amount}").format(amount=format_money(column.sum_cents, currency)))
        weighted = format_money(column.weighted_cents, currency, compact=True)
        self.more.set_caption(_("weighted {amount}").format(amount=weighted))
        exact = format_money(column.weighted_cents, currency)
        self.more.setToolTip(_("Amount × probability, summed: {amount}").format(amount=exact))

    def _say_closed(self, column: Column, currency: str) -> None:
        for part, said, n, cents in (
            (self.sums, _("Won {n} · {amount}"), column.won, column.won_cents),
            (self.more, _("Lost {n} · {amount}"), column.lost, column.lost_cents),
        ):
            part.set_caption(said.format(n=n, amount=format_money(cents, currency, compact=True)))
            full = said.format(n=n, amount=format_money(cents, currency))
            part.setToolTip(_("{what}, in the last 30 days").format(what=full))
        if self.sums.sizeHint().width() + self.more.sizeHint().width() + 24 > self.list.width():
            self.sums.set_caption(_("Won {n}").format(n=column.won))
            self.more.set_caption(_("Lost {n}").format(n=column.lost))
