"""What can be done about a damaged file, the best first; and what came of a repair."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import Text
from salesdesk.services.rescue import Backup, Repaired
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.labels import kind_label
from salesdesk.words.numbers import format_date, format_moment, format_number


class Way(StrEnum):
    """What the user wants to be done."""

    REPAIR = "repair"
    BACKUP = "backup"
    LOOK = "look"


class DamageSheet(Sheet):
    """Three ways out; those that lead nowhere for this file cannot be chosen, and it is said why."""

    def __init__(self, path: Path, refused: Refused, newest: Backup | None, readable: bool, parent: QWidget) -> None:
        super().__init__(lambda: _("This file is damaged"), parent, save=lambda: _("Go on"), width=600)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        said = say(refused)
        self._say(lambda: said)
        self._say(lambda: _("Whatever you choose, {file} itself is left as it is.").format(file=path.name), "soft")
        self.ways = {way: QRadioButton() for way in Way}
        gone = _("Nothing in it can be read any more.")
        self._add(
            Way.REPAIR,
            _("Repair it into a new file"),
            _("All that can be read, the rest from a backup where there is one; what is lost is named.")
            if readable
            else gone,
            readable,
        )
        if newest is not None:
            note = _("As it was on {moment}; what was done later is not in it.").format(
                moment=format_moment(newest.made_at.astimezone())
            )
        else:
            note = _("There is no good backup of it on this computer.")
        self._add(Way.BACKUP, _("Restore the newest good backup"), note, newest is not None)
        look = _("Nothing can be changed then, and nothing is written.") if readable else gone
        self._add(Way.LOOK, _("Read what is left"), look, readable)
        body = QWidget()
        body.setLayout(self._column)
        self.set_body(body)
        possible = [button for button in self.ways.values() if button.isEnabled()]
        if possible:
            possible[0].setChecked(True)
        self.save_button.setEnabled(bool(possible))

    @property
    def chosen(self) -> Way:
        """The way that is marked."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    def first_field(self) -> QWidget:
        return next((button for button in self.ways.values() if button.isChecked()), self.cancel_button)

    def _say(self, words: Caption, look: str = "") -> Label:
        label = Label(words, look)
        label.setWordWrap(True)
        self._column.addWidget(label)
        return label

    def _add(self, way: Way, title: str, note: str, possible: bool) -> None:
        button = self.ways[way]
        button.setText(title)
        button.setEnabled(possible)
        button.setAccessibleDescription(note)
        self._column.addSpacing(6)
        self._column.addWidget(button)
        self._say(lambda: note, "small").setIndent(26)


class RepairedSheet(Sheet):
    """What the new file holds, and each thing that is lost."""

    def __init__(self, repaired: Repaired, parent: QWidget) -> None:
        super().__init__(lambda: _("The file is repaired"), parent, save=lambda: _("Open the new file"), width=600)
        found = repaired.recovery
        self.cancel_button.set_caption(lambda: _("Close"))
        lines = [
            _("{kind}: {n}").format(kind=kind_label(kind), n=format_number(count))
            for kind, count in found.kept.items()
            if count
        ]
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(12)
        self.verdict = Label(_verdict(repaired), "strong" if repaired.whole else "problem")
        self.verdict.setWordWrap(True)
        column.addWidget(self.verdict)
        if found.from_backup:
            sentence = ngettext(
                "{n} lost thing came back from a backup.", "{n} lost things came back from a backup.", found.from_backup
            )
            column.addWidget(Label(sentence.format(n=format_number(found.from_backup))))
        self.text = QPlainTextEdit("\n".join([*_lost(repaired), _("In the new file:"), *lines]))
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(220)
        self.text.setAccessibleName(_("What is lost and what is there"))
        column.addWidget(self.text)
        self.set_body(body)

    def first_field(self) -> QWidget:
        return self.save_button


def _verdict(repaired: Repaired) -> str:
    if repaired.whole:
        return _("Nothing is missing.")
    if not repaired.recovery.missing:
        return _("No client, visit or other thing is known to be missing.")
    n = sum(one.count for one in repaired.recovery.missing)
    return ngettext("{n} thing is lost.", "{n} things are lost.", n).format(n=format_number(n))


def _named(problem: Text) -> Text:
    """A problem with the kinds of things called as they are on screen."""
    known = {kind.value: kind_label(kind) for kind in Kind}
    named = {
        key: known.get(str(value), value) if key in ("table", "parent") else value
        for key, value in problem.params.items()
    }
    return Text(problem.msgid, named)


def _lost(repaired: Repaired) -> list[str]:
    lines = []
    for one in repaired.recovery.missing:
        what = (
            _("Lost: {kind}, {n}, entered {first} to {last}")
            if one.first != one.last
            else _("Lost: {kind}, {n}, entered {first}")
        )
        lines.append(
            what.format(
                kind=kind_label(one.kind),
                n=format_number(one.count),
                first=format_date(one.first),
                last=format_date(one.last),
            )
        )
    if not repaired.recovery.journal_whole:
        lines.append(_("The record of what was entered is damaged too: more may be missing than is known."))
    lines += [say(_named(problem)) for problem in repaired.problems]
    return [*lines, ""] if lines else []
