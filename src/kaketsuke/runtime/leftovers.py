"""What a killed server leaves behind: a pid file that lies, and backends that live on."""

import contextlib
import os
import signal
import time
from pathlib import Path


def is_server_of(pid: int, folder: Path) -> bool:
    """Tell whether this process is a PostgreSQL working in that data directory.

    A pid alone proves nothing: numbers are given out again to somebody else's processes.
    """
    proc = Path("/proc") / str(pid)
    try:
        name = (proc / "comm").read_text().strip()
        at = (proc / "cwd").readlink()
    except OSError:
        return False
    return name == "postgres" and at == folder.resolve()


def servers_of(folder: Path) -> list[int]:
    """Return every living server process of that data directory."""
    pids = (int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit())
    return [pid for pid in pids if is_server_of(pid, folder)]


def end_servers_of(folder: Path, *, patience: float = 5.0) -> None:
    """End what still runs on that data directory; only call this while holding its lock."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        for pid in servers_of(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sent)
        if _all_gone(folder, patience):
            return


def remove_stale_pid_file(folder: Path) -> None:
    """Remove a pid file whose process is no server of this directory."""
    path = folder / "postmaster.pid"
    try:
        pid = int(path.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        path.unlink(missing_ok=True)
        return
    if not is_server_of(pid, folder):
        path.unlink(missing_ok=True)


def _all_gone(folder: Path, patience: float) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not servers_of(folder):
            return True
        time.sleep(0.05)
    return False
