"""Words of a source that mean nothing here, each with the likeliest of what is known: `GTXPro` is `GTX Pro`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesdesk.domain.client import Client, DecisionRole, Grade, Tier
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.product import Product
from salesdesk.domain.visit import Channel
from salesdesk.exchange.columns import PrepareOptions, unread_words
from salesdesk.exchange.fields import Field, ValueType, fields_by_key
from salesdesk.exchange.mapping import ColumnMapping
from salesdesk.exchange.sheet import Sheet
from salesdesk.exchange.values import line_of_text, same_name_key
from salesdesk.services.session import Session
from salesdesk.store.read.rows import things

LIKELY = 72.0
"""How alike (of 100) two names must be for one to be proposed for the other."""

FEW, OFFERED = 40, 8
"""Up to so many choices are all offered; of more, the nearest."""

MOST = 300
"""How many unknown words of a field are listed, the commonest first."""

_LISTS: dict[ValueType, tuple[str, ...]] = {
    ValueType.STAGE: tuple(stage.value for stage in Stage),
    ValueType.TIER: tuple(tier.value for tier in Tier),
    ValueType.PRIORITY: tuple(str(one.value) for one in Priority),
    ValueType.LOST_REASON: tuple(reason.value for reason in LostReason),
    ValueType.CHANNEL: tuple(channel.value for channel in Channel),
    ValueType.GRADE: tuple(grade.value for grade in Grade if grade),
    ValueType.ENQUIRY_KIND: tuple(kind.value for kind in EnquiryKind),
    ValueType.DELAY: tuple(reason.value for reason in DelayReason if reason),
    ValueType.ROLE: tuple(role.value for role in DecisionRole),
}


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that stands `count` times in `column`; `proposed` is what it may mean ("": nothing near).

    `choices` are what it can mean: values of a list, or the names that are known (for products and clients).
    """

    field: str
    column: str
    word: str
    count: int
    proposed: str
    choices: tuple[str, ...]


def unknown_words(session: Session, sheet: Sheet, mapping: ColumnMapping, options: PrepareOptions) -> list[UnknownWord]:
    """What of the mapped columns means nothing here: choices from lists, products, clients."""
    known = fields_by_key(mapping.kind)
    found: list[UnknownWord] = []
    for at, column in enumerate(mapping.columns):
        key = mapping.fields.get(column)
        if key is None:
            continue
        meaning = known[key]
        names = _names(session, mapping, key)
        if meaning.type not in _LISTS and names is None:
            continue
        cells = [row.cells[at] for row in sheet.rows]
        found += _of_column(column, meaning, cells, names, options)
    return found


def _of_column(
    column: str, meaning: Field, cells: Sequence[str], names: Mapping[str, str] | None, options: PrepareOptions
) -> list[UnknownWord]:
    counts = Counter(line_of_text(cell) for cell in cells if cell.strip())
    if names is None:
        unknown = unread_words(meaning, list(counts), options)
        choices = _LISTS[meaning.type]
    else:
        instead = options.words.get(meaning.key, {})
        unknown = [word for word in counts if same_name_key(word) not in names and word not in instead]
        choices = tuple(sorted(names.values()))
    unknown = sorted(unknown, key=lambda word: (-counts[word], word))[:MOST]
    found = []
    for word in unknown:
        near = _nearest(word, choices)
        proposed = near[0][0] if near and near[0][1] >= (LIKELY if len(word) > 2 else 95) else ""
        offered = choices if len(choices) <= FEW else tuple(name for name, _score in near)
        found.append(UnknownWord(meaning.key, column, word, counts[word], proposed, offered))
    return found


def _names(session: Session, mapping: ColumnMapping, key: str) -> dict[str, str] | None:
    """The names that a field must be one of, by their keys; None where any word will do."""
    if key == "product":
        return {same_name_key(one.name): one.name for one in things(session.file.conn, Product)}
    if key == "client" and "client_ref" not in mapping.fields.values():
        return {same_name_key(one.name): one.name for one in things(session.file.conn, Client)}
    return None


def _nearest(word: str, choices: Sequence[str]) -> list[tuple[str, float]]:
    from rapidfuzz import fuzz, process

    found = process.extract(word, choices, scorer=fuzz.WRatio, processor=same_name_key, limit=OFFERED)
    return [(str(name), float(score)) for name, score, _at in found]
