"""What a quote comes to, exactly (spec 3.2).

All of it is whole cents of one currency. Fractions of a cent appear in four places only and are rounded half up once
in each: a price made by a percentage, the discount on the lines' sum, the prepayment discount, and the tax. What a
whole amount is made of (each line's part of discount and tax, the instalments) is parted by `money.split_exactly`, so
that the parts sum to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from salesdesk.domain.errors import Refused
from salesdesk.domain.money import split_exactly
from salesdesk.domain.product import PriceKind, PriceStep, Product
from salesdesk.domain.quote import PriceBasis, Quote, QuoteInstalment, QuoteLine, QuoteLineKind
from salesdesk.domain.text import N_

WHOLE: Final = 10_000
"""Basis points of a whole."""

MOST_QUANTITY: Final = 10**9
MOST_CENTS: Final = 10**15
"""Beyond these nothing is quoted: a slip of the key."""


def rounded(numerator: int, denominator: int) -> int:
    """A quotient rounded half up; neither is negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def part_of(cents: int, basis_points: int) -> int:
    """So many basis points of an amount, rounded half up to the cent."""
    return rounded(cents * basis_points, WHOLE)


def reduced(cents: int, discount_bp: int) -> int:
    """A price for one piece after a discount in basis points, rounded half up to the cent."""
    return part_of(cents, WHOLE - discount_bp)


def without_tax(cents: int, tax_bp: int) -> int:
    """The net amount inside one that holds the tax, rounded half up to the cent."""
    return rounded(cents * WHOLE, WHOLE + tax_bp)


def with_tax(cents: int, tax_bp: int) -> int:
    """A net amount with its tax. `without_tax` of it gives the net amount back, to the cent."""
    return cents + part_of(cents, tax_bp)


# ---- prices --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """The price of one piece, and the step it comes from (None: the list price)."""

    cents: int
    list_cents: int
    step: PriceStep | None = None


_KIND_OF_BASIS: Final = {
    PriceBasis.FIRST_ORDER: PriceKind.FIRST_ORDER,
    PriceBasis.YEARLY: PriceKind.YEARLY,
    PriceBasis.CONTRACT: PriceKind.CONTRACT,
}


def price_for(
    product: Product,
    steps: Sequence[PriceStep],
    *,
    quantity: int,
    basis: PriceBasis = PriceBasis.LIST,
    months: int | None = None,
    currency: str = "",
) -> FoundPrice | None:
    """The best price that this many pieces have: the lowest of list price, quantity steps reached, and the basis' own.

    Steps by quantity hold with every basis; those by length of contract from their month on, with that basis.
    Prices in another currency are none: None where the product has no price in the quote's (`currency`, else its own).
    """
    wanted = currency or product.currency
    listed = product.list_price_cents if product.currency == wanted else None
    holding = [
        step for step in steps if step.currency == wanted and not step.deleted and _holds(step, quantity, basis, months)
    ]
    best = min(holding, key=lambda step: (step.price_cents, -step.at_least), default=None)
    if listed is None:
        return FoundPrice(best.price_cents, best.price_cents, best) if best else None
    if best is None or best.price_cents >= listed:
        return FoundPrice(listed, listed)
    return FoundPrice(best.price_cents, listed, best)


def _holds(step: PriceStep, quantity: int, basis: PriceBasis, months: int | None) -> bool:
    if step.kind is PriceKind.QUANTITY:
        return quantity >= step.at_least
    if _KIND_OF_BASIS.get(basis) is not step.kind:
        return False
    return step.kind is not PriceKind.CONTRACT or (months or 0) >= step.at_least


def least_price(cost_cents: int | None, floor_margin_bp: int | None) -> Fraction | None:
    """The lowest net price of one piece that keeps the floor margin; None where cost or floor are not known."""
    if cost_cents is None or floor_margin_bp is None:
        return None
    return Fraction(cost_cents * WHOLE, WHOLE - min(floor_margin_bp, WHOLE - 1))


