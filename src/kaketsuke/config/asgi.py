"""One port for pages and streams: `/live` is asynchronous, everything else is Django on threads.

Django's own asynchronous handler answers a tenth of the pages a second, so it is not used.
"""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import ASGIApp, Receive, ReceiveEvent, Scope, Send

from kaketsuke.config import live
from kaketsuke.config.wsgi import application as wsgi_application
from kaketsuke.runtime import children

THREADS = 6

# A web process whose main process was killed would keep the port and go on serving.
children.die_with_parent()
# Its orderly end waits for open connections, which nobody bounds once the main process is gone.
children.outlive_parent_at_most(8.0)
pages = cast(ASGIApp, WSGIMiddleware(wsgi_application, workers=THREADS))  # type: ignore[arg-type]  # Django's handler is untyped


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand each connection to the streams or to the pages."""
    if scope["type"] == "lifespan":
        await live.lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == live.PATH:
        await live.stream(scope, receive, send)
    else:
        await pages(scope, _as_coroutine(receive), send)


def _as_coroutine(receive: Receive) -> Receive:
    """The server's own awaitable is no coroutine; a form's body is asked for by a coroutine."""

    async def received() -> ReceiveEvent:
        return await receive()

    return received
