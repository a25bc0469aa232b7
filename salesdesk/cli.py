"""The desk without a window, for scripts (spec 7.7). The words and exit statuses are fixed.

0 done · 1 refused, with one sentence on standard error · 2 wrong usage.
"""

from __future__ import annotations

import argparse
import getpass
import json
import locale
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from salesdesk import __version__
from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.plan import Plan
from salesdesk.domain.report import ReportKind
from salesdesk.domain.text import N_
from salesdesk.services.backups import CheckReport, Reason, check, mend_notes, restore
from salesdesk.services.desk import Desk
from salesdesk.services.hand_out import Share, is_part
from salesdesk.services.history import Asked, Step
from salesdesk.services.imports import (
    DateOrder,
    DecimalStyle,
    ImportKind,
    ImportResult,
    ImportWish,
    Match,
    PrepareOptions,
    Reading,
    Rules,
    Unknown,
)
from salesdesk.services.planning import Named
from salesdesk.services.reports import TEAM
from salesdesk.services.safety import NeedsPassphrase, sweep, unlock
from salesdesk.services.sample import make_sample
from salesdesk.words.commands import examples, explanation, overview
from salesdesk.words.deeds import change_label, step_label
from salesdesk.words.held import only_words
from salesdesk.words.i18n import LANGUAGES, _, best_language, in_language, ngettext, say, use
from salesdesk.words.labels import field_label, kind_label, label
from salesdesk.words.merging import merge_notes
from salesdesk.words.numbers import format_date, format_moment, format_number
from salesdesk.words.plan_reasons import impossible_words, proposal_words, reason_words
from salesdesk.words.problems import problem_words

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_Word = TypeVar("_Word", bound=StrEnum)
YEARS = range(1900, 2200)
TOLD = (
    *(Kind.CLIENT, Kind.CONTACT, Kind.VISIT, Kind.APPOINTMENT, Kind.OPPORTUNITY, Kind.QUOTE, Kind.ORDER),
    *(Kind.INVOICE, Kind.PAYMENT, Kind.PRODUCT, Kind.REP),
)
"""What a reader counts a file by."""
STEPS = 5_000
"""Actions of a history that are read at a time."""
PROBLEMS = 5
"""Problems of a damaged file that are listed; the others are counted."""
PASSPHRASE, TRIES = "SALESDESK_PASSPHRASE", 3
GROUPS = ("month", "quarter", "week", "rep", "product_line", "tier", "industry", "stage")


def main(argv: Sequence[str]) -> int:
    """Do one command; its exit status."""
    use(_system_language())
    args = _parser().parse_args(argv)
    sweep()
    try:
        status = _done(args) or DONE
        sys.stdout.flush()
    except Refused as refused:
        print(say(refused.text), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # whoever read it has seen enough, as `| head` does; nothing more is written at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status


def _done(args: argparse.Namespace) -> int | None:
    """Do the command; where a file turns out to be protected, name its passphrase and begin again."""
    command: Callable[[argparse.Namespace], int | None] = args.command
    named: set[Path] = set()
    while True:
        try:
            return command(args)
        except NeedsPassphrase as needs:
            if needs.path in named:
                raise
            named.add(needs.path)
            _unlock(needs.path, getattr(args, "passphrase_file", None))


def _unlock(path: Path, kept: Path | None) -> None:
    """The passphrase from a file, from the environment, or as it is typed at the terminal, three times at most."""
    if kept is not None:
        try:
            lines = kept.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeError):
            raise Refused(N_("The passphrase cannot be read from {name}."), name=kept.name) from None
        unlock(path, lines[0] if lines else "")
    elif PASSPHRASE in os.environ:
        unlock(path, os.environ[PASSPHRASE])
    elif sys.stdin.isatty():
        for left in range(TRIES - 1, -1, -1):
            try:
                unlock(path, getpass.getpass(_("Passphrase of {name}: ").format(name=path.name)))
                return
            except Refused as refused:
                if not left:
                    raise
                print(say(refused.text), file=sys.stderr)
    else:
        raise Refused(
            N_("{name} is protected by a passphrase. Name it in SALESDESK_PASSPHRASE or with --passphrase-file."),
            name=path.name,
        )


