"""Orders with their lines and invoices, and the money that comes in by the payment terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from salesdesk.domain.change import Id, Kind, New
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.order import OrderStatus
from salesdesk.services.sample.deals import MONTH_WEIGHTS, Deal
from salesdesk.services.sample.territory import Company, Product, Territory
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.working_days import YEARS, WorkingDays
from salesdesk.services.session import Session

_GROWTH = 0.12
_SALES_A_YEAR = 11_000_000_00
"""What the repeat orders of the sample come to in its middle year, cents of CNY."""

_ASKED_FOR = 200
"""Days overdue after which an unpaid invoice is settled in some other way."""
_UNALLOCATED = 2
"""Payments of the rep that wait to be allocated."""

_DISCOUNTS = (0, 0, 3, 5, 5, 8, 10, 12, 15)


@dataclass(slots=True)
class Tally:
    """What was reached, by month: the base of the sample's targets. Cents, or counts."""

    sales: dict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))
    received: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    visits: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    new_clients: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True, slots=True)
class _Paid:
    """Which invoice a payment pays."""

    payment: Id
    invoice: Id
    amount: int
    received: date
    own: bool


def plan_orders(
    territory: Territory, deals: list[Deal], days: WorkingDays, rng: Random, count: int
) -> dict[date, list[tuple[Company, Deal | None]]]:
    """On which day who orders: won opportunities, and each customer in a rhythm of its own."""
    plan: dict[date, list[tuple[Company, Deal | None]]] = defaultdict(list)
    for deal in deals:
        if deal.stage is Stage.WON:
            plan[deal.moves[-1][0]].append((deal.company, deal))
    customers = [company for company in territory.companies if not company.prospect]
    wanted = max(len(customers), count - sum(len(orders) for orders in plan.values()))
    whole = sum(company.weight**0.6 for company in customers)
    span = (days.today - days.start).days
    for company in customers:
        times = max(1.2, wanted * company.weight**0.6 / whole)
        for day in _rhythm(company, days, rng, span / times):
            plan[day].append((company, None))
    return plan


def _rhythm(company: Company, days: WorkingDays, rng: Random, gap: float) -> Iterator[date]:
    new = company.since > days.start
    lost = rng.random() < 0.06
    last = days.today - timedelta(days=rng.randint(120, 300)) if lost else days.today
    begin = company.since + timedelta(days=rng.randint(15, 60)) if new else days.start
    day = begin + timedelta(days=0 if new else int(gap * rng.random() * 0.9))
    first = True
    while day < last or (first and day < days.today):
        if first or rng.random() < MONTH_WEIGHTS[day.month - 1] / max(MONTH_WEIGHTS):
            booked = days.on_or_after(day)
            if booked < days.today:
                yield booked
        day += timedelta(days=max(2, int(gap * rng.uniform(0.5, 1.05))))
        first = False


