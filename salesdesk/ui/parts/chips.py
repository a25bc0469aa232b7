"""Chips: choices that lie open, taken with a click, an arrow key or their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.badges import Mark
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.parts.flow_layout import FlowLayout

_BACK, _ON = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: a stable key, its words, perhaps an icon, a count, a hint on hover.

    A `mark` (the letter of a tier, the flag of a priority) is painted instead of the words.
    """

    key: str
    caption: Caption
    icon: str = ""
    count: int | None = None
    tip: Caption = ""
    mark: Mark | None = None


class Chip(QAbstractButton):
    """One chip. `number` > 0 shows the key that takes it."""

    def __init__(self, choice: Choice, number: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice, self.number, self.count = choice, number, choice.count
        self.place = ""
        self.reached = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_count(self, count: int | None) -> None:
        """Show how many records this choice stands for."""
        self.count = count
        self.retranslate()

    def retranslate(self) -> None:
        """Read the words again in the present language."""
        words = read(self.choice.caption)
        self.setText(words)
        tip = read(self.choice.tip)
        self.setToolTip(" · ".join(said for said in (words, tip) if said) if self.choice.mark else tip)
        self.setAccessibleName(words if self.count is None else f"{words} {self.count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme.tokens()
        small = QFontMetrics(theme.font(look.small_size))
        mark = self.choice.mark
        words = mark.width() if mark else QFontMetrics(theme.font(look.font_size)).horizontalAdvance(self.text())
        wide = words + 2 * self._edge()
        wide += look.px(22) if self.choice.icon else 0
        wide += small.horizontalAdvance(str(self.number)) + look.px(6) if self.number else 0
        wide += small.horizontalAdvance(str(self.count)) + look.px(6) if self.count is not None else 0
        return QSize(wide, look.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink = self._colours()
        outline = _outline(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.place)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(fill)
        painter.drawPath(outline)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_outline(QRectF(self.rect()).adjusted(1, 1, -1, -1), self.place))
        self._paint_words(painter, ink)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.parentWidget()
        if not (isinstance(bar, ChipBar) and bar.step_or_take(self, event)):
            super().keyPressEvent(event)

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        fill = "surface"
        if self.isChecked():
            fill = "accent" if self.place else "selection"
        elif self.reached:
            fill = "selection"
        elif self.underMouse() and self.isEnabled():
            fill = "hover"
        ink = {"accent": "on_accent", "selection": "on_selection"}.get(fill, "text")
        edge = "accent_ink" if self.isChecked() and not self.place else "edge" if self.place else "line"
        if not self.place and not self.isChecked():
            edge = "edge" if theme.tokens().name == "dark" else "line"
        return theme.colour(fill), theme.colour(edge), theme.colour(ink if self.isEnabled() else "faint")

    def _edge(self) -> int:
        """The room left and right of what is in it; joined ones need less."""
        return theme.tokens().px(9 if self.place else 12)

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        look, left = theme.tokens(), float(self._edge())
        middle, high = self.height() / 2, float(self.height())
        if self.place:
            left = max(left, (self.width() - self.sizeHint().width()) / 2 + left)
        if self.number:
            left += self._paint_small(painter, left, str(self.number), ink) + look.px(6)
        if self.choice.icon:
            side = look.px(16)
            icons.paint(painter, QRectF(left, round(middle - side / 2), side, side), self.choice.icon, ink.name())
            left += look.px(22)
        if self.choice.mark:
            self.choice.mark.paint(painter, QRectF(left, 0, self.width(), high))
            left += self.choice.mark.width() + look.px(6)
        else:
            painter.setFont(theme.font(look.font_size, bold=bool(self.place) and self.isChecked()))
            painter.setPen(ink)
            painter.drawText(QRectF(left, 0, self.width(), high), Qt.AlignmentFlag.AlignVCenter, self.text())
            left += painter.fontMetrics().horizontalAdvance(self.text()) + look.px(6)
        if self.count is not None:
            self._paint_small(painter, left, str(self.count), ink)

    def _paint_small(self, painter: QPainter, left: float, words: str, ink: QColor) -> int:
        quiet = ink if self.isChecked() or self.reached else theme.colour("faint")
        painter.setFont(theme.font(theme.tokens().small_size))
        painter.setPen(quiet)
        box = QRectF(left, 0, self.width(), self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        return painter.fontMetrics().horizontalAdvance(words)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)


class ChipBar(QWidget):
    """Some chips, of which one (or, with `multiple`, several) may be chosen; `optional` lets a second click take back.

    `changed(key)` is emitted only when the user chooses; with `multiple` the key is the one that was touched.
    """

    changed = Signal(str)

    def __init__(
        self,
        name: Caption,
        choices: Sequence[Choice] = (),
        *,
        multiple: bool = False,
        optional: bool = False,
        numbered: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._multiple, self._optional, self._numbered = name, multiple, optional, numbered
        self._chips: list[Chip] = []
        self._lay_out()
        self.setAccessibleName(read(name))
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; those chosen that are still there stay chosen."""
        chosen = self.chosen_keys()
        for chip in self._chips:
            self.layout_of_chips.removeWidget(chip)
            chip.hide()
            chip.setParent(None)  # out of the order of Tab at once
            chip.deleteLater()
        before = self._stop_before()
        self._chips = []
        self.setFocusProxy(None)  # type: ignore[arg-type]
        for position, choice in enumerate(choices):
            chip = Chip(choice, position + 1 if self._numbered and position < 9 else 0, self)
            chip.clicked.connect(self._on_clicked)
            self.layout_of_chips.addWidget(chip)
            self._chips.append(chip)
            if before is not None:
                QWidget.setTabOrder(before, chip)
                before = chip
        self.set_chosen(chosen)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many records each choice stands for."""
        for chip in self._chips:
            chip.set_count(counts.get(chip.choice.key))

    def chosen(self) -> str:
        """The key chosen, "" for none."""
        return next(iter(self.chosen_keys()), "")

    def chosen_keys(self) -> list[str]:
        """All keys chosen, in the order shown."""
        return [chip.choice.key for chip in self._chips if chip.isChecked()]

    def set_chosen(self, keys: str | Iterable[str]) -> None:
        """Choose by program; says nothing."""
        wanted = {keys} if isinstance(keys, str) else set(keys)
        for chip in self._chips:
            chip.setChecked(chip.choice.key in wanted)
        self._after_change()

    def chips(self) -> Sequence[Chip]:
        """The chips, in the order shown."""
        return tuple(self._chips)

    def retranslate(self) -> None:
        """Read the name again in the present language (the chips do so themselves)."""
        self.setAccessibleName(read(self._name))

    # what Qt asks

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # handlers and private

    def _on_clicked(self) -> None:
        touched = self.sender()
        if isinstance(touched, Chip):
            self._settle(touched)

    def step_or_take(self, chip: Chip, event: QKeyEvent) -> bool:
        """A key on one of the chips: arrows go on, a number takes; False for any other key."""
        at, key = self._chips.index(chip), event.key()
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            return False
        if key in _BACK or key in _ON:
            other = self._chips[(at + (1 if key in _ON else -1)) % len(self._chips)]
            other.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self._multiple:
                self._take(other)
            return True
        digit = key - Qt.Key.Key_0
        if self._numbered and 1 <= digit <= min(9, len(self._chips)):
            self._chips[digit - 1].setFocus(Qt.FocusReason.OtherFocusReason)
            self._take(self._chips[digit - 1])
            return True
        return False

    def _take(self, chip: Chip) -> None:
        if self._multiple or not chip.isChecked():
            chip.setChecked(not chip.isChecked())
            self._settle(chip)

    def _settle(self, touched: Chip) -> None:
        if not self._multiple:
            if not self._optional:
                touched.setChecked(True)
            for chip in self._chips:
                if chip is not touched:
                    chip.setChecked(False)
        self._after_change()
        self.changed.emit(touched.choice.key)

    def _after_change(self) -> None:
        stop = self._tab_stop()
        for chip in self._chips:
            tabbed = self._multiple or chip is stop
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tabbed else Qt.FocusPolicy.ClickFocus)
            chip.update()
        if stop is not None:
            self.setFocusProxy(stop)

    def _stop_before(self) -> QWidget | None:
        """What takes the focus before this bar: new chips follow it, else Qt puts them and the bar behind all else."""
        stop = self.previousInFocusChain()
        while stop is not None and stop is not self:
            if stop.focusPolicy() != Qt.FocusPolicy.NoFocus and not self.isAncestorOf(stop):
                return stop
            stop = stop.previousInFocusChain()
        return None

    def _tab_stop(self) -> Chip | None:
        return next((chip for chip in self._chips if chip.isChecked()), self._chips[0] if self._chips else None)

    def _lay_out(self) -> None:
        self.layout_of_chips: FlowLayout | QHBoxLayout = FlowLayout(self, 6)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class SegmentedBar(ChipBar):
    """Choices in one joined bar, in an order that means something (the stages of an opportunity).

    With `progress` the segments before the chosen one are tinted, as the way already gone.
    """

    def __init__(
        self,
        name: Caption,
        choices: Sequence[Choice] = (),
        *,
        progress: bool = False,
        numbered: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._progress = progress
        super().__init__(name, choices, numbered=numbered, parent=parent)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        super().set_choices(choices)
        last = len(self._chips) - 1
        for at, chip in enumerate(self._chips):
            chip.place = "only" if last == 0 else "first" if at == 0 else "last" if at == last else "middle"
            chip.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)

    def _after_change(self) -> None:
        super()._after_change()
        at = next((number for number, chip in enumerate(self._chips) if chip.isChecked()), 0)
        for number, chip in enumerate(self._chips):
            chip.reached = self._progress and number < at

    def _lay_out(self) -> None:
        self.layout_of_chips = QHBoxLayout(self)
        self.layout_of_chips.setContentsMargins(0, 0, 0, 0)
        self.layout_of_chips.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _outline(box: QRectF, place: str) -> QPainterPath:
    """Round all four corners of a chip, only the outer ones of a segment."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    radius = box.height() / 2 if not place else float(theme.tokens().radius)
    if place in ("", "only"):
        path.addRoundedRect(box, radius, radius)
        return path
    path.addRect(box) if place == "middle" else path.addPath(_half_round(box, radius, left=place == "first"))
    return path


def _half_round(box: QRectF, radius: float, *, left: bool) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    square = QPainterPath()
    square.addRect(box.adjusted(radius, 0, 0, 0) if left else box.adjusted(0, 0, -radius, 0))
    return path.united(square)