def _system_language() -> str:
    named = [os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    return best_language([*(name for name in named if name), locale.getlocale()[0] or ""])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="salesdesk",
        description=_("SalesDesk without a window. “salesdesk [FILE]” opens the window."),
        epilog=overview(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"SalesDesk {__version__}")
    words = parser.add_subparsers(required=True, metavar="COMMAND")

    new = _word_of(words, "new", _new, _("make a new file, empty or with the sample data"))
    new.add_argument("file", type=Path, metavar="FILE")
    new.add_argument("--rep", required=True, metavar="NAME")
    new.add_argument("--currency", type=_currency, metavar="CODE")
    new.add_argument("--sample", action="store_true")
    new.add_argument("--lang", choices=list(LANGUAGES))

    take = _command(words, "import", _import, _("take in a table, cards or a calendar"))
    take.add_argument("source", type=Path, metavar="SOURCE", help=_("CSV, XLSX, XLS, ODS, VCF or ICS"))
    take.add_argument(
        "--as", dest="kind", required=True, type=_one_of(ImportKind), metavar="KIND", help=", ".join(ImportKind)
    )
    take.add_argument("--map", dest="mapped", action="append", default=[], metavar="COLUMN=field")
    take.add_argument("--encoding", metavar="E")
    take.add_argument("--delimiter", metavar="D")
    take.add_argument("--sheet", metavar="NAME", help=_("the sheet of a workbook"))
    take.add_argument("--header-row", type=_counting, metavar="N", help=_("which filled row is the head; 0 for none"))
    take.add_argument("--date-order", type=_one_of(DateOrder), metavar="ymd|mdy|dmy")
    take.add_argument("--decimal", type=_one_of(DecimalStyle), metavar="point|comma")
    take.add_argument("--match", type=_one_of(Match), default=Match.UPDATE, metavar="update|skip|create")
    take.add_argument("--unknown-client", type=_one_of(Unknown), default=Unknown.REJECT, metavar="reject|create")
    take.add_argument("--word", dest="words", action="append", default=[], type=_word, metavar="field:WORD=MEANT")
    take.add_argument("--rejects", type=Path, metavar="OUT.csv")
    take.add_argument("--dry-run", action="store_true")
    _json(take)

    give = _command(words, "export", _export, _("write a whole list as CSV, Excel, vCard or iCalendar"))
    give.add_argument("--what", required=True, type=_one_of(ImportKind), metavar="KIND", help=", ".join(ImportKind))
    give.add_argument("--from", dest="first", type=_day, metavar="D", help=_("of a calendar (.ics): from this day on"))
    give.add_argument("--to", dest="last", type=_day, metavar="D", help=_("of a calendar (.ics): up to this day"))
    give.add_argument("--planned-only", action="store_true", help=_("of a calendar (.ics): only what is planned"))
    give.add_argument("--out", required=True, type=Path, metavar="X.csv|.xlsx|.ics|.vcf")

    report = _word_of(words, "report", _report, _("write a report"))
    report.add_argument("kind", type=_one_of(ReportKind), metavar="daily|weekly|monthly|year")
    _file(report)
    report.add_argument("--on", required=True, type=_day, metavar="DATE")
    whose = report.add_mutually_exclusive_group()
    whose.add_argument("--rep", metavar="R")
    whose.add_argument("--team", action="store_true", help=_("of everybody in the file, one by one"))
    report.add_argument("--lang", choices=list(LANGUAGES))
    report.add_argument("--out", required=True, type=Path, metavar="X.pdf|.xlsx|.docx|.txt")

    figures = _command(words, "figures", _figures, _("the figures of a period"))
    figures.add_argument("--from", dest="first", required=True, type=_day, metavar="D")
    figures.add_argument("--to", dest="last", required=True, type=_day, metavar="D")
    figures.add_argument("--by", choices=GROUPS)
    _json(figures)

    plan = _command(words, "plan", _plan, _("propose the visits of one to four weeks"))
    plan.add_argument("--from", dest="first", required=True, type=_day, metavar="D")
    plan.add_argument("--weeks", type=_weeks, default=1, metavar="N", help=_("how many weeks, 1 to 4"))
    plan.add_argument("--apply", action="store_true", help=_("put them into the calendar"))
    _json(plan)

    _json(_command(words, "check", _check, _("look whether a file is sound")))
    _command(words, "backup", _backup, _("make a backup now"))
    publish = _command(words, "publish", _publish, _("put a checked copy where others read it"))
    publish.add_argument("--out", required=True, type=Path, metavar="SNAPSHOT")
    publish.add_argument("--from", dest="first", type=_day, metavar="D", help=_("only what is dated from this day on"))
    publish.add_argument("--to", dest="last", type=_day, metavar="D", help=_("only what is dated up to this day"))
    publish.add_argument("--tier", type=_one_of(Tier), metavar="A|B|C", help=_("only clients of this tier"))
    publish.add_argument("--line", metavar="NAME", help=_("only this product line"))
    publish.add_argument("--client", action="append", default=[], metavar="NAME", help=_("only this client, and so on"))
    merge = _command(words, "merge", _merge, _("take the files of others into this one"))
    merge.add_argument("others", nargs="+", type=Path, metavar="OTHER")
    _json(merge)
    back = _word_of(words, "restore", _restore, _("make a file from a backup"))
    back.add_argument("backup", type=Path, metavar="BACKUP")
    back.add_argument("--out", required=True, type=Path, metavar="F")
    _passphrase_file(back)
    out = _command(words, "handout", _handout, _("write targets, clients and products for a rep as one file"))
    out.add_argument("--rep", required=True, metavar="R")
    out.add_argument("--what", type=_shares, default=tuple(Share), metavar="KINDS", help=",".join(Share))
    out.add_argument("--out", required=True, type=Path, metavar="F")
    _json(out)
    _command(words, "undo", _undo, _("take the last action back"))
    _json(_command(words, "history", _history, _("what was done, newest first")))
    return parser


def _command(
    words: Any, name: str, command: Callable[[argparse.Namespace], int | None], help_: str
) -> argparse.ArgumentParser:
    parser = _word_of(words, name, command, help_)
    _file(parser)
    return parser


def _word_of(
    words: Any, name: str, command: Callable[[argparse.Namespace], int | None], help_: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = words.add_parser(
        name,
        help=help_,
        description=textwrap.fill(explanation(name), 78),
        epilog=examples(name),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=command)
    return parser


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    _passphrase_file(parser)


def _passphrase_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="P", help=_("whose first line is the passphrase"))


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _wrong(_("“{text}” is not a day. Write it like 2026-11-23."), text) from None
    if day.year not in YEARS:
        raise _wrong(_("“{text}” is not in the years 1900 to 2199."), text)
    return day


def _counting(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise _wrong(_("“{text}” is not a number of a row. Write 0, 1, 2 …"), text)
    return int(text)


def _weeks(text: str) -> int:
    if text not in {"1", "2", "3", "4"}:
        raise _wrong(_("“{text}” is not a number of weeks. Write 1, 2, 3 or 4."), text)
    return int(text)


def _wrong(sentence: str, text: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(sentence.format(text=text))


def _one_of(words: type[_Word]) -> Callable[[str], _Word]:
    """Reads one of these words; any other is answered with the list of them."""

    def read(text: str) -> _Word:
        try:
            return words(text)
        except ValueError:
            sentence = _("“{text}” is not one of: {words}.").format(text=text, words=", ".join(words))
            raise argparse.ArgumentTypeError(sentence) from None

    return read


def _word(text: str) -> tuple[str, str, str]:
    """`product:GTXPro=GTX Pro`: the field, the word in the source, what is meant by it."""
    field, sign, rest = text.partition(":")
    word, equals, meant = rest.partition("=")
    if not sign or not equals:
        raise _wrong(_("“{text}” does not say what a word means. Write field:WORD=MEANT."), text)
    return field.strip(), word.strip(), meant.strip()


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise _wrong(_("“{text}” is not a currency. Write three letters, like CNY."), text)
    return text.upper()


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _new(args: argparse.Namespace) -> None:
    language = args.lang or _system_language()
    if args.sample:
        make_sample(args.file, language=language, rep_name=args.rep, currency=args.currency).close()
        return
    currency = args.currency or ("TWD" if language == "zh_TW" else "CNY")
    Desk.create(args.file, rep_name=args.rep, currency=currency, language=language).close()


def _import(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file)) as desk:
        if args.rejects:
            desk.imports.check_place_of_rejects(args.rejects)
        result = desk.imports.take(_wish(args), dry_run=args.dry_run)
        if args.rejects:
            desk.imports.write_rejects(result, args.rejects)
    if args.json:
        _print_json(_import_object(result, args.dry_run))
    else:
        _print_import(result, args.dry_run)


def _wish(args: argparse.Namespace) -> ImportWish:
    """What the words of the command line ask for."""
    instead: dict[str, dict[str, str]] = {}
    for field, word, meant in args.words:
        instead.setdefault(field, {})[word] = meant
    head: int | None = args.header_row
    reading = Reading(
        encoding=args.encoding,
        delimiter=args.delimiter,
        sheet=args.sheet,
        has_header=None if head is None else head > 0,
        skipped=None if head is None else max(0, head - 1),
    )
    options = PrepareOptions(date_order=args.date_order, decimal=args.decimal, words=instead)
    rules = Rules(args.match, args.unknown_client)
    return ImportWish(args.source, args.kind, args.mapped, reading, options, rules)


def _import_object(result: ImportResult, dry_run: bool) -> dict[str, Any]:
    preview = result.preview
    return {
        "kind": preview.wish.kind,
        "dry_run": dry_run,
        "encoding": preview.sniffed.encoding,
        "delimiter": preview.sniffed.delimiter,
        "sheet": preview.sniffed.sheet,
        "program": preview.mapping.program,
        "columns": {column: preview.mapping.fields.get(column) for column in preview.mapping.columns},
        "readings": dict(preview.prepared.readings),
        "read": result.read,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "rejects": [{"line": r.line, "reasons": [say(reason) for reason in r.reasons]} for r in result.rejects],
    }


def _print_import(result: ImportResult, dry_run: bool) -> None:
    print(
        _("Read {read}: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected.").format(
            read=result.read,
            created=result.created,
            updated=result.updated,
            unchanged=result.unchanged,
            rejected=result.rejected,
        )
    )
    if dry_run:
        print(_("Dry run: nothing was written."))
    if unused := result.preview.mapping.unused:
        print(_("Columns left aside: {columns}").format(columns=", ".join(unused)))
    for note in result.preview.sheet.notes:
        print(say(note))
    for reject in result.rejects:
        reasons = " ".join(say(reason) for reason in reject.reasons)
        print(_("Line {line}: {reason}").format(line=reject.line, reason=reasons), file=sys.stderr)


def _export(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file, read_only=True)) as desk:
        n = desk.exports.write(args.what, args.out, period=_period(args), planned_only=args.planned_only)
    print(ngettext("{n} row written to {name}.", "{n} rows written to {name}.", n).format(n=n, name=args.out))


def _period(args: argparse.Namespace) -> Period | None:
    """The days asked for, an open end as far as days go; None where none are named."""
    if args.first is None and args.last is None:
        return None
    first, last = args.first or date(YEARS.start, 1, 1), args.last or date(YEARS.stop - 1, 12, 31)
    if last < first:
        raise Refused(N_("The period ends before it begins."))
    return Period(first, last)


def _report(args: argparse.Namespace) -> None:
    from salesdesk.paper.export import export, export_filled  # Qt: only a report needs it

    with (
        closing(Desk.open(args.file, read_only=True)) as desk,
        in_language(args.lang or desk.language or _system_language()),
    ):
        scope = TEAM if args.team else ""
        document = desk.reports.document(args.kind, args.on, rep_id=_rep(desk, args.rep), scope=scope)
        template = desk.reports.template()
        if template is None:
            export(document, args.out)
        else:
            problem = export_filled(document, args.out, template.name, template.data)
            if problem:
                print(say(problem), _("The usual template was used."), file=sys.stderr)


def _rep(desk: Desk, name: str | None) -> Id | None:
    if name is None:
        return None
    reps = desk.reps()
    for rep in reps:
        if rep.name == name:
            return rep.id
    raise Refused(
        N_("No rep is called “{name}”. This file knows: {names}."), name=name, names=", ".join(r.name for r in reps)
    )


def _figures(args: argparse.Namespace) -> None:
    if args.last < args.first:
        raise Refused(N_("The period ends before it begins."))
    period = Period(args.first, args.last)
    with closing(Desk.open(args.file, read_only=True)) as desk:
        currency = desk.currency
        result = {"from": args.first, "to": args.last, **desk.figures.of(period).to_json()}
        if args.by:
            groups = desk.figures.by(period, args.by)
            result["groups"] = [{"key": group.key, **group.figures.to_json()} for group in groups]
        if desk.held is not None:
            print(_("It is not the whole file: {only}.").format(only=only_words(desk.held)), file=sys.stderr)
    if args.json:
        _print_json(result)
    else:
        _print_figures(result, currency)


_MONEY = frozenset(
    {"won_amount", "lost_amount", "mean_won_amount", "pipeline", "weighted_pipeline", "velocity", "sales", "received"}
    | {"pace", "run_rate_forecast", "receivables", "overdue_receivables"}
)
"""The figures that are amounts: cents for scripts, money for readers."""

_MONEY_RATES = frozenset(
    {"win_rate_by_amount", "gross_margin", "high_margin_share", "attainment", "average_discount", "collection_rate"}
)
"""The rates whose two parts are amounts."""


def _print_figures(result: dict[str, Any], currency: str, indent: str = "") -> None:
    for key, value in result.items():
        if key == "groups":
            for group in value:
                print(f"\n{group.pop('key')}")
                _print_figures(group, currency, "  ")
        elif key in _MONEY and value is not None:
            print(f"{indent}{key}: {_money(value, currency)}")
        elif not isinstance(value, dict):
            print(f"{indent}{key}: {_shown(value)}")
        elif key in _MONEY_RATES and value["of"]:
            n, of = _money(value["n"], currency), _money(value["of"], currency)
            print(f"{indent}{key}: {_shown(value['value'])} ({n} / {of})")
        elif "of" in value:
            print(f"{indent}{key}: {_shown(value['value'])} ({value['n']} / {value['of']})")
        else:
            print(f"{indent}{key}:{'' if value else ' –'}")
            _print_figures(value, currency, f"{indent}  ")


def _money(cents: int, currency: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d} {currency}"


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _plan(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file, read_only=not args.apply)) as desk:
        found = desk.planning.propose(args.first, args.weeks)
        names = desk.planning.names(found)
        applied = bool(args.apply and found.proposals)
        if applied:
            desk.planning.accept(found)
    if args.json:
        _print_json(_plan_object(found, names, applied))
    else:
        _print_plan(found, names, applied)


