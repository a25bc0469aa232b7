"""A document's ways out of the program: on the printer, as a file, as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import Text
from salesdesk.paper.export import export, export_filled
from salesdesk.services.reports import Document, Template, as_text
from salesdesk.ui.jobs import Job, Progress
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper.mailing import make_draft, open_draft
from salesdesk.ui.paper.printing import print_out
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.words.i18n import _, say


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What leaves, under which name, and what is said of it; `problem` says why a file could not be written."""

    ctx: PageContext
    document: Callable[[], Document]
    file_name: Callable[[str], str]
    title: Caption
    printed: Caption
    copied: Caption
    problem: Callable[[str], None]

    def print_out(self, over: QWidget) -> None:
        """Ask for printer and pages, and print."""
        print_out(over, self.document(), self.ctx.jobs, lambda: self.ctx.notify.tell(read(self.printed)))

    def copy_text(self) -> None:
        """As plain text on the clipboard."""
        QGuiApplication.clipboard().setText(as_text(self.document()))
        self.ctx.notify.tell(read(self.copied))

    def mail(self) -> None:
        """As a draft of an e-mail with the PDF attached."""
        mail_out(self.ctx, self.document(), self.file_name(""), self.problem)

    def write(self, over: QWidget, ending: str) -> None:
        """Ask where to, and write it as a file of that ending."""
        proposal = documents_folder() / self.file_name(ending)
        path = dialogs.save_file(over, read(self.title), proposal=proposal, kinds=f"*{ending}")
        if path is None:
            return
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        write_file(self.ctx, self.document(), path, self.problem)


def write_file(
    ctx: PageContext,
    document: Document,
    path: Path,
    problem: Callable[[str], None],
    *,
    template: Template | None = None,
) -> None:
    """Write a file beside the window, with progress and cancel, and say so; a Word template only for a Word file."""

    def work(progress: Progress) -> Text | None:
        if template is not None and path.suffix.lower() == ".docx":
            return export_filled(document, path, template.name, template.data, progress.step)
        export(document, path, step=progress.step)
        return None

    def done(wrong: Text | None) -> None:
        if wrong is not None:
            problem(" ".join([say(wrong), _("The usual template was used.")]))
        else:
            ctx.notify.tell(_("{name} written to {folder}.").format(name=path.name, folder=path.parent))

    def failed(refused: Refused) -> None:
        problem(say(refused))

    ctx.jobs.run(Job(_("Writing {name}").format(name=path.name), work), done, failed)


def mail_out(ctx: PageContext, document: Document, name: str, problem: Callable[[str], None]) -> None:
    """Open a draft of an e-mail with the document attached in the user's mail program."""

    def work(_progress: Progress) -> Path:
        return make_draft(document, name)

    def done(draft: Path) -> None:
        if open_draft(draft):
            ctx.notify.tell(_("The draft is open in your mail program: address it and send it."))
        else:
            problem(_("No mail program opened the draft. It lies here: {path}").format(path=draft))

    def failed(refused: Refused) -> None:
        problem(say(refused))

    ctx.jobs.run(Job(_("Writing an e-mail"), work), done, failed)


def documents_folder() -> Path:
    """Where this user keeps documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
