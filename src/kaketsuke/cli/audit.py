"""`audit`: whether the record is what was written, here or on a machine that knows only a file."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kaketsuke.cli import processes
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import database, keys, product

if TYPE_CHECKING:
    from kaketsuke.audit.checkpoints import Kept
    from kaketsuke.audit.queries import Fault


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    audit = subparsers.add_parser("audit", help="the record of everything that happened")
    asked = audit.add_subparsers(dest="asked", required=True, metavar="COMMAND")
    verify = asked.add_parser(
        "verify", help="exit 1 and name the first entry that was tampered with"
    )
    verify.add_argument("--all", action="store_true", help="name every fault, not only the first")
    verify.add_argument(
        "--against",
        metavar="CHECKPOINT",
        help="hold it to this signed checkpoint too: a file, a name in the bucket, or `newest`",
    )
    verify.set_defaults(run=run_verify)
    checkpoint = asked.add_parser("checkpoint", help="sum and sign the record as it stands now")
    checkpoint.set_defaults(run=run_checkpoint)
    replay = asked.add_parser("replay", help="decide every past request again; exit 1 on a change")
    replay.set_defaults(run=run_replay)
    export = asked.add_parser("export", help="write a case's chains with proofs to a file")
    export.add_argument("number", type=_number, metavar="K-NUMBER", help="the case")
    export.add_argument("file", metavar="FILE", help="where to; it must not exist yet")
    export.set_defaults(run=run_export)
    proven = asked.add_parser(
        "verify-export", help="check an exported file; needs no database and no secret"
    )
    proven.add_argument("file", metavar="FILE")
    proven.add_argument("--key", default="", help="the public key that must have signed it")
    proven.set_defaults(run=run_verify_export)


def _number(words: str) -> int:
    digits = words.strip().upper().removeprefix("K-")
    if not digits.isascii() or not digits.isdecimal():
        raise argparse.ArgumentTypeError("write a case number such as K-1024")
    return int(digits)


def run_verify(args: argparse.Namespace) -> int:
    """Read the whole record once and print what is wrong with it, or how much of it stands."""
    return _with_the_record(lambda: _verify(name_all=args.all, against=args.against))


def run_checkpoint(_args: argparse.Namespace) -> int:
    """Make a checkpoint and say where it lies."""
    return _with_the_record(_checkpoint)


def run_replay(_args: argparse.Namespace) -> int:
    """Decide every past request again."""
    return _with_the_record(_replay)


def run_export(args: argparse.Namespace) -> int:
    """Write the chains of a case and of its request with proofs."""
    return _with_the_record(lambda: _export(args.number, Path(args.file)))


def run_verify_export(args: argparse.Namespace) -> int:
    """Check a file by itself: 0 it stands, 1 it does not, 2 it is no export."""
    from kaketsuke.audit import proofs

    try:
        export = proofs.read_export(Path(args.file).read_text(encoding="utf-8"))
        found = proofs.verify_export(export, expected_key=args.key)
    except (OSError, UnicodeDecodeError, proofs.NotAnExport) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"kaketsuke audit verify-export: {args.file}: {why}", file=sys.stderr)
        return 2
    except (KeyError, TypeError, ValueError, AttributeError):
        print(f"kaketsuke audit verify-export: {args.file}: it is not complete", file=sys.stderr)
        return 2
    for fault_sentence in found.faults:
        print(fault_sentence)
    if found.faults:
        return 1
    print(f"The export stands, as it was at {found.made_at}:")
    for name, entries, rows in found.chains:
        print(f"  {name}: {entries} entries, {rows} with their row of the timeline")
    if not args.key:
        print(f"Signed with {found.key}: compare it with the key you were given.")
    return 0


def _with_the_record(act: Callable[[], int]) -> int:
    try:
        with processes.database_expected():
            os.environ.update(keys.load_or_make(database.home(), data_exists=True))
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
            django.setup()
            from kaketsuke.accounts import context
            from kaketsuke.audit import checkpoints

            try:
                with processes.tables_expected(), context.as_system():
                    return act()
            except (checkpoints.CannotUseCheckpoint, checkpoints.CannotKeepCheckpoint) as error:
                print(f"kaketsuke: {error}", file=sys.stderr)
                return 2
    except processes.CANNOT as error:
        print(f"kaketsuke: {error}", file=sys.stderr)
        return 2


def _verify(*, name_all: bool, against: str | None) -> int:
    from itertools import chain

    from kaketsuke.audit import checkpoints
    from kaketsuke.overview import record

    faults = record.faults()
    with tempfile.TemporaryDirectory() as brought:
        if against is not None:
            kept = checkpoints.read(_found(against, Path(brought)))
            print(f"Held against checkpoint {kept.content['number']} of {kept.content['made_at']}.")
            earlier, gaps = checkpoints.since_the_break(kept)
            print(_how_far_back(kept, earlier))
            past = chain.from_iterable(map(checkpoints.faults_of_accesses, earlier))
            faults = chain(gaps, past, checkpoints.faults_against(kept), faults)
        return _named(faults, name_all=name_all)


def _how_far_back(kept: "Kept", earlier: "list[Kept]") -> str:
    first = earlier[0] if earlier else kept
    if first.content["accesses"]["since"] is None:
        return "Who looked at whose data is held from the beginning on."
    return (
        f"Who looked at whose data is held from checkpoint {first.content['number']} on. Before it "
        "lies another past, as after a restore, or nothing: hold it with --against by itself."
    )


def _found(against: str, brought: Path) -> Path:
    """Return where the checkpoint lies; from the bucket, where one is set, it is fetched anew."""
    from kaketsuke.audit import buckets, checkpoints

    bucket = buckets.configured()
    if bucket is None or Path(against).exists():
        path = checkpoints.newest() if against == "newest" else Path(against)
        if path is None:
            raise checkpoints.CannotUseCheckpoint(f"No checkpoint lies in {checkpoints.folder()}.")
        return path
    if against != "newest":
        return bucket.fetch_with_earlier(against.removeprefix(f"{bucket.address}/"), brought)
    names = bucket.names()
    if not names:
        raise checkpoints.CannotUseCheckpoint(f"No checkpoint lies in {bucket.address}.")
    return bucket.fetch_with_earlier(names[-1], brought)


def _named(faults: "Iterable[Fault]", *, name_all: bool) -> int:
    from kaketsuke.overview import record

    found = 0
    for fault in faults:
        found += 1
        print(fault.sentence)
        if not name_all:
            return 1
    if not found:
        print(f"The record stands: {record.entry_count()} entries.")
    return 1 if found else 0


def _checkpoint() -> int:
    from kaketsuke import clock
    from kaketsuke.audit import buckets, checkpoints
    from kaketsuke.privacy import outside

    outside.make_whole()
    kept = checkpoints.make(now=clock.now(), above=buckets.newest_number())
    outside.copy_for(kept)
    print(f"{kept.path}: {kept.content['chains']} chains, signed with {kept.key}")
    bucket = buckets.configured()
    if bucket is not None:
        print(f"{bucket.address}: {buckets.catch_up(bucket, clock=clock.now)} more lie there now.")
    return 0


def _replay() -> int:
    from kaketsuke.overview import replay

    counted, found = replay.Replayed(), 0
    for difference in replay.differences(counted):
        found += 1
        print(difference.sentence)
    if not found:
        print(f"All {counted.decisions} decisions are the same today.")
    return 1 if found else 0


def _export(number: int, path: Path) -> int:
    from kaketsuke.overview import record_export

    chains = record_export.chains_of_case(number)
    if not chains:
        print(f"kaketsuke: there is no case K-{number}.", file=sys.stderr)
        return 2
    try:
        content = record_export.export(chains)
        _write_new(path, json.dumps(content, ensure_ascii=False))
    except (record_export.CannotExport, OSError) as error:
        why = f"{path}: {error.strerror}" if isinstance(error, OSError) else error
        print(f"kaketsuke: {why}", file=sys.stderr)
        return 2
    print(f"{path}: {len(content['chains'])} chains.")
    return 0


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all."""
    with path.open("x", encoding="utf-8") as out:
        try:
            out.write(text)
            out.flush()
        except OSError:
            path.unlink()
            raise
