"""`up`, `demo`, `migrate`, `manage`, `database`: everything that runs, thin over `runtime`."""

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import (
    binaries,
    bringup,
    database,
    keys,
    ports,
    postgres,
    product,
    supervisor,
)


class TablesAreMissing(Exception):
    """The database answers, and nothing was ever migrated in it."""


CANNOT = (
    TablesAreMissing,
    binaries.CannotFindDatabase,
    binaries.CannotRunUnprivileged,
    keys.KeysAreMissing,
    ports.PortIsTaken,
    postgres.CannotStartDatabase,
    postgres.DatabaseIsBusy,
    product.CannotBringUp,
    supervisor.KeepsEnding,
)
UNDEFINED_TABLE = "42P01"
NO_TABLES = "no tables yet: run `kaketsuke migrate` first"


@dataclass
class Outcome:
    """The exit code a command ends with."""

    code: int = 0


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    up = subparsers.add_parser("up", help="run the product: database, web, streams and worker")
    up.add_argument("--port", type=int, default=8000, help="port to serve on; 0 takes a free one")
    up.add_argument("--host", default="127.0.0.1", help="address to listen on")
    up.set_defaults(run=run_up)

    demo = subparsers.add_parser("demo", help="serve an invented world and play one whole case")
    demo.add_argument("--port", type=int, default=8000, help="port to serve on; 0 takes a free one")
    demo.add_argument("--once", action="store_true", help="end after the played case")
    demo.add_argument("--fresh", action="store_true", help="build the world anew")
    demo.add_argument("--no-play", action="store_true", help="serve the world without playing")
    demo.set_defaults(run=run_demo)

    subparsers.add_parser("migrate", help="bring the tables up to date").set_defaults(
        run=run_migrate
    )
    manage = subparsers.add_parser("manage", help="run a command of the framework")
    manage.add_argument("--as-owner", action="store_true", help="connect as the tables' owner")
    manage.add_argument("words", nargs=argparse.REMAINDER, help="the command and its arguments")
    manage.set_defaults(run=run_manage)

    alone = subparsers.add_parser("database", help="the embedded database alone")
    asked = alone.add_subparsers(dest="asked", required=True, metavar="COMMAND")
    asked.add_parser("start", help="run it until Ctrl-C").set_defaults(run=run_database_start)
    asked.add_parser("stop", help="end whatever runs it").set_defaults(run=run_database_stop)
    asked.add_parser("status", help="say whether it runs").set_defaults(run=run_database_status)
    asked.add_parser("url", help="print how to connect").set_defaults(run=run_database_url)


def run_up(args: argparse.Namespace) -> int:
    """Serve until INT or TERM."""
    with (
        said_plainly() as outcome,
        bringup.brought_up(database.home(), host=args.host, port=args.port, say=_say) as running,
    ):
        _say(f"Ready on http://{args.host}:{running.product.port}. Ctrl-C stops everything.")
        running.supervisor.watch()
    return outcome.code


def run_demo(args: argparse.Namespace) -> int:
    """Serve the invented world, play one case through it; stay, or end with its outcome."""
    home = Path(os.environ.get("KAKETSUKE_HOME") or "var").resolve() / "demo"
    with said_plainly() as outcome:
        if args.fresh:
            bringup.forget(home)
        with bringup.brought_up(
            home, host="127.0.0.1", port=args.port, say=_say, is_demo=True
        ) as running:
            url = running.product.base_url
            _say(f"Ready on {url}")
            if not args.no_play:
                outcome.code = running.command("play", url)
            if not args.once:
                running.command("world", "--sign-ins")
                _say(f"The demo stays up on {url}. Ctrl-C stops everything.")
                running.supervisor.watch()
    return outcome.code


def run_migrate(_args: argparse.Namespace) -> int:
    """Migrate, starting the embedded database if it is down."""
    with said_plainly() as outcome, database.running(database.home(), role="owner"):
        from kaketsuke.config import checks, migrate

        os.environ.setdefault("KAKETSUKE_MIGRATE_VERBOSITY", "1")
        outcome.code = checks.main() or migrate.main()
    return outcome.code


def run_manage(args: argparse.Namespace) -> int:
    """Run a framework command against this installation's database."""
    role = "owner" if args.as_owner else "app"
    with said_plainly() as outcome, database.running(database.home(), role=role):
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
        execute_from_command_line(["kaketsuke manage", *args.words])
    return outcome.code


def run_database_start(_args: argparse.Namespace) -> int:
    """Run the database alone until INT or TERM."""
    with said_plainly() as outcome:
        home = database.home()
        server = database.cluster(home)
        if not server.exists():
            keys.load_or_make(home, data_exists=False)  # later commands find data, and make none
        alone = supervisor.Supervisor(server, [], say=_say)
        try:
            server.start()
            database.set_up(server)
            _say(f"The database answers in {server.socket}. Ctrl-C stops it.")
            alone.watch()
        finally:
            alone.stop()
    return outcome.code


def run_database_stop(_args: argparse.Namespace) -> int:
    """End the process that runs the database, and with it the database."""
    server = database.cluster(database.home())
    holder = server.holder()
    if holder is None:
        _say("The database is not running.")
        return 0
    os.kill(holder, signal.SIGTERM)
    until = time.monotonic() + 30
    while server.holder() == holder and time.monotonic() < until:
        time.sleep(0.1)
    stopped = server.holder() is None
    _say("The database is stopped." if stopped else f"Process {holder} is still ending.")
    return 0 if stopped else 1


def run_database_status(_args: argparse.Namespace) -> int:
    """Say whether the database runs; exit 1 when it does not."""
    at = database.address(database.home())
    if not at.is_embedded:
        _say("DATABASE_URL is set: the database is your own server.")
        return 0
    server = database.cluster(database.home())
    if server.is_running():
        _say(f"running in {server.socket}, started by process {server.holder()}")
        return 0
    _say("not running" if server.exists() else "not made yet")
    return 1


def run_database_url(_args: argparse.Namespace) -> int:
    """Print the address for psql and other tools."""
    at = database.address(database.home())
    _say(at.url or f"postgresql:///{at.name}?host={at.host}&user={postgres.SUPERUSER}")
    return 0


@contextlib.contextmanager
def said_plainly() -> Iterator[Outcome]:
    """Turn what could not be done into one sentence, and INT or TERM into an orderly end."""
    outcome = Outcome()
    with supervisor.stopping_on_signals():
        try:
            yield outcome
        except supervisor.StopAsked:
            _say("Stopped.")
        except CANNOT as error:
            print(f"kaketsuke: {error}", file=sys.stderr)
            outcome.code = 1


@contextlib.contextmanager
def database_expected() -> Iterator[None]:
    """Give the running database; where none was ever made, say so and make none.

    Raises: TablesAreMissing.
    """
    home = database.home()
    if database.address(home).is_embedded and not database.cluster(home).exists():
        raise TablesAreMissing(NO_TABLES)
    with database.running(home):
        yield


@contextlib.contextmanager
def tables_expected() -> Iterator[None]:
    """Raise TablesAreMissing for what a database without our tables says to any question."""
    from django.db import ProgrammingError

    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != UNDEFINED_TABLE:
            raise
        raise TablesAreMissing(NO_TABLES) from error


def _say(sentence: str) -> None:
    print(sentence, flush=True)
