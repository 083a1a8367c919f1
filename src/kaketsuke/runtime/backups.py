"""Dumps of the embedded database: the data, and apart from them the keys, for 30 days at most.

Nothing is ever half there: a backup and a restored database get their names when they are whole.
"""

import contextlib
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kaketsuke.runtime import binaries, database, postgres, roles

KEYS_KEPT: Final = timedelta(days=30)
ABANDONED_AFTER: Final = timedelta(days=1)
STAMP: Final = "%Y%m%dT%H%M%SZ"
FILES: Final = ("evidence",)
DATA, KEYS, MANIFEST, UNFINISHED = "data.dump", "keys", "manifest.json", ".part"
RESTORING: Final = "kaketsuke_restoring"


class CannotBackUp(Exception):
    """The dump, or its return into a database, did not work; the sentence says why."""


@dataclass(frozen=True)
class Made:
    """One backup: its data, and its keys in a folder of their own."""

    folder: Path
    keys: Path
    forgotten: int = 0


def back_up(
    server: postgres.Cluster,
    into: Path,
    *,
    name: str,
    now: datetime,
    files_of: Path | None = None,
    keys_into: Path | None = None,
) -> Made:
    """Dump data, keys and sealed files, and forget the dumps of keys that are too old.

    Erased keys are first swept out of the table's own pages, where a copy would still find them.
    Raises: CannotBackUp; nothing of the unfinished backup is left then.
    """
    stamp = now.strftime(STAMP)
    keys_folder = keys_into or into / KEYS
    done = Made(into / stamp, keys_folder / f"{stamp}.dump")
    begun = Made(into / f"{stamp}{UNFINISHED}", keys_folder / f"{stamp}{UNFINISHED}")
    if done.folder.exists() or begun.folder.exists():
        raise CannotBackUp(f"{done.folder} is being made or is there already. Try again.")
    try:
        with _plainly():
            begun.folder.mkdir(parents=True, mode=0o700)
            keys_folder.mkdir(exist_ok=True, parents=True, mode=0o700)
            _write(server, begun, name=name, files_of=files_of, now=now)
            begun.keys.rename(done.keys)
            begun.folder.rename(done.folder)
    except BaseException:
        shutil.rmtree(begun.folder, ignore_errors=True)
        for left in (begun.keys, done.keys):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise
    return Made(done.folder, done.keys, _forget_old(into, keys_folder, now=now))


def _write(
    server: postgres.Cluster, begun: Made, *, name: str, files_of: Path | None, now: datetime
) -> None:
    server.psql("VACUUM keys.people_subjectkey; VACUUM public.people_contactpoint", database=name)
    # The keys last: whatever the data hold by then has its key, or was erased meanwhile.
    _dump(server, begun.folder / DATA, name=name, words=("-N", "keys"))
    _dump(server, begun.keys, name=name, words=("-n", "keys"))
    if files_of is not None:
        copy_files(files_of, begun.folder)
    told = {
        "made_at": now.isoformat(),
        "database": name,
        "data_sha256": sum_of(begun.folder / DATA),
        "keys_sha256": sum_of(begun.keys),
    }
    (begun.folder / MANIFEST).write_text(json.dumps(told))


def found(folder: Path, keys: Path) -> Made:
    """Return a backup that is whole, byte for byte. Raises: CannotBackUp."""
    for needed in (folder / MANIFEST, folder / DATA, keys):
        if not needed.is_file():
            raise CannotBackUp(f"{needed} is missing; without it nothing can be restored.")
    with _plainly():
        try:
            told = json.loads((folder / MANIFEST).read_text())
            sums = {folder / DATA: told["data_sha256"], keys: told["keys_sha256"]}
        except (ValueError, KeyError, TypeError) as error:
            raise CannotBackUp(f"{folder / MANIFEST} is not one of a backup.") from error
        for file, summed in sums.items():
            if sum_of(file) != summed:
                raise CannotBackUp(
                    f"{file} is not what was written: it was cut or changed, or belongs to another "
                    "backup. Take another copy of it."
                )
    return Made(folder, keys)


