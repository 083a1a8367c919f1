"""`keys`: which epochs there are, and the change to a new master key."""

import argparse
import os
import sys
from collections.abc import Callable

from kaketsuke.cli import processes
from kaketsuke.runtime import database, product
from kaketsuke.runtime import keys as own_keys

Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse names the type nowhere else


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    keys = subparsers.add_parser("keys", help="the data keys and the master key that wraps them")
    asked = keys.add_subparsers(dest="asked", required=True, metavar="COMMAND")
    asked.add_parser("list", help="how many keys of which kind and epoch").set_defaults(
        run=run_list
    )
    asked.add_parser(
        "rotate", help="begin an epoch: a new master key wraps all, the old one is forgotten"
    ).set_defaults(run=run_rotate)
    asked.add_parser(
        "rewrap", help="wrap all keys by KAKETSUKE_MASTER_KEY, after you have changed it yourself"
    ).set_defaults(run=run_rewrap)


def run_list(_args: argparse.Namespace) -> int:
    """Print the inventory."""
    return _with_database(_list)


def run_rewrap(_args: argparse.Namespace) -> int:
    """Wrap everything by the present master key."""
    return _with_database(_rewrap)


def run_rotate(_args: argparse.Namespace) -> int:
    """Change the master key of this home; a running product would still wrap with the old one."""
    home = database.home()
    if database.address(home).is_embedded and database.cluster(home).is_running():
        return _cannot("Stop the product first: its processes still wrap with the old master key.")
    if os.environ.get("KAKETSUKE_MASTER_KEY"):
        return _cannot(
            "KAKETSUKE_MASTER_KEY comes from your environment: set a new one there, put the old "
            "one into KAKETSUKE_MASTER_KEYS_BEFORE, restart everything and run "
            "`kaketsuke keys rewrap`; then take KAKETSUKE_MASTER_KEYS_BEFORE away."
        )
    own_keys.begin_epoch(home)
    code = _with_database(_rewrap)
    if code == 0:
        own_keys.end_epoch(home)
        print("The old master key is forgotten here. Destroy your copies of it within 30 days.")
    return code


def _cannot(sentence: str) -> int:
    print(f"kaketsuke: {sentence}", file=sys.stderr)
    return 2


def _with_database(act: Callable[[], int]) -> int:
    try:
        with processes.database_expected():
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
            django.setup()
            from kaketsuke.accounts import context
            from kaketsuke.people import sealing

            try:
                with processes.tables_expected(), context.as_system():
                    return act()
            except sealing.CannotOpen:
                return _cannot("Some keys open with none of the master keys. Nothing was changed.")
    except processes.CANNOT as error:
        return _cannot(str(error))


def _list() -> int:
    from kaketsuke.people import epochs

    for line in epochs.inventory():
        print(
            f"epoch {line.epoch:>3}  {line.kind:<14} {line.live:>8} live "
            f"{line.destroyed:>8} destroyed"
        )
    return 0


def _rewrap() -> int:
    from kaketsuke.people import epochs

    count = epochs.rewrap_all()
    print(f"{count} keys are wrapped by the present master key, epoch {epochs.newest()}.")
    return 0
