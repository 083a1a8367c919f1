"""What a person can read on a page: its words, without the addresses and tickets of its markup."""

from html.parser import HTMLParser

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
