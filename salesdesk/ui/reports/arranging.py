"""What is put on paper, and how: sections shown and their order, company, logo, signature lines, paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.paper.logo import logo_image
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import CheckField, ChoiceField, LineField, TextField
from salesdesk.words.i18n import _

if TYPE_CHECKING:
    from salesdesk.services.reports import Layout

_KEY = Qt.ItemDataRole.UserRole
_PAPERS = (Choice("a4", lambda: "A4"), Choice("letter", lambda: "Letter"))


class SectionList(QListWidget):
    """The sections with a tick each; dragged, or moved with Alt and the arrows. `changed` only by the user."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemChanged.connect(self._on_changed)
        self.model().rowsMoved.connect(self._on_changed)

    def fill(self, titles: Mapping[str, str], layout: Layout) -> None:
        """Show these sections as the layout has them."""
        place = {key: index for index, key in enumerate(layout.order)}
        keys = sorted(titles, key=lambda key: place.get(key, len(place)))
        ticked = [key for key in keys if key not in layout.hidden]
        if keys == self.order() and ticked == self.ticked() and titles == self._titles():
            return
        self._filling, row = True, self.currentRow()
        self.clear()
        for key in keys:
            item = QListWidgetItem(titles[key])
            item.setData(_KEY, key)
            item.setToolTip(titles[key])
            item.setSizeHint(QSize(0, theme.tokens().px(26)))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled)
            item.setCheckState(Qt.CheckState.Unchecked if key in layout.hidden else Qt.CheckState.Checked)
            self.addItem(item)
        self.setCurrentRow(min(row, self.count() - 1))
        high = self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth() + 2
        self.setFixedHeight(high)
        self._filling = False

    def order(self) -> list[str]:
        """The keys from top to bottom."""
        return [self.item(row).data(_KEY) for row in range(self.count())]

    def ticked(self) -> list[str]:
        """The keys of the sections that are shown."""
        rows = [self.item(row) for row in range(self.count())]
        return [item.data(_KEY) for item in rows if item.checkState() == Qt.CheckState.Checked]

    def move(self, step: int) -> None:  # type: ignore[override]
        """Move the chosen section up (−1) or down (+1)."""
        row = self.currentRow()
        if row >= 0 and 0 <= row + step < self.count():
            self._filling = True
            item = self.takeItem(row)
            self.insertItem(row + step, item)
            self.setCurrentRow(row + step)
            self._filling = False
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _titles(self) -> dict[str, str]:
        return {self.item(row).data(_KEY): self.item(row).text() for row in range(self.count())}

    def _on_changed(self) -> None:
        if not self._filling:
            self.changed.emit()


