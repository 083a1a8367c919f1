"""`audit verify`: whether the record is what was written."""

import argparse
import os
import sys

from kaketsuke.cli import processes
from kaketsuke.runtime import database, keys, product

Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse names the type nowhere else


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    audit = subparsers.add_parser("audit", help="the record of everything that happened")
    asked = audit.add_subparsers(dest="asked", required=True, metavar="COMMAND")
    verify = asked.add_parser(
        "verify", help="exit 1 and name the first entry that was tampered with"
    )
    verify.add_argument("--all", action="store_true", help="name every fault, not only the first")
    verify.set_defaults(run=run_verify)


def run_verify(args: argparse.Namespace) -> int:
    """Read the whole record once and print what is wrong with it, or how much of it stands."""
    try:
        with processes.database_expected():
            os.environ.update(keys.load_or_make(database.home(), data_exists=True))
            return _verify(name_all=args.all)
    except processes.CANNOT as error:
        print(f"kaketsuke: {error}", file=sys.stderr)
        return 2


def _verify(*, name_all: bool) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
    django.setup()
    from kaketsuke.accounts import context
    from kaketsuke.overview import record

    found = 0
    with processes.tables_expected(), context.as_system():
        for fault in record.faults():
            found += 1
            print(fault.sentence)
            if not name_all:
                return 1
        if not found:
            print(f"The record stands: {record.entry_count()} entries.")
    return 1 if found else 0
