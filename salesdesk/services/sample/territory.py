"""Who is sold to, and what: invented companies and people, products with costs and floor margins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from salesdesk.domain.change import Change, Id, Kind, New
from salesdesk.domain.client import DecisionRole, Grade, Tier
from salesdesk.services.clients import client_birth
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session

_LINE_BP = (3_000, 5_000, 2_000)
_FLOOR_BP = (3_500, 2_800, 2_000)
_A_SHARE, _B_SHARE = 0.20, 0.50
_PROSPECT_EVERY = 7
_TERMS = (30, 30, 45, 60, 60, 90)


@dataclass(slots=True)
class Product:
    """A product as the sample needs it; money in cents of the file's currency."""

    id: Id
    name: str
    short: str
    line: int
    price: int
    cost: int


@dataclass(slots=True)
class Company:
    """A client of the sample. `weight` is its share of the business, `since` when the rep came to know it."""

    id: Id
    rep: Id
    name: str
    stem: str
    tier: Tier
    weight: float
    since: date
    prospect: bool
    payment_days: int
    people: list[tuple[Id, str]] = field(default_factory=list)


@dataclass(slots=True)
class Territory:
    """Everything that stands before the first day."""

    reps: list[Id]
    lines: list[Id]
    products: list[Product]
    needs: list[Id]
    companies: list[Company]
    rows: list[Change]


def make_territory(
    session: Session, texts: Texts, days: WorkingDays, rng: Random, clients: int, reps: list[Id]
) -> Territory:
    """Clients with their people, product lines, products and need tags, with the rows that store them."""
    rows: list[Change] = []
    lines = [session.new_id() for _line in texts["lines"]]
    for place, (line, name) in enumerate(zip(lines, texts["lines"], strict=True)):
        rows.append(New(Kind.PRODUCT_LINE, line, {"name": name, "share_bp": _LINE_BP[place], "sort": "acegik"[place]}))
    products = [_product(session, texts, lines, entry, rows) for entry in texts["products"]]
    needs = [session.new_id() for _need in texts["needs"]]
    rows += [New(Kind.NEED_TAG, pk, {"name": name}) for pk, name in zip(needs, texts["needs"], strict=True)]
    companies = list(_companies(session, texts, days, rng, clients, reps, rows))
    return Territory(reps, lines, products, needs, companies, rows)


def _product(session: Session, texts: Texts, lines: list[Id], entry: list[Any], rows: list[Change]) -> Product:
    name, short, line, price, cost = entry
    factor = texts["price_factor"]
    product = Product(session.new_id(), name, short, line, round(price * factor) * 100, round(cost * factor) * 100)
    values = {
        "name": product.name,
        "code": f"SD-{short}",
        "line_id": lines[line],
        "list_price_cents": product.price,
        "cost_cents": product.cost,
        "currency": session.currency,
        "floor_margin_bp": _FLOOR_BP[line],
        "high_margin": product.price - product.cost >= product.price * 45 // 100,
    }
    rows.append(New(Kind.PRODUCT, product.id, values))
    return product


def _companies(
    session: Session, texts: Texts, days: WorkingDays, rng: Random, count: int, reps: list[Id], rows: list[Change]
) -> Iterator[Company]:
    names = _names(texts, rng)
    customers = count - count // _PROSPECT_EVERY
    order = list(range(count))
    rng.shuffle(order)
    promise, judged = Random(f"grades of {count}"), Random(f"potential of {count}")
    for place, rank in enumerate(order):
        prospect = rank >= customers
        tier = _tier(rank / count)
        new = prospect or rng.random() < 0.25
        span = (days.today - days.start).days
        if prospect:
            since = days.on_or_after(days.today - timedelta(days=rng.randint(20, 300)))
        elif new:
            since = days.on_or_after(days.start + timedelta(days=rng.randint(20, span - 60)))
        else:
            since = days.start - timedelta(days=rng.randint(60, 2200))
        name, stem, city, word = next(names)
        terms = rng.choice(_TERMS)
        values = {
            **_client_values(texts, rng, tier, stem["en"], city, word["name"]),
            "is_prospect": prospect,
            "grade": promise.choice((Grade.A, Grade.B, Grade.B, Grade.C, Grade.NONE)) if prospect else Grade.NONE,
            "payment_days": terms,
            **_judgement(judged, tier),
            "owner_id": reps[place % len(reps)],
            "since": since,
        }
        born = client_birth(session, name, **values)
        rows += born
        weight = 1 / (rank + 12) ** 0.75
        owner = reps[place % len(reps)]
        company = Company(born[0].id, owner, name, stem["name"], tier, weight, since, prospect, terms)
        _people(session, texts, rng, company, rows)
        yield company


