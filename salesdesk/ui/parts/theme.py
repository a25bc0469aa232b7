"""The look of the window: one set of measured colours and sizes for light and dark, applied in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from salesdesk.paper.fonts import load_fonts
from salesdesk.resources import resource

Scheme = Literal["light", "dark", "system"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours ("#rrggbb") and sizes (pixels before scaling) that every painter and the style sheet share.

    `text` and `soft` reach a contrast of 7 on `page`, `surface` and `raised`; the selection and the accent 4.5.
    """

    name: str
    page: str
    rail: str
    surface: str
    raised: str
    hover: str
    line: str
    edge: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_ink: str
    selection: str
    on_selection: str
    focus: str
    red: str
    amber: str
    green: str
    red_soft: str
    amber_soft: str
    green_soft: str
    flag_red: str
    flag_amber: str
    thumb: str
    tier_a: str
    on_tier_a: str
    tier_b: str
    on_tier_b: str
    tier_c: str
    series: tuple[str, ...]
    grid: int = 4
    radius: int = 6
    row_height: int = 32
    bar_height: int = 44
    control_height: int = 30
    font_size: int = 13
    small_size: int = 12
    heading_size: int = 16
    title_size: int = 20
    scale: float = 1.0

    def px(self, size: float) -> int:
        """A size from the 4-px grid at the user's scale, in pixels."""
        return round(size * self.scale)

    @property
    def row(self) -> int:
        """Height of a table row at the user's scale, in pixels."""
        return self.px(self.row_height)

    @property
    def bar(self) -> int:
        """Height of a bar (page head, status) at the user's scale, in pixels."""
        return self.px(self.bar_height)


# Hues of Okabe and Ito, so that colour-blind eyes tell the series apart.
LIGHT: Final = Tokens(
    name="light",
    page="#f6f7f7",
    rail="#eceeee",
    surface="#ffffff",
    raised="#ffffff",
    hover="#edf1f1",
    line="#dfe4e4",
    edge="#829096",
    text="#1a2224",
    soft="#475356",
    faint="#667276",
    accent="#0b5c63",
    accent_hover="#0e6c74",
    on_accent="#ffffff",
    accent_ink="#0b5c63",
    selection="#d3e8ec",
    on_selection="#0b2a31",
    focus="#1681a0",
    red="#a01818",
    amber="#764800",
    green="#0a5c42",
    red_soft="#fbe9e7",
    amber_soft="#fcf1dc",
    green_soft="#e2f3ec",
    flag_red="#c8281e",
    flag_amber="#d27d00",
    thumb="#c3cacc",
    tier_a="#23343a",
    on_tier_a="#ffffff",
    tier_b="#b9c9ce",
    on_tier_b="#14262b",
    tier_c="#5d6b70",
    series=("#0b5c63", "#d55e00", "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#7a868b"),
)

DARK: Final = Tokens(
    name="dark",
    page="#15191b",
    rail="#101415",
    surface="#1b2022",
    raised="#23292c",
    hover="#282f32",
    line="#30383b",
    edge="#7b888d",
    text="#e9eeee",
    soft="#b9c3c5",
    faint="#8f9b9f",
    accent="#1a7485",
    accent_hover="#1f8194",
    on_accent="#ffffff",
    accent_ink="#7fcad8",
    selection="#17434e",
    on_selection="#f2fafb",
    focus="#58b7cb",
    red="#ff9d90",
    amber="#f2bd62",
    green="#74d2ae",
    red_soft="#3c2220",
    amber_soft="#38301c",
    green_soft="#1b342b",
    flag_red="#f4604f",
    flag_amber="#f0ab2e",
    thumb="#4b565a",
    tier_a="#e3eaec",
    on_tier_a="#15191b",
    tier_b="#56666c",
    on_tier_b="#ffffff",
    tier_c="#9aa7ab",
    series=("#4fb3c6", "#f08a4b", "#56a8e0", "#f0b93a", "#3cc39c", "#e09cc3", "#8fd0f5", "#a3afb4"),
)

