"""From the sources to the translators' catalogues, and from these to what the program reads. Runs inside `.venv`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
TEAM = "The SalesDesk team"
LANGUAGES = ("zh_CN", "zh_TW")
"""Those that SalesDesk speaks beside English, which is in the sources."""

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


def compile_catalogues(folder: Path) -> list[Path]:
    """Write a `.mo` beside every `.po`; the files written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


def extract() -> Catalog:
    """Every marked sentence of the program, with the files it is in and the `Translators:` comments above it."""
    found = Catalog(project="SalesDesk", charset="utf-8")
    messages = extract_from_dir(
        str(ROOT / "salesdesk"),
        [("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
    )
    for filename, _, message, comments, context in messages:
        place = (f"salesdesk/{Path(filename).as_posix()}", 0)
        found.add(message, None, [place], auto_comments=comments, context=context)
    return found


def update(found: Catalog) -> None:
    """Bring the sentences into every language's catalogue; what no longer exists leaves, nothing is guessed."""
    for language in LANGUAGES:
        target = LOCALE / language / "LC_MESSAGES" / "salesdesk.po"
        catalogue = _read(target, language)
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        with target.open("wb") as stream:
            write_po(stream, catalogue, width=120, sort_output=True, include_lineno=False)
        missing = sum(1 for message in catalogue if message.id and not _translated(message.string))
        print(f"{target.relative_to(ROOT)}: {len(catalogue)} sentences, {missing} without a translation")


def _read(target: Path, language: str) -> Catalog:
    """The catalogue as it is, or an empty one for a language that begins."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        return Catalog(
            language,
            header_comment=f"# SalesDesk in {language}.",
            project="SalesDesk",
            version="1",
            last_translator=TEAM,
            language_team=TEAM,
            msgid_bugs_address=TEAM,
            revision_date=datetime.now(UTC),
            charset="utf-8",
            fuzzy=False,
        )
    with target.open("rb") as stream:
        return read_po(stream, locale=language)


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def main(arguments: list[str]) -> int:
    """`extract`, `compile`, or both where none is named; 2 for an unknown word."""
    steps = arguments or ["extract", "compile"]
    if not set(steps) <= {"extract", "compile"}:
        print("Use: translations [extract] [compile]", file=sys.stderr)
        return 2
    if "extract" in steps:
        update(extract())
    if "compile" in steps:
        compile_catalogues(LOCALE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
