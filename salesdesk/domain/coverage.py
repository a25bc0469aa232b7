"""How the contacts of a period are spread over the clients: what the tables of coverage show (spec 1.6, 4.1, 6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salesdesk.domain.cadence import CadenceRule, DueState
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """What became of a rule in a period.

    `spans`: its weeks, months or quarters that ended in the period, else the one that is still running. `clients` it
    asks about at the end. `states`: how many stand how on the period's last day (or today). `met`: glossary *cadence
    met*, a client counted once for each span. `attainment`: contacts done ÷ asked for, of each client no more than it
    was asked for. `coverage`: clients with at least one contact that counts in the period.
    """

    rule: CadenceRule
    spans: tuple[Period, ...]
    clients: int
    states: Mapping[DueState, int]
    met: Rate
    attainment: Rate
    coverage: Rate


@dataclass(frozen=True, slots=True)
class TierCadence:
    """Glossary *coverage* and *cadence met* of a tier, over all its rules of the contact cadence."""

    tier: Tier
    clients: int
    coverage: Rate
    cadence_met: Rate


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """A day or a week: how many clients had a contact, of the new and of the existing ones.

    A client is new until its first order: one that had none before the span began.
    """

    span: Period
    contacts: int
    new: Rate
    existing: Rate


@dataclass(frozen=True, slots=True)
class Concentration:
    """The share of the contacts spent on the clients that bought most: `top` of them, a fifth of all."""

    top: int
    share: Rate


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of a rule would mean today: clients of the tier, those not met before and after, and the load
    of the four weeks from today."""

    clients: int
    wanting_before: int
    wanting_after: int
    load: Load


@dataclass(frozen=True, slots=True)
class Load:
    """What the rules ask for in a period against what fits into it.

    `asked` visits by tier: contacts of rules that writing cannot fulfil, of months and quarters the share of the
    working days that fall into the period. `written`: contacts that a message can be. `capacity`: visits a day ×
    working days − leave.
    """

    asked: Mapping[Tier, int]
    written: int
    capacity: int

    @property
    def total(self) -> int:
        return sum(self.asked.values())

    @property
    def fits(self) -> bool:
        return self.total <= self.capacity
