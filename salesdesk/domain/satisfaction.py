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
    """Of single scores; `asked` counts those asked, answered or not."""
    promoters = sum(score >= PROMOTER for score in scores)
    return summed(len(scores), sum(scores), promoters, sum(score <= DETRACTOR for score in scores), asked)


def summed(n: int, score_sum: int, promoters: int, detractors: int, asked: int) -> Satisfaction:
    """Glossary: mean of the scores; NPS = % of 9–10 (promoters) minus % of 0–6 (detractors)."""
    response = Rate.part(n, asked)
    if not n:
        return Satisfaction(0, None, None, response)
    return Satisfaction(n, Fraction(score_sum, n), Fraction(100 * (promoters - detractors), n), response)


def check_score(score: int) -> None:
    """Refuse what no score can be."""
    if not 0 <= score <= 10:
        raise Refused(N_("A score lies between 0 and 10."), field="score")
