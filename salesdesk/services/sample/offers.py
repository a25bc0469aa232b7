"""What makes the products and quotes of the sample live: step prices, companions, bundles, quotes in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.product import PriceKind
from salesdesk.domain.quote import PriceBasis, QuoteLineKind, QuoteStatus
from salesdesk.services.parts import place
from salesdesk.services.sample.deals import Deal
from salesdesk.services.sample.territory import Product, Territory
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id

_STEPS = ((PriceKind.QUANTITY, 10, 95), (PriceKind.QUANTITY, 50, 91), (PriceKind.CONTRACT, 24, 92))
_ONCE = ((PriceKind.FIRST_ORDER, 90), (PriceKind.YEARLY, 93))
_OPEN, _LOST = 6, 2
"""How many quotes of open and of lost opportunities there are."""


def offer_rows(
    session: Session, territory: Territory, texts: Texts, deals: list[Deal], days: WorkingDays, rng: Random
) -> Iterator[Change]:
    """Everything that is offered, in the order of its making."""
    yield from _products(session, territory, texts)
    quotes = _Quotes(session, texts, days, rng)
    yield from quotes.rows(territory.reps[0], deals)


def _products(session: Session, territory: Territory, texts: Texts) -> Iterator[Change]:
    offers, by_short = texts["offers"], {product.short: product for product in territory.products}
    for product, unit in zip(territory.products, offers["units"], strict=True):
        yield Edit(Kind.PRODUCT, product.id, "unit", "", unit)
        if points := offers["points"].get(product.short):
            yield Edit(Kind.PRODUCT, product.id, "selling_points", "", points)
        yield from _steps(session, product)
    for one, other in offers["pairs"]:
        pair = by_short[one].id, by_short[other].id
        pk = natural_id(Kind.PRODUCT_COMPLEMENT, *pair)
        yield New(Kind.PRODUCT_COMPLEMENT, pk, {"product_id": pair[0], "other_id": pair[1]})
    for name, items, percent in offers["bundles"]:
        inside = [(by_short[short], quantity) for short, quantity in items]
        pk, alone = session.new_id(), sum(product.price * quantity for product, quantity in inside)
        price = alone * percent // 100_000 * 1_000
        yield New(Kind.BUNDLE, pk, {"name": name, "price_cents": price, "currency": session.currency})
        for product, quantity in inside:
            values = {"bundle_id": pk, "product_id": product.id, "quantity": quantity}
            yield New(Kind.BUNDLE_ITEM, session.new_id(), values)


def _steps(session: Session, product: Product) -> Iterator[Change]:
    if product.line == 2:
        return
    for kind, at_least, percent in (*_STEPS, *((kind, 0, percent) for kind, percent in _ONCE)):
        values = {
            "product_id": product.id,
            "kind": kind,
            "at_least": at_least,
            "price_cents": product.price * percent // 100,
            "currency": session.currency,
        }
        yield New(Kind.PRICE_STEP, session.new_id(), values)


class _Quotes:
    """The quotes, numbered by the year they were written in."""

    def __init__(self, session: Session, texts: Texts, days: WorkingDays, rng: Random) -> None:
        self._session, self._texts, self._days, self._rng = session, texts, days, rng
        self._numbers: dict[int, int] = {}

    def rows(self, rep: Id, deals: list[Deal]) -> Iterator[Change]:
        """Sent, replaced, below the floor, run out, approved; declined ones of deals that were lost."""
        own = [deal for deal in deals if deal.company.rep == rep and not deal.quiet]
        lost = [deal for deal in own if deal.stage is Stage.LOST and deal.moves[-1][1] is Stage.PROPOSAL]
        still = [deal for deal in own if deal.stage is Stage.PROPOSAL]
        for deal in lost[-_LOST:]:
            day = deal.moves[-2][0]
            yield from self._quote(deal, day, QuoteStatus.DECLINED, closed_on=deal.moves[-1][0])
        for place_, deal in enumerate(sorted(still, key=lambda deal: deal.moves[-1][0])[-_OPEN:]):
            yield from self._open(place_, deal)

    def _open(self, at: int, deal: Deal) -> Iterator[Change]:
        day, today = deal.moves[-1][0], self._days.today
        if at == 0:
            yield from self._quote(deal, day, QuoteStatus.SENT, valid_until=max(day, today - timedelta(days=2)))
        elif at == 1:
            first = self._session.new_id()
            yield from self._quote(deal, day, QuoteStatus.REPLACED, pk=first)
            yield from self._quote(
                deal,
                day,
                QuoteStatus.SENT,
                version=2,
                first_id=first,
                number=self._last(day),
                discount_bp=300,
            )
        elif at == 2:
            yield from self._quote(deal, day, QuoteStatus.DRAFT, low=True)
        elif at == 3:
            note, by = self._texts["offers"]["approval"], self._texts["manager"]
            yield from self._quote(
                deal, day, QuoteStatus.SENT, low=True, approval_note=note, approved_by=by, approved_on=day
            )
        elif at == 4:
            yield from self._quote(deal, day, QuoteStatus.SENT, basis=PriceBasis.YEARLY, percent=93)
        else:
            yield from self._quote(deal, day, QuoteStatus.DRAFT, prepay_bp=200)

    def _quote(
        self,
        deal: Deal,
        day: date,
        status: QuoteStatus,
        *,
        pk: Id = b"",
        low: bool = False,
        percent: int = 0,
        **values: object,
    ) -> Iterator[Change]:
        session, offers = self._session, self._texts["offers"]
        pk = pk or session.new_id()
        yield New(
            Kind.QUOTE,
            pk,
            {
                "client_id": deal.company.id,
                "rep_id": deal.company.rep,
                "quoted_on": day,
                "number": values.pop("number", None) or self._next(day),
                "opportunity_id": deal.id,
                "contact_id": deal.company.people[0][0] if deal.company.people else None,
                "status": status,
                "currency": session.currency,
                "valid_until": day + timedelta(days=30),
                "tax_bp": offers["tax_bp"],
                "payment_days": deal.company.payment_days,
                "terms": offers["terms"],
                **values,
            },
        )
        yield from self._lines(pk, deal, low, percent)
        for at, (words, share, wait) in enumerate(zip(offers["instalments"], (3_000, 7_000), (0, 45), strict=True)):
            part = {"quote_id": pk, "share_bp": share, "days": wait, "text": words, "sort": place(at)}
            yield New(Kind.QUOTE_INSTALMENT, session.new_id(), part)

    def _lines(self, quote: Id, deal: Deal, low: bool, percent: int) -> Iterator[Change]:
        product, session = deal.product, self._session
        quantity = max(1, round(deal.amount / product.price))
        usual = percent or (91 if quantity >= 50 else 95 if quantity >= 10 else 100)
        price = product.cost * 110 // 100 if low else product.price * (usual if product.line < 2 else 100) // 100
        own = {
            "quote_id": quote,
            "kind": QuoteLineKind.PRODUCT,
            "product_id": product.id,
            "quantity": quantity,
            "list_cents": product.price,
            "price_cents": price,
            "cost_cents": product.cost,
            "sort": place(0),
        }
        yield New(Kind.QUOTE_LINE, session.new_id(), own)
        extra = {
            "quote_id": quote,
            "kind": QuoteLineKind.EXTRA,
            "text": self._texts["offers"]["extra"],
            "cost_cents": self._rng.randint(2, 8) * product.price // 400,
            "sort": place(1),
        }
        yield New(Kind.QUOTE_LINE, session.new_id(), extra)

    def _next(self, day: date) -> str:
        self._numbers[day.year] = self._numbers.get(day.year, 0) + 1
        return self._last(day)

    def _last(self, day: date) -> str:
        return f"Q{day.year}-{self._numbers[day.year]:04d}"