def _plan_object(found: Plan, names: Mapping[Id, Named], applied: bool) -> dict[str, Any]:
    return {
        "from": found.period.first,
        "to": found.period.last,
        "room": found.room,
        "applied": applied,
        "proposals": [
            {
                "client": names[one.client_id].name,
                "tier": names[one.client_id].tier,
                "district": names[one.client_id].district,
                "day": one.day,
                "start": _clock(one.start),
                "minutes": one.minutes,
                "channel": one.channel,
                "reasons": [reason_words(reason) for reason in one.reasons],
            }
            for one in found.proposals
        ],
        "not_placed": [
            {
                "client": names[one.client_id].name,
                "tier": names[one.client_id].tier,
                "missing": one.missing,
                "why": one.why,
                "reasons": [reason_words(reason) for reason in one.reasons],
            }
            for one in found.unplaced
        ],
        "impossible_rules": [
            {
                "tier": one.asking.tier,
                "count": one.asking.count,
                "every": one.asking.every,
                "from": one.period.first,
                "to": one.period.last,
                "asked": one.asked,
                "room": one.room,
            }
            for one in found.impossible
        ],
    }


def _print_plan(found: Plan, names: Mapping[Id, Named], applied: bool) -> None:
    day = None
    for one in found.proposals:
        if one.day != day:
            day = one.day
            print(format_date(day, "long"))
        client = names[one.client_id]
        hours = f"{_clock(one.start)}–{_clock(one.start + one.minutes)}"
        print(f"  {hours}  {client.tier} {client.name}  {label(one.channel)}  {proposal_words(one)}")
    n = len(found.proposals)
    print(ngettext("{n} visit proposed.", "{n} visits proposed.", n).format(n=n))
    if left := len(found.unplaced):
        print(ngettext("{n} client found no place.", "{n} clients found no place.", left).format(n=left))
    for impossible in found.impossible:
        print(impossible_words(impossible))
    if applied:
        print(_("They are in the calendar now."))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _check(args: argparse.Namespace) -> int:
    report = check(args.file)
    if report.unfound and report.ok:
        mend_notes(args.file)
    if args.json:
        _print_json({**asdict(report), "problems": [say(problem) for problem in report.problems]})
    if not report.ok:
        _say_damaged(args.file.name, report, listed=not args.json)
        return REFUSED
    if not args.json:
        _say_sound(args.file.name, report)
    return DONE


