"""What *Plan my week* says: why a visit is proposed, why a client found no place, which rule cannot be kept."""

from __future__ import annotations

from collections.abc import Callable

from salesdesk.domain.cadence import Every
from salesdesk.domain.plan import Asking, Because, Impossible, Proposal, Reason, Unplaced
from salesdesk.domain.text import N_
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.names import label
from salesdesk.words.numbers import format_date, format_number

_ASKED = {
    Every.WEEK: N_("{tier}: {count} a week"),
    Every.MONTH: N_("{tier}: {count} a month"),
    Every.QUARTER: N_("{tier}: {count} a quarter"),
}


def asking_words(asking: Asking) -> str:
    """A rule in short: "A: 2 a week"."""
    return _(_ASKED[asking.every]).format(tier=asking.tier.value, count=format_number(asking.count))


def reason_words(reason: Reason) -> str:
    """One reason: "promised for Thu, Dec 3: bring the samples"."""
    return _SAID[reason.because](reason)


def proposal_words(proposal: Proposal) -> str:
    """Every reason of a proposal, in one line."""
    return " · ".join(reason_words(reason) for reason in proposal.reasons)


def unplaced_words(unplaced: Unplaced) -> str:
    """Why a client found no place: "Every day that would do is full"."""
    return label(unplaced.why)


def impossible_words(impossible: Impossible) -> str:
    """A rule that cannot be kept, with what it asks for and what there is room for."""
    sentence = _("{rule} asks for {asked} more contacts from {first} to {last}; there is room for {room}.")
    return sentence.format(
        rule=asking_words(impossible.asking),
        asked=format_number(impossible.asked),
        first=format_date(impossible.period.first),
        last=format_date(impossible.period.last),
        room=format_number(impossible.room),
    )


def impossible_short(impossible: Impossible) -> str:
    """The same for a narrow place: "A: 2 a week: 90 asked for until Sun, Dec 6, room for 12"."""
    return _("{rule}: {asked} asked for until {day}, room for {room}").format(
        rule=asking_words(impossible.asking),
        asked=format_number(impossible.asked),
        day=format_date(impossible.period.last, "weekday"),
        room=format_number(impossible.room),
    )


def _promised(reason: Reason) -> str:
    day = format_date(reason.on, "weekday") if reason.on else ""
    if reason.words:
        return _("promised for {day}: {step}").format(day=day, step=reason.words)
    return _("promised for {day}").format(day=day)


def _promise_late(reason: Reason) -> str:
    said = ngettext("promised {n} day ago", "promised {n} days ago", reason.days).format(n=format_number(reason.days))
    return _("{promised}: {step}").format(promised=said, step=reason.words) if reason.words else said


def _late(reason: Reason) -> str:
    late = ngettext("{n} day late", "{n} days late", reason.days).format(n=format_number(reason.days))
    return f"{late} · {_asked(reason)}" if reason.asking else late


def _asked(reason: Reason) -> str:
    if reason.asking is None:
        return ""
    asked = asking_words(reason.asking)
    return _("{rule}, {done} done").format(rule=asked, done=format_number(reason.done)) if reason.done else asked


def _stalled(reason: Reason) -> str:
    return ngettext("opportunity stalled for {n} day", "opportunity stalled for {n} days", reason.days).format(
        n=format_number(reason.days)
    )


def _priority(_reason: Reason) -> str:
    return _("urgent opportunity")


def _near(reason: Reason) -> str:
    return ngettext("{n} other visit nearby that day", "{n} other visits nearby that day", reason.days).format(
        n=format_number(reason.days)
    )


_SAID: dict[Because, Callable[[Reason], str]] = {
    Because.PROMISED: _promised,
    Because.PROMISE_LATE: _promise_late,
    Because.LATE: _late,
    Because.ASKED: _asked,
    Because.STALLED: _stalled,
    Because.PRIORITY: _priority,
    Because.NEAR: _near,
}
