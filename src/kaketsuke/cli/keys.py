"""`keys`: which epochs there are, and the change to a new master key."""

import argparse
import os
import sys
from collections.abc import Callable

from kaketsuke.cli import processes
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import database, product
from kaketsuke.runtime import keys as own_keys


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
    if database.address(home).is_embedded:
        if not database.cluster(home).exists():
            return _cannot(processes.NO_TABLES)
        if database.cluster(home).is_running():
            return _cannot(
                "Stop the product first: its processes still wrap with the old master key."
            )
    if os.environ.get("KAKETSUKE_MASTER_KEY"):
        return _cannot(
            "KAKETSUKE_MASTER_KEY comes from your environment: set a new one there, put the old "
            "one into KAKETSUKE_MASTER_KEYS_BEFORE, restart everything and run "
            "`kaketsuke keys rewrap`; then take KAKETSUKE_MASTER_KEYS_BEFORE away."
        )
    try:
        begun = own_keys.next_epoch(home)
        os.environ.update(begun)
        code = _with_database(lambda: _rewrap(lambda: own_keys.begin_epoch(home, begun)))
        if code == 0:
            own_keys.end_epoch(home)
            print("The old master key is forgotten here. Destroy your copies of it within 30 days.")
    except own_keys.KeysAreMissing as error:
        return _cannot(str(error))
    except OSError as error:
        return _cannot(
            f"{home / 'secrets.env'} cannot be written ({error.strerror}). Every key still opens: "
            "put that right and run this again."
        )
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
            from kaketsuke.config import checks
            from kaketsuke.people import sealing

            try:
                checks.demand_secrets()
                with processes.tables_expected(), context.as_system():
                    return act()
            except checks.CannotServe as error:
                return _cannot(str(error))
            except sealing.CannotOpen:
                return _cannot(
                    "Some keys open with none of the master keys: KAKETSUKE_MASTER_KEY is not the "
                    "one that sealed this database. Put the right one back from your backup of "
                    "keys. Nothing was changed."
                )
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


def _rewrap(begin: Callable[[], None] = lambda: None) -> int:
    """Wrap all anew; only where everything opens is anything begun or written."""
    from kaketsuke.people import epochs

    epochs.demand_openable()
    begin()
    count = epochs.rewrap_all()
    print(f"{count} keys are wrapped by the present master key, epoch {epochs.newest()}.")
    return 0