def _say_sound(name: str, report: CheckReport) -> None:
    """The verdict, then what the file holds, then its newest backup."""
    print(_("{name} is sound.").format(name=name))
    if n := report.unfound:
        mended = ngettext(
            "{n} note was not found by its words; now it is.",
            "{n} notes were not found by their words; now they are.",
            n,
        )
        print(mended.format(n=n))
    print(_held(report.counts))
    newest = next((one for one in report.backups if one.ok), None)
    if newest is not None:
        print(_("Newest backup: {moment}, {path}").format(moment=format_moment(newest.made_at), path=newest.path))
    else:
        print(_("It has no backup yet: “salesdesk backup” makes one."))


def _held(counts: Mapping[Kind, int]) -> str:
    """What a file holds, in the words of the trade; its lines and links are counted with --json."""
    held = [kind_label(kind, counts[kind]) for kind in TOLD if counts.get(kind)]
    if not held:
        return _("It is empty.")
    return textwrap.fill(_("It holds {things}.").format(things=_(", ").join(held)), 100)


def _say_damaged(name: str, report: CheckReport, *, listed: bool) -> None:
    """What to do first; then the first problems, when they are `listed`."""
    newest = next((one for one in report.backups if one.ok), None)
    if newest is not None:
        advice = _("{name} is damaged. Open it in SalesDesk to repair it, or restore its newest good backup.")
    else:
        advice = _("{name} is damaged. Open it in SalesDesk to repair it: it has no backup.")
    print(advice.format(name=name), file=sys.stderr, flush=True)
    if not listed:
        return
    problems = problem_words(report.problems)
    for problem in problems[:PROBLEMS]:
        print(problem)
    if (more := len(problems) - PROBLEMS) > 0:
        print(ngettext("and {n} more", "and {n} more", more).format(n=more))
    if not problems:
        print(_("Every record can still be read."))
    if report.damaged:
        print(_held(report.counts))
    if newest is not None:
        print(_("Newest good backup: {moment}, {path}").format(moment=format_moment(newest.made_at), path=newest.path))


