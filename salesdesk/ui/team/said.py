"""What is said above the rows of the team: how many files cannot be read, are protected, old, or left out of a sum."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salesdesk.domain.team import TeamMember
from salesdesk.words.i18n import ngettext

STALE_DAYS = 7
"""A file that was published longer ago stands out."""


def is_stale(member: TeamMember, today: date) -> bool:
    """Whether the rep should be asked to publish anew."""
    return member.as_of is not None and (today - member.as_of.date()).days > STALE_DAYS


def summary(members: Sequence[TeamMember], currency: str, today: date) -> list[str]:
    """A sentence for each thing that somebody who reads the sums should know."""
    known = [one for one in members if one.figures is not None]
    unread = sum(1 for one in members if one.problem is not None and not one.locked)
    counted = {
        ngettext(
            "{n} file cannot be read: its row, at the end, says why.",
            "{n} files cannot be read: their rows, at the end, say why.",
            unread,
        ): unread,
        ngettext(
            "{n} file is protected: press Enter on its row and name the passphrase.",
            "{n} files are protected: press Enter on their rows and name the passphrases.",
            locked := sum(1 for one in members if one.locked),
        ): locked,
        ngettext(
            "{n} file is more than a week old: ask its rep to publish.",
            "{n} files are more than a week old: ask their reps to publish.",
            stale := sum(1 for one in known if is_stale(one, today)),
        ): stale,
        ngettext(
            "{n} file is in another currency: its amounts are not in the sums.",
            "{n} files are in another currency: their amounts are not in the sums.",
            foreign := sum(1 for one in known if one.figures is not None and one.figures.currency != currency),
        ): foreign,
        ngettext(
            "{n} file is only a part: the sums hold no more of it than that.",
            "{n} files are only parts: the sums hold no more of them than that.",
            parts := sum(1 for one in known if one.held is not None),
        ): parts,
        ngettext(
            "{n} file is of a rep whose newer file is here: it is not counted.",
            "{n} files are of reps whose newer files are here: they are not counted.",
            twice := sum(1 for one in known if not one.counted),
        ): twice,
    }
    return [words.format(n=n) for words, n in counted.items() if n]