def _tier(standing: float) -> Tier:
    if standing < _A_SHARE:
        return Tier.A
    return Tier.B if standing < _B_SHARE else Tier.C


def _judgement(rng: Random, tier: Tier) -> dict[str, int]:
    """What the rep thinks of a client: the best are mostly those with potential, but a few C clients could grow."""
    middle = {Tier.A: 72, Tier.B: 55, Tier.C: 36}[tier]
    potential = middle + 30 if tier is Tier.C and rng.random() < 0.12 else rng.gauss(middle, 12)
    return {
        "potential": min(98, max(5, round(potential))),
        "influence": min(98, max(3, round(rng.gauss(middle - 8, 16)))),
    }


def _names(texts: Texts, rng: Random) -> Iterator[tuple[str, dict[str, str], dict[str, Any], dict[str, Any]]]:
    """Names that do not come twice: stem × industry word × city; stems stay apart as long as they last."""
    seen: set[str] = set()
    stems = [(a[0] + b[0], a[1] + b[1]) for a in texts["stem_a"] for b in texts["stem_b"]]
    rng.shuffle(stems)
    place = 0
    while True:
        stem, stem_en = stems[place % len(stems)]
        if place >= len(stems):
            stem, stem_en = _longer(stem, stem_en, stems[(place * 7 + place // len(stems)) % len(stems)])
        place += 1
        industry = rng.choice(texts["industries"])
        word, word_en = rng.choice(industry["words"])
        city = rng.choice(texts["cities"])
        name = texts["company"].format(city=city["short"], stem=stem, word=word)
        if name in seen:
            continue
        seen.add(name)
        english = texts["company_en"].format(stem_en=stem_en, word_en=word_en, city_en=city["en"])
        yield name, {"name": stem, "en": english}, city, industry


def _longer(stem: str, stem_en: str, other: tuple[str, str]) -> tuple[str, str]:
    return (f"{stem}{other[0]}", f"{stem_en}{other[1].lower()}")


def _client_values(
    texts: Texts, rng: Random, tier: Tier, name_en: str, city: dict[str, Any], industry: str
) -> dict[str, object]:
    """What a company of this tier and place is like."""
    district = rng.choice(city["districts"])
    mark = texts["list_mark"]
    big = {Tier.A: 2, Tier.B: 1, Tier.C: 0}[tier]
    road, number = rng.choice(city["roads"]), rng.randint(1, 899)
    return {
        "name_en": name_en,
        "industry": industry,
        "size": texts["sizes"][min(4, big + rng.randint(0, 2))],
        "region": city["name"],
        "district": district,
        "address": texts["address"].format(city=city["name"], district=district, road=road, number=number),
        "phone": f"{city['code']}-0000 {rng.randint(0, 9999):04d}",
        "source": rng.choice(texts["sources"]),
        "needs": mark.join(rng.sample(texts["needs"], rng.randint(0, 2))),
        "competitors": mark.join(rng.sample(texts["competitors"], rng.randint(0, 2))),
        "tags": mark.join(rng.sample(texts["tags"], rng.randint(0, 2))),
        "note": rng.choice(texts["notes"]) if rng.random() < 0.2 else "",
        "tier": tier,
        "is_key": tier is Tier.A,
        "credit_limit_cents": round((50_000, 150_000, 500_000)[big] * texts["price_factor"]) * 100,
    }


def _people(session: Session, texts: Texts, rng: Random, company: Company, rows: list[Change]) -> None:
    wanted = {Tier.A: (2, 4), Tier.B: (1, 3), Tier.C: (1, 2)}[company.tier]
    gap = " " if company.name.isascii() else ""
    for title, role in rng.sample(texts["people"], rng.randint(*wanted)):
        name = rng.choice(texts["surnames"]) + gap + rng.choice(texts["given"])
        pk = session.new_id()
        company.people.append((pk, name))
        number = rng.randint(0, 9999)
        values = {
            "client_id": company.id,
            "name": name,
            "title": title,
            "phone": texts["mobile"].format(n=number % 1000 if texts["country"] == "TW" else number),
            "email": f"contact{number}@example.com",
            "messenger": f"id_{number:04d}",
            "birthday": date(rng.randint(1966, 1996), rng.randint(1, 12), rng.randint(1, 28))
            if rng.random() < 0.3
            else None,
            "role": DecisionRole(role),
        }
        rows.append(New(Kind.CONTACT, pk, values))
