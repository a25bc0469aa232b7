"""The board of opportunities (spec 4.4): what it is narrowed to, its columns with their sums, its order as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import OPEN_STAGES, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.services.clients import search_words
from salesdesk.services.session import Session
from salesdesk.store.read import opportunities as read
from salesdesk.store.read.opportunities import Card, closing_in
from salesdesk.words.search_keys import sort_key


class ColumnKey(StrEnum):
    """The four columns of the board; the last one holds the won and the lost."""

    FIRST_CONTACT = "first_contact"
    NEED_CONFIRMED = "need_confirmed"
    PROPOSAL = "proposal"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """To what the board is narrowed. Parts are joined by *and*, values within a part by *or*; empty lets all through.

    `text` is looked for in the opportunity and its client (characters, pinyin or initials); `owners` and `lines` are
    ids of reps and product lines; `closing`: expected to close this month, or closed in it.
    """

    text: str = ""
    priorities: frozenset[Priority] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    owners: frozenset[Id] = frozenset()
    lines: frozenset[Id] = frozenset()
    stalled: bool = False
    closing: bool = False

    def __bool__(self) -> bool:
        """Whether anything is narrowed."""
        return self != EVERYTHING

    @property
    def narrowed(self) -> bool:
        """Whether anything but the text narrows it."""
        return replace(self, text="") != EVERYTHING


EVERYTHING: Final = BoardFilter()
"""What a board shows before anything is chosen."""


@dataclass(frozen=True, slots=True)
class SavedBoard:
    """What the board is narrowed to, under a name: values of priorities and tiers, ids of reps and lines as hex."""

    name: str
    text: str = ""
    priorities: list[int] = field(default_factory=list)
    tiers: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    stalled: bool = False
    closing: bool = False

    @classmethod
    def of(cls, wanted: BoardFilter, name: str = "") -> SavedBoard:
        """A filter as it is kept."""
        return cls(
            name=name,
            text=wanted.text.strip(),
            priorities=sorted(int(one) for one in wanted.priorities),
            tiers=sorted(one.value for one in wanted.tiers),
            owners=sorted(pk.hex() for pk in wanted.owners),
            lines=sorted(pk.hex() for pk in wanted.lines),
            stalled=wanted.stalled,
            closing=wanted.closing,
        )

    def filter(self) -> BoardFilter:
        """The filter as the board takes it."""
        return BoardFilter(
            self.text,
            frozenset(map(Priority, self.priorities)),
            frozenset(map(Tier, self.tiers)),
            frozenset(map(bytes.fromhex, self.owners)),
            frozenset(map(bytes.fromhex, self.lines)),
            self.stalled,
            self.closing,
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cards each choice would show, together with what is chosen in the other parts of the filter."""

    priorities: Mapping[Priority, int] = field(default_factory=dict)
    tiers: Mapping[Tier | None, int] = field(default_factory=dict)
    owners: Mapping[Id, int] = field(default_factory=dict)
    lines: Mapping[Id | None, int] = field(default_factory=dict)
    stalled: int = 0
    closing: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column; sums are in the file's currency, `elsewhere` counts the cards in other ones, which are left out.

    `weighted_cents` is Σ amount × probability (glossary: weighted pipeline, of all days) of the open ones;
    `won`, `won_cents`, `lost`, `lost_cents` part the closed ones.
    """

    key: ColumnKey
    cards: tuple[Card, ...]
    sum_cents: int = 0
    weighted_cents: int = 0
    elsewhere: int = 0
    won: int = 0
    won_cents: int = 0
    lost: int = 0
    lost_cents: int = 0

    @property
    def count(self) -> int:
        """How many cards lie in it."""
        return len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """The funnel as it stands; `month` says what *closing* means, `total` how many there are without any filter."""

    columns: tuple[Column, ...]
    counts: Counts
    currency: str
    month: Period
    total: int = 0

    def column(self, key: ColumnKey) -> Column:
        """One of the four columns."""
        return self.columns[list(ColumnKey).index(key)]

    def cards(self) -> list[Card]:
        """All cards, column by column."""
        return [card for column in self.columns for card in column.cards]


class TableRows:
    """The cards of a board as the rows of a table, in the order of any column; without one as they lie on the board.

    `owners` names the reps, for the column of owners.
    """

    def __init__(self, cards: Iterable[Card], owners: Mapping[Id, str]) -> None:
        self._cards = {card.id: card for card in cards}
        self._owners = owners

    def ids(self, order: str, descending: bool) -> Sequence[Hashable]:
        """All ids in the order asked for; what has no value comes last in either direction."""
        if order not in _ORDERS:
            return list(self._cards)
        of = _ORDERS[order]
        known = [
            (value, card.id) for card in self._cards.values() if (value := of(card, self._owners)) not in ("", None)
        ]
        known.sort(key=lambda pair: pair[0], reverse=descending)
        placed = [pk for _value, pk in known]
        if len(placed) < len(self._cards):
            seen = set(placed)
            placed += [pk for pk in self._cards if pk not in seen]
        return placed

    def rows(self, ids: Sequence[Hashable]) -> Sequence[Card]:
        """The rows of these ids."""
        return [card for pk in ids if (card := self._cards.get(pk))]  # type: ignore[call-overload]


_ORDERS: dict[str, Callable[[Card, Mapping[Id, str]], Any]] = {
    "client": lambda card, _owners: card.client and sort_key(card.client),
    "name": lambda card, _owners: sort_key(card.name),
    "stage": lambda card, _owners: (card.stage.rank, card.stage is Stage.LOST),
    "amount": lambda card, _owners: card.amount_cents,
    "weighted": lambda card, _owners: card.weighted_cents if card.stage.is_open else None,
    "priority": lambda card, _owners: card.priority,
    "tier": lambda card, _owners: card.tier and card.tier.value,
    "age": lambda card, _owners: card.age if card.stage.is_open else None,
    "close": lambda card, _owners: card.closed_on or card.expected_close,
    "step": lambda card, _owners: card.next_on,
    "owner": lambda card, owners: sort_key(owners.get(card.rep_id, "")),
}


def read_board(session: Session, wanted: BoardFilter) -> Board:
    """All columns with what the filter lets through: one read for cards, sums and the counts of the choices."""
    today, currency = session.today(), session.currency
    month = Period.month(today)
    found = read.board_cards(session.file.conn, search_words(wanted.text), today, session.funnel_rules())
    shown, counts = _narrowed(found, wanted, month) if wanted.narrowed else (found, _counts(found, month))
    columns: dict[Stage, list[Card]] = {stage: [] for stage in Stage}
    for card in shown:
        columns[card.stage].append(card)
    summed = [_open_column(stage, columns[stage], currency) for stage in OPEN_STAGES]
    closed = _closed_column(columns[Stage.WON], columns[Stage.LOST], currency)
    return Board((*summed, closed), counts, currency, month, len(found))


def _counts(cards: Sequence[Card], month: Period) -> Counts:
    """The counts where nothing is narrowed."""
    return Counts(
        Counter([card.priority for card in cards]),
        Counter([card.tier for card in cards]),
        Counter([card.rep_id for card in cards]),
        Counter([card.line_id for card in cards]),
        sum([card.stall is not None for card in cards]),
        sum([closing_in(card, month) for card in cards]),
    )


def _narrowed(cards: Sequence[Card], wanted: BoardFilter, month: Period) -> tuple[list[Card], Counts]:
    """The cards that pass every part; a card that fails in one part alone counts for the other choices of that part."""
    passing: list[Card] = []
    beside: dict[str, list[Card]] = {part: [] for part in _PARTS}
    for card in cards:
        failed = [part for part, passes in _PARTS.items() if not passes(card, wanted, month)]
        if not failed:
            passing.append(card)
        elif len(failed) == 1:
            beside[failed[0]].append(card)
    of = {part: _counts([*passing, *others], month) for part, others in beside.items()}
    return passing, Counts(
        of["priorities"].priorities,
        of["tiers"].tiers,
        of["owners"].owners,
        of["lines"].lines,
        of["stalled"].stalled,
        of["closing"].closing,
    )


_PARTS: dict[str, Callable[[Card, BoardFilter, Period], bool]] = {
    "priorities": lambda card, wanted, _month: not wanted.priorities or card.priority in wanted.priorities,
    "tiers": lambda card, wanted, _month: not wanted.tiers or card.tier in wanted.tiers,
    "owners": lambda card, wanted, _month: not wanted.owners or card.rep_id in wanted.owners,
    "lines": lambda card, wanted, _month: not wanted.lines or card.line_id in wanted.lines,
    "stalled": lambda card, wanted, _month: not wanted.stalled or card.stall is not None,
    "closing": lambda card, wanted, month: not wanted.closing or closing_in(card, month),
}


def _open_column(stage: Stage, cards: list[Card], currency: str) -> Column:
    own = [card for card in cards if card.currency == currency]
    total, weighted = sum([card.amount_cents for card in own]), sum([card.weighted_cents for card in own])
    return Column(ColumnKey(stage.value), tuple(cards), total, weighted, len(cards) - len(own))


def _closed_column(won: list[Card], lost: list[Card], currency: str) -> Column:
    own_won = [card.amount_cents for card in won if card.currency == currency]
    own_lost = [card.amount_cents for card in lost if card.currency == currency]
    return Column(
        ColumnKey.CLOSED,
        (*won, *lost),
        sum(own_won),
        elsewhere=len(won) + len(lost) - len(own_won) - len(own_lost),
        won=len(won),
        won_cents=sum(own_won),
        lost=len(lost),
        lost_cents=sum(own_lost),
    )
