"""`residents import`: an owner's roster, previewed by default, written with --commit."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kaketsuke import clock
from kaketsuke.cli import processes
from kaketsuke.cli.decide import complain, speak_utf8
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import product

if TYPE_CHECKING:
    from kaketsuke.residents.importing.summary import Summary

NAME = "residents import"
SHOWN = 20


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    residents = subparsers.add_parser("residents", help="who lives in a building")
    commands = residents.add_subparsers(required=True, metavar="COMMAND")
    bring = commands.add_parser("import", help="read an owner's roster; write with --commit only")
    bring.add_argument("file", metavar="FILE", help="CSV (UTF-8, Shift_JIS) or .xlsx")
    bring.add_argument("--building", required=True, metavar="CODE", help="the building's code")
    bring.add_argument(
        "--commit",
        action="store_true",
        help="invite the residents; says that they were told of it by their owner",
    )
    bring.add_argument("--json", action="store_true", help="print the result as one JSON object")
    bring.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Print what the roster holds; 2 with one line on stderr for what is no roster."""
    speak_utf8()
    path = Path(args.file)
    if not path.is_file():
        return complain(NAME, f"{args.file}: there is no such file")
    with processes.said_plainly() as outcome, processes.database_expected():
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
        django.setup()
        from kaketsuke.database.refusals import Refusal

        try:
            with processes.tables_expected():
                outcome.code = _import(path, args)
        except Refusal as refusal:
            outcome.code = complain(NAME, str(refusal))
        except OSError as fault:
            outcome.code = complain(NAME, f"{args.file}: {fault.strerror}")
    return outcome.code


def _import(path: Path, args: argparse.Namespace) -> int:
    from kaketsuke.accounts import context
    from kaketsuke.parties import queries as party_queries
    from kaketsuke.residents.importing import committing

    with context.as_system():
        building = party_queries.building_by_code(args.building)
        if building is None:
            return complain(NAME, f"there is no building with the code {args.building}")
        go: Callable[..., Summary] = committing.commit if args.commit else committing.preview
        summary = go(path, building_id=building.pk, now=clock.now())
    _tell_notes(summary, to=sys.stderr if args.json else sys.stdout)
    if args.json:
        print(json.dumps(summary.to_json(), ensure_ascii=False))
    else:
        _print(summary, committed=args.commit)
    return 0


def _tell_notes(summary: "Summary", *, to: TextIO) -> None:
    for note in summary.notes():
        print(note, file=to)


def _print(summary: "Summary", *, committed: bool) -> None:
    answer = summary.to_json()
    print(f"rows {answer['rows']}, accepted {answer['accepted']}, "
          f"rejected {answer['rejected_count']}")  # fmt: skip
    for fault in summary.rejected[:SHOWN]:
        print(f"  line {fault.line}, {fault.column}: {summary.words(fault)}")
    if summary.rejected_count > SHOWN:
        print(f"  … and {summary.rejected_count - SHOWN} more (--json lists the first 1,000)")
    print(
        f"moved in {summary.moved_in}, moved out {summary.moved_out}, "
        f"unchanged {summary.unchanged}; rooms not known before: {summary.new_rooms}"
    )
    print("written" if committed else "nothing is written; --commit writes")
