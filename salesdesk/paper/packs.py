"""Many reports in one go: bound into one PDF, or a file each in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.paper.export import document_bytes, export_filled
from salesdesk.paper.pdf import bound_bytes
from salesdesk.reports.document import Document
from salesdesk.reports.files import check_place, replace_file
from salesdesk.reports.pace import Step


def bind(documents: Iterable[Document], count: int, out: Path, title: str, author: str, step: Step) -> None:
    """Write all of them as one PDF; `step` is told of each that was read and each page that was painted."""
    check_place(out)
    read = []
    for document in documents:
        read.append(document)
        step(len(read), 2 * count)

    def painted(done: int, whole: int) -> None:
        step(count * whole + count * done, 2 * count * whole)

    replace_file(out, bound_bytes(read, title, author, painted))


def write_each(
    documents: Iterable[Document],
    names: Sequence[str],
    folder: Path,
    ending: str,
    step: Step,
    template: tuple[str, bytes] | None = None,
) -> list[Path]:
    """Write a file for each; none that lies there already is written over. What was written goes again when `step`
    stops the work or a file cannot be written. A Word file is made after the template (name, bytes)."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            N_("The folder {name} cannot be made: {problem}."), name=folder.name, problem=error.strerror or str(error)
        ) from error
    try:
        for document, name in zip(documents, names, strict=True):
            out = _unused(folder, name, ending)
            if template is not None and ending == ".docx":
                export_filled(document, out, *template)
            else:
                replace_file(out, document_bytes(document, ending))
            written.append(out)
            step(len(written), len(names))
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def _unused(folder: Path, name: str, ending: str) -> Path:
    number, out = 2, folder / f"{name}{ending}"
    while out.exists():
        number, out = number + 1, folder / f"{name}-{number}{ending}"
    return out
