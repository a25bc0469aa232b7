"""What has changed in the data since a report was sent: the sent text against today's (spec 4.8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from salesdesk.reports.document import Document
from salesdesk.reports.text import as_text


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines of one section: as they were sent, and as the data says now. Either may be empty."""

    section: str
    sent: tuple[str, ...]
    now: tuple[str, ...]


def differences(sent: Document, now: Document) -> tuple[Difference, ...]:
    """Where the two say different things, section by section in the order of the present one; equal ones are left out.

    Both must be in the same language: build `now` within `in_language(sent.language)`.
    """
    before, after = _sections(sent), _sections(now)
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        title_before, old = before.get(key, ("", []))
        title_after, new = after.get(key, ("", []))
        removed: list[str] = []
        added: list[str] = []
        for what, i, j, k, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what != "equal":
                removed += old[i:j]
                added += new[k:end]
        if removed or added:
            found.append(Difference(title_after or title_before, tuple(removed), tuple(added)))
    return tuple(found)


def _sections(document: Document) -> dict[str, tuple[str, list[str]]]:
    bare = replace(document, title="", author="", date_line="")
    return {
        section.key: (
            section.title,
            as_text(replace(bare, sections=(replace(section, title=""),))).strip().splitlines(),
        )
        for section in document.sections
    }
