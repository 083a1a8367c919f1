"""Server-sent events: which case changed, told to the pages that may know. Ids only, never content.

One database connection a process listens; what it hears is handed to every open stream whose ticket
covers the case. Pages ask for their fragments again, so the page's own permission check stays the
only one that shows anything. A stream ends after some minutes, so that a right taken away takes
effect, and when the server is asked to stop, which would otherwise wait for it.
"""

import asyncio
import contextlib
import json
import signal
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import FrameType
from urllib.parse import parse_qs

import psycopg
import structlog
from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from procrastinate.contrib.django.utils import connector_params

from kaketsuke.accounts import live as tickets

PATH = "/live"
CHANNEL = "kaketsuke_timeline"
HEARTBEAT_SECONDS = 15.0
LIVES_SECONDS = 300.0
WAITING_AT_MOST = 200  # messages a slow client may be behind before it is let go
LISTEN_AGAIN_SECONDS = 1.0
LISTENS_WITHIN_SECONDS = 10.0  # after which the server serves without, and catches up later
END = ""

log = structlog.get_logger()


@dataclass(eq=False)
class Client:
    """One open stream and what waits to be sent on it."""

    ticket: tickets.Ticket
    waiting: asyncio.Queue[str] = field(
        default_factory=lambda: asyncio.Queue(maxsize=WAITING_AT_MOST)
    )

    def tell(self, message: str) -> None:
        """Queue a message; a client too far behind is ended, reconnects and reads afresh."""
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Close the stream after dropping what it did not take."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(END)


class Broadcast:
    """Everything this process hears from the database, and the streams it passes it to."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self._entry = 0
        self._start = uuid.uuid4().hex[:8]
        self._listening: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()

    async def open(self) -> None:
        """Begin to listen; return when something is heard, or the first try failed."""
        self._listening = asyncio.create_task(self._listen_for_ever())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._tried.wait(), LISTENS_WITHIN_SECONDS)

    async def close(self) -> None:
        """End every stream and stop listening."""
        self.end_streams()
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    def end_streams(self) -> None:
        """End every stream; browsers come back to whoever serves next."""
        for client in tuple(self.clients):
            client.end()

    def event(self, name: str, content: dict[str, str | int]) -> str:
        """Return one event in the wire format, numbered within this process."""
        self._entry += 1
        text = json.dumps(content, separators=(",", ":"))
        return f"id: {self._start}-{self._entry}\nevent: {name}\ndata: {text}\n\n"

    def hear(self, payload: str) -> None:
        """Pass `company:case:sequence` on to the streams it concerns."""
        company_id, case_id, seq = payload.split(":", 2)
        message = self.event("case", {"case": case_id, "seq": int(seq)})
        for client in tuple(self.clients):
            if client.ticket.covers(company_id=company_id, case_id=case_id):
                client.tell(message)

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **connector_params(), autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._tried.set()
                    # Whatever happened while nobody listened is caught up by reading afresh.
                    for client in tuple(self.clients):
                        client.tell(self.event("refresh", {}))
                    async for notice in connection.notifies():
                        self.hear(notice.payload)
            except psycopg.Error as error:
                log.warning("live_connection_lost", kind=type(error).__name__)
                self._tried.set()
            await asyncio.sleep(LISTEN_AGAIN_SECONDS)


broadcast = Broadcast()


async def lifespan(receive: Receive, send: Send) -> None:
    """Listen while the server runs."""
    await receive()
    # First: a stream that is opened at once would miss what happens until then.
    await broadcast.open()
    _end_streams_on_signals()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await broadcast.close()
    await send({"type": "lifespan.shutdown.complete"})


async def stream(scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Answer `/live?ticket=…` with the events its ticket covers."""
    try:
        ticket = tickets.read_ticket(_ticket_text(scope))
    except tickets.CannotListen:
        await _refuse(send)
        return
    client = Client(ticket)
    came_back = any(name == b"last-event-id" for name, _ in scope["headers"])
    client.tell(broadcast.event("refresh" if came_back else "open", {}))
    broadcast.clients.add(client)
    leaving = asyncio.create_task(_end_when_gone(client, receive))
    try:
        await _start(send)
        async for message in _messages(client):
            await send({"type": "http.response.body", "body": message.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        broadcast.clients.discard(client)
        leaving.cancel()


async def _messages(client: Client) -> AsyncIterator[str]:
    """Give what waits, a heartbeat in silence, and end in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + LIVES_SECONDS
    while (left := until - loop.time()) > 0:
        try:
            message = await asyncio.wait_for(
                client.waiting.get(), timeout=min(HEARTBEAT_SECONDS, left)
            )
        except TimeoutError:
            yield ": still here\n\n"
            continue
        if message == END:
            return
        yield message


async def _end_when_gone(client: Client, receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            client.end()
            return


def _ticket_text(scope: HTTPScope) -> str:
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    return asked.get("ticket", [""])[0]


async def _start(send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"ticket expired", "more_body": False})


def _end_streams_on_signals() -> None:
    """End the streams as soon as the server is asked to stop; it would wait for them for ever.

    The server's own handler still runs: the loop hears of the signal by its wake-up descriptor
    whatever handler stands in front.
    """
    loop = asyncio.get_running_loop()

    def end(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(broadcast.end_streams)

    for each in (signal.SIGINT, signal.SIGTERM):
        # Outside a server's main thread there is no signal to answer.
        with contextlib.suppress(ValueError):
            signal.signal(each, end)
