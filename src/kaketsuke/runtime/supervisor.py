"""Keep the database and the processes of the product running, in order, until asked to stop."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from kaketsuke.runtime import children, postgres

WATCH_EVERY = 0.1


class StopAsked(BaseException):
    """INT or TERM arrived: unwind, stopping what was started."""


class KeepsEnding(Exception):
    """A process cannot run; its own words are in its log."""


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn the first INT or TERM into StopAsked; later ones wait for the orderly end.

    The handlers are set explicitly: a launcher started in the background inherits INT ignored.
    """

    def ask(_number: int, _frame: FrameType | None) -> None:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)
        raise StopAsked

    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    kept = {each: signal.signal(each, ask) for each in asked}
    try:
        yield
    finally:
        for each, handler in kept.items():
            signal.signal(each, handler)


class Supervisor:
    """The processes of one running product: started first to last, stopped last to first."""

    def __init__(
        self,
        server: postgres.Cluster | None,
        processes: Sequence[children.Child],
        *,
        say: Callable[[str], None],
    ) -> None:
        self.server = server
        self.processes = list(processes)
        self._say = say

    def start(self) -> None:
        """Start every process; the database is up already, for migrations came before."""
        for child in self.processes:
            child.start()

    def look_after(self) -> None:
        """Bring back whatever has ended since the last look."""
        if self.server is not None and self.server.has_died():
            self._say("The database ended; starting it again.")
            self.server.restart()
        for child in self.processes:
            child.keep_alive(self._say)

    def look_after_start(self) -> None:
        """Look after processes that are still coming up. Raises KeepsEnding when one cannot."""
        self.look_after()
        for child in self.processes:
            if child.restarts and not child.is_running():
                where = f" See {child.log}." if child.log else ""
                raise KeepsEnding(f"{child.name} ends as soon as it is started.{where}")

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Look after the processes until the condition holds, or StopAsked arrives."""
        while not until():
            self.look_after()
            time.sleep(WATCH_EVERY)

    def run_beside(self, words: Sequence[str], *, environment: dict[str, str]) -> int:
        """Run one command to its end while looking after the processes; return its exit code."""
        with subprocess.Popen(words, env=environment) as beside:
            try:
                self.watch(until=lambda: beside.poll() is not None)
            except BaseException:
                beside.terminate()
                raise
            return beside.returncode

    def stop(self) -> None:
        """Stop all at once and wait for each; the database, which is everybody's, goes last."""
        for child in reversed(self.processes):
            child.ask_to_stop()
        for child in reversed(self.processes):
            child.stop()
        if self.server is not None:
            self.server.stop()
