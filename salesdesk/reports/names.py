"""Names of files that are given out: after a pattern of the user's, safe on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_

_GAP = re.compile(r"\{([^{}]*)\}")
_UNSAFE = re.compile(r'[<>:"/\\|?*{}]|\s+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 180
"""Bytes of a name, so that folder, number and ending find room beside it."""


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its gaps filled, `{rep} {date}`, as a name without ending. Refused for a gap that is unknown."""
    for gap in _GAP.findall(pattern):
        if gap not in values:
            raise Refused(
                N_("“{gap}” is no gap for a name. There are: {known}."),
                field="pattern",
                gap=f"{{{gap}}}",
                known=" ".join(f"{{{name}}}" for name in values),
            )
    return safe(_GAP.sub(lambda found: values[found[1]], pattern))


def safe(name: str) -> str:
    """The name as every system can keep it; never empty."""
    kept = "".join(sign if sign.isprintable() else "-" for sign in unicodedata.normalize("NFC", name))
    kept = _UNSAFE.sub("-", kept).strip("-. ")
    kept = kept.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").strip("-. ")
    return f"_{kept}" if _DEVICES.fullmatch(kept) else kept or "_"


def free(name: str, taken: set[str]) -> str:
    """The name, numbered where it is taken already; it is taken from now on. Letters' size makes no difference."""
    number, found = 2, name
    while found.casefold() in taken:
        number, found = number + 1, f"{name}-{number}"
    taken.add(found.casefold())
    return found
