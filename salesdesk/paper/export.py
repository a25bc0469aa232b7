"""A document as a file of any kind, chosen by the file's ending; what the window and the command line call."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_, Text
from salesdesk.paper.charts import chart_height_mm, chart_png
from salesdesk.paper.pdf import pdf_bytes
from salesdesk.reports.document import Document
from salesdesk.reports.docx import PICTURE_WIDTH_MM, docx_bytes
from salesdesk.reports.files import replace_file
from salesdesk.reports.filling import filled_bytes
from salesdesk.reports.mail import mail_draft
from salesdesk.reports.pace import Step
from salesdesk.reports.text import as_text
from salesdesk.reports.xlsx import xlsx_bytes

ENDINGS = (".pdf", ".xlsx", ".docx", ".txt", ".eml")


def export(document: Document, path: Path, template: Path | None = None, step: Step | None = None) -> None:
    """Write the document to `path`; an existing file is replaced at once or not at all. `step` is told of each page, or
    as rows are written; what it raises stops the work.

    Refused for an ending that is not offered, a faulty Word template, or a place that cannot be written to.
    """
    replace_file(path, document_bytes(document, path.suffix.lower(), template, step))


def export_filled(document: Document, path: Path, template: str, data: bytes, step: Step | None = None) -> Text | None:
    """As `export`, after a Word template that is kept as bytes; its name may come from a stranger's file.

    Where it cannot be used the usual one is: what is wrong with it is given back.
    """
    name = PureWindowsPath(template).name.strip(". ") or "template.docx"
    problem = None
    with TemporaryDirectory(prefix="salesdesk-") as folder:
        own = Path(folder) / name
        own.write_bytes(data)
        try:
            filled = document_bytes(document, path.suffix.lower(), own, step)
        except Refused as refused:
            problem = refused.text
            filled = document_bytes(document, path.suffix.lower(), step=step)
    replace_file(path, filled)
    return problem


def write_draft(document: Document, path: Path, attached: str) -> None:
    """Write the draft of an e-mail with the document as PDF, which is called `attached` there."""
    replace_file(path, draft_bytes(document, attached))


def document_bytes(document: Document, ending: str, template: Path | None = None, step: Step | None = None) -> bytes:
    """The document in the format of that ending (".pdf", ".xlsx", ".docx", ".txt", ".eml")."""
    match ending:
        case ".pdf":
            return pdf_bytes(document, step)
        case ".xlsx":
            return xlsx_bytes(document, step)
        case ".docx":
            pictures = chart_pictures(document)
            if template is not None:
                return filled_bytes(document, pictures, template, step)
            return docx_bytes(document, pictures, step=step)
        case ".txt":
            return as_text(document).encode("utf-8")
        case ".eml":
            return draft_bytes(document, "report.pdf")
    raise Refused(N_("Reports are written as .pdf, .xlsx, .docx or .txt, not as “{ending}”."), ending=ending)


def draft_bytes(document: Document, attached: str) -> bytes:
    """The draft of an e-mail with the document as PDF, which is called `attached` there."""
    return mail_draft(document, pdf_bytes(document), attached)


def chart_pictures(document: Document) -> dict[str, bytes]:
    """Every chart as a PNG for print, by its name."""
    return {
        name: chart_png(
            chart, PICTURE_WIDTH_MM, chart_height_mm(chart, PICTURE_WIDTH_MM), black_and_white=document.black_and_white
        )
        for name, chart in document.charts.items()
    }
