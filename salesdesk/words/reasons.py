"""Reasons in one line: why a client is due ("A: 2 a week, 1 done, last 9 days ago"), why it belongs into a tier."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.cadence import CadenceRule, Due, Every
from salesdesk.domain.deal_week import ReviewItem
from salesdesk.domain.decision import Gap, GapKind, Reference
from salesdesk.domain.funnel_rules import Stall, StallReason
from salesdesk.domain.maintenance import ChurnWarning, CrossSell
from salesdesk.domain.prospects import Fit
from salesdesk.domain.text import N_
from salesdesk.domain.tiering import Standing
from salesdesk.domain.visit import IN_DEPTH, Channel
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.names import label
from salesdesk.words.numbers import format_date, format_day_near, format_money, format_number

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
_ASKED = {
    Every.WEEK: N_("{count} a week"),
    Every.MONTH: N_("{count} a month"),
    Every.QUARTER: N_("{count} a quarter"),
}


def due_reason(due: Due, today: date) -> str:
    """The rule of the client's tier, what is done of it in its period, and when the last contact that counts was.

    A rule that a visit or a call in general would not keep says how: "B: 1 a month (message, e-mail), …".
    """
    sentence = _(_NEVER[due.rule.every] if due.last_on is None else _SEEN[due.rule.every])
    when = "" if due.last_on is None else format_day_near(due.last_on, today)
    said = sentence.format(tier=due.rule.tier.value, count=due.rule.count, done=due.done, when=when)
    special = due.rule.in_depth or Channel.FACE not in due.rule.counting
    return _("{reason} ({channels})").format(reason=said, channels=rule_channels(due.rule)) if special else said


def rule_words(rule: CadenceRule) -> str:
    """What a rule asks for: "2 a week"; with a spacing "2 a week, 2 days apart"."""
    said = _(_ASKED[rule.every]).format(count=format_number(rule.count))
    if rule.spacing_days < 1:
        return said
    apart = ngettext("{n} day apart", "{n} days apart", rule.spacing_days).format(n=rule.spacing_days)
    return _("{asked}, {apart}").format(asked=said, apart=apart)


def rule_channels(rule: CadenceRule) -> str:
    """Which contacts a rule counts: "in depth", "any contact", or the names of its channels."""
    if rule.in_depth and rule.counting == IN_DEPTH:
        return _("in depth")
    if rule.counting == frozenset(Channel):
        return _("any contact")
    return _(", ").join(label(channel) for channel in Channel if channel in rule.counting)


def tier_reason(standing: Standing, currency: str) -> str:
    """What a client's score is made of: "12-month sales 1.2 M: no. 4 of 300 · potential 80"."""
    sales = format_money(standing.sales_cents, currency, compact=True)
    rank, of = format_number(standing.rank), format_number(standing.of)
    parts = [_("12-month sales {sales}: no. {rank} of {of}").format(sales=sales, rank=rank, of=of)]
    if standing.potential is None and standing.influence is None:
        parts.append(_("potential and influence not judged"))
    if standing.potential is not None:
        parts.append(_("potential {points}").format(points=standing.potential))
    if standing.influence is not None:
        parts.append(_("influence {points}").format(points=standing.influence))
    return " · ".join(parts)


def churn_reason(warning: ChurnWarning) -> str:
    """Why a client may be leaving: "no order for 94 days; usually one every 30 days (6 orders)"."""
    gap = format_number(warning.gap_tenths / 10, 0 if warning.gap_tenths % 10 == 0 else 1)
    return _("No order for {days} days, usually one every {gap} days ({orders} orders, the last {day})").format(
        days=format_number(warning.days), gap=gap, orders=warning.orders, day=format_date(warning.last_on)
    )


def cross_sell_reason(found: CrossSell) -> str:
    """Why a product may fit: "7 of 11 in metal works, tier B, buy it"."""
    return _("{buyers} of {peers} clients in {industry}, tier {tier}, buy it").format(
        buyers=found.buyers, peers=found.peers, industry=found.industry, tier=found.tier.value
    )


def fit_reason(fit: Fit) -> str:
    """What of the ideal client a prospect has and what not: "industry metal works, size 50-200; not: need"."""
    met = [_("{trait}: {word}").format(trait=label(trait), word=word) for trait, word in fit.met.items()]
    missed = [_("{trait}: does not fit").format(trait=label(trait)) for trait in fit.missed]
    return " · ".join([*met, *missed])


def stall_reason(stall: Stall) -> str:
    """Why an opportunity counts as stalled: "no activity for 34 days, limit 30"."""
    sentence = {
        StallReason.QUIET: ngettext(
            "no activity for {days} day, limit {limit}", "no activity for {days} days, limit {limit}", stall.days
        ),
        StallReason.LONG: ngettext(
            "in this stage for {days} day, limit {limit}", "in this stage for {days} days, limit {limit}", stall.days
        ),
    }[stall.reason]
    return sentence.format(days=format_number(stall.days), limit=format_number(stall.limit))


def gap_reason(gap: Gap) -> str:
    """What the decision chain lacks: "Wang Fang: not met for 75 days"."""
    if gap.person is None:
        return label(gap.kind)
    name = gap.person.name
    if gap.kind is GapKind.ROLE_UNKNOWN:
        return _("{name}: role not known").format(name=name)
    if gap.kind is GapKind.NEVER_MET:
        return _("{name}: never met").format(name=name)
    if gap.kind is GapKind.UNANSWERED and not gap.days:
        return _("{name} stands against us and was never met").format(name=name)
    sentence = {
        GapKind.NOT_MET: ngettext("{name}: not met for {n} day", "{name}: not met for {n} days", gap.days),
        GapKind.UNANSWERED: ngettext(
            "{name} stands against us, not met for {n} day", "{name} stands against us, not met for {n} days", gap.days
        ),
    }[gap.kind]
    return sentence.format(name=name, n=format_number(gap.days))


def reference_reason(found: Reference, currency: str) -> str:
    """Why a client may speak for us: "metal works · bought Pump X · won 12 Oct 2026 · orders ¥1.2 M in 24 months"."""
    parts = [found.industry]
    if found.same_region:
        parts.append(_("same region"))
    if found.products:
        parts.append(_("bought {products}").format(products=_(", ").join(found.products)))
    if found.won_on:
        parts.append(_("won on {day}").format(day=format_date(found.won_on)))
    if found.sales_cents:
        sales = format_money(found.sales_cents, currency, compact=True)
        parts.append(_("orders of {sales} in 24 months").format(sales=sales))
    return " · ".join(parts)


def review_reason(item: ReviewItem) -> str:
    """Why an opportunity is on the list of the week: "commercial terms · to ACME · 20 % cheaper", a stall, a slip."""
    parts = [label(item.lost_reason)] if item.lost_reason else []
    if item.lost_to:
        parts.append(_("to {competitor}").format(competitor=item.lost_to))
    if item.lost_note:
        parts.append(item.lost_note)
    if item.stall:
        parts.append(stall_reason(item.stall))
    if item.slip_to and item.slip_days:
        days = ngettext("expected close {n} day later: {day}", "expected close {n} days later: {day}", item.slip_days)
        parts.append(days.format(n=format_number(item.slip_days), day=format_date(item.slip_to, "short")))
    return " · ".join(parts)
