"""Turns what the database refuses into a sentence: constraints are named, and so are refusals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from kaketsuke.database.refusals import Refusal


def broken_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that refused, or an empty text."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")


@contextmanager
def refusing(refusals: Mapping[str, Refusal]) -> Iterator[None]:
    """Raise the refusal of the broken constraint. The transaction around it stays usable."""
    with named(refusals), transaction.atomic():
        yield


@contextmanager
def named(refusals: Mapping[str, Refusal]) -> Iterator[None]:
    """Raise the refusal of the broken constraint."""
    try:
        yield
    except IntegrityError as error:
        refusal = refusals.get(broken_constraint(error))
        if refusal is None:
            raise
        raise refusal from error
