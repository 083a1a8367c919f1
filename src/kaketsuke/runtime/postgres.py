"""One embedded PostgreSQL server: made once, started as a child, never left behind.

The server listens on a socket in a private directory and on no port. Whoever starts it holds a lock
beside the data directory; the kernel gives the lock back however that process ends.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kaketsuke.runtime import binaries, leftovers

SUPERUSER = "kaketsuke"
TRIES = 30  # of the lock, which those who only look whether it is taken take for a moment
LONGEST_SOCKET_PATH = 107  # the kernel's limit for a socket address, less its closing zero

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "max_wal_size": "1GB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # A failed statement would put its values, and with them personal data, into the log.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
FOR_TESTS = {
    "shared_buffers": "64MB",
    "max_connections": "60",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class CannotStartDatabase(Exception):
    """The embedded database did not come up; the sentence says what to look at."""


class DatabaseIsBusy(Exception):
    """Another process has this data directory in its hands."""


def socket_folder(data: Path) -> Path:
    """Return the private, short directory in which the server of that data listens."""
    short = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    found = base / f"kk-{os.geteuid()}-{short}"
    if len(str(found / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        found = Path("/tmp") / found.name  # noqa: S108 - only when the usual place is too long
    return found


@dataclass
class Cluster:
    """A data directory and, while it runs here, its server."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)
    _server: subprocess.Popen[bytes] | None = None
    _lock: IO[bytes] | None = None

    @property
    def socket(self) -> Path:
        return socket_folder(self.data)

    @property
    def log(self) -> Path:
        return self.data.parent / "postgres.log"

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    def exists(self) -> bool:
        """Tell whether the data directory has been made."""
        return (self.data / "PG_VERSION").exists()

    def is_running(self) -> bool:
        """Tell whether a server, ours or another process's, is ready on this data."""
        lines = _pid_file(self.data)
        return len(lines) > 7 and lines[7] == "ready" and _is_server(lines[0], self.data)

    def make_folder(self) -> None:
        """Make the folder in which the data and its lock lie, for this account only."""
        self.data.parent.mkdir(parents=True, exist_ok=True, mode=binaries.private_mode())

    def start(self, *, patience: float = 60.0) -> None:
        """Make the data directory if it is absent and bring the server up as a child.

        Call it from the main thread: the kernel ties the server's life to the thread that made it.

        Raises DatabaseIsBusy when another process holds the data, CannotStartDatabase otherwise.
        """
        self._take_lock()
        try:
            if not self.exists():
                _make(self.data, self.log)
            self._make_socket_folder()
            self._start_until_ready(patience)
        except BaseException:
            self.stop()
            raise

    def stop(self, *, patience: float = 20.0) -> None:
        """Stop the server if this process started it, and give the lock back."""
        server, self._server = self._server, None
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # fast: ends connections, writes a checkpoint
            try:
                server.wait(patience)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait(60)  # it kills by itself whoever does not end within 5 s
        if self._lock is not None:
            # While the lock is ours: once it is free, another server's socket may lie there.
            shutil.rmtree(self.socket, ignore_errors=True)
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None

    def holder(self) -> int | None:
        """Return the process that has this data in its hands: a lock cannot outlive its writer."""
        path = self.data.parent / f"{self.data.name}.lock"
        while True:
            try:
                with path.open("rb") as lock:
                    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except FileNotFoundError:
                return None
            except BlockingIOError:
                if number := path.read_text().strip():
                    return int(number)
                time.sleep(0.01)  # it has the lock and is about to write its number
            else:
                return None

    def has_died(self) -> bool:
        """Tell whether the server we started is gone without having been stopped."""
        return self._server is not None and self._server.poll() is not None

    def restart(self, *, patience: float = 60.0) -> None:
        """Bring a server back that died under us; the lock stays ours meanwhile."""
        self._server = None
        self._start_until_ready(patience)

    def psql(self, sql: str, *, database: str = "postgres") -> str:
        """Run statements as the superuser through the socket and return what they print."""
        ran = subprocess.run(
            [
                *(str(binaries.folder() / "psql"), "-X", "-q", "-A", "-t"),
                *("-v", "ON_ERROR_STOP=1", "-h", str(self.socket), "-U", SUPERUSER),
                *("-d", database, "-f", "-"),
            ],
            input=sql,
            text=True,
            capture_output=True,
            check=False,
        )
        if ran.returncode != 0:
            raise CannotStartDatabase(f"The database refused its set-up: {ran.stderr.strip()}")
        return ran.stdout.strip()

    def _take_lock(self) -> None:
        self.make_folder()
        lock = (self.data.parent / f"{self.data.name}.lock").open("ab")
        if not _locked(lock):
            lock.close()
            raise DatabaseIsBusy(f"Another process is running the database in {self.data}.")
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n".encode())
        lock.flush()
        self._lock = lock

    def _make_socket_folder(self) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.socket.stat().st_uid not in (os.geteuid(), binaries.NOBODY):
            raise CannotStartDatabase(f"{self.socket} belongs to somebody else; remove it.")
        if binaries.files_belong_to_nobody():
            _hand_over(self.socket)

    def _start_until_ready(self, patience: float) -> None:
        until = time.monotonic() + patience
        tried_cleaning = False
        while True:
            leftovers.remove_stale_pid_file(self.data)
            self._server = self._spawn()
            if self._wait_ready(until):
                return
            if tried_cleaning or time.monotonic() > until:
                raise CannotStartDatabase(
                    f"PostgreSQL did not start in {self.data}. Its last words: {self._last_words()}"
                )
            # A backend of a killed server can keep the shared memory for the length of its query.
            time.sleep(1.0)
            leftovers.end_servers_of(self.data)
            tried_cleaning = True

    def _spawn(self) -> subprocess.Popen[bytes]:
        chosen = {**SETTINGS, **self.settings}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [
                    *binaries.prefix(),
                    *binaries.dying_with_parent(),
                    *(str(binaries.folder() / "postgres"), "-D", str(self.data)),
                    *("-k", str(self.socket)),
                    *(word for name in chosen for word in ("-c", f"{name}={chosen[name]}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches the launcher only, which ends web and worker before the server.
                start_new_session=True,
            )

    def _wait_ready(self, until: float) -> bool:
        server = self._server
        assert server is not None  # noqa: S101 - set by the only caller
        while time.monotonic() < until:
            lines = _pid_file(self.data)
            # Without comparing the pid, a stale file would answer for a server still starting.
            if len(lines) > 7 and lines[7] == "ready" and lines[0] == str(server.pid):
                return True
            if server.poll() is not None:
                return False
            time.sleep(0.01)
        return False

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            return " / ".join(self.log.read_text(errors="replace").splitlines()[-3:])
        return f"none; see {self.log}"


def _locked(lock: IO[bytes]) -> bool:
    for _each in range(TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.01)
    return False


def _pid_file(data: Path) -> list[str]:
    try:
        return [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
    except OSError:
        return []


def _is_server(pid: str, data: Path) -> bool:
    return pid.isdigit() and leftovers.is_server_of(int(pid), data)


def _make(data: Path, log: Path) -> None:
    """Initialise beside the final place and rename: a killed start leaves nothing half made."""
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    if binaries.files_belong_to_nobody():
        new.mkdir(mode=0o700)
        _hand_over(new)
    with log.open("ab") as out:
        made = subprocess.run(
            [
                *binaries.prefix(),
                *(str(binaries.folder() / "initdb"), "-D", str(new), "-U", SUPERUSER),
                *("-A", "trust", "--encoding=UTF8", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                # LC_CTYPE other than UTF-8 makes pg_trgm find no trigrams in Japanese, silently.
                *("--locale=C.UTF-8", "--lc-collate=C"),
            ],
            stdout=out,
            stderr=out,
            check=False,
        )
    if made.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        raise CannotStartDatabase(f"The database could not be made in {data}; see {log}.")
    new.rename(data)


def _hand_over(folder: Path) -> None:
    """Give a directory to nobody, for machines where root may not enter a user namespace."""
    for parent in folder.resolve().parents:
        if not parent.stat().st_mode & 0o001:
            raise CannotStartDatabase(
                f"{parent} is closed to other users, so the database cannot run below it as root. "
                "Start as an ordinary user, or set KAKETSUKE_HOME to an open place."
            )
    os.chown(folder, binaries.NOBODY, binaries.NOBODY)
