"""A person at a page: signed in, and what can be read there without the markup's tickets."""

from html.parser import HTMLParser

from django.test import Client

from kaketsuke.accounts.models import User

SAID_BY_ATTRIBUTES = {"alt", "aria-label", "content", "placeholder", "title", "value"}
RANDOM = {"csrfmiddlewaretoken", "idempotency_key", "key"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("name") not in RANDOM:
            self.said += [text for name, text in attrs if name in SAID_BY_ATTRIBUTES and text]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def words(page: str) -> str:
    """Everything a person or a screen reader gets; random identifiers would match by chance."""
    reader = _Words()
    reader.feed(page)
    return "\n".join(reader.said)


def signed_in(user: User) -> Client:
    """A browser of somebody who has signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