def _backup(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file)) as desk:
        print(desk.backups.make(Reason.ASKED).path)


def _publish(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file, read_only=True)) as desk:
        out = desk.publishing.target(args.out) if args.out.is_dir() else args.out
        if out.is_file() and not out.samefile(args.file) and not desk.publishing.is_from_here(out):
            raise Refused(
                N_("{name} is another file, not a copy of this one. Publish under another name, or into a folder."),
                name=out.name,
            )
        extent = desk.publishing.extent(args.first, args.last, args.tier, args.line or "", args.client)
        made = desk.publishing.publish(out, extent=extent)
    print(_("{name} published, SHA-256 {digest}.").format(name=made.path, digest=made.sha256))
    if made.held is not None:
        print(only_words(made.held))


def _restore(args: argparse.Namespace) -> None:
    restore(args.backup, args.out)
    print(_("{name} restored.").format(name=args.out))


def _merge(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file)) as desk:
        report = desk.merging.take_in(args.others)
        waiting = desk.merging.conflict_count()
    if args.json:
        files = [{"file": one.name, **one.to_json()} for one in report.files]
        _print_json({"files": files, "conflicts_waiting": waiting})
        return
    for one in report.files:
        if one.taken_back:
            print(_("{name}: it had been taken back, and is in again.").format(name=one.name))
            continue
        if one.unchanged:
            print(_("{name}: nothing new since it was merged last.").format(name=one.name))
            continue
        print(
            _("{name}: new {new}, changed {changed}, the same {same}, conflicts {conflicts}.").format(
                name=one.name,
                new=sum(one.new.values()),
                changed=sum(one.changed.values()),
                same=one.same,
                conflicts=one.conflicts,
            )
        )
        for note in merge_notes(one):
            print(f"  {note}")
    if waiting:
        print(
            ngettext(
                "{n} conflict waits for a decision: open the file and choose “Conflicts…”.",
                "{n} conflicts wait for a decision: open the file and choose “Conflicts…”.",
                waiting,
            ).format(n=waiting)
        )


