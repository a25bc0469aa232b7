"""What makes an open opportunity of the sample live: the products it is made of, and who decides on it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from salesdesk.domain.change import Change, Id, Kind, New
from salesdesk.domain.client import DecisionRole
from salesdesk.domain.opportunity import Influence, Stance
from salesdesk.services.parts import place
from salesdesk.services.sample.deals import Deal
from salesdesk.services.sample.territory import Territory
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id

_WEIGHT = {
    DecisionRole.DECIDER: Influence.HIGH,
    DecisionRole.FINANCIAL: Influence.HIGH,
    DecisionRole.TECHNICAL: Influence.MEDIUM,
    DecisionRole.CHAMPION: Influence.MEDIUM,
}


def chance_rows(session: Session, territory: Territory, deals: list[Deal], rng: Random) -> Iterator[Change]:
    """Lines and people of the open opportunities; a deal takes its amount from its lines."""
    roles = {row.id: row.values["role"] for row in territory.rows if isinstance(row, New) and row.kind is Kind.CONTACT}
    extras = [product for product in territory.products if product.line == len(territory.lines) - 1]
    for deal in deals:
        if not deal.stage.is_open or deal.company.rep != session.rep.id:
            continue
        lines = [(deal.product, max(1, round(deal.amount / deal.product.price)))]
        if deal.product not in extras and rng.random() < 0.5:
            lines.append((rng.choice(extras), rng.randint(1, 6)))
        deal.amount = sum(product.price * quantity for product, quantity in lines)
        for at, (product, quantity) in enumerate(lines):
            values = {
                "opportunity_id": deal.id,
                "product_id": product.id,
                "quantity": quantity,
                "price_cents": product.price,
                "sort": place(at),
            }
            yield New(Kind.OPPORTUNITY_LINE, session.new_id(), values)
        yield from _people(deal, roles, rng)


def _people(deal: Deal, roles: dict[Id, object], rng: Random) -> Iterator[Change]:
    """A deal gone quiet has nobody yet: that is one of its gaps."""
    for contact, _name in () if deal.quiet else deal.company.people:
        role = DecisionRole(str(roles[contact]))
        values = {
            "opportunity_id": deal.id,
            "contact_id": contact,
            "role": role,
            "stance": rng.choices(list(Stance), (1, 5, 4, 1))[0],
            "influence": _WEIGHT.get(role, Influence.LOW),
        }
        yield New(Kind.OPPORTUNITY_CONTACT, natural_id(Kind.OPPORTUNITY_CONTACT, deal.id, contact), values)
