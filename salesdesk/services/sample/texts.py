"""The sample's words in one language: names, places, what was said on visits (resources/sample)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from salesdesk.resources import resource


@dataclass(frozen=True, slots=True)
class Texts:
    """What resources/sample/<language>.json holds; keys are those of the file."""

    words: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.words[key]

    def pick(self, rng: Random, *keys: str) -> str:
        """One sentence of a list, its gaps not filled yet."""
        found: Any = self.words
        for key in keys:
            found = found[key]
        return str(rng.choice(found))


def load_texts(language: str) -> Texts:
    """The words in `language` (a key of words.i18n.LANGUAGES)."""
    return Texts(json.loads(resource("sample", f"{language}.json").read_text(encoding="utf-8")))
