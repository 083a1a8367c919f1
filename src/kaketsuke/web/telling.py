"""What the next page says of a press: that it is done, or why not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

from kaketsuke.database.refusals import Refusal


@contextmanager
def telling(request: HttpRequest, done: StrOrPromise) -> Iterator[None]:
    """Tell that the block was done, or the sentence of the refusal that ended it.

    A transaction stands inside the block: what is refused is taken back before it is told.
    """
    try:
        yield
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
