"""A way on from a page where somebody begins."""

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Place:
    """Where it leads, in words, with how much waits there."""

    title: StrOrPromise
    text: StrOrPromise
    url_name: str
    icon: str
    waits: int = 0
