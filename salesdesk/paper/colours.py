"""The colours of paper and charts. Hues are Okabe and Ito's, which nearly everybody can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C8C8C")
GREYS = ("#2B2B2B", "#8A8A8A", "#C9C9C9", "#5A5A5A", "#E4E4E4", "#A8A8A8", "#404040", "#D6D6D6")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of everything that is painted; `size` is the chart's letter height in the painter's units."""

    ink: str = "#1B2330"
    quiet: str = "#5A6472"
    hairline: str = "#D3D8DD"
    line: str = "#98A1AB"
    accent: str = "#0B5C63"
    alert: str = "#A32A12"
    paper: str = "#FFFFFF"
    tint: str = "#F3F6F7"
    hues: tuple[str, ...] = OKABE_ITO
    size: float = 82.0
    black_and_white: bool = False

    def hue(self, index: int) -> QColor:
        """The colour of the n-th slice or line."""
        return colour(self.hues[index % len(self.hues)])


ON_PAPER = Look()
BLACK_AND_WHITE = Look(
    ink="#000000", quiet="#4A4A4A", accent="#000000", alert="#000000", hairline="#CCCCCC", line="#808080",
    tint="#F4F4F4", hues=GREYS, black_and_white=True,
)  # fmt: skip


@lru_cache(maxsize=128)
def colour(name: str) -> QColor:
    """The colour of that name, made once."""
    return QColor(name)
