"""What a part of a file holds, in words."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.extent import Held
from salesdesk.domain.period import Period, add_months
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.numbers import format_date, format_number


def held_words(held: Held) -> str:
    """ "2026-07 to 2026-09, clients of tier A": what follows *only*. For a part that does not say, "a part"."""
    said = []
    if held.days is not None:
        said.append(days_words(held.days))
    if held.tier is not None:
        said.append(_("clients of tier {tier}").format(tier=held.tier.value))
    if held.line:
        said.append(_("the product line {name}").format(name=held.line))
    if held.clients:
        words = ngettext("{n} chosen client", "{n} chosen clients", held.clients)
        said.append(words.format(n=format_number(held.clients)))
    return _(", ").join(said) or _("a part")


def only_words(held: Held) -> str:
    """The same as a remark of its own: "only 2026-07 to 2026-09"."""
    return _("only {part}").format(part=held_words(held))


def days_words(days: Period) -> str:
    """Whole months by their names, other days by theirs."""
    if days.first.day != 1 or add_months(days.last.replace(day=1), 1) != date.fromordinal(days.last.toordinal() + 1):
        if days.first == days.last:
            return format_date(days.first)
        return _("{first} to {last}").format(first=format_date(days.first), last=format_date(days.last))
    first, last = f"{days.first:%Y-%m}", f"{days.last:%Y-%m}"
    return first if first == last else _("{first} to {last}").format(first=first, last=last)
