"""Processes are brought back when they end, stopped in time, and gone with their launcher."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kaketsuke.runtime import children, ports, supervisor

SLEEPER = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
# The child names itself, once it runs: until then nothing could have told the kernel its wish.
NAMED_SLEEPER = f"import os; print(os.getpid(), flush=True); {SLEEPER}"
LAUNCHER = f"""
import os, sys, time
from kaketsuke.runtime import children
child = children.Child("sleeper", [sys.executable, "-c", {NAMED_SLEEPER!r}], dict(os.environ))
child.start()
time.sleep(60)
"""


def _child(code: str = SLEEPER, *, log: Path | None = None) -> children.Child:
    return children.Child("sleeper", [sys.executable, "-c", code], dict(os.environ), log, 1.0)


def _wait(condition, *, seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_process_is_brought_back():
    said: list[str] = []
    child = _child()
    watching = supervisor.Supervisor(None, [child], say=said.append)
    watching.start()
    try:
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        _wait(lambda: not child.is_running())
        watching.watch(until=child.is_running)
        assert child.process.pid != first
        assert len(said) == 1
    finally:
        watching.stop()


def test_a_process_that_cannot_run_is_reported_at_its_start():
    child = _child("raise SystemExit(3)")
    watching = supervisor.Supervisor(None, [child], say=lambda _: None)
    watching.start()
    with pytest.raises(supervisor.KeepsEnding, match="sleeper"):
        _wait(watching.look_after_start)


def test_a_deaf_process_is_ended_when_patience_is_over(tmp_path: Path):
    log = tmp_path / "log"
    child = _child(STUBBORN, log=log)
    child.start()
    assert child.process is not None
    pid = child.process.pid
    _wait(lambda: log.exists() and "deaf" in log.read_text())
    child.stop()
    assert not _is_alive(pid)


def test_a_killed_launcher_takes_its_processes_along():
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER], stdout=subprocess.PIPE, text=True
    ) as launcher:
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        assert _is_alive(pid)
        launcher.kill()
    _wait(lambda: not _is_alive(pid))


def test_term_unwinds_the_launcher_even_where_signals_were_ignored():
    kept = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(supervisor.StopAsked), supervisor.stopping_on_signals():
            signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, kept)


def test_a_taken_port_is_named_before_anything_starts():
    with socket.socket() as taken:
        # As the web server does, which is why it would not notice by itself.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ports.PortIsTaken, match=str(port)), ports.held(port):
            pass


def test_a_port_that_is_held_is_for_the_server_alone():
    with ports.held(0) as port, socket.socket() as server, socket.socket() as other:
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        with ports.held(port) as again:  # by the launcher, of a port that was chosen for it
            assert again == port
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", port), timeout=60):
                server.accept()[0].close()
