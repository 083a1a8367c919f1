"""What is said of a press: that it is done, or why not, on the next page or beside the field."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

from kaketsuke.database.refusals import Refusal
from kaketsuke.web.fields import refuse


@contextmanager
def telling(
    request: HttpRequest,
    done: StrOrPromise,
    *,
    refused: Callable[[HttpRequest, str], None] = messages.error,
) -> Iterator[None]:
    """Tell that the block was done, or the sentence of the refusal that ended it.

    A transaction stands inside the block: what is refused is taken back before it is told.
    """
    try:
        yield
    except Refusal as refusal:
        refused(request, str(refusal))
    else:
        messages.success(request, done)


@contextmanager
def keeping(form: Form, *, beside: str = "") -> Iterator[None]:
    """Go on to the form with all that was typed where a refusal ends the block.

    Its sentence stands beside the field that it speaks of, or else beside that one. The block
    answers where nothing is refused, and a transaction stands inside it.
    """
    try:
        yield
    except Refusal as refusal:
        refuse(form, refusal, beside=beside)