class ArrangingPanel(QWidget):
    """`changed` carries the layout as the user wants it; `logo_wanted` asks for a picture, `template_wanted` for a Word
    template, `template_dropped` goes back to the usual one, `copy_wanted` asks where to put a copy to edit;
    `give_wanted` and `take_wanted` hand all of it to a colleague and take a colleague's over."""

    changed = Signal(object)
    logo_wanted = Signal()
    template_wanted = Signal()
    template_dropped = Signal()
    copy_wanted = Signal()
    give_wanted = Signal()
    take_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout: Layout | None = None
        self._usual: tuple[str, ...] = ()
        self.sections = SectionList()
        self.up = IconButton("chevron-up", lambda: _("Move up (Alt+Up)"))
        self.down = IconButton("chevron-down", lambda: _("Move down (Alt+Down)"))
        self.company = LineField("company", lambda: _("Company"))
        self.picture = QLabel()
        self.choose_logo = Button(lambda: _("Choose a logo…"))
        self.remove_logo = Button(lambda: _("Remove"), "quiet")
        self.signed = CheckField("signed", lambda: _("Signature lines"))
        self.lines = TextField("lines", lambda: _("One signature line each"), lines=3)
        self.paper = ChoiceField("paper", lambda: _("Paper"), _PAPERS)
        self.landscape = CheckField("landscape", lambda: _("Landscape"))
        self.grey = CheckField("grey", lambda: _("Black and white"))
        self.template = Label("", "small")
        self.copy_template = Button(lambda: _("Copy ours to edit…"))
        self.choose_template = Button(lambda: _("Choose…"))
        self.remove_template = Button(lambda: _("Remove"), "quiet")
        self.give = Button(lambda: _("Give to a colleague…"), tip=lambda: _("Write this layout as a file"))
        self.take = Button(lambda: _("Take over…"), tip=lambda: _("Use the layout in a colleague's file"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(lambda: _("Sections"), "label"), 1)
        head.addWidget(self.up)
        head.addWidget(self.down)
        logo = QHBoxLayout()
        logo.setSpacing(8)
        logo.addWidget(self.picture)
        logo.addWidget(self.choose_logo)
        logo.addWidget(self.remove_logo)
        logo.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.sections)
        column.addWidget(self.company)
        column.addLayout(logo)
        for field in (self.signed, self.lines, self.paper, self.landscape, self.grey):
            column.addWidget(field)
        word = QHBoxLayout()
        word.setSpacing(8)
        for button in (self.copy_template, self.choose_template, self.remove_template):
            word.addWidget(button)
        word.addStretch()
        column.addWidget(Label(lambda: _("Word template"), "label"))
        column.addWidget(self.template)
        column.addLayout(word)
        shared = QHBoxLayout()
        shared.setSpacing(8)
        for button in (self.give, self.take):
            shared.addWidget(button)
        shared.addStretch()
        column.addWidget(Label(lambda: _("The whole layout"), "label"))
        column.addLayout(shared)

    def _connect(self) -> None:
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.company.line.editingFinished.connect(self._on_changed)
        self.choose_logo.clicked.connect(self.logo_wanted)
        self.remove_logo.clicked.connect(self._on_remove_logo)
        self.copy_template.clicked.connect(self.copy_wanted)
        self.choose_template.clicked.connect(self.template_wanted)
        self.remove_template.clicked.connect(self.template_dropped)
        self.give.clicked.connect(self.give_wanted)
        self.take.clicked.connect(self.take_wanted)
        self.lines.text.installEventFilter(self)
        self.sections.changed.connect(self._on_changed)
        for field in (self.signed, self.paper, self.landscape, self.grey):
            field.edited.connect(self._on_changed)

    # --- public -----------------------------------------------------------------------------------------------

    def show_layout(self, layout: Layout, titles: Mapping[str, str], usual_lines: tuple[str, ...]) -> None:
        """Show how the report is put on paper; `usual_lines` are the signatures where none were chosen."""
        self._layout, self._usual = layout, usual_lines
        self.sections.fill(titles, layout)
        signatures = usual_lines if layout.signatures is None else layout.signatures
        shown = "\n".join(signatures)
        for field, value in (
            (self.company, layout.company),
            (self.lines, shown),
            (self.signed, bool(signatures)),
            (self.paper, layout.paper.value),
            (self.landscape, layout.landscape),
            (self.grey, layout.black_and_white),
        ):
            if field.value() != value and not field.editor.hasFocus():
                field.set_value(value)
        self.lines.setVisible(bool(signatures))
        self._show_logo(layout.logo)

    def show_template(self, name: str) -> None:
        """Name the Word template in use; "" is the usual one."""
        self.template.set_caption(name or (lambda: _("the usual one")))
        self.remove_template.setVisible(bool(name))

    def wanted(self) -> Layout | None:
        """The layout as it stands in the panel."""
        if self._layout is None:
            return None
        lines = tuple(line.strip() for line in self.lines.value().splitlines() if line.strip()) or self._usual
        signatures = None if lines == self._usual else lines
        return replace(
            self._layout,
            order=tuple(self.sections.order()),
            hidden=frozenset(self.sections.order()) - frozenset(self.sections.ticked()),
            company=self.company.value(),
            signatures=signatures if self.signed.value() else (),
            paper=type(self._layout.paper)(self.paper.value() or "a4"),
            landscape=self.landscape.value(),
            black_and_white=self.grey.value(),
        )

    def take_logo(self, path: Path) -> Layout | None:
        """The layout with the picture at `path` as its logo. Raises Refused."""
        wanted = self.wanted()
        layout = wanted.with_logo(path) if wanted else None
        if layout is not None and logo_image(layout.logo).isNull():
            raise Refused(N_("{name} is no picture that can be shown. Choose a PNG or JPEG file."), name=path.name)
        return layout

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._on_changed()
        return False

    # --- handlers and private ---------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        wanted = self.wanted()
        if wanted is not None and wanted != self._layout:
            self.changed.emit(wanted)

    def _on_up(self) -> None:
        self.sections.move(-1)

    def _on_down(self) -> None:
        self.sections.move(1)

    def _on_remove_logo(self) -> None:
        wanted = self.wanted()
        if wanted is not None:
            self.changed.emit(replace(wanted, logo=b""))

    def _show_logo(self, data: bytes) -> None:
        image = QPixmap.fromImage(logo_image(data))
        self.picture.setVisible(not image.isNull())
        self.remove_logo.setVisible(bool(data))
        if not image.isNull():
            side = theme.tokens().px(28)
            mode = Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(image.scaled(side * 3, side, Qt.AspectRatioMode.KeepAspectRatio, mode))