def _handout(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file, read_only=True)) as desk:
        rep = desk.hand_out.rep_named(args.rep)
        if args.out.is_dir():
            raise Refused(N_("{name} is a folder. Say what the file in it is called."), name=args.out.name)
        if args.out.is_file() and not args.out.samefile(args.file) and not is_part(args.out):
            raise Refused(N_("{name} exists already and is no hand-out. Choose another name."), name=args.out.name)
        part = desk.hand_out.write(desk.hand_out.choose(rep.id, args.what), args.out)
    if args.json:
        counts = {kind.value: count for kind, count in sorted(part.counts.items())}
        _print_json({"file": str(part.path), "sha256": part.sha256, "counts": counts})
        return
    print(_("{name} written for {rep}.").format(name=args.out, rep=rep.name))
    print(_held(part.counts))


def _shares(text: str) -> tuple[Share, ...]:
    try:
        return tuple(Share(word.strip()) for word in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(_("choose from {choices}").format(choices=", ".join(Share))) from None


def _undo(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file)) as desk:
        done = desk.undo()
    print(_("Undone: {action}").format(action=change_label(done.label)))
    if len(touched := _touched(done)) > 1 or sum(len(ids) for ids in done.ids.values()) > 1:
        print(textwrap.fill(_("That concerned {things}.").format(things=_(", ").join(touched)), 100))
    left = Counter(field_label(kind, field) for kind, _pk, field in done.left_alone)
    for field, n in left.items():
        times = f" ({format_number(n)})" if n > 1 else ""
        print(_("Left alone, changed since: {field}").format(field=field) + times, file=sys.stderr)


