"""Bring the database up to date: roles where they are absent, then migrations."""

import io
import os
import sys

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kaketsuke.runtime import roles


def prepare_external_server() -> None:
    """Make role, extensions and grants on the operator's server, as far as its owner may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = str(cursor.fetchone()[0])
        for statements in (roles.app_role(), roles.extensions(), roles.grants(owner)):
            cursor.execute(statements)


def has_tables() -> bool:
    """Tell whether this database has been migrated before."""
    return "django_migrations" in connection.introspection.table_names()


def unknown_migrations() -> list[str]:
    """Return what a newer version has done to this database, in the order it was done."""
    applied = MigrationRecorder(connection).applied_migrations()
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    known.update(*(each.replaces for each in loader.disk_migrations.values()))
    unknown = [each for each in applied if each not in known]
    return [f"{room}.{name}" for room, name in unknown if room in loader.migrated_apps]


def main() -> int:
    """Run every step; each is repeatable. `--has-tables` only answers, by its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaketsuke.config.settings")
    django.setup()
    if "--has-tables" in sys.argv[1:]:
        return 0 if has_tables() else 1
    if newer := unknown_migrations():
        sys.stderr.write(
            f"This database was made by a newer version of Kaketsuke (it knows {newer[-1]}). "
            "Install that version again, or restore a backup from before; nothing was changed.\n"
        )
        return 1
    if os.environ.get("DATABASE_URL"):
        prepare_external_server()
    verbosity = int(os.environ.get("KAKETSUKE_MIGRATE_VERBOSITY", "0"))
    # Pages that cannot even be loaded are found here, once and in words, not by a server that
    # starts and ends for ever.
    call_command("check", stdout=io.StringIO())
    call_command("migrate", interactive=False, verbosity=verbosity)
    return 0


if __name__ == "__main__":
    sys.exit(main())
