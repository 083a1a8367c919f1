"""`terms import|list|confirm|publish`: the official text replaces the sample, clause by clause."""

import argparse
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from kaketsuke import clock
from kaketsuke.cli import processes
from kaketsuke.cli.decide import complain, speak_utf8
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import product

if TYPE_CHECKING:
    from kaketsuke.terms.models import Version


def register(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands that need the database to `terms`."""
    bring = commands.add_parser("import", help="keep an official text with its clauses")
    bring.add_argument("file", metavar="FILE", help="the document as UTF-8 text")
    bring.add_argument(
        "--sample-areas",
        action="store_true",
        help="put the companies in charge of municipalities by a sample read from their names",
    )
    bring.set_defaults(run=_command("import", run_import))

    show = commands.add_parser("list", help="the versions, and which is in force")
    show.set_defaults(run=_command("list", run_list))

    confirm = commands.add_parser("confirm", help="hold clauses beside the rules, one by one")
    confirm.add_argument("version", metavar="DATE", help="the date of the version")
    confirm.add_argument("clauses", nargs="*", metavar="CLAUSE", help="only these clauses")
    confirm.add_argument("--by", required=True, metavar="USERNAME", help="who confirms")
    confirm.set_defaults(run=_command("confirm", run_confirm))

    publish = commands.add_parser("publish", help="put a confirmed version in force")
    publish.add_argument("version", metavar="DATE", help="the date of the version")
    publish.add_argument("--from", dest="from_", metavar="DATE", help="the first day; default now")
    publish.set_defaults(run=_command("publish", run_publish))


def _command(
    name: str, run: Callable[[argparse.Namespace], int]
) -> Callable[[argparse.Namespace], int]:
    def run_with_database(args: argparse.Namespace) -> int:
        speak_utf8()
        with processes.said_plainly() as outcome, processes.database_expected():
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
            django.setup()
            from kaketsuke.database.refusals import Refusal

            try:
                with processes.tables_expected():
                    outcome.code = run(args)
            except Refusal as refusal:
                outcome.code = complain(f"terms {name}", str(refusal))
        return outcome.code

    return run_with_database


@contextmanager
def _as_system() -> Iterator[None]:
    from kaketsuke.accounts import context

    with context.as_system():
        yield


def run_import(args: argparse.Namespace) -> int:
    """Keep the text, and record the companies that it names."""
    from kaketsuke.parties import coverage
    from kaketsuke.parties import services as party_services
    from kaketsuke.terms import queries as term_queries
    from kaketsuke.terms import services as term_services

    try:
        raw = Path(args.file).read_bytes()
    except OSError as fault:
        return complain("terms import", f"{args.file}: {fault.strerror}")
    now = clock.now()
    with _as_system():
        version = term_services.import_text(raw, now=now)
        names = version.tree["companies"]
        since = term_queries.beginning_of(version)
        added = party_services.ensure_companies(names, since=since)
        put = party_services.put_sample_areas(names, now=now) if args.sample_areas else 0
        gaps = coverage.coverage(now).gaps
    print(f"{version.version_date}  sha256 {version.sha256}")
    print(f"companies: {len(names)}, new: {added}; contacts: {version.contacts.count()}")
    if args.sample_areas:
        print(f"areas from the sample table, marked as a sample: {put}")
    print(f"municipalities of which no company is in charge: {len(gaps)}")
    print(f"next: kaketsuke terms confirm {version.version_date} --by USERNAME")
    return 0


def run_list(_args: argparse.Namespace) -> int:
    """Print every version, newest first."""
    from kaketsuke.terms import queries

    now = clock.now()
    with _as_system():
        try:
            in_force = queries.version_in_force(now).pk
        except queries.NoTermsInForce:
            in_force = None
        for version in queries.versions():
            confirmations = queries.confirmations(version.pk)
            done = sum(each.confirmed for each in confirmations)
            kind = "official" if version.official else "sample"
            state = "in force" if version.pk == in_force else _published(version, now)
            print(
                f"{version.version_date}  {kind:8}  {state:12}"
                f"  {done}/{len(confirmations)} confirmed  {version.sha256[:12]}"
            )
    return 0


def _published(version: "Version", now: datetime) -> str:
    if version.published_from is None:
        return "not published"
    return "replaced" if version.published_from <= now else "to come"


def run_confirm(args: argparse.Namespace) -> int:
    """Show clauses beside the product's own wording and record what the person confirms."""
    from django.contrib.auth import get_user_model

    from kaketsuke.terms import queries, services

    with _as_system():
        version = _official(args.version)
        user = get_user_model().objects.filter(username=args.by, is_active=True).first()
    if version is None or user is None:
        missing = "version" if version is None else "account"
        return complain("terms confirm", f"there is no such {missing}")
    open_ones = [each for each in queries.confirmations(version.pk) if not each.confirmed]
    for each in open_ones:
        if args.clauses and each.clause not in args.clauses:
            continue
        print(f"\n{each.clause}\n  {each.words}\n  rule: {each.own_words or '—'}")
        if args.clauses or _agreed():
            with _as_system():
                services.confirm_clause(
                    version.pk,
                    clause=each.clause,
                    confirmed_by_id=uuid.UUID(str(user.pk)),
                    now=clock.now(),
                )
    left = sum(not each.confirmed for each in queries.confirmations(version.pk))
    print(f"\n{left} clauses left to confirm")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("  confirm? [y/N] ").strip().lower() == "y"


def run_publish(args: argparse.Namespace) -> int:
    """Put a version in force now or from the beginning of a day in Japan."""
    from kaketsuke.residents import services

    now = clock.now()
    try:
        from_ = _beginning_of(args.from_) if args.from_ else now
    except ValueError:
        return complain("terms publish", "--from takes a date such as 2026-12-01")
    with _as_system():
        version = _official(args.version)
        if version is None:
            return complain("terms publish", "there is no such version")
        services.publish_terms(version.pk, from_=from_, now=now)
    print(f"{version.version_date} is in force from {from_.astimezone(clock.TOKYO):%Y-%m-%d %H:%M}")
    return 0


def _beginning_of(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time(), clock.TOKYO)


def _official(date: str) -> "Version | None":
    from kaketsuke.terms import queries

    found = (each for each in queries.versions() if each.official)
    return next((each for each in found if str(each.version_date) == date), None)
