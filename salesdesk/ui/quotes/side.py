"""What a quote comes to while it is written: sums, margin with its floor, versions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.quote import Quote
from salesdesk.domain.quote_sums import WHOLE, QuoteSums
from salesdesk.ui.parts.bullet import BulletBar
from salesdesk.ui.parts.caption import Button, Caption, Label, hairline
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money, format_percent

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class QuoteSide(QWidget):
    """`chosen(Id)` when another version is wanted."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.total, self.margin = Label("–", "number"), Label("–", "number")
        self.margin_words = Label("", "small")
        self.margin_words.setWordWrap(True)
        self.bar = BulletBar()
        self._amounts: dict[str, Label] = {}
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        for at, (key, words) in enumerate(_SUMS.items()):
            grid.addWidget(Label(words, "soft"), at, 0)
            self._amounts[key] = shown = Label("–")
            shown.setAlignment(_RIGHT)
            grid.addWidget(shown, at, 1)
        self._versions = QVBoxLayout()
        self._versions.setSpacing(0)
        self._versions_head = Label(lambda: _("Versions"), "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 24, 16)
        column.setSpacing(4)
        column.addWidget(Label(lambda: _("To be paid"), "small"))
        column.addWidget(self.total)
        column.addLayout(grid)
        column.addWidget(hairline())
        column.addWidget(Label(lambda: _("Gross margin"), "small"))
        column.addWidget(self.margin)
        column.addWidget(self.bar)
        column.addWidget(self.margin_words)
        column.addWidget(hairline())
        column.addWidget(self._versions_head)
        column.addLayout(self._versions)
        column.addStretch()

    def show_sums(self, sums: QuoteSums, currency: str, unread: int = 0) -> None:
        """Write everything anew; `unread` lines are not in it."""
        self.total.set_caption(format_money(sums.total_cents, currency))
        for key, shown in self._amounts.items():
            shown.set_caption(format_money(getattr(sums, key), currency))
        margin = sums.margin_bp
        self.margin.set_caption("–" if margin is None else format_percent(margin / WHOLE))
        words = margin_words(sums, currency, unread)
        self.margin_words.set_caption(words)
        self.margin_words.setProperty("look", "late" if sums.needs_approval else "small")
        self.margin_words.style().unpolish(self.margin_words)
        self.margin_words.style().polish(self.margin_words)
        floor = sums.floor_bp
        self.bar.show_values(max(0, margin or 0), WHOLE, None if floor is None else max(0, floor) / WHOLE, words)

    def show_versions(self, versions: Sequence[Quote], current: Id) -> None:
        """List the versions, the newest first; the one in view is no link."""
        while self._versions.count():
            item = self._versions.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._versions_head.setVisible(len(versions) > 1)
        for quote in reversed(versions if len(versions) > 1 else []):
            words = _("{n} · {day} · {state}").format(
                n=quote.version, day=format_date(quote.quoted_on, "short"), state=label(quote.status)
            )
            if quote.id == current:
                self._versions.addWidget(Label(words, "strong"))
            else:
                link = _VersionLink(words, quote.id)
                link.chosen.connect(self.chosen)
                self._versions.addWidget(link)


class _VersionLink(Button):
    chosen = Signal(object)

    def __init__(self, words: str, pk: Id) -> None:
        super().__init__(words, "link")
        self._pk = pk
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self._pk)


def margin_words(sums: QuoteSums, currency: str, unread: int = 0) -> str:
    """The margin in words: how much, the floor, or why it cannot be said."""
    if unread:
        missing = ngettext(
            "{n} line cannot be read and is not counted.", "{n} lines cannot be read and are not counted.", unread
        ).format(n=unread)
        return f"{missing} {margin_words(sums, currency)}" if sums.lines else missing
    if not sums.lines:
        return _("Nothing on it yet.")
    if sums.unknown:
        unknown = ngettext(
            "The margin is not known: {n} line has no cost.",
            "The margin is not known: {n} lines have no cost.",
            sums.unknown,
        ).format(n=sums.unknown)
        return _("{margin} Some lines lie below the floor.").format(margin=unknown) if sums.below else unknown
    said = _("{amount} remain.").format(amount=format_money(sums.margin_cents or 0, currency))
    if sums.below:
        n = len(sums.below)
        below = ngettext("{n} line lies below its floor.", "{n} lines lie below their floor.", n).format(n=n)
        return f"{said} {below}"
    if sums.extras_below:
        return _("{amount} The extras push the whole below the floor.").format(amount=said)
    if sums.floor_bp is not None:
        return _("{amount} The floor is {floor}.").format(amount=said, floor=format_percent(sums.floor_bp / WHOLE))
    return said


_SUMS: dict[str, Caption] = {
    "lines_cents": lambda: _("Sum of the lines"),
    "discount_cents": lambda: _("Discount"),
    "prepay_cents": lambda: _("Prepayment"),
    "net_cents": lambda: _("Net"),
    "tax_cents": lambda: _("Tax"),
}
