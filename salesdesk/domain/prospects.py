"""The prospect pool (spec 2.2): grades, follow-up nodes, and how well a prospect fits the ideal client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import Client


class Node(StrEnum):
    """The follow-up of a prospect, in its order."""

    FIRST_CONTACT = "first_contact"
    TRIAL = "trial"
    DEMO_FEEDBACK = "demo_feedback"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class ProspectStep:
    """One node of one prospect, planned for a day or done on one. Its id is named by client and node."""

    id: Id
    client_id: Id
    node: Node
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    deleted: bool = False


class Trait(StrEnum):
    """What the ideal client is described by."""

    INDUSTRY = "industry"
    SIZE = "size"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class IdealClient:
    """Whom one wishes for: any of these industries, any of these sizes, any of these words among the needs."""

    industries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def wished(self) -> Mapping[Trait, tuple[str, ...]]:
        """The traits that are described at all."""
        every = {Trait.INDUSTRY: self.industries, Trait.SIZE: self.sizes, Trait.NEED: self.needs}
        return {trait: words for trait, words in every.items() if words}


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a prospect fits, 0 to 100: the share of the described traits that it has. None: nothing is described."""

    score: int | None
    met: Mapping[Trait, str] = field(default_factory=dict)
    missed: tuple[Trait, ...] = ()


def fit_of(client: Client, ideal: IdealClient) -> Fit:
    """Compare a client with the ideal; `met` names the word that fitted for each trait."""
    wished = ideal.wished()
    if not wished:
        return Fit(None)
    own = {Trait.INDUSTRY: client.industry, Trait.SIZE: client.size, Trait.NEED: f"{client.needs} {client.tags}"}
    met = {}
    for trait, words in wished.items():
        found = next((word for word in words if _fits(word, own[trait])), None)
        if found is not None:
            met[trait] = found
    missed = tuple(trait for trait in wished if trait not in met)
    return Fit(round(100 * len(met) / len(wished)), met, missed)


def _fits(word: str, text: str) -> bool:
    return word.strip().casefold() in text.casefold() if word.strip() else False


def next_node(steps: Mapping[Node, ProspectStep]) -> Node | None:
    """The first node in order that is not done."""
    return next((node for node in Node if node not in steps or steps[node].done_on is None), None)
