"""Fifty at once, ten at the same moment: what becomes of each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.database.refusals import Refusal

AT_ONCE = 10
TRIES = 50


def together(act: Callable[[int], object]) -> list[str]:
    """Run `act` fifty times, ten at the same moment; return what became of each."""
    start = Barrier(AT_ONCE)

    def once(number: int) -> str:
        try:
            start.wait(timeout=300)
            with context.as_system():
                act(number)
        except Refusal as refusal:
            return str(refusal.sentence)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(once, range(TRIES)))
