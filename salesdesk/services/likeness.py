"""Which clients of a whole file look like one company: blocks of what they share, then names letter by letter."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from salesdesk.domain.duplicates import LATIN_WORDS, Likeness, Reason, company_key, mail_key, phone_key, tax_key
from salesdesk.store.read.duplicates import Card
from salesdesk.words.search_keys import fold_query

SURE, LISTED = 90, 70
"""Scores from which on two clients are all but certainly one, and from which on they are listed."""

CROWD = 30
"""Clients that share a number or a letter group: more of them say nothing about two of them."""

RAREST = 3
"""Letter groups of a name by which it is looked for."""

_NEAR, _NEAR_HERE, _LIKE = 90, 66, 50
"""Percent of likeness of two names: alone; at one address; with one phone or mail."""

_ADDRESS = 85
"""Percent from which on two addresses are one."""

_PART_OF = 0.94
"""How much it counts that all words of one name stand in the other."""

_WORD = re.compile(r"[0-9a-z\u00c0-\u024f]+|[\u3400-\u9fff]+")
_SHORT = {
    **{"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "place": "pl"},
    **{"court": "ct", "lane": "ln", "parkway": "pkwy", "highway": "hwy", "square": "sq", "terrace": "ter"},
    **{"north": "n", "south": "s", "east": "e", "west": "w", "floor": "fl", "building": "bldg", "suite": "ste"},
}
"""Words of addresses as they are shortened."""

_WAYS = frozenset(_SHORT.values())
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Keys:
    card: Card
    name: str
    words: str
    other: str
    address: str
    number: str
    phones: frozenset[str]
    mails: frozenset[str]
    tax: str


def alike(cards: Sequence[Card], step: Callable[[int, int], None] | None = None) -> list[Likeness]:
    """All pairs that may be one company, the surest first. `step` hears how far it is."""
    known = [_keys(card) for card in cards]
    found = []
    pairs = _pairs(known)
    for number, (left, right) in enumerate(pairs):
        if step is not None and number % 2_000 == 0:
            step(number, len(pairs))
        likeness = compare(known[left], known[right])
        if likeness is not None:
            found.append(likeness)
    return sorted(found, key=lambda one: -one.score)


def compare(left: _Keys, right: _Keys) -> Likeness | None:
    """How alike two clients are; None when not enough to be mentioned."""
    reach = not left.phones.isdisjoint(right.phones) or not left.mails.isdisjoint(right.mails)
    place = _places(left, right)
    alone = not reach and not place and not (left.tax and left.tax == right.tax)
    names = _names(left, right, _NEAR if alone else 0)
    if alone and names < _NEAR:
        return None
    shared = {
        Reason.TAX: bool(left.tax) and left.tax == right.tax,
        Reason.NAME: names >= 100,
        Reason.PHONE: bool(left.phones & right.phones),
        Reason.MAIL: bool(left.mails & right.mails),
        Reason.NEAR_NAME: _LIKE <= names < 100,
        Reason.ADDRESS: place is True,
    }
    score = _score(shared, names, apart=place is False)
    if score < LISTED:
        return None
    return Likeness(left.card.id, right.card.id, score, tuple(reason for reason, holds in shared.items() if holds))


def _score(shared: dict[Reason, bool], names: int, *, apart: bool) -> int:
    reach, here = shared[Reason.PHONE] or shared[Reason.MAIL], shared[Reason.ADDRESS]
    if shared[Reason.TAX]:
        return 96 if names >= _LIKE else 90
    if shared[Reason.NAME]:
        return 98 if reach or here else 76 if apart else 88
    if reach and here:
        return min(97, 80 + names // 6)
    if reach and names >= _LIKE:
        return min(93, 58 + names // 3 - (18 if apart else 0))
    if here and names >= _NEAR_HERE:
        return 55 + names // 3
    return names - 12 if names >= _NEAR and not apart else 0


def _keys(card: Card) -> _Keys:
    folded = fold_query(card.name)
    other = company_key(card.name_en, fold_query(card.name_en)) if card.name_en else ""
    words = " ".join(word for word in _WORD.findall(card.name.lower()) if word not in LATIN_WORDS)
    address = _address(card.address)
    number = _DIGITS.search(address)
    return _Keys(
        *(card, company_key(card.name, folded), words if folded.isascii() else "", other),
        *(address, number.group() if number else ""),
        frozenset(filter(None, map(phone_key, card.phones))),
        frozenset(filter(None, map(mail_key, card.mails))),
        tax_key(card.tax_no),
    )


def _address(text: str) -> str:
    """An address as it is compared: folded, its words shortened in one way."""
    return " ".join(_SHORT.get(word, word) for word in _WORD.findall(text.lower())) if text else ""


def _places(left: _Keys, right: _Keys) -> bool | None:
    """Whether two addresses are one place; None where one of them is not known. House numbers must agree."""
    if not left.address or not right.address:
        return None
    if left.number != right.number and left.number and right.number:
        return False
    return left.address == right.address or fuzz.token_set_ratio(left.address, right.address) >= _ADDRESS


def _names(left: _Keys, right: _Keys, least: int) -> int:
    """Percent of likeness of the names in the language in which they are most alike; below `least` it may be 0."""
    best = fuzz.ratio(left.name, right.name, score_cutoff=least)
    if best < 100 and left.words and right.words:
        part_of = _PART_OF * fuzz.token_set_ratio(left.words, right.words)
        best = max(best, min(99.0, part_of, fuzz.token_sort_ratio(left.words, right.words) + 25))
    if best < 100 and left.other and right.other:
        best = max(best, fuzz.ratio(left.other, right.other))
    return int(best)


def _pairs(known: Sequence[_Keys]) -> list[tuple[int, int]]:
    """The pairs worth a comparison: they share a number, a mail, a name, or rare letters of it."""
    found: set[tuple[int, int]] = set()
    for keys in (_exact(known), _rare_letters(known)):
        for members in keys:
            found.update(combinations(sorted(members), 2))
    return sorted(found)


def _exact(known: Sequence[_Keys]) -> Iterator[Iterable[int]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, one in enumerate(known):
        for what, values in (("name", (one.name, one.other)), ("phone", one.phones), ("mail", one.mails)):
            for value in values:
                if value:
                    blocks[what, value].append(at)
        door = _door(one)
        if door:
            blocks["door", door].append(at)
        if one.tax:
            blocks["tax", one.tax].append(at)
    return (set(members) for members in blocks.values() if 1 < len(members) <= CROWD)


def _door(one: _Keys) -> str:
    """House number and the first word of the street: the block in which one place is looked for."""
    words = one.address.split() if one.number else ()
    word = next((word for word in words if len(word) > 2 and word not in _WAYS and not word.isdigit()), "")
    return f"{one.number} {word}" if word else ""


def _rare_letters(known: Sequence[_Keys]) -> Iterator[Iterable[int]]:
    """Blocks by the rarest letter groups of each name: two Chinese characters, four Latin letters."""
    groups = [_groups(one.name) for one in known]
    common = Counter(group for own in groups for group in own)
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(groups):
        for group in sorted(own, key=lambda group: (common[group], group))[:RAREST]:
            blocks[group].append(at)
    return (members for members in blocks.values() if 1 < len(members) <= CROWD)


def _groups(name: str) -> set[str]:
    size = 4 if name.isascii() else 2
    return {name[at : at + size] for at in range(max(1, len(name) - size + 1))}
