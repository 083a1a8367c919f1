"""`backup`, `restore`, `forget`: copies of the data, and what they must forget again."""

import argparse
import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kaketsuke.cli import processes
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import backups, database, keys, postgres, product, roles

if TYPE_CHECKING:
    from kaketsuke.privacy.outside import Forgotten


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    backup = subparsers.add_parser("backup", help="dump data and keys, the keys apart")
    backup.add_argument("folder", metavar="FOLDER", help="where to; keys go into FOLDER/keys")
    backup.add_argument("--keys", metavar="FOLDER", help="where the keys go instead")
    backup.set_defaults(run=run_backup)
    restore = subparsers.add_parser("restore", help="bring a backup back into a new home")
    restore.add_argument("folder", metavar="FOLDER/STAMP", help="the backup")
    restore.add_argument("--keys", metavar="FILE", help="its keys; otherwise FOLDER/keys/STAMP")
    erased = restore.add_mutually_exclusive_group()
    erased.add_argument(
        "--erasures", metavar="FILE", help="the list of erasures, to erase all of them again"
    )
    erased.add_argument(
        "--nobody-was-erased", action="store_true", help="there is no list: nobody ever was"
    )
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

        home = database.home()
        with processes.database_expected():
            made = backups.back_up(
                backups.embedded(home),
                Path(args.folder).resolve(),
                name=roles.DATABASE,
                now=clock.now(),
                files_of=home,
                keys_into=Path(args.keys).resolve() if args.keys else None,
            )
        print(f"{made.folder}: data. {made.keys}: keys; keep them apart from the data.")
        if made.forgotten:
            print(f"{made.forgotten} dumps of keys older than 30 days are gone.")
        return 0

    return _said(act)


def run_restore(args: argparse.Namespace) -> int:
    """Restore, forget again whom the list names, and only then put it where it is served."""

    def act() -> int:
        folder, home = Path(args.folder).resolve(), database.home()
        usual = folder.parent / backups.KEYS / f"{folder.name}.dump"
        backup = backups.found(folder, Path(args.keys).resolve() if args.keys else usual)
        server = backups.embedded(home)
        _demand_own_keys(home)
        backups.demand_no_files(home)
        listed = _list_for(args, home)
        with _new_or_untouched(server), database.running(home):
            backups.demand_no_tables(server, name=roles.DATABASE)
            os.environ["KAKETSUKE_DATABASE_NAME"] = backups.restore(server, backup)
            try:
                count = _forget_in_restored(listed)
                files = backups.put_in_place(server, backup, home, name=roles.DATABASE)
            finally:
                backups.drop(server)
        print(f"{home}: the data of {folder.name} and {files} sealed files are in place.")
        print(f"{count} erasures of {listed or 'no list'} stand in this database.")
        return 0

    return _said(act)


def run_forget(args: argparse.Namespace) -> int:
    """Erase again in this database."""

    def act() -> int:
        listed = _existing(Path(args.list))
        with processes.database_expected():
            _set_up()
            with processes.tables_expected():
                print(f"{_forget(listed)} erasures of {listed} stand in this database.")
        return 0

    return _said(act)


def _demand_own_keys(home: Path) -> None:
    """Restored data open with the keys they were sealed with; a new home would make others."""
    try:
        keys.load_or_make(home, data_exists=True)
    except keys.KeysAreMissing as error:
        raise backups.CannotBackUp(
            f"There are no keys in {home / 'secrets.env'}. Copy the secrets.env of the home that "
            "was backed up there first: nothing of the backup opens with new keys."
        ) from error


def _list_for(args: argparse.Namespace, home: Path) -> Path | None:
    """Return the list of erasures; to go without one must be said, since the erased come back."""
    if args.nobody_was_erased:
        return None
    kept = os.environ.get("KAKETSUKE_CHECKPOINT_FOLDER") or home / "checkpoints"
    return _existing(Path(args.erasures or Path(kept) / "erasures.jsonl"))


def _existing(listed: Path) -> Path:
    if not listed.is_file():
        raise backups.CannotBackUp(
            f"There is no list of erasures at {listed}. Without it everybody who was erased since "
            "comes back. Fetch the newest from the checkpoints and name it; or say "
            "--nobody-was-erased when you restore and there never was one."
        )
    return listed


@contextlib.contextmanager
def _new_or_untouched(server: postgres.Cluster) -> Iterator[None]:
    """Take away the database that a failed restore made; one that was there stays."""
    was_there = server.exists()
    try:
        yield
    except BaseException:
        if not was_there:
            shutil.rmtree(server.data.parent, ignore_errors=True)
        raise


def _forget_in_restored(listed: Path | None) -> int:
    """Erase again in what was restored, once its keys open. Raises: CannotBackUp."""
    _set_up()
    from django.db import connections

    from kaketsuke.accounts import context
    from kaketsuke.people import epochs, sealing

    try:
        with context.as_system():
            epochs.demand_openable()
        return _forget(listed)
    except sealing.CannotOpen as error:
        raise backups.CannotBackUp(
            "KAKETSUKE_MASTER_KEY does not open this backup: it is another installation's, or the "
            "backup is from before a new epoch began. Nothing was put in place."
        ) from error
    finally:
        connections.close_all()


def _forget(listed: Path | None) -> int:
    from kaketsuke import clock
    from kaketsuke.accounts import context
    from kaketsuke.privacy import outside, services

    forgotten: list[Forgotten] = []
    try:
        if listed is not None:
            forgotten = outside.read(listed)
        with context.as_system():
            outside.demand_whole(forgotten)
    except outside.NotTheList as error:
        raise backups.CannotBackUp(f"{listed or 'No list'}: {error}") from error
    for each in forgotten:
        services.erase_again(each.person_id, subjects=each.subjects, now=clock.now())
    return len(forgotten)


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
    django.setup()


def _said(act: Callable[[], int]) -> int:
    try:
        return act()
    except (*processes.CANNOT, backups.CannotBackUp) as error:
        print(f"kaketsuke: {error}", file=sys.stderr)
        return 2