# ---- the whole quote -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineSums:
    """One line: quantity × price, its net part after discounts and without tax, its tax, its cost (None: unknown).

    `least_cents` is the lowest net amount its floor margin allows, rounded up (None: it has no floor).
    """

    gross_cents: int
    net_cents: int
    tax_cents: int
    cost_cents: int | None
    least_cents: int | None = None
    below: bool = False

    @property
    def margin_bp(self) -> int | None:
        """Its margin after all discounts, in basis points."""
        return margin_of(self.net_cents, self.cost_cents)


@dataclass(frozen=True, slots=True)
class QuoteSums:
    """What the quote comes to. `lines_cents` − discount − prepayment discount = net (+ tax inside); `total_cents` is
    what the client pays.

    `cost_cents` is None when the cost of one line is not known: then there is no margin, and `unknown` counts those
    lines. `least_cents` is the net amount at which every line with a floor just keeps it and extras pay their cost.
    """

    lines: tuple[LineSums, ...]
    lines_cents: int
    discount_cents: int
    prepay_cents: int
    net_cents: int
    tax_cents: int
    total_cents: int
    cost_cents: int | None
    least_cents: int | None
    instalments: tuple[int, ...]
    unknown: int = 0

    @property
    def below(self) -> tuple[int, ...]:
        """The numbers of the lines (from 0) that lie below their floor."""
        return tuple(at for at, line in enumerate(self.lines) if line.below)

    @property
    def extras_below(self) -> bool:
        """Whether extras given away push the whole below the floor although no line is."""
        return not self.below and self.least_cents is not None and self.net_cents < self.least_cents

    @property
    def needs_approval(self) -> bool:
        """Whether somebody has to approve it before it goes out (spec 1.3)."""
        return bool(self.below) or self.extras_below

    @property
    def margin_cents(self) -> int | None:
        return None if self.cost_cents is None else self.net_cents - self.cost_cents

    @property
    def margin_bp(self) -> int | None:
        """Gross margin (glossary) in basis points; None where a cost is unknown or nothing is asked for."""
        return margin_of(self.net_cents, self.cost_cents)

    @property
    def floor_bp(self) -> int | None:
        """The margin at which the floor of the whole lies."""
        if self.least_cents is None or self.cost_cents is None:
            return None
        return margin_of(self.least_cents, self.cost_cents)


def margin_of(net_cents: int, cost_cents: int | None) -> int | None:
    """(Net − cost) ÷ net in basis points, rounded half up; None where it cannot be said."""
    if cost_cents is None or net_cents <= 0:
        return None
    return (2 * WHOLE * (net_cents - cost_cents) + net_cents) // (2 * net_cents)


def quote_sums(
    quote: Quote,
    lines: Sequence[QuoteLine],
    instalments: Sequence[QuoteInstalment] = (),
    floors: Sequence[Fraction | None] = (),
) -> QuoteSums:
    """The arithmetic of a quote; `floors` are the lowest prices of one piece, line by line (`least_price`)."""
    gross = [line.quantity * line.price_cents for line in lines]
    whole = sum(gross)
    discount = part_of(whole, quote.discount_bp)
    prepay = part_of(whole - discount, quote.prepay_bp) if quote.prepaid else 0
    asked = whole - discount - prepay
    net = without_tax(asked, quote.tax_bp) if quote.tax_included else asked
    total = asked if quote.tax_included else with_tax(asked, quote.tax_bp)
    nets = split_exactly(net, gross) if gross else []
    taxes = split_exactly(total - net, gross) if gross else []
    limits = [*floors, *[None] * (len(lines) - len(floors))]
    summed = tuple(
        _line(line, its, net_part, tax, floor)
        for line, its, net_part, tax, floor in zip(lines, gross, nets, taxes, limits, strict=True)
    )
    costs = [line.cost_cents for line in summed]
    known = [cost for cost in costs if cost is not None]
    return QuoteSums(
        lines=summed,
        lines_cents=whole,
        discount_cents=discount,
        prepay_cents=prepay,
        net_cents=net,
        tax_cents=total - net,
        total_cents=total,
        cost_cents=sum(known) if len(known) == len(costs) else None,
        least_cents=_least(lines, summed),
        instalments=tuple(split_exactly(total, [one.share_bp for one in instalments])) if instalments else (),
        unknown=len(costs) - len(known),
    )


