"""The product's own worker as a process of its own, which may be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from kaketsuke.runtime import postgres
from tests import cluster

Found = TypeVar("Found")


class Worker:
    """The real worker as a process of its own, as the serving role."""

    def __init__(self, environment: dict[str, str], log: BinaryIO) -> None:
        self.environment, self.log = environment, log
        self.process = self._started()

    def kill_and_replace(self) -> None:
        self.kill()
        self.start_again()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=120)

    def start_again(self) -> None:
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "kaketsuke.config.worker"],
            env=self.environment,
            cwd=cluster.ROOT,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def workers(server: postgres.Cluster, log_path: Path, **more: str) -> Iterator[Worker]:
    """Run the worker, with more of an environment, until the block ends."""
    environment = {
        **os.environ,
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "kaketsuke.config.settings",
        **more,
        **cluster.address(server).environment(role="app"),
    }
    with log_path.open("wb") as log:
        worker = Worker(environment, log)
        try:
            yield worker
        finally:
            worker.kill()


def wait_until(found: Callable[[], Found], *, within: float) -> Found:
    """Return the first answer that holds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if answer := found():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"Nothing came within {within} s.")
