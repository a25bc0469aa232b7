"""Satisfaction and NPS (spec 1.5, glossary)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from salesdesk.domain.errors import Refused
from salesdesk.domain.report import Rate
from salesdesk.domain.text import N_

PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Of the scores of a period: mean 0 to 10, NPS −100 to 100 (both None without a score), and how many answered."""

    n: int
    mean: Fraction | None
    nps: Fraction | None
    response: Rate


def satisfaction(scores: Sequence[int], asked: int) -> Satisfaction:
    """Glossary: mean of the scores; NPS = % of 9–10 minus % of 0–6. `asked` counts those asked, answered or not."""
    n = len(scores)
    response = Rate.part(n, asked)
    if not n:
        return Satisfaction(0, None, None, response)
    promoters = sum(score >= PROMOTER for score in scores)
    detractors = sum(score <= DETRACTOR for score in scores)
    return Satisfaction(n, Fraction(sum(scores), n), Fraction(100 * (promoters - detractors), n), response)


def check_score(score: int) -> None:
    """Refuse what no score can be."""
    if not 0 <= score <= 10:
        raise Refused(N_("A score lies between 0 and 10."), field="score")
