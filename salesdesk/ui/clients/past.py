"""What a client bought, and the chips that narrow its timeline to one kind of happening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from salesdesk.services.clients import Bought, Happening, TimelineItem
from salesdesk.ui.clients.line import LineText
from salesdesk.ui.clients.story import near
from salesdesk.ui.parts.caption import Caption
from salesdesk.ui.parts.chips import ChipBar, Choice
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_money, format_number

_KINDS: dict[Happening, Caption] = {
    Happening.VISIT: lambda: _("Visits"),
    Happening.STAGE: lambda: _("Stages"),
    Happening.QUOTE: lambda: _("Quotes"),
    Happening.ORDER: lambda: _("Orders"),
    Happening.PAYMENT: lambda: _("Payments"),
    Happening.INVOICE: lambda: _("Invoices"),
    Happening.SURVEY: lambda: _("Surveys"),
    Happening.ENQUIRY: lambda: _("Enquiries"),
    Happening.REQUEST: lambda: _("Requests"),
    Happening.TIER: lambda: _("Tiers"),
}
_SAME = {Happening.SETTLED: Happening.REQUEST}


class KindChips(ChipBar):
    """One chip for each kind of thing that happened; a second click shows everything again."""

    def __init__(self) -> None:
        super().__init__(lambda: _("Kinds of happening"), optional=True)

    def show_for(self, items: Sequence[TimelineItem]) -> None:
        """Offer the kinds that there are; nothing to choose where there is only one."""
        counts = Counter(_SAME.get(item.what, item.what) for item in items)
        kinds = [kind for kind in _KINDS if counts[kind]]
        choices = [Choice(kind.value, _KINDS[kind], count=counts[kind]) for kind in kinds if len(kinds) > 1]
        if [chip.choice for chip in self.chips()] != choices:
            self.set_choices(choices)
        self.setVisible(bool(choices))

    def narrowed(self, items: Sequence[TimelineItem]) -> Sequence[TimelineItem]:
        """The things of the kind that was chosen."""
        chosen = self.chosen()
        return [item for item in items if _SAME.get(item.what, item.what) == chosen] if chosen else items


def bought_line(bought: Bought, today: date) -> LineText:
    """A product that was bought: its name, how many and when last, and for how much."""
    quantity = format_number(bought.quantity)
    when = near(bought.last_on, today)
    detail = _("{n} pieces, last {when}").format(n=quantity, when=when)
    amount = format_money(bought.net_cents, bought.currency, compact=True)
    return LineText(bought.name, detail, amount, icon="money", lead_tip=format_date(bought.last_on, "long"))
