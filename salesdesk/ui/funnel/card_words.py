"""What a card of the board says: in full on hover and to a screen reader, short on its face."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.opportunity import Stage
from salesdesk.services.funnel import Card, Last
from salesdesk.ui.parts.badges import PriorityMark
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_day_near, format_money, format_percent
from salesdesk.words.reasons import stall_reason


def facts(card: Card) -> list[str]:
    """Everything about an opportunity, a fact a line, with full dates and amounts."""
    said = [card.name, _client(card), worth(card), PriorityMark(card.priority.name).words(), since(card)]
    if card.stage.is_open:
        said.append(stalled_reason(card))
        if card.expected_close:
            said.append(_("Expected close on {day}").format(day=format_date(card.expected_close)))
        said.append(_step(card))
    if card.line:
        said.append(_("Product line {line}").format(line=card.line))
    return [fact for fact in said if fact]


def stalled_reason(card: Card) -> str:
    """Why it counts as stalled; "" where it does not."""
    if card.stall is None:
        return ""
    last = {
        Last.VISIT: _("last visit on {day}"),
        Last.MOVE: _("in this stage since {day}"),
    }[card.last].format(day=format_date(card.active_on))
    return _("Stalled: {reason}; {last}").format(reason=stall_reason(card.stall), last=last)


def age(card: Card) -> str:
    """Days in the stage, short."""
    return _("{days} d").format(days=card.age)


def next_step(card: Card, today: date) -> tuple[str, str]:
    """The line at the foot of an open card, and the colour it is written in."""
    if not card.next_step and card.next_on is None:
        return _("No next step"), "faint"
    step = card.next_step or _("Next step")
    if card.next_on is None:
        return step, "soft"
    return f"{format_day_near(card.next_on, today)} · {step}", "red" if card.next_on < today else "soft"


def ending(card: Card) -> str:
    """The line at the foot of a closed card, behind the word *Won* or *Lost*."""
    day = format_date(card.closed_on, "weekday") if card.closed_on else ""
    why = label(card.lost_reason) if card.stage is Stage.LOST and card.lost_reason else ""
    return " · ".join(word for word in (day, why, card.lost_to) if word)


def _client(card: Card) -> str:
    if not card.client:
        return _("No client yet")
    if card.tier is None:
        return card.client
    return _("{client}, tier {tier}").format(client=card.client, tier=card.tier.value)


def worth(card: Card) -> str:
    """Amount, probability and weighted amount in full."""
    amount = format_money(card.amount_cents, card.currency)
    if not card.stage.is_open:
        return amount
    return _("{amount}, probability {chance}, weighted {weighted}").format(
        amount=amount,
        chance=format_percent(card.probability / 100, 0),
        weighted=format_money(card.weighted_cents, card.currency),
    )


def since(card: Card) -> str:
    """The stage and since when it stands there; of a closed one how it ended."""
    if not card.stage.is_open:
        return _("{stage}: {ending}").format(stage=label(card.stage), ending=ending(card))
    said = ngettext("{stage} since {day}, {n} day", "{stage} since {day}, {n} days", card.age)
    return said.format(stage=label(card.stage), day=format_date(card.entered_on), n=card.age)


def _step(card: Card) -> str:
    if not card.next_step and card.next_on is None:
        return _("No next step")
    if card.next_on is None:
        return _("Next step: {step}").format(step=card.next_step)
    day = format_date(card.next_on)
    if not card.next_step:
        return _("Next step on {day}").format(day=day)
    return _("Next step on {day}: {step}").format(day=day, step=card.next_step)
