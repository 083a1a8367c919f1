"""`terms`: read a document into its clauses, and say which clause is held by what."""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Final

from kaketsuke.cli.decide import complain, speak_utf8
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.rules import clauses

# Further commands under `terms`, by module of this room: those that need the database.
FURTHER: Final[tuple[str, ...]] = ("terms_db",)

_TESTS: Final = Path(__file__).parents[3] / "tests"


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    terms = subparsers.add_parser("terms", help="the written terms and their clauses")
    commands = terms.add_subparsers(required=True, metavar="COMMAND")

    parse = commands.add_parser("parse", help="read a document into its clauses")
    parse.add_argument("file", metavar="FILE", help="the document as UTF-8 text, or -")
    parse.add_argument("--json", action="store_true", help="print the tree as JSON")
    parse.set_defaults(run=run_parse)

    coverage = commands.add_parser("coverage", help="which clause is held by which rule and test")
    coverage.add_argument("--strict", action="store_true", help="fail for planned clauses too")
    coverage.add_argument("--json", action="store_true", help="print the rows as JSON")
    coverage.set_defaults(run=run_coverage)

    for name in FURTHER:
        importlib.import_module(f"kaketsuke.cli.{name}").register(commands)


def run_parse(args: argparse.Namespace) -> int:
    """Print the clause tree; 2 with one line on stderr for what is no such document."""
    from kaketsuke.rules import terms

    speak_utf8()
    try:
        raw = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
        parsed = terms.read(raw)
    except terms.NotTheTerms as fault:
        return complain("terms parse", f"this is not an 重要事項説明書 of the service: {fault}")
    except OSError as fault:
        return complain("terms parse", f"cannot read the document: {fault.strerror}")
    if args.json:
        print(json.dumps(parsed.to_json(), ensure_ascii=False, indent=2))
    else:
        _print_tree(parsed)
    return 0


def _print_tree(parsed: clauses.ParsedTerms) -> None:
    print(parsed.title)
    print(parsed.version_date)
    for section in (*parsed.sections, *parsed.appendices):
        print(f"\n{section.id} {section.heading}")
        for clause in section.clauses:
            print(_indented(clause.id, clause.text, depth=1))
            for item in clause.items:
                print(_indented(item.id, item.text, depth=2))
    print("\n" + "、".join(parsed.companies))
    for contact in parsed.contacts:
        print(f"{contact.purpose}: {contact.phone} {contact.hours or ''}".rstrip())


def _indented(clause_id: str, text: str, *, depth: int) -> str:
    lines = text.split("\n")
    margin = "  " * depth
    return "\n".join(
        [f"{margin}{clause_id} {lines[0]}", *(f"{margin}  {line}" for line in lines[1:])]
    )


def run_coverage(args: argparse.Namespace) -> int:
    """Print every clause with its state; 1 where one has none, or is only planned if strict."""
    from kaketsuke.rules import coverage

    speak_utf8()
    rows = coverage.rows(tests=_TESTS if _TESTS.is_dir() else None)
    if args.json:
        print(json.dumps([row.to_json() for row in rows], ensure_ascii=False, indent=2))
    else:
        for row in rows:
            print(row.sentence())
    parts = coverage.parts(tests=_TESTS) if _TESTS.is_dir() else {}
    if not args.json:
        for part, held in parts.items():
            print(f"{part:8}part        {', '.join(held)}")
    faults = coverage.faults(rows, strict=args.strict)
    faults += [f"{part}: is named by no test" for part, held in parts.items() if not held]
    for fault in faults:
        print(f"kaketsuke terms coverage: {fault}", file=sys.stderr)
    return 1 if faults else 0