class Trade:
    """Writes orders and payments, and keeps the tally."""

    def __init__(
        self, session: Session, territory: Territory, texts: Texts, days: WorkingDays, rng: Random, orders: int
    ) -> None:
        self._session, self._texts, self._days, self._rng = session, texts, days, rng
        self._by_line = [[p for p in territory.products if p.line == line] for line in range(len(territory.lines))]
        self._typical = _SALES_A_YEAR * YEARS / max(orders, 1) * texts["price_factor"]
        customers = [company.weight**0.8 for company in territory.companies if not company.prospect]
        self._mean = sum(customers) / max(len(customers), 1)
        self._numbers: dict[int, int] = defaultdict(int)
        self._invoiced: dict[int, int] = defaultdict(int)
        self._paid: list[_Paid] = []
        self._known: set[Id] = {c.id for c in territory.companies if not c.prospect and c.since <= days.start}
        self._own = territory.reps[0]
        self.tally = Tally()

    def order(self, company: Company, deal: Deal | None, day: date) -> Iterator[New]:
        """One order of the day with lines and payments; the won opportunity takes its amount."""
        rng, pk = self._rng, self._session.new_id()
        cancelled = deal is None and rng.random() < 0.012
        lines = list(self._lines(pk, company, deal, day))
        total = sum(int(str(line.values["net_cents"])) for line, _product in lines)
        if deal:
            deal.amount = total
        self._numbers[day.year] += 1
        yield New(
            Kind.ORDER,
            pk,
            {
                "client_id": company.id,
                "rep_id": company.rep,
                "ordered_on": day,
                "total_cents": total,
                "currency": self._session.currency,
                "number": f"SO{day:%Y}-{self._numbers[day.year]:04d}",
                "status": self._status(day, cancelled),
                "opportunity_id": deal.id if deal else None,
                "note": self._texts.pick(rng, "order_notes") if rng.random() < 0.15 else "",
            },
        )
        for line, product in lines:
            yield line
            if not cancelled and company.rep == self._own:
                self.tally.sales[day.year, day.month, product.line] += int(str(line.values["net_cents"]))
        if not cancelled:
            self._count_new(company, day)
            yield from self._settled(pk, company, total, day)

    def ahead_of_pace(self, day: date) -> bool:
        """Whether so much has been sold this month that further orders would spoil the picture of a month in work."""
        today = self._days.today
        if (day.year, day.month) != (today.year, today.month):
            return False
        sold = sum(amount for (y, m, _line), amount in self.tally.sales.items() if (y, m) == (day.year, day.month))
        year = sum(amount for (y, m, _line), amount in self.tally.sales.items() if (y, m) < (day.year, day.month))
        months = max(len({(y, m) for y, m, _line in self.tally.sales} - {(day.year, day.month)}), 1)
        usual = year / months * MONTH_WEIGHTS[day.month - 1] / 100
        return sold > usual * 0.85 * self._days.elapsed(day)

    def _status(self, day: date, cancelled: bool) -> OrderStatus:
        if cancelled:
            return OrderStatus.CANCELLED
        delivered = (self._days.today - day).days > self._rng.randint(12, 42)
        return OrderStatus.DELIVERED if delivered else OrderStatus.OPEN

    def _count_new(self, company: Company, day: date) -> None:
        if company.id not in self._known:
            self._known.add(company.id)
            if company.rep == self._own:
                self.tally.new_clients[day.year, day.month] += 1

    def _lines(self, order: Id, company: Company, deal: Deal | None, day: date) -> Iterator[tuple[New, Product]]:
        rng = self._rng
        if deal:
            yield self._line(order, deal.product, max(1, round(deal.amount / deal.product.price)))
            return
        growth = (1 + _GROWTH) ** ((day - self._days.start).days / 365 - YEARS / 2)
        budget = self._typical * company.weight**0.8 / self._mean * growth * rng.lognormvariate(-0.06, 0.35)
        parts = rng.randint(1, 3)
        used: set[Id] = set()
        for share in sorted((rng.uniform(0.5, 1.5) for _part in range(parts)), reverse=True):
            product = self._affordable(budget * share / parts)
            if product.id not in used:
                used.add(product.id)
                yield self._line(order, product, max(1, round(budget * share / parts / product.price)))

    def _affordable(self, budget: float) -> Product:
        """A product of a line by the lines' shares, as far as the money allows."""
        rng = self._rng
        premium = [product for product in self._by_line[0] if product.price < budget * 1.5]
        middle = [product for product in self._by_line[1] if product.price < budget * 1.6]
        lines = [premium, middle, self._by_line[2]]
        weights = [38 if premium else 0, 50 if middle else 0, 15]
        return rng.choice(rng.choices(lines, weights)[0])

    def _line(self, order: Id, product: Product, quantity: int) -> tuple[New, Product]:
        rng = self._rng
        percent = 28 if rng.random() < 0.008 else rng.choice(_DISCOUNTS)
        listed = product.price * quantity
        values = {
            "order_id": order,
            "product_id": product.id,
            "quantity": quantity,
            "net_cents": listed * (100 - percent) // 100,
            "list_cents": listed,
            "cost_cents": product.cost * quantity,
        }
        return New(Kind.ORDER_LINE, self._session.new_id(), values), product

    def shares(self) -> Iterator[New]:
        """Which payment pays which invoice; the last of the rep's own payments are not allocated yet."""
        own = sorted((paid for paid in self._paid if paid.own), key=lambda paid: paid.received)
        waiting = {paid.payment for paid in own[-_UNALLOCATED:]}
        for paid in self._paid:
            if paid.payment not in waiting:
                values = {"payment_id": paid.payment, "invoice_id": paid.invoice, "amount_cents": paid.amount}
                yield New(Kind.PAYMENT_SHARE, self._session.new_id(), values)

    def _settled(self, order: Id, company: Company, total: int, day: date) -> Iterator[New]:
        """The invoice and its payments; after some months nothing is asked any more of what was never paid."""
        invoice = self._session.new_id()
        payments = list(self._payments(order, invoice, company, total, day))
        given_up = day + timedelta(days=company.payment_days + _ASKED_FOR) < self._days.today
        amount = sum(int(str(one.values["amount_cents"])) for one in payments) if given_up else total
        if amount:
            yield self._invoice(invoice, order, company, amount, day)
        yield from payments

    def _invoice(self, pk: Id, order: Id, company: Company, total: int, day: date) -> New:
        self._invoiced[day.year] += 1
        values = {
            "client_id": company.id,
            "rep_id": company.rep,
            "issued_on": day,
            "due_on": day + timedelta(days=company.payment_days),
            "amount_cents": total,
            "currency": self._session.currency,
            "number": f"{day.year}-{self._invoiced[day.year]:04d}",
            "order_id": order,
        }
        return New(Kind.INVOICE, pk, values)

    def _payments(self, order: Id, invoice: Id, company: Company, total: int, day: date) -> Iterator[New]:
        rng = self._rng
        deposit = total * 3 // 10 if rng.random() < 0.2 else 0
        late = rng.choice((-4, -1, 0, 0, 1, 2, 3, 5, 8, 14, 25, 50))
        due = day + timedelta(days=max(1, company.payment_days + late))
        for amount, wanted in ((deposit, day + timedelta(days=rng.randint(2, 8))), (total - deposit, due)):
            received = self._days.on_or_after(wanted)
            if not amount or received > self._days.today or rng.random() < 0.01:
                continue
            if company.rep == self._own:
                self.tally.received[received.year, received.month] += amount
            pk = self._session.new_id()
            self._paid.append(_Paid(pk, invoice, amount, received, company.rep == self._own))
            yield New(
                Kind.PAYMENT,
                pk,
                {
                    "client_id": company.id,
                    "rep_id": company.rep,
                    "received_on": received,
                    "amount_cents": amount,
                    "currency": self._session.currency,
                    "order_id": order,
                },
            )
