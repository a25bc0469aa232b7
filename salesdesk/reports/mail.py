"""A report as a draft of an e-mail: its words in the letter, the PDF attached; the address is left to the writer."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from salesdesk.reports.document import Document
from salesdesk.reports.text import as_text

LONGEST = 20_000
"""Signs of a report that are still read in a letter; a longer one is told in its short form."""


def mail_draft(document: Document, pdf: bytes, file_name: str) -> bytes:
    """The draft as an .eml file, which mail programs open ready to be addressed and sent."""
    words = as_text(document)
    message = EmailMessage(policy=SMTP)
    subject = " · ".join(part for part in (document.title, document.author, document.date_line) if part)
    message["Subject"] = " ".join(subject.split())
    message["X-Unsent"] = "1"  # Outlook takes it for a draft
    message.set_content(words if len(words) <= LONGEST else as_text(document, short=True))
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=file_name)
    return message.as_bytes()
