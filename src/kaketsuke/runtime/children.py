"""One process of the product: started, watched, restarted with growing pauses, stopped in time."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kaketsuke.runtime import binaries

PR_SET_PDEATHSIG = 1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
LIVED_WELL = 30.0  # seconds after which an end counts as a new misfortune, not the same one


def die_with_parent(sent: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)


def outlive_parent_at_most(seconds: float) -> None:
    """End this process that long after its parent ended, whatever it waits for.

    A launcher that was killed takes the database along, and an orderly end would wait for it.
    """
    # The parent may have ended before this line: whoever was started by it still knows its number.
    started_by = multiprocessing.parent_process()
    parent = started_by.pid if started_by is not None else os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=watch, name="outlive-parent", daemon=True).start()


@dataclass
class Child:
    """A command that must be running for as long as the product is."""

    name: str
    words: Sequence[str]
    environment: dict[str, str]
    log: Path | None = None
    patience: float = 10.0
    restarts: int = 0
    process: subprocess.Popen[bytes] | None = None
    _pause: float = field(default=FIRST_PAUSE)
    _started: float = 0.0
    _start_again: float | None = None

    def start(self) -> None:
        """Start the command in a process group of its own; call it from the main thread."""
        self._started, self._start_again = time.monotonic(), None
        # TERM, not INT: these servers finish what they are doing and then leave.
        dying = ["setpriv", "--pdeathsig=TERM", "--"] if binaries.dying_with_parent() else []
        out = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                [*dying, *self.words],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        finally:
            if out is not None:
                out.close()

    def is_running(self) -> bool:
        """Tell whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def keep_alive(self, say: Callable[[str], None]) -> None:
        """Start the process again if it ended, after a pause that grows while it keeps ending."""
        if self.is_running() or self.process is None:
            return
        now = time.monotonic()
        if self._start_again is None:
            if now - self._started > LIVED_WELL:
                self._pause = FIRST_PAUSE
            self._start_again = now + self._pause
            say(f"{self.name} ended ({self.process.returncode}); starting it again.")
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif now >= self._start_again:
            self.restarts += 1
            self.start()

    def ask_to_stop(self) -> None:
        """Send TERM and return at once."""
        if self.process is not None and self.is_running():
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for the end, and force it when patience is over."""
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(self.patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(60)