listeners: list[Callable[[], None]] = []
"""Called after each change of theme, for what neither the palette nor the style sheet reaches."""

_current = LIGHT
_wish: list[tuple[QApplication, float]] = []


def tokens() -> Tokens:
    """The colours and sizes in use now; ask at painting time, never keep."""
    return _current


def colour(name: str) -> QColor:
    """A token's colour by name, e.g. `colour("accent")`; any "#rrggbb" is taken as it is."""
    return QColor(name if name.startswith("#") else str(getattr(_current, name)))


def apply(app: QApplication, scheme: Scheme = "light", scale: float = 1.0) -> None:
    """Dress the whole application; may be called again at any time (scheme "system" follows the desktop).

    `scale` from 0.9 to 1.5 enlarges text and rows.
    """
    global _current
    _follow_system(app, scheme, scale)
    dark = _system_is_dark(app) if scheme == "system" else scheme == "dark"
    _current = replace(DARK if dark else LIGHT, scale=min(1.5, max(0.9, scale)))
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(font(_current.font_size))
    app.setPalette(palette(_current))
    app.setStyleSheet(style_sheet(_current))
    for listener in list(listeners):
        listener()


def font(size: int, *, bold: bool = False) -> QFont:
    """The bundled font in pixels before scaling, with figures of equal width. Shared: copy it before changing it."""
    return _font(_current.px(size), bold)


@lru_cache(maxsize=64)
def _font(pixels: int, bold: bool) -> QFont:
    face = QFont(load_fonts())
    face.setPixelSize(pixels)
    face.setBold(bold)
    face.setFeature(QFont.Tag("tnum"), 1)
    return face


def palette(look: Tokens) -> QPalette:
    """The Qt palette for widgets that draw themselves in Fusion."""
    role = QPalette.ColorRole
    made = QPalette()
    for part, shade in {
        role.Window: look.page,
        role.WindowText: look.text,
        role.Base: look.surface,
        role.AlternateBase: look.surface,
        role.Text: look.text,
        role.PlaceholderText: look.faint,
        role.Button: look.raised,
        role.ButtonText: look.text,
        role.BrightText: look.on_accent,
        role.ToolTipBase: look.raised,
        role.ToolTipText: look.text,
        role.Highlight: look.selection,
        role.HighlightedText: look.on_selection,
        role.Accent: look.accent,
        role.Link: look.accent_ink,
        role.LinkVisited: look.accent_ink,
        role.Light: look.raised,
        role.Midlight: look.hover,
        role.Mid: look.line,
        role.Dark: look.edge,
        role.Shadow: look.line,
    }.items():
        made.setColor(part, QColor(shade))
    for part in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(look.faint))
    return made


def style_sheet(look: Tokens) -> str:
    """The style sheet with the tokens filled in: `@name@` is a colour, `@12px@` a scaled size, `@theme@` our folder."""
    sheet = resource("theme", "base.qss").read_text(encoding="utf-8")
    sheet = sheet.replace("@theme@", resource("theme").as_posix())
    for field in fields(look):
        value = getattr(look, field.name)
        if isinstance(value, str):
            sheet = sheet.replace(f"@{field.name}@", value)
    for size in range(40, 0, -1):
        sheet = sheet.replace(f"@{size}px@", f"{look.px(size)}px")
    return sheet


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(shade: str) -> float:
    parts = [int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _system_is_dark(app: QApplication) -> bool:
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _follow_system(app: QApplication, scheme: Scheme, scale: float) -> None:
    if _wish:
        app.styleHints().colorSchemeChanged.disconnect(_on_system_changed)
        _wish.clear()
    if scheme == "system":
        _wish.append((app, scale))
        app.styleHints().colorSchemeChanged.connect(_on_system_changed)


def _on_system_changed() -> None:
    if _wish:
        app, scale = _wish[0]
        apply(app, "system", scale)
