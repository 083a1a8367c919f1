"""Whether a port is free, and that it stays so: the web server would share a taken one silently."""

import contextlib
import socket
from collections.abc import Iterator


class PortIsTaken(Exception):
    """Something else serves on the port; the sentence says what to do."""


@contextlib.contextmanager
def held(port: int, *, host: str = "127.0.0.1") -> Iterator[int]:
    """Keep the port to serve on for our own server: this one, or for 0 one that is free now.

    While the server is not there yet, or is started again, the system gives the port to nobody
    who takes any. It is not listened on here, so every connection reaches the server.

    Raises PortIsTaken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as holding:
        # As the server does, which may then have the port beside us.
        holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            if port:
                _require_no_listener(family, host, port)
            holding.bind((host, port))
        except OSError as error:
            raise PortIsTaken(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Stop what serves there or choose another with --port."
            ) from error
        yield int(holding.getsockname()[1])


def _require_no_listener(family: socket.AddressFamily, host: str, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections of the last run that linger do not count as a taken port; a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)
