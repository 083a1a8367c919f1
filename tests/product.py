"""A real launcher on a free port in a home of its own, for tests that need the whole product."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from kaketsuke.runtime import database, keys, ports, postgres
from kaketsuke.runtime import product as runtime_product
from tests import cluster

COMMAND = str(Path(sys.executable).parent / "kaketsuke")
READY_WITHIN = 900.0
KEYS = {name: f"{number:02x}" * 32 for number, name in enumerate(keys.NAMES, start=1)}


@dataclass
class Launched:
    """The launcher's process, where its product answers, and what it keeps."""

    words: Sequence[str]
    home: Path  # what commands of this product take as KAKETSUKE_HOME
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(default=Path())

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def server(self) -> postgres.Cluster:
        return database.cluster(self.home)

    def start(self) -> None:
        """Start the launcher and wait until it says that it is ready."""
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                self.words,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait(self._has_come_up, seconds=READY_WITHIN)

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Stop the launcher and return its exit code."""
        process, self.process = self.process, None
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(sent)
        try:
            return process.wait(180)
        except subprocess.TimeoutExpired:
            process.kill()
            raise

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of our commands against this product."""
        return subprocess.run(
            [COMMAND, *words],
            env={**self.environment, "KAKETSUKE_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    def connect(self, *, user: str = postgres.SUPERUSER) -> psycopg.Connection:
        """Open a connection to its database, by default one that sees and may do everything."""
        return psycopg.connect(
            host=str(self.server.socket), dbname="kaketsuke", user=user, autocommit=True
        )

    def pids(self, word: str) -> list[int]:
        """Return its living processes whose command line has this word, such as `granian`."""
        assert self.process is not None
        return [pid for pid in descendants(self.process.pid) if word in _command_line(pid)]

    def database_pid(self) -> int | None:
        """Return the server's own process: one that it has just made bears the same words."""
        try:
            return int((self.server.data / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None  # it is about to write that file

    def answers(self) -> bool:
        """Tell whether its pages answer."""
        try:
            with urllib.request.urlopen(f"{self.base_url}/healthz", timeout=60) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _has_come_up(self) -> bool:
        assert self.process is not None
        said = self.log.read_text(errors="replace")
        assert self.process.poll() is None, f"the launcher ended:\n{said[-4000:]}"
        return "Ready on" in said


@contextlib.contextmanager
def up(place: Path, *, database_url: str = "") -> Iterator[Launched]:
    """Run `kaketsuke up` on a database that has its tables and nothing in them.

    With an address, on that server instead, where nothing is prepared.
    """
    home = place / "home"
    chosen = {"DATABASE_URL": database_url, "KAKETSUKE_STATIC_STORAGE": runtime_product.UNCOLLECTED}
    if not database_url:
        _put_migrated_copy(home)
    with _launched(["up"], place, home, home, **chosen) as launched:
        yield launched


def _put_migrated_copy(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    data = home / "postgres" / "data"
    subprocess.run(["cp", "-a", "--reflink=auto", str(cluster.migrated()), str(data)], check=True)


@contextlib.contextmanager
def demo(place: Path) -> Iterator[Launched]:
    """Run `kaketsuke demo` without playing."""
    home = place / "home"
    _put_migrated_copy(home / "demo")
    with _launched(["demo", "--no-play"], place, home, home / "demo") as launched:
        yield launched


@contextlib.contextmanager
def _launched(
    words: list[str], place: Path, home: Path, used: Path, **more: str
) -> Iterator[Launched]:
    # Held here, so that nobody has it while the product is down in between.
    with ports.held(0) as port, _launched_on(port, words, place, home, used, **more) as launched:
        yield launched


@contextlib.contextmanager
def _launched_on(
    port: int, words: list[str], place: Path, home: Path, used: Path, **more: str
) -> Iterator[Launched]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        **KEYS,
        "KAKETSUKE_HOME": str(home),
        **more,
    }
    launched = Launched(
        # Tests that are killed leave no product running behind them.
        words=["setpriv", "--pdeathsig", "TERM", "--", COMMAND, *words, "--port", str(port)],
        home=used,
        port=port,
        environment=environment,
        log=place / "launcher.log",
    )
    try:
        launched.start()
        yield launched
    finally:
        launched.stop()


def wait(condition: Callable[[], object], *, seconds: float = 120.0) -> None:
    """Wait until the condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)


def wait_gone(pids: Sequence[int]) -> None:
    """Wait until none of the processes runs."""
    until = time.monotonic() + 120
    while left := [_command_line(pid) for pid in pids if is_alive(pid)]:
        assert time.monotonic() < until, f"still running: {left}"
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """Return the living processes below this one, nearest first."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = [child for child, parent in _parents().items() if parent in waiting]
        found += children
        waiting = children
    return found


def is_alive(pid: int) -> bool:
    """Tell whether the process runs (one that only waits to be reaped does not)."""
    return _stat(pid)[:1] not in ([], ["Z"])


def _parents() -> dict[int, int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    stats = {pid: _stat(pid) for pid in pids}
    return {pid: int(stat[1]) for pid, stat in stats.items() if stat and stat[0] != "Z"}


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
