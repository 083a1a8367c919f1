"""Which database a command talks to, and the set-up that stands before the first migration."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kaketsuke.runtime import keys, postgres, roles

WAIT_FOR_OTHER_STARTER = 30.0


@dataclass(frozen=True)
class DatabaseAddress:
    """Where the database answers: a socket directory of ours, or the operator's own server."""

    host: str = ""
    name: str = roles.DATABASE
    url: str = ""

    @property
    def is_embedded(self) -> bool:
        return not self.url

    def environment(self, *, role: str) -> dict[str, str]:
        """Return the variables by which the settings connect as `owner` or as `app`."""
        if self.url:
            return {"DATABASE_URL": self.url, "KAKETSUKE_DATABASE_ROLE": role}
        return {
            "KAKETSUKE_DATABASE_HOST": self.host,
            "KAKETSUKE_DATABASE_NAME": self.name,
            "KAKETSUKE_DATABASE_USER": roles.OWNER if role == "owner" else roles.APP,
            "KAKETSUKE_DATABASE_ROLE": role,
        }


def home() -> Path:
    """Return the directory that holds everything this installation keeps.

    Where nothing was ever started but the demo, commands look at the demo.
    """
    if chosen := os.environ.get("KAKETSUKE_HOME"):
        return Path(chosen).resolve()
    usual = Path("var").resolve()
    if not cluster(usual).exists() and cluster(usual / "demo").exists():
        return usual / "demo"
    return usual


def cluster(at: Path, *, settings: Mapping[str, str] | None = None) -> postgres.Cluster:
    """Return the embedded server of that home, started or not."""
    return postgres.Cluster(at / "postgres" / "data", settings=dict(settings or {}))


def address(at: Path) -> DatabaseAddress:
    """Return where the database of that home answers once it runs."""
    if url := os.environ.get("DATABASE_URL", ""):
        return DatabaseAddress(url=url)
    return DatabaseAddress(host=str(cluster(at).socket))


def set_up(server: postgres.Cluster, *, may_create_databases: bool = False) -> None:
    """Make roles, database and extensions on a running server of ours; repeatable and quick."""
    server.psql(roles.embedded_roles(may_create_databases=may_create_databases))
    if not server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{roles.DATABASE}'"):  # noqa: S608 - our own name
        server.psql(f"CREATE DATABASE {roles.DATABASE} OWNER {roles.OWNER}")
    server.psql(roles.extensions() + roles.grants(roles.OWNER), database=roles.DATABASE)


@contextlib.contextmanager
def running(at: Path, *, role: str = "app") -> Iterator[DatabaseAddress]:
    """Give a running database and leave it as it was: up if it was up, down if it was down.

    The settings find it through the environment, so enter this before Django is set up.
    """
    found = address(at)
    own_keys = keys.load_or_make(at, data_exists=not found.is_embedded or cluster(at).exists())
    with _served(cluster(at)) if found.is_embedded else contextlib.nullcontext():
        kept = dict(os.environ)
        os.environ.update({**own_keys, **found.environment(role=role), "KAKETSUKE_HOME": str(at)})
        try:
            yield found
        finally:
            os.environ.clear()
            os.environ.update(kept)


@contextlib.contextmanager
def _served(server: postgres.Cluster) -> Iterator[None]:
    """Have the server run for as long as this process, or one that joined it, works on it."""
    server.make_folder()
    users = os.open(server.data.parent, os.O_RDONLY)
    try:
        fcntl.flock(users, fcntl.LOCK_SH)
        started = _start_or_join(server)
        try:
            yield
        finally:
            if started is not None:
                fcntl.flock(users, fcntl.LOCK_EX)  # once all who joined have left
                started.stop()
    finally:
        os.close(users)


def _start_or_join(server: postgres.Cluster) -> postgres.Cluster | None:
    """Start the server, or use the one another process runs; of two starters at once, one waits."""
    until = time.monotonic() + WAIT_FOR_OTHER_STARTER
    while not server.is_running():
        try:
            server.start()
        except postgres.DatabaseIsBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
            continue
        set_up(server)
        return server
    return None
