"""Whether a port is free: the web server would share a taken one silently."""

import socket


class PortIsTaken(Exception):
    """Something else serves on the port; the sentence says what to do."""


def require_free(port: int, *, host: str = "127.0.0.1") -> int:
    """Return the port to serve on: this one, or for 0 one that is free now.

    Raises PortIsTaken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections of the last run that linger do not count as a taken port; a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise PortIsTaken(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Stop what serves there or choose another with --port."
            ) from error
        return int(probe.getsockname()[1])