def demand_no_files(home: Path) -> None:
    """Raise CannotBackUp where a home holds sealed files already."""
    for each in FILES:
        if (home / each).exists():
            raise CannotBackUp(
                f"{home / each} is there already. Restore into a new KAKETSUKE_HOME."
            )


def demand_no_tables(server: postgres.Cluster, *, name: str) -> None:
    """Raise CannotBackUp where the running database holds something already."""
    tables = server.psql(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=name
    )
    if tables != "0":
        raise CannotBackUp(
            f"The database {name} holds tables already. Restore into a new KAKETSUKE_HOME."
        )


def restore(server: postgres.Cluster, backup: Made) -> str:
    """Bring a backup into a database that serves nobody yet; return its name.

    Raises: CannotBackUp; what was restored so far is dropped then.
    """
    drop(server)
    make_empty(server, RESTORING)
    try:
        for dump in (backup.folder / DATA, backup.keys):
            _run(["pg_restore", *_where(server), "-d", RESTORING, "--exit-on-error", str(dump)])
    except CannotBackUp:
        drop(server)
        raise
    return RESTORING


def put_in_place(server: postgres.Cluster, backup: Made, home: Path, *, name: str) -> int:
    """Give a restored database its name, and its home its files; return how many files."""
    beside = home / f"files{UNFINISHED}"
    placed: list[Path] = []
    try:
        with _plainly():
            shutil.rmtree(beside, ignore_errors=True)
            count = copy_files(backup.folder, beside)
            demand_no_files(home)
            demand_no_tables(server, name=name)
            there = [each for each in FILES if (beside / each).exists()]
            placed += [(beside / each).rename(home / each) for each in there]
        server.psql(f"DROP DATABASE {name}")
        server.psql(f"ALTER DATABASE {RESTORING} RENAME TO {name}")
    except BaseException:
        for folder in placed:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return count


def drop(server: postgres.Cluster) -> None:
    """Forget what a restore left that did not come to its end."""
    server.psql(f"DROP DATABASE IF EXISTS {RESTORING} WITH (FORCE)")


def copy_files(source: Path, target: Path) -> int:
    """Copy what lies sealed beside the database, such as evidence; return how many files stand."""
    for name in FILES:
        if (source / name).is_dir():
            shutil.copytree(
                source / name,
                target / name,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns(f"*{UNFINISHED}"),
            )
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
    into.touch(mode=0o600)
    _run(["pg_dump", *_where(server), "-Fc", "-d", name, *words, "-f", str(into)])


def _where(server: postgres.Cluster) -> tuple[str, ...]:
    return ("-h", str(server.socket), "-U", postgres.SUPERUSER)


def _run(words: Sequence[str]) -> None:
    program, *rest = words
    ran = subprocess.run(
        [str(binaries.folder() / program), *rest], capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        said = ran.stderr.strip()[-600:] or f"code {ran.returncode} and no word"
        raise CannotBackUp(f"{program} ended with: {said}")


def sum_of(file: Path) -> str:
    """Return the sum by which a file is known again."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    """Say what the disk refuses as a sentence."""
    try:
        yield
    except shutil.Error as error:  # what copying a tree collects
        raise CannotBackUp(f"Files could not be copied: {error.args[0][0][-1]}") from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CannotBackUp(f"{where}{error.strerror or error}.") from error


def _forget_old(into: Path, keys_folder: Path, *, now: datetime) -> int:
    """Delete dumps of keys that are too old, and what a killed backup left; return the former."""
    forgotten = 0
    for file in [*keys_folder.iterdir(), *into.glob(f"*{UNFINISHED}")]:
        try:
            age = now - datetime.strptime(file.stem, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # nothing of ours
        if file.suffix == UNFINISHED and age > ABANDONED_AFTER:
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        elif file.suffix == ".dump" and age > KEYS_KEPT:
            file.unlink()
            forgotten += 1
    return forgotten
