"""The database of one test process: a copy of a migrated data directory, served by its own server.

Migrating takes seconds, copying a tenth of one. So the migrated directory is kept under a name made
of everything that shapes it, and every test process (each xdist worker too) copies it and starts a
server on the copy: nothing is shared, nothing collides, nothing outlives the process.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kaketsuke.runtime import database, postgres, roles

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "kaketsuke_test"
KEPT = 12


def workplace() -> Path:
    """Return the private directory below which all test servers of this account live."""
    place = Path(tempfile.gettempdir()) / f"kaketsuke-tests-{os.geteuid()}"
    place.mkdir(mode=0o711, exist_ok=True)
    return place


@contextlib.contextmanager
def running() -> Iterator[postgres.Cluster]:
    """Serve a fresh copy of the migrated data directory while the block runs."""
    _remove_dead_runs()
    run = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=workplace()))
    run.chmod(0o711)
    server = postgres.Cluster(run / "data", settings=postgres.FOR_TESTS)
    try:
        subprocess.run(
            ["cp", "-a", "--reflink=auto", str(migrated()), str(server.data)], check=True
        )
        server.start()
        renew(server)
        yield server
    finally:
        server.stop(patience=0)  # nobody reads these rows again: no checkpoint
        shutil.rmtree(run, ignore_errors=True)


def renew(server: postgres.Cluster) -> None:
    """Give the tests a database as the migrations leave it; whoever is connected is cut off."""
    server.psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    server.psql(
        f"CREATE DATABASE {DATABASE} TEMPLATE {roles.DATABASE} OWNER {roles.OWNER} STRATEGY wal_log"
    )


def address(server: postgres.Cluster) -> database.DatabaseAddress:
    """Return where the tests' database answers."""
    return database.DatabaseAddress(host=str(server.socket), name=DATABASE)


def migrated() -> Path:
    """Return the data directory that the migrations of this checkout lead to."""
    place = workplace() / f"migrated-{_fingerprint()}"
    with (workplace() / "migrated.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "done").exists():
            shutil.rmtree(place, ignore_errors=True)
            _build(place)
            (place / "done").touch()
            _remove_old_copies()
        os.utime(place)
    return place / "data"


def _build(place: Path) -> None:
    place.mkdir(mode=0o711)
    server = postgres.Cluster(place / "data", settings=postgres.FOR_TESTS)
    server.start()
    try:
        database.set_up(server, may_create_databases=True)
        found = database.DatabaseAddress(host=str(server.socket))
        migrated = subprocess.run(
            [sys.executable, "-m", "kaketsuke.config.migrate"],
            env={
                **os.environ,
                "DATABASE_URL": "",
                **found.environment(role="owner"),
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if migrated.returncode != 0:
            raise RuntimeError(f"The migrations fail:\n{migrated.stderr[-6000:]}")
    finally:
        server.stop()


def _fingerprint() -> str:
    shaping = [
        *sorted((ROOT / "src").glob("kaketsuke/**/migrations/*.py")),
        *sorted((ROOT / "src").glob("kaketsuke/**/*.sql")),
        *sorted((ROOT / "src/kaketsuke/database").glob("**/*.py")),
        *sorted((ROOT / "src/kaketsuke/config").glob("settings*.py")),
        ROOT / "src/kaketsuke/config/migrate.py",
        ROOT / "src/kaketsuke/runtime/roles.py",
        ROOT / "src/kaketsuke/runtime/postgres.py",
        ROOT / "requirements.lock",
        Path(__file__),
    ]
    summed = hashlib.sha256()
    for path in shaping:
        summed.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return summed.hexdigest()[:16]


def _remove_old_copies() -> None:
    copies = sorted(workplace().glob("migrated-*/"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in copies[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _remove_dead_runs() -> None:
    for run in workplace().glob("run-*-*/"):
        if not Path("/proc", run.name.split("-")[1]).exists():
            shutil.rmtree(run, ignore_errors=True)
