"""Dumps of the embedded database: the data, and apart from them the keys, for 30 days at most."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kaketsuke.runtime import binaries, database, postgres, roles

KEYS_KEPT: Final = timedelta(days=30)
STAMP: Final = "%Y%m%dT%H%M%SZ"
FILES: Final = ("evidence",)
DATA, KEYS, MANIFEST = "data.dump", "keys", "manifest.json"


class CannotBackUp(Exception):
    """The dump, or its return into a database, did not work; the sentence says why."""


@dataclass(frozen=True)
class Made:
    """One backup: its data, and its keys in a folder of their own."""

    folder: Path
    keys: Path
    forgotten: int


def back_up(server: postgres.Cluster, into: Path, *, name: str, now: datetime) -> Made:
    """Dump data and keys of a database and forget the dumps of keys that are too old.

    Erased keys are first swept out of the table's own pages, where a copy would still find them.
    """
    stamp = now.strftime(STAMP)
    folder, keys = into / stamp, into / KEYS / f"{stamp}.dump"
    folder.mkdir(parents=True, mode=0o700)
    keys.parent.mkdir(exist_ok=True, mode=0o700)
    server.psql("VACUUM keys.people_subjectkey; VACUUM public.people_contactpoint", database=name)
    _dump(server, folder / DATA, name=name, words=("-N", "keys"))
    _dump(server, keys, name=name, words=("-n", "keys"))
    told = {"made_at": now.isoformat(), "database": name, "data": DATA, "keys": keys.name}
    (folder / MANIFEST).write_text(json.dumps(told))
    return Made(folder, keys, _forget_old_keys(keys.parent, now=now))


def restore(server: postgres.Cluster, folder: Path, keys: Path, *, name: str) -> None:
    """Bring a backup back into a database that has no tables yet. Raises: CannotBackUp."""
    for needed in (folder / DATA, keys):
        if not needed.is_file():
            raise CannotBackUp(f"{needed} is missing; without it nothing can be restored.")
    tables = server.psql(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=name
    )
    if tables != "0":
        raise CannotBackUp(
            f"The database {name} holds tables already. Restore into a new KAKETSUKE_HOME."
        )
    for dump in (folder / DATA, keys):
        _run(["pg_restore", *_where(server), "-d", name, "--exit-on-error", str(dump)])


def copy_files(source: Path, target: Path) -> int:
    """Copy what lies sealed beside the database, such as evidence; return how many files stand.

    From a home into a backup, and from a backup into a new home. Files never change once written,
    so one that is there already is the same.
    """
    for name in FILES:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
    return sum(1 for name in FILES for file in (target / name).rglob("*") if file.is_file())


def make_empty(server: postgres.Cluster, name: str) -> None:
    """Make a database for a restore beside the others."""
    server.psql(f"CREATE DATABASE {name} OWNER {roles.OWNER}")
    server.psql(roles.extensions() + roles.grants(roles.OWNER), database=name)


def embedded(home: Path) -> postgres.Cluster:
    """Return the embedded server of a home. Raises: CannotBackUp for a server of your own."""
    if not database.address(home).is_embedded:
        raise CannotBackUp(
            "DATABASE_URL names a server of your own: use its tools, and keep the schema `keys` "
            "apart from the rest and for 30 days at most."
        )
    return database.cluster(home)


def _dump(server: postgres.Cluster, into: Path, *, name: str, words: Sequence[str]) -> None:
    _run(["pg_dump", *_where(server), "-Fc", "-d", name, *words, "-f", str(into)])
    into.chmod(0o600)


def _where(server: postgres.Cluster) -> tuple[str, ...]:
    return ("-h", str(server.socket), "-U", postgres.SUPERUSER)


def _run(words: Sequence[str]) -> None:
    program, *rest = words
    ran = subprocess.run(
        [str(binaries.folder() / program), *rest], capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise CannotBackUp(f"{program} ended with: {ran.stderr.strip()[-600:]}")


def _forget_old_keys(folder: Path, *, now: datetime) -> int:
    forgotten = 0
    for dump in folder.glob("*.dump"):
        made = datetime.strptime(dump.stem, STAMP).replace(tzinfo=now.tzinfo)
        if now - made > KEYS_KEPT:
            dump.unlink()
            forgotten += 1
    return forgotten