def _touched(done: ChangeSet) -> list[str]:
    """What an action concerned: what people count by, and how much that belongs to it; else whatever it was."""
    counts = {kind: len(ids) for kind, ids in done.ids.items() if ids}
    told = [kind_label(kind, counts[kind]) for kind in TOLD if kind in counts]
    if not told:
        return [kind_label(kind, n) for kind, n in counts.items()]
    rest = sum(n for kind, n in counts.items() if kind not in TOLD)
    more = ngettext("{n} record that belongs to them", "{n} records that belong to them", rest)
    return [*told, more.format(n=format_number(rest))] if rest else told


def _history(args: argparse.Namespace) -> None:
    with closing(Desk.open(args.file, read_only=True)) as desk:
        steps = _steps(desk)
        if args.json:
            _print_json({"steps": [_step_object(step) for step in steps]})
            return
        for step in steps:
            at = datetime.fromtimestamp(step.millis / 1000).astimezone()
            print(f"{at:%Y-%m-%d %H:%M}  {step.who or '–'}  {step_label(step.label, step.how, undone=step.undone)}")


def _steps(desk: Desk) -> Iterator[Step]:
    """Everything that was done, the newest first, read as far as somebody listens."""
    before: tuple[int, int] | None = None
    while found := desk.history.find(Asked(), STEPS, before):
        yield from found
        before = found[-1].hlc, found[-1].act


def _step_object(step: Step) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(step.millis / 1000).astimezone().isoformat(timespec="seconds"),
        "who": step.who,
        "how": step.how,
        "key": step.label.key,
        "what": change_label(step.label),
        "undone": step.undone,
    }
