"""A person at a page: signed in, and what can be read there without the markup's tickets."""

import re
from html.parser import HTMLParser

from django.test import Client

from kaketsuke.accounts.models import User

SAID_BY_ATTRIBUTES = {"alt", "aria-label", "content", "placeholder", "title", "value"}
RANDOM = {"csrfmiddlewaretoken", "idempotency_key", "key"}


class _Frame(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def faults_of_frame(page: str) -> list[str]:
    """What every page owes its reader: language, title, one heading, ids that are unique, heads."""
    reader = _Frame()
    reader.feed(page)
    names = [tag for tag, _ in reader.tags]
    ids = [named["id"] for _, named in reader.tags if named.get("id")]
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    told = {
        "no language": next((n.get("lang") for t, n in reader.tags if t == "html"), None) is None,
        "no title": title is None or title[1].strip().startswith("|"),
        f"{names.count('h1')} first headings": names.count("h1") != 1,
        "no main part": names.count("main") != 1,
        f"twice: {sorted({i or '' for i in ids if ids.count(i) > 1})}": len(ids) != len(set(ids)),
        "a table without heads": names.count("table") > names.count("thead"),
        "a head without a scope": any("scope" not in n for t, n in reader.tags if t == "th"),
    }
    return [fault for fault, stands in told.items() if stands]


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
