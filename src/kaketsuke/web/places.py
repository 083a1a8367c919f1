"""A way on from a page where somebody begins."""

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Place:
    """Where it leads, in words, with how much waits there.

    On the menu it has a `key` and the `roles` that it is for (none: for whoever is signed in),
    unless a role that has a wider place of the same pages is held too.
    """

    title: StrOrPromise
    text: StrOrPromise
    url_name: str
    icon: str
    waits: int = 0
    alarms: int = 0  # how much is near its deadline, or past it
    key: str = ""
    roles: tuple[str, ...] = ()
    unless: str = ""
    short: StrOrPromise = ""
