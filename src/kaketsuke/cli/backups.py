"""`backup`, `restore`, `forget`: copies of the data, and what they must forget again."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from kaketsuke.cli import processes
from kaketsuke.runtime import backups, database, product, roles

Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse names the type nowhere else


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    backup = subparsers.add_parser("backup", help="dump data and keys, the keys apart")
    backup.add_argument("folder", metavar="FOLDER", help="where to; keys go into FOLDER/keys")
    backup.set_defaults(run=run_backup)
    restore = subparsers.add_parser("restore", help="bring a backup back into a new home")
    restore.add_argument("folder", metavar="FOLDER/STAMP", help="the backup")
    restore.add_argument("--keys", metavar="FILE", help="its keys; otherwise FOLDER/keys/STAMP")
    restore.set_defaults(run=run_restore)
    forget = subparsers.add_parser(
        "forget", help="erase again everybody whom the list of erasures names"
    )
    forget.add_argument("list", metavar="ERASURES.jsonl")
    forget.set_defaults(run=run_forget)


def run_backup(args: argparse.Namespace) -> int:
    """Dump, and say where it lies."""

    def act() -> int:
        from kaketsuke import clock

        made = backups.back_up(
            backups.embedded(database.home()),
            Path(args.folder).resolve(),
            name=roles.DATABASE,
            now=clock.now(),
        )
        backups.copy_files(database.home(), made.folder)
        print(f"{made.folder}: data. {made.keys}: keys; keep them apart from the data.")
        if made.forgotten:
            print(f"{made.forgotten} dumps of keys older than 30 days are gone.")
        return 0

    return _said(act, expected=processes.database_expected)


def run_restore(args: argparse.Namespace) -> int:
    """Restore, and forget again whom the list names before anything is served."""
    folder = Path(args.folder).resolve()
    keys = Path(args.keys) if args.keys else folder.parent / backups.KEYS / f"{folder.name}.dump"

    def act() -> int:
        backups.restore(backups.embedded(database.home()), folder, keys, name=roles.DATABASE)
        backups.copy_files(folder, database.home())
        from kaketsuke.privacy import outside

        return _forget(outside.path())

    return _said(act, expected=lambda: database.running(database.home()))


def run_forget(args: argparse.Namespace) -> int:
    """Erase again in this database."""
    return _said(lambda: _forget(Path(args.list)), expected=processes.database_expected)


def _forget(list_of_erasures: Path) -> int:
    from kaketsuke import clock
    from kaketsuke.privacy import outside, services

    count = 0
    for forgotten in outside.read(list_of_erasures):
        services.erase_again(forgotten.person_id, subjects=forgotten.subjects, now=clock.now())
        count += 1
    print(f"{count} erasures of {list_of_erasures} stand in this database.")
    return 0


def _said(act: Callable[[], int], *, expected: Callable[[], AbstractContextManager[object]]) -> int:
    try:
        with expected():
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
            django.setup()
            return act()
    except (*processes.CANNOT, backups.CannotBackUp) as error:
        print(f"kaketsuke: {error}", file=sys.stderr)
        return 2
