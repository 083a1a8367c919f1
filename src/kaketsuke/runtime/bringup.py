"""From nothing to a product that serves, and back: the order of the steps, and their undoing."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kaketsuke.runtime import binaries, database, keys, ports, postgres, product, supervisor

WAIT_FOR_A_COMMAND = 3.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Running:
    """A product that serves, and what looks after it."""

    product: product.Product
    supervisor: supervisor.Supervisor

    def command(self, *words: str) -> int:
        """Run one of our own commands against it while looking after the processes."""
        return self.supervisor.run_beside(
            [our_command(), *words], environment=self.product.environment()
        )


def our_command() -> str:
    """Return the executable of this installation."""
    return str(Path(sys.executable).parent / "kaketsuke")


@contextlib.contextmanager
def brought_up(
    home: Path, *, host: str, port: int, say: Say, is_demo: bool = False
) -> Iterator[Running]:
    """Give a product that serves; on the way out everything started here is stopped, in order."""
    with (
        ports.held(port, host=host) as held,
        _brought_up(home, host=host, port=held, say=say, is_demo=is_demo) as running,
    ):
        yield running


@contextlib.contextmanager
def _brought_up(home: Path, *, host: str, port: int, say: Say, is_demo: bool) -> Iterator[Running]:
    home.mkdir(parents=True, exist_ok=True, mode=binaries.private_mode())
    address = database.address(home)
    server = database.cluster(home) if address.is_embedded else None
    own_keys = keys.load_or_make(home, data_exists=_has_data(address, server))
    made = product.Product(
        home=home, address=address, keys=own_keys, host=host, port=port, is_demo=is_demo
    )
    watching = supervisor.Supervisor(server, [], say=say)
    try:
        if server is not None:
            say("Starting the database …" if server.exists() else "Making the database …")
            _start_in_turn(server)
            database.set_up(server)
        # Before anything is written: another key's database stays as it is.
        made.check_keys()
        say("Bringing the tables up to date …")
        made.migrate()
        made.collect_static()
        say("Starting web, streams and worker …")
        watching.processes = made.processes()
        watching.start()
        running = Running(made, watching)
        if is_demo:
            # Beside the starting processes: looking whether the world stands takes as long as they.
            say("Looking after the demo world …")
            _build_world(running)
        made.wait_ready(watching.look_after_start)
        yield running
    finally:
        watching.stop()


def forget(home: Path) -> None:
    """Remove a demo's home so that its world is built anew.

    Raises DatabaseIsBusy while something runs there, CannotBringUp for a database not of our own.
    """
    if not database.address(home).is_embedded:
        raise product.CannotBringUp(
            "--fresh would empty the database behind DATABASE_URL. Empty it yourself, or unset it."
        )
    server = database.cluster(home)
    if server.holder() is not None:
        raise postgres.DatabaseIsBusy(f"The demo in {home} is running. Stop it first.")
    shutil.rmtree(home, ignore_errors=True)


def _has_data(address: database.DatabaseAddress, server: postgres.Cluster | None) -> bool:
    if server is not None:
        return server.exists()
    asked = subprocess.run(
        [sys.executable, "-m", "kaketsuke.config.migrate", "--has-tables"],
        env={**os.environ, **address.environment(role="owner")},
        check=False,
    )
    if asked.returncode not in {0, 1}:
        raise product.CannotBringUp("The database behind DATABASE_URL did not answer; see above.")
    return asked.returncode == 0


def _start_in_turn(server: postgres.Cluster) -> None:
    """Start the server, waiting out a short command that may have it in its hands."""
    until = time.monotonic() + WAIT_FOR_A_COMMAND
    while True:
        try:
            server.start()
        except postgres.DatabaseIsBusy as error:
            if time.monotonic() > until:
                raise postgres.DatabaseIsBusy(
                    f"{error} It is process {server.holder()}; `kaketsuke database stop` ends it."
                ) from error
            time.sleep(0.2)
        else:
            return


def _build_world(running: Running) -> None:
    if running.command("world") != 0:
        raise product.CannotBringUp("The demo world could not be built; the reason stands above.")
