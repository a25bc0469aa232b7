"""What a merge has to tell beside its numbers, in sentences."""

from __future__ import annotations

from typing import Protocol

from salesdesk.domain.extent import Held
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.held import only_words
from salesdesk.words.numbers import format_number


class Report(Protocol):
    """What is told of one file."""

    @property
    def duplicates(self) -> int: ...

    @property
    def quarantined(self) -> int: ...

    @property
    def strange(self) -> int: ...

    @property
    def binned(self) -> int: ...

    @property
    def closed(self) -> int: ...

    @property
    def held(self) -> Held | None: ...


def merge_notes(report: Report) -> list[str]:
    """What a reader should know of one file, a sentence each; often nothing."""
    found = []
    if n := report.duplicates:
        found.append(
            ngettext(
                "{n} new client has a name that was here already; look through the duplicates.",
                "{n} new clients have names that were here already; look through the duplicates.",
                n,
            ).format(n=format_number(n))
        )
    if n := report.quarantined:
        found.append(
            ngettext(
                "{n} change claims to come from the future and waits outside; the clock of that computer is wrong.",
                "{n} changes claim to come from the future and wait outside; the clock of that computer is wrong.",
                n,
            ).format(n=format_number(n))
        )
    if n := report.strange:
        found.append(
            ngettext(
                "{n} record uses an id that another one here has; it was left out.",
                "{n} records use ids that others here have; they were left out.",
                n,
            ).format(n=format_number(n))
        )
    if n := report.binned:
        found.append(
            ngettext(
                "{n} new record belongs to a client that lies in the bin.",
                "{n} new records belong to clients that lie in the bin.",
                n,
            ).format(n=format_number(n))
        )
    if n := report.closed:
        found.append(
            ngettext(
                "{n} record that came or changed is dated in a month that is closed here.",
                "{n} records that came or changed are dated in months that are closed here.",
                n,
            ).format(n=format_number(n))
        )
    if report.held is not None:
        found.append(_("It is not the whole file: {only}.").format(only=only_words(report.held)))
    return found
