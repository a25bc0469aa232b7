"""What countries are called, for the choice of whose holidays hold."""

from __future__ import annotations

from salesdesk.words.i18n import language


def region_name(code: str) -> str:
    """A country in the language in use: "CN" is China; of a part the country and its key, "Germany BY"."""
    from babel import Locale

    country, _dash, part = code.partition("-")
    name = Locale.parse(language()).territories.get(country, country)
    return f"{name} {part}".strip()
