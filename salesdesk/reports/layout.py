"""What a team chooses about its reports without code: sections, their order, logo, signatures, paper."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.reports.document import Document, Paper, Section
from salesdesk.words.i18n import _, language

LOGO_LIMIT = 2_000_000
"""Bytes: a logo travels inside every sent report."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is put on paper.

    `order` names section keys from top to bottom (keys left out follow in their usual order), `hidden` those switched
    off. `signatures` is None for the usual lines (rep, manager, general manager), else the words under each line; an
    empty tuple prints none. The logo's bytes live here, so that the setting travels with the file.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    company: str = ""
    logo: bytes = b""
    signatures: tuple[str, ...] | None = None
    paper: Paper = Paper.A4
    landscape: bool = False
    black_and_white: bool = False

    def arrange(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """The sections that are switched on, in the chosen order."""
        place = {key: index for index, key in enumerate(self.order)}
        usual = len(place)
        shown = [section for section in sections if section.key not in self.hidden]
        return tuple(sorted(shown, key=lambda section: place.get(section.key, usual)))

    def with_logo(self, path: Path) -> Layout:
        """This layout with the image at `path` as its logo. Refused when it cannot be read or is too large."""
        try:
            size = path.stat().st_size
            data = path.read_bytes() if size <= LOGO_LIMIT else b""
        except OSError as error:
            raise Refused(N_("The logo {name} cannot be read. Choose another picture."), name=path.name) from error
        if not data:
            raise Refused(N_("The logo {name} is empty or larger than 2 MB. Choose a smaller picture."), name=path.name)
        return replace(self, logo=data)

    def to_json(self) -> str:
        """As kept in the file's settings."""
        return json.dumps(
            {
                "order": list(self.order),
                "hidden": sorted(self.hidden),
                "company": self.company,
                "logo": base64.b64encode(self.logo).decode(),
                "signatures": None if self.signatures is None else list(self.signatures),
                "paper": self.paper.value,
                "landscape": self.landscape,
                "black_and_white": self.black_and_white,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """The layout kept in `text`; what it does not name keeps its default. Refused when it is not a layout."""
        try:
            return cls._from_data(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Refused(N_("The layout of the report cannot be read. Choose its sections again.")) from error

    @classmethod
    def _from_data(cls, data: Mapping[str, object]) -> Layout:
        known: dict[str, object] = {
            name: data[name] for name in ("company", "landscape", "black_and_white") if name in data
        }
        signatures = data.get("signatures")
        return cls(
            order=_strings(data.get("order", [])),
            hidden=frozenset(_strings(data.get("hidden", []))),
            company=str(known.get("company", "")),
            logo=base64.b64decode(str(data.get("logo", ""))),
            signatures=None if signatures is None else _strings(signatures),
            paper=Paper(str(data.get("paper", Paper.A4))),
            landscape=bool(known.get("landscape", False)),
            black_and_white=bool(known.get("black_and_white", False)),
        )


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of names is expected")
    return tuple(str(item) for item in value)


def usual_signatures() -> tuple[str, ...]:
    """Who signs where nobody else was named: the Chinese paper habit."""
    return (_("Sales representative"), _("Manager"), _("General manager"))


def framed(
    *, title: str, author: str, date_line: str, currency: str, sections: tuple[Section, ...], layout: Layout
) -> Document:
    """A document in the language in use, with everything that is the same for all reports."""
    return Document(
        title=title,
        author=author,
        date_line=date_line,
        language=language(),
        sections=layout.arrange(sections),
        company=layout.company,
        logo=layout.logo,
        signatures=usual_signatures() if layout.signatures is None else layout.signatures,
        signature_date=_("Date:"),
        page_words=_("Page {page} of {pages}"),
        currency=currency,
        paper=layout.paper,
        landscape=layout.landscape,
        black_and_white=layout.black_and_white,
    )