def _line(line: QuoteLine, gross: int, net: int, tax: int, floor: Fraction | None) -> LineSums:
    cost = None if line.cost_cents is None else line.quantity * line.cost_cents
    least = None if floor is None else floor * line.quantity
    return LineSums(
        gross_cents=gross,
        net_cents=net,
        tax_cents=tax,
        cost_cents=cost,
        least_cents=None if least is None else -(-least.numerator // least.denominator),
        below=least is not None and net < least,
    )


def _least(lines: Sequence[QuoteLine], sums: Sequence[LineSums]) -> int | None:
    """The floor of the whole: None where no line has one, or a cost is unknown.

    A line without a floor asks for what it brings, an extra for its cost where it brings less.
    """
    if all(line.least_cents is None for line in sums) or any(line.cost_cents is None for line in sums):
        return None
    wanted = 0
    for line, its in zip(lines, sums, strict=True):
        if its.least_cents is not None:
            wanted += its.least_cents
        elif line.kind is QuoteLineKind.EXTRA:
            wanted += max(its.net_cents, its.cost_cents or 0)
        else:
            wanted += its.net_cents
    return wanted


# ---- what no quote can be ------------------------------------------------------------------------------------------


def check_quote(quote: Quote, lines: Sequence[QuoteLine], instalments: Sequence[QuoteInstalment]) -> None:
    """Refuse what no quote can be; the field named is the quote's, or `lines`, or `instalments`."""
    for value, field in (
        (quote.discount_bp, "discount_bp"),
        (quote.prepay_bp, "prepay_bp"),
        (quote.tax_bp, "tax_bp"),
    ):
        if not 0 <= value <= WHOLE:
            raise Refused(N_("A percentage lies between 0 and 100."), field=field)
    if quote.valid_until is not None and quote.valid_until < quote.quoted_on:
        raise Refused(N_("A quote cannot run out before its own date."), field="valid_until")
    if quote.payment_days is not None and not 0 <= quote.payment_days <= 720:
        raise Refused(N_("Payment terms lie between 0 and 720 days."), field="payment_days")
    if quote.contract_months is not None and not 1 <= quote.contract_months <= 600:
        raise Refused(N_("A contract runs for 1 to 600 months."), field="contract_months")
    if quote.basis is PriceBasis.CONTRACT and quote.contract_months is None:
        raise Refused(N_("Say for how many months the contract runs."), field="contract_months")
    for line in lines:
        _check_line(line)
    if instalments:
        if any(one.share_bp <= 0 or one.days < 0 for one in instalments):
            raise Refused(N_("An instalment has a share above 0 and a day after the signing."), field="instalments")
        if sum(one.share_bp for one in instalments) != WHOLE:
            raise Refused(N_("The instalments must come to 100 percent together."), field="instalments")


def _check_line(line: QuoteLine) -> None:
    if line.kind is QuoteLineKind.EXTRA and not line.text.strip():
        raise Refused(N_("An extra needs words: say what is given."), field="lines")
    if not 1 <= line.quantity <= MOST_QUANTITY:
        raise Refused(N_("A quantity is 1 or more."), field="lines")
    money = (line.list_cents, line.price_cents, line.cost_cents or 0)
    if any(cents < 0 for cents in money):
        raise Refused(N_("A price is not negative."), field="lines")
    if any(cents * line.quantity > MOST_CENTS for cents in money):
        raise Refused(N_("This amount is too large."), field="lines")
