"""What each command of the command line does, and how it is used: the help that `salesdesk COMMAND --help` prints."""

from __future__ import annotations

import textwrap

from salesdesk.domain.text import N_
from salesdesk.words.catalogue import _

_EXPLAINED: dict[str, tuple[str, tuple[str, ...]]] = {
    "new": (
        N_("Makes a new file for a rep, empty or filled with sample data to look around in. Never over a file."),
        ('salesdesk new wang.salesdesk --rep "Wang Xiaoming"', "salesdesk new demo.salesdesk --rep Li --sample"),
    ),
    "import": (
        N_(
            "Takes a list of another program into the file: all good rows as one action, which “undo” takes back; bad"
            " rows are named with their line and reason. --dry-run shows what would come, and changes nothing."
        ),
        (
            "salesdesk import wang.salesdesk clients.xlsx --as clients --dry-run",
            'salesdesk import wang.salesdesk deals.csv --as opportunities --map "Betrag=amount" --rejects bad.csv',
        ),
    ),
    "export": (
        N_("Writes a whole list of the file; the ending of X says how. The file stays as it is."),
        (
            "salesdesk export wang.salesdesk --what clients --out clients.xlsx",
            "salesdesk export wang.salesdesk --what visits --from 2026-12-01 --out december.ics",
        ),
    ),
    "report": (
        N_("Writes the report of the day, week, month or year that holds DATE; the ending of X says how."),
        (
            "salesdesk report daily wang.salesdesk --on 2026-11-27 --out today.pdf",
            "salesdesk report monthly team.salesdesk --on 2026-11-30 --team --out november.docx",
        ),
    ),
    "figures": (
        N_("Tells the figures of a period, all together or by group. With --json money is in cents."),
        (
            "salesdesk figures wang.salesdesk --from 2026-01-01 --to 2026-12-31",
            "salesdesk figures team.salesdesk --from 2026-01-01 --to 2026-12-31 --by rep --json",
        ),
    ),
    "plan": (
        N_("Proposes visits for one to four weeks from a day on. Nothing is written unless --apply is there."),
        ("salesdesk plan wang.salesdesk --from 2026-11-30 --weeks 2",),
    ),
    "check": (
        N_(
            "Reads the whole file, page by page, and says whether it is sound and what it holds. A damaged file is"
            " left as it is; what can still be read of it is counted, and the newest good backup is named."
        ),
        ("salesdesk check wang.salesdesk", "salesdesk check wang.salesdesk --json"),
    ),
    "backup": (
        N_("Makes a backup of the file beside the others and says where it lies."),
        ("salesdesk backup wang.salesdesk",),
    ),
    "publish": (
        N_(
            "Puts a checked copy where others read it, in one step: whoever opens it finds the old or the new one,"
            " never half of one. SNAPSHOT is a file, or a folder, in which the copy is named after the rep."
        ),
        (
            "salesdesk publish wang.salesdesk --out /shared/team",
            "salesdesk publish wang.salesdesk --out Z:/wang.salesdesk",
        ),
    ),
    "merge": (
        N_(
            "Takes the files of others into this one: all of them, or none where one cannot be read. Again and again,"
            " in any order, with the same result; their files are never written to. “undo” takes it back."
        ),
        ("salesdesk merge team.salesdesk /shared/wang.salesdesk /shared/li.salesdesk",),
    ),
    "restore": (
        N_("Makes a new file from a backup, after reading it to the last byte. Never over a file."),
        ("salesdesk restore 20261127T180000Z-daily.salesdesk --out wang-restored.salesdesk",),
    ),
    "handout": (
        N_(
            "Writes targets, clients with all their history, and products of a rep as one file. The rep takes it in"
            " by merging; taking it twice changes nothing."
        ),
        (
            'salesdesk handout team.salesdesk --rep "Wang Xiaoming" --out for-wang.salesdesk',
            'salesdesk handout team.salesdesk --rep "Wang Xiaoming" --what targets --out targets.salesdesk',
        ),
    ),
    "undo": (
        N_(
            "Takes the last action of this file back, a whole import or merge too, and says what it was. What somebody"
            " has changed since is left as it is, and named."
        ),
        ("salesdesk undo wang.salesdesk",),
    ),
    "history": (
        N_("Lists what was done in the file, when and by whom, the newest first."),
        ("salesdesk history wang.salesdesk", "salesdesk history wang.salesdesk --json"),
    ),
}

_PROTECTED = N_(
    "A protected file: its passphrase is asked for at the terminal; a script names it in SALESDESK_PASSPHRASE, or with"
    " --passphrase-file a file whose first line it is. It is never a word of the command, where others could read it."
)
_STATUS = N_("Exit status: 0 done; 1 refused, with a sentence that says why; 2 not understood.")

COMMANDS = tuple(_EXPLAINED)
"""Every command that is explained."""


def explanation(command: str) -> str:
    """What a command does."""
    return _(_EXPLAINED[command][0])


def examples(command: str) -> str:
    """How it is used, an example a line; then how a protected file is opened."""
    lines = "\n".join(f"  {line}" for line in _EXPLAINED[command][1])
    head = _("Examples:") if len(_EXPLAINED[command][1]) > 1 else _("Example:")
    return f"{head}\n{lines}\n\n{_wrapped(_PROTECTED)}\n\n{_wrapped(_STATUS)}"


def overview() -> str:
    """What stands below the list of commands."""
    more = N_("“salesdesk COMMAND --help” explains a command, with examples.")
    return f"{_(more)}\n\n{_wrapped(_PROTECTED)}\n\n{_wrapped(_STATUS)}"


def _wrapped(sentence: str) -> str:
    said = _(sentence)
    return textwrap.fill(said, 78 if said.count(" ") > len(said) // 20 else 38)
