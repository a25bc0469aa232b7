"""Why a client is due, in one line: "A: 2 a week, 1 done, last 9 days ago"."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.cadence import Due, Every
from salesdesk.domain.text import N_
from salesdesk.words.catalogue import _
from salesdesk.words.numbers import format_day_near

_SEEN = {
    Every.WEEK: N_("{tier}: {count} a week, {done} done, last {when}"),
    Every.MONTH: N_("{tier}: {count} a month, {done} done, last {when}"),
    Every.QUARTER: N_("{tier}: {count} a quarter, {done} done, last {when}"),
}
_NEVER = {
    Every.WEEK: N_("{tier}: {count} a week, not met yet"),
    Every.MONTH: N_("{tier}: {count} a month, not met yet"),
    Every.QUARTER: N_("{tier}: {count} a quarter, not met yet"),
}


def due_reason(due: Due, today: date) -> str:
    """The rule of the client's tier, what is done of it in its period, and when the last contact that counts was."""
    sentence = _(_NEVER[due.rule.every] if due.last_on is None else _SEEN[due.rule.every])
    when = "" if due.last_on is None else format_day_near(due.last_on, today)
    return sentence.format(tier=due.rule.tier.value, count=due.rule.count, done=due.done, when=when)
